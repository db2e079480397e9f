"""The list of notes: found by words, by kind, sorted; the bin; the weekly tidy."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual.binding import Binding
from textual.widgets import OptionList

from handbook.desk import Desk
from handbook.personal.errors import Locked, NoSuch
from handbook.personal.record import NOTE_KINDS, NoteKind
from handbook.tui.notes_list import DRAFT, LIMIT, SORTS, Listed, Wanted, gather
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.own_list import OwnList, Row
from handbook.tui.widgets.bar import Bar
from handbook.tui.writing import Writing, of_draft, of_note

_FEET = {
    "notes": "Enter open   e change   / find   k kind   s sort   d bin   u undo   Esc back   v see bin   t tidy   r confirm",
    "bin": "Enter take it out   / find   u undo   Esc back to the notes",
    "tidy": "k keep 4 weeks   c it is in the case record   d bin   Enter open   u undo   Esc done",
}
_NONE = {
    "notes": "No notes yet.\n\nm on a page writes one on the passage you are reading, or on what is selected.",
    "bin": "The bin is empty.",
    "tidy": "Nothing more has come to its day.",
}


class NotesScreen(OwnList):
    """All notes, and drafts first."""

    BINDINGS = [
        Binding("e", "change", "Change", show=False),
        Binding("k", "kind", "Kind, or keep on", show=False),
        Binding("s", "sort", "Sort", show=False),
        Binding("d,delete", "remove", "Bin", show=False),
        Binding("v", "bin", "See the bin", show=False),
        Binding("t", "tidy", "Tidy", show=False),
        Binding("c", "recorded", "It is in the case record", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Wanted()

    def prepare(self) -> None:
        """Begin with all notes; the order stays as it was chosen."""
        self._wanted = Wanted(sort=self._wanted.sort)
        super().prepare()

    def reload(self) -> None:
        """The notes that are wanted."""
        wanted = self._wanted = replace(self._wanted, words=self._query)
        self.at_desk(
            partial(gather, wanted=wanted, unsaved=self.session.unsaved), partial(self._listed, wanted), self._failed
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Locked) and self.is_current:  # another window changed the passphrase
            self.session.is_unlocked = False
            self.leave(None)
            return
        self.tell(str(error))

    def _listed(self, wanted: Wanted, found: Listed) -> None:
        if wanted != self._wanted:
            return
        names = {"notes": f"Notes · {found.total}", "bin": f"Bin · {found.binned}", "tidy": f"Tidy · {found.due} due"}
        right = f"{wanted.kind or 'all kinds'} · {wanted.sort}" if wanted.mode == "notes" else ""
        if found.binned and wanted.mode == "notes":
            right += f"   v bin: {found.binned}"
        if found.matching > LIMIT:
            right = f"the first {LIMIT} of {found.matching} · {right}"
        self.query_one("#title", Bar).say(names[wanted.mode], right)
        self.query_one("#foot", Bar).say(_FEET[wanted.mode])
        narrowed = bool(wanted.words.strip()) or wanted.kind is not None
        none = "None of these. Esc or k shows others." if narrowed else _NONE[wanted.mode]
        self.fill(found.rows, none=none)
        if wanted.mode == "notes" and not self._said:
            words = []
            if found.is_tidy_due:
                words.append(
                    f"{found.due} {'has' if found.due == 1 else 'have'} come to the day you set: t looks through."
                )
            if found.asked:
                words.append(f"{found.asked} to confirm: r.")
            if found.unreadable:
                words.append(f"{found.unreadable} cannot be opened and are kept as they are.")
            super().tell(" ".join(words))
        elif wanted.mode == "tidy" and not self._said:
            super().tell("Has it served? What is a case fact belongs in the case record, not here.")

    _said = ""

    def tell(self, words: str) -> None:
        """What was said stays until there is something else to say."""
        self._said = words
        super().tell(words)

    # Opening and changing

    def open_row(self, row: Row) -> None:
        """Enter: to its place; a draft goes on; a note in the bin comes out of it."""
        if row.id.startswith(DRAFT):
            self.action_change()
        elif self._wanted.mode == "bin":
            self.at_desk(lambda desk: desk.notes.restore(row.id), self.told("Taken out of the bin."))
        else:
            super().open_row(row)

    def action_change(self) -> None:
        """Open the marked note or draft in the editor."""
        row = self.marked
        if row is None or self._wanted.mode == "bin":
            return
        unsaved = dict(self.session.unsaved)

        def look(desk: Desk) -> Writing:
            note_id = row.id.removeprefix(DRAFT)
            draft = unsaved.get(note_id) or desk.drafts.get(note_id)
            if row.id.startswith(DRAFT):
                if draft is None:
                    raise NoSuch("That draft is not there any more.", "It was saved or thrown away elsewhere.")
                return of_draft(desk, draft)
            return of_note(desk, desk.notes.get(note_id), draft)

        self.at_desk(look, self._write)

    def _write(self, writing: Writing) -> None:
        from handbook.tui.screens.note_editor import NoteEditor

        self.handbook_app.installed("note", NoteEditor).prepare(writing)
        self.app.push_screen("note", lambda words: self.done(words or ""))

    def action_remove(self) -> None:
        """Put the marked note in the bin; a draft is thrown away after asking."""
        row = self.marked
        if row is None or self._wanted.mode == "bin":
            return
        if not row.id.startswith(DRAFT):
            self.at_desk(lambda desk: desk.notes.remove(row.id), self.told("In the bin. u takes it back."))
            return
        ask = self.handbook_app.installed("ask", AskScreen)
        ask.prepare("Throw this draft away? It cannot be taken back.", [("y", "y", "yes, throw it away")])
        self.app.push_screen("ask", partial(self._discard, row.id.removeprefix(DRAFT)))

    def _discard(self, draft_id: str, answer: str | None) -> None:
        if answer == "y":
            self.session.unsaved.pop(draft_id, None)
            self.at_desk(lambda desk: desk.drafts.discard(draft_id), self.told("The draft is gone."))

    # What is shown

    def action_kind(self) -> None:
        """The next kind; in the tidy, keep the marked note another four weeks."""
        if self._wanted.mode == "tidy":
            row = self.marked
            if row is not None:
                self.at_desk(lambda desk: desk.notes.keep_on(row.id), self.told("Kept another four weeks."))
            return
        kinds: tuple[NoteKind | None, ...] = (None, *NOTE_KINDS)
        self._want(replace(self._wanted, kind=kinds[(kinds.index(self._wanted.kind) + 1) % len(kinds)]))

    def action_sort(self) -> None:
        """The next order."""
        self._want(replace(self._wanted, sort=SORTS[(SORTS.index(self._wanted.sort) + 1) % len(SORTS)]))

    def action_bin(self) -> None:
        """What is in the bin, or the notes again."""
        self._want(Wanted("notes" if self._wanted.mode == "bin" else "bin", None, self._wanted.sort))

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.tell("")
        self.query_one(OptionList).highlighted = None
        self.reload()

    # Tidy

    def action_tidy(self) -> None:
        """Look through the notes whose day has come."""
        if self._wanted.mode != "tidy":
            self._want(Wanted("tidy", None, self._wanted.sort))

    def action_recorded(self) -> None:
        """In the tidy: what it says stands in the case record now, so it goes in the bin here."""
        row = self.marked
        if self._wanted.mode == "tidy" and row is not None:
            self.at_desk(lambda desk: desk.notes.remove(row.id), self.told("In the bin here. u takes it back."))

    def action_leave(self) -> None:
        """Out of the bin or the tidy to the notes; else as every list."""
        if self._wanted.mode == "notes" or self._answer is not None or self._query:
            super().action_leave()
            return
        if self._wanted.mode == "tidy":
            self.at_desk(lambda desk: desk.notes.tidied(), lambda _: None)
        self._want(Wanted("notes", None, self._wanted.sort))
