"""The file of personal data: rows with a version and a digest, read whole and changed in one transaction.

Every change is ``BEGIN IMMEDIATE`` (a transaction that reads first and writes later fails at once when another window
writes: 239 of 600 were lost so), and is safe on disk when :meth:`Store.change` ends.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from handbook.personal.change import GENERATION, Change, Stored, get, select
from handbook.personal.clock import Clock
from handbook.personal.connection import pragma, translated
from handbook.personal.errors import ProtectionChanged, StoreMissing, StoreReadOnly
from handbook.personal.schema import META, Table


class Store:
    """An open file of personal data, or the place where it will be made by the first change."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        connection: sqlite3.Connection | None,
        *,
        read_only: str = "",
        is_newer: bool = False,
        attach: Callable[[Store], sqlite3.Connection] | None = None,
    ) -> None:
        self.path = path
        self.clock = clock
        self.read_only = read_only
        """Why nothing can be written, in a sentence; empty when it can."""
        self.is_newer = is_newer
        """Written by a newer handbook: its digests are not ours to check."""
        self.notices: list[str] = []
        """What the person should be told, a sentence each."""
        self._attach = attach
        self._connection = connection
        self._file = _identity(path) if connection else None
        self._opened = 0
        self._closed = False
        self._lock = threading.RLock()

    # Reading

    @property
    def exists(self) -> bool:
        """Whether there is a file yet."""
        with self._lock:
            return self._readable() is not None

    def rows(self, table: Table) -> list[Stored]:
        """Every row of a table. Raises StoreDamaged where one is not as it was written."""
        with self._lock:
            connection = self._readable()
            return select(connection, table, checked=not self.is_newer) if connection else []

    def row(self, table: Table, *key: str) -> Stored | None:
        """The row of this key, or None."""
        with self._lock:
            connection = self._readable()
            return get(connection, table, key, checked=not self.is_newer) if connection else None

    def meta(self, key: str) -> str | None:
        """A value of ``meta``, or None."""
        found = self.row(META, key)
        return found.text("value") if found else None

    def state(self) -> tuple[int, int]:
        """A mark that differs after another window's change: what is held in memory is then read anew."""
        with self._lock:
            connection = self._readable()
            with translated():
                return (self._opened, pragma(connection, "data_version") if connection else 0)

    # Changing

    @contextlib.contextmanager
    def change(self, expect: str | None = None) -> Iterator[Change]:
        """One transaction. When the block ends without an exception, what it did is safe on disk.

        ``expect`` is the generation that the caller knows. Raises ProtectionChanged where it is another,
        StoreReadOnly, StoreBusy or StoreFull where nothing can be written; then nothing is changed.
        """
        with self._lock:
            connection = self._writable()
            with translated():
                connection.execute("BEGIN IMMEDIATE")
            try:
                change = Change(connection)
                if expect is not None and change.meta(GENERATION) != expect:
                    raise ProtectionChanged(
                        "Not saved: the protection of your notes was changed in another window.",
                        "Lock and unlock them here, then save again.",
                    )
                yield change
                with translated():
                    change.finish()
                    connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                raise

    def connection(self) -> sqlite3.Connection:
        """The connection itself, for backups. Raises StoreMissing where there is no file yet."""
        connection = self._readable()
        if connection is None:
            raise StoreMissing("There is no personal data yet.", "It is made by the first bookmark or note.")
        return connection

    @contextlib.contextmanager
    def held(self) -> Iterator[sqlite3.Connection]:
        """The connection, kept from other threads."""
        with self._lock:
            yield self.connection()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _writable(self) -> sqlite3.Connection:
        if self.read_only:
            raise StoreReadOnly("Not saved. " + self.read_only, "Reading goes on; copy your text if you need it.")
        connection = self._readable()
        if connection is None:
            if self._attach is None or self._closed:
                raise StoreReadOnly("The file of your own data is closed.", "Open the handbook again.")
            connection = self._take(self._attach(self))
        return connection

    def _readable(self) -> sqlite3.Connection | None:
        """The connection to the file that has the name now, or None where there is none.

        Another window may have made it since, or set a damaged one aside and put a whole one in its place.
        """
        if self._attach is None or self._closed:
            return self._connection
        there = _identity(self.path)
        if self._connection is not None and there is not None and there != self._file:
            self._connection.close()
            self._connection = None
        if self._connection is None and there is not None:
            self._take(self._attach(self))
        return self._connection

    def _take(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        self._connection, self._file = connection, _identity(self.path)
        self._opened += 1
        return connection


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)
