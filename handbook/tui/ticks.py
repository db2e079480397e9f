"""Ticks on checklists: kept in memory, or wherever else something of this shape keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from handbook.tui.desk_session import DeskSession


class Ticks(Protocol):
    """Which items of which checklist are ticked, by their ids."""

    def is_ticked(self, checklist: str, item: str) -> bool:
        """Whether an item is ticked."""

    def any(self, checklist: str) -> bool:
        """Whether any item of a checklist is ticked."""

    def toggle(self, checklist: str, item: str) -> None:
        """Tick an item, or take its tick away."""

    def clear(self, checklist: str) -> None:
        """Take all ticks of a checklist away."""


class TicksInMemory:
    """Ticks for as long as the handbook is open."""

    def __init__(self) -> None:
        self._ticked: set[tuple[str, str]] = set()

    def is_ticked(self, checklist: str, item: str) -> bool:
        """Whether an item is ticked."""
        return (checklist, item) in self._ticked

    def any(self, checklist: str) -> bool:
        """Whether any item of a checklist is ticked."""
        return any(ticked == checklist for ticked, _ in self._ticked)

    def toggle(self, checklist: str, item: str) -> None:
        """Tick an item, or take its tick away."""
        self._ticked ^= {(checklist, item)}

    def clear(self, checklist: str) -> None:
        """Take all ticks of a checklist away."""
        self._ticked = {pair for pair in self._ticked if pair[0] != checklist}


class KeptTicks(TicksInMemory):
    """Ticks that are kept in the file of personal data as well, after each change and in the background."""

    def __init__(self, session: DeskSession, kept: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._session = session
        self._ticked = {(checklist, item) for checklist, items in kept.items() for item in items}

    def take(self, others: Ticks) -> None:
        """Take over what was ticked before the file was open."""
        if isinstance(others, TicksInMemory) and not isinstance(others, KeptTicks):
            for checklist, item in others._ticked - self._ticked:
                self.toggle(checklist, item)

    def toggle(self, checklist: str, item: str) -> None:
        """Tick an item, or take its tick away; where that cannot be kept it lasts until the handbook is left."""
        super().toggle(checklist, item)
        ticked = self.is_ticked(checklist, item)
        self._session.do(lambda desk: desk.ticks.set(checklist, item, ticked))

    def clear(self, checklist: str) -> None:
        """Take all ticks of a checklist away."""
        super().clear(checklist)
        self._session.do(lambda desk: desk.ticks.clear(checklist))
