"""Where somebody read, which edition last, and what is ticked: kept in clear, and never a reason to stop reading."""

from __future__ import annotations

from handbook.personal.change import Stored
from handbook.personal.clock import moment, stamp
from handbook.personal.record import Position
from handbook.personal.schema import POSITION, TICK, Value
from handbook.personal.store import Store

LAST_EDITION = "edition read"
KEPT = 300
"""Positions that are kept, newest first."""


class Reading:
    """Reading positions and the edition that was read last."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, page: str, passage: str, offset: int, edition: str) -> None:
        """Keep the place on a page, ``offset`` characters into a passage's text. Raises StoreError."""
        row: dict[str, Value] = {
            "page": page,
            "passage": passage,
            "offset": max(0, offset),
            "edition": edition,
            "read": stamp(self._store.clock.now()),
        }
        with self._store.change() as change:
            change.put(POSITION, row)
            if int(change.meta("rows:position") or "0") >= KEPT:
                newest = sorted(change.rows(POSITION), key=lambda kept: kept.text("read"), reverse=True)
                for kept in newest[KEPT:]:
                    change.delete(POSITION, kept.text("page"))

    def position(self, page: str) -> Position | None:
        """The place on a page, or None."""
        row = self._store.row(POSITION, page)
        return _position(row) if row else None

    def latest(self, number: int = 10) -> list[Position]:
        """The pages read last, newest first; the first of them is where to go on."""
        found = [_position(row) for row in self._store.rows(POSITION)]
        return sorted(found, key=lambda position: position.read, reverse=True)[:number]

    def edition(self) -> str:
        """The edition that was read last, or the empty string."""
        return self._store.meta(LAST_EDITION) or ""

    def read_edition(self, edition: str) -> None:
        """Remember which edition is being read."""
        if self.edition() != edition:
            with self._store.change() as change:
                change.set_meta(LAST_EDITION, edition)

    def forget(self) -> None:
        """Forget every place."""
        if self._store.exists:
            with self._store.change() as change:
                for row in change.rows(POSITION):
                    change.delete(POSITION, row.text("page"))


class Ticks:
    """What is ticked on checklists, by the ids of their items."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, checklist: str) -> frozenset[str]:
        """The items ticked on a checklist."""
        rows = self._store.rows(TICK)
        return frozenset(row.text("item") for row in rows if row.text("checklist") == checklist)

    def set(self, checklist: str, item: str, ticked: bool) -> None:
        """Tick an item or take its tick away. Raises StoreError."""
        with self._store.change() as change:
            if ticked:
                change.put(TICK, {"checklist": checklist, "item": item, "ticked": stamp(self._store.clock.now())})
            else:
                change.delete(TICK, checklist, item)

    def clear(self, checklist: str) -> None:
        """Begin a checklist anew."""
        with self._store.change() as change:
            for item in self.of(checklist):
                change.delete(TICK, checklist, item)


def _position(row: Stored) -> Position:
    return Position(
        row.text("page"), row.text("passage"), row.number("offset"), row.text("edition"), moment(row.text("read"))
    )
