"""A reader's desk: personal data beside the book that is open. Both front ends work at it.

Nothing is opened, read or made before it is asked for; the book reads on whatever happens here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from handbook.book import Book, BookTexts
from handbook.model.handbook import Handbook
from handbook.model.reference import split
from handbook.model.wording import checking, standing
from handbook.personal import anchor, backup
from handbook.personal.bookmarks import Bookmarks
from handbook.personal.clock import Clock, SystemClock, today
from handbook.personal.drafts import Drafts
from handbook.personal.exporting import Export, gather
from handbook.personal.finding import Found, NoteSearch
from handbook.personal.matching import Reader
from handbook.personal.notes import Notes
from handbook.personal.opening import open_store
from handbook.personal.reading import Reading, Ticks
from handbook.personal.record import Anchor, Bookmark, Note, NoteKind
from handbook.personal.restoring import restore
from handbook.personal.seal import USUAL, Cost
from handbook.personal.standing import STATES, Standing, State, locate
from handbook.personal.store import Store
from handbook.personal.texts import Texts
from handbook.personal.undo import Undo
from handbook.personal.vault import Vault


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edition does to notes and bookmarks: shown before it is opened, or after."""

    counts: dict[State, int]
    to_confirm: tuple[tuple[Note | Bookmark, Standing], ...]
    """Those that must be asked about: changed beyond doubt, or lost."""
    locked: int = 0
    """Notes that could not be looked at because they are locked."""

    @property
    def words(self) -> str:
        """In one line: ``11 as they were, 1 moved, 1 to confirm``."""
        if not sum(self.counts.values()):
            return "none" if not self.locked else f"{self.locked} locked"
        asked = sum(1 for _, standing in self.to_confirm if standing.state != "lost")
        slight = self.counts["changed"] - asked
        named = (
            (self.counts["exact"], "as they were"),
            (self.counts["moved"], "moved"),
            (slight, "slightly reworded"),
            (asked, "to confirm"),
            (self.counts["lost"], "no longer in the text"),
            (self.locked, "locked"),
        )
        return ", ".join(f"{number} {what}" for number, what in named if number)


