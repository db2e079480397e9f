"""A query as the index answers it: parts, each with the variants that may stand for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from handbook.search.query import Word

Marks = dict[int, int]
"""Documents and how well each has something, from 1 to 255."""
Groups = tuple[tuple[str, ...], ...]
"""Words one after another; at each place any of some."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that may stand for a part."""

    groups: Groups
    weight: float
    kind: str
    """``exact``, ``phrase``, ``stem``, ``prefix``, ``correction``, or the kind of an entry of the lexicon."""
    label: str
    """What it is called when a hit says why it is there."""
    covers: int = 1
    """How many words of the query it stands for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase of a query and where it is."""

    text: str
    """As it was typed, folded."""
    term: str
    """What is looked for: the text, or what it was mended to."""
    variants: tuple[Variant, ...]
    """Best first."""
    marks: Marks
    pages: frozenset[int]
    required: bool = False
    """Pages without it are no hits (a phrase)."""
    glue: bool = False
    """A joining word: found like any, but it says little."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What to look for in place of a word."""

    term: str
    label: str = ""
    """The correction to suggest; empty where the word is right."""
    others: tuple[str, ...] = ()
    """Words it might have been as well."""
    cut: tuple[str, ...] = ()
    """The words it was run together from."""


@dataclass(slots=True)
class Expansion:
    """A query as parts."""

    parts: list[Part] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    mended: dict[Word, str] = field(default_factory=dict)
    """Corrections of words that matched nothing."""
