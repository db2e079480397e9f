"""What every screen shares that works with a person's own data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from handbook.errors import HandbookError
from handbook.tui.screens.base import HandbookScreen

if TYPE_CHECKING:
    from handbook.desk import Desk
    from handbook.tui.desk_session import DeskSession

T = TypeVar("T")


class AtDesk(HandbookScreen):
    """Asks the desk and is told, without waiting for it."""

    @property
    def session(self) -> DeskSession:
        """The desk, and whether it is unlocked."""
        return self.handbook_app.session

    def at_desk(
        self,
        work: Callable[[Desk], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something at the desk, then go on here; what was asked for before a lock is dropped.

        Args:
            work: Done in the desk's thread; touches no widget.
            then: Is told what it returned.
            otherwise: Is told what it raised; without it a sentence is said with :meth:`tell`.
        """
        self.run_worker(self._at_desk(work, then, otherwise), group="desk", description="desk")

    async def _at_desk(
        self, work: Callable[[Desk], T], then: Callable[[T], None], otherwise: Callable[[Exception], None] | None
    ) -> None:
        epoch = self.session.epoch
        try:
            result = await self.session.ask(work)
        except Exception as error:  # a failure at the desk never ends the reading
            if otherwise is not None:
                otherwise(error)
            else:
                self.tell(plainly(error))
            return
        if epoch == self.session.epoch:
            then(result)

    def tell(self, words: str) -> None:
        """Say a sentence where this screen says such things."""
        raise NotImplementedError


class DeskScreen(AtDesk):
    """A screen that shows what is locked. Taken off the stack when notes are locked."""

    @property
    def is_private(self) -> bool:
        """Whether it must go when notes are locked."""
        return True

    def put_away(self) -> None:
        """Keep what was typed and forget what is shown: notes are being locked."""


def plainly(error: Exception) -> str:
    """An error in a sentence: our own errors say it themselves, of others only the kind is told."""
    if isinstance(error, HandbookError):
        return str(error)
    if isinstance(error, MemoryError):
        return "This computer has too little memory free to open your notes. Close other programs and try again."
    return f"That did not work ({type(error).__name__}). Nothing you had saved was touched."
