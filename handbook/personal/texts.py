"""What personal data must be told about the handbook's text; the rooms above hand it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of the edition that is open."""

    passage: str
    order: int
    """Its number in reading order."""
    title: str
    """The page's title."""
    headings: tuple[str, ...] = ()
    provenance: str = ""
    state: str = ""
    restraint: str = ""


class Texts(Protocol):
    """The edition that is open."""

    @property
    def edition(self) -> str:
        """Its name and date, such as ``1 (2026-11-22)``."""
        ...

    def resolve(self, reference: str) -> str | None:
        """The id of the passage that a page, passage or former id leads to now, or None."""
        ...

    def text(self, passage: str) -> str | None:
        """The characters of a passage that there is, or None."""
        ...

    def place(self, passage: str) -> Place | None:
        """Where a passage stands and whose word it is, or None."""
        ...

    def everywhere(self) -> Iterable[tuple[str, str]]:
        """Every passage's id and text, in reading order."""
        ...
