"""Rows as they stand, and what one transaction does to them: a version and a digest a row, the number of rows in ``meta``."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from handbook.personal.connection import translated
from handbook.personal.errors import Conflict, StoreDamaged
from handbook.personal.schema import COUNTED, META, Row, Table, Value, digest

GENERATION = "generation"
"""The key in ``meta`` of a random mark, made anew when protection is switched or a backup restored."""
STORE_ID = "store"


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it stands."""

    values: Row
    version: int

    def text(self, column: str) -> str:
        """A column of text."""
        value = self.values[column]
        assert isinstance(value, str)
        return value

    def number(self, column: str) -> int:
        """A column of whole numbers."""
        value = self.values[column]
        assert isinstance(value, int)
        return value

    def data(self, column: str) -> bytes:
        """A column of bytes."""
        value = self.values[column]
        assert isinstance(value, bytes)
        return value


class Change:
    """What one transaction does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._added: dict[str, int] = {}

    def get(self, table: Table, *key: str) -> Stored | None:
        """The row of this key as it stands in this transaction, or None."""
        return get(self._connection, table, key)

    def rows(self, table: Table) -> list[Stored]:
        """Every row as it stands in this transaction."""
        return select(self._connection, table)

    def insert(self, table: Table, row: Row, version: int = 1) -> None:
        """Add a row. Raises StoreError where its key is there."""
        values = tuple(row[name] for name in table.names)
        marks = ",".join("?" * (len(values) + 2))
        with translated():
            self._connection.execute(
                f"INSERT INTO {table.name} VALUES({marks})",
                (*values, version, digest(table.name, (*values, version))),
            )
        self._count(table, 1)

    def update(self, table: Table, row: Row, version: int) -> int:
        """Replace the row that has this version; returns the new one. Raises Conflict where it is another."""
        values = tuple(row[name] for name in table.names)
        settings = ",".join(f"{name}=?" for name in (*table.names, "version", "digest"))
        keys = " AND ".join(f"{name}=?" for name in table.key)
        new = version + 1
        with translated():
            done = self._connection.execute(
                f"UPDATE {table.name} SET {settings} WHERE {keys} AND version=?",  # noqa: S608
                (*values, new, digest(table.name, (*values, new)), *(row[name] for name in table.key), version),
            )
        if done.rowcount != 1:
            raise Conflict("This was changed in another window.", "Both texts are kept; look at it again.")
        return new

    def put(self, table: Table, row: Row) -> None:
        """Add a row or replace the one of its key, whatever its version."""
        key = tuple(str(row[name]) for name in table.key)
        there = self.get(table, *key)
        if there is None:
            self.insert(table, row)
        else:
            self.update(table, row, there.version)

    def delete(self, table: Table, *key: str, version: int | None = None) -> bool:
        """Remove a row. False where there is none; raises Conflict where its version is another."""
        keys = " AND ".join(f"{name}=?" for name in table.key)
        and_version = "" if version is None else " AND version=?"
        with translated():
            done = self._connection.execute(
                f"DELETE FROM {table.name} WHERE {keys}{and_version}",  # noqa: S608
                (*key, *(() if version is None else (version,))),
            )
        if done.rowcount:
            self._count(table, -1)
        elif version is not None and self.get(table, *key) is not None:
            raise Conflict("This was changed in another window.", "Look at it again before you remove it.")
        return bool(done.rowcount)

    def meta(self, key: str) -> str | None:
        """A value of ``meta``, or None."""
        found = self.get(META, key)
        return found.text("value") if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of ``meta``."""
        self.put(META, {"key": key, "value": value})

    def new_generation(self) -> str:
        """Mark that what other windows hold in memory is out of date; returns the mark."""
        mark = secrets.token_hex(8)
        self.set_meta(GENERATION, mark)
        return mark

    def finish(self) -> None:
        """Write the number of rows, just before the commit."""
        added, self._added = self._added, {}
        for name, number in added.items():
            if number:
                there = int(self.meta(f"rows:{name}") or "0")
                self.set_meta(f"rows:{name}", str(there + number))

    def _count(self, table: Table, number: int) -> None:
        if table in COUNTED:
            self._added[table.name] = self._added.get(table.name, 0) + number


def select(connection: sqlite3.Connection, table: Table, *, checked: bool = True) -> list[Stored]:
    """Every row of a table. Raises StoreDamaged where a digest does not agree."""
    columns = ",".join((*table.names, "version", "digest"))
    with translated():
        found = connection.execute(f"SELECT {columns} FROM {table.name}").fetchall()  # noqa: S608
    return [_stored(table, row, checked) for row in found]


def get(connection: sqlite3.Connection, table: Table, key: tuple[str, ...], *, checked: bool = True) -> Stored | None:
    """The row of a key, or None."""
    columns = ",".join((*table.names, "version", "digest"))
    keys = " AND ".join(f"{name}=?" for name in table.key)
    with translated():
        found = connection.execute(f"SELECT {columns} FROM {table.name} WHERE {keys}", key).fetchone()  # noqa: S608
    return _stored(table, found, checked) if found else None


def _stored(table: Table, row: tuple[Value, ...], checked: bool) -> Stored:
    if checked and not is_sound(table, row):
        raise StoreDamaged(
            "An entry of your own data is damaged.", "Open the handbook again: it restores the newest backup."
        )
    version = row[-2]
    assert isinstance(version, int)
    return Stored(dict(zip(table.names, row, strict=False)), version)


def is_sound(table: Table, row: tuple[Value, ...]) -> bool:
    """Whether a row (columns, version, digest) is as it was written."""
    return bool(digest(table.name, row[:-1]) == row[-1])
