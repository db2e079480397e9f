"""What a build sums up over all postings, so that queries need not: the vocabulary, and the first three letters.

*Vocabulary*: every term with the number of pages that have it and its *mass* (the squares of its marks summed), by which
completions and corrections are ordered, and terms grouped by stem.

*Beginnings*: for each beginning of one to three letters, the best pages by the best passage of any word that starts
so, and all pages that have one. A letter or two mean thousands of words; nothing faster than having asked before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from handbook.model.tuning import Ranking
from handbook.search.record import FOUND_BY, PASSAGE, SUMMARY, TITLE
from handbook.search.weigh import SHADES, VALUE, passage_scale

WORDS_FILE = "words.json"
BEGINNINGS_FILE = "beginnings.txt"
LETTERS = 3
KEPT_PAGES = 50
_HELD_PAGES = 8 * KEPT_PAGES
PHRASE_POWER = 1.5
"""A phrase counts by this power of its likeness to the query: the whole of it for much, a word of it for little."""

SQUARES = tuple(mark * mark for mark in range(SHADES + 1))

Lists = Iterable[tuple[str, Sequence[int], Sequence[int]]]
"""Terms with their documents, ascending, and marks."""
Best = tuple[int, int, str]
"""A score in ten-thousandths, the document of the best passage (-1: none), the word."""


@dataclass(slots=True)
class Beginning:
    """What starts with some letters."""

    pages: int = 0
    """A bit for each page that has such a word."""
    best: dict[int, Best] = field(default_factory=dict)

    def ordered(self) -> list[tuple[int, Best]]:
        """The best pages, best first, in reading order where they are as good."""
        order = sorted([(-best[0], page) for page, best in self.best.items()])[:KEPT_PAGES]
        return [(page, self.best[page]) for _, page in order]

    def cut(self) -> None:
        """Forget all but the best. A page met again counts again, by the better word."""
        if len(self.best) > KEPT_PAGES:
            self.best = dict(self.ordered())


@dataclass(slots=True)
class Summary:
    """Of some documents; those of others can be added."""

    words: dict[str, tuple[int, int]] = field(default_factory=dict)
    beginnings: dict[str, Beginning] = field(default_factory=dict)

    def add(self, other: Summary, base: int = 0) -> None:
        """Add what was summed up over other pages, whose documents are numbered from ``base`` on."""
        for word, (pages, mass) in other.words.items():
            had = self.words.get(word, (0, 0))
            self.words[word] = (had[0] + pages, had[1] + mass)
        for letters, beginning in other.beginnings.items():
            mine = self.beginnings.setdefault(letters, Beginning())
            mine.pages |= beginning.pages
            for page, (score, document, word) in beginning.best.items():
                mine.best[page] = (score, document + base if document >= 0 else -1, word)

    def cut(self) -> None:
        """Keep of each beginning no more pages than the file has."""
        for beginning in self.beginnings.values():
            beginning.cut()


def summarise(lists: Lists, page_of: Sequence[int], role_of: bytes, ranking: Ranking) -> Summary:
    """Sum up postings.

    Args:
        lists: Terms with documents and marks. A term may come again with documents of other pages.
        page_of: The page's number of each document that is listed.
        role_of: The role of each document.
        ranking: The weights.
    """
    summary = Summary()
    unfinished = _values(ranking, ranking.prefix)
    whole = _values(ranking, ranking.exact)
    square_of = SQUARES.__getitem__
    for term, documents, marks in lists:
        scores = _page_scores(documents, marks, page_of, role_of, unfinished)
        had_pages, had_mass = summary.words.get(term, (0, 0))
        summary.words[term] = (had_pages + len(scores), had_mass + sum(map(square_of, marks)))
        pages = 0
        for page in scores:
            pages |= 1 << page
        top = _top(scores)
        for length in range(1, min(LETTERS, len(term)) + 1):
            letters = term[:length]
            beginning = summary.beginnings.get(letters)
            if beginning is None:
                beginning = summary.beginnings[letters] = Beginning()
            beginning.pages |= pages
            best = beginning.best
            if length == len(term):
                top = _top(_page_scores(documents, marks, page_of, role_of, whole))
            for page, (score, document) in top.items():
                had = best.get(page)
                if had is None or score > had[0] or (score == had[0] and term < had[2]):
                    best[page] = (score, document, term)
            if len(best) > _HELD_PAGES:
                beginning.cut()
    summary.cut()
    return summary


def _top(scores: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """The pages of a term that can be among the best of a beginning: its own best, for those above are above there."""
    if len(scores) <= KEPT_PAGES:
        return scores
    order = sorted([(-score, page) for page, (score, _) in scores.items()])[:KEPT_PAGES]
    return {page: scores[page] for _, page in order}


def _values(ranking: Ranking, multiplier: float) -> tuple[list[float], ...]:
    """For each role what each mark adds to a page's score when the term is all that was asked."""
    values = [value * multiplier for value in VALUE]
    phrase = [value**PHRASE_POWER for value in values]
    scale = passage_scale(ranking)
    by_role: list[list[float]] = [[]] * 4
    by_role[TITLE] = [ranking.title * value for value in phrase]
    by_role[SUMMARY] = [ranking.summary * value for value in values]
    by_role[FOUND_BY] = [ranking.found_by * value for value in phrase]
    by_role[PASSAGE] = [scale * value for value in values]
    return tuple(by_role)


def _page_scores(
    documents: Sequence[int],
    marks: Sequence[int],
    page_of: Sequence[int],
    role_of: bytes,
    values: tuple[list[float], ...],
) -> dict[int, tuple[int, int]]:
    """Each page's score for one term, and the document of its best passage (-1 where no passage has it)."""
    scores: dict[int, tuple[int, int]] = {}
    current, others, phrase, text, best = -1, 0.0, 0.0, 0.0, -1
    for document, mark in zip(documents, marks, strict=True):
        page = page_of[document]
        if page != current:
            if current >= 0:
                scores[current] = (int((others + phrase + text) * 1e4), best)
            current, others, phrase, text, best = page, 0.0, 0.0, 0.0, -1
        role = role_of[document]
        value = values[role][mark]
        if role == PASSAGE:
            if value > text:
                text, best = value, document
        elif role == FOUND_BY:
            if value > phrase:
                phrase = value
        else:
            others += value
    if current >= 0:
        scores[current] = (int((others + phrase + text) * 1e4), best)
    return scores


def words_file(summary: Summary, stem: Callable[[str], str]) -> bytes:
    """The vocabulary as a file: words in order, and by stem the numbers of words that share it."""
    words = sorted(summary.words)
    groups: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        groups.setdefault(stem(word), []).append(number)
    said = {
        "words": words,
        "pages": [summary.words[word][0] for word in words],
        "mass": [summary.words[word][1] for word in words],
        "groups": groups,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def beginnings_file(summary: Summary) -> bytes:
    """One line a beginning: the letters, a tab, then as JSON the pages as bits and the best of them."""
    lines = []
    for letters in sorted(summary.beginnings):
        beginning = summary.beginnings[letters]
        best = [[page, document, score, word] for page, (score, document, word) in beginning.ordered()]
        lines.append(
            f"{letters}\t{json.dumps([f'{beginning.pages:x}', best], ensure_ascii=True, separators=(',', ':'))}"
        )
    return "\n".join(lines).encode("utf-8", "surrogatepass")
