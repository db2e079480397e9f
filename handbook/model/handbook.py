"""The handbook as a whole, without the bodies of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handbook.model.block import ListBlock, Paragraph, Span
from handbook.model.guide import Checklist, Pathway, Session
from handbook.model.page import Page, PageInfo, Passage
from handbook.model.reference import passage_id, split
from handbook.model.registry import Contact, Source, Statement, Term

SOURCES_PAGE = "reference/sources"
"""The page on which each source is a passage, where the content has it."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the handbook and its pages in reading order."""

    id: str
    title: str
    pages: tuple[str, ...]
    """Ids of pages that exist."""
    planned: tuple[tuple[str, str], ...] = ()
    """Id and title of pages that ``handbook.yaml`` names and nobody has written yet."""


@dataclass(frozen=True, slots=True)
class Handbook:
    """Contents, registries and guides. Pages are held by their ids in reading order."""

    title: str
    parts: tuple[Part, ...]
    pages: Mapping[str, PageInfo] = field(hash=False)
    edition: str = ""
    date: str = ""
    owner: str = ""
    languages: tuple[str, ...] = ("en-GB",)
    strict: bool = False
    former: Mapping[str, str] = field(default_factory=lambda: _NONE, hash=False)
    """A former page or passage id and where it lives now."""
    terms: tuple[Term, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    statements: tuple[Statement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    sessions: tuple[Session, ...] = ()

    def resolve(self, reference: str) -> str | None:
        """Where a page id, passage id or former id lives now, or None.

        ``page`` stays ``page``; ``page#slug`` stays if the page has that heading (``top`` always exists).
        Former ids are followed, a moved page taking all its slugs along.
        """
        page, slug = split(reference)
        for _ in range(8):
            if page in self.pages:
                if not slug or slug == "top" or self.pages[page].heading(slug):
                    return passage_id(page, slug) if slug else page
                moved = self.former.get(passage_id(page, slug))
            else:
                moved = self.former.get(passage_id(page, slug)) if slug else None
                moved = moved or self.former.get(page)
            if moved is None:
                return None
            new_page, new_slug = split(moved)
            page, slug = new_page, new_slug or (slug if "#" not in moved else "")
        return None

    def with_sources(self, page: Page) -> Page:
        """A page with a last passage that says what its numbered citations stand for; for reading, never indexed."""
        listed = [
            (number, self.sources[source])
            for number, source in enumerate(page.info.sources, 1)
            if source in self.sources
        ]
        if not listed or page.passage("sources") is not None:
            return page
        items = []
        for number, source in listed:
            at = passage_id(SOURCES_PAGE, source.id)
            lead = Span(source.title, target=at if self.resolve(at) else "")
            about = ", ".join(word for word in (source.publisher, source.edition) if word)
            seen = "" if source.read else "; cited from general knowledge, not read for this handbook"
            status = f" ({source.status})" if source.status and source.status != "current" else ""
            items.append(
                (
                    Paragraph(
                        (
                            Span(f"[{number}] "),
                            lead,
                            Span(f", {about}{status}{seen}." if about else f"{status}{seen}."),
                        )
                    ),
                )
            )
        blocks = (ListBlock(tuple(items)),)
        last = Passage(page.info.id, "sources", "Sources", 2, ("Sources",), blocks)
        return Page(page.info, (*page.passages, last))

    def linked(self, page_id: str) -> tuple[PageInfo, ...]:
        """Pages linked with a page: those it names as related, those it links to, those that name it. Each once."""
        info = self.pages.get(page_id)
        if info is None:
            return ()
        wanted: dict[str, None] = {}
        references = [*info.related, *(link.target for link in info.links if not link.citation)]
        for reference in references:
            resolved = self.resolve(reference)
            if resolved is not None:
                wanted[split(resolved)[0]] = None
        for other in self.pages.values():
            for reference in other.related:
                resolved = self.resolve(reference)
                if resolved is not None and split(resolved)[0] == page_id:
                    wanted[other.id] = None
        wanted.pop(page_id, None)
        return tuple(self.pages[wanted_id] for wanted_id in wanted)
