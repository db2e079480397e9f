"""What a term weighs where it stands: the part of ranking that is settled when the index is built.

Every document of the index (see :mod:`handbook.search.record`) gives each of its terms a *mark* from 1 to 255, which
:data:`VALUE` turns into a number between 0 and 1. It depends on that document and on ``ranking.yaml`` alone, on
nothing that other pages say, so that a page indexed anew ranks as it would after a full build.

* A *phrase* (a title, one ``found_by``) gives each term the square root of its share of the phrase. Multiplied with
  the square root of its share of the query and summed, that is the Bhattacharyya coefficient of the two: 1 if the
  query is the phrase, less the more either has that the other lacks.
* A *text* (summary, passage) gives ``tf / (tf + norm)`` for each field, the saturation of BM25 (Robertson and
  Zaragoza 2009, section 3.4) with a fixed nominal length in place of the average.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from handbook.model.tuning import Ranking
from handbook.search.words import Token

_GLUE = """
a about all also am an and any are as at be been but by can could did do does for from get go had has have he
her him his how i if in into is it its just me might my no not of on or our out she should so some than that the
their them then there these they this those to too us was we were what when where which who whom whose why will
with would you your dont doesnt didnt isnt wont cant ive im id theyre
"""
GLUE = frozenset(_GLUE.split())
"""Words that join others. They are found like any word; beside others they weigh little."""
GLUE_SHARE = 0.25
"""What a joining word counts for, where any other counts for 1."""

Where = Mapping[str, Sequence[int]]
"""The places at which terms stand."""

SHADES = 255
VALUE: tuple[float, ...] = tuple((mark / SHADES) ** 2 for mark in range(SHADES + 1))
"""The number a mark stands for; squares, so that small differences between small numbers are kept."""

_NOMINAL_TEXT = 110.0
_NOMINAL_SUMMARY = 20.0
_NOMINAL_HEADING = 4.0
_SATURATION = 0.9
_LENGTH_COUNTS = 0.5
_PATH = 0.25
"""What a heading above counts for, where a passage's own counts for 1."""


def share(term: str) -> float:
    """What a term counts for in a phrase, before it is known how rare it is."""
    return GLUE_SHARE if term in GLUE else 1.0


def mark(value: float) -> int:
    """The mark of a number between 0 and 1."""
    return max(1, min(SHADES, round(SHADES * sqrt(value))))


def passage_scale(ranking: Ranking) -> float:
    """What a passage's 1.0 is worth in the weights of ``ranking.yaml``: the most its fields can give together."""
    return ranking.headings * (1 + _PATH) + ranking.answer + ranking.body


def phrase_marks(tokens: Iterable[Token]) -> dict[str, int]:
    """Marks of the terms of a title or a ``found_by``. An extra is as good as the terms it stands for."""
    counts: dict[str, float] = {}
    extras: list[Token] = []
    for token in tokens:
        if token.extra:
            extras.append(token)
        else:
            counts[token.term] = counts.get(token.term, 0.0) + share(token.term)
    whole = sum(counts.values())
    marks = {term: mark((part / whole) ** 0.5) for term, part in counts.items()}
    for token in extras:
        marks.setdefault(token.term, mark((1 / max(whole, 1.0)) ** 0.5))
    return marks


def summary_marks(where: Where, length: int) -> dict[str, int]:
    """Marks of the terms of a summary of so many places."""
    norm = _norm(length, _NOMINAL_SUMMARY)
    return {term: mark(len(at) / (len(at) + norm)) for term, at in where.items()}


class PassageWeights:
    """Marks of the terms of passages, with the weights of one ``ranking.yaml``."""

    def __init__(self, ranking: Ranking) -> None:
        scale = passage_scale(ranking) or 1.0
        self._heading = ranking.headings / scale
        self._answer = ranking.answer / scale
        self._body = ranking.body / scale

    def marks(self, own: Where, path: Where, answer: Where, body: Where, length: int) -> dict[str, int]:
        """Marks of a passage's terms.

        Args:
            own: Places of the terms of its own heading.
            path: Places of the terms of the headings above.
            answer: Places of the terms of its answer block.
            body: Places of the terms of the rest of its text.
            length: How many places its text takes.
        """
        norm = _norm(length, _NOMINAL_TEXT)
        marks: dict[str, int] = dict.fromkeys(body, mark(self._body / (1 + norm)))
        for term, at in body.items():
            count = len(at)
            if count > 1:
                marks[term] = mark(self._body * count / (count + norm))
        if not (own or path or answer):
            return marks
        sums: dict[str, float] = {}
        for where, weight, norm_there in (
            (own, self._heading, _norm(len(own), _NOMINAL_HEADING)),
            (path, self._heading * _PATH, _norm(len(path), 2 * _NOMINAL_HEADING)),
            (answer, self._answer, norm),
        ):
            for term, at in where.items():
                sums[term] = sums.get(term, 0.0) + weight * len(at) / (len(at) + norm_there)
        for term, value in sums.items():
            count = len(body.get(term, ()))
            marks[term] = mark(value + self._body * count / (count + norm))
        return marks


def _norm(length: int, nominal: float) -> float:
    return _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / nominal)
