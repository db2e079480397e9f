"""Whether a file of personal data is whole: SQLite's own check, row digests, the number of rows, the schema."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from handbook.personal import schema
from handbook.personal.change import is_sound
from handbook.personal.connection import FAULTS, connect, explained, pragma
from handbook.personal.errors import StoreDamaged, StoreError, StoreForeign, StoreMissing

_MAGIC = b"SQLite format 3\x00"
SCHEMA_KEY = "schema"
"""The key in ``meta`` that repeats the header's version: a damaged header is told from a newer file."""


def look(path: Path) -> int:
    """The version of a file from its header. Raises StoreMissing, StoreDamaged or StoreForeign; changes nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except (FileNotFoundError, NotADirectoryError):
        raise StoreMissing("There is no personal data yet.", "It is made by the first bookmark or note.") from None
    except OSError:
        raise StoreError(
            "The file of your own data cannot be read.",
            "Is it a folder, or another user's? `handbook doctor` says more.",
        ) from None
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise _damaged()
    version = int.from_bytes(head[60:64], "big")
    if int.from_bytes(head[68:72], "big") != schema.APPLICATION_ID and not _has_our_tables(path):
        raise StoreForeign(
            f"{path.name} is a database of another program.",
            "It was left as it is; move it, or name another --data DIR.",
        )
    return version


def problems(connection: sqlite3.Connection, *, thorough: bool = False) -> list[str]:
    """What is not as it was written, in words; empty when all is well. Raises nothing for damage."""
    found: list[str] = []
    try:
        if pragma(connection, "application_id") != schema.APPLICATION_ID:
            found.append("the header is not ours")
        check = "integrity_check" if thorough else "quick_check"
        if connection.execute(f"PRAGMA {check}").fetchall() != [("ok",)]:
            found.append("the file's structure is damaged")
        version = pragma(connection, "user_version")
        if version < len(schema.STEPS):
            return found  # of an older version: its rows are looked at once it was brought up to date
        if schema_text(connection) != expected_schema():
            found.append("the tables are not ours")
            return found
        meta = _sound_rows(connection, found)
        if meta.get(SCHEMA_KEY) != str(version):
            found.append("the version in the header is not the one that was written")
        for table in schema.COUNTED:
            count = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608
            if meta.get(f"rows:{table.name}", "0") != str(count):
                found.append(f"rows of {table.name} are missing or were added")
    except (sqlite3.Error, OverflowError, ValueError, TypeError, AttributeError):
        found.append("the file cannot be read to its end")
    return found


def schema_text(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Every table, index, trigger and view by type, name and the statement that made it."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOTNULL ORDER BY type, name")
    return [(str(kind), str(name), str(sql)) for kind, name, sql in found]


def expected_schema() -> list[tuple[str, str, str]]:
    """What a file of our version holds: all the steps, run in memory."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in schema.STEPS:
            step(connection)
        return schema_text(connection)


def require_whole(connection: sqlite3.Connection) -> None:
    """Raise StoreDamaged where anything is not as it was written."""
    if problems(connection):
        raise _damaged()


def is_whole(path: Path) -> bool:
    """Whether a file can be opened and everything in it is as it was written; changes nothing."""
    try:
        look(path)
        with contextlib.closing(connect(path, read_only=True)) as connection:
            return not problems(connection, thorough=True)
    except (*FAULTS, StoreError):
        return False


def _sound_rows(connection: sqlite3.Connection, found: list[str]) -> dict[str, str]:
    meta: dict[str, str] = {}
    for table in schema.TABLES:
        columns = ",".join((*table.names, "version", "digest"))
        for row in connection.execute(f"SELECT {columns} FROM {table.name}"):  # noqa: S608
            if not is_sound(table, row):
                found.append(f"a row of {table.name} is not as it was written")
                break
            if table is schema.META:
                meta[row[0]] = row[1]
    return meta


def _has_our_tables(path: Path) -> bool:
    try:
        with contextlib.closing(connect(path, read_only=True)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except FAULTS as error:
        return isinstance(explained(error), StoreDamaged)  # then it is damaged rather than another's
    return {"note", "meta"} <= names


def _damaged() -> StoreDamaged:
    return StoreDamaged("The file of your own data is damaged.", "Its newest backup is used instead.")
