"""Selecting on a page, by mouse and by keys."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.selection import Selection

from handbook.tui.layout import Line, Point
from handbook.tui.widgets.page_scroll import PageScroll
from handbook.tui.widgets.page_selection import Selected, Stretch, between, leaf_at, selected, text_of, word_at

_FAR = 1 << 30


class PageSelect(PageScroll):
    """Keeps what is selected as characters, so that it survives another width.

    The screen keeps its own selection in lines and columns (Textual's way, for the mouse and for copying); it is
    told of what is selected here, and what it says is turned into characters at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+down", "select(1)", "Select a line more", show=False),
        Binding("shift+up", "select(-1)", "Select a line less", show=False),
    ]

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._stretch: Stretch | None = None
        self._told_screen: Selection | None = None
        self._by_lines: tuple[int, int] | None = None
        """The line where selecting by keys began and the one it has come to."""

    @property
    def selected_text(self) -> str:
        """What is selected, character for character; passages are parted by an empty line. Empty: nothing."""
        return text_of(self._page, self._stretch) if self._page is not None and self._stretch is not None else ""

    @property
    def selected(self) -> tuple[Selected, ...]:
        """What is selected of the passages' texts, in reading order."""
        return selected(self._page, self._stretch) if self._page is not None and self._stretch is not None else ()

    def clear_selection(self) -> bool:
        """Select nothing. Whether anything was."""
        had, self._stretch = self._stretch is not None, None
        self._by_lines = self._told_screen = None
        if had:
            if self.is_attached and self in self.screen.selections:
                self.screen.selections = {
                    widget: selection for widget, selection in self.screen.selections.items() if widget is not self
                }
            self.redraw()
        return had

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What Textual copies: our characters, wherever they stand on the screen by now."""
        text = self.selected_text
        return (text, "\n") if text else None

    def selection_updated(self, selection: Selection | None) -> None:
        """The screen's selection was changed by the mouse, or by us."""
        if selection is not None and selection == self._told_screen:
            return
        self._told_screen = self._by_lines = None
        self._stretch = None if selection is None else self._characters(selection)
        self.redraw()

    def _characters(self, selection: Selection) -> Stretch | None:
        """What lies between two places on the screen; an end outside the page is the end of what is visible."""
        if self._lines is None:
            return None
        top = round(self.scroll_y)
        start = selection.start or Offset(0, top)
        end = selection.end or Offset(_FAR, top + self.size.height - 1)
        return between(self._lines, (start.y, start.x - self._left), (end.y, end.x - self._left))

    def _select(self, stretch: Stretch | None) -> None:
        """Select characters and tell the screen."""
        self._stretch = stretch
        if stretch is not None and self._lines is not None:
            low, high = stretch.low, stretch.high._replace(offset=stretch.high.offset - 1)
            first, last = self._lines.line_of(low), self._lines.line_of(high)
            self._told_screen = Selection(
                Offset(self._left + self._lines[first].place(low.offset), first),
                Offset(self._left + self._lines[last].place(high.offset) + 1, last),
            )
            self.screen.selections = {self: self._told_screen}
        self.redraw()

    # By keys

    def action_select(self, by: int) -> None:
        """Select a line more (1), or one less or one above (-1), from the first line one sees."""
        lines = self._lines
        if lines is None:
            return
        if self._by_lines is None and self._stretch is None:
            begin = self._begin(by)
            if begin is None:
                return
            start = cursor = begin
        else:
            if self._by_lines is None and self._stretch is not None:
                high = self._stretch.high
                self._by_lines = (
                    lines.line_of(self._stretch.low),
                    lines.line_of(high._replace(offset=max(high.offset - 1, 0))),
                )
            assert self._by_lines is not None
            start, cursor = self._by_lines
            cursor = self._written(cursor + by, by, cursor)
        self._by_lines = (start, cursor)
        self._select(between(lines, (min(start, cursor), 0), (max(start, cursor), _FAR)))
        if not self.on_screen(cursor):
            self._scroll_by(by * max(self.size.height // 3, 1))

    def _begin(self, by: int) -> int | None:
        """The line to begin at: where the focused link or match is, else the first (or last) with text on screen."""
        top = round(self.scroll_y)
        where = self.pointed_at()
        if where is not None and self._lines is not None and self.on_screen(line := self._lines.line_of(where)):
            return line
        found = self._written(top if by > 0 else top + self.size.height - 1, by, -1)
        return found if found >= 0 and self.on_screen(found) else None

    def pointed_at(self) -> Point | None:
        """The character that a link or match focused by keys starts with, or None."""
        return None

    def _written(self, line: int, by: int, otherwise: int) -> int:
        """The nearest line from a line on, in a direction, that holds characters of the page."""
        assert self._lines is not None
        line = min(line, max(len(self._lines) - 1, 0)) if by < 0 else line
        while line >= 0:
            self._lines.grow(line + 1)
            if line >= len(self._lines):
                break
            if self._lines[line].first is not None:
                return line
            line += by
        return otherwise

    # By mouse

    def under(self, event: events.MouseEvent) -> tuple[Line, int] | None:
        """The line under the mouse and how many characters are drawn on it before the mouse; None off the text."""
        place = event.get_content_offset(self)
        row = round(self.scroll_y) + place.y if place is not None else 0
        if place is None or self._lines is None or row >= len(self._lines):
            return None
        index = self._lines[row].index_at(place.x - self._left)
        return None if index is None else (self._lines[row], index)

    def on_click(self, event: events.Click) -> None:
        """Two clicks select the word, three the paragraph, item or cell. Textual would take the whole page."""
        if event.chain < 2:
            return
        event.stop()
        event.prevent_default()
        found = self.under(event)
        run = found[0].run_at(found[1]) if found is not None else None
        if found is None or run is None or not run.counted or self._page is None:
            return
        line, index = found
        offset = line.after(index)
        assert offset is not None
        point = line.point(offset)
        self._by_lines = None
        self._select(word_at(self._page, point) if event.chain == 2 else leaf_at(self._page, point))
