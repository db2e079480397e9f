"""The lines of the page that is shown, made as far as they are needed."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import dataclass

from handbook.model.page import Page
from handbook.model.reference import TOP
from handbook.tui.layout import Header, Line, LinkPlace, Part, Point, layout, links


@dataclass(frozen=True, slots=True)
class Position:
    """A place on a page that outlives another width, another day and most rewording."""

    slug: str
    """The passage."""
    offset: int = -1
    """A character of ``Passage.text``; -1 for the heading."""


class PageLines:
    """A page laid out at one width, top to bottom, so far as anybody asked; and where its passages are."""

    def __init__(self, page: Page, width: int, header: Header) -> None:
        self.page = page
        self.width = width
        self.complete = False
        self._lines: list[Line] = []
        self._source = layout(page, width, header)
        self._first: list[int] = []
        self._links: tuple[LinkPlace, ...] | None = None

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Line:
        return self._lines[index]

    @property
    def links(self) -> tuple[LinkPlace, ...]:
        """All links of the page, whether laid out or not."""
        if self._links is None:
            self._links = links(self.page)
        return self._links

    def grow(self, until: int | None = None, seconds: float | None = None) -> bool:
        """Make lines until there are so many, or for so long; with neither, all. Whether more remain."""
        end = None if seconds is None else time.perf_counter() + seconds
        while not self.complete and (until is None or len(self._lines) < until):
            line = next(self._source, None)
            if line is None:
                self.complete = True
                break
            while line.passage >= len(self._first):
                self._first.append(len(self._lines))
            self._lines.append(line)
            if end is not None and len(self._lines) % 32 == 0 and time.perf_counter() > end:
                break
        return not self.complete

    def first_line(self, passage: int) -> int:
        """The line of a passage's heading (0 for the first)."""
        while len(self._first) <= passage and not self.complete:
            self.grow(len(self._lines) + 64)
        return self._first[passage] if passage < len(self._first) else max(len(self._lines) - 1, 0)

    def line_of(self, point: Point) -> int:
        """The line on which a character stands, or the last one before it."""
        index = found = self.first_line(point.passage)
        while index < len(self._lines) or self.grow(len(self._lines) + 64) or index < len(self._lines):
            line = self._lines[index]
            if (line.passage, line.part) > (point.passage, point.part):
                break
            if line.part == point.part and (first := line.first) is not None:
                if line.holds(point.offset):
                    return index
                if first > point.offset:
                    break
                found = index
            index += 1
        return found

    def point_at(self, index: int) -> Point | None:
        """The first character that stands on a line or below it, or None."""
        while index < len(self._lines) or self.grow(index + 64) or index < len(self._lines):
            line = self._lines[index]
            first = line.first
            if first is not None:
                return line.point(first)
            index += 1
        return None

    def position(self, index: int) -> Position:
        """The place at the top of the screen when this line is there."""
        point = self.point_at(index) if index else None
        if point is None or not self.page.passages:
            return Position(TOP if index == 0 or not self.page.passages else self.page.passages[-1].slug)
        slug = self.page.passages[point.passage].slug
        return Position(slug, point.offset if point.part == Part.TEXT else -1)

    def line_at(self, position: Position) -> int | None:
        """The line to have at the top for a place, or None where the page has no such passage."""
        for number, passage in enumerate(self.page.passages):
            if passage.slug == position.slug:
                if position.offset < 0:
                    return self.first_line(number)
                return self.line_of(Point(number, Part.TEXT, position.offset))
        return 0 if position.slug in ("", TOP) else None

    def link_from(self, point: Point | None) -> int:
        """Index of the first link at or after a place; the number of links where there is none."""
        if point is None:
            return len(self.links)
        place = (point.passage, point.offset if point.part == Part.TEXT else -1)
        return bisect_left(self.links, place, key=lambda link: (link.passage, link.start))
