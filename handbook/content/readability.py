"""How hard a text is to read, and how many lines it takes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from functools import cache
from typing import Any

from handbook.model.block import Block, Code, ListBlock, Paragraph, Quote, span_text

EASE_AT_LEAST = 50.0
"""The lowest reading ease that an answer block should have.

Flesch's own table calls 60 to 70 plain English and 50 to 60 fairly difficult. Words that this field cannot do without
(safeguarding, assessment, enquiry) cost some ten points.
"""

ANSWER_LINES = 6
ANSWER_WIDTH = 76

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_CITATION = re.compile(r"\[[a-z0-9][a-z0-9_-]*\]")
_SENTENCE = re.compile(r"[.!?]+(?:\s|$)|[:;]\s")


def reading_ease(texts: Iterable[str]) -> float | None:
    """Flesch reading ease of some pieces of text, each of which ends a sentence; None below ten words.

    206.835 - 1.015 * words / sentences - 84.6 * syllables / words (Flesch 1948, "A new readability yardstick").
    Syllables are hyphenation points of British English plus one: fewer than are spoken, so that the result is a few
    points too high and the warning errs on the quiet side. A colon or semicolon ends a sentence as a full stop does.
    """
    words = syllables = sentences = 0
    for text in texts:
        plain = _CITATION.sub(" ", text)
        found = _WORD.findall(plain)
        if not found:
            continue
        words += len(found)
        syllables += sum(_syllables(word) for word in found)
        sentences += max(1, sum(1 for part in _SENTENCE.split(plain) if _WORD.search(part)))
    if words < 10:
        return None
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


@cache
def _syllables(word: str) -> int:
    return sum(len(_hyphenation().positions(part)) + 1 for part in re.split(r"['’-]", word) if part)


@cache
def _hyphenation() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="en_GB")


def lines_at(blocks: Iterable[Block], width: int = ANSWER_WIDTH) -> int:
    """How many lines of text blocks take at a width, items of a list being indented by two."""
    lines = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += sum(len(textwrap.wrap(line, width)) for line in span_text(block.spans).split("\n"))
        elif isinstance(block, ListBlock):
            lines += sum(lines_at(item, width - 2) for item in block.items)
        elif isinstance(block, Quote):
            lines += lines_at(block.blocks, width - 2)
        elif isinstance(block, Code):
            lines += block.text.count("\n") + 1
    return lines
