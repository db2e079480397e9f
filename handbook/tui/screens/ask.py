"""A question with few answers, each with its own key."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from handbook.text import guard
from handbook.tui.screens.base import HandbookScreen, TooSmall


class AskScreen(HandbookScreen):
    """Ask; dismissed with the key of the answer, or None on Esc. Call :meth:`prepare` before it is pushed."""

    CSS = """
    AskScreen { align: center middle; background: $background 60%; }
    AskScreen #frame { width: 70; max-width: 94%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
    AskScreen Static { height: auto; }
    AskScreen #answers { margin-top: 1; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._answers: tuple[tuple[str, str, str], ...] = ()
        self._no = ""

    def compose(self) -> ComposeResult:
        """The frame with the question and its answers."""
        with Vertical(id="frame"):
            yield Static("", id="question", markup=False)
            yield Static("", id="answers", markup=False)
        yield TooSmall()

    def prepare(self, text: str, answers: Sequence[tuple[str, str, str]], *, no: str = "Esc no") -> None:
        """Say the question; each answer is Textual's key name, the key as shown, and its words."""
        self._text, self._answers, self._no = text, tuple(answers), no
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Show what was prepared."""
        self._begin()

    def _begin(self) -> None:
        self.query_one("#question", Static).update(Content("\n".join(guard(line) for line in self._text.split("\n"))))
        words = "   ".join(f"{key} {label}" for _, key, label in self._answers)
        self.query_one("#answers", Static).update(Content(guard(f"{words}   {self._no}")))

    def on_key(self, event: events.Key) -> None:
        """An answer's key answers; Esc closes."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
            return
        for key, _, _ in self._answers:
            if event.key == key:
                event.stop()
                self.dismiss(key)
                return
