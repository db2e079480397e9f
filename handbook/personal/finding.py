"""Searching one's own notes: a scan in memory while they are unlocked, never an index on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handbook.personal.record import Note
from handbook.personal.sentences import alike
from handbook.text import fold


@dataclass(frozen=True, slots=True)
class Found:
    """A note that was found."""

    note: Note
    snippet: str
    matches: tuple[tuple[int, int], ...]
    """Half-open offsets in the characters of ``snippet``."""


class NoteSearch:
    """Finds notes by words. Folded texts are held as long as the notes are; drop the object when they are locked."""

    def __init__(self) -> None:
        self._folded: dict[str, tuple[int, str]] = {}

    def forget(self) -> None:
        """Drop what is held."""
        self._folded.clear()

    def find(self, notes: Iterable[Note], query: str, *, limit: int = 50) -> list[Found]:
        """Notes in whose text, quote, tags or page title every word of a query stands, the newest first.

        A word may be the beginning of one. An empty query finds nothing.
        """
        words = _words(query)
        if not words:
            return []
        hits = [note for note in notes if self._has_all(note, words)]
        hits.sort(key=lambda note: (-self._weight(note, words), -note.changed.timestamp(), note.id))
        return [_found(note, words) for note in hits[:limit]]

    def mentioning(self, notes: Iterable[Note], query: str) -> list[Note]:
        """Every note that mentions any of the words, oldest first: for a request to see what is held."""
        words = _words(query)
        return [note for note in notes if any(_stands(self._text(note), word) for word in words)]

    def _has_all(self, note: Note, words: list[str]) -> bool:
        text = self._text(note)
        return all(word in text for word in words) and all(_stands(text, word) for word in words)

    def _weight(self, note: Note, words: list[str]) -> int:
        own = _folded(note.text)
        return sum(1 for word in words if word in own)

    def _text(self, note: Note) -> str:
        held = self._folded.get(note.id)
        if held is None or held[0] != note.version:
            anchor = note.anchor
            whole = "\n".join((note.text, anchor.quote, " ".join(note.tags), anchor.title, *anchor.headings))
            held = self._folded[note.id] = (note.version, _folded(whole))
        return held[1]


def _words(query: str) -> list[str]:
    return [word for word in _folded(query).replace('"', " ").split() if any(sign.isalnum() for sign in word)]


def _folded(text: str) -> str:
    return text.casefold() if text.isascii() else fold(alike(text))


def _stands(text: str, word: str) -> bool:
    """Whether a word or one that begins with it stands in a text."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return True
        at = text.find(word, at + 1)
    return False


def _found(note: Note, words: list[str]) -> Found:
    text = " ".join(note.text.split())
    folded = _folded(text)
    if len(folded) != len(text):  # a ligature or the like: then no offsets can be told
        return Found(note, text[:160], ())
    places = sorted((at, at + len(word)) for word in words for at in _places(folded, word))
    start = max(0, (places[0][0] if places else 0) - 40)
    start = 0 if start < 20 else text.rfind(" ", 0, start) + 1
    snippet = text[start : start + 160]
    inside = tuple((a - start, b - start) for a, b in places if start <= a and b <= start + len(snippet))
    return Found(note, snippet, _apart(inside))


def _places(text: str, word: str) -> list[int]:
    found: list[int] = []
    at = text.find(word)
    while at >= 0 and len(found) < 20:
        if at == 0 or not text[at - 1].isalnum():
            found.append(at)
        at = text.find(word, at + 1)
    return found


def _apart(matches: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for match in matches:
        if not kept or match[0] >= kept[-1][1]:
            kept.append(match)
    return tuple(kept)
