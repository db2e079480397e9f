"""A person's own data as the screens work with it: one thread of its own, so that a slow disk never holds up a key.

What is asked of the desk is done one after the other: a lock that is asked for after a draft comes after it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from handbook.errors import HandbookError

if TYPE_CHECKING:
    from handbook.desk import Desk
    from handbook.personal.record import Draft

T = TypeVar("T")

NO_FOLDER = "There is no folder for your own data here, so bookmarks and notes cannot be kept."
ENDING_SECONDS = 8.0
"""How long leaving waits for what is still being written; the store itself waits 5 s for another window."""


class DeskSession:
    """The desk, whether it is open and unlocked, and the thread that works at it."""

    def __init__(self, make: Callable[[], Desk] | None) -> None:
        self._make = make
        self._desk: Desk | None = None
        self._hands: ThreadPoolExecutor | None = None
        self.is_open = False
        """Whether the file was opened, or found not to be there yet."""
        self.protection = "undecided"
        self.is_unlocked = False
        """Whether notes can be read and written, so far as this window knows."""
        self.epoch = 0
        """Counts the locks: what was asked for before one is not shown after it."""
        self.unsaved: dict[str, Draft] = {}
        """What was typed and could not be kept when notes were locked: in memory until it can, never shown before."""

    @property
    def has_desk(self) -> bool:
        """Whether there is a folder for a person's own data."""
        return self._make is not None

    def do(self, work: Callable[[Desk], T]) -> Future[T]:
        """Do something at the desk, after everything asked before. The future has what it returns or raises."""
        if self._make is None:
            failed: Future[T] = Future()
            failed.set_exception(HandbookError(NO_FOLDER, "Name one with --data DIR."))
            return failed
        if self._hands is None:
            self._hands = ThreadPoolExecutor(1, "desk")
        return self._hands.submit(self._work, work)

    def _work(self, work: Callable[[Desk], T]) -> T:
        if self._desk is None:
            assert self._make is not None
            self._desk = self._make()
        return work(self._desk)

    async def ask(self, work: Callable[[Desk], T]) -> T:
        """The same, waited for."""
        return await asyncio.wrap_future(self.do(work))

    def look(self, desk: Desk) -> None:
        """At the desk: how notes are protected, and whether they are open."""
        self.protection = desk.vault.protection
        self.is_unlocked = desk.vault.is_open

    # The lock

    def touch(self) -> None:
        """Somebody is there."""
        if self._desk is not None and self.is_open and self.is_unlocked:
            self._desk.vault.touch()

    def is_due(self) -> bool:
        """Whether notes are to be locked now: nobody was there for five minutes, or the machine slept."""
        if self._desk is None or not (self.is_open and self.is_unlocked):
            return False
        clock = self._desk.clock
        return self._desk.vault.timer.due(clock.now(), clock.monotonic())

    def lock(self) -> Future[None] | None:
        """Lock, after what is being kept. Nothing that was asked for before is shown any more."""
        self.epoch += 1
        if not self.is_open:
            return None
        self.is_unlocked = self.protection == "none"
        return self.do(lambda desk: desk.vault.lock())

    def settle(self) -> None:
        """Wait for what was asked for, as far as that is sensible: the process is about to be stopped."""
        if self._hands is not None:
            with contextlib.suppress(Exception):
                self._hands.submit(lambda: None).result(ENDING_SECONDS / 4)

    # Ending

    def end(self) -> None:
        """Finish what was asked for, lock, and let go of the file."""
        if self._hands is None:
            return
        with contextlib.suppress(Exception):  # leaving goes on whatever the disk says
            self.do(lambda desk: desk.close()).result(ENDING_SECONDS)
        self._hands.shutdown(wait=False, cancel_futures=True)
        self._hands = None
