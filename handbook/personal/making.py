"""Making the file, and bringing it from one version to the next: a step a transaction, a backup first."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from handbook.personal import schema
from handbook.personal.change import GENERATION, STORE_ID, Change
from handbook.personal.check import SCHEMA_KEY, require_whole
from handbook.personal.clock import Clock
from handbook.personal.connection import connect, pragma, translated
from handbook.personal.errors import StoreBusy, StoreError, StoreReadOnly
from handbook.personal.files import private_folder, sync_folder

LOCK = ".personal.lock"
NEW = ".new-"
"""Files being made begin so; what a crash left is removed at a later start."""


@contextlib.contextmanager
def folder_lock(folder: Path, seconds: float = 20.0) -> Iterator[None]:
    """One window at a time makes, mends or restores. The lock is SQLite's own on an empty file: a crash frees it.

    Raises StoreBusy or StoreReadOnly.
    """
    path = folder / LOCK
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        lock = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    except (OSError, sqlite3.Error):
        raise StoreReadOnly(
            "The folder of your own data cannot be written.", "Reading goes on. Choose another with --data DIR."
        ) from None
    with contextlib.closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            raise StoreBusy(
                "Another window is mending or restoring your own data.", "Try again in a moment."
            ) from None
        try:
            yield
        finally:
            lock.execute("ROLLBACK")


def empty_file(folder: Path) -> Path:
    """A new empty file under a passing name, readable by its owner alone. Raises StoreError."""
    path = folder / f"{NEW}{secrets.token_hex(6)}.db"
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError:
        raise StoreReadOnly(
            "The folder of your own data cannot be written.", "Reading goes on. Choose another with --data DIR."
        ) from None
    return path


def settle_file(temporary: Path, path: Path) -> None:
    """Give a finished file its name: flushed first, the name made durable after."""
    handle = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    temporary.replace(path)
    sync_folder(path.parent)


def create(path: Path, clock: Clock) -> None:
    """Make the file, aside and whole, then give it its name. A file that is there already is left alone.

    Raises StoreReadOnly, StoreFull or StoreBusy.
    """
    private_folder(path.parent)
    with folder_lock(path.parent):
        if path.exists():
            return
        journal = path.with_name(path.name + "-journal")
        if journal.exists():  # of a file that is gone: it must never be played into the new one
            journal.replace(path.with_name(f"damaged-{secrets.token_hex(4)}.db-journal"))
        temporary = empty_file(path.parent)
        try:
            build(temporary)
            settle_file(temporary, path)
        except OSError:
            raise StoreReadOnly(
                "The file of your own data cannot be made.",
                "Reading goes on. Is the disk full? `handbook doctor` says more.",
            ) from None
        finally:
            discard(temporary)


def discard(temporary: Path) -> None:
    """Remove a passing file and its journal."""
    for name in (temporary, temporary.with_name(temporary.name + "-journal")):
        with contextlib.suppress(OSError):
            name.unlink()


def build(path: Path) -> None:
    """Make the tables of our version in an empty file, with a store id of its own."""
    with translated(), contextlib.closing(connect(path)) as connection:
        migrate(connection)
        connection.execute("BEGIN IMMEDIATE")
        change = Change(connection)
        change.set_meta(STORE_ID, secrets.token_hex(16))
        change.set_meta(GENERATION, secrets.token_hex(8))
        connection.execute("COMMIT")


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps that a file still needs, each in one transaction with the record that it ran.

    A step that fails leaves the version before it whole. Raises StoreError.
    """
    while (version := pragma(connection, "user_version")) < len(schema.STEPS):
        with translated():
            connection.execute("BEGIN IMMEDIATE")
        try:
            if pragma(connection, "user_version") == version:  # another window may have been first
                schema.STEPS[version](connection)
                Change(connection).set_meta(SCHEMA_KEY, str(version + 1))
                connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={version + 1}")
            connection.execute("COMMIT")
        except Exception as error:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if isinstance(error, StoreError):
                raise
            raise StoreError(
                f"Your own data could not be brought from version {version} to {version + 1}.",
                "Nothing is changed: the former version is whole, and a backup stands in backups/.",
            ) from None
    require_whole(connection)


def sweep(folder: Path, clock: Clock, seconds: float = 3600.0) -> None:
    """Remove what a crash left half made, once it is an hour old."""
    before = clock.now().timestamp() - seconds
    for pattern in (f"{NEW}*", ".writing-*"):
        for left in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if left.stat().st_mtime < before:
                    left.unlink()
