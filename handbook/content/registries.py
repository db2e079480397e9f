"""Glossary, sources, statements and contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from handbook.content.fields import Fields
from handbook.content.markup import MarkupReader
from handbook.content.report import Place
from handbook.content.schema import check_source, references, slug_of
from handbook.content.targets import is_address
from handbook.model.registry import Contact, Source, Statement, Term

STATUSES = ("current", "superseded", "historical")

_Entry = TypeVar("_Entry")


def _entries(fields: Fields, key: str, what: str, read: Callable[[Fields, str], _Entry]) -> Iterator[_Entry]:
    """The entries of a registry, each with an id of its own."""
    taken: dict[str, int] = {}
    for entry in fields.each(key, required=True):
        yield read(entry, slug_of(entry, taken, what))
        entry.finish()
    fields.finish()


def read_terms(fields: Fields, markup: MarkupReader) -> tuple[Term, ...]:
    """``glossary.yaml``. Meanings may hold links, which the markup reader collects."""

    def read(entry: Fields, slug: str) -> Term:
        meaning = entry.scalar("meaning", required=True)
        if meaning:
            markup.blocks(meaning)
        return Term(
            id=slug,
            term=entry.one_line("term", required=True),
            meaning=meaning.raw.strip() if meaning else "",
            also=entry.texts("also"),
            historic=entry.flag("historic"),
            see=references(entry, "see"),
        )

    return tuple(_entries(fields, "terms", "a term", read))


def read_sources(fields: Fields, markup: MarkupReader) -> tuple[Source, ...]:
    """``sources.yaml``."""

    def read(entry: Fields, slug: str) -> Source:
        return Source(
            id=slug,
            title=entry.one_line("title", required=True),
            publisher=entry.one_line("publisher"),
            edition=entry.one_line("edition"),
            type=entry.one_line("type"),
            url=_url(entry),
            status=entry.choice("status", STATUSES, ""),
            superseded_by=_successor(entry),
            read=entry.flag("read"),
        )

    found = tuple(_entries(fields, "sources", "a source", read))
    known = {source.id for source in found}
    for number, source in enumerate(found):
        if source.superseded_by and source.superseded_by not in known:
            message = f'"{source.superseded_by}" is not the id of a source in this file.'
            fix = "Write the id of the source that replaced this one, or leave it empty."
            fields.report.error("dead-source", fields.places[f"sources.{number}.superseded_by"], message, fix)
    return found


def _url(entry: Fields) -> str:
    found = entry.scalar("url")
    url = found.raw.strip() if found else ""
    if found and not (is_address(url) and url.startswith("https:") and not set(url) & set(" \n")):
        message = f'"{url[:80]}" is not an https: address.'
        entry.report.error(
            "bad-address", found.at, message, 'Write the whole address, or "" where none was confirmed.'
        )
        return ""
    return url


def _successor(entry: Fields) -> str:
    found = entry.scalar("superseded_by")
    source = found.raw.strip() if found else ""
    wrong = check_source(source) if found else ""
    if found and wrong:
        entry.report.error("bad-id", found.at, wrong, "Write the id that the source has in this file.")
    return source


def read_statements(fields: Fields, markup: MarkupReader) -> tuple[Statement, ...]:
    """``statements.yaml``. Ids are S and a number."""
    lines: dict[str, Place] = {}

    def read(entry: Fields) -> Statement:
        found = entry.scalar("id", required=True)
        number = found.raw.strip() if found else ""
        if found and not (number[:1] == "S" and number[1:].isdecimal() and not number.startswith("S0")):
            entry.report.error(
                "bad-id", found.at, f'"{number[:80]}" is not the id of a statement.', "Write S and a number: S21"
            )
        elif found and number in lines:
            message = f'The statement "{number}" is there twice, first on line {lines[number][0]}.'
            entry.report.error("duplicate-id", found.at, message, "Give one of the two another number.")
        elif found:
            lines[number] = found.at
        heading, text = entry.one_line("heading", required=True), entry.one_line("text", required=True)
        statement = Statement(number, heading, text, entry.flag("case"))
        entry.finish()
        return statement

    statements = tuple(read(entry) for entry in fields.each("statements", required=True))
    fields.finish()
    return statements


def read_contacts(fields: Fields, markup: MarkupReader) -> tuple[Contact, ...]:
    """``contacts.yaml``. ``value`` and ``checked`` are empty until an area fills them in."""

    def read(entry: Fields, slug: str) -> Contact:
        use = entry.scalar("use", required=True)
        if use:
            markup.blocks(use)
        name, value, checked = (entry.one_line(key, key == "name") for key in ("name", "value", "checked"))
        return Contact(slug, name, use.raw.strip() if use else "", value, checked)

    return tuple(_entries(fields, "contacts", "a contact", read))
