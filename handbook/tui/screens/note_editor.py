"""The editor of a note: beside its passage, its draft kept at every pause, saved when it is safe on disk."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from handbook.personal.drafts import KEEP_AFTER, KEEP_EVERY
from handbook.personal.errors import Locked, ProtectionChanged
from handbook.personal.identifiers import NAMES_ARE_NOT_FOUND, Finding, described, mask, scan
from handbook.personal.limits import checked_kind
from handbook.personal.notes import REMINDER, Saved
from handbook.personal.record import LONGEST_TEXT, NOTE_KINDS, Draft
from handbook.text import guard, one_line
from handbook.tui.draft_keeping import ago, put, save, tags_in, with_text, words_of
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.desk_screen import DeskScreen, plainly
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.box import Box
from handbook.tui.widgets.note_fields import Chooser, NoteArea
from handbook.tui.writing import Writing, parsed, said

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_FOOT = "F2 save   Esc close, the draft stays   Tab kind, days, tags   F9 hide and lock"


class NoteEditor(DeskScreen):
    """Writes one note. Dismissed with a sentence about what became of it; Esc never loses what was typed."""

    CSS = """
    NoteEditor #title { height: auto; max-height: 2; padding: 0 1; color: $accent; text-style: bold; }
    NoteEditor #quote { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    NoteEditor #reminder { height: 1; padding: 0 1; margin: 0 0 1 0; }
    NoteEditor #fields { height: 1; margin: 1 0 0 0; padding: 0 1; }
    NoteEditor #fields Static { width: auto; color: $text-muted; }
    NoteEditor #fields Box { background: $panel; }
    NoteEditor #kind { margin: 0 3 0 0; }
    NoteEditor #keep { width: 13; margin: 0 3 0 0; }
    NoteEditor #tags { width: 1fr; }
    NoteEditor #state { height: auto; min-height: 1; max-height: 3; padding: 0 1; color: $warning; }
    """

    BINDINGS = [
        Binding("f2", "save", "Save", show=False, priority=True),
        Binding("escape", "leave", "Close, the draft stays", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._writing: Writing | None = None
        self._opened_with: Draft | None = None
        self._kept: Draft | None = None
        """What was kept last, apart from its time."""
        self._kept_at: float | None = None
        self._waiting_since: float | None = None
        self._timer: Timer | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        """What the note is on, the reminder, the text, its fields, what is told, the keys."""
        yield Static("", id="title", markup=False)
        yield Static("", id="quote", markup=False)
        yield Static(REMINDER, id="reminder", markup=False)
        yield NoteArea(id="text", compact=True, highlight_cursor_line=False)
        with Horizontal(id="fields"):
            yield Static("kind ", markup=False)
            yield Chooser(NOTE_KINDS, id="kind")
            yield Static("keep until ", markup=False)
            yield Box(id="keep", compact=True)
            yield Static("tags ", markup=False)
            yield Box(id="tags", compact=True, placeholder="with commas between")
        yield Static("", id="state", markup=False)
        yield Bar(_FOOT, id="foot")
        yield TooSmall()

    # Opening

    def prepare(self, writing: Writing) -> None:
        """Say what is written."""
        self._writing = writing
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Show what was prepared; say every second how old the draft is."""
        self.set_interval(1, self._tell_age)
        self._begin()

    def on_screen_resume(self) -> None:
        """Go on typing where one was."""
        if self.focused is None:
            self.query_one(NoteArea).focus()

    def _begin(self) -> None:
        writing = self._writing
        if writing is None:
            return
        self._busy, self._waiting_since, self._kept_at = False, None, None
        area = self.query_one(NoteArea)
        area.read_only = False
        with self.prevent(TextArea.Changed, Input.Changed):
            area.load_text(guard(writing.text))
            area.move_cursor(area.document.end)
            self.query_one(Chooser).set(writing.kind)
            self.query_one("#keep", Box).value = said(writing.keep_until)
            self.query_one("#tags", Box).value = ", ".join(writing.tags)
        quote = one_line(writing.anchor.quote)
        self.query_one("#title", Static).update(Content(guard(f"Note on: {writing.where}")))
        self.query_one("#quote", Static).update(Content(f"“{quote}”" if quote else "the whole passage"))
        self._opened_with = self._kept = self._draft()
        self._tell_age()
        day = said(writing.drafted.astimezone().date()) if writing.drafted else ""
        self.tell(f"This is your draft of {day}. F2 saves it." if day else "")
        area.focus()

    def _draft(self) -> Draft | None:
        """What stands in the editor now."""
        writing = self._writing
        if writing is None:
            return None
        return Draft(
            id=writing.id,
            text=self.query_one(NoteArea).text,
            saved=writing.drafted or _NEVER,
            passage=writing.anchor.passage,
            quote=writing.anchor.quote,
            kind=checked_kind(self.query_one(Chooser).value),
            tags=tags_in(self.query_one("#tags", Box).value),
            keep_until=parsed(self.query_one("#keep", Box).value, self.services.today()) or writing.keep_until,
            note_version=writing.note_version,
        )

    # The draft

    @on(TextArea.Changed)
    @on(Input.Changed)
    @on(Chooser.Changed)
    def _changed(self, event: TextArea.Changed | Input.Changed | Chooser.Changed) -> None:
        """Something was typed: keep it at the next pause, and every two seconds without one."""
        event.stop()
        if self._writing is None or self._busy:
            return
        now = time.monotonic()
        if self._waiting_since is None:
            self._waiting_since = now
        if self._timer is not None:
            self._timer.stop()
        if now - self._waiting_since >= KEEP_EVERY:
            self._keep()
        else:
            self._timer = self.set_timer(KEEP_AFTER, self._keep)

    def _keep(self) -> None:
        """Keep the draft now, in the desk's thread."""
        self._waiting_since = None
        draft = self._draft()
        if draft is None or self._busy or draft == self._kept:
            return
        self.at_desk(partial(put, draft=draft), partial(self._was_kept, draft), self._not_kept)

    def _was_kept(self, draft: Draft, _: None) -> None:
        if self._writing is not None and draft.id == self._writing.id:
            self._kept, self._kept_at = draft, time.monotonic()
            self.session.unsaved.pop(draft.id, None)
            self._tell_age()

    def _not_kept(self, error: Exception) -> None:
        self._kept_at = None
        self._tell_age()
        self.tell(f"The draft is not kept: {plainly(error)} Your text stays here; F2 tries to save it.")

    def _tell_age(self) -> None:
        if self._writing is None:
            return
        foot = self.query_one("#foot", Bar)
        age = "" if self._kept_at is None else f"draft kept {ago(time.monotonic() - self._kept_at)}"
        if foot.words[1] != age:
            foot.say(right=age)

    def tell(self, words: str) -> None:
        """Say something below the text."""
        self.query_one("#state", Static).update(Content(guard(words)))

    # Saving

    def action_save(self) -> None:
        """Save, after asking about what looks like identifiers."""
        draft = self._draft()
        if draft is None or self._busy or not self.is_current:
            return
        if not draft.text.strip():
            self.tell("Nothing is written yet.")
            return
        if len(draft.text) > LONGEST_TEXT:
            self.tell(f"That is too long for a note: keep it under {LONGEST_TEXT} characters.")
            return
        if parsed(self.query_one("#keep", Box).value, self.services.today()) is None:
            self.tell("Until when is it kept? Type a day such as 20 Dec 2026.")
            self.query_one("#keep", Box).focus()
            return
        found, in_tags = scan(draft.text), tuple(f for tag in draft.tags for f in scan(tag))
        if not found and not in_tags:
            self._save(draft)
            return
        ask = self.handbook_app.installed("ask", AskScreen)
        where = words_of(draft.text, found) if found else " in the tags"
        ask.prepare(
            f"This looks as if it held {described((*found, *in_tags))}{where}. Case facts belong in the case record.\n\n"
            f"{NAMES_ARE_NOT_FOUND}",
            [("enter", "Enter", "mask it and save"), ("k", "k", "keep it and save")],
            no="Esc go back",
        )
        self.app.push_screen("ask", partial(self._answered, draft, found))

    def _answered(self, draft: Draft, found: tuple[Finding, ...], answer: str | None) -> None:
        if answer == "enter":
            masked = tuple(mask(tag, scan(tag)) for tag in draft.tags)
            self._save(with_text(draft, mask(draft.text, found), masked))
        elif answer == "k":
            self._save(draft)
        elif found:
            area = self.query_one(NoteArea)
            area.focus()
            area.move_cursor(area.offset_to_location(found[0].start))

    def _save(self, draft: Draft) -> None:
        assert self._writing is not None
        self._busy = True
        self.query_one(NoteArea).read_only = True
        self.tell("Saving…")
        self.at_desk(partial(save, writing=self._writing, draft=draft), self._saved, self._not_saved)

    def _saved(self, saved: Saved) -> None:
        words = "Note saved."
        if saved.other is not None:
            words = "Another window had changed this note. Both are kept: yours is saved as a note of its own."
        self._leave(words)

    def _not_saved(self, error: Exception) -> None:
        self._busy = False
        self.query_one(NoteArea).read_only = False
        if isinstance(error, Locked | ProtectionChanged) and self.is_current:
            from handbook.tui.screens.passphrase import PassphraseScreen

            screen = self.handbook_app.installed("passphrase", PassphraseScreen)
            screen.prepare("sealed", "They were locked meanwhile. Your text is still here; it is saved after this.")
            self.app.push_screen("passphrase", self._opened_again)
            return
        self.tell(f"Not saved: {plainly(error)} Your text stays here.")

    def _opened_again(self, is_open: bool | None) -> None:
        if is_open:
            self.action_save()
        else:
            self.tell("Not saved: your notes are locked. Your text stays here.")

    # Leaving

    def action_leave(self) -> None:
        """Close; what was typed is kept as a draft, and only then does the editor close."""
        draft = self._draft()
        if draft is None or self._busy or not self.is_current:
            return
        if draft == self._opened_with and draft == self._kept:
            is_new = not draft.note_version and self._writing is not None and self._writing.drafted is None
            self._leave("Nothing was written." if is_new else "")
            return
        if draft == self._kept:
            self._leave_with(draft)
            return
        self._busy = True
        self.at_desk(partial(put, draft=draft), lambda _: self._leave_with(draft), self._cannot_leave)

    def _leave_with(self, draft: Draft) -> None:
        self.session.unsaved.pop(draft.id, None)
        self._leave(
            "Draft kept. m at the same place, or M, offers it again."
            if draft.text.strip()
            else "Nothing was written."
        )

    def _cannot_leave(self, error: Exception) -> None:
        self._busy = False
        ask = self.handbook_app.installed("ask", AskScreen)
        ask.prepare(
            f"Your draft cannot be kept: {plainly(error)}",
            [("d", "d", "close and throw the text away")],
            no="Esc stay here",
        )
        self.app.push_screen(
            "ask", lambda answer: self._leave("The text was thrown away.") if answer == "d" else None
        )

    def _leave(self, words: str) -> None:
        self._forget()
        self.dismiss(words)

    def put_away(self) -> None:
        """Notes are being locked: keep the draft before that, and take the text off the screen."""
        draft = self._draft()
        if draft is not None and not self._busy and draft not in (self._kept, self._opened_with):
            unsaved = self.session.unsaved
            unsaved[draft.id] = draft
            future = self.session.do(partial(put, draft=draft))
            future.add_done_callback(lambda done: None if done.exception() else unsaved.pop(draft.id, None))
        self._forget()

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._writing = self._opened_with = self._kept = None
        with self.prevent(TextArea.Changed, Input.Changed):
            self.query_one(NoteArea).load_text("")
            self.query_one("#tags", Box).value = ""
        for name in ("#title", "#quote", "#state"):
            self.query_one(name, Static).update(Content(""))
        self._kept_at = None
        self.query_one("#foot", Bar).say(right="")
