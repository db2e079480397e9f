"""What was used last is kept, up to a size."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key; those not asked for longest go first when there is no more room. Threads may share it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._kept: dict[Key, tuple[Value, int]] = {}
        self._size = 0

    def get(self, key: Key) -> tuple[Value] | None:
        """The value of a key, in a tuple of its own since it may be None; None where it is not kept."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None:
                return None
            self._kept[key] = found
            return (found[0],)

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value that takes so much room; the last one put is kept however large."""
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += size - (old[1] if old else 0)
            self._kept[key] = (value, size)
            while self._size > self._room and len(self._kept) > 1:
                _, gone = self._kept.pop(next(iter(self._kept)))
                self._size -= gone

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0
