"""The records of all files to one handbook: order, ids used twice, former ids, and pages made from registries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from handbook.content.body import Body
from handbook.content.ids import former, page_id_of, title_of
from handbook.content.record import Manifest, Named, Record
from handbook.model.guide import Checklist, Pathway, Session
from handbook.model.handbook import Handbook, Part
from handbook.model.page import GUIDE_KINDS, Heading, PageInfo
from handbook.model.problem import Problem
from handbook.model.reference import passage_id
from handbook.model.registry import Source

START = "start"
"""The page that a handbook opens with, where there is one. It stands in no part."""

_Guide = TypeVar("_Guide", Pathway, Checklist, Session)
_Data = TypeVar("_Data")


@dataclass(frozen=True, slots=True)
class Assembly:
    """A handbook with the bodies of its pages."""

    handbook: Handbook
    manifest: Manifest
    bodies: Mapping[str, Body]
    records: Mapping[str, Record]
    """The records of the pages that are in it, by page id."""
    broken: frozenset[str]
    """Ids of pages that have errors and are left out: links to them are not dead."""
    problems: tuple[Problem, ...]


def assemble(records: Mapping[str, Record], name: str) -> Assembly:
    """Put records together, in whatever order they come.

    Args:
        records: By file.
        name: The folder's name: the title of a handbook without ``handbook.yaml``.
    """
    manifest = _data(records, "handbook.yaml", Manifest())
    problems: list[Problem] = []
    used = _by_id(records, problems)
    failed = (record for record in records.values() if record.failed)
    broken = frozenset(record.info.id if record.info else page_id_of(record.file) for record in failed) - used.keys()
    guides = {page: record.data for page, record in used.items()}
    infos: dict[str, PageInfo] = {}
    parts = tuple(_parts(used, manifest, broken, infos, name))
    sources: tuple[Source, ...] = _data(records, "sources.yaml", ())
    handbook = Handbook(
        title=manifest.title or name,
        parts=parts,
        pages=infos,
        edition=manifest.edition,
        date=manifest.date,
        owner=manifest.owner,
        languages=manifest.languages,
        strict=manifest.strict,
        former=_former(infos.values()),
        terms=_data(records, "glossary.yaml", ()),
        sources={source.id: source for source in sources},
        statements=_data(records, "statements.yaml", ()),
        contacts=_data(records, "contacts.yaml", ()),
        pathways=_of_kind(Pathway, guides, infos),
        checklists=_of_kind(Checklist, guides, infos),
        sessions=_of_kind(Session, guides, infos),
    )
    bodies = {page: record.body for page, record in used.items() if record.body}
    for info in list(infos.values()):
        if info.generated_from:
            problems += _generate(info, used[info.id], handbook, infos, bodies)
    return Assembly(handbook, manifest, bodies, used, broken, tuple(problems))


def _data(records: Mapping[str, Record], file: str, missing: _Data) -> _Data:
    """A registry's content; of one with errors what could be read, so that not all that names it is dead."""
    record = records.get(file)
    return record.data if record and isinstance(record.data, type(missing)) else missing


def _by_id(records: Mapping[str, Record], problems: list[Problem]) -> dict[str, Record]:
    """The records that become pages, by id. Of two with one id the first without an error is kept."""
    first: dict[str, Record] = {}
    used: dict[str, Record] = {}
    for file in sorted(records):
        record = records[file]
        if record.info is None:
            continue
        page = record.info.id
        if first.setdefault(page, record) is not record:
            message = f'The id "{page}" belongs to two files: {first[page].file} and {file}.'
            at = record.places.get("id", (1, 1))
            fix = "Give one of them another id, or remove it. Until then one of the two is left out."
            problems.append(Problem(file, *at, "duplicate-id", "error", message, fix))
        if not record.failed:
            used.setdefault(page, record)
    return used


def _parts(
    used: Mapping[str, Record], manifest: Manifest, broken: frozenset[str], infos: dict[str, PageInfo], name: str
) -> Iterable[Part]:
    """The parts in reading order. Fills ``infos`` on the way: the start page, the parts' pages, then the guides."""
    left = {page: record.info for page, record in sorted(used.items()) if record.info}
    guides = {page: left.pop(page) for page, info in list(left.items()) if info.kind in GUIDE_KINDS}
    if START in left:
        infos[START] = left.pop(START)
    for planned in manifest.parts:
        named = [page for page, _ in planned.pages if page in left]
        named += [page for page, info in left.items() if info.part == planned.id and page not in named]
        for page in named:
            infos[page] = replace(left.pop(page), part=planned.id)
        missing = tuple(entry for entry in planned.pages if entry[0] not in used and entry[0] not in broken)
        yield Part(planned.id, planned.title, tuple(named), missing)
    others: dict[str, list[str]] = {}
    for page, info in left.items():
        others.setdefault(info.part, []).append(page)
    for part, pages in sorted(others.items()):
        infos.update((page, left[page]) for page in pages)
        yield Part(part, title_of(part) if part else manifest.title or name, tuple(pages))
    order: Iterable[Named] = (*manifest.pathways, *manifest.checklists, *manifest.sessions)
    for page, _ in order:
        if page in guides:
            infos[page] = guides.pop(page)
    infos.update(guides)


def _former(infos: Iterable[PageInfo]) -> dict[str, str]:
    """Where former ids live now. A file's path is one too, for links written as relative paths."""
    moved: dict[str, str] = {}
    for info in infos:
        for text in info.former_ids:
            old, slug = former(text) or ("", "")
            if old:
                moved.setdefault(old, passage_id(info.id, slug) if slug else info.id)
    for info in infos:
        by_path = page_id_of(info.file)
        if by_path != info.id:
            moved.setdefault(by_path, info.id)
    return moved


def _of_kind(kind: type[_Guide], data: Mapping[str, object], infos: Mapping[str, PageInfo]) -> tuple[_Guide, ...]:
    found = (data[page] for page in infos)
    return tuple(guide for guide in found if isinstance(guide, kind))


def _generate(
    info: PageInfo, record: Record, handbook: Handbook, infos: dict[str, PageInfo], bodies: dict[str, Body]
) -> list[Problem]:
    """Add the passages of a registry behind a page's own."""
    from handbook.content.generated import generated, links_of  # reads Markdown

    own = record.body.passages if record.body else ()
    made = generated(info.generated_from, info.id, handbook)
    taken = {passage.slug: passage for passage in own}
    problems = []
    for passage in made:
        if passage.slug in taken:
            message = f'The heading "{taken[passage.slug].title}" has the id of an entry that is added to this page.'
            at = (taken[passage.slug].line, 1)
            fix = "Give the heading another id in {#...}."
            problems.append(Problem(record.file, *at, "duplicate-slug", "error", message, fix))
    made = tuple(passage for passage in made if passage.slug not in taken)
    passages = (*own, *made)
    headings = tuple(Heading(passage.slug, passage.title, passage.level) for passage in passages[1:])
    infos[info.id] = replace(info, headings=headings, links=(*info.links, *links_of(made)))
    bodies[info.id] = Body(info.id, passages)
    return problems
