"""The neutral page that ``x`` puts over everything."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from handbook.tui.screens.base import HandbookScreen, TooSmall

WORDS = "The handbook is hidden. Press x to return."


class HiddenScreen(HandbookScreen):
    """Says nothing about what was read or written. Notes were locked before it was shown."""

    CSS = """
    HiddenScreen { align: center middle; }
    HiddenScreen Static { width: auto; height: auto; color: $text-muted; }
    """

    BINDINGS = [
        Binding("x,f9", "back", "Return", show=False, priority=True),
        Binding("q,question_mark,colon,f1,ctrl+z", "nothing", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(WORDS, markup=False)
        yield TooSmall()

    def action_back(self) -> None:
        """Return to where one was; notes stay locked."""
        self.dismiss(None)

    def action_nothing(self) -> None:
        """Other keys do nothing here."""
