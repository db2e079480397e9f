"""Restoring a backup: treated as hostile, looked at in full, and only then copied into the file that windows have open."""

from __future__ import annotations

import contextlib
from pathlib import Path

from handbook.personal import backup, schema
from handbook.personal.check import is_whole, look
from handbook.personal.connection import connect, translated
from handbook.personal.errors import Refused, StoreDamaged, StoreError, StoreMissing, StoreTooNew
from handbook.personal.making import discard, empty_file, migrate
from handbook.personal.stick import is_stick, read_stick
from handbook.personal.store import Store


def restore(store: Store, path: Path, *, passphrase: str = "") -> None:
    """Put what a backup holds in the place of what is there; a backup of that is taken first.

    ``passphrase`` opens an encrypted file from a stick. Other windows are told at their next change; the caller locks
    its vault. Raises Refused, StoreTooNew, StoreDamaged, WrongPassphrase or StoreError: then nothing is changed.
    """
    with store.change() as change:  # makes the file where there is none, and proves that it can be written
        change.new_generation()
    ready = empty_file(store.path.parent)
    try:
        if is_stick(path):
            _write(ready, read_stick(path, passphrase))
            _require_ours(ready)
        else:
            _require_ours(path)
            with (
                translated(),
                contextlib.closing(connect(path, read_only=True)) as source,
                contextlib.closing(connect(ready)) as target,
            ):
                backup.into(source, target)
        with translated(), contextlib.closing(connect(ready)) as whole:
            migrate(whole)
            backup.take(store)  # of what is there; only now, so that it cannot push out what is restored
            with store.held() as live:
                backup.into(whole, live)
    finally:
        discard(ready)
    with store.change() as change:
        change.new_generation()
    backup.take(store)


def _require_ours(path: Path) -> None:
    try:
        version = look(path)
    except StoreMissing:
        raise Refused("There is no such file.", "`handbook personal restore` lists the backups.") from None
    except StoreDamaged:
        raise StoreDamaged(
            "That backup is damaged.", "Choose another: `handbook personal restore` lists them."
        ) from None
    except StoreError as error:
        raise Refused("That file cannot be restored.", error.message) from None
    if version > len(schema.STEPS):
        raise StoreTooNew("That backup was made by a newer handbook.", "Restore it there.")
    if not is_whole(path):
        raise StoreDamaged(
            "That backup is damaged or was altered.", "Choose another: `handbook personal restore` lists them."
        )


def _write(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
