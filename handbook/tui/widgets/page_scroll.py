"""A page that scrolls: laid out as far as it is needed, and the place at its top kept when the width changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView

from handbook.model.page import Page, Passage
from handbook.model.reference import TOP
from handbook.tui.layout import Header
from handbook.tui.widgets.page_lines import PageLines, Position
from handbook.tui.widgets.page_paint import measures

IDLE_SLICE = 0.01
"""Seconds of wrapping or searching between two looks at the keyboard."""


class PageScroll(ScrollView):
    """Lays out a page, scrolls it, and knows which passage is being read. What is drawn is left to others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_down", "Down", show=False),
        Binding("up", "scroll_up", "Up", show=False),
        Binding("pagedown,space", "page_down", "Next screen", show=False),
        Binding("pageup", "page_up", "Screen before", show=False),
        Binding("home,g", "scroll_home", "Top", show=False),
        Binding("end,G", "scroll_end", "Bottom", show=False),
    ]

    @dataclass
    class PassageChanged(Message, namespace="page_view"):
        """Another passage has the focus."""

        passage: str
        """Its id."""
        number: int
        """From 1."""
        total: int

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._page: Page | None = None
        self._header = Header()
        self._lines: PageLines | None = None
        self._left = 0
        self._laid_size = Size(0, 0)
        self._top = 0
        """The line at the top, as somebody brought it there: a taller screen may show an earlier one."""
        self._hold: Position | None = None
        """The place to keep at the top when the width changes; None: whatever stands there."""
        self._chosen: int | None = None
        """The passage that was gone to; None: the one that is being read."""
        self._told: tuple[str, int] | None = None

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def set_page(self, page: Page, header: Header, at: Position | str | None) -> None:
        """Take another page and show it from its top or from a place."""
        self._page, self._header = page, header
        self._told = self._chosen = None
        self._hold = Position(TOP)
        self._lay_out()
        if at is not None:
            self.go_to(at)

    # Layout

    def lines_changed(self) -> None:
        """Called when the page was laid out anew: line numbers from before mean nothing now."""

    def redraw(self) -> None:
        """Draw anew what is on the screen."""
        self.refresh()

    @property
    def view_width(self) -> int:
        """The cells that a line has: ``size`` counts the scrollbar in."""
        return max(self.size.width - self.styles.scrollbar_size_vertical, 0)

    def _lay_out(self) -> None:
        self._laid_size = self.size
        self._lines = None
        if self._page is not None and self.view_width:
            self._left, width = measures(self.view_width)
            self._lines = PageLines(self._page, width, self._header)
        self.lines_changed()
        self.refresh()
        if self._lines is not None:
            line = self._lines.line_at(self._hold) if self._hold is not None else None
            self.bring(line or 0)
            self.call_after_refresh(self._grow, self._lines)

    def _grow(self, lines: PageLines) -> None:
        """Lay out some more now that the screen is painted."""
        if lines is not self._lines:
            return
        if lines.grow(seconds=IDLE_SLICE):
            self.call_after_refresh(self._grow, lines)
        self._sync_size()
        self._tell_passage()

    def _grow_to(self, line: int) -> None:
        if self._lines is not None:
            self._lines.grow(line + 2 * max(self.size.height, 1))
            self._sync_size()

    def _sync_size(self) -> None:
        self.virtual_size = Size(self.view_width, len(self._lines or ()))

    def on_resize(self) -> None:
        """Keep the sentence at the top there when the width changes."""
        if self.size == self._laid_size:
            return
        if self._lines is not None and self.size.width == self._laid_size.width:
            self._laid_size = self.size
            if self._hold is None and round(self.scroll_y) != self._top:
                self._hold = self.position()
            line = self._lines.line_at(self._hold) if self._hold is not None else None
            self.bring(round(self.scroll_y) if line is None else line)
            return
        self._hold = self.position()
        self._lay_out()

    # Places

    def position(self) -> Position:
        """The place at the top of the screen."""
        if self._hold is not None or self._lines is None:
            return self._hold or Position(TOP)
        return self._lines.position(self._top)

    def go_to(self, place: Position | str) -> bool:
        """Scroll to a place, or to a passage by its slug or id. False where the page has no such passage."""
        if self._page is None:
            return False
        position = place if isinstance(place, Position) else Position(place.rpartition("#")[2] or TOP)
        slugs = [passage.slug for passage in self._page.passages]
        if position.slug not in (*slugs, TOP):
            return False
        self._hold = position
        self._chosen = slugs.index(position.slug) if position.slug in slugs else None
        if self._lines is not None:
            self.bring(self._lines.line_at(position) or 0)
        return True

    def bring(self, line: int) -> None:
        """Scroll so that a line is at the top, as far as the page's end allows. What is held or chosen stays so."""
        held, chosen = self._hold, self._chosen
        self._grow_to(line)
        self.scroll_to(y=line, animate=False, force=True)
        self._top, self._hold, self._chosen = round(self.scroll_y), held, chosen
        self._tell_passage()

    def on_screen(self, line: int) -> bool:
        """Whether a line is on the screen."""
        top = round(self.scroll_y)
        return top <= line < top + self.size.height

    def show_line(self, line: int, passage: int) -> None:
        """Bring a line of a passage into view, a third down where it was not, and give the passage the focus."""
        self._grow_to(line)
        margin = min(2, self.size.height // 4)
        if not (self.on_screen(line - margin if line >= margin else 0) and self.on_screen(line + margin)):
            self._hold = None
            self.scroll_to(y=max(line - self.size.height // 3, 0), animate=False, force=True)
        self._chosen = passage
        self._tell_passage()

    # The passage that has the focus

    def current_passage(self) -> Passage | None:
        """The passage that has the focus: gone to, or of the match or link gone to, else the one being read."""
        index = self._current()
        return None if index is None or self._page is None else self._page.passages[index]

    def _current(self) -> int | None:
        if self._page is None or not self._page.passages:
            return None
        if self._chosen is not None:
            return self._chosen
        if self._lines is None or not len(self._lines):
            return 0
        return self._lines[min(self._reading_line(), len(self._lines) - 1)].passage

    def _reading_line(self) -> int:
        """The line the eye is on: a third down the screen, but the page's first at its start, its last at its end."""
        top, height, end = round(self.scroll_y), max(self.size.height, 1), self.max_scroll_y
        if self._lines is not None and self._lines.complete:
            if end <= height:
                return top + ((height - 1) * top // end if end else 0)
            if end - top < height - 1 - height // 3:
                return top + height - 1 - (end - top)
        return top + min(height // 3, top)

    def _tell_passage(self) -> None:
        index = self._current()
        if index is None or self._page is None:
            return
        told = (self._page.passages[index].id, index + 1)
        if told != self._told:
            self._told = told
            self.post_message(self.PassageChanged(*told, total=len(self._page.passages)))

    # Scrolling

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Somebody scrolled: what was held or gone to no longer is. A changed size alone is nobody."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) == round(new_value) or self.size != self._laid_size:
            return
        self._top, self._hold, self._chosen = round(new_value), None, None
        self._grow_to(self._top)
        self._tell_passage()

    def _scroll_by(self, lines: int) -> None:
        target = max(round(self.scroll_y) + lines, 0)
        self._grow_to(target)
        before = self.scroll_y
        self.scroll_to(y=target, animate=False, force=True)
        if self.scroll_y == before:
            self._step_passage(1 if lines > 0 else -1)

    def _step_passage(self, by: int) -> None:
        """Where the page scrolls no further, the focus still goes from passage to passage."""
        index = self._current()
        if index is not None and self._page is not None and 0 <= index + by < len(self._page.passages):
            self._chosen = index + by
            self._tell_passage()

    def action_scroll_down(self) -> None:
        """A line down."""
        self._scroll_by(1)

    def action_scroll_up(self) -> None:
        """A line up."""
        self._scroll_by(-1)

    def action_page_down(self) -> None:
        """A screen down, less two lines to go on from."""
        self._scroll_by(max(self.size.height - 2, 1))

    def action_page_up(self) -> None:
        """A screen up, less two lines."""
        self._scroll_by(-max(self.size.height - 2, 1))

    def action_scroll_home(self) -> None:
        """The top of the page."""
        self._scroll_by(-max(round(self.scroll_y), 1))

    def action_scroll_end(self) -> None:
        """The end of the page."""
        if self._lines is not None:
            self._lines.grow()
            self._scroll_by(len(self._lines))
