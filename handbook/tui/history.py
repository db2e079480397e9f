"""Where the reader has been: back, forward, and the way back to results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P")


@dataclass
class History(Generic[P]):
    """Places, the present one not among them.

    ``went(place)`` is said on leaving a place for a new one: it can be gone back to, and the way forward is gone.
    """

    limit: int = 200
    _back: list[P] = field(default_factory=list)
    _forward: list[P] = field(default_factory=list)

    def went(self, left: P) -> None:
        """Remember a place that was left for a new one."""
        self._back.append(left)
        del self._back[: -self.limit]
        self._forward.clear()

    def back(self, present: P) -> P | None:
        """The place before, or None; ``present`` can then be gone forward to."""
        if not self._back:
            return None
        self._forward.append(present)
        return self._back.pop()

    def forward(self, present: P) -> P | None:
        """The place that was gone back from, or None."""
        if not self._forward:
            return None
        self._back.append(present)
        return self._forward.pop()

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before."""
        return bool(self._back)

    @property
    def can_go_forward(self) -> bool:
        """Whether a place was gone back from."""
        return bool(self._forward)
