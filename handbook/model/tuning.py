"""What tunes and judges search: the lexicon, field weights and golden queries of ``index/``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

EntryKind: TypeAlias = Literal["family", "synonym", "abbreviation", "spelling", "everyday"]


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """Words that search treats as meaning the same, or one way only.

    ``words`` hold one or more words each (``strategy meeting``). With ``one_way`` the first of them is what people
    type and the others are what is also looked for; without, any of them finds all of them.
    """

    kind: EntryKind
    words: tuple[str, ...]
    one_way: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, in the order of the file."""

    entries: tuple[LexiconEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each ingredient of a score weighs. The defaults are those of ``index/ranking.yaml``."""

    title: float = 5.0
    headings: float = 2.0
    found_by: float = 8.0
    summary: float = 3.0
    answer: float = 1.6
    body: float = 1.0
    phrase: float = 1.5
    nearness: float = 0.75
    exact: float = 1.0
    spelling: float = 0.9
    abbreviation: float = 0.8
    prefix: float = 0.7
    stem: float = 0.7
    synonym: float = 0.6
    correction: float = 0.8
    coverage: float = 1.0
    """How strongly a hit that has all words of the query goes before one that has some."""


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A query with the pages that answer it, graded 1 (helps) to 3 (the answer)."""

    query: str
    grades: dict[str, int] = field(hash=False)
    subset: tuple[str, ...] = ()
    """Names of the subsets it belongs to, such as ``safety-critical``, ``misspelt``, ``abbreviated``."""
    held_out: bool = False
    """Set aside: never looked at while tuning."""
    line: int = 1
