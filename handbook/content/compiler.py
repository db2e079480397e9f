"""One file to a record: a function of its name and bytes alone, and never an exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from posixpath import basename, splitext

from handbook.content import frontmatter
from handbook.content.body import Body
from handbook.content.fields import Fields
from handbook.content.files import digest_of
from handbook.content.guides import read_guide
from handbook.content.ids import title_of
from handbook.content.manifest import read_manifest
from handbook.content.markup import MarkupReader, first_heading
from handbook.content.record import Data, Record
from handbook.content.registries import read_contacts, read_sources, read_statements, read_terms
from handbook.content.report import Place, Report, in_file
from handbook.content.schema import check_unquoted, read_info
from handbook.content.source import decode
from handbook.content.strictyaml import Mapping, Node, read
from handbook.content.tuning import read_lexicon, read_queries, read_ranking
from handbook.content.values import is_empty
from handbook.model.page import Heading, Kind

GUIDE_FOLDERS: dict[str, Kind] = {"pathways": "pathway", "checklists": "checklist", "sessions": "session"}
"""The folders of guides, and the kind that the YAML files in them are of."""

_REGISTRIES: dict[str, Callable[[Fields, MarkupReader], Data]] = {
    "glossary.yaml": read_terms,
    "sources.yaml": read_sources,
    "statements.yaml": read_statements,
    "contacts.yaml": read_contacts,
}
_SETTINGS: dict[str, Callable[[Fields], Data]] = {
    "handbook.yaml": read_manifest,
    "index/lexicon.yaml": read_lexicon,
    "index/ranking.yaml": read_ranking,
    "index/queries.yaml": read_queries,
}


def compile_file(file: str, data: bytes, digest: str = "") -> Record:
    """What comes of a file.

    Args:
        file: Its name: relative to the content folder with forward slashes, or ``index/...``.
        data: Its bytes.
        digest: Their SHA-256 where it is known already.

    Returns:
        A record with all problems found. Where the file cannot be read at all it holds nothing else.
    """
    digest = digest or digest_of(data)
    report = Report(file)
    try:
        record = _compiled(file, data, report)
    except Exception as error:
        # The parsers below are not ours. Whatever one of them does to one file, the other files still open; the test
        # of random bytes asserts that this is never reached.
        name = type(error).__name__
        message = f"The reader failed on this file ({name}). The rest of the handbook is not affected."
        report.error(
            "reader-failed", (1, 1), message, "Undo the last change to the file, and report this as a fault."
        )
        record = Record(file, digest)
    return replace(record, digest=digest, problems=tuple(sorted(report.problems, key=in_file)))


def _compiled(file: str, data: bytes, report: Report) -> Record:
    text = decode(data, report)
    if text is None:
        return Record(file, "")
    if file.endswith(".md"):
        return _page(file, text, report)
    places: dict[str, Place] = {}
    fields = _keys(read(text, report), report, places)
    if fields is None:
        return Record(file, "")
    if file in _SETTINGS:
        return Record(file, "", data=_SETTINGS[file](fields), places=places)
    markup = MarkupReader("", file, report)
    if file in _REGISTRIES:
        registry = _REGISTRIES[file](fields, markup)
        return Record(file, "", data=registry, links=tuple(markup.links), places=places)
    info, passages, guide = read_guide(GUIDE_FOLDERS[file.partition("/")[0]], fields, file)
    check_unquoted(info, places, report)
    return Record(file, "", info=info, body=Body(info.id, passages), data=guide, places=places)


def _keys(node: Node | None, report: Report, places: dict[str, Place]) -> Fields | None:
    """The keys of a file, or None where it does not hold any: then nothing else is said about it."""
    if node is None:
        return None
    fields = Fields(node, report, places)
    return fields if isinstance(node, Mapping) or is_empty(node) else None


def _page(file: str, text: str, report: Report) -> Record:
    places: dict[str, Place] = {}
    matter = frontmatter.split(text, report)
    node = read(matter.yaml or "", report, matter.yaml_line) if matter else None
    fields = _keys(node, report, places)
    if matter is None or fields is None:
        return Record(file, "")
    title = "" if fields.has("title") else first_heading(matter.body)
    if not title and matter.yaml is None:
        title = title_of(splitext(basename(file))[0])
    info = read_info(fields, file, title=title)
    fields.finish()
    if not fields.has("id") and info.id != splitext(file)[0]:
        message = f'The name of this file cannot be an id as it is, so the page\'s id is "{info.id}".'
        report.warning("file-name", (1, 1), message, "Rename the file so, or give the page an id that stays.")
    markup = MarkupReader(info.id, file, report, info.sources)
    passages = markup.passages(matter.body, info.title)
    headings = tuple(Heading(passage.slug, passage.title, passage.level) for passage in passages[1:])
    info = replace(info, headings=headings, links=tuple(markup.links))
    check_unquoted(info, places, report)
    return Record(file, "", info=info, body=Body(info.id, passages), places=places)
