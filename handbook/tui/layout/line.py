"""Lines and runs, and the way between characters of a passage and what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

from handbook.tui.layout.wrap import is_even


class Part(IntEnum):
    """Which text of a passage a line shows; in reading order."""

    TITLE = 0
    """Its heading (for the first passage, the page's title)."""
    SUMMARY = 1
    """The page's summary; only in the first passage."""
    TEXT = 2
    """``Passage.text``."""


class Manner(IntFlag):
    """How a run differs from the text around it."""

    PLAIN = 0
    EMPHASIS = 1
    STRONG = 2
    CODE = 4
    LINK = 8
    CITATION = 16


class Point(NamedTuple):
    """A place between characters of a page. Points compare in reading order."""

    passage: int
    """Index in ``Page.passages``."""
    part: int
    """A :class:`Part`."""
    offset: int
    """Characters before it in that part."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn in one manner.

    The k-th character drawn is character ``start + k`` of the line's part. Two exceptions: characters of the range
    beyond those drawn are white space dropped at the line's end, and a range of one character may be
    drawn as several (a tab). Bullets, bars and labels have no range.
    """

    text: str
    role: str = "text"
    """What it is, such as ``heading-2``; names a style."""
    start: int = -1
    """The first character, or -1: drawn, never counted."""
    end: int = -1
    leaf: int = -1
    """Index of the leaf in the passage; see :func:`handbook.model.block.leaves`."""
    manner: Manner = Manner.PLAIN
    target: str = ""
    """Where it leads; for a citation ``source:`` and the id of the source."""

    @property
    def counted(self) -> bool:
        """Whether characters of the passage stand in it."""
        return self.start >= 0

    def drawn(self, low: int, high: int) -> tuple[int, int]:
        """The half-open range of drawn characters that show the characters ``low`` to ``high``, maybe empty."""
        low, high = max(low, self.start), min(high, self.end)
        if low >= high:
            return 0, 0
        size = len(self.text)
        return min(low - self.start, size), size if high == self.end else min(high - self.start, size)

    def character(self, index: int) -> int:
        """The character that the drawn character at ``index`` shows."""
        return min(self.start + index, self.end - 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    runs: tuple[Run, ...] = ()
    passage: int = 0
    """Index in ``Page.passages``."""
    part: Part = Part.TEXT

    @property
    def text(self) -> str:
        """All that is drawn."""
        return "".join(run.text for run in self.runs)

    @property
    def cells(self) -> int:
        """Its width in cells."""
        return sum(cell_len(run.text) for run in self.runs)

    def point(self, offset: int) -> Point:
        """A place in the line's part."""
        return Point(self.passage, self.part, offset)

    @property
    def first(self) -> int | None:
        """The first character that stands in it, or None."""
        return min((run.start for run in self.runs if run.start >= 0), default=None)

    def holds(self, offset: int) -> bool:
        """Whether a character stands in it."""
        return any(run.start <= offset < run.end for run in self.runs)

    def after(self, index: int) -> int | None:
        """The first character drawn at or after a place among the drawn characters, or None."""
        for run in self.runs:
            size = len(run.text)
            if run.start >= 0 and index < size:
                return run.character(max(index, 0))
            index -= size
        return None

    def before(self, index: int) -> int | None:
        """Where the last character drawn before a place among the drawn characters ends, or None."""
        found = None
        for run in self.runs:
            if index <= 0:
                break
            if run.start >= 0 and run.text:
                found = run.character(min(index, len(run.text)) - 1) + 1
            index -= len(run.text)
        return found

    def place(self, offset: int) -> int:
        """How many characters are drawn before a character of this line (0 where it does not stand in it)."""
        passed = 0
        for run in self.runs:
            if run.start <= offset < run.end:
                return passed + run.drawn(offset, offset + 1)[0]
            passed += len(run.text)
        return 0

    def index_at(self, cell: int) -> int | None:
        """How many characters are drawn before the one at a cell, or None beyond the line's end."""
        passed = 0
        for run in self.runs:
            cells = cell_len(run.text)
            if 0 <= cell < cells:
                return passed + _index_at(run.text, cell)
            cell -= cells
            passed += len(run.text)
        return None

    def run_at(self, index: int) -> Run | None:
        """The run that draws the character with so many before it, or None."""
        for run in self.runs:
            if 0 <= index < len(run.text):
                return run
            index -= len(run.text)
        return None


def _index_at(text: str, cell: int) -> int:
    if is_even(text):
        return min(cell, len(text) - 1)
    for start, _end, cells in split_graphemes(text)[0]:
        if cell < cells:
            return start
        cell -= cells
    return len(text) - 1


def whole(text: str, low: int, high: int) -> tuple[int, int]:
    """A range of drawn characters widened so that it cuts through no grapheme."""
    if low >= high or is_even(text):
        return low, high
    for start, end, _cells in split_graphemes(text)[0]:
        if start < low < end:
            low = start
        if start < high < end:
            high = end
    return low, high
