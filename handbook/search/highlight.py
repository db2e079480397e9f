"""What a query matches in any plain text: for snippets, for the page being read, for notes. No index is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handbook.search.words import CHUNK, GAP, KNOWN, learn

Groups = tuple[tuple[str, ...], ...]
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

    def find(self, text: str) -> tuple[tuple[int, int], ...]:
        """Half-open offsets of what matches in a text, ascending and apart."""
        return spans(self.marks(text))

    def marks(self, text: str) -> list[Mark]:
        """Every match in a text with the part of the query it answers."""
        if not (self._answers or self._beginnings or self._sequences):
            return []
        found: list[Mark] = []
        here: dict[int, list[tuple[str, int]]] = {}
        starts: list[tuple[int, str, int]] = []
        answers, sequences, known_to = self._answers, self._sequences, KNOWN.get
        place = 0
        for match in CHUNK.finditer(text):
            chunk = match.group()
            known = known_to(chunk)
            if known is None:
                if chunk == "\n":
                    place += GAP
                    continue
                known = learn(chunk)
            if isinstance(known, str):
                if not sequences and answers.get(known) == []:
                    continue
                entries: Entries = ((known, 0, 0, len(chunk), False),)
                width = 1
            else:
                entries, width = known
            offset = match.start()
            for term, at, start, end, _ in entries:
                for part, weight in answers[term] if term in answers else self._answer(term):
                    found.append(Mark(offset + start, offset + end, part, weight))
                if sequences:
                    here.setdefault(place + at, []).append((term, offset + end))
                    if term in sequences:
                        starts.append((place + at, term, offset + start))
            place += width
        for first, term, offset in starts:
            for groups, part, weight in sequences[term]:
                last = _follow(groups, first, here)
                if last:
                    found.append(Mark(offset, last, part, weight))
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


def _follow(groups: Groups, first: int, here: Mapping[int, Sequence[tuple[str, int]]]) -> int:
    """Where the terms end that stand one after another from a place on; 0 where they do not."""
    last = 0
    for step, group in enumerate(groups):
        last = next((end for term, end in here.get(first + step, ()) if term in group), 0)
        if not last:
            return 0
    return last
