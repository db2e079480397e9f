"""From the parts of a query to pages in order of merit.

A page's score is a sum of its title, its summary, the nearest of its ``found_by`` and the best of its passages, each
weighed as ``ranking.yaml`` says, times a power of its *coverage*: the share of the query, by weight of words, that it
has. Within a passage, words that stand near one another, and in the order they were typed, count extra.

How much a word weighs depends on how many pages have it, and never vanishes: the commonest words of a handbook about
children would weigh nothing by the usual formula, and are what people ask with. Pages are scored in two steps: all of
them by sums over lists; then places are looked at for those that could still come out on top, and for no others.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log

from handbook.search.directory import Directory
from handbook.search.find import Finder
from handbook.search.near import Places, closeness
from handbook.search.parts import Part
from handbook.search.record import BEFORE_FOUND_BY
from handbook.search.summary import PHRASE_POWER
from handbook.search.weigh import GLUE_SHARE, VALUE, passage_scale

LEAST_COVERAGE = 0.34
"""A page that has less than this share of what the best has is no hit."""
ANYWHERE = 0.5
"""Of coverage, what a word anywhere on the page is worth; the rest it must be near the best passage for."""
_PASSAGES_LOOKED_AT = 3
_MOST_LOOKED_AT = 60
_SLACK = 1e-9

Allowed = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Scored:
    """A page (or, within one page, a passage) with its score."""

    page: int
    passage: int
    """Document of the best passage; -1: no passage has anything of it."""
    score: float
    title: float = 0.0
    """What its title gives, before coverage; so too the others."""
    summary: float = 0.0
    found_by: float = 0.0
    phrase: int = -1
    """Document of the nearest ``found_by``; -1: none."""
    text: float = 0.0
    order: float = 0.0
    """Share of the query whose words follow one another in the passage as typed."""
    covered: float = 1.0


def weights(parts: Sequence[Part], pages: int) -> list[float]:
    """How much each part counts, together 1: the root of ``log(1 + pages / pages with it)``, less for glue."""
    raw = []
    for part in parts:
        rarity = log(1 + pages / max(len(part.pages), 1)) ** 0.5
        several = len(part.variants[0].groups) ** 0.5 if part.required else 1.0
        raw.append(rarity * several * (GLUE_SHARE if part.glue else 1.0))
    whole = sum(raw) or 1.0
    return [weight / whole for weight in raw]


class Scorer:
    """Scores the pages of one index."""

    def __init__(self, directory: Directory, finder: Finder) -> None:
        self._bounds = [(entry.first, entry.texts, entry.end) for entry in directory.pages]
        self._documents = directory.documents
        self._ranking = directory.ranking
        self._finder = finder
        self._scale = passage_scale(directory.ranking)

    def pages(
        self, parts: Sequence[Part], allowed: Allowed | None, limit: int, cancelled: Callable[[], bool]
    ) -> tuple[list[Scored], list[int]]:
        """The best pages, best first, and every page that matches, in reading order.

        Args:
            parts: What is looked for; at least one.
            allowed: Whether a page (by number) may be a hit; None: any may.
            limit: How many of the best.
            cancelled: Looked at between steps; the answer is empty then.
        """
        asked = _Asked.of(parts, len(self._bounds))
        coverage = [0.0] * len(self._bounds)
        for part, weight in zip(parts, asked.shares, strict=True):
            for page in part.pages:
                coverage[page] += weight
        matching = [page for page, covered in enumerate(coverage) if covered and (allowed is None or allowed(page))]
        least = LEAST_COVERAGE * max((coverage[page] for page in matching), default=0.0) - _SLACK
        matching = [page for page in matching if coverage[page] >= least]
        sums = self._sums(asked, matching, cancelled)
        if cancelled() or not matching:
            return [], []
        power = asked.power * self._ranking.coverage
        rough = [(-round(self._rough(page, sums, asked) * coverage[page] ** power, 6), page) for page in matching]
        rough = nsmallest(max(_MOST_LOOKED_AT, 2 * limit), rough)
        return self._refine(rough, coverage, sums, asked, limit, cancelled), matching

    def passages(self, parts: Sequence[Part], page: int, cancelled: Callable[[], bool]) -> list[Scored]:
        """The passages of one page that match, best first."""
        _, texts, end = self._bounds[page]
        asked = _Asked.of(parts, len(self._bounds))
        required = [part for part in parts if part.required]
        found = []
        for document in range(texts, end):
            if cancelled():
                return []
            here = [
                (part, weight) for part, weight in zip(parts, asked.shares, strict=True) if document in part.marks
            ]
            covered = sum(weight for _, weight in here)
            if not covered or any(document not in part.marks for part in required):
                continue
            text = self._scale * sum(weight**0.5 * VALUE[part.marks[document]] for part, weight in here) / asked.norm
            near, order = self._near(asked, document)
            score = (text + near) * covered ** (asked.power * self._ranking.coverage)
            found.append(Scored(page, document, score, text=text, order=order, covered=covered))
        least = LEAST_COVERAGE * max((scored.covered for scored in found), default=0.0) - _SLACK
        found = [scored for scored in found if scored.covered >= least]
        found.sort(key=lambda scored: (-round(scored.score, 6), scored.passage))
        return found

    def _sums(self, asked: _Asked, pages: Sequence[int], cancelled: Callable[[], bool]) -> list[float]:
        """For each document of some pages the sum over parts of value times root of weight."""
        sums = [0.0] * self._documents
        theirs = sum(self._bounds[page][2] - self._bounds[page][0] for page in pages)
        for part, weight in zip(asked.parts, asked.shares, strict=True):
            if cancelled():
                break
            root = weight**0.5
            values = [value * root for value in VALUE]
            marks = part.marks
            if theirs * 2 > len(marks):
                for document, mark in marks.items():
                    sums[document] += values[mark]
            else:  # a common word beside a rare one: its list is longer than what is left to look at
                for page in pages:
                    first, _, end = self._bounds[page]
                    for document in range(first, end):
                        if document in marks:
                            sums[document] += values[marks[document]]
        return sums

    def _rough(self, page: int, sums: list[float], asked: _Asked) -> float:
        """A page's score before coverage and nearness."""
        first, texts, end = self._bounds[page]
        ranking = self._ranking
        title, summary, *phrases = sums[first:texts]
        score = ranking.summary * summary / asked.norm
        if title:
            score += ranking.title * min(1.0, title) ** PHRASE_POWER
        phrase = max(phrases, default=0.0)
        if phrase:
            score += ranking.found_by * min(1.0, phrase) ** PHRASE_POWER
        return score + self._scale * max(sums[texts:end], default=0.0) / asked.norm

    def _refine(
        self,
        rough: list[tuple[float, int]],
        coverage: Sequence[float],
        sums: list[float],
        asked: _Asked,
        limit: int,
        cancelled: Callable[[], bool],
    ) -> list[Scored]:
        """Add what nearness gives, to pages in rough order, until none that follows can come among the best."""
        ranking = self._ranking
        most = ranking.phrase + ranking.nearness if len(asked.parts) > 1 else 0.0
        best: list[Scored] = []
        floor: list[float] = []
        for at, (negative, page) in enumerate(rough):
            if len(floor) >= limit:
                bound = most * coverage[page] ** (asked.power * ranking.coverage) - negative
                if not limit or bound < floor[-limit]:
                    break
            if at % 8 == 0 and cancelled():
                return []
            scored = self._whole(page, coverage[page], sums, asked)
            best.append(scored)
            insort(floor, scored.score)
        best.sort(key=lambda scored: (-round(scored.score, 6), scored.page))
        return best[:limit]

    def _whole(self, page: int, covered: float, sums: list[float], asked: _Asked) -> Scored:
        """A page with everything that counts, and the passage that is best when nearness counts too."""
        first, texts, end = self._bounds[page]
        ranking = self._ranking
        title = ranking.title * min(1.0, sums[first]) ** PHRASE_POWER
        summary = ranking.summary * sums[first + 1] / asked.norm
        phrases = sums[first + BEFORE_FOUND_BY : texts]
        nearest = max(phrases, default=0.0)
        found_by = ranking.found_by * min(1.0, nearest) ** PHRASE_POWER
        text, passage, order, gained = 0.0, -1, 0.0, 0.0
        likely = [(-sums[document], document) for document in range(texts, end) if sums[document]]
        for negative, document in nsmallest(_PASSAGES_LOOKED_AT, likely):
            near, ordered = self._near(asked, document)
            here = -negative * self._scale / asked.norm
            if here + near > gained:
                gained, text, passage, order = here + near, here, document, ordered
        covered = self._covered(asked, covered, first, texts, passage)
        return Scored(
            page,
            passage,
            (title + summary + found_by + gained) * covered ** (asked.power * ranking.coverage),
            title=title,
            summary=summary,
            found_by=found_by,
            phrase=first + BEFORE_FOUND_BY + phrases.index(nearest) if nearest else -1,
            text=text,
            order=order,
            covered=covered,
        )

    def _covered(self, asked: _Asked, anywhere: float, first: int, texts: int, passage: int) -> float:
        """The share of the query that a page has: half for what is anywhere on it, half for what is in one place.

        Long pages have every word somewhere. One place is the page's own fields together with one passage.
        """
        together = 0.0
        for part, weight in zip(asked.parts, asked.shares, strict=True):
            marks = part.marks
            if passage in marks or any(document in marks for document in range(first, texts)):
                together += weight
        return ANYWHERE * anywhere + (1 - ANYWHERE) * together

    def _near(self, asked: _Asked, document: int) -> tuple[float, float]:
        """What nearness and order of words give a passage, and the share of the query in typed order."""
        if len(asked.parts) < 2:
            return 0.0, 0.0
        places: list[Places] = [
            self._finder.places(part, document) if document in part.marks else [] for part in asked.parts
        ]
        near, order = closeness(places, asked.shares)
        return self._ranking.nearness * near + self._ranking.phrase * order, order


@dataclass(frozen=True, slots=True)
class _Asked:
    """The query as the scorer needs it."""

    parts: Sequence[Part]
    shares: Sequence[float]
    norm: float
    """Roots of the shares, added."""
    power: float
    """How strictly all parts are wanted: 2 for two words, 1.5 for three, towards 1 for whole sentences."""

    @classmethod
    def of(cls, parts: Sequence[Part], pages: int) -> _Asked:
        shares = weights(parts, pages)
        telling = sum(not part.glue for part in parts)
        return cls(parts, shares, sum(weight**0.5 for weight in shares), 1 + 1 / max(1, telling - 1))
