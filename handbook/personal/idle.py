"""When notes lock by themselves: nobody there for five minutes, or the machine slept. Pure; the clock is handed in."""

from __future__ import annotations

from datetime import datetime

IDLE_SECONDS = 300.0
"""Locked after so long without a key."""
GAP_SECONDS = 60.0
"""A gap between two looks at the clock that means sleep: the caller looks at least every 15 s."""


class IdleTimer:
    """Told of every key and looked at every few seconds."""

    def __init__(self, *, idle: float = IDLE_SECONDS, gap: float = GAP_SECONDS) -> None:
        self._idle, self._gap = idle, gap
        self._touched: float | None = None
        self._looked: tuple[datetime, float] | None = None

    def start(self, now: datetime, monotonic: float) -> None:
        """Begin to count: the notes were unlocked."""
        self._touched, self._looked = monotonic, (now, monotonic)

    def touch(self, monotonic: float) -> None:
        """Somebody is there."""
        if self._touched is not None:
            self._touched = monotonic

    def stop(self) -> None:
        """No longer count: the notes are locked."""
        self._touched = self._looked = None

    def due(self, now: datetime, monotonic: float) -> bool:
        """Whether to lock now.

        Sleep shows as a gap: in the steady clock where that runs on, else in the time of day against it. A time of
        day that was set back says nothing.
        """
        if self._touched is None or self._looked is None:
            return False
        before, steady = self._looked
        self._looked = (now, monotonic)
        passed, of_day = monotonic - steady, (now - before).total_seconds()
        slept = passed > self._gap or of_day - passed > self._gap
        return slept or monotonic - self._touched >= self._idle
