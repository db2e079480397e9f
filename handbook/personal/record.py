"""What is kept: anchors, notes, drafts, bookmarks, ticks and places, and how they are written as JSON."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from handbook.personal.clock import moment, stamp
from handbook.personal.errors import Refused

NoteKind: TypeAlias = Literal["note", "question", "action", "reflection"]
NOTE_KINDS: tuple[NoteKind, ...] = ("note", "question", "action", "reflection")
KEEP_DAYS = 28
"""How long a note is meant to be kept unless its writer says otherwise."""
LONGEST_TEXT = 100_000
LONGEST_QUOTE = 4_000
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """A random id: 12 signs, 60 bits."""
    return "".join(secrets.choice(_SIGNS) for _ in range(12))


def is_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return len(text) == 12 and set(text) <= set(_SIGNS)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What holds a note or bookmark to the text, made when it was written."""

    passage: str
    """The passage's id as it was."""
    quote: str = ""
    """Whole sentences as they were; empty where it is on the whole passage."""
    before: str = ""
    """The sentence before, or the empty string at the passage's start."""
    after: str = ""
    said: str = ""
    """The first sentences of the passage: what a note on all of it was about."""
    whole: str = ""
    """The mark of the passage's words (see :func:`handbook.personal.sentences.mark`)."""
    siblings: tuple[str, ...] = ()
    """Marks of the other sentences that stood in the passage: none of them is this one reworded."""
    twins: int = 0
    """In how many other places the same words stood; -1 where nobody looked."""
    title: str = ""
    """The page's title as it was."""
    headings: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "passage": self.passage,
            "quote": self.quote,
            "before": self.before,
            "after": self.after,
            "said": self.said,
            "whole": self.whole,
            "siblings": list(self.siblings),
            "twins": self.twins,
            "title": self.title,
            "headings": list(self.headings),
        }

    @staticmethod
    def read(document: dict[str, Any]) -> Anchor:
        """From JSON that we wrote."""
        return Anchor(
            passage=document["passage"],
            quote=document["quote"],
            before=document["before"],
            after=document["after"],
            said=document["said"],
            whole=document["whole"],
            siblings=tuple(document["siblings"]),
            twins=document["twins"],
            title=document["title"],
            headings=tuple(document["headings"]),
        )


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands in the store, opened."""

    id: str
    anchor: Anchor
    text: str
    created: datetime
    changed: datetime
    keep_until: date
    kind: NoteKind = "note"
    tags: tuple[str, ...] = ()
    edition: str = ""
    deleted: datetime | None = None
    """When it was put in the bin."""
    formerly: tuple[str, ...] = ()
    """Quotes it was on before it was attached to other words."""
    version: int = field(default=0, compare=False)
    """Of its row; 0 for one that is not stored yet."""

    def payload(self) -> bytes:
        """The note as JSON, to be sealed."""
        return json.dumps(
            {
                "anchor": self.anchor.document(),
                "text": self.text,
                "created": stamp(self.created),
                "changed": stamp(self.changed),
                "keep_until": self.keep_until.isoformat(),
                "kind": self.kind,
                "tags": list(self.tags),
                "edition": self.edition,
                "deleted": stamp(self.deleted) if self.deleted else "",
                "formerly": list(self.formerly),
            },
            ensure_ascii=False,
        ).encode()

    @staticmethod
    def read(note_id: str, payload: bytes, version: int) -> Note:
        """From what :meth:`payload` wrote. Raises Refused."""
        try:
            document = json.loads(payload)
            return Note(
                id=note_id,
                anchor=Anchor.read(document["anchor"]),
                text=document["text"],
                created=moment(document["created"]),
                changed=moment(document["changed"]),
                keep_until=date.fromisoformat(document["keep_until"]),
                kind=document["kind"],
                tags=tuple(document["tags"]),
                edition=document["edition"],
                deleted=moment(document["deleted"]) if document["deleted"] else None,
                formerly=tuple(document["formerly"]),
                version=version,
            )
        except (ValueError, KeyError, TypeError):
            raise Refused("A note is not of our form.", "It is kept as it is.") from None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was being typed."""

    id: str
    """The id of the note it edits, or the one that a new note will have."""
    text: str
    saved: datetime
    passage: str = ""
    quote: str = ""
    kind: NoteKind = "note"
    tags: tuple[str, ...] = ()
    keep_until: date | None = None
    note_version: int = 0
    """The version of the note it edits; 0 for a new one."""

    def payload(self) -> bytes:
        """The draft as JSON, to be sealed."""
        return json.dumps(
            {
                "text": self.text,
                "saved": stamp(self.saved),
                "passage": self.passage,
                "quote": self.quote,
                "kind": self.kind,
                "tags": list(self.tags),
                "keep_until": self.keep_until.isoformat() if self.keep_until else "",
                "note_version": self.note_version,
            },
            ensure_ascii=False,
        ).encode()

    @staticmethod
    def read(draft_id: str, payload: bytes) -> Draft:
        """From what :meth:`payload` wrote. Raises Refused."""
        try:
            document = json.loads(payload)
            return Draft(
                id=draft_id,
                text=document["text"],
                saved=moment(document["saved"]),
                passage=document["passage"],
                quote=document["quote"],
                kind=document["kind"],
                tags=tuple(document["tags"]),
                keep_until=date.fromisoformat(document["keep_until"]) if document["keep_until"] else None,
                note_version=document["note_version"],
            )
        except (ValueError, KeyError, TypeError):
            raise Refused("A draft is not of our form.", "It is kept as it is.") from None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place to come back to. In clear: it holds nothing a person wrote but its folder's name."""

    id: str
    anchor: Anchor
    created: datetime
    changed: datetime
    folder: str = ""
    place: int = 0
    """Its order in the list, smallest first."""
    edition: str = ""
    deleted: datetime | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody was on a page."""

    page: str
    passage: str
    offset: int
    """Characters into the passage's text."""
    edition: str
    read: datetime
