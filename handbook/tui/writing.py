"""What is written in the editor: a new note, a note that is there, or a draft of either."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handbook.desk import Desk
from handbook.model.reference import split
from handbook.personal.clock import today
from handbook.personal.errors import NoSuch, Refused
from handbook.personal.limits import default_keep
from handbook.personal.record import Anchor, Draft, Note, NoteKind, new_id
from handbook.text import one_line
from handbook.tui.own_marks import Spot

CHOICE = 44
"""Characters of a note's text as a choice: beside them its kind and day have room."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Writing:
    """A note as the editor opens it."""

    id: str
    anchor: Anchor
    where: str
    """Page and heading, for the title."""
    text: str
    kind: NoteKind
    keep_until: date
    tags: tuple[str, ...] = ()
    note_version: int = 0
    """0 for a note that is not stored yet."""
    drafted: datetime | None = None
    """When the draft was kept that this begins with."""
    title: str = ""
    """As a choice, where there are several on a passage."""
    note_words: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """What can be written on a passage: drafts to go on with, a new note, the notes that are there."""

    choices: tuple[Writing, ...]


def look_here(desk: Desk, spot: Spot, title: str, unsaved: Mapping[str, Draft]) -> Here:
    """At the desk: what can be written on a passage or on some sentences of it. Raises Refused or Locked."""
    at = desk.anchor_at(spot.passage, spot.start, spot.end)
    notes, _ = desk.on_page(split(spot.passage)[0])
    drafts = {draft.id: draft for draft in [*desk.drafts.all(), *unsaved.values()]}
    choices = [
        of_draft(desk, draft)
        for draft in drafts.values()
        if not draft.note_version and desk.texts.resolve(draft.passage) == spot.passage
    ]
    choices.append(Writing(new_id(), at, title, "", "note", default_keep(today(desk.clock)), title="A new note"))
    for note, standing in notes:
        touches = not spot.end or not standing.end or (standing.start < spot.end and spot.start < standing.end)
        if standing.passage == spot.passage and touches:
            choices.append(of_note(desk, note, drafts.get(note.id)))
    return Here(tuple(choices))


def of_note(desk: Desk, note: Note, draft: Draft | None = None) -> Writing:
    """At the desk: a note that is there, as its draft has it where there is one."""
    version = note.version if draft is None else draft.note_version
    return Writing(
        id=note.id,
        anchor=note.anchor,
        where=place_of(note.anchor),
        text=draft.text if draft else note.text,
        kind=draft.kind if draft else note.kind,
        keep_until=(draft.keep_until if draft else None) or note.keep_until,
        tags=draft.tags if draft else note.tags,
        note_version=version,
        drafted=draft.saved if draft else None,
        title=first_words(note.text, CHOICE),
        note_words=f"{note.kind}, {said(note.created.astimezone().date())}" + (", with a draft" if draft else ""),
    )


def of_draft(desk: Desk, draft: Draft) -> Writing:
    """At the desk: a draft, of a note that is there or of a new one. Its text is never given up for its place."""
    if draft.note_version:
        with contextlib.suppress(NoSuch):
            return of_note(desk, desk.notes.get(draft.id), draft)
    try:
        at = desk.anchor(draft.passage, draft.quote)
    except Refused:  # the edition changed meanwhile: the note is asked about as others are
        at = Anchor(draft.passage, draft.quote, twins=-1)
    return Writing(
        id=draft.id if not draft.note_version else new_id(),
        anchor=at,
        where=place_of(at),
        text=draft.text,
        kind=draft.kind,
        keep_until=draft.keep_until or default_keep(today(desk.clock)),
        tags=draft.tags,
        drafted=draft.saved,
        title="Go on with: " + first_words(draft.text, CHOICE - 12),
        note_words=f"draft, {said(draft.saved.astimezone().date())}",
    )


def place_of(anchor: Anchor) -> str:
    """Page and heading of an anchor, as they were."""
    return " › ".join((anchor.title or anchor.passage, *anchor.headings))


def first_words(text: str, longest: int = 80) -> str:
    """The beginning of a text on one line."""
    line = one_line(text[:300])
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def said(day: date) -> str:
    """A day as it is said and typed: ``20 Dec 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def parsed(text: str, on: date) -> date | None:
    """A day that was typed: ``20 Dec 2026``, ``20 dec``, ``20/12/2026`` or ``2026-12-20``; None for anything else.

    A day without a year is the next such day from ``on``.
    """
    words = text.replace("/", " ").replace(".", " ").replace("-", " ").split()
    try:
        if len(words) == 3 and len(words[0]) == 4:
            return date(int(words[0]), int(words[1]), int(words[2]))
        if len(words) not in (2, 3):
            return None
        name = words[1][:3].casefold()
        month = _MONTHS.index(name) + 1 if name in _MONTHS else int(words[1])
        if len(words) == 3:
            year = int(words[2])
            return date(year + 2000 if year < 100 else year, month, int(words[0]))
        day = date(on.year, month, int(words[0]))
        return day if day >= on else date(on.year + 1, month, int(words[0]))
    except ValueError:
        return None
