"""Bookmarks: in folders and in an order of the person's own; no passphrase needed."""

from __future__ import annotations

import json
from dataclasses import replace

from handbook.personal.change import Stored
from handbook.personal.clock import moment, stamp
from handbook.personal.errors import NoSuch, Refused, StoreDamaged
from handbook.personal.identifiers import Finding, scan
from handbook.personal.record import Anchor, Bookmark, new_id
from handbook.personal.schema import BOOKMARK, Value
from handbook.personal.store import Store
from handbook.personal.undo import Undo
from handbook.text import one_line

LONGEST_FOLDER = 60


class Bookmarks:
    """The bookmarks of the store."""

    def __init__(self, store: Store, undo: Undo) -> None:
        self._store, self._undo = store, undo

    def all(self) -> list[Bookmark]:
        """Every bookmark that is not in the bin, by folder and in its order."""
        found = [bookmark for bookmark in self._read() if bookmark.deleted is None]
        return sorted(found, key=lambda b: (b.folder.casefold(), b.place, b.created, b.id))

    def bin(self) -> list[Bookmark]:
        """The bookmarks in the bin, newest first."""
        found = [bookmark for bookmark in self._read() if bookmark.deleted is not None]
        return sorted(found, key=lambda b: b.deleted or b.changed, reverse=True)

    def folders(self) -> list[str]:
        """The names of folders in use; the empty name is that of no folder."""
        return sorted({bookmark.folder for bookmark in self.all()}, key=str.casefold)

    def get(self, bookmark_id: str) -> Bookmark:
        """A bookmark, in the bin or not. Raises NoSuch."""
        row = self._store.row(BOOKMARK, bookmark_id)
        if row is None:
            raise NoSuch(
                f"There is no bookmark {one_line(bookmark_id)[:40]}.", "`handbook bookmark list` shows every id."
            )
        return _from(row)

    def add(self, anchor: Anchor, *, folder: str = "", edition: str = "") -> Bookmark:
        """Keep a place, last in its folder; the same place in the same folder is kept once. Raises StoreError."""
        folder = checked_folder(folder)
        there = self.all()
        for bookmark in there:
            if bookmark.folder == folder and (bookmark.anchor.passage, bookmark.anchor.quote) == (
                anchor.passage,
                anchor.quote,
            ):
                return bookmark
        now = self._store.clock.now()
        last = max((bookmark.place for bookmark in there if bookmark.folder == folder), default=0)
        bookmark = Bookmark(new_id(), anchor, now, now, folder, last + 1, edition)
        self.put_in([bookmark])
        self._undo.did("bookmark added", lambda: self._bin(bookmark.id))
        return bookmark

    def put_in(self, bookmarks: list[Bookmark]) -> None:
        """Add bookmarks as they are (from another laptop), all in one transaction."""
        with self._store.change() as change:
            for bookmark in bookmarks:
                change.insert(BOOKMARK, _row(bookmark))

    def remove(self, bookmark_id: str) -> None:
        """Put a bookmark in the bin. Raises NoSuch."""
        if self._bin(bookmark_id):
            self._undo.did("bookmark removed", lambda: self.restore(bookmark_id))

    def restore(self, bookmark_id: str) -> None:
        """Take a bookmark back out of the bin. Raises NoSuch."""
        self._update(replace(self.get(bookmark_id), deleted=None))

    def file(self, bookmark_id: str, folder: str) -> Bookmark:
        """Put a bookmark in another folder, last. Raises NoSuch or Refused."""
        folder, was = checked_folder(folder), self.get(bookmark_id)
        last = max((bookmark.place for bookmark in self.all() if bookmark.folder == folder), default=0)
        filed = self._update(replace(was, folder=folder, place=last + 1))
        self._undo.did("bookmark filed", lambda: self._put_back(was))
        return filed

    def move(self, bookmark_id: str, steps: int) -> None:
        """Move a bookmark up (negative) or down within its folder. Raises NoSuch."""
        moved = self.get(bookmark_id)
        row = [bookmark for bookmark in self.all() if bookmark.folder == moved.folder]
        at = next((n for n, bookmark in enumerate(row) if bookmark.id == bookmark_id), None)
        if at is None:
            raise NoSuch("That bookmark is in the bin.", "Take it out first.")
        row.insert(max(0, min(len(row) - 1, at + steps)), row.pop(at))
        with self._store.change() as change:
            for place, bookmark in enumerate(row, 1):
                if bookmark.place != place:
                    change.update(BOOKMARK, _row(replace(bookmark, place=place)), bookmark.version)
        if steps:
            self._undo.did("bookmark moved", lambda: self._move_back(bookmark_id, at))

    def rename_folder(self, folder: str, new: str) -> None:
        """Give a folder another name. Raises Refused."""
        new = checked_folder(new)
        with self._store.change() as change:
            for bookmark in self.all():
                if bookmark.folder == folder:
                    change.update(BOOKMARK, _row(replace(bookmark, folder=new)), bookmark.version)
        self._undo.did("folder renamed", lambda: self.rename_folder(new, folder))

    def attach(self, bookmark_id: str, anchor: Anchor, *, edition: str = "") -> Bookmark:
        """Attach a bookmark to another place, as the person said."""
        was = self.get(bookmark_id)
        attached = self._update(replace(was, anchor=anchor, edition=edition or was.edition))
        self._undo.did("bookmark attached", lambda: self._put_back(was))
        return attached

    def erase(self, bookmark_ids: list[str]) -> None:
        """Remove bookmarks for good."""
        with self._store.change() as change:
            for bookmark_id in bookmark_ids:
                change.delete(BOOKMARK, bookmark_id)

    # Within

    def _bin(self, bookmark_id: str) -> bool:
        bookmark = self.get(bookmark_id)
        if bookmark.deleted is not None:
            return False
        self._update(replace(bookmark, deleted=self._store.clock.now()))
        return True

    def _move_back(self, bookmark_id: str, at: int) -> None:
        row = [b.id for b in self.all() if b.folder == self.get(bookmark_id).folder]
        self.move(bookmark_id, at - row.index(bookmark_id))

    def _put_back(self, was: Bookmark) -> None:
        self._update(replace(was, version=self.get(was.id).version))

    def _update(self, bookmark: Bookmark) -> Bookmark:
        changed = replace(bookmark, changed=self._store.clock.now())
        with self._store.change() as change:
            version = change.update(BOOKMARK, _row(changed), bookmark.version)
        return replace(changed, version=version)

    def _read(self) -> list[Bookmark]:
        return [_from(row) for row in self._store.rows(BOOKMARK)]


