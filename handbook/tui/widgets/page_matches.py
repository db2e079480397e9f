"""Where the words of a search stand on a page."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias

from handbook.model.page import Page
from handbook.tui.layout import Line, Part, Point

Finder: TypeAlias = Callable[[str], Sequence[tuple[int, int]]]
"""Half-open ranges of the characters of a text that match."""


class Match(NamedTuple):
    """A range of characters of one part of a passage. Matches compare in reading order."""

    passage: int
    part: int
    start: int
    end: int

    @property
    def point(self) -> Point:
        """Where it starts."""
        return Point(self.passage, self.part, self.start)


class Matches:
    """The matches of a page, found passage by passage as time allows, and which of them is the current one."""

    def __init__(self, page: Page, finder: Finder, start: Point) -> None:
        self._page = page
        self._finder = finder
        self._start = start
        self._found: dict[tuple[int, int], tuple[Match, ...]] = {}
        self._next = 0
        self._all: list[Match] | None = None
        self.current: Match | None = None

    @property
    def complete(self) -> bool:
        """Whether every passage has been searched."""
        return self._next >= len(self._page.passages)

    @property
    def all(self) -> list[Match]:
        """Those found so far (all, once complete), in reading order."""
        if self._all is None:
            self._all = [match for key in sorted(self._found) for match in self._found[key]]
        return self._all

    @property
    def number(self) -> int:
        """The current one counted from 1, or 0."""
        return bisect_left(self.all, self.current) + 1 if self.current else 0

    def in_part(self, passage: int, part: int) -> tuple[Match, ...]:
        """The matches of one part of a passage, searched now if it was not yet."""
        key = (passage, part)
        if key not in self._found and part != Part.SUMMARY and passage < len(self._page.passages):
            made = self._page.passages[passage]
            text = made.title if part == Part.TITLE else made.text
            self._found[key] = tuple(_sound(self._finder(text), passage, part, len(text)))
            self._all = None
        return self._found.get(key, ())

    def on(self, line: Line) -> Iterator[Match]:
        """The matches that a line shows some of."""
        low, high = line.first, max((run.end for run in line.runs), default=-1)
        if low is None:
            return
        matches = self.in_part(line.passage, line.part)
        for match in islice(matches, bisect_right(matches, low, key=lambda match: match.end), None):
            if match.start >= high:
                break
            yield match

    def search(self, seconds: float | None = None) -> bool:
        """Search further, for so long or to the end. Whether passages remain."""
        end = None if seconds is None else time.perf_counter() + seconds
        while not self.complete:
            self.in_part(self._next, Part.TITLE)
            self.in_part(self._next, Part.TEXT)
            self._next += 1
            if end is not None and time.perf_counter() > end:
                break
        return not self.complete

    def first(self) -> Match | None:
        """The first match at or after the place where the search starts, else the page's first; becomes current."""
        first = self._start.passage
        for passages, start in (
            (range(first, len(self._page.passages)), self._start),
            (range(first + 1), Point(0, 0, 0)),
        ):
            for passage in passages:
                for match in (*self.in_part(passage, Part.TITLE), *self.in_part(passage, Part.TEXT)):
                    if match.point >= start:
                        self.current = match
                        return match
        return None

    def step(self, by: int) -> Match | None:
        """The next match (1) or the one before (-1), round the page's ends; becomes current. None where none is."""
        self.search()
        if not self.all:
            return None
        if self.current is None:
            at = bisect_left(self.all, (*self._start, 0)) - (by < 0)
        else:
            at = self.number - 1 + by
        self.current = self.all[at % len(self.all)]
        return self.current


def _sound(ranges: Sequence[tuple[int, int]], passage: int, part: int, size: int) -> list[Match]:
    """Ranges in order, within the text, none empty and none over another."""
    found: list[Match] = []
    for start, end in sorted(ranges):
        start, end = max(start, found[-1].end if found else 0), min(end, size)
        if start < end:
            found.append(Match(passage, part, start, end))
    return found
