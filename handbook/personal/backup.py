"""Backups: taken through SQLite's backup interface, verified, rotated.

Plain copies of a live file were damaged in 19 of 100.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handbook.errors import HandbookError
from handbook.personal.check import is_whole, problems
from handbook.personal.clock import Clock
from handbook.personal.connection import connect, translated
from handbook.personal.errors import NoSuch, StoreBusy, StoreDamaged, StoreReadOnly
from handbook.personal.files import private_folder
from handbook.personal.making import discard, empty_file, settle_file
from handbook.personal.store import Store

FOLDER = "backups"
DAILY, WEEKLY, MONTHLY, BEFORE = 12, 10, 9, 3
"""How many are kept: days, weeks, months, and those made before a change of version."""
RECENT, RECENT_MOST = timedelta(days=2), 24
"""All of the last two days are kept too, up to a number: a second try at restoring must find what the first one did."""
_NAME = re.compile(r"(personal|before-\d+)-(\d{4}-\d\d-\d\dT\d{6})Z\.db")


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A backup file."""

    taken: datetime
    path: Path

    @property
    def is_before(self) -> bool:
        """Made before a change of version."""
        return self.path.name.startswith("before-")


def folder_of(data: Path) -> Path:
    """Where the backups lie, beside the file."""
    return data / FOLDER


def listed(folder: Path) -> list[Backup]:
    """Every backup, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match:
                with contextlib.suppress(ValueError):
                    taken = datetime.strptime(match[2], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)
                    found.append(Backup(taken, path))
    return sorted(found, reverse=True)


def named(folder: Path, name: str) -> Backup:
    """The backup of this name. Raises NoSuch."""
    for backup in listed(folder):
        if name in (backup.path.name, backup.path.stem):
            return backup
    raise NoSuch("There is no backup of that name.", "`handbook personal restore` lists them.")


def take(store: Store, *, prefix: str = "personal") -> Path:
    """Take a backup, verify it, give it its name and let the oldest go. Raises StoreError."""
    folder = folder_of(store.path.parent)
    private_folder(folder)
    when = store.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    path = folder / f"{prefix}-{when}.db"
    with store.held() as source:
        copy(source, path)
    for old in surplus(listed(folder)):
        with contextlib.suppress(OSError):
            old.path.unlink()
    return path


def take_if_due(store: Store) -> Path | None:
    """Take the day's backup where there is none yet and something to keep."""
    if not store.exists or store.read_only:
        return None
    today = store.clock.now().astimezone(UTC).date()
    newest = next((backup for backup in listed(folder_of(store.path.parent)) if not backup.is_before), None)
    if newest is not None and newest.taken.date() >= today:
        return None
    return take(store)


def copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy a database whole and verified to a name. Raises StoreError; the name is then as it was."""
    temporary = empty_file(path.parent)
    try:
        with translated(), contextlib.closing(connect(temporary)) as target:
            into(source, target)
            if problems(target, thorough=True):
                raise StoreDamaged(
                    "The backup was not whole and was thrown away.", "The former ones are as they were."
                )
        settle_file(temporary, path)
    except OSError:
        raise StoreReadOnly(
            "The backup could not be written.", "Your own data is as it was. Is the disk full?"
        ) from None
    finally:
        discard(temporary)


def into(source: sqlite3.Connection, target: sqlite3.Connection, seconds: float = 20.0) -> None:
    """Copy a database into another that may be in use. Raises StoreBusy where a window holds it too long."""
    until = time.monotonic() + seconds

    def watch(status: int, _remaining: int, _total: int) -> None:
        if status not in (0, 101) and time.monotonic() > until:  # SQLITE_OK, SQLITE_DONE
            raise StoreBusy("Another window holds your own data.", "Close the other windows and try again.")

    source.backup(target, progress=watch, sleep=0.05)


def newest_whole(folder: Path) -> Backup | None:
    """The newest backup in which everything is as it was written."""
    return next((backup for backup in listed(folder) if is_whole(backup.path)), None)


def rewrite(folder: Path, clock: Clock, change: Callable[[Store], None]) -> tuple[int, int]:
    """Change every backup: a copy of each is changed, verified, and put in its place.

    Returns how many were rewritten, and how many could not be (they are as they were).
    """
    done = failed = 0
    for backup in listed(folder):
        temporary = empty_file(folder)
        try:
            with translated(), contextlib.closing(connect(temporary)) as connection:
                with contextlib.closing(connect(backup.path, read_only=True)) as source:
                    into(source, connection)
                change(Store(temporary, clock, connection))
                if problems(connection, thorough=True):
                    raise StoreDamaged("A rewritten backup was not whole.", "It is as it was.")
            settle_file(temporary, backup.path)
            done += 1
        except (HandbookError, OSError):
            failed += 1
        finally:
            discard(temporary)
    return done, failed


def surplus(backups: Iterable[Backup]) -> list[Backup]:
    """The backups that are no longer kept: two days, 12 days, 10 weeks, 9 months, 3 before a change of version."""
    ordered = sorted(backups, reverse=True)
    ordinary = [backup for backup in ordered if not backup.is_before]
    keep = set([backup for backup in ordered if backup.is_before][:BEFORE])
    keep |= {backup for backup in ordinary[:RECENT_MOST] if ordinary[0].taken - backup.taken < RECENT}
    keep |= _newest_of_each(ordinary, lambda taken: taken.date(), DAILY)
    keep |= _newest_of_each(ordinary, lambda taken: taken.isocalendar()[:2], WEEKLY)
    keep |= _newest_of_each(ordinary, lambda taken: (taken.year, taken.month), MONTHLY)
    return [backup for backup in ordered if backup not in keep]


def _newest_of_each(ordered: list[Backup], period: Callable[[datetime], Hashable], number: int) -> set[Backup]:
    found: dict[Hashable, Backup] = {}
    for backup in ordered:
        found.setdefault(period(backup.taken), backup)
        if len(found) == number:
            break
    return set(found.values())
