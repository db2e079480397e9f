"""Erasing for good: from the file and from every backup."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from handbook.personal import backup, schema
from handbook.personal.making import LOCK, folder_lock
from handbook.personal.schema import BOOKMARK, DRAFT, NOTE
from handbook.personal.store import Store

REMAINS = (
    "Erased from this file and its backups. The blocks of a solid-state disk, a copy that a sync service took, and files "
    "you exported may still hold it."
)
"""What erasing cannot reach, said every time."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased."""

    entries: int
    backups: int
    left: int
    """Backups that could not be rewritten."""


def erase(store: Store, note_ids: list[str], bookmark_ids: list[str]) -> Erased:
    """Remove notes (with their drafts) and bookmarks from the file and from every backup. Raises StoreError."""

    def remove(from_store: Store) -> int:
        with from_store.change() as change:
            gone = sum(change.delete(NOTE, note_id) for note_id in note_ids)
            for note_id in note_ids:
                change.delete(DRAFT, note_id)
            return gone + sum(change.delete(BOOKMARK, bookmark_id) for bookmark_id in bookmark_ids)

    def remove_from(copied: Store) -> None:
        remove(copied)

    if not (note_ids or bookmark_ids):
        return Erased(0, 0, 0)
    gone = remove(store)
    done, failed = backup.rewrite(backup.folder_of(store.path.parent), store.clock, remove_from)
    return Erased(gone, done, failed)


def erase_everything(store: Store) -> int:
    """Remove the file, its journal, every backup and every file set aside; returns how many files went.

    Each is written over first, for what that is worth. Raises StoreError.
    """
    folder = store.path.parent
    if not folder.is_dir():
        return 0
    gone = 0
    store.close()
    with folder_lock(folder):
        for path in _files(folder):
            with contextlib.suppress(OSError):
                _write_over(path)
            with contextlib.suppress(OSError):
                path.unlink()
                gone += 1
    with contextlib.suppress(OSError):
        (folder / LOCK).unlink()
        backup.folder_of(folder).rmdir()
    return gone


def _files(folder: Path) -> list[Path]:
    found = [
        folder / schema.NAME,
        folder / f"{schema.NAME}-journal",
        *folder.glob("damaged-*.db*"),
        *folder.glob(".new-*"),
    ]
    below = backup.folder_of(folder)
    return [path for path in (*found, *below.glob("*.db*"), *below.glob(".new-*")) if path.is_file()]


def _write_over(path: Path) -> None:
    import os

    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
