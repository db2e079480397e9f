"""The reader: one scrolling widget that draws a page's lines, its matches, marks, links and what is selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from handbook.model.page import Page
from handbook.tui.layout import Header, Line, LinkPlace, Part, Point
from handbook.tui.widgets.page_lines import Position
from handbook.tui.widgets.page_matches import Finder, Match, Matches
from handbook.tui.widgets.page_paint import Highlight, Painter
from handbook.tui.widgets.page_scroll import IDLE_SLICE
from handbook.tui.widgets.page_select import PageSelect
from handbook.tui.widgets.page_selection import Selected
from handbook.tui.widgets.page_styles import CLASSES, CSS, PREFIX

__all__ = ["PageView", "Position", "Selected"]

POINTER = "▸"
"""Stands in the margin beside the link that Enter follows."""

MATCH_POINTER = "›"
"""Stands in the margin beside the current match."""

CACHED = 1_000
"""Lines kept as they were drawn."""


class PageView(PageSelect, can_focus=True):
    """Shows one page.

    Characters are counted as in ``Passage.text`` everywhere: in positions, matches and selections. The first screen is
    laid out at once and the rest in idle time; a place further down is laid out when somebody goes there.
    """

    ALLOW_MAXIMIZE = False

    DEFAULT_CSS = CSS

    COMPONENT_CLASSES: ClassVar[set[str]] = set(CLASSES)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "link(1)", "Next link", show=False),
        Binding("shift+tab", "link(-1)", "Link before", show=False),
        Binding("enter", "follow", "Follow the link", show=False),
    ]

    @dataclass
    class LinkFollowed(Message):
        """A link is to be followed: a page or passage id, an address, or ``source:`` and the id of a source."""

        target: str

    @dataclass
    class MatchesChanged(Message):
        """Another match is the current one, or all have been counted."""

        current: int
        """From 1; 0 where there is none."""
        total: int

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._matches: Matches | None = None
        self._marks: Mapping[str, str] = {}
        self._link: LinkPlace | None = None
        self._hover: LinkPlace | None = None
        self._pressed_at: Offset | None = None
        self._painter = Painter(self, PREFIX)
        self._strips: dict[int, Strip] = {}

    def show(self, page: Page, *, meta: str, notices: tuple[str, ...] = (), at: Position | str | None = None) -> None:
        """Show a page, from its top or from a place. Marks stay; matches, selection and focused link do not.

        Args:
            page: The page.
            meta: What stands under the title, its parts divided by `` · ``.
            notices: Sentences that the reader must not miss.
            at: A place, or a passage's slug.
        """
        self._link = self._hover = None
        self.clear_selection()
        self.clear_matches()
        self.set_page(page, Header(meta, notices), at)

    # Drawing

    def lines_changed(self) -> None:
        """Forget what was drawn and which lines were selected; the selected characters stay."""
        self._strips.clear()
        self._by_lines = None

    def notify_style_update(self) -> None:
        """The theme or the style sheet has changed: all is drawn anew."""
        super().notify_style_update()
        if hasattr(self, "_strips"):
            self._painter.clear()
            self._strips.clear()

    def redraw(self) -> None:
        """Draw anew what is on the screen."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index, width = round(self.scroll_y) + y, self.view_width
        strip = self._strips.get(index)
        if strip is None:
            known = self._lines is not None and index < len(self._lines)
            line = self._lines[index] if self._lines is not None and known else Line()
            left = min(self._left, width)
            strip = self._painter.strip(line, self._highlights(line), self._sign(index, line), left, width)
            strip = strip.apply_offsets(0, index)
            if len(self._strips) > CACHED:
                self._strips.clear()
            if known:
                self._strips[index] = strip
        return strip

    def _highlights(self, line: Line) -> list[Highlight]:
        found: list[Highlight] = []
        if not line.runs:
            return found
        for link, name in ((self._hover, "link-hover"), (self._link, "link-focused")):
            if link is not None and link.passage == line.passage and line.part == Part.TEXT:
                found.append(Highlight(link.start, link.end, name))
        if self._matches is not None:
            for match in self._matches.on(line):
                name = "match-current" if match == self._matches.current else "match"
                found.append(Highlight(match.start, match.end, name))
        if self._stretch is not None and (covered := self._stretch.on(line)):
            found.append(Highlight(*covered, "selection"))
        return found

    def _sign(self, index: int, line: Line) -> str:
        """What stands in the margin: a pointer to the focused link or match; a passage's marks beside its heading."""
        sign, link = "", self._link
        match = self._matches.current if self._matches is not None else None
        if link is not None and (link.passage, Part.TEXT) == (line.passage, line.part) and line.holds(link.start):
            sign = POINTER
        elif match is not None and match[:2] == (line.passage, line.part) and line.holds(match.start):
            sign = MATCH_POINTER
        if self._marks and self._lines is not None and self._page is not None and self._page.passages:
            mark = self._marks.get(self._page.passages[line.passage].id, "")
            if mark and line.part == Part.TITLE and index == self._lines.first_line(line.passage):
                sign += mark
        return sign

    def set_marks(self, marks: Mapping[str, str]) -> None:
        """What stands in the margin beside the headings of passages, by passage id."""
        self._marks = dict(marks)
        self.redraw()

    # Matches

    def set_finder(self, finder: Finder | None, *, start_at: str | None = None) -> None:
        """Mark what a function finds in each heading and text, and go to the first match.

        Args:
            finder: Takes a text and gives half-open ranges of its characters; None marks nothing.
            start_at: A passage's slug or id: go to the first match at or after it. Otherwise to the first match at or
                after the place at the top of the screen.
        """
        self.clear_matches()
        if finder is None or self._page is None:
            return
        start = self._start_of(start_at)
        matches = self._matches = Matches(self._page, finder, start)
        self._show_match(matches.first())
        self.redraw()
        self._search(matches)

    def _start_of(self, slug: str | None) -> Point:
        assert self._page is not None
        if slug is not None:
            wanted = slug.rpartition("#")[2]
            for index, passage in enumerate(self._page.passages):
                if passage.slug == wanted:
                    return Point(index, Part.TITLE, 0)
        top = round(self.scroll_y)
        point = self._lines.point_at(top) if self._lines is not None and top else None
        return point or Point(0, Part.TITLE, 0)

    def _search(self, matches: Matches) -> None:
        """Find the other matches, a slice at a time, then say how many there are."""
        if matches is not self._matches:
            return
        if matches.search(seconds=IDLE_SLICE):
            self.call_after_refresh(self._search, matches)
        else:
            self._tell_matches()

    def _tell_matches(self) -> None:
        matches = self._matches
        self.post_message(
            self.MatchesChanged(matches.number, len(matches.all)) if matches else self.MatchesChanged(0, 0)
        )

    def _show_match(self, match: Match | None) -> None:
        if match is not None and self._lines is not None:
            self.show_line(self._lines.line_of(match.point), match.passage)

    def _step_match(self, by: int) -> bool:
        match = self._matches.step(by) if self._matches is not None else None
        if match is None:
            return False
        self._show_match(match)
        self.redraw()
        self._tell_matches()
        return True

    def next_match(self) -> bool:
        """Go to the next match, after the last one to the first. False where there is none."""
        return self._step_match(1)

    def previous_match(self) -> bool:
        """Go to the match before, before the first one to the last. False where there is none."""
        return self._step_match(-1)

    def clear_matches(self) -> None:
        """Mark no matches any more."""
        if self._matches is not None:
            self._matches = None
            self.redraw()
            self._tell_matches()

    # Links

    def action_link(self, by: int) -> None:
        """Focus the next link (1) or the one before (-1), from what is on the screen on; past the last, leave."""
        lines = self._lines
        if lines is None or not lines.links:
            raise SkipAction
        top = round(self.scroll_y)
        if self._link is not None and self.on_screen(self._line_of_link(self._link)):
            index = lines.links.index(self._link) + by
        elif by > 0:
            index = lines.link_from(lines.point_at(top) if top else Point(0, 0, 0))
        else:
            index = lines.link_from(lines.point_at(top + self.size.height)) - 1
        self._link = lines.links[index] if 0 <= index < len(lines.links) else None
        self.redraw()
        if self._link is None:
            raise SkipAction
        self.show_line(self._line_of_link(self._link), self._link.passage)

    def _line_of_link(self, link: LinkPlace) -> int:
        assert self._lines is not None
        return self._lines.line_of(Point(link.passage, Part.TEXT, link.start))

    def action_follow(self) -> None:
        """Follow the focused link, if it is on the screen."""
        if self._link is None or self._lines is None or not self.on_screen(self._line_of_link(self._link)):
            raise SkipAction
        self.post_message(self.LinkFollowed(self._link.target))

    def pointed_at(self) -> Point | None:
        """The character that the focused link or the current match starts with."""
        if self._link is not None:
            return Point(self._link.passage, Part.TEXT, self._link.start)
        match = self._matches.current if self._matches is not None else None
        return match.point if match is not None else None

    # The mouse

    def _link_under(self, event: events.MouseEvent) -> LinkPlace | None:
        found = self.under(event)
        run = found[0].run_at(found[1]) if found is not None else None
        if found is None or run is None or not run.target or self._lines is None:
            return None
        index = self._lines.link_from(found[0].point(run.start + 1)) - 1
        return self._lines.links[index] if index >= 0 else None

    def _hover_over(self, link: LinkPlace | None) -> None:
        if link != self._hover:
            self._hover = link
            self.redraw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A link under the mouse is drawn stronger."""
        self._hover_over(self._link_under(event))

    def on_leave(self) -> None:
        """No link is under the mouse any more."""
        self._hover_over(None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember where the button went down: a drag that ends on a link does not follow it."""
        self._pressed_at = event.screen_offset

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        link = self._link_under(event) if event.chain == 1 and event.screen_offset == self._pressed_at else None
        if link is not None:
            self.post_message(self.LinkFollowed(link.target))
