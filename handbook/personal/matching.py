"""How far two sentences are apart, and where in an edition a sentence may stand now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest

from handbook.personal import sentences
from handbook.personal.texts import Texts

_SENSE = frozenset(
    [
        *("not", "no", "nor", "never", "none", "without", "cannot", "can't", "don't", "doesn't", "didn't", "won't"),
        *("isn't", "aren't", "shouldn't", "mustn't", "needn't", "unless", "except", "always", "only", "all", "any"),
        *("every", "both", "either", "neither", "before", "after", "must", "should", "shall", "may", "might", "can"),
        *("could", "need", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "hundred", "first", "second", "third"),
        *("fourth", "half", "twice", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year"),
        "years",
    ]
)
"""Words that turn what a sentence says: another of them is never taken for a matter of style."""
_CANDIDATES = 40
"""How many sentences elsewhere are compared word by word."""
_COMMON = 2000
"""A word in more sentences than this says nothing about which."""
_FITS = 3
"""Words from which a sentence may be found inside a longer one, as when two were made into one; elsewhere, twice that."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the edition."""

    passage: str
    number: int
    start: int
    end: int
    words: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a quote may stand now."""

    passage: str
    start: int
    end: int
    difference: float
    """Share of the words that differ, 0 to 1."""
    first: int = 0
    last: int = 0
    """Numbers of its sentences in the passage, both ends meant."""
    words: tuple[str, ...] = field(default=(), compare=False)


def difference(a: tuple[str, ...], b: tuple[str, ...], limit: float = 1.0) -> float:
    """The share of words that differ, 0 to 1: edit distance over words by the longer one's length.

    A word for another form of it (``meeting``, ``meetings``) counts half. Above ``limit`` the answer is 1.
    """
    longest = max(len(a), len(b))
    if not longest:
        return 0.0
    if abs(len(a) - len(b)) > limit * longest:
        return 1.0
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    row = [float(n) for n in range(len(b) + 1)]
    for number, word in enumerate(a, 1):
        last, row[0] = row[0], float(number)
        for at, other in enumerate(b, 1):
            kept = row[at]
            cost = 0.0 if word == other else 0.5 if _same_stem(word, other) else 1.0
            row[at] = min(row[at] + 1.0, row[at - 1] + 1.0, last + cost)
            last = kept
        if min(row) > limit * longest:
            return 1.0
    return row[-1] / longest


def fit(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, int, int]:
    """How a sentence fits inside a longer one: share of its words that differ from the nearest run in ``b``, and that run.

    0 where it is all there, as when two sentences were made into one.
    """
    if not a:
        return 1.0, 0, 0
    row = [(0.0, at) for at in range(len(b) + 1)]
    for number, word in enumerate(a, 1):
        last, row[0] = row[0], (float(number), 0)
        for at, other in enumerate(b, 1):
            kept = row[at]
            cost = 0.0 if word == other else 0.5 if _same_stem(word, other) else 1.0
            row[at] = min(
                (row[at][0] + 1.0, row[at][1]), (row[at - 1][0] + 1.0, row[at - 1][1]), (last[0] + cost, last[1])
            )
            last = kept
    end = min(range(len(row)), key=lambda at: row[at][0])
    return row[end][0] / len(a), row[end][1], end


def turns_sense(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether numbers, negations, duties or times differ: then the reader must look, however small the difference."""
    return _weighty(a) != _weighty(b)


def _weighty(words: tuple[str, ...]) -> Counter[str]:
    return Counter(word for word in words if word in _SENSE or any(sign.isdigit() for sign in word))


def _same_stem(a: str, b: str) -> bool:
    return len(a) > 3 and len(b) > 3 and abs(len(a) - len(b)) <= 3 and a[:4] == b[:4] and a.isalpha() and b.isalpha()