class Desk:
    """Bookmarks, notes, ticks and places of one person, beside the book that is open. Safe for several threads."""

    def __init__(
        self, folder: Path, book: Book, *, clock: Clock | None = None, cost: Cost = USUAL, shared: str | None = None
    ) -> None:
        self.folder = folder
        self.clock: Clock = clock or SystemClock()
        self.undo = Undo()
        self._book, self._cost, self._shared = book, cost, shared
        self._lock = threading.RLock()
        self._reader: tuple[Handbook, Reader] | None = None
        self._standings: dict[Anchor, Standing] = {}
        self._found = NoteSearch()

    # What there is

    @cached_property
    def store(self) -> Store:
        """The file, opened when first asked for. Raises StoreError; try again later, reading goes on."""
        return open_store(self.folder, self.clock, shared=self._shared)

    @property
    def notices(self) -> list[str]:
        """What the person should be told about the file, a sentence each."""
        return self.store.notices

    @cached_property
    def vault(self) -> Vault:
        """The protection of notes."""
        vault = Vault(self.store, cost=self._cost)
        vault.on_lock.append(self._found.forget)
        vault.on_lock.append(self._standings.clear)
        return vault

    @cached_property
    def notes(self) -> Notes:
        """The notes."""
        return Notes(self.store, self.vault, self.undo)

    @cached_property
    def drafts(self) -> Drafts:
        """What is being typed."""
        return Drafts(self.store, self.vault)

    @cached_property
    def bookmarks(self) -> Bookmarks:
        """The bookmarks."""
        return Bookmarks(self.store, self.undo)

    @cached_property
    def ticks(self) -> Ticks:
        """Ticks on checklists."""
        return Ticks(self.store)

    @cached_property
    def reading(self) -> Reading:
        """Reading positions and the edition read last."""
        return Reading(self.store)

    @property
    def reader(self) -> Reader:
        """The text of the edition that is open, made anew when it is another."""
        with self._lock:
            handbook = self._book.handbook
            if self._reader is None or self._reader[0] is not handbook:
                self._reader = (handbook, Reader(BookTexts(self._book)))
                self._standings.clear()
            return self._reader[1]

    @property
    def texts(self) -> Texts:
        """The text of the edition that is open."""
        return self.reader.texts

    # Anchors

    def anchor(self, reference: str, quote: str = "") -> Anchor:
        """The anchor for a quote in a passage, or for all of it. Raises Refused."""
        return anchor.make(self.texts, reference, quote)

    def anchor_at(self, passage: str, start: int, end: int) -> Anchor:
        """The anchor for the sentences that a selection touches. Raises Refused."""
        return anchor.make_at(self.texts, passage, start, end)

    def standing(self, of: Anchor) -> Standing:
        """Where an anchor stands in the edition that is open."""
        reader = self.reader
        with self._lock:
            found = self._standings.get(of)
            if found is None:
                found = self._standings[of] = locate(of, reader)
            return found

    def on_page(self, page_id: str) -> tuple[list[tuple[Note, Standing]], list[tuple[Bookmark, Standing]]]:
        """Notes and bookmarks that stand on a page, for its margin. Locked notes are left out."""
        notes = self.notes.all() if self.vault.is_open else []
        return (
            [
                (n, s)
                for n in notes
                if (s := self.standing(n.anchor)).passage and split(s.passage or "")[0] == page_id
            ],
            [
                (b, s)
                for b in self.bookmarks.all()
                if (s := self.standing(b.anchor)).passage and split(s.passage or "")[0] == page_id
            ],
        )

    def effect(self, texts: Texts | None = None) -> Effect:
        """What an edition does to notes and bookmarks; the one that is open, or another that is looked at first."""
        reader = Reader(texts) if texts is not None else self.reader
        is_open = self.vault.is_open
        notes = self.notes.all() if is_open else []
        entries: list[Note | Bookmark] = [*notes, *self.bookmarks.all()]
        found = [(entry, locate(entry.anchor, reader)) for entry in entries]
        counts: dict[State, int] = dict.fromkeys(STATES, 0)
        for _, where in found:
            counts[where.state] += 1
        asked = tuple(pair for pair in found if pair[1].state == "lost" or not pair[1].is_certain)
        return Effect(counts, asked, 0 if is_open else self.notes.count())

    def accept(self, entry: Note | Bookmark, at: Standing | None = None) -> Note | Bookmark:
        """Attach an entry to where it stands now, or to a place the person chose. Raises Refused where it is lost."""
        at = at or self.standing(entry.anchor)
        new = self.anchor_at(at.passage, at.start, at.end) if at.passage else self.anchor(entry.anchor.passage)
        if isinstance(entry, Note):
            return self.notes.attach(entry.id, new, edition=self.texts.edition)
        return self.bookmarks.attach(entry.id, new, edition=self.texts.edition)

    def accept_certain(self) -> int:
        """Attach everything that stands beyond doubt, though moved or slightly reworded; returns how many."""
        entries: list[Note | Bookmark] = [*self.notes.all(), *self.bookmarks.all()]
        done = 0
        for entry in entries:
            at = self.standing(entry.anchor)
            if at.is_certain and at.state in ("moved", "changed"):
                self.accept(entry, at)
                done += 1
        return done

    # Writing and finding

    def write(
        self,
        at: Anchor,
        text: str,
        *,
        kind: NoteKind = "note",
        tags: tuple[str, ...] = (),
        keep_until: date | None = None,
        note_id: str = "",
    ) -> Note:
        """Write a note; it is safe on disk when this returns. Raises Refused, Locked, Undecided or StoreError."""
        return self.notes.add(
            at, text, kind=kind, tags=tags, keep_until=keep_until, edition=self.texts.edition, note_id=note_id
        )

    def bookmark(self, at: Anchor, *, folder: str = "") -> Bookmark:
        """Keep a place. Raises StoreError."""
        return self.bookmarks.add(at, folder=folder, edition=self.texts.edition)

    def find_notes(self, query: str, *, limit: int = 50) -> list[Found]:
        """Own notes with all the words of a query; none while they are locked."""
        return self._found.find(self.notes.all(), query, limit=limit) if self.vault.is_open else []

    def mentioning(self, query: str) -> list[Note]:
        """Every note that mentions any of the words, for a request to see what is held. Raises Locked."""
        return self._found.mentioning(self.notes.all(), query)

    def export(self, notes: Iterable[Note] | None = None, bookmarks: Iterable[Bookmark] | None = None) -> Export:
        """Notes and bookmarks (all of them unless said) in the order of the handbook. Raises Locked."""
        chosen = self.notes.all() if notes is None else notes
        marked = self.bookmarks.all() if bookmarks is None else bookmarks
        return gather(chosen, marked, self.reader, today(self.clock))

    def cite(self, passage: str, words: str = "") -> str:
        """Words of a passage (all of it unless said) with whose they are: page, provenance, edition, date, reference."""
        text = words or self.texts.text(passage) or ""
        info = self._book.handbook.pages.get(split(passage)[0])
        place = self.texts.place(passage)
        if info is None or place is None:
            return text
        title = " › ".join((place.title, *place.headings))
        edition = f"{self._book.handbook.title}, edition {self.texts.edition}" if self.texts.edition else ""
        lines = [text.strip(), "", title, standing(info, self._book.today()), checking(info), edition]
        lines += [f"Reference: {passage}", info.restraint]
        return "\n".join(line for number, line in enumerate(lines) if line or number == 1)

    # Keeping it safe

    def restore(self, path: Path, *, passphrase: str = "") -> None:
        """Put a backup in the place of what is there, and lock. Raises HandbookError; then nothing is changed."""
        restore(self.store, path, passphrase=passphrase)
        self.vault.lock()
        self.undo.forget()
        self._standings.clear()

    def backups(self) -> list[backup.Backup]:
        """The backups, newest first."""
        return backup.listed(backup.folder_of(self.folder))

    def close(self) -> None:
        """Lock and let go of the file."""
        if "store" in self.__dict__:
            self.vault.lock()
            self.store.close()
