"""Keys in the order they were pressed, each dealt with before the next.

Textual sends a key to what has the focus when it is *read*, and looks for what it means when it comes back. Where keys
come faster than a screen can be put up (typed while the program starts, or on a slow machine) the letters after ``/``
would go to the page and be lost, and Enter after ``:`` would run the first command of the list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.timer import Timer

PATIENCE = 2.0
"""Seconds after which the next key is let through though the one before has not been seen to its end."""


class TypeAhead(App[None]):
    """An app that waits with a key until the one before has done what it does, a new screen's focus included.

    A key is done with when a message that was sent after it has gone the same way: through what had the focus, what
    holds that, the app, and the screen that is then there. The app must call :meth:`let_keys_in` once it has a screen.
    """

    def __init__(self, *, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        """Counts what was let through: a message of an earlier turn lets nothing more through."""
        self._busy = True
        self._patience: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text wait for their turn; everything else goes on as it comes."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._waiting.append(event)
            if not self._busy:
                await self._next()
            return
        await super().on_event(event)

    def let_keys_in(self) -> None:
        """A screen is there: the keys that were pressed before it was now have their turn."""
        self._follow([self.screen, self])

    async def _next(self) -> None:
        self._busy = bool(self._waiting)
        if not self._waiting:
            return
        event = self._waiting.popleft()
        way: list[MessagePump] = [*(self.focused or self.screen).ancestors_with_self]
        await super().on_event(event)
        self._follow(way)

    def _follow(self, way: Sequence[MessagePump]) -> None:
        self._turn += 1
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(PATIENCE, partial(self._done, self._turn))
        self._step(self._turn, way, 0)

    def _step(self, turn: int, way: Sequence[MessagePump], at: int, there: bool = False) -> None:
        """Send a message to the next on the way; at its end look whether another screen is there by now."""
        for number in range(at, len(way)):
            if way[number].call_later(self._step, turn, way, number + 1, there):
                return
        if there:
            self.call_later(self._done, turn)
        else:
            self._step(turn, [self.screen, self], 0, there=True)

    async def _done(self, turn: int) -> None:
        if turn == self._turn:
            if self._patience is not None:
                self._patience.stop()
            await self._next()