def checked_folder(folder: str) -> str:
    """A folder's name on one line. Raises Refused where it is too long."""
    folder = one_line(folder)
    if len(folder) > LONGEST_FOLDER:
        raise Refused("That is too long for a folder's name.", f"Keep it under {LONGEST_FOLDER} characters.")
    return folder


def folder_findings(folder: str) -> tuple[Finding, ...]:
    """What in a folder's name looks like an identifier: the name is kept in clear."""
    return scan(folder)


def _row(bookmark: Bookmark) -> dict[str, Value]:
    anchor = bookmark.anchor.document()
    return {
        "id": bookmark.id,
        "passage": anchor.pop("passage"),
        "quote": anchor.pop("quote"),
        "anchor": json.dumps(anchor, ensure_ascii=False),
        "folder": bookmark.folder,
        "place": bookmark.place,
        "edition": bookmark.edition,
        "created": stamp(bookmark.created),
        "changed": stamp(bookmark.changed),
        "deleted": stamp(bookmark.deleted) if bookmark.deleted else "",
    }


def _from(row: Stored) -> Bookmark:
    try:
        anchor = json.loads(row.text("anchor"))
        return Bookmark(
            id=row.text("id"),
            anchor=Anchor.read({**anchor, "passage": row.text("passage"), "quote": row.text("quote")}),
            created=moment(row.text("created")),
            changed=moment(row.text("changed")),
            folder=row.text("folder"),
            place=row.number("place"),
            edition=row.text("edition"),
            deleted=moment(row.text("deleted")) if row.text("deleted") else None,
            version=row.version,
        )
    except (ValueError, KeyError, TypeError):
        raise StoreDamaged("A bookmark is not of our form.", "Restore a backup: handbook personal restore") from None
