"""Notes: written on a passage, found again, put in the bin and taken back, looked through once a week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from handbook.errors import HandbookError
from handbook.personal.change import Change
from handbook.personal.clock import rounded, today
from handbook.personal.errors import Conflict, Locked, NoSuch
from handbook.personal.limits import checked_kind, checked_tags, checked_text, default_keep
from handbook.personal.record import Anchor, Note, NoteKind, new_id
from handbook.personal.schema import DRAFT, NOTE, Value
from handbook.personal.store import Store
from handbook.personal.undo import Undo
from handbook.personal.vault import Vault
from handbook.text import one_line

REMINDER = "Reflection only. Case facts belong in the case record."
"""Stands in every editor of notes, in one line."""
TIDY_DAYS = 7
TIDIED = "tidied"


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit changes; None leaves a thing as it is."""

    text: str | None = None
    kind: NoteKind | None = None
    tags: tuple[str, ...] | None = None
    keep_until: date | None = None
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did."""

    note: Note
    other: Note | None = None
    """The text of another window, kept beside this one as the note it was: the edit stands in ``note``, a new one."""


class Notes:
    """The notes of the store, opened once and held in memory until they are locked."""

    def __init__(self, store: Store, vault: Vault, undo: Undo) -> None:
        self._store, self._vault, self._undo = store, vault, undo
        self._held: dict[str, Note] | None = None
        self._state: tuple[int, int] | None = None
        self.unreadable: tuple[str, ...] = ()
        """Ids of notes that do not open: damaged, or of another key. They are kept as they are."""
        vault.on_lock.append(self._forget)

    # Reading

    def all(self) -> list[Note]:
        """Every note that is not in the bin, oldest first. Raises Locked; there are none while undecided."""
        return [note for note in self._notes().values() if note.deleted is None]

    def bin(self) -> list[Note]:
        """The notes in the bin, newest first."""
        binned = [note for note in self._notes().values() if note.deleted is not None]
        return sorted(binned, key=lambda note: note.deleted or note.changed, reverse=True)

    def get(self, note_id: str) -> Note:
        """A note, in the bin or not. Raises NoSuch or Locked."""
        found = self._notes().get(note_id)
        if found is None:
            raise NoSuch(f"There is no note {one_line(note_id)[:40]}.", "`handbook note list` shows every id.")
        return found

    def count(self) -> int:
        """How many there are, in the bin or not; needs no unlocking."""
        return len(self._store.rows(NOTE)) if self._held is None else len(self._held) + len(self.unreadable)

    def due(self, on: date | None = None) -> list[Note]:
        """Notes whose day has come, soonest first: to the case record, kept on, or removed."""
        on = on or today(self._store.clock)
        return sorted((note for note in self.all() if note.keep_until <= on), key=lambda note: note.keep_until)

    def is_tidy_due(self) -> bool:
        """Whether to ask for the weekly tidy: something is due and a week has passed since the last."""
        tidied = self._store.meta(TIDIED)
        recently = tidied is not None and date.fromisoformat(tidied) > today(self._store.clock) - timedelta(
            days=TIDY_DAYS
        )
        return not recently and bool(self.due())

    # Writing

    def add(
        self,
        anchor: Anchor,
        text: str,
        *,
        kind: NoteKind = "note",
        tags: tuple[str, ...] = (),
        keep_until: date | None = None,
        edition: str = "",
        note_id: str = "",
    ) -> Note:
        """Write a note; it is safe on disk when this returns, and its draft is gone.

        Raises Refused, Locked, Undecided or StoreError; then nothing is changed and the caller still has the text.
        """
        now = self._store.clock.now()
        note = Note(
            id=note_id or new_id(),
            anchor=anchor,
            text=checked_text(text),
            created=now,
            changed=now,
            keep_until=keep_until or default_keep(today(self._store.clock)),
            kind=checked_kind(kind),
            tags=checked_tags(tags),
            edition=edition,
        )
        stored = self._insert([note])[0]
        self._undo.did("note written", lambda: self._bin(stored.id))
        return stored

    def put_in(self, notes: list[Note]) -> list[Note]:
        """Add notes as they are (from another laptop), all in one transaction."""
        return self._insert(notes)

    def edit(self, note_id: str, edit: Edit, *, version: int | None = None) -> Saved:
        """Change a note that has this version (that of :meth:`get` when not said).

        Where another window changed its text meanwhile both are kept: the edit becomes a note of its own beside it.
        Raises NoSuch, Refused, Locked or StoreError.
        """
        self._notes()
        note = self.get(note_id)
        wanted = self._edited(note, edit)
        if version is not None and version != note.version:
            return self._both(note, wanted)
        try:
            stored = self._update(note, wanted)
        except Conflict:
            self._held = None
            return self._both(self.get(note_id), wanted)
        self._undo.did("note changed", lambda: self._restore_text(stored, note))
        return Saved(stored)

    def remove(self, note_id: str) -> None:
        """Put a note in the bin. Raises NoSuch."""
        if self._bin(note_id):
            self._undo.did("note removed", lambda: self.restore(note_id))

    def restore(self, note_id: str) -> None:
        """Take a note back out of the bin. Raises NoSuch."""
        note = self.get(note_id)
        if note.deleted is not None:
            self._update(note, replace(note, deleted=None))

    def keep_on(self, note_id: str, until: date | None = None) -> None:
        """Keep a note that was due for another four weeks, or until a day."""
        self.edit(note_id, Edit(keep_until=until or default_keep(today(self._store.clock))))

    def attach(self, note_id: str, anchor: Anchor, *, edition: str = "") -> Note:
        """Attach a note to other words, as the person said; the quote it was on is kept in the note."""
        note = self.get(note_id)
        formerly = (*note.formerly, note.anchor.quote) if note.anchor.quote else note.formerly
        stored = self._update(note, replace(note, anchor=anchor, formerly=formerly, edition=edition or note.edition))
        self._undo.did("note attached", lambda: self._restore_text(stored, note))
        return stored

    def tidied(self) -> None:
        """The weekly tidy was done, or put off for a week."""
        with self._store.change() as change:
            change.set_meta(TIDIED, today(self._store.clock).isoformat())

    def erase(self, note_ids: list[str]) -> None:
        """Remove notes for good from this file; :mod:`handbook.personal.purge` sees to the backups."""
        with self._store.change() as change:
            for note_id in note_ids:
                change.delete(NOTE, note_id)
                change.delete(DRAFT, note_id)
        for note_id in note_ids:
            if self._held is not None:
                self._held.pop(note_id, None)

    # Within

    def _forget(self) -> None:
        self._held = None
        self._undo.forget()

    def _notes(self) -> dict[str, Note]:
        if self._vault.protection == "undecided":
            return {}
        if not self._vault.is_open:
            self._held = None
            raise Locked("Your notes are locked.", "Unlock them with their passphrase.")
        cipher = self._vault.cipher()
        state = self._store.state()
        if self._held is not None and state == self._state:
            return self._held
        before = self._held or {}
        held: list[Note] = []
        unreadable = []
        for row in self._store.rows(NOTE):
            note_id = row.text("id")
            known = before.get(note_id)
            if known is not None and known.version == row.version:
                held.append(known)
                continue
            try:
                payload = cipher.open(row.data("body"), NOTE.name, note_id, row.version)
                held.append(Note.read(note_id, payload, row.version))
            except HandbookError:
                unreadable.append(note_id)
        held.sort(key=lambda note: note.created)  # of the same second: as they were written
        self._held, self._state, self.unreadable = {note.id: note for note in held}, state, tuple(unreadable)
        return self._held

    def _insert(self, notes: list[Note]) -> list[Note]:
        held = self._notes()
        cipher, generation = self._vault.session()
        stored = [replace(note, version=1) for note in notes]
        with self._store.change(generation) as change:
            for note in stored:
                body = cipher.close(note.payload(), NOTE.name, note.id, 1)
                change.insert(NOTE, {"id": note.id, "changed": rounded(note.changed), "body": body})
                change.delete(DRAFT, note.id)
        for note in stored:
            held[note.id] = note
        return stored

    def _update(self, note: Note, wanted: Note) -> Note:
        cipher, generation = self._vault.session()
        now = self._store.clock.now()
        stored = replace(wanted, changed=now, version=note.version + 1)
        body = cipher.close(stored.payload(), NOTE.name, note.id, stored.version)
        with self._store.change(generation) as change:
            self._write(change, note, {"id": note.id, "changed": rounded(now), "body": body})
        if self._held is not None:
            self._held[note.id] = stored
        return stored

    def _write(self, change: Change, note: Note, row: dict[str, Value]) -> None:
        change.update(NOTE, row, note.version)
        change.delete(DRAFT, note.id)

    def _edited(self, note: Note, edit: Edit) -> Note:
        return replace(
            note,
            text=note.text if edit.text is None else checked_text(edit.text),
            kind=checked_kind(edit.kind or note.kind),
            tags=note.tags if edit.tags is None else checked_tags(edit.tags),
            keep_until=edit.keep_until or note.keep_until,
            anchor=edit.anchor or note.anchor,
        )

    def _both(self, there: Note, wanted: Note) -> Saved:
        if there.text == wanted.text:
            return Saved(self._update(there, replace(wanted, version=there.version)))
        now = self._store.clock.now()
        mine = self._insert([replace(wanted, id=new_id(), created=now, changed=now, deleted=None)])[0]
        return Saved(mine, other=there)

    def _restore_text(self, stored: Note, former: Note) -> None:
        self._update(self.get(stored.id), replace(former, version=stored.version))

    def _bin(self, note_id: str) -> bool:
        note = self.get(note_id)
        if note.deleted is None:
            self._update(note, replace(note, deleted=self._store.clock.now()))
            return True
        return False
