"""What the reading screen does with a person's own data: marks, bookmarks, notes, places, copying.

The file is opened in a thread after the first page is up. Where it cannot be, a sentence says so and reading goes on.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from handbook.model.block import Paragraph, Span, plain_text
from handbook.model.page import Page, Passage
from handbook.model.reference import split
from handbook.tui.desk_session import NO_FOLDER
from handbook.tui.own_marks import Marked, Opening, Spot, cited, marked
from handbook.tui.screens.desk_screen import AtDesk, DeskScreen, plainly
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.ticks import KeptTicks, Ticks
from handbook.tui.widgets.notes_beside import NotesBeside
from handbook.tui.widgets.notice import Notice
from handbook.tui.widgets.page_view import PageView, Position

if TYPE_CHECKING:
    from handbook.desk import Desk
    from handbook.personal.record import Bookmark

NOTE_MARK, BOOKMARK_MARK = "✎", "◆"
"""In the margin beside a heading; the line at the foot says in words what they mean."""

START = "start"
ROOM_FOR_NOTES = 120
"""From this width the notes of a page stand beside it."""


class NotePicker(PickerScreen, DeskScreen):
    """A choice among notes: it shows their first words, so it goes when notes are locked."""

    SCOPED_CSS = False

    def put_away(self) -> None:
        """Forget what was to choose from."""
        self.prepare("", ())


class DeskActions(AtDesk):
    """The part of the reading screen that works at the desk."""

    _positions: dict[str, Position]
    _ticks: Ticks

    @property
    def view(self) -> PageView:
        """The page."""
        return self.query_one(PageView)

    @abstractmethod
    def notice(self, words: str) -> None:
        """Say something in the line below the top."""

    @abstractmethod
    def show(self, reference: str, at: Position | None = None) -> bool:
        """Show a page or passage. False where there is no such page."""

    @abstractmethod
    def go(self, reference: str) -> None:
        """Show a page or passage and remember where one was."""

    @abstractmethod
    def _say_state(self) -> None:
        """Say in the line at the foot where one is."""

    _marked = Marked({}, {}, ())
    _marked_page = ""
    _continue: tuple[str, str] | None = None
    """Reference and title of the page to go on with."""
    _drawn_before = 0
    """Characters that were put before the first passage's own, on the start page alone."""
    _kept: tuple[str, Position] | None = None

    def tell(self, words: str) -> None:
        """In the line below the top."""
        self.notice(words)

    def remark(self, words: str) -> None:
        """Say what a key did; it goes when another page is shown."""
        self.notice(words)
        self._remark = self.query_one(Notice).words[0]

    def _forget_remark(self) -> None:
        if self._remark and self.query_one(Notice).words[0] == self._remark:
            self.notice("")
        self._remark = ""

    _remark = ""

    # Opening

    def open_desk(self) -> None:
        """Open the file of personal data; called once the first page is up."""
        if self.session.has_desk and not self.session.is_open:
            self.at_desk(self._open, self._opened, self._not_opened)

    def _open(self, desk: Desk) -> Opening:
        store = desk.store
        self.session.look(desk)
        # made here, in the desk's thread, so that no other has to
        desk.notes, desk.drafts, desk.bookmarks, desk.ticks, desk.reading  # noqa: B018
        edition, before = desk.texts.edition, desk.reading.edition()
        effect = desk.effect().words if before and before != edition else ""
        if before != edition and store.exists and not store.read_only:
            desk.reading.read_edition(edition)
        checklists = self.services.library.handbook.checklists
        return Opening(
            tuple(desk.notices),
            tuple(desk.reading.latest(300)),
            {checklist.id: desk.ticks.of(checklist.id) for checklist in checklists},
            desk.drafts.waiting(),
            "" if effect == "none" else effect,
        )

    def _not_opened(self, error: Exception) -> None:
        self.notice(f"Your bookmarks and notes cannot be opened. {plainly(error)}")

    def _opened(self, found: Opening) -> None:
        self.session.is_open = True
        pages = self.services.library.handbook.pages
        for place in found.positions:
            if place.page in pages:
                slug = split(place.passage)[1]
                self._positions.setdefault(place.page, Position(slug, place.offset or -1))
        latest = next((p for p in found.positions if p.page in pages and p.page != START), None)
        if latest is not None:
            info = pages[latest.page]
            is_guide = info.kind in ("pathway", "checklist")
            self._continue = (f"{info.id}#top" if is_guide else info.id, info.title)
        ticks = KeptTicks(self.session, found.ticks)
        ticks.take(self._ticks)
        self._ticks = ticks
        words = list(found.notices)
        if found.effect:
            words.append(
                f"This is another edition. Your bookmarks and notes: {found.effect}. M or B, then r, resolves."
            )
        if found.drafts:
            number = "A draft of a note is" if found.drafts == 1 else f"{found.drafts} drafts of notes are"
            words.append(f"{number} waiting: M shows what you were writing.")
        if words:
            self.notice(" ".join(words))
        page = self.view.page
        if page is not None and page.info.id == START and self._continue is not None:
            self.show(START)
        else:
            self.mark_page()

    # Marks and the notes beside the page

    def mark_page(self) -> None:
        """Find what is marked on the page that is shown; called whenever that may have changed."""
        page = self.view.page
        if page is None or not self.session.is_open:
            return
        if self._marked_page != page.info.id:
            self._marked_page = page.info.id
            self._show_marks(Marked({}, {}, ()))
        self.at_desk(partial(marked, page=page), partial(self._page_marked, page.info.id), lambda error: None)

    def _page_marked(self, page_id: str, marked: Marked) -> None:
        if self.view.page is not None and self.view.page.info.id == page_id:
            self._show_marks(marked)

    def _show_marks(self, marked: Marked) -> None:
        self._marked = marked
        signs: dict[str, str] = {}
        for counts, sign in ((marked.notes, NOTE_MARK), (marked.bookmarks, BOOKMARK_MARK)):
            for passage in counts:
                signs[passage] = signs.get(passage, "") + sign
        self.view.set_marks(signs)
        self.query_one(NotesBeside).show(marked.beside)
        self.fit_notes(self.size.width)
        self._say_state()

    def fit_notes(self, width: int) -> None:
        """Notes stand beside the page where there is room and there are any."""
        beside = self.query_one(NotesBeside)
        beside.display = width >= ROOM_FOR_NOTES and bool(self._marked.beside)
        beside.styles.width = min(40, max(30, width // 4))

    def mark_words(self) -> str:
        """What the margin's signs beside the present passage mean, in words."""
        passage = self.view.current_passage()
        if passage is None:
            return ""
        notes, marks = self._marked.notes.get(passage.id, 0), self._marked.bookmarks.get(passage.id, 0)
        words = []
        if notes:
            words.append(f"{NOTE_MARK} {notes} note{'' if notes == 1 else 's'}")
        if marks:
            words.append(f"{BOOKMARK_MARK} bookmark")
        return " ".join(words)

    def notes_locked(self, why: str) -> None:
        """Notes were locked: nothing of them stays on the screen."""
        self._show_marks(Marked({}, {}, ()))
        self.mark_page()
        if why:
            self.notice(why)

    # Places

    def leave_page(self) -> None:
        """Keep the place on the page that is left, where it can be kept."""
        page = self.view.page
        if page is None or page.info.id == START or not self.session.is_open:
            return
        page_id, position = page.info.id, self.view.position()
        if self._kept == (page_id, position):
            return
        self._kept = (page_id, position)
        self._continue = (
            page_id if page.info.kind not in ("pathway", "checklist") else f"{page_id}#top",
            page.info.title,
        )
        passage = f"{page_id}#{position.slug}"
        # in the background; a place that cannot be kept is no reason to say anything
        self.session.do(lambda desk: desk.reading.keep(page_id, passage, position.offset, desk.texts.edition))

    def as_shown(self, page: Page) -> Page:
        """The start page with the way back to what was read last in front; any other page as it is."""
        self._forget_remark()
        self._drawn_before = 0
        if page.info.id != START or self._continue is None or not page.passages:
            return page
        reference, title = self._continue
        line = Paragraph((Span("Continue reading: "), Span(title, target=reference)))
        first = page.passages[0]
        self._drawn_before = len(plain_text((line,))) + (1 if first.text else 0)
        first = replace(first, blocks=(line, *first.blocks))
        return replace(page, passages=(first, *page.passages[1:]))

    def _spot(self) -> Spot | None:
        """What a key is about, or None (and it is said why) on what is made for reading alone."""
        chosen = self.view.selected
        if chosen:
            spot = Spot(chosen[0].passage, chosen[0].start, chosen[0].end)
        else:
            passage = self.view.current_passage()
            if passage is None:
                return None
            spot = Spot(passage.id)
        page = self.view.page
        written = self.services.library.page(page.info.id) if page is not None else None
        if written is None or written.passage(split(spot.passage)[1]) is None:
            self.remark("This part of the page is put there for reading only. Choose a passage above it.")
            return None
        if self._drawn_before and page is not None and spot.passage == page.passages[0].id:
            return Spot(spot.passage, max(spot.start - self._drawn_before, 0), max(spot.end - self._drawn_before, 0))
        return spot

    def _title_of(self, spot: Spot) -> str:
        page = self.view.page
        assert page is not None
        passage: Passage | None = page.passage(split(spot.passage)[1])
        return " › ".join((page.info.title, *(passage.headings if passage else ())))

    # Bookmarks

    def with_desk(self, go_on: Callable[[], None]) -> None:
        """Go on where the file is open; else try once more and say what is wrong."""
        if not self.session.has_desk:
            self.notice(NO_FOLDER)
        elif self.session.is_open:
            go_on()
        else:

            def opened(found: Opening) -> None:
                self._opened(found)
                go_on()

            self.at_desk(self._open, opened, self._not_opened)

    def action_bookmark(self) -> None:
        """Bookmark the passage or what is selected; the same again takes it away."""
        spot = self._spot()
        if spot is not None:
            self.with_desk(partial(self._bookmark, spot))

    def _bookmark(self, spot: Spot) -> None:
        def toggle(desk: Desk) -> str:
            at = desk.anchor_at(spot.passage, spot.start, spot.end)

            def same(bookmark: Bookmark) -> bool:
                return (bookmark.anchor.passage, bookmark.anchor.quote) == (at.passage, at.quote)

            there = next((b for b in desk.bookmarks.all() if same(b)), None)
            if there is not None:
                desk.bookmarks.remove(there.id)
                return "Bookmark taken away. b puts it back."
            binned = next((b for b in desk.bookmarks.bin() if same(b)), None)
            if binned is not None:
                desk.bookmarks.restore(binned.id)
            else:
                desk.bookmark(at)
            return f"{BOOKMARK_MARK} Bookmarked. B lists your bookmarks; b again takes this one away."

        self.at_desk(toggle, self._changed_marks)

    def _changed_marks(self, words: str) -> None:
        self.view.clear_selection()
        self.remark(words)
        self.mark_page()

    def action_bookmarks(self) -> None:
        """The list of bookmarks."""
        self.with_desk(self._show_bookmarks)

    def _show_bookmarks(self) -> None:
        from handbook.tui.screens.bookmarks import BookmarksScreen

        self.handbook_app.installed("bookmarks", BookmarksScreen).prepare()
        self.app.push_screen("bookmarks", self._left_list)

    # Notes

    def with_notes(self, go_on: Callable[[], None]) -> None:
        """Go on where notes are open; else ask for the passphrase first, or for the decision about one."""
        self.with_desk(partial(self._with_notes, go_on))

    def _with_notes(self, go_on: Callable[[], None]) -> None:
        def look(desk: Desk) -> str:
            self.session.look(desk)
            return desk.store.read_only if desk.vault.protection == "undecided" else ""

        def looked(read_only: str) -> None:
            from handbook.tui.screens.passphrase import PassphraseScreen

            if self.session.is_unlocked:
                go_on()
            elif read_only:
                self.notice(f"Notes cannot be written. {read_only}")
            else:
                self.handbook_app.installed("passphrase", PassphraseScreen).prepare(self.session.protection)
                self.app.push_screen("passphrase", partial(self._opened_notes, go_on))

        self.at_desk(look, looked)

    def _opened_notes(self, go_on: Callable[[], None], is_open: bool | None) -> None:
        self.view.focus()
        if is_open:
            self.mark_page()
            self._with_notes(go_on)
        elif self.session.protection == "undecided":
            self.remark("Nothing was written. m asks again; bookmarks (b) need no passphrase.")
        else:
            self.remark("Your notes stay locked.")

    def action_note(self) -> None:
        """A note on the passage or on what is selected."""
        spot = self._spot()
        if spot is not None:
            self.with_notes(partial(self._note, spot))

    def _note(self, spot: Spot) -> None:
        from handbook.tui.writing import look_here

        self.at_desk(
            partial(look_here, spot=spot, title=self._title_of(spot), unsaved=self.session.unsaved),
            partial(self._choose_note, spot),
        )

    def _choose_note(self, spot: Spot, here: object) -> None:
        from handbook.tui.writing import Here

        assert isinstance(here, Here)
        if len(here.choices) == 1:
            self.write(here.choices[0])
            return
        choices = [Choice(str(number), one.title, one.note_words) for number, one in enumerate(here.choices)]
        picker = self.handbook_app.installed("note picker", NotePicker)
        picker.prepare("Notes here", choices)

        def picked(number: str | None) -> None:
            picker.put_away()
            if number is not None:
                self.write(here.choices[int(number)])

        self.app.push_screen("note picker", picked)

    def write(self, what: object) -> None:
        """Open the editor for a note; ``what`` is a :class:`handbook.tui.writing.Writing`."""
        from handbook.tui.screens.note_editor import NoteEditor
        from handbook.tui.writing import Writing

        assert isinstance(what, Writing)
        self.handbook_app.installed("note", NoteEditor).prepare(what)
        self.app.push_screen("note", self._written)

    def _written(self, words: str | None) -> None:
        self.view.clear_selection()
        self.view.focus()
        if words:
            self.remark(words)
        self.mark_page()

    def action_notes(self) -> None:
        """The list of notes."""
        self.with_notes(self._show_notes)

    def _show_notes(self) -> None:
        from handbook.tui.screens.notes import NotesScreen

        self.handbook_app.installed("notes", NotesScreen).prepare()
        self.app.push_screen("notes", self._left_list)

    def _left_list(self, reference: str | None) -> None:
        self.view.focus()
        self.mark_page()
        if reference:
            self.go(reference)

    # Copying

    def action_copy(self) -> None:
        """Copy the passage or what is selected, with whose words they are."""
        spot = self._spot()
        if spot is None:
            return
        if not self.session.has_desk:
            self.notice(NO_FOLDER)
            return
        words = self.view.selected_text if self.view.selected else ""
        self.at_desk(partial(cited, spot=spot, words=words), self._copied)

    def _copied(self, found: tuple[str, str]) -> None:
        text, where = found
        self.app.copy_to_clipboard(text)
        self.view.clear_selection()
        self.remark(f"Copied with its source. {where}")

    # Hiding

    def action_hide(self) -> None:
        """Hide the handbook and lock notes."""
        self.handbook_app.action_hide()
