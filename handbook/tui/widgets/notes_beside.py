"""The notes of a page, beside it on wide screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from handbook.text import guard, one_line

LONGEST = 700
"""Characters of a note that are shown; the rest is in the list of notes."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A note as it stands beside its page."""

    kind: str
    day: date
    where: str
    """The heading it is on."""
    text: str
    state: str
    """Of its anchor."""


class NotesBeside(VerticalScroll, can_focus=False):
    """Shows notes in the order of the page. What it holds is forgotten when nothing is shown."""

    DEFAULT_CSS = """
    NotesBeside { width: 30; padding: 0 1 0 2; display: none; scrollbar-size-vertical: 1; }
    NotesBeside Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._notes: tuple[Beside, ...] = ()

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def show(self, notes: Sequence[Beside]) -> None:
        """Show these notes; none empties it."""
        self._notes = tuple(notes)
        content = Content("Your notes on this page").stylize("bold $accent") if notes else Content("")
        for note in self._notes:
            day = f"{note.day.day} {note.day:%b %Y}"
            place = one_line(note.where)
            if note.state == "changed":
                place += " (reads differently now)"
            text = guard(note.text if len(note.text) <= LONGEST else note.text[:LONGEST] + "…")
            content = (
                content
                + Content("\n\n")
                + Content(f"✎ {note.kind} · {day}\n").stylize("bold")
                + Content(f"{place}\n").stylize("$text-muted")
                + Content(text)
            )
        self.query_one(Static).update(content)
