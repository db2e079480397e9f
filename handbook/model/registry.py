"""What the handbook's registries hold: terms, sources, statements of the synopsis, contacts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    id: str
    term: str
    meaning: str
    also: tuple[str, ...] = ()
    """Synonyms, abbreviations and what people may type."""
    historic: bool = False
    see: tuple[str, ...] = ()
    """Pages that say more."""


@dataclass(frozen=True, slots=True)
class Source:
    """A statute, guidance, review or paper that pages cite."""

    id: str
    title: str
    publisher: str = ""
    edition: str = ""
    type: str = ""
    url: str = ""
    status: str = ""
    """``current``, ``superseded`` or ``historical``."""
    superseded_by: str = ""
    read: bool = False
    """Whether a public copy was read for this handbook; otherwise it is cited from general knowledge."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the synopsis, S1 to S72, in our own words."""

    id: str
    heading: str
    text: str
    case: bool = False
    """True for the facts of the case, which stand on one page only."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A local contact, to be filled in by the area that uses the handbook."""

    id: str
    name: str
    use: str
    """When to use it."""
    value: str = ""
    """Empty until the area has filled it in."""
    checked: str = ""
