"""Opening the file of personal data: looked at, brought up to date, checked, and put right where it is damaged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from handbook.personal import backup, making, place, schema
from handbook.personal.check import look, require_whole
from handbook.personal.clock import Clock
from handbook.personal.connection import BUSY_SECONDS, FAULTS, connect, explained, translated
from handbook.personal.errors import StoreBusy, StoreDamaged, StoreError, StoreMissing, StoreReadOnly
from handbook.personal.rescue import recover
from handbook.personal.store import Store

CLOSED_FOLDER = "The folder of your own data cannot be written."
NEWER = "Your own data was written by a newer handbook: it can be read and exported here, not changed."


def open_store(folder: Path, clock: Clock, *, busy: float = BUSY_SECONDS, shared: str | None = None) -> Store:
    """Open the file in a folder. Where there is none, nothing is made until the first change.

    What the person should be told stands in ``notices``. ``shared`` names what copies the folder (the machine
    is asked when not given). Raises StoreForeign, StoreBusy or StoreError where there is a file and it cannot be read.
    """
    path = folder / schema.NAME
    shared = place.shared_by(folder) if shared is None else shared

    def attach(store: Store) -> sqlite3.Connection:
        if not path.exists():
            making.create(path, clock)
        return _connected(store, busy=busy, alone=bool(shared))

    store = Store(path, clock, None, attach=attach)
    try:
        version = look(path)
    except StoreMissing:
        if not backup.listed(backup.folder_of(folder)):
            return store
        _recover(store)
        version = look(path)
    except StoreDamaged:
        _recover(store)
        version = look(path)
    if version > len(schema.STEPS) and not _header_is_damaged(path, version):
        return _reading(store, NEWER, busy, is_newer=True)
    if not (os.access(folder, os.W_OK) and os.access(path, os.W_OK)):
        return _reading(store, CLOSED_FOLDER, busy)
    if shared:
        store.notices.append(place.sentence(shared))
    connection = _connected(store, busy=busy, alone=bool(shared))
    opened = Store(path, clock, connection, attach=attach)
    opened.notices = store.notices
    making.sweep(folder, clock)
    try:
        backup.take_if_due(opened)
    except StoreError as error:
        opened.notices.append("Today's backup could not be made: " + error.message)
    return opened


def _connected(store: Store, *, busy: float, alone: bool) -> sqlite3.Connection:
    """A connection to a whole file of our version; a damaged one is put right once."""
    try:
        return _checked(store, busy=busy, alone=alone)
    except StoreDamaged:
        _recover(store)
        return _checked(store, busy=busy, alone=alone)


def _checked(store: Store, *, busy: float, alone: bool) -> sqlite3.Connection:
    path = store.path
    version = look(path)
    with translated():
        connection = connect(path, alone=alone, busy=0.5 if alone else busy)
    try:
        if alone:
            _hold(connection)
        if version < len(schema.STEPS):
            with making.folder_lock(path.parent):
                backup.take(Store(path, store.clock, connection), prefix=f"before-{len(schema.STEPS)}")
                making.migrate(connection)
        require_whole(connection)
    except FAULTS as error:
        connection.close()
        raise explained(error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _hold(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.Error:
        raise StoreBusy(
            "Your notes are open in another window, and their folder is copied or shared, so only one may hold them.",
            "Close the other window, or choose a folder on this computer with --data DIR.",
        ) from None


def _reading(store: Store, why: str, busy: float, *, is_newer: bool = False) -> Store:
    with translated():
        connection = connect(store.path, read_only=True, busy=busy)
    opened = Store(store.path, store.clock, connection, read_only=why, is_newer=is_newer)
    opened.notices = [*store.notices, why]
    if not is_newer:
        try:
            require_whole(connection)
        except StoreError as error:
            connection.close()
            raise StoreReadOnly(
                f"{error.message} Its folder cannot be written, so it cannot be put right here.",
                "Reading the handbook goes on. Make the folder writable, or choose another with --data DIR.",
            ) from None
    return opened


def _recover(store: Store) -> None:
    sentence = recover(store.path, store.clock)
    if sentence:
        store.notices.append(sentence)


def _header_is_damaged(path: Path, version: int) -> bool:
    """Whether ``meta`` tells another version than the header: then a bit flipped, and no newer handbook wrote it."""
    with contextlib.suppress(*FAULTS), contextlib.closing(connect(path, read_only=True)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key='schema'").fetchone()
        return row is not None and row[0] != str(version)
    return True
