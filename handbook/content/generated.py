"""Passages that are made from the registries, for pages that say ``generated_from``."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.content.ids import slugify
from handbook.content.markup import read_blocks
from handbook.model.block import Block, ListBlock, Paragraph, Span, Spans, leaves
from handbook.model.handbook import Handbook
from handbook.model.page import Link, Passage
from handbook.model.reference import TOP, is_slug, passage_id, split
from handbook.model.registry import Contact, Source, Statement, Term
from handbook.text import fold

Blocks = tuple[Block, ...]

_GUIDE_WORDS = {"pathway": "decision guide", "checklist": "checklist", "session": "session"}


def generated(what: str, page: str, handbook: Handbook) -> tuple[Passage, ...]:
    """The passages of a registry (glossary, sources, coverage or contacts), on a page of this id.

    ``handbook`` gives the registries, and the titles that links are shown with.
    """
    if what == "glossary":
        terms = sorted(handbook.terms, key=lambda term: fold(term.term))
        return tuple(_passage(page, term.id, term.term, _term(term, page, handbook)) for term in terms)
    if what == "sources":
        sources = handbook.sources.values()
        return tuple(_passage(page, source.id, source.title, _source(source, page, handbook)) for source in sources)
    if what == "contacts":
        contacts = handbook.contacts
        return tuple(_passage(page, contact.id, contact.name, _contact(contact, page)) for contact in contacts)
    return tuple(_coverage(page, handbook))


def links_of(passages: Iterable[Passage]) -> tuple[Link, ...]:
    """The links in made passages. They have no place of their own: that of the page's first character stands in."""
    found: dict[str, None] = {}
    for passage in passages:
        for spans in leaves(passage.blocks):
            found |= dict.fromkeys(span.target for span in spans if span.target)
    return tuple(Link(target, 1, 1) for target in found)


def _passage(page: str, slug: str, title: str, blocks: Blocks) -> Passage:
    return Passage(page, slug, title, 2, (title,), blocks)


def _sentence(*parts: Span | str) -> Paragraph:
    return Paragraph(tuple(Span(part) if isinstance(part, str) else part for part in parts))


def _link(reference: str, handbook: Handbook) -> Span:
    """A page or passage by its title. A dead one is shown without leading anywhere."""
    resolved = handbook.resolve(reference)
    if resolved is None:
        return Span(reference)
    page, slug = split(resolved)
    info = handbook.pages[page]
    heading = info.heading(slug) if slug and slug != TOP else None
    kind = f" ({_GUIDE_WORDS[info.kind]})" if info.kind in _GUIDE_WORDS else ""  # some are called as pages are
    return Span(f"{info.title}: {heading.title}" if heading else info.title + kind, target=resolved)


def _links(label: str, references: Iterable[str], handbook: Handbook) -> Blocks:
    spans: list[Span] = []
    for reference in references:
        spans += [Span("; " if spans else label), _link(reference, handbook)]
    return (Paragraph(tuple(spans)),) if spans else ()


def _term(term: Term, page: str, handbook: Handbook) -> Blocks:
    historic = (_sentence("Historic: of its time, and no longer current."),) if term.historic else ()
    also = (_sentence("Also: ", ", ".join(term.also)),) if term.also else ()
    meaning = read_blocks(term.meaning, page, "glossary.yaml")
    return (*meaning, *historic, *also, *_links("See: ", term.see, handbook))


def _source(source: Source, page: str, handbook: Handbook) -> Blocks:
    about = ", ".join(part for part in (source.publisher, source.edition, source.type) if part)
    successor = handbook.sources.get(source.superseded_by)
    word = source.status.capitalize()
    status: tuple[Span | str, ...] = (f"{word}. ",) if word else ()
    if successor:
        replaced = Span(successor.title, target=passage_id(page, successor.id))
        status = (f"{word or 'Superseded'}: replaced by ", replaced, ". ")
    read = "Read: a public copy." if source.read else "Not read: cited from general professional knowledge."
    return (
        *((_sentence(f"{about}."),) if about else ()),
        _sentence(*status, read),
        *((_sentence(Span(source.url, target=source.url)),) if source.url else ()),
    )


def _contact(contact: Contact, page: str) -> Blocks:
    if contact.value:
        tried = f"Last tried: {contact.checked}." if contact.checked else "Not tried yet: try it before you need it."
        value: Blocks = (_sentence(Span(contact.value, strong=True)), _sentence(tried))
    else:
        value = (_sentence("Not filled in yet. Your area adds it in content/contacts.yaml."),)
    return (*value, *read_blocks(contact.use, page, "contacts.yaml"))


def _coverage(page: str, handbook: Handbook) -> Iterable[Passage]:
    """A passage for each heading of the synopsis, with a line for each of its statements."""
    covering: dict[str, list[str]] = {}
    for info in handbook.pages.values():
        for statement_id in info.covers:
            covering.setdefault(statement_id, []).append(info.id)
    headings: dict[str, list[Statement]] = {}
    for statement in handbook.statements:
        headings.setdefault(statement.heading, []).append(statement)
    taken: set[str] = {TOP}
    for heading, statements in headings.items():
        slug = base = slugify(heading)
        while slug in taken or not is_slug(slug):
            slug = f"{base}-{len(taken)}"
        taken.add(slug)
        lines = tuple((_statement(statement, covering.get(statement.id, []), handbook),) for statement in statements)
        yield _passage(page, slug, heading, (ListBlock(lines),))


def _statement(statement: Statement, pages: list[str], handbook: Handbook) -> Block:
    """A statement and the pages that take it up. The text of a fact of the case is not repeated."""
    where: list[Span] = []
    for reference in pages:
        where += [Span("; ")] if where else []
        where.append(_link(reference, handbook))
    number = Span(f"{statement.id} ", strong=True)
    if statement.case:
        text: Spans = (Span("A fact of the case, stated once"), *((Span(" on "), *where) if where else ()), Span("."))
        return Paragraph((number, *text))
    ending = (Span(" See: "), *where) if where else (Span(" No page takes it up yet."),)
    return Paragraph((number, Span(statement.text), *ending))
