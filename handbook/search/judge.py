"""How well search answers the golden queries of ``index/queries.yaml``.

*Success at n*: the share of queries with an answer among the first n hits, an answer being a page graded as high as
any for that query. *nDCG at 10* (Järvelin and Kekäläinen 2002): gains ``2^grade - 1`` of the first ten hits, each
divided by ``log2(1 + rank)``, over the same for the best order of the graded pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log2
from typing import TYPE_CHECKING

from handbook.model.tuning import GoldenQuery
from handbook.search.hit import Request

if TYPE_CHECKING:
    from handbook.search.engine import Engine

DEPTH = 10
HELD_OUT = "held-out"
"""The subset of queries that are never looked at while tuning."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A query with no answer among the first three hits."""

    query: str
    wanted: tuple[str, ...]
    """The pages that answer it."""
    got: tuple[str, ...]
    """The first three hits."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Figures over some queries, 0 to 1; over none they are 0."""

    queries: int = 0
    success_at_1: float = 0.0
    success_at_3: float = 0.0
    ndcg_at_10: float = 0.0
    misses: tuple[Miss, ...] = ()
    subsets: Mapping[str, Judgement] = field(default_factory=dict, hash=False)
    """The same for each subset, by name."""
    stale: tuple[str, ...] = ()
    """Graded pages that are no longer in the index: their queries can only look worse than they are."""


@dataclass(frozen=True, slots=True)
class _Judged:
    query: GoldenQuery
    got: tuple[str, ...]


def judge(engine: Engine, queries: Iterable[GoldenQuery], *, today: date) -> Judgement:
    """Ask every query and grade what comes.

    Args:
        engine: An open index.
        queries: Queries with graded pages. One without a grade is passed over.
        today: The day of the question.
    """
    judged = []
    for query in queries:
        if any(grade > 0 for grade in query.grades.values()):
            hits = engine.search(Request(query.query, limit=DEPTH), today=today).hits
            judged.append(_Judged(query, tuple(hit.page for hit in hits)))
    names = sorted({name for item in judged for name in _subsets(item.query)})
    there = set(engine.page_ids)
    whole = _figures(judged)
    return Judgement(
        queries=whole.queries,
        success_at_1=whole.success_at_1,
        success_at_3=whole.success_at_3,
        ndcg_at_10=whole.ndcg_at_10,
        misses=whole.misses,
        subsets={name: _figures([item for item in judged if name in _subsets(item.query)]) for name in names},
        stale=tuple(sorted({page for item in judged for page in item.query.grades if page not in there})),
    )


def gain(pages: Sequence[str], grades: Mapping[str, int]) -> float:
    """Discounted cumulative gain of pages in an order."""
    return sum((2.0 ** grades.get(page, 0) - 1) / log2(rank + 1) for rank, page in enumerate(pages[:DEPTH], start=1))


def _subsets(query: GoldenQuery) -> set[str]:
    return {*query.subset, HELD_OUT} if query.held_out else set(query.subset)


def _answers(query: GoldenQuery) -> tuple[str, ...]:
    best = max(query.grades.values())
    return tuple(page for page, grade in query.grades.items() if grade == best)


def _figures(judged: Sequence[_Judged]) -> Judgement:
    if not judged:
        return Judgement()
    first = third = ndcg = 0.0
    misses = []
    for item in judged:
        answers = _answers(item.query)
        first += any(page in answers for page in item.got[:1])
        good = any(page in answers for page in item.got[:3])
        third += good
        if not good:
            misses.append(Miss(item.query.query, answers, item.got[:3]))
        grades = item.query.grades
        ideal = gain(sorted(grades, key=lambda page: (-grades[page], page)), grades)
        ndcg += gain(item.got, grades) / ideal
    count = len(judged)
    return Judgement(count, round(first / count, 4), round(third / count, 4), round(ndcg / count, 4), tuple(misses))
