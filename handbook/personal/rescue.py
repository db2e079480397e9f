"""When the file is damaged: set aside, never deleted; the newest good backup restored; what can be read saved."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import UTC
from pathlib import Path

from handbook.model.wording import day
from handbook.personal import schema
from handbook.personal.backup import Backup, folder_of, into, newest_whole
from handbook.personal.change import GENERATION, STORE_ID, Change, is_sound
from handbook.personal.check import is_whole, problems
from handbook.personal.clock import Clock
from handbook.personal.connection import FAULTS, connect, translated
from handbook.personal.errors import StoreDamaged, StoreReadOnly
from handbook.personal.files import sync_folder
from handbook.personal.making import build, discard, empty_file, folder_lock, migrate, settle_file
from handbook.personal.schema import META, Table, Value

Salvaged = dict[str, dict[tuple[Value, ...], tuple[Value, ...]]]
"""For each table, the sound rows (columns, version, digest) by their keys."""


def recover(path: Path, clock: Clock) -> str:
    """Put a whole file where the damaged one was; returns what happened, in one sentence.

    Everything is made ready aside; the damaged file leaves its name only when the new one is whole.
    Raises StoreReadOnly, StoreFull or StoreBusy: then the damaged file is where it was.
    """
    folder = path.parent
    with folder_lock(folder):
        if path.exists() and is_whole(path):
            return ""  # another window was first
        good = newest_whole(folder_of(folder))
        saved = salvage(path) if path.exists() else {}
        temporary = empty_file(folder)
        try:
            added = _assemble(temporary, good, saved)
            aside = _set_aside(path, clock)
            settle_file(temporary, path)
        except OSError:
            raise StoreReadOnly(
                "The file of your own data is damaged and could not be put right: its folder cannot be written.",
                "Is the disk full, or the file open elsewhere? Reading the handbook goes on.",
            ) from None
        finally:
            discard(temporary)
    return _sentence(good, added, aside)


def salvage(path: Path) -> Salvaged:
    """Every row of a damaged file whose digest agrees. Reads a copy, from both ends of each table."""
    found: Salvaged = {}
    copied = empty_file(path.parent)
    try:
        shutil.copyfile(path, copied)
        with contextlib.closing(sqlite3.connect(f"file:{copied}?mode=ro&immutable=1", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            for table in schema.TABLES:
                found[table.name] = _readable(connection, table)
    except (*FAULTS, OSError):
        pass
    finally:
        discard(copied)
    return found


def _readable(connection: sqlite3.Connection, table: Table) -> dict[tuple[Value, ...], tuple[Value, ...]]:
    rows: dict[tuple[Value, ...], tuple[Value, ...]] = {}
    columns = ",".join((*table.names, "version", "digest"))
    for order in ("", " ORDER BY rowid DESC"):
        with contextlib.suppress(*FAULTS, OverflowError):
            cursor = connection.execute(f"SELECT {columns} FROM {table.name} NOT INDEXED{order}")  # noqa: S608
            for row in cursor:
                with contextlib.suppress(AttributeError, TypeError, ValueError):
                    if is_sound(table, row):
                        rows[row[: len(table.key)]] = row
    return rows


def _assemble(temporary: Path, good: Backup | None, saved: Salvaged) -> int:
    """Backup and salvaged rows into a new file; returns how many rows the salvage added or brought up to date."""
    if good is None:
        build(temporary)
    else:
        with (
            translated(),
            contextlib.closing(connect(good.path, read_only=True)) as source,
            contextlib.closing(connect(temporary)) as target,
        ):
            into(source, target)
            migrate(target)
    with translated(), contextlib.closing(connect(temporary)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        added = _merge(Change(connection), saved, fresh=good is None)
        connection.execute("COMMIT")
        if problems(connection, thorough=True):
            raise StoreDamaged("Your own data could not be restored.", "The damaged file is where it was.")
    return added


def _merge(change: Change, saved: Salvaged, *, fresh: bool) -> int:
    meta = {str(key[0]): str(row[1]) for key, row in saved.get(META.name, {}).items()}
    if fresh:
        for name, value in meta.items():
            if not name.startswith("rows:"):
                change.set_meta(name, value)
    elif meta.get(GENERATION) != change.meta(GENERATION):
        return 0  # of another protection or another store: only the backup is sure to fit together
    if fresh and (STORE_ID not in meta or GENERATION not in meta):
        saved = {name: rows for name, rows in saved.items() if name not in ("note", "draft") or _all_plain(rows)}
    added = 0
    for table in schema.COUNTED:
        for key, row in saved.get(table.name, {}).items():
            there = change.get(table, *(str(part) for part in key))
            version = row[-2]
            assert isinstance(version, int)
            if there is not None and there.version >= version:
                continue
            if there is not None:
                change.delete(table, *(str(part) for part in key))
            change.insert(table, dict(zip(table.names, row, strict=False)), version)
            added += 1
    change.finish()
    return added


def _all_plain(rows: dict[tuple[Value, ...], tuple[Value, ...]]) -> bool:
    """Sealed bodies do not open without the store's id and wrapped key."""
    return all(isinstance(row[2], bytes) and row[2][:1] == b"\x00" for row in rows.values())


def _set_aside(path: Path, clock: Clock) -> str:
    """Give the damaged file another name; a journal without its file must never meet the new one."""
    stamp = clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    aside, number = path.with_name(f"damaged-{stamp}.db"), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"damaged-{stamp}-{number}.db")
    was_there = path.exists()
    if was_there:
        path.replace(aside)
    with contextlib.suppress(FileNotFoundError):
        path.with_name(path.name + "-journal").replace(aside.with_name(aside.name + "-journal"))
    sync_folder(path.parent)
    return aside.name if was_there else ""


def _sentence(good: Backup | None, added: int, aside: str) -> str:
    what = "The file of your own data was damaged" if aside else "The file of your own data was gone"
    entries = f"{added} entr{'y' if added == 1 else 'ies'}"
    if good is not None:
        done = f"the backup of {day(good.taken.date())} was restored"
        done += f" and {entries} newer than it saved from the damaged file" if added else ""
    elif added:
        done = f"there was no backup yet; {entries} were saved from it"
    else:
        done = "there was no backup yet, and a new one was begun"
    return f"{what}: {done}." + (f" It is kept as {aside}." if aside else "")
