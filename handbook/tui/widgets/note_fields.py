"""The fields of a note besides its text, and the area that the text is typed in."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from handbook.text import guard


class NoteArea(TextArea):
    """A text of several lines. What is typed or pasted is guarded before it is kept: it is drawn as it stands."""

    DEFAULT_CSS = """
    NoteArea { border: none; padding: 0 1; background: $surface; height: 1fr; min-height: 3; }
    NoteArea:focus { border: none; }
    NoteArea .text-area--cursor-line { background: $surface; }
    NoteArea:nocolor .text-area--cursor { text-style: reverse; }
    NoteArea:nocolor .text-area--selection { text-style: reverse; }
    """

    def edit(self, edit: Edit) -> EditResult:
        """Every change goes through here: typing, pasting, undoing."""
        edit.text = guard(edit.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
        return super().edit(edit)

    def offset_to_location(self, offset: int) -> tuple[int, int]:
        """Row and column of a character of the text."""
        before = self.text[:offset]
        return before.count("\n"), offset - (before.rfind("\n") + 1)


class Chooser(Widget, can_focus=True):
    """One of a few words: arrows and Space step through them, a first letter chooses."""

    DEFAULT_CSS = """
    Chooser { height: 1; width: auto; min-width: 10; }
    Chooser:focus { background: $accent; color: $background; text-style: bold; }
    Chooser:nocolor:focus { text-style: bold reverse; }
    """

    BINDINGS = [
        Binding("space,right,down", "step(1)", "Next", show=False),
        Binding("left,up", "step(-1)", "Before", show=False),
    ]

    class Changed(Message):
        """Another was chosen."""

    def __init__(self, choices: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = tuple(choices)
        self.value = self._choices[0]

    def set(self, value: str) -> None:
        """Choose without a message."""
        self.value = value
        self.refresh(layout=True)

    def render(self) -> Content:
        """The word with a sign that it can be changed."""
        return Content(f"{self.value} ▾")

    def action_step(self, by: int) -> None:
        """The next or the one before."""
        self._take(self._choices[(self._choices.index(self.value) + by) % len(self._choices)])

    def on_key(self, event: events.Key) -> None:
        """A first letter chooses."""
        for choice in self._choices:
            if event.character is not None and event.character.casefold() == choice[0]:
                event.stop()
                self._take(choice)
                return

    def on_click(self) -> None:
        """A click steps on."""
        self.action_step(1)

    def _take(self, value: str) -> None:
        self.set(value)
        self.post_message(self.Changed())
