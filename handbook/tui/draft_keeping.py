"""What the editor of notes asks of the desk, and how it speaks of drafts and findings."""

from __future__ import annotations

from dataclasses import replace

from handbook.desk import Desk
from handbook.personal.errors import NoSuch
from handbook.personal.identifiers import Finding
from handbook.personal.notes import Edit, Saved
from handbook.personal.record import Draft, new_id
from handbook.tui.writing import Writing


def put(desk: Desk, draft: Draft) -> None:
    """At the desk: keep a draft; one without text is thrown away."""
    if draft.text.strip():
        desk.drafts.save(draft)
    else:
        desk.drafts.discard(draft.id)


def save(desk: Desk, writing: Writing, draft: Draft) -> Saved:
    """At the desk: save; it is safe on disk when this returns, and its draft is gone."""
    until = draft.keep_until or writing.keep_until
    if writing.note_version:
        edit = Edit(draft.text, draft.kind, draft.tags, until)
        saved = desk.notes.edit(writing.id, edit, version=writing.note_version)
        desk.drafts.discard(writing.id)
        return saved

    def add(note_id: str) -> Saved:
        note = desk.write(
            writing.anchor, draft.text, kind=draft.kind, tags=draft.tags, keep_until=until, note_id=note_id
        )
        return Saved(note)

    try:
        other = desk.notes.get(writing.id)
    except NoSuch:
        return add(writing.id)
    saved = add(new_id())  # the same draft was saved in another window: both are kept
    desk.drafts.discard(writing.id)
    return Saved(saved.note, other)


def with_text(draft: Draft, text: str, tags: tuple[str, ...]) -> Draft:
    """The draft with another text and other tags."""
    return replace(draft, text=text, tags=tags)


def tags_in(text: str) -> tuple[str, ...]:
    """Tags as they were typed, with commas between."""
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())


def words_of(text: str, found: tuple[Finding, ...]) -> str:
    """Where findings stand, counted in words: `` (words 2, 9)``."""
    words = [len(text[: finding.start].split()) + 1 for finding in found[:3]]
    if len(found) == 1:
        return f" (word {words[0]})"
    return f" (words {', '.join(map(str, words))}{' and more' if len(found) > 3 else ''})"


def ago(seconds: float) -> str:
    """How long ago, in steps: it should not tick on and on beside what one writes."""
    whole = int(seconds)
    if whole < 2:
        return "just now"
    if whole < 60:
        return f"{whole if whole < 10 else whole // 10 * 10} s ago"
    return f"{whole // 60} min ago"
