"""The rules across files that hold whenever a handbook is loaded: what is named must be there, and only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handbook.content.assemble import START, Assembly
from handbook.content.ids import former, page_id_of
from handbook.content.record import Record
from handbook.content.report import Place, meant
from handbook.content.targets import is_address
from handbook.model.handbook import Handbook
from handbook.model.page import GUIDE_KINDS, PageInfo
from handbook.model.problem import Problem, Severity
from handbook.model.reference import TOP, split
from handbook.model.registry import Term
from handbook.model.tuning import GoldenQuery

_MOST_GUESSES = 50
"""Dead references for which the nearest living one is looked for, which takes time in a large handbook."""


def check(assembly: Assembly, records: Mapping[str, Record]) -> tuple[Problem, ...]:
    """Problems of a handbook's files with one another. The lines they quote are left out.

    Dead links and names are errors in a strict handbook and warnings in any other. A page that ``handbook.yaml``
    names and nobody has written is no error, and one that is left out for its own errors is not reported again.
    """
    rules = _Rules(assembly, records)
    problems = list(assembly.problems)
    for record in records.values():
        if not record.failed:
            problems += rules.of_record(record)
    for page, record in assembly.records.items():
        if record.info:
            problems += rules.former_ids(page, record.info, record)
    problems += rules.unlisted()
    return tuple(problems)


class _Rules:
    def __init__(self, assembly: Assembly, records: Mapping[str, Record]) -> None:
        self._assembly = assembly
        self._handbook: Handbook = assembly.handbook
        self._named = assembly.manifest.named()
        self._severity: Severity = "error" if self._handbook.strict else "warning"
        self._no_sources = _unreadable(records, "sources.yaml")
        self._no_statements = _unreadable(records, "statements.yaml")
        self._statements = {statement.id for statement in self._handbook.statements}
        self._claimed: dict[str, str] = {}
        self._guesses = _MOST_GUESSES

    def of_record(self, record: Record) -> Iterator[Problem]:
        """Everything that a file names."""
        info = record.info
        for link in info.links if info else record.links:
            at = (link.line, link.column)
            if link.citation:
                yield from self._source(record.file, link.target, at)
            elif not is_address(link.target):
                yield from self._reference(record.file, link.target, at)
        if info:
            for key, values in (("related", info.related), ("sources", info.sources), ("covers", info.covers)):
                yield from self._listed(record, key, values)
        elif isinstance(record.data, tuple):
            for number, entry in enumerate(record.data):
                if isinstance(entry, Term):
                    yield from self._listed(record, f"terms.{number}.see", entry.see)
                elif isinstance(entry, GoldenQuery):
                    yield from self._graded(record, number, entry)

    def _listed(self, record: Record, key: str, values: Iterable[str]) -> Iterator[Problem]:
        for number, value in enumerate(values):
            at = record.places.get(f"{key}.{number}", (1, 1))
            if key == "sources":
                yield from self._source(record.file, value, at)
            elif key == "covers":
                yield from self._statement(record.file, value, at)
            else:
                yield from self._reference(record.file, value, at)

    def _reference(self, file: str, target: str, at: Place) -> Iterator[Problem]:
        if self._handbook.resolve(target) is not None:
            return
        page, slug = split(target)
        if page in self._assembly.broken:
            return
        if page in self._named and page not in self._handbook.pages:
            message = f'"{page}" is planned and not yet written.'
            fix = f"Write the page, or link to another: {page}.md"
            yield Problem(file, *at, "planned-page", "warning", message, fix)
            return
        info = self._handbook.pages.get(page)
        if info:
            known = [TOP, *(heading.slug for heading in info.headings)]
            message = f'The page "{page}" has no passage "{slug[:80]}".'
            fix = self._meant(slug, known) + "Name one of its headings, or the page alone."
        else:
            message = f'There is no page "{target[:80]}".'
            fix = self._meant(page, tuple(self._handbook.pages)) + "Write the id of a page, or remove the link."
        yield Problem(file, *at, "dead-link", self._severity, message, fix)

    def _source(self, file: str, source: str, at: Place) -> Iterator[Problem]:
        if source in self._handbook.sources or self._no_sources:
            return
        message = f'There is no source "{source[:80]}" in sources.yaml.'
        fix = (
            self._meant(source, tuple(self._handbook.sources)) + "Add it there, or write the id of one that is there."
        )
        yield Problem(file, *at, "dead-source", self._severity, message, fix)

    def _statement(self, file: str, statement: str, at: Place) -> Iterator[Problem]:
        if statement not in self._statements and not self._no_statements:
            message = f'There is no statement "{statement}" in statements.yaml.'
            fix = "Write the number of a statement that is there, or remove it."
            yield Problem(file, *at, "dead-statement", self._severity, message, fix)

    def _graded(self, record: Record, number: int, query: GoldenQuery) -> Iterator[Problem]:
        for page in query.grades:
            if page not in self._handbook.pages and page not in self._assembly.broken and page not in self._named:
                at = record.places.get(f"queries.{number}.pages.{page}", (query.line, 1))
                message = f'A golden query names the page "{page}", and there is none.'
                fix = self._meant(page, tuple(self._handbook.pages)) + "Write the id of a page."
                yield Problem(record.file, *at, "dead-link", "warning", message, fix)

    def former_ids(self, page: str, info: PageInfo, record: Record) -> Iterator[Problem]:
        """Former ids that still live, or that two pages claim; and a path that is another page's id."""
        for number, text in enumerate(info.former_ids):
            old, slug = former(text) or ("", "")
            at = record.places.get(f"former_ids.{number}", (1, 1))
            old_page, old_slug = split(old)
            living = self._handbook.pages.get(old_page)
            if living and (not old_slug or living.heading(old_slug) or old_slug == TOP):
                message = f'"{old}" is named as a former id, and it is in use: {living.file}.'
                fix = "Remove the line, or give the page or passage that has the id another one."
                yield Problem(record.file, *at, "former-id-lives", "error", message, fix)
            elif old in self._claimed:
                message = f'"{old}" is a former id of this page and of "{self._claimed[old]}", where it leads.'
                yield Problem(
                    record.file, *at, "former-id-twice", "warning", message, "Keep it on one of the two pages."
                )
            self._claimed.setdefault(old, page)
            if slug and slug != TOP and not info.heading(slug):
                message = f'"{text}" leads to the passage "{slug}", and this page has none.'
                fix = self._meant(slug, [heading.slug for heading in info.headings])
                fix += "Write > and the slug of the heading that took its place."
                yield Problem(record.file, *at, "former-id-dead", "warning", message, fix)
        by_path = page_id_of(record.file)
        if by_path != page and by_path in self._handbook.pages:
            other = self._handbook.pages[by_path].file
            message = f'By its path this file would be "{by_path}", which is the id of {other}.'
            fix = "Rename one of the two files, so that links by path lead where they seem to."
            yield Problem(record.file, 1, 1, "misleading-path", "warning", message, fix)

    def unlisted(self) -> Iterator[Problem]:
        """Pages and guides that ``handbook.yaml`` does not name."""
        manifest = self._assembly.manifest
        if not self._named:
            return
        guides = {"pathway": manifest.pathways, "checklist": manifest.checklists, "session": manifest.sessions}
        for page, info in self._handbook.pages.items():
            if page == START or page in self._named or (info.kind in GUIDE_KINDS and not guides[info.kind]):
                continue
            message = f'"{page}" is not named in handbook.yaml, so it stands behind those that are.'
            yield Problem(info.file, 1, 1, "unlisted-page", "warning", message, "Add a line for it to handbook.yaml.")

    def _meant(self, word: str, known: Iterable[str]) -> str:
        self._guesses -= 1
        return meant(word, tuple(known)) if self._guesses >= 0 else ""


def _unreadable(records: Mapping[str, Record], file: str) -> bool:
    """Whether a registry is there and nothing could be read of it: then what names it is not dead."""
    record = records.get(file)
    return record is not None and (record.data is None or record.failed)
