"""Undo within a session: kept in memory, forgotten when notes are locked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that can be taken back."""

    what: str
    """In words without anything a person wrote: ``note removed``."""
    back: Callable[[], object]


class Undo:
    """What was done, newest last."""

    def __init__(self) -> None:
        self._done: deque[Undoable] = deque(maxlen=DEEPEST)

    def did(self, what: str, back: Callable[[], object]) -> None:
        """Remember how to take something back."""
        self._done.append(Undoable(what, back))

    def undo(self) -> str:
        """Take the last thing back; says what, or the empty string where there is nothing.

        Where that fails (another window changed it since) it is forgotten and the error goes on.
        """
        if not self._done:
            return ""
        last = self._done.pop()
        last.back()
        return last.what

    @property
    def next(self) -> str:
        """What would be taken back."""
        return self._done[-1].what if self._done else ""

    def forget(self) -> None:
        """Drop everything: it may hold what was written."""
        self._done.clear()
