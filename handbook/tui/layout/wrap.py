"""Text to pieces that fit a width: words kept together, long words broken, graphemes never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import get_character_cell_size, split_graphemes

from handbook.text import guard

TAB = 4
"""Tab stops in code, in cells."""

TOO_WIDE = "·"
"""What stands for a grapheme that is wider than the whole line."""

_UNEVEN = re.compile(
    "[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff"
    "\u2400-\u2426\u2500-\u25fc\ufffd]"
)
"""Anything that may not be one cell wide, or may change the width of its neighbour."""

_BREAKS = " \u2002\u2003\u2009\u3000"
_NOT_FIRST = "、。，．・：；！？）」』】〉》〕］｝"
_PICTURE = "[\u2190-\u3299\ufe0f\U0001f000-\U0001faff]"
_JOINER = re.compile(f"(?<!{_PICTURE})\u200d|\u200d(?!{_PICTURE})")


class Piece(NamedTuple):
    """A part of a text that goes on one line, in characters of the text."""

    start: int
    end: int
    """Behind the last character drawn."""
    stop: int
    """Where the next piece starts: what is between is white space that the line's end took the place of."""
    drawn: str = ""
    """What is drawn where it is not the text itself."""


def is_even(text: str) -> bool:
    """Whether every character is known to be one cell wide: then cells are characters."""
    return _UNEVEN.search(text) is None


def drawable(text: str, *, tabs: bool = False) -> str:
    """A text as it is drawn, character for character: guarded, and nothing in it hangs in the air.

    Line feeds stay; tabs do where they are wanted, else they are spaces. A mark with nothing to stand on becomes
    U+FFFD, and a joiner between characters that do not join becomes the non-joiner, which is as wide in the
    terminal as it is here: nowhere.
    """
    text = guard(text)
    if not tabs:
        text = text.replace("\t", " ")
    if is_even(text):
        return text
    text = _JOINER.sub("\u200c", text)
    if "\n" not in text and "\t" not in text:
        return _grounded(text)
    return "".join(_grounded(part) for part in re.split("([\n\t])", text))


def _grounded(text: str) -> str:
    if text in ("", "\n", "\t") or get_character_cell_size(text[0]):
        return text
    return "\ufffd" + text[1:]


def wrap(text: str, width: int) -> Iterator[Piece]:
    """The pieces of a drawable text, none wider than ``width`` cells (at least 1).

    Together they cover every character once and in order. Line feeds end a piece; there may be no tabs.
    """
    start = 0
    if "\n" in text:
        for part in text.split("\n")[:-1]:
            pieces = list(_wrap_line(part, start, width))
            last = pieces[-1]
            yield from pieces[:-1]
            start += len(part) + 1
            yield last._replace(stop=start)
        text = text[text.rfind("\n") + 1 :]
    yield from _wrap_line(text, start, width)


def _wrap_line(text: str, base: int, width: int) -> Iterator[Piece]:
    if is_even(text):
        return _wrap_even(text, base, width)
    return _wrap_graphemes(text, base, width)


def _wrap_even(text: str, base: int, width: int) -> Iterator[Piece]:
    position, size = 0, len(text)
    while size - position > width:
        limit = position + width
        if text[limit] == " ":
            cut = limit
        else:
            cut = max(text.rfind(" ", position, limit) + 1, _after_hyphen(text, position, limit))
            if cut <= position or not text[position:cut].strip(" "):
                cut = limit
        end = position + len(text[position:cut].rstrip(" "))
        while cut < size and text[cut] == " ":
            cut += 1
        yield Piece(base + position, base + end, base + cut)
        position = cut
        if position == size:
            return
    yield Piece(base + position, base + size, base + size)


def _after_hyphen(text: str, position: int, limit: int) -> int:
    """Behind the last hyphen between letters or digits where a line may end, or 0."""
    found = text.rfind("-", position + 1, limit)
    while found > position:
        if text[found - 1].isalnum() and text[found + 1 : found + 2].isalnum():
            return found + 1
        found = text.rfind("-", position + 1, found)
    return 0


def _wrap_graphemes(text: str, base: int, width: int) -> Iterator[Piece]:
    units = split_graphemes(text)[0]
    count, first = len(units), 0
    while first < count:
        cells, last, at, start = 0, first, first, units[first][0]
        while last < count and cells + units[last][2] <= width:
            cells += units[last][2]
            last += 1
            if last < count and _may_part(text, start, units[last - 1], units[last]):
                at = last
        if last == count:
            yield Piece(base + start, base + len(text), base + len(text))
            return
        if last == first:
            stop = units[first][1]
            yield Piece(base + start, base + stop, base + stop, TOO_WIDE)
            first += 1
            continue
        if text[units[last][0]] in _BREAKS or not text[start : units[at][0]].strip(_BREAKS):
            at = last
        end = units[at][0]
        shown = start + len(text[start:end].rstrip(_BREAKS))
        while at < count and text[units[at][0]] in _BREAKS:
            at += 1
        stop = units[at][0] if at < count else len(text)
        yield Piece(base + start, base + shown, base + stop)
        first = at
    if not count:
        yield Piece(base, base, base)


def _may_part(text: str, start: int, left: tuple[int, int, int], right: tuple[int, int, int]) -> bool:
    """Whether a line that begins at ``start`` may end between two neighbouring graphemes."""
    before, after = text[left[0]], text[right[0]]
    if before in _BREAKS:
        return after not in _BREAKS
    if before == "-":
        return after.isalnum() and left[0] > start and text[left[0] - 1].isalnum()
    return (left[2] == 2 or right[2] == 2) and after not in _NOT_FIRST and after not in _BREAKS


def wrap_code(text: str, width: int) -> Iterator[tuple[Piece, ...]]:
    """The drawn lines of a line of code, each in pieces: kept as it is, broken at the width, tabs to their stops."""
    if is_even(text):
        for start in range(0, len(text) or 1, width):
            end = min(start + width, len(text))
            yield (Piece(start, end, end),)
        return
    line: list[Piece] = []
    start = column = 0
    for low, high, cells in _code_units(text):
        tab = text[low] == "\t"
        if tab:
            cells = TAB - column % TAB
        if column and column + cells > width:
            if start < low:
                line.append(Piece(start, low, low))
            yield tuple(line)
            line, start, column = [], low, 0
            cells = TAB if tab else cells
        if tab or cells > width:
            if start < low:
                line.append(Piece(start, low, low))
            cells = min(cells, width) if tab else 1
            line.append(Piece(low, high, high, " " * cells if tab else TOO_WIDE))
            start = high
        column += cells
    if start < len(text):
        line.append(Piece(start, len(text), len(text)))
    yield tuple(line)


def _code_units(text: str) -> Iterator[tuple[int, int, int]]:
    offset = 0
    for part in re.split("(\t)", text):
        if part == "\t":
            yield offset, offset + 1, 0
        else:
            for low, high, cells in split_graphemes(part)[0]:
                yield offset + low, offset + high, cells
        offset += len(part)
