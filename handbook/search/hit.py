"""What is asked of search and what it answers: plain values, so that nobody who shows hits needs Whoosh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the index."""

    text: str
    """What was typed, any text whatever."""
    limit: int = 10
    kind: str = ""
    """Only pages of this kind; so too part and state. Empty: any."""
    part: str = ""
    state: str = ""
    page: str = ""
    """Only this page: then every passage that matches is a hit of its own."""
    typing: bool = False
    """The last word is still being typed: it is taken as the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that answers, by its best passage."""

    page: str
    passage: str
    """``page#slug``."""
    title: str
    headings: tuple[str, ...]
    """The path below the title; empty for the text before the first heading."""
    part: str
    kind: str
    provenance: str
    state: str
    score: float
    snippet: str
    """One line of the passage around what matched best."""
    matches: tuple[tuple[int, int], ...]
    """Half-open offsets of what matched, in the characters of the snippet, ascending and apart."""
    why: tuple[str, ...]
    """Reasons, strongest first: ``title``, ``found by "..."``, ``heading``, ``text``; then ``all words`` or ``2 of 3
    words`` where more than one was asked for; then what stood for which word: ``synonym "..."``, ``spelling "..."``."""


@dataclass(frozen=True, slots=True)
class Results:
    """An answer."""

    query: str
    took_ms: float
    """From the text to the hits."""
    total: int = 0
    """Pages that match (with ``Request.page``: passages)."""
    suggestion: str | None = None
    """The whole query mended, where a word of it matches nothing."""
    dropped: tuple[str, ...] = ()
    """Words that found nothing, or that a long query had no room for."""
    hits: tuple[Hit, ...] = ()
    """Best first."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: _NONE, hash=False)
    """For ``part``, ``kind`` and ``state``: how many matching pages have each value."""
    cancelled: bool = False
    """True where the search was told to stop; there are no hits then."""
