"""One's own notes as the search box shows them: found in memory, never in the index."""

from __future__ import annotations

from handbook.desk import Desk
from handbook.model.reference import split
from handbook.search.hit import Hit
from handbook.tui.screens.search import NOTE

LIMIT = 10


def find(desk: Desk, text: str) -> tuple[Hit, ...]:
    """At the desk: notes with all the words, as hits that lead to where they stand. None while notes are locked."""
    hits = []
    for found in desk.find_notes(text, limit=LIMIT):
        note = found.note
        standing = desk.standing(note.anchor)
        passage = standing.passage or note.anchor.passage
        place = desk.texts.place(standing.passage) if standing.passage else None
        hits.append(
            Hit(
                page=split(passage)[0],
                passage=passage,
                title=place.title if place else note.anchor.title or passage,
                headings=place.headings if place else note.anchor.headings,
                part="",
                kind=NOTE,
                provenance="",
                state="",
                score=0.0,
                snippet=found.snippet,
                matches=found.matches,
                why=(),
            )
        )
    return tuple(hits)
