"""What is selected on a page, in characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from handbook.model.block import leaves, span_text
from handbook.model.page import Page, Passage
from handbook.tui.layout import Line, Part, Point
from handbook.tui.widgets.page_lines import PageLines

_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")


class Stretch(NamedTuple):
    """From one place up to another, in reading order."""

    low: Point
    high: Point

    def on(self, line: Line) -> tuple[int, int] | None:
        """The range of characters of a line's part that it covers, or None."""
        here = (line.passage, line.part)
        low, high = self
        if not (low.passage, low.part) <= here <= (high.passage, high.part):
            return None
        start = low.offset if (low.passage, low.part) == here else 0
        return start, high.offset if (high.passage, high.part) == here else 1 << 60


@dataclass(frozen=True, slots=True)
class Selected:
    """Characters of one passage: ``Passage.text[start:end]``."""

    passage: str
    """The passage's id."""
    start: int
    end: int
    text: str


def between(lines: PageLines, first: tuple[int, int], last: tuple[int, int]) -> Stretch | None:
    """The characters between two places on the screen, each a line and how many characters are drawn before it.

    Lines beyond those laid out are as the last one. None where no character of the page stands between.
    """
    rows = range(max(first[0], 0), min(last[0], len(lines) - 1) + 1)
    low = high = None
    for row in rows:
        offset = lines[row].after(first[1] if row == first[0] else 0)
        if offset is not None:
            low = lines[row].point(offset)
            break
    for row in reversed(rows):
        offset = lines[row].before(last[1] if row == last[0] else 1 << 30)
        if offset is not None:
            high = lines[row].point(offset)
            break
    if low is None or high is None:
        return None
    if high <= low and (low.passage, low.part) == (high.passage, high.part):
        # In a table the later column may start on the upper line.
        low, high = high._replace(offset=high.offset - 1), low._replace(offset=low.offset + 1)
    return Stretch(low, high) if low < high else None


def part_text(page: Page, passage: int, part: int) -> str:
    """The characters of one part of a passage."""
    made = page.passages[passage]
    return {Part.TITLE: made.title, Part.SUMMARY: page.info.summary, Part.TEXT: made.text}[Part(part)]


def text_of(page: Page, stretch: Stretch) -> str:
    """What is selected as text: exactly as it stands, passages parted by an empty line."""
    pieces = []
    for passage, part, start, end in _parts(page, stretch):
        taken = part_text(page, passage, part)[start:end]
        if taken:
            pieces.append((passage, part, taken))
    text = ""
    for index, (passage, _part, taken) in enumerate(pieces):
        if index:
            text += "\n" if pieces[index - 1][:2] == (passage, Part.TITLE) else "\n\n"
        text += taken
    return text


def selected(page: Page, stretch: Stretch) -> tuple[Selected, ...]:
    """What is selected of the passages' texts, for notes and quotes; headings are left out."""
    found = []
    for passage, part, start, end in _parts(page, stretch):
        text = page.passages[passage].text[start:end] if part == Part.TEXT else ""
        if text:
            found.append(Selected(page.passages[passage].id, start, start + len(text), text))
    return tuple(found)


def _parts(page: Page, stretch: Stretch) -> list[tuple[int, int, int, int]]:
    found = []
    for passage in range(stretch.low.passage, min(stretch.high.passage + 1, len(page.passages))):
        for part in Part:
            if (covered := stretch.on(Line((), passage, part))) and (passage == 0 or part != Part.SUMMARY):
                found.append((passage, int(part), *covered))
    return found


def word_at(page: Page, point: Point) -> Stretch | None:
    """The word that a character belongs to, or None between words."""
    for found in _WORD.finditer(part_text(page, point.passage, point.part)):
        if found.start() <= point.offset < found.end():
            return Stretch(point._replace(offset=found.start()), point._replace(offset=found.end()))
    return None


def leaf_at(page: Page, point: Point) -> Stretch:
    """The paragraph, item or cell that a character belongs to; all of a heading."""
    start, end = 0, len(part_text(page, point.passage, point.part))
    if point.part == Part.TEXT:
        for low, high in _leaf_bounds(page.passages[point.passage]):
            if low <= point.offset <= high:
                start, end = low, high
    return Stretch(point._replace(offset=start), point._replace(offset=end))


def _leaf_bounds(passage: Passage) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for spans in leaves(passage.blocks):
        end = start + len(span_text(spans))
        bounds.append((start, end))
        start = end + 1
    return bounds
