"""What an export holds: notes and bookmarks in the order of the handbook, each with its place, words around and standing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from handbook.personal import sentences
from handbook.personal.identifiers import Finding, scan
from handbook.personal.matching import Reader
from handbook.personal.record import Anchor, Bookmark, Note
from handbook.personal.standing import State, locate

Format: TypeAlias = Literal["markdown", "jsonl", "html", "docx"]
ENDINGS: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
}
UNPROTECTED = "This file is not protected: anyone who has it can read it. Delete it when it has served."
_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class Item:
    """A note or bookmark as an export shows it."""

    source: Note | Bookmark
    order: int
    """Of its passage in reading order; lost ones come last."""
    reference: str
    """What the search box takes: the passage where it stands, else where it stood."""
    state: State
    title: str
    headings: tuple[str, ...]
    quote: str
    """As it was."""
    now: str
    """How it reads now, where that is another wording."""
    before: str
    after: str
    provenance: str
    page_state: str
    restraint: str

    @property
    def anchor(self) -> Anchor:
        """Its anchor."""
        return self.source.anchor


@dataclass(frozen=True, slots=True)
class Export:
    """All that is written out."""

    items: tuple[Item, ...]
    edition: str
    """The edition that is open."""
    day: date

    @property
    def restraints(self) -> tuple[str, ...]:
        """The restraints of the pages concerned, each once: they head every export."""
        return tuple(dict.fromkeys(item.restraint for item in self.items if item.restraint))

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes in it."""
        return tuple(item.source for item in self.items if isinstance(item.source, Note))


def gather(notes: Iterable[Note], bookmarks: Iterable[Bookmark], reader: Reader, day: date) -> Export:
    """Notes and bookmarks with where they stand, in the order of the handbook."""
    sources: list[Note | Bookmark] = [*notes, *bookmarks]
    items = [_item(source, reader) for source in sources]
    items.sort(key=lambda item: (item.order, item.source.created))
    return Export(tuple(items), reader.texts.edition, day)


def findings(export: Export) -> dict[str, tuple[Finding, ...]]:
    """What looks like an identifier in the notes of an export, by their ids: asked about before it is written."""
    found = {note.id: scan(note.text) for note in export.notes}
    return {note_id: spans for note_id, spans in found.items() if spans}


def _item(source: Note | Bookmark, reader: Reader) -> Item:
    anchor = source.anchor
    standing = locate(anchor, reader)
    place = reader.texts.place(standing.passage) if standing.passage else None
    before, after = anchor.before, anchor.after
    if standing.passage and standing.end:
        text = reader.texts.text(standing.passage) or ""
        cut = reader.sentences(standing.passage)
        before = next((text[s.start : s.end] for s in reversed(cut) if s.end <= standing.start), "")
        after = next((text[s.start : s.end] for s in cut if s.start >= standing.end), "")
    same_words = sentences.mark(standing.now) == sentences.mark(anchor.quote)
    return Item(
        source=source,
        order=place.order if place else _LAST,
        reference=standing.passage or anchor.passage,
        state=standing.state,
        title=place.title if place else anchor.title or anchor.passage,
        headings=place.headings if place else anchor.headings,
        quote=anchor.quote,
        now="" if same_words else standing.now,
        before=before,
        after=after,
        provenance=place.provenance if place else "",
        page_state=place.state if place else "",
        restraint=place.restraint if place else "",
    )


def standing_words(item: Item) -> str:
    """An item's standing in words."""
    return {
        "exact": "stands as it was",
        "moved": "stands in another place now",
        "changed": "reads differently now, please confirm",
        "lost": "is no longer in the handbook",
    }[item.state]
