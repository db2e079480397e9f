"""Ticks on checklists: kept in memory, or wherever else something of this shape keeps them."""

from __future__ import annotations

from typing import Protocol


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
