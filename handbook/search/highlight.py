"""What a query matches in any plain text: for snippets, for the page being read, for notes. No index is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handbook.search.words import CHUNK, learn, tokens

Groups = tuple[tuple[str, ...], ...]
_LONGEST_STRETCH = 40
"""Characters looked at for each word of a sequence."""
_LOOKED_BACK = 120
_JOINING = "'\u2019\u02bc\u2018`.-\u2010\u2011_"
Entries = tuple[tuple[str, int, int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that matches a part of the query."""

    start: int
    end: int
    part: int
    weight: float
    """How well: 1 for the word itself, less for what stands for it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What matches one part of a query."""

    words: Mapping[str, float]
    """Terms and how well they match."""
    beginnings: tuple[tuple[str, float], ...] = ()
    stems: tuple[tuple[str, float], ...] = ()
    sequences: tuple[tuple[Groups, float], ...] = ()
    """Terms one after another, at each place any of some."""


class Highlighter:
    """Finds what a query matches. Built by :meth:`handbook.search.engine.Engine.highlighter`."""

    def __init__(self, sought: Sequence[Sought] = (), stem: object = None) -> None:
        self._stem = stem if callable(stem) else str
        self._answers: dict[str, list[tuple[int, float]]] = {}
        self._beginnings: list[tuple[str, int, float]] = []
        self._stems: dict[str, tuple[int, float]] = {}
        self._sequences: dict[str, list[tuple[Groups, int, float]]] = {}
        for part, seek in enumerate(sought):
            for word, weight in seek.words.items():
                self._answers.setdefault(word, []).append((part, weight))
            self._beginnings += [(beginning, part, weight) for beginning, weight in seek.beginnings]
            for stem_, weight in seek.stems:
                self._stems.setdefault(stem_, (part, weight))
            for groups, weight in seek.sequences:
                for first in groups[0]:
                    self._sequences.setdefault(first, []).append((groups, part, weight))

        # A stem keeps the first letters of its words: most words of a text are told apart by them alone.
        self._heads = tuple(
            {beginning for beginning, _, _ in self._beginnings} | {stem_[:2] for stem_ in self._stems}
        )
        firsts = {term[0] for term in (*self._answers, *self._heads, *self._sequences) if term}
        self._start = _start("".join(sorted(firsts))) if firsts else None

    def find(self, text: str) -> tuple[tuple[int, int], ...]:
        """Half-open offsets of what matches in a text, ascending and apart."""
        return spans(self.marks(text))

    def marks(self, text: str) -> list[Mark]:
        """Every match in a text with the part of the query it answers.

        Only words with a first letter that is sought are looked at; others are passed over as fast as they can be read.
        """
        found: list[Mark] = []
        if self._start is None:
            return found
        search, answers, sequences = self._start.search, self._answers, self._sequences
        start = search(text)
        while start:
            match = _chunk_at(text, start.start())
            if match is None:
                start = search(text, start.start() + 1)
                continue
            offset = match.start()
            known = learn(match.group())
            entries: Entries = ((known, 0, 0, match.end() - offset, False),) if isinstance(known, str) else known[0]
            for term, _, first, last, _ in entries:
                for part, weight in answers[term] if term in answers else self._answer(term):
                    found.append(Mark(offset + first, offset + last, part, weight))
                for groups, part, weight in sequences.get(term, ()) if sequences else ():
                    length = _follow(groups, text, offset + first)
                    if length:
                        found.append(Mark(offset + first, offset + first + length, part, weight))
            start = search(text, match.end())
        return found

    def _answer(self, term: str) -> list[tuple[int, float]]:
        """The parts a term answers and how well; remembered."""
        answers: list[tuple[int, float]] = []
        if term.startswith(self._heads):
            answers = [(part, weight) for beginning, part, weight in self._beginnings if term.startswith(beginning)]
            if not answers and self._stems:
                by_stem = self._stems.get(self._stem(term))
                if by_stem is not None:
                    answers = [by_stem]
        self._answers[term] = answers
        return answers


def spans(marks: Iterable[Mark]) -> tuple[tuple[int, int], ...]:
    """Marks as stretches that do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def _chunk_at(text: str, start: int) -> re.Match[str] | None:
    """The chunk of a piece that starts there: after an apostrophe or its like, and for a number, it may begin before."""
    if not start or (text[start - 1] not in _JOINING and not text[start].isdigit()):
        return CHUNK.match(text, start)
    before = max(0, start - _LOOKED_BACK)
    if before:
        before = max(before, text.find(" ", before, start) + 1)
    return next((match for match in CHUNK.finditer(text, before) if match.end() > start), None)


def _follow(groups: Groups, text: str, start: int) -> int:
    """How long the stretch is where words of all groups stand one after another from ``start`` on; 0: they do not."""
    at = length = 0
    for token in tokens(text[start : start + _LONGEST_STRETCH * len(groups)]):
        if token.place == at and token.term in groups[at]:
            length = token.end
            at += 1
            if at == len(groups):
                return length
        elif token.place > at:
            break
    return 0


@lru_cache(maxsize=256)
def _start(letters: str) -> re.Pattern[str]:
    """Where a word, or a piece of one, may start with one of some letters."""
    both = {*letters.lower(), *letters.upper()}
    # Said by what it is not: a class that names all of Unicode takes a thousand times as long to compile.
    others = "".join(chr(code) for code in range(128) if chr(code) not in both)
    return re.compile(f"[^{re.escape(others)}](?<![^\\W_].)")
