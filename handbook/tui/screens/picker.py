"""A list to choose from, narrowed by typing: commands, linked pages, headings, facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from handbook.text import fold, one_line
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.widgets.bar import shorten
from handbook.tui.widgets.box import Box

_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    id: str
    title: str
    note: str = ""
    """Said at the right, or below where there is no room: a key, a standing."""


class PickerScreen(HandbookScreen):
    """Ask for one of some choices. Dismissed with its id, or None.

    Call :meth:`prepare` before it is pushed; the same screen is used every time.
    """

    CSS = """
    PickerScreen { align: center middle; background: $background 60%; }
    PickerScreen #frame {
        width: 76; max-width: 94%; height: auto; max-height: 80%; background: $surface; padding: 1 2;
    }
    PickerScreen #title { height: auto; text-style: bold; }
    PickerScreen Box { margin: 1 0; background: $surface; }
    PickerScreen OptionList { border: none; background: $surface; height: auto; max-height: 100%; min-width: 10; padding: 0; }
    PickerScreen #none { display: none; color: $text-muted; }
    """

    BINDINGS = [
        Binding("escape", "cancel", "Close", show=False),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Before", show=False, priority=True),
        Binding("pagedown", "move(8)", "Further", show=False, priority=True),
        Binding("pageup", "move(-8)", "Back", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._prompt = ""
        self._none = ""
        self._choices: tuple[Choice, ...] = ()
        self._numbered = False

    def compose(self) -> ComposeResult:
        """The frame with the title, the box and the list."""
        with Vertical(id="frame"):
            yield Static("", id="title", markup=False)
            yield Box(id="filter", compact=True)
            yield OptionList(id="choices", markup=False, compact=True)
            yield Static("", id="none", markup=False)
        yield TooSmall()

    def prepare(
        self, title: str, choices: Sequence[Choice], *, prompt: str = "type to narrow", none: str = ""
    ) -> None:
        """Say what is asked, and from what one chooses; ``none`` is said where there is nothing."""
        self._title, self._choices, self._prompt, self._none = title, tuple(choices), prompt, none
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Show what was prepared."""
        self._begin()

    def fit(self, width: int, height: int) -> None:
        """The lines are drawn for the width."""
        super().fit(width, height)
        if self.is_current:
            self._narrow(self.query_one(Input).value)

    def on_screen_resume(self) -> None:
        """The box has the focus each time."""
        self._begin()

    def _begin(self) -> None:
        self.query_one("#title", Static).update(Content(one_line(self._title)))
        box = self.query_one(Input)
        box.placeholder = self._prompt
        with box.prevent(Input.Changed):
            box.value = ""
        self._narrow("")
        box.focus()

    def _narrow(self, text: str) -> None:
        words = fold(text).split()
        options: list[Option] = []
        for choice in self._choices:
            haystack = fold(f"{choice.title} {choice.note}")
            if all(word in haystack for word in words):
                options.append(Option(self._line(choice), id=choice.id))
        choices = self.query_one("#choices", OptionList)
        choices.set_options(options)
        choices.display = bool(options)
        none = self.query_one("#none", Static)
        none.display = not options
        if not options:
            none.update(
                Content(one_line(self._none if not words else "Nothing of that name. Shorten what you typed."))
            )
        else:
            choices.highlighted = 0

    def _line(self, choice: Choice) -> Content:
        """Title at the left, note at the right, on one line; the note gives way first."""
        room = min(_WIDTH, int(self.size.width * 0.94)) - 8
        indent = len(choice.title) - len(choice.title.lstrip(" "))
        title = " " * indent + one_line(choice.title)
        note = one_line(choice.note)
        if note and cell_len(title) + 3 + cell_len(note) > room:
            note = shorten(note, max(room - cell_len(title) - 3, 0)) if room - cell_len(title) > 12 else ""
        title = shorten(title, room - cell_len(note) - 3 if note else room)
        gap = " " * max(room - cell_len(title) - cell_len(note), 1)
        return Content(title) + Content(gap + note).stylize("$text-muted") if note else Content(title)

    @on(Input.Changed, "#filter")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    @on(Input.Submitted, "#filter")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        choices = self.query_one("#choices", OptionList)
        if choices.option_count and choices.highlighted is not None:
            self.dismiss(choices.get_option_at_index(choices.highlighted).id)

    @on(OptionList.OptionSelected, "#choices")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def action_move(self, by: int) -> None:
        """Move the mark in the list."""
        choices = self.query_one("#choices", OptionList)
        if choices.option_count:
            present = choices.highlighted or 0
            choices.highlighted = min(max(present + by, 0), choices.option_count - 1)

    def action_cancel(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
