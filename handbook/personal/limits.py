"""What a note may be: its text, kind, tags and day, made fit to keep or refused."""

from __future__ import annotations

from datetime import date, timedelta

from handbook.personal.errors import Refused
from handbook.personal.record import KEEP_DAYS, LONGEST_TEXT, NOTE_KINDS, NoteKind
from handbook.text import guard, one_line


def default_keep(on: date) -> date:
    """Four weeks from a day."""
    return on + timedelta(days=KEEP_DAYS)


def checked_text(text: str) -> str:
    """A note's text, guarded. Raises Refused where it is empty or too long."""
    text = guard(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not text.strip():
        raise Refused("A note needs some text.", "Write it, or leave the note out.")
    if len(text) > LONGEST_TEXT:
        raise Refused("That is too long for a note.", f"Keep it under {LONGEST_TEXT} characters.")
    return text


def checked_kind(kind: str) -> NoteKind:
    """A kind of note. Raises Refused."""
    for known in NOTE_KINDS:
        if kind == known:
            return known
    raise Refused("There is no such kind of note.", f"Known kinds: {', '.join(NOTE_KINDS)}.")


def checked_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags on one line each, each once, none empty. Raises Refused where there are too many."""
    clean = tuple(dict.fromkeys(one_line(tag)[:60] for tag in tags if tag.strip()))
    if len(clean) > 20:
        raise Refused("A note has at most 20 tags.", "Leave some out.")
    return clean
