"""The book that is open, as personal data looks at it: where passages stand, what they say and whose word they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from handbook.model.handbook import Handbook
from handbook.model.page import Page
from handbook.model.reference import TOP, passage_id, split
from handbook.personal.texts import Place


class Book(Protocol):
    """What the desk needs of an open handbook: :class:`handbook.library.Library` is one."""

    @property
    def handbook(self) -> Handbook:
        """Contents and ids."""
        ...

    def page(self, page_id: str) -> Page | None:
        """A page by the id it has now, or None."""
        ...

    def today(self) -> date:
        """The day, for the state of pages."""
        ...


class BookTexts:
    """An open handbook as anchors look at it."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._texts: dict[str, dict[str, str]] = {}
        self._order: dict[str, int] | None = None

    @property
    def edition(self) -> str:
        """The edition's name and date: ``1 (2026-11-22)``."""
        handbook = self._book.handbook
        return " ".join(part for part in (handbook.edition, f"({handbook.date})" if handbook.date else "") if part)

    def resolve(self, reference: str) -> str | None:
        """The id of the passage that an id leads to now, or None."""
        found = self._book.handbook.resolve(reference)
        if found is None:
            return None
        page, slug = split(found)
        return passage_id(page, slug or TOP)

    def text(self, passage: str) -> str | None:
        """The characters of a passage that there is, or None."""
        page, slug = split(passage)
        return self._page(page).get(slug)

    def place(self, passage: str) -> Place | None:
        """Where a passage stands and whose word it is, or None."""
        page, slug = split(passage)
        info = self._book.handbook.pages.get(page)
        if info is None or self.text(passage) is None:
            return None
        found = self._book.page(page)
        part = found.passage(slug) if found else None
        if self._order is None:
            self._order = {page_id: number for number, page_id in enumerate(self._book.handbook.pages)}
        within = list(self._page(page)).index(slug)
        return Place(
            passage=passage,
            order=self._order[page] * 10_000 + within,
            title=info.title,
            headings=part.headings if part else (),
            provenance=info.provenance,
            state=info.state(self._book.today()),
            restraint=info.restraint,
        )

    def everywhere(self) -> Iterator[tuple[str, str]]:
        """Every passage's id and text, in reading order."""
        for page in self._book.handbook.pages:
            for slug, text in self._page(page).items():
                yield passage_id(page, slug), text

    def _page(self, page_id: str) -> dict[str, str]:
        held = self._texts.get(page_id)
        if held is None:
            page = self._book.page(page_id)
            passages = page.passages if page else ()
            held = {passage.slug: passage.text for passage in passages}
            if page is not None:
                held.setdefault(TOP, "")
            self._texts[page_id] = held
        return held
