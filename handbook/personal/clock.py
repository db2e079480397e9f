"""The time, handed in so that tests have their own."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """The two clocks that personal data needs."""

    def now(self) -> datetime:
        """The time of day, with its zone."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...


class SystemClock:
    """The machine's."""

    def now(self) -> datetime:
        """The time in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def monotonic(self) -> float:
        """Seconds that never run backwards; they may stand still while the machine sleeps."""
        return time.monotonic()


def stamp(when: datetime) -> str:
    """A time as it is stored: ``2026-11-22T20:10:00Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rounded(when: datetime) -> str:
    """A time to the hour: all that a sealed note shows of when it was changed."""
    return stamp(when.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


def moment(text: str) -> datetime:
    """The time that :func:`stamp` wrote. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def today(clock: Clock) -> date:
    """The day on this machine's own calendar."""
    return clock.now().astimezone().date()
