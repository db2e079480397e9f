"""Merging what another laptop wrote: planned first, field by field, and the same whenever it is done again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from handbook.personal.bookmarks import Bookmarks
from handbook.personal.identifiers import Finding, mask, scan
from handbook.personal.importing import Arrived
from handbook.personal.notes import Edit, Notes
from handbook.personal.record import Bookmark, Note

Take: TypeAlias = Literal["mine", "theirs", "both"]
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that differs."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that both laptops have and that differs."""

    mine: Note | Bookmark
    theirs: Note | Bookmark
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would do; nothing is changed by making it."""

    notes: tuple[Note, ...]
    """New here."""
    bookmarks: tuple[Bookmark, ...]
    same: int
    """Entries that are here already."""
    conflicts: tuple[Conflict, ...]
    findings: dict[str, tuple[Finding, ...]]
    """What looks like an identifier in the notes that would be taken, by their ids."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    added: int
    changed: int
    left: int
    """Conflicts that were left as they are here."""


def plan(arrived: Arrived, notes: Notes, bookmarks: Bookmarks) -> Plan:
    """Compare a file with what is here. Raises Locked."""
    here = {note.id: note for note in (*notes.all(), *notes.bin())}
    contents = {_content(note) for note in notes.all()}
    new_notes, conflicts, same = [], list[Conflict](), 0
    for theirs in arrived.notes:
        mine = here.get(theirs.id)
        if mine is None:
            if _content(theirs) in contents:
                same += 1
            else:
                new_notes.append(theirs)
            continue
        fields = _note_fields(mine, theirs)
        if fields and _copy_id(theirs) not in here:
            conflicts.append(Conflict(mine, theirs, fields))
        else:
            same += 1
    marked = {bookmark.id: bookmark for bookmark in (*bookmarks.all(), *bookmarks.bin())}
    places = {_place(bookmark) for bookmark in bookmarks.all()}
    new_bookmarks = []
    for their in arrived.bookmarks:
        own = marked.get(their.id)
        if own is None:
            if _place(their) in places:
                same += 1
            else:
                new_bookmarks.append(their)
            continue
        different = _bookmark_fields(own, their)
        if different:
            conflicts.append(Conflict(own, their, different))
        else:
            same += 1
    candidates = [*new_notes, *(c.theirs for c in conflicts if isinstance(c.theirs, Note))]
    found = {note.id: scan(note.text) for note in candidates}
    return Plan(
        tuple(new_notes),
        tuple(new_bookmarks),
        same,
        tuple(conflicts),
        {note_id: spans for note_id, spans in found.items() if spans},
    )


def apply(planned: Plan, notes: Notes, bookmarks: Bookmarks, *, take: Take = "mine", masked: bool = False) -> Merged:
    """Do what was planned. Conflicts are taken as said; ``both`` adds theirs as a note of its own, once.

    ``masked`` replaces what looks like an identifier by its kind. Raises StoreError.
    """

    def clean(note: Note) -> Note:
        return replace(note, text=mask(note.text, scan(note.text))) if masked else note

    if planned.notes:
        notes.put_in([clean(note) for note in planned.notes])
    if planned.bookmarks:
        bookmarks.put_in(list(planned.bookmarks))
    added, changed, left = len(planned.notes) + len(planned.bookmarks), 0, 0
    for conflict in planned.conflicts:
        mine, theirs = conflict.mine, conflict.theirs
        if take == "mine":
            left += 1
        elif isinstance(mine, Note) and isinstance(theirs, Note):
            if take == "both" and mine.text != theirs.text:
                notes.put_in([replace(clean(theirs), id=_copy_id(theirs))])
                added += 1
            else:
                notes.restore(mine.id)
                edit = Edit(clean(theirs).text, theirs.kind, theirs.tags, theirs.keep_until, theirs.anchor)
                notes.edit(mine.id, edit)
                changed += 1
        elif isinstance(mine, Bookmark) and isinstance(theirs, Bookmark):
            if mine.deleted is not None:
                bookmarks.restore(mine.id)
            bookmarks.file(mine.id, theirs.folder)
            bookmarks.attach(mine.id, theirs.anchor, edition=theirs.edition)
            changed += 1
    return Merged(added, changed, left)


def _note_fields(mine: Note, theirs: Note) -> tuple[Field, ...]:
    pairs = (
        ("text", mine.text, theirs.text),
        ("kind", mine.kind, theirs.kind),
        ("tags", ", ".join(sorted(mine.tags)), ", ".join(sorted(theirs.tags))),
        ("keep until", mine.keep_until.isoformat(), theirs.keep_until.isoformat()),
        ("passage", mine.anchor.passage, theirs.anchor.passage),
        ("quote", mine.anchor.quote, theirs.anchor.quote),
        ("in the bin", "yes" if mine.deleted else "no", "yes" if theirs.deleted else "no"),
    )
    return tuple(Field(name, own, their) for name, own, their in pairs if own != their)


def _bookmark_fields(mine: Bookmark, theirs: Bookmark) -> tuple[Field, ...]:
    pairs = (
        ("folder", mine.folder, theirs.folder),
        ("passage", mine.anchor.passage, theirs.anchor.passage),
        ("quote", mine.anchor.quote, theirs.anchor.quote),
        ("in the bin", "yes" if mine.deleted else "no", "yes" if theirs.deleted else "no"),
    )
    return tuple(Field(name, own, their) for name, own, their in pairs if own != their)


def _content(note: Note) -> tuple[str, ...]:
    return (note.anchor.passage, note.anchor.quote, note.text, note.kind)


def _place(bookmark: Bookmark) -> tuple[str, ...]:
    return (bookmark.anchor.passage, bookmark.anchor.quote, bookmark.folder)


def _copy_id(note: Note) -> str:
    """The id of a copy kept beside: the same for the same words, so that importing again adds nothing."""
    seed = hashlib.blake2b("\x1f".join((note.id, *_content(note))).encode(), digest_size=12).digest()
    return "".join(_SIGNS[byte % 32] for byte in seed)
