"""A row of chips that say by what the results are narrowed, and change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from handbook.text import one_line


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip."""

    id: str
    label: str
    on: bool = False
    """Whether it narrows the results now."""


class Chips(Widget, can_focus=True):
    """Chips in a row: left and right move between them, Enter presses the one that is marked."""

    DEFAULT_CSS = """
    Chips { height: 1; width: auto; color: $text-muted; }
    """

    BINDINGS = [
        Binding("left", "move(-1)", "Chip before", show=False),
        Binding("right", "move(1)", "Next chip", show=False),
        Binding("enter,space,down", "press", "Press", show=False),
    ]

    marked: reactive[int] = reactive(0)

    @dataclass
    class Pressed(Message):
        """A chip was pressed."""

        chip: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chips: tuple[Chip, ...] = ()

    def show(self, chips: Sequence[Chip]) -> None:
        """Show these chips."""
        self._chips = tuple(chips)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The chips, the marked one in reverse while the row has the focus, active ones underlined."""
        content = Content("")
        for index, chip in enumerate(self._chips):
            style = "bold underline" if chip.on else ""
            if self.has_focus and index == self.marked:
                style = f"{style} reverse".strip()
            piece = Content(f" {one_line(chip.label)} ")
            content = content + (piece.stylize(style) if style else piece) + Content(" ")
        return content

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as its chips."""
        return sum(cell_len(one_line(chip.label)) + 3 for chip in self._chips)

    def action_move(self, by: int) -> None:
        """Mark the chip beside."""
        if self._chips:
            self.marked = min(max(self.marked + by, 0), len(self._chips) - 1)

    def action_press(self) -> None:
        """Press the marked chip."""
        if self._chips:
            self.post_message(self.Pressed(self._chips[self.marked].id))

    def on_click(self, event: events.Click) -> None:
        """Press the chip under the mouse."""
        at = 0
        for index, chip in enumerate(self._chips):
            width = cell_len(one_line(chip.label)) + 2
            if at <= event.x < at + width:
                event.stop()
                self.marked = index
                self.post_message(self.Pressed(chip.id))
                return
            at += width + 1