class Reader:
    """An edition's sentences, cut when first asked for, and the two tables by which one is found."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._cut: dict[str, list[Sentence]] = {}
        self._by_mark: dict[str, list[Sentence]] | None = None
        self._by_word: dict[str, list[Sentence]] = {}
        self._by_whole: dict[str, list[str]] = {}

    def sentences(self, passage: str) -> list[Sentence]:
        """The sentences of a passage, in order."""
        cut = self._cut.get(passage)
        if cut is None:
            cut = self._cut[passage] = list(_cut(passage, self.texts.text(passage) or ""))
        return cut

    def exact_elsewhere(self, quote: str, but: str | None) -> list[Candidate]:
        """Where the same sentences stand one after the other, in any passage but one."""
        self._index()
        assert self._by_mark is not None
        wanted = [sentence.mark for sentence in _cut("", quote)]
        found = []
        for hit in self._by_mark.get(wanted[0], ()) if wanted else ():
            if hit.passage == but:
                continue
            run = self.sentences(hit.passage)[hit.number : hit.number + len(wanted)]
            if [sentence.mark for sentence in run] == wanted:
                found.append(Candidate(hit.passage, run[0].start, run[-1].end, 0.0, hit.number, run[-1].number))
        return found

    def whole_elsewhere(self, whole: str) -> list[str]:
        """Passages with the same words."""
        self._index()
        return self._by_whole.get(whole, [])

    def near_here(self, passage: str, quote: str, known: frozenset[str], limit: float) -> list[Candidate]:
        """Runs of sentences of a passage that differ from a quote by at most ``limit``, nearest first.

        Sentences whose marks are ``known`` stood there beside the quote: none of them is the quote reworded.
        """
        wanted = sentences.words(quote)
        size = len(sentences.spans(quote))
        there = self.sentences(passage)
        found: list[Candidate] = []
        for first in range(len(there)):
            if there[first].mark in known:
                continue
            run: tuple[str, ...] = ()
            for last in range(first, min(len(there), first + size + 2)):
                run += there[last].words
                if there[last].mark in known:
                    continue
                found += _compared(wanted, there, first, last, run, limit, _FITS)
        return _without_overlaps(found)

    def near_elsewhere(self, quote: str, but: str | None, limit: float) -> list[Candidate]:
        """Sentences of other passages that differ by at most ``limit``, nearest first, found by their rarest words."""
        self._index()
        wanted = sentences.words(quote)
        score: dict[int, float] = defaultdict(float)
        seen: dict[int, Sentence] = {}
        for word in set(wanted):
            places = self._by_word.get(word, ())
            if len(places) > _COMMON:
                continue
            for place in places:
                if place.passage != but:
                    score[id(place)] += 1 / (8 + len(places))
                    seen[id(place)] = place
        found: dict[tuple[str, int, int], Candidate] = {}
        for key in nlargest(_CANDIDATES, score, key=score.__getitem__):
            for candidate in self._around(seen[key], wanted, len(sentences.spans(quote)), limit):
                found[candidate.passage, candidate.first, candidate.last] = candidate
        return _without_overlaps(list(found.values()))

    def _around(self, hit: Sentence, wanted: tuple[str, ...], size: int, limit: float) -> Iterator[Candidate]:
        there = self.sentences(hit.passage)
        for first in range(max(0, hit.number - size + 1), hit.number + 1):
            run: tuple[str, ...] = ()
            for last in range(first, min(len(there), first + size + 1)):
                run += there[last].words
                if last < hit.number:
                    continue
                yield from _compared(wanted, there, first, last, run, limit, 2 * _FITS)

    def _index(self) -> None:
        if self._by_mark is not None:
            return
        by_mark: dict[str, list[Sentence]] = defaultdict(list)
        by_word: dict[str, list[Sentence]] = defaultdict(list)
        by_whole: dict[str, list[str]] = defaultdict(list)
        for passage, text in self.texts.everywhere():
            cut = self._cut.get(passage)
            if cut is None:
                cut = self._cut[passage] = list(_cut(passage, text))
            for sentence in cut:
                by_mark[sentence.mark].append(sentence)
                for word in set(sentence.words):
                    by_word[word].append(sentence)
            if text:
                by_whole[sentences.mark(text)].append(passage)
        self._by_mark, self._by_word, self._by_whole = dict(by_mark), dict(by_word), dict(by_whole)


def _cut(passage: str, text: str) -> Iterator[Sentence]:
    for number, (start, end) in enumerate(sentences.spans(text)):
        part = text[start:end]
        yield Sentence(passage, number, start, end, sentences.words(part), sentences.mark(part))


def _compared(
    wanted: tuple[str, ...],
    there: list[Sentence],
    first: int,
    last: int,
    run: tuple[str, ...],
    limit: float,
    fits: int,
) -> Iterator[Candidate]:
    """The candidate that a run of sentences is, where it differs by at most ``limit``."""
    if _at_least(wanted, run) > limit * len(wanted):
        return
    apart, part = difference(wanted, run, limit), run
    if first == last and len(run) > len(wanted) >= fits:
        inside, start, end = fit(wanted, run)
        if inside < apart:  # with the words just before: a "not" there turns it
            apart, part = inside, run[max(0, start - 3) : end]
    if apart <= limit:
        yield Candidate(there[first].passage, there[first].start, there[last].end, apart, first, last, part)


def _at_least(wanted: tuple[str, ...], run: tuple[str, ...]) -> float:
    """The least that a run can cost: one for each word that is not in it, a half where another form of it may be."""
    missing = set(wanted).difference(run)
    if not missing:
        return 0.0
    stems = {word[:4] for word in run}
    return sum(0.5 if word[:4] in stems else 1.0 for word in missing)


def _without_overlaps(found: list[Candidate]) -> list[Candidate]:
    """Nearest first; a run that shares a sentence with a nearer one is that one again."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (c.difference, c.last - c.first, c.passage, c.first)):
        if all(
            candidate.passage != other.passage or candidate.last < other.first or other.last < candidate.first
            for other in kept
        ):
            kept.append(candidate)
    return kept
