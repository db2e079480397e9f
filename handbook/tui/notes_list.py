"""What the list of notes shows: gathered at the desk, as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbook.desk import Desk
from handbook.personal.record import Draft, Note, NoteKind
from handbook.personal.standing import Standing
from handbook.tui.screens.own_list import Row
from handbook.tui.writing import first_words, place_of, said

Mode: TypeAlias = Literal["notes", "bin", "tidy"]
Sort: TypeAlias = Literal["newest first", "in the order of the handbook", "keep until, soonest first"]
SORTS: tuple[Sort, ...] = ("newest first", "in the order of the handbook", "keep until, soonest first")
LIMIT = 200
"""How many notes are listed; words narrow the rest."""
_LAST = 1 << 30
DRAFT = "draft:"
"""Before the id of a draft in a row's id."""

_STANDING = {
    "exact": "stands as it was",
    "moved": "stands in another place now",
    "changed": "reads differently now",
    "lost": "is no longer in the text",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes, and in what order."""

    mode: Mode = "notes"
    kind: NoteKind | None = None
    sort: Sort = "newest first"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows, and what there is besides."""

    rows: tuple[Row, ...]
    total: int
    """Notes, whether listed or not."""
    matching: int
    binned: int
    due: int
    is_tidy_due: bool
    asked: int
    """Listed notes whose place is to be confirmed."""
    unreadable: int


def gather(desk: Desk, wanted: Wanted, unsaved: Mapping[str, Draft]) -> Listed:
    """At the desk: the rows of the list. Raises Locked."""
    everything = desk.notes.all()
    binned, due = desk.notes.bin(), desk.notes.due()
    notes = {"notes": everything, "bin": binned, "tidy": due}[wanted.mode]
    if wanted.words.strip():
        found = {hit.note.id for hit in desk.find_notes(wanted.words, limit=10_000)}
        notes = [note for note in notes if note.id in found]
    if wanted.kind is not None:
        notes = [note for note in notes if note.kind == wanted.kind]
    if wanted.mode == "notes":
        notes = _sorted(desk, notes, wanted.sort)
    rows = [_row(note, desk.standing(note.anchor), wanted.mode) for note in notes[:LIMIT]]
    if wanted.mode == "notes" and not wanted.words.strip() and wanted.kind is None:
        drafts = {draft.id: draft for draft in [*desk.drafts.all(), *unsaved.values()]}
        rows = [*(_draft_row(desk, draft) for draft in drafts.values()), *rows]
    asked = sum(1 for note in notes[:LIMIT] if not _stands(desk.standing(note.anchor)))
    return Listed(
        tuple(rows),
        len(everything),
        len(notes),
        len(binned),
        len(due),
        desk.notes.is_tidy_due(),
        asked if wanted.mode == "notes" else 0,
        len(desk.notes.unreadable),
    )


def _stands(standing: Standing) -> bool:
    return standing.state != "lost" and standing.is_certain


def _sorted(desk: Desk, notes: list[Note], sort: Sort) -> list[Note]:
    if sort == "keep until, soonest first":
        return sorted(notes, key=lambda note: note.keep_until)
    if sort == "newest first":
        return sorted(notes, key=lambda note: note.created, reverse=True)

    orders: dict[str, int] = {}  # a place is not cheap to find: once for each passage
    keyed: list[tuple[int, int, Note]] = []
    for note in notes:
        standing = desk.standing(note.anchor)
        passage = standing.passage or ""
        if passage not in orders:
            place = desk.texts.place(passage) if passage else None
            orders[passage] = place.order if place else _LAST
        keyed.append((orders[passage], standing.start, note))
    return [note for *_, note in sorted(keyed, key=lambda one: one[:2])]


def _row(note: Note, standing: Standing, mode: Mode) -> Row:
    day = said(note.created.astimezone().date())
    right = day if mode == "notes" else f"keep until {said(note.keep_until)}"
    if mode == "notes" and not _stands(standing):
        right = "to confirm · " + right
    tags = f" · tags: {', '.join(note.tags)}" if note.tags else ""
    was = f"\nIt was on: “{note.formerly[-1]}”" if note.formerly else ""
    return Row(
        id=note.id,
        title=f"{note.kind} · {note.anchor.title or note.anchor.passage}",
        right=right,
        below=first_words(note.text),
        head=place_of(note.anchor),
        quote=note.anchor.quote,
        text=note.text,
        about=f"{note.kind} · written {day} · keep until {said(note.keep_until)}{tags} · its place "
        f"{_STANDING[standing.state]}{was}",
        reference=standing.passage or note.anchor.passage.partition("#")[0],
    )


def _draft_row(desk: Desk, draft: Draft) -> Row:
    place = desk.texts.resolve(draft.passage)
    info = desk.texts.place(place) if place else None
    title = " › ".join((info.title, *info.headings)) if info else draft.passage
    return Row(
        id=DRAFT + draft.id,
        title=f"draft · {info.title if info else draft.passage}",
        right=f"not saved yet · {said(draft.saved.astimezone().date())}",
        below=first_words(draft.text),
        head=title,
        quote=draft.quote,
        text=draft.text,
        about="Enter goes on writing; d throws it away.",
    )
