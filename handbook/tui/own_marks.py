"""What is one's own on a page, and what a key is about: found at the desk, told to the reading screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handbook.model.page import Page
from handbook.model.reference import split
from handbook.tui.widgets.notes_beside import Beside

if TYPE_CHECKING:
    from handbook.desk import Desk
    from handbook.personal.record import Bookmark, Note
    from handbook.personal.record import Position as Kept
    from handbook.personal.standing import Standing


@dataclass(frozen=True, slots=True)
class Opening:
    """What was found when the file was opened."""

    notices: tuple[str, ...]
    positions: tuple[Kept, ...]
    ticks: dict[str, frozenset[str]]
    drafts: int
    effect: str
    """What the edition did to bookmarks and notes, where another one was read last; else empty."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a key is about: a passage, or a range of its text."""

    passage: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A page's own marks: counts by passage id, and its notes to stand beside it."""

    notes: dict[str, int]
    bookmarks: dict[str, int]
    beside: tuple[Beside, ...]


def cited(desk: Desk, spot: Spot, words: str) -> tuple[str, str]:
    """At the desk: the text to copy, and where it can be found if the terminal does not take it."""
    from handbook.errors import HandbookError
    from handbook.personal.files import private_folder, write_private

    text = desk.cite(spot.passage, words)
    path = desk.folder / "copied.txt"
    try:
        private_folder(desk.folder)
        write_private(path, (text + "\n").encode())
    except HandbookError:
        return text, "It is on the terminal's clipboard alone: no file could be written beside it."
    return text, f"If pasting brings nothing, it is also in {path}"


def marked(desk: Desk, page: Page) -> Marked:
    """At the desk: what is marked on a page."""
    notes, bookmarks = desk.on_page(page.info.id)
    order = {passage.id: number for number, passage in enumerate(page.passages)}
    beside = []
    for note, standing in sorted(notes, key=lambda pair: (order.get(pair[1].passage or "", 0), pair[1].start)):
        passage = page.passage(split(standing.passage or "")[1])
        where = passage.title if passage is not None else ""
        beside.append(Beside(note.kind, note.created.astimezone().date(), where, note.text, standing.state))
    return Marked(
        _counts(notes),
        _counts(bookmarks),
        tuple(beside),
    )


def _counts(found: list[tuple[Note, Standing]] | list[tuple[Bookmark, Standing]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, standing in found:
        if standing.passage:
            counts[standing.passage] = counts.get(standing.passage, 0) + 1
    return counts
