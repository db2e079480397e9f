"""Sentences and words of a passage's text: what anchors hold on to.

All offsets count characters of the text as it is given (see :mod:`handbook.model.block`).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from handbook.text import fold

_ALIKE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00a0": " ",
    }
)
"""Characters that an edition may set another way; each is replaced by one, so offsets stay."""
_END = re.compile(r"[.!?\u2026]+[\"'\u2019\u201d)\]]*(?=\s+[\"'\u2018\u201c(\[]*[A-Z0-9\u00c0-\u00de])|\n")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|etc|vs|Dr|Mr|Mrs|Ms|Prof|St|No|no|p|pp|s|ss|para|paras|ch|art|v|approx|ed|eds|vol)|\b[A-Z])\.$"
)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def alike(text: str) -> str:
    """A text of the same length with typographic quotes, hyphens and spaces made plain."""
    return text.translate(_ALIKE)


def spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as offsets without the white space around them; a line end always ends one."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() != "\n" and _SHORT.search(text, start, match.start() + 1):
            continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, len(text))
    return found


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences that a range touches, or the range itself where there is none."""
    touched = [(a, b) for a, b in spans(text) if a < end and start < b]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def find(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place where a quote stands in a text, whatever its case, white space, quotes and hyphens."""
    parts = alike(quote).split()
    if not parts:
        return []
    at = text.find(quote)
    if at >= 0 and text.find(quote, at + 1) < 0 and len(quote) > 40:
        return [(at, at + len(quote))]
    return [match.span() for match in _pattern(tuple(parts)).finditer(alike(text))]


@lru_cache(maxsize=4096)
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    inner = r"\s+".join(re.escape(part) for part in parts)
    before = r"(?<!\w)" if parts[0][0].isalnum() else ""
    after = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return re.compile(before + inner + after, re.IGNORECASE)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(_WORD.findall(text.casefold() if text.isascii() else fold(text)))


def mark(text: str) -> str:
    """A short mark of a text's words: equal for texts that differ in case, spaces and punctuation alone."""
    return hashlib.blake2b(" ".join(words(text)).encode(), digest_size=6).hexdigest()


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))
