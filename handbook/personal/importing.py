"""Reading an export from another laptop: every line looked at before anything is taken."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from handbook.model.reference import is_page_id, is_slug, split
from handbook.personal.bookmarks import LONGEST_FOLDER
from handbook.personal.clock import moment
from handbook.personal.errors import Refused
from handbook.personal.formats import JSONL_FORMAT, JSONL_VERSION
from handbook.personal.record import LONGEST_QUOTE, LONGEST_TEXT, NOTE_KINDS, Anchor, Bookmark, Note, is_id
from handbook.text import first_unsafe

LARGEST_FILE = 64 << 20
LONGEST_LINE = 2 << 20
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a file holds."""

    notes: tuple[Note, ...]
    bookmarks: tuple[Bookmark, ...]
    edition: str


def read_file(path: Path) -> Arrived:
    """Read a file of JSON Lines. Raises Refused, with the line, for anything that is not as we write it."""
    try:
        if not path.is_file():
            raise Refused(f"There is no file {path.name}.", "Name a file that `handbook personal export` wrote.")
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("That file is too large.", f"At most {LARGEST_FILE >> 20} MB are taken.")
        raw = path.read_bytes()
    except OSError:
        raise Refused("That file cannot be read.", "Look at its permissions, or copy it first.") from None
    return read_bytes(raw)


def read_bytes(raw: bytes) -> Arrived:
    """Read JSON Lines. Raises Refused."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("That file is no text in UTF-8.", "Name a .jsonl file that was exported.") from None
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_ENTRIES + 1:
        raise Refused("That file holds too many entries.", f"At most {MOST_ENTRIES} are taken.")
    head = _object(lines[0], 1) if lines else {}
    if head.get("format") != JSONL_FORMAT:
        raise Refused(
            "That is no export of this handbook.", "Name a .jsonl file that `handbook personal export` wrote."
        )
    if head.get("version") != JSONL_VERSION:
        raise Refused("That export is of a version that this handbook does not know.", "Import it with a newer one.")
    notes: dict[str, Note] = {}
    bookmarks: dict[str, Bookmark] = {}
    for number, line in enumerate(lines[1:], 2):
        entry = _object(line, number)
        try:
            if entry.get("type") == "note":
                note = _note(entry)
                if note.id in notes:
                    raise ValueError("the same id twice")
                notes[note.id] = note
            elif entry.get("type") == "bookmark":
                bookmark = _bookmark(entry)
                if bookmark.id in bookmarks:
                    raise ValueError("the same id twice")
                bookmarks[bookmark.id] = bookmark
            else:
                raise ValueError("neither a note nor a bookmark")
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            reason = str(error) if isinstance(error, _Reason) or type(error) is ValueError else "something is missing"
            raise _at(number, reason) from None
    edition = head.get("edition", "")
    return Arrived(tuple(notes.values()), tuple(bookmarks.values()), edition if isinstance(edition, str) else "")


class _Reason(ValueError):
    """Why a line is refused, in our own words: nothing of the line itself."""


def _at(number: int, reason: str) -> Refused:
    safe = reason if len(reason) < 80 and "'" not in reason else "it is not as we write it"
    return Refused(f"Line {number} is refused: {safe}.", "Nothing was taken. Export again on the other laptop.")


def _object(line: str, number: int) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _at(number, "it is too long")
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _at(number, "it is no JSON as we write it") from None
    if not isinstance(found, dict):
        raise _at(number, "it is no entry")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Reason("a key stands twice")
    return found


def _no_constant(_name: str) -> Any:
    raise _Reason("no such number")


def _note(entry: dict[str, Any]) -> Note:
    kind = entry["kind"]
    if kind not in NOTE_KINDS:
        raise _Reason("its kind is unknown")
    text = _text(entry["text"], LONGEST_TEXT)
    if not text.strip():
        raise _Reason("its text is empty")
    return Note(
        id=_id(entry["id"]),
        anchor=_anchor(entry["anchor"]),
        text=text,
        created=_moment(entry["created"]),
        changed=_moment(entry["changed"]),
        keep_until=_day(entry["keep_until"]),
        kind=kind,
        tags=_texts(entry["tags"], 20, 60),
        edition=_text(entry["edition"], 200),
        formerly=_texts(entry["formerly"], 100, LONGEST_QUOTE),
    )


def _bookmark(entry: dict[str, Any]) -> Bookmark:
    order = entry["order"]
    if not isinstance(order, int) or isinstance(order, bool) or not 0 <= order < 1 << 31:
        raise _Reason("its order is no number")
    return Bookmark(
        id=_id(entry["id"]),
        anchor=_anchor(entry["anchor"]),
        created=_moment(entry["created"]),
        changed=_moment(entry["changed"]),
        folder=_text(entry["folder"], LONGEST_FOLDER),
        place=order,
        edition=_text(entry["edition"], 200),
    )


def _anchor(found: Any) -> Anchor:
    if not isinstance(found, dict):
        raise _Reason("its anchor is missing")
    page, slug = split(_text(found["passage"], 400))
    if not (is_page_id(page) and is_slug(slug)):
        raise _Reason("its passage is no id")
    twins = found["twins"]
    if not isinstance(twins, int) or isinstance(twins, bool) or not -1 <= twins < 1 << 20:
        raise _Reason("its anchor is not as we write it")
    return Anchor(
        passage=f"{page}#{slug}",
        quote=_text(found["quote"], LONGEST_QUOTE),
        before=_text(found["before"], 100_000),
        after=_text(found["after"], 100_000),
        said=_text(found["said"], 2_000),
        whole=_text(found["whole"], 64),
        siblings=_texts(found["siblings"], 20_000, 64),
        twins=twins,
        title=_text(found["title"], 1_000),
        headings=_texts(found["headings"], 20, 1_000),
    )


def _text(found: Any, longest: int) -> str:
    if not isinstance(found, str):
        raise _Reason("something is no text")
    if len(found) > longest:
        raise _Reason("something is too long")
    if first_unsafe(found) is not None:
        raise _Reason("it holds a control character")
    return found


def _texts(found: Any, most: int, longest: int) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > most:
        raise _Reason("a list is not as we write it")
    return tuple(_text(one, longest) for one in found)


def _id(found: Any) -> str:
    if not isinstance(found, str) or not is_id(found):
        raise _Reason("its id is not of our form")
    return found


def _moment(found: Any) -> datetime:
    try:
        return moment(_text(found, 30))
    except ValueError:
        raise _Reason("a time is not as we write it") from None


def _day(found: Any) -> date:
    try:
        return date.fromisoformat(_text(found, 30))
    except ValueError:
        raise _Reason("a date is not as we write it") from None
