"""What a reader does with bookmarks and notes, by keys alone, on the small handbook."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handbook.desk import Desk
from handbook.library import Library
from handbook.paths import Places
from handbook.personal.errors import StoreFull
from handbook.settings import SettingsFile
from handbook.tui.app import HandbookApp
from handbook.tui.desk_actions import NotePicker
from handbook.tui.draft_keeping import ago
from handbook.tui.resolving import changes
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.bookmarks import BookmarksScreen
from handbook.tui.screens.hidden import HiddenScreen
from handbook.tui.screens.note_editor import NoteEditor
from handbook.tui.screens.notes import NotesScreen
from handbook.tui.screens.passphrase import PassphraseScreen
from handbook.tui.screens.picker import PickerScreen
from handbook.tui.screens.resolver import ResolverScreen
from handbook.tui.services import Services
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.note_fields import NoteArea
from handbook.tui.widgets.notes_beside import NotesBeside
from handbook.tui.writing import parsed
from tests.personal.support import CHEAP, GOOD, HandClock
from tests.tui.conftest import Driven
from tests.tui.hostile import EVIL

DAY = date(2026, 11, 22)
CANARY = "zanzibar heron quietly"
MEETING = "procedures/meeting"


@dataclass
class Own(Driven):
    """An app with a desk of its own."""

    clock: HandClock = None  # type: ignore[assignment]
    folder: Path = None  # type: ignore[assignment]

    @property
    def session(self):  # type: ignore[no-untyped-def]
        return self.app.session

    def at_desk(self, work: Callable[[Desk], Any]) -> Any:
        return self.session.do(work).result(10)

    def notice(self) -> str:
        bar = self.reading.query_one("#notice", Bar)
        return bar.words[0] if bar.display else ""

    @property
    def area(self) -> NoteArea:
        return self.app.screen.query_one(NoteArea)

    def told(self) -> str:
        return self.app.screen.query_one("#told" if self.app.screen.query("#told") else "#state").content.plain

    async def select(self) -> None:
        """Select downwards until something of a passage's text is selected."""
        for _ in range(20):
            await self.pilot.press("shift+down")
            if self.reading.view.selected:
                return

    async def protect(self) -> None:
        """Have a passphrase, without the screens."""
        self.at_desk(lambda desk: (desk.vault.protect(GOOD), self.session.look(desk)))

    async def note(self, text: str) -> None:
        """Write and save a note on the passage that is read."""
        await self.press("m")
        if isinstance(self.app.screen, PickerScreen):
            await self.press("enter")
        self.area.insert(text)
        await self.press("f2")
        assert self.app.screen is self.reading, self.told()


Write = Callable[..., AbstractAsyncContextManager[Own]]


@pytest.fixture
def write(small: Path, tmp_path: Path) -> Write:
    """Open the small handbook with a desk: ``async with write(size=(80, 24)) as own``."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (80, 24),
        *,
        folder: Path | None = None,
        clock: HandClock | None = None,
        **options: Any,
    ) -> AsyncIterator[Own]:
        data = folder or tmp_path / "data"
        places = Places(small / "content", small / "index", small / "index" / "built", data)
        library = Library(places, today=lambda: DAY)
        clock = clock or HandClock()
        services = Services(
            library=library,
            settings=SettingsFile(data),
            today=lambda: DAY,
            desk=lambda: Desk(data, library, clock=clock, cost=CHEAP, shared=""),
        )
        app = HandbookApp(services, **options)
        async with app.run_test(size=size) as pilot:
            own = Own(app, pilot, clock=clock, folder=data)
            await own.settle()
            yield own

    return opened


# Opening


async def test_the_file_is_not_made_by_opening(write: Write) -> None:
    async with write() as own:
        assert own.session.is_open and not own.folder.exists()
        assert own.notice() == ""


async def test_without_a_folder_everything_reads(drive: Any) -> None:
    async with drive() as driven:
        for key in ("b", "B", "m", "M", "y"):
            await driven.press(key)
            assert driven.app.screen is driven.reading
            assert "no folder for your own data" in driven.shown()


async def test_a_foreign_file_in_the_place_never_hinders_reading(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "data" / "personal.db"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.executescript("PRAGMA application_id=77; CREATE TABLE shopping(item)")
    before = path.read_bytes()
    async with write() as own:
        assert own.page == "synopsis/about"
        assert "cannot be opened" in own.notice()
        await own.press("m")
        assert own.app.screen is own.reading and "cannot be opened" in own.notice()
        await own.press("l")
        assert isinstance(own.app.screen, PickerScreen)
    assert path.read_bytes() == before


async def test_a_damaged_file_is_set_aside_and_said(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "data" / "personal.db"
    path.parent.mkdir()
    path.write_text("no database at all")
    async with write() as own:
        assert own.page == "synopsis/about" and "was damaged" in own.notice()
        await own.press("b")
        assert own.at_desk(lambda desk: len(desk.bookmarks.all())) == 1
    assert any(file.read_bytes() == b"no database at all" for file in path.parent.iterdir() if file.is_file())


# Bookmarks


async def test_b_bookmarks_and_again_takes_it_away(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.press("b")
        assert own.notice().startswith("◆ Bookmarked") and "◆ Professionals' meeting" in own.shown()
        assert "◆ bookmark" in own.foot()
        await own.press("b")
        assert "taken away" in own.notice() and "◆ Professionals" not in own.shown()
        await own.press("b")
        assert own.at_desk(lambda desk: len(desk.bookmarks.all())) == 1


async def test_a_bookmark_on_selected_words_holds_the_whole_sentence(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.select()
        await own.press("b")
        bookmark = own.at_desk(lambda desk: desk.bookmarks.all()[0])
        assert bookmark.anchor.quote and bookmark.anchor.quote[-1] in ".?!:"
        assert own.reading.view.selected == ()


async def test_the_list_of_bookmarks(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.press("b")
        own.reading.go("procedures/recording")
        await own.settle()
        await own.press("b", "B")
        screen = own.app.screen
        assert isinstance(screen, BookmarksScreen)
        assert "Bookmarks · 2" in own.shown()
        await own.press("plus")
        assert [row.title for row in screen._rows] == ["Recording concerns", "Professionals' meeting"]
        await own.press("f")
        await own.type("before a visit")
        await own.press("enter")
        assert "before a visit" in own.shown() and "In no folder" in own.shown()
        await own.press("u")
        assert "before a visit" not in own.shown()
        await own.press("slash")
        await own.type("recording")
        assert [row.title for row in screen._rows] == ["Recording concerns"]
        await own.press("enter", "enter")
        assert own.page == "procedures/recording" and own.app.screen is own.reading


async def test_removing_a_bookmark_can_be_undone(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.press("b", "B", "d")
        assert "No bookmarks yet" in own.shown() and "u takes it back" in own.told()
        await own.press("u")
        assert "Bookmarks · 1" in own.shown()
        await own.press("escape")
        assert own.app.screen is own.reading


@pytest.mark.parametrize(
    ("answer", "kept"), [("enter", "[postcode] visits"), ("k", "SW1A 1AA visits"), ("escape", "")]
)
async def test_a_folders_name_is_asked_about(write: Write, answer: str, kept: str) -> None:
    async with write(page=MEETING) as own:
        await own.press("b", "B", "f")
        for character in "SW1A 1AA visits":
            await own.pilot.press("space" if character == " " else character)
        await own.press("enter")
        assert isinstance(own.app.screen, AskScreen) and "a postcode" in own.shown()
        await own.press(answer)
        assert own.at_desk(lambda desk: desk.bookmarks.all()[0].folder) == kept


# The first note, and unlocking


async def test_the_first_note_asks_for_a_passphrase_and_shows_the_code_once(write: Write) -> None:
    async with write() as own:
        await own.press("m")
        screen = own.app.screen
        assert isinstance(screen, PassphraseScreen)
        words = screen.query_one("#offer").content.plain
        assert len(words.split()) == 4 and "F4 go without" in own.shown() and "Esc not now" in own.shown()
        await own.press("f6")
        assert screen.query_one("#offer").content.plain != words
        words = screen.query_one("#offer").content.plain
        await own.press("enter")
        code = re.search(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]", own.shown())
        assert code and words in own.shown()
        await own.press("escape")
        assert code.group() in own.shown(), "the code is not left by accident"
        await own.press("y")
        assert isinstance(own.app.screen, NoteEditor) and code.group() not in own.shown()
        await own.press("escape", "f9", "x", "M")
        assert isinstance(own.app.screen, PassphraseScreen) and code.group() not in own.shown()
        await own.type(words)
        await own.press("enter")
        assert isinstance(own.app.screen, NotesScreen)


async def test_an_own_passphrase_is_typed_twice_and_never_shown(write: Write) -> None:
    async with write() as own:
        await own.press("m")
        await own.type("short")
        await own.press("enter")
        assert "too easy to guess" in own.told()
        own.app.screen.query_one("#secret").value = ""
        await own.type(GOOD)
        assert GOOD not in own.shown()
        await own.press("enter")
        await own.type("another one than that")
        await own.press("enter")
        assert "not alike" in own.told()
        for _ in range(2):
            await own.type(GOOD)
            await own.press("enter")
        assert "Write this down now" in own.shown() and GOOD not in own.shown()


async def test_going_without_is_explained_and_decided(write: Write) -> None:
    async with write() as own:
        await own.press("m", "f4")
        assert "anyone who can use this account" in " ".join(own.shown().split())
        await own.press("escape")
        assert own.at_desk(lambda desk: desk.vault.protection) == "undecided"
        await own.press("f4", "y")
        assert isinstance(own.app.screen, NoteEditor)
        assert own.at_desk(lambda desk: desk.vault.protection) == "none"


async def test_not_now_writes_nothing(write: Write) -> None:
    async with write() as own:
        await own.press("m", "escape")
        assert own.app.screen is own.reading and "Nothing was written" in own.notice()
        assert own.at_desk(lambda desk: desk.vault.protection) == "undecided"


async def test_a_wrong_passphrase_waits_and_never_erases(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note("kept")
        await own.press("x", "x", "M")
        await own.type("quite wrong words here")
        await own.press("enter")
        assert "Nothing is erased" in own.shown() and "next try" in own.shown()
        await own.type(GOOD)
        await own.press("enter")
        assert isinstance(own.app.screen, PassphraseScreen), "the next try waits"
        own.clock.forward(120)
        own.app.screen._not_before = 0.0
        own.app.screen.query_one("#secret").value = GOOD
        await own.press("enter")
        assert isinstance(own.app.screen, NotesScreen) and "Notes · 1" in own.shown()


async def test_the_recovery_code_opens_and_a_new_passphrase_is_chosen(write: Write) -> None:
    async with write() as own:
        code = own.at_desk(lambda desk: desk.vault.protect(GOOD)[0])
        own.at_desk(lambda desk: desk.vault.lock())
        own.at_desk(own.session.look)
        await own.press("M", "f4")
        own.app.screen.query_one("#secret").value = code
        await own.press("enter")
        assert "A new passphrase" in own.shown()
        words = own.app.screen.query_one("#offer").content.plain
        await own.press("enter")
        assert isinstance(own.app.screen, NotesScreen)
        own.at_desk(lambda desk: (desk.vault.lock(), desk.vault.unlock(words)))


# Writing


async def test_a_note_is_written_saved_and_marked(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.protect()
        await own.press("m")
        assert "Case facts belong in the case record." in own.shown() and "Professionals' meeting" in own.shown()
        await own.type("who has seen the bedroom?")
        await own.press("tab", "r", "tab", "tab")
        await own.type("supervision, school")
        assert "reflection" in own.shown()
        await own.press("f2")
        assert own.app.screen is own.reading and own.notice() == "Note saved."
        assert "✎ Professionals' meeting" in own.shown() and "✎ 1 note" in own.foot()
        note = own.at_desk(lambda desk: desk.notes.all()[0])
        assert (note.text, note.kind, note.tags) == (
            "who has seen the bedroom?",
            "reflection",
            ("supervision", "school"),
        )
        assert note.keep_until == date(2026, 12, 20) and note.anchor.passage == f"{MEETING}#top"
        assert own.at_desk(lambda desk: desk.drafts.waiting()) == 0


async def test_m_where_there_is_a_note_offers_it(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note("the first")
        await own.press("m")
        assert isinstance(own.app.screen, PickerScreen) and "the first" in own.shown()
        await own.press("down", "enter")
        assert own.area.text == "the first"
        own.area.insert(", longer")
        await own.press("f2")
        assert [n.text for n in own.at_desk(lambda desk: desk.notes.all())] == ["the first, longer"]


async def test_keep_until_must_be_a_day(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert("something")
        own.app.screen.query_one("#keep").value = "some day"
        await own.press("f2")
        assert isinstance(own.app.screen, NoteEditor) and "Type a day" in own.told()
        own.app.screen.query_one("#keep").value = "24 dec"
        await own.press("f2")
        assert own.at_desk(lambda desk: desk.notes.all()[0].keep_until) == date(2026, 12, 24)


def test_days_as_they_are_typed() -> None:
    for text in ("20 Dec 2026", "20 dec", "20/12/2026", "2026-12-20", "20.12.26", "20 december 2026"):
        assert parsed(text, DAY) == date(2026, 12, 20), text
    assert parsed("3 Jan", DAY) == date(2027, 1, 3)
    for text in ("", "soon", "31 Feb 2027", "1 2 3 4", "2026", "99999999 1 1"):
        assert parsed(text, DAY) is None, text


def test_the_age_of_a_draft_is_said_in_steps() -> None:
    assert [ago(s) for s in (0.4, 3.2, 17, 59, 61, 400)] == [
        "just now", "3 s ago", "10 s ago", "50 s ago", "1 min ago", "6 min ago"]  # fmt: skip


async def test_the_draft_is_kept_at_a_pause_and_esc_offers_it_again(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type("half a thou")
        await asyncio.sleep(0.7)
        await own.settle()
        assert [d.text for d in own.at_desk(lambda desk: desk.drafts.all())] == ["half a thou"]
        assert "draft kept" in own.foot()
        await own.type("ght")
        await own.press("escape")
        assert own.app.screen is own.reading and "Draft kept" in own.notice()
        await own.press("m")
        assert isinstance(own.app.screen, PickerScreen) and "Go on with: half a thought" in own.shown()
        await own.press("enter")
        assert own.area.text == "half a thought"
        await own.press("f2")
        assert own.at_desk(lambda desk: (desk.drafts.waiting(), len(desk.notes.all()))) == (0, 1)


async def test_the_draft_is_kept_while_one_types_on(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        for _ in range(12):
            own.area.insert("on and ")
            await asyncio.sleep(0.25)
        await own.pilot.pause()
        drafts = own.at_desk(lambda desk: desk.drafts.all())
        assert drafts and len(drafts[0].text) >= 7 * 7


async def test_a_draft_survives_an_app_that_is_killed(write: Write, tmp_path: Path) -> None:
    """The app is not told that it ends; what was kept at the last pause is offered at the next start."""
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type("cut short")
        await asyncio.sleep(0.7)
        await own.settle()
        for path in list(own.folder.iterdir()):
            if path.is_file():
                (tmp_path / "after").mkdir(exist_ok=True)
                (tmp_path / "after" / path.name).write_bytes(path.read_bytes())
    async with write(folder=tmp_path / "after") as own:
        assert "A draft of a note is waiting: M" in own.notice()
        await own.press("M")
        await own.type(GOOD)
        await own.press("enter")
        assert "draft ·" in own.shown() and "cut short" in own.shown()
        await own.press("enter")
        assert own.area.text == "cut short"
        await own.press("f2")
        assert isinstance(own.app.screen, NotesScreen) and "Notes · 1" in own.shown()


async def test_leaving_the_app_keeps_what_was_typed(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type("just typed")
        own.app.exit()
        await own.pilot.pause()
    async with write() as own:
        own.at_desk(lambda desk: desk.vault.unlock(GOOD))
        assert [d.text for d in own.at_desk(lambda desk: desk.drafts.all())] == ["just typed"]


async def test_esc_without_typing_keeps_nothing(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m", "escape")
        assert own.at_desk(lambda desk: desk.drafts.waiting()) == 0


async def test_a_full_disk_leaves_the_text_on_the_screen(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert(CANARY)
        full = StoreFull("Not saved: the disk is full.", "Make room, then try again.")

        def refuse(*_: Any, **__: Any) -> None:
            raise full

        with monkeypatch.context() as patched:
            patched.setattr("handbook.personal.notes.Notes.add", refuse)
            patched.setattr("handbook.personal.drafts.Drafts.save", refuse)
            await own.press("f2")
            assert isinstance(own.app.screen, NoteEditor) and own.area.text == CANARY
            assert "Make room" in " ".join(own.told().split()) and "Note saved" not in own.shown()
            await own.press("escape")
            assert isinstance(own.app.screen, AskScreen), "Esc never loses what was typed"
            await own.press("escape")
            assert own.area.text == CANARY
        await own.press("f2")
        assert own.app.screen is own.reading and own.notice() == "Note saved."


async def test_a_draft_that_cannot_be_kept_outlives_a_lock_in_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert(CANARY)

        def refuse(*_: Any, **__: Any) -> None:
            raise StoreFull("Not saved: the disk is full.", "Make room, then try again.")

        with monkeypatch.context() as patched:
            patched.setattr("handbook.personal.drafts.Drafts.save", refuse)
            await own.press("f9", "x", "m")
        assert CANARY not in own.shown()
        await own.type(GOOD)
        await own.press("enter")
        assert "Go on with: " + CANARY in own.shown()
        await own.press("enter")
        assert own.area.text == CANARY


async def test_two_windows_keep_both_texts(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note("as it was")
        async with write() as other:
            other.at_desk(lambda desk: (desk.vault.unlock(GOOD), other.session.look(desk)))
            for window, text in ((own, "mine"), (other, "theirs")):
                await window.press("m", "down", "enter")
                assert window.area.text == "as it was"
                window.area.text = text
            await other.press("f2")
            await own.press("f2")
            assert "Both are kept" in own.notice()
        assert sorted(n.text for n in own.at_desk(lambda desk: desk.notes.all())) == ["mine", "theirs"]


async def test_a_draft_saved_in_another_window_is_saved_beside_it(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert("one")
        note_id = own.app.screen._writing.id
        own.at_desk(lambda desk: desk.write(desk.anchor("synopsis/about"), "two", note_id=note_id))
        await own.press("f2")
        assert sorted(n.text for n in own.at_desk(lambda desk: desk.notes.all())) == ["one", "two"]


async def test_notes_locked_elsewhere_are_unlocked_and_saved(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert("still here")
        own.at_desk(lambda desk: desk.vault.lock())
        await own.press("f2")
        assert isinstance(own.app.screen, PassphraseScreen)
        await own.type(GOOD)
        await own.press("enter")
        assert own.app.screen is own.reading and own.notice() == "Note saved."


# The identifier gate


@pytest.mark.parametrize(
    ("answer", "text"), [("enter", "Call [telephone number] again"), ("k", "Call 020 7946 0018 again")]
)
async def test_identifiers_are_asked_about_on_save(write: Write, answer: str, text: str) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert("Call 020 7946 0018 again")
        await own.press("f2")
        assert isinstance(own.app.screen, AskScreen)
        assert "a telephone number (word 2)" in " ".join(own.shown().split()) and "7946" not in own.app.screen._text
        await own.press(answer)
        assert own.at_desk(lambda desk: desk.notes.all()[0].text) == text


async def test_going_back_from_the_question_goes_to_the_place(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        own.area.insert("First line\nthen a.b@example.org there")
        await own.press("f2", "escape")
        assert isinstance(own.app.screen, NoteEditor) and own.area.cursor_location == (1, 5)
        assert own.at_desk(lambda desk: desk.notes.all()) == []


# Locking and hiding


async def test_x_hides_locks_and_returns_to_the_same_place(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.protect()
        await own.note(CANARY)
        await own.press("down", "down", "down")
        before = (own.page, own.reading.view.scroll_y)
        await own.press("x")
        assert isinstance(own.app.screen, HiddenScreen)
        assert own.shown().strip() == "The handbook is hidden. Press x to return."
        for key in ("slash", "q", "escape", "enter", "m", "question_mark", "colon"):
            await own.press(key)
            assert isinstance(own.app.screen, HiddenScreen)
        await own.press("x")
        assert own.app.screen is own.reading and (own.page, own.reading.view.scroll_y) == before
        assert not own.at_desk(lambda desk: desk.vault.is_open) and "✎" not in own.shown()
        await own.press("M")
        assert isinstance(own.app.screen, PassphraseScreen) and CANARY not in own.shown()


async def test_f9_hides_where_one_types_and_keeps_the_draft(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type("xylophone x")
        assert own.area.text == "xylophone x", "letters are text where text is typed"
        await own.press("f9")
        assert isinstance(own.app.screen, HiddenScreen)
        await own.press("x")
        assert own.app.screen is own.reading
        editor = own.app.installed("note", NoteEditor)
        assert editor.query_one(NoteArea).text == "" and not editor.query_one(NoteArea).history.undo_stack
        await own.press("m")
        await own.type(GOOD)
        await own.press("enter")
        assert "Go on with: xylophone x" in own.shown()


async def test_hiding_from_a_guide_returns_to_it(write: Write) -> None:
    async with write() as own:
        own.reading.go("checklists/visit")
        await own.settle()
        here = own.app.screen
        await own.press("space", "x", "x")
        assert own.app.screen is here and "[x]" in own.shown()


async def test_idle_notes_lock_with_the_draft_kept(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type(CANARY)
        for _ in range(5):
            own.clock.forward(50)
            assert not own.app.lock_if_due()
        await own.press("shift+left")
        for _ in range(5):
            own.clock.forward(50)
            assert not own.app.lock_if_due()
        own.clock.forward(50)
        assert own.app.lock_if_due()
        await own.settle()
        assert own.app.screen is own.reading and "locked" in own.notice() and CANARY not in own.shown()
        own.at_desk(lambda desk: desk.vault.unlock(GOOD))
        assert [d.text for d in own.at_desk(lambda desk: desk.drafts.all())] == [CANARY]


async def test_the_first_key_after_sleep_locks_and_does_nothing_else(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note(CANARY)
        await own.press("M")
        assert CANARY in own.shown()
        own.clock.forward(1, slept=3600)
        await own.press("q")
        assert own.app.screen is own.reading and own.app.is_running and CANARY not in own.shown()
        assert not own.at_desk(lambda desk: desk.vault.is_open)


async def test_the_recovery_code_stays_while_one_writes_it_down(write: Write) -> None:
    async with write() as own:
        await own.press("m", "enter")
        assert "Write this down now" in own.shown()
        own.clock.forward(1000)
        own.app.lock_if_due()
        await own.settle()
        assert "Write this down now" in own.shown()
        await own.press("x", "x")
        assert "Write this down now" in own.shown()


# The list of notes


async def test_the_list_of_notes(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.protect()
        await own.note("about the school")
        own.reading.go("procedures/recording")
        await own.settle()
        own.clock.forward(60)
        own.app.session.touch()
        await own.note("the words of the child")
        await own.press("M")
        screen = own.app.screen
        assert isinstance(screen, NotesScreen) and "Notes · 2" in own.shown()
        assert [row.below for row in screen._rows] == ["the words of the child", "about the school"]
        await own.press("s")
        assert [row.below for row in screen._rows] == ["about the school", "the words of the child"]
        await own.press("k", "k")
        assert "None of these" in own.shown()
        await own.press("k", "k", "k", "slash")
        await own.type("scho")
        assert [row.below for row in screen._rows] == ["about the school"]
        await own.press("enter", "enter")
        assert own.app.screen is own.reading and own.page == MEETING


async def test_the_bin_and_undo(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note("in and out")
        await own.press("M", "d")
        assert "No notes yet" in own.shown()
        await own.press("v")
        assert "Bin · 1" in own.shown() and "in and out" in own.shown()
        await own.press("enter", "escape")
        assert "Notes · 1" in own.shown()
        await own.press("d", "u")
        assert "Notes · 1" in own.shown() and "Taken back: note removed" in own.told()


async def test_a_note_is_changed_from_the_list(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note("one")
        await own.press("M", "e")
        own.area.insert(" two")
        await own.press("f2")
        assert isinstance(own.app.screen, NotesScreen) and "one two" in own.shown()


async def test_a_draft_is_thrown_away_only_after_asking(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type("scrap")
        await own.press("escape", "M", "d")
        assert isinstance(own.app.screen, AskScreen)
        await own.press("escape")
        assert own.at_desk(lambda desk: desk.drafts.waiting()) == 1
        await own.press("d", "y")
        assert own.at_desk(lambda desk: desk.drafts.waiting()) == 0


async def test_the_weekly_tidy(write: Write) -> None:
    async with write() as own:
        await own.protect()
        for day, text in ((1, "old one"), (2, "old two"), (3, "old three")):
            own.at_desk(
                lambda desk, day=day, text=text: desk.write(
                    desk.anchor("synopsis/about"), text, keep_until=date(2026, 11, day)
                )
            )
        await own.press("M")
        assert "3 have come to the day you set: t" in own.told()
        await own.press("t")
        assert "Tidy · 3 due" in own.shown()
        await own.press("k")
        assert "Tidy · 2 due" in own.shown()
        await own.press("c")
        await own.press("d")
        assert "Nothing more has come to its day" in own.shown()
        await own.press("escape")
        assert "Notes · 1" in own.shown() and not own.at_desk(lambda desk: desk.notes.is_tidy_due())
        assert own.at_desk(lambda desk: desk.notes.all()[0].keep_until) > DAY


# Beside the page, the search box, copying


async def test_notes_stand_beside_the_page_where_there_is_room(write: Write) -> None:
    async with write(size=(140, 40), page=MEETING) as own:
        await own.protect()
        assert not own.reading.query_one(NotesBeside).display
        await own.note(CANARY)
        assert own.reading.query_one(NotesBeside).display and CANARY in own.shown()
        await own.pilot.resize_terminal(100, 40)
        await own.settle()
        assert not own.reading.query_one(NotesBeside).display
        await own.pilot.resize_terminal(140, 40)
        await own.press("x", "x")
        assert CANARY not in own.shown()


async def test_notes_are_found_by_the_search_box_only_while_unlocked(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.protect()
        await own.note(CANARY)
        own.reading.go("synopsis/about")
        await own.settle()
        await own.press("slash")
        await own.type("zanzibar")
        assert "Your notes" in own.shown() and "quietly" in own.shown()
        await own.press("enter")
        assert own.page == MEETING
        await own.press("backspace")
        assert "quietly" in own.shown()
        assert not any(CANARY in repr(place) for place in own.reading._history._back)
        await own.press("f9", "x")
        assert own.app.screen is own.searching and "quietly" not in own.shown() and "Your notes" not in own.shown()
        await own.type("x")
        assert "Your notes" not in own.shown()


async def test_y_copies_with_whose_words_they_are(write: Write) -> None:
    async with write(page=MEETING) as own:
        await own.press("y")
        copied = own.app.clipboard
        assert "Professionals' meeting" in copied and f"Reference: {MEETING}#top" in copied
        path = own.folder / "copied.txt"
        assert path.read_text() == copied + "\n" and str(path) in own.notice()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        own.reading.view.go_to("how")
        await own.select()
        await own.press("y")
        assert own.app.clipboard != copied and own.reading.view.selected == ()


# Places, ticks, editions


async def test_reading_goes_on_where_it_was_left(write: Write, small: Path) -> None:
    (small / "content" / "start.md").write_text(
        "---\ntitle: Start\nid: start\nprovenance: procedure\nkind: reference\n---\n"
        "Read [about this](synopsis/about) first. Then go on.\n"
    )
    config = small / "content" / "handbook.yaml"
    first = "      - {id: synopsis/about"
    config.write_text(config.read_text().replace(first, "      - {id: start, title: Start}\n" + first))
    async with write() as own:
        assert own.page == "start" and "Continue reading" not in own.shown()
        own.reading.go(MEETING)
        await own.settle()
        await own.press("pagedown")
        place = own.reading.view.position()
        own.app.exit()
        await own.pilot.pause()
    async with write() as own:
        assert own.page == "start" and "Continue reading: Professionals' meeting" in " ".join(own.shown().split())
        await own.press("tab", "enter")
        assert own.page == MEETING and own.reading.view.position() == place
        await own.press("backspace")
        while "Read about" not in own.reading.view.selected_text:
            await own.pilot.press("shift+down")
        await own.press("b")
        quote = own.at_desk(lambda desk: desk.bookmarks.all()[0].anchor.quote)
        assert quote.startswith("Read about this first.")


async def test_ticks_outlive_the_handbook(write: Write) -> None:
    async with write() as own:
        own.reading.go("checklists/visit")
        await own.settle()
        await own.press("space")
        assert "[x]" in own.shown()
    async with write() as own:
        own.reading.go("checklists/visit")
        await own.settle()
        assert "[x]" in own.shown()


async def test_another_edition_is_told_and_resolved(write: Write, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    async with write(page="procedures/recording") as own:
        await own.protect()
        sentence, passage = "Keep fact and opinion apart.", "procedures/recording#words"
        own.at_desk(lambda desk: desk.write(desk.anchor(passage, sentence), CANARY))
        own.at_desk(lambda desk: desk.bookmark(desk.anchor(passage, sentence)))
        own.at_desk(lambda desk: desk.reading.read_edition(desk.texts.edition))
    body = page.read_text()
    assert sentence in body
    page.write_text(body.replace(sentence, "Never " + sentence[0].lower() + sentence[1:]))
    config = small / "content" / "handbook.yaml"
    config.write_text(config.read_text().replace('edition: "2"', 'edition: "3"'))
    async with write() as own:
        assert "another edition" in own.notice() and "1 to confirm" in own.notice() and "1 locked" in own.notice()
        own.at_desk(lambda desk: (desk.vault.unlock(GOOD), own.session.look(desk)))
        await own.press("M")
        assert "1 to confirm: r" in own.told()
        await own.press("r")
        screen = own.app.screen
        assert isinstance(screen, ResolverScreen)
        shown = " ".join(own.shown().split())
        assert "To confirm · 1 of 2" in shown and "As it was" in shown and "As it reads now" in shown
        assert "became" in shown or "added" in shown
        await own.press("a")
        assert "Attached" in own.told()
        note = own.at_desk(lambda desk: desk.notes.all()[0])
        assert note.anchor.quote.startswith("Never") and note.formerly == (sentence,)
        await own.press("u")
        assert own.at_desk(lambda desk: desk.notes.all()[0].anchor.quote) == sentence
        await own.press("a", "o")
        assert "To confirm · none" in own.shown()
        await own.press("escape", "escape")
        assert own.app.screen is own.reading


async def test_certain_ones_are_accepted_together_and_another_place_is_chosen(write: Write, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    sentence, passage = "Keep fact and opinion apart.", "procedures/recording#words"
    page.write_text(page.read_text() + "\nSign it and date it before you go home tonight.\n")
    async with write() as own:
        own.at_desk(lambda desk: desk.bookmark(desk.anchor(passage, sentence)))
        own.at_desk(
            lambda desk: desk.bookmark(desk.anchor(passage, "Sign it and date it before you go home tonight."))
        )
    moved = page.read_text().replace("\nSign it and date it before you go home tonight.\n", "")
    page.write_text(moved.replace("Write it the same day.", "Sign it and date it before you go home tonight.")
                    .replace(sentence, "Another thing entirely stands in this place today."))  # fmt: skip
    async with write() as own:
        await own.press("B")
        assert "changed: r confirms" in own.shown()
        await own.press("r")
        assert "A accept the 1 certain" in own.shown() and "To confirm · 1 of 1" in own.shown()
        await own.press("A")
        assert "1 attached" in own.told()
        places = own.at_desk(lambda desk: [b.anchor.passage for b in desk.bookmarks.all()])
        assert "procedures/recording#top" in places
        await own.press("c")
        assert isinstance(own.app.screen, PickerScreen)
        await own.type("disguised")
        await own.press("enter")
        assert "To confirm · none" in own.shown()
        places = own.at_desk(lambda desk: [b.anchor.passage for b in desk.bookmarks.all()])
        assert f"{MEETING}#disguised-compliance" in places


async def test_a_choice_among_notes_goes_when_they_are_locked(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.note(CANARY)
        await own.press("m")
        assert CANARY in own.shown()
        await own.press("f9", "x")
        assert own.app.screen is own.reading and CANARY not in own.shown()
        assert own.app.installed("note picker", NotePicker)._choices == ()


async def test_a_long_notice_is_not_cut_off(write: Write) -> None:
    async with write(page=MEETING) as own:
        own.reading.notice(
            "This is a sentence that says what happened and then goes on at some length. " * 3 + "Do this."
        )
        await own.settle()
        assert "Do this." in " ".join(own.shown().split())
        await own.press("escape", "b")
        assert "Bookmarked" in own.shown()
        own.reading.go("synopsis/about")
        await own.settle()
        assert own.notice() == "", "what a key did is not said on the next page"


def test_changes_are_said_in_words() -> None:
    assert changes(["a", "b", "c"], ["a", "x", "c"]) == "“b” became “x”"
    assert changes(["a", "b", "c"], ["a", "c"]) == "taken out “b”"
    assert changes(["a", "c"], ["a", "b", "c"]) == "added “b”"
    assert "same" in changes(["a"], ["a"])


# Privacy


async def test_what_is_written_is_in_no_file_while_protected(write: Write, tmp_path: Path) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        await own.type(CANARY)
        await asyncio.sleep(0.7)
        await own.press("f2")
        await own.press("M", "e")
        own.area.insert(" " + CANARY)
        await own.press("escape")
        await own.press("slash")
        await own.type("zanz")
        await own.press("f9", "x", "slash")
        await own.type("zanzibar heron")
        own.app.exit()
        await own.pilot.pause()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes().lower()
            assert b"zanzibar" not in data and GOOD.encode() not in data, path


async def test_a_crash_in_the_editor_tells_nothing_and_keeps_the_draft(write: Write, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with write() as own:
            await own.protect()
            await own.press("m")
            await own.type(CANARY)
            await asyncio.sleep(0.7)
            await own.settle()

            def fail() -> None:
                secret = own.area.text
                assert secret
                raise ZeroDivisionError

            own.app.call_later(fail)
            await own.pilot.pause()
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert b"zanzibar" not in path.read_bytes()
    async with write() as own:
        assert "draft of a note is waiting" in own.notice()


async def test_hostile_characters_are_typed_and_pasted(write: Write) -> None:
    async with write() as own:
        await own.protect()
        await own.press("m")
        from textual import events

        for text in EVIL.values():
            own.app.post_message(events.Paste(text))
            await own.pilot.pause()
        own.area.insert("[/oops] [bold]x[/bold] \x1b]52;c;aGk=\x07 \u202e back\r\n\u2028next")
        await own.settle()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2066-\u2069]", own.area.text)
        typed = own.area.text
        await own.press("f2")
        if isinstance(own.app.screen, AskScreen):
            await own.press("k")
        note = own.at_desk(lambda desk: desk.notes.all()[0])
        assert "[/oops] [bold]x[/bold]" in note.text and note.text == typed.strip("\n")
        await own.press("M")
        assert "\x1b" not in own.shown()


async def test_markup_in_a_note_is_shown_as_it_is_typed(write: Write) -> None:
    async with write(size=(140, 40)) as own:
        await own.protect()
        await own.note("[/oops] [bold]x[/bold]")
        assert "[/oops] [bold]x[/bold]" in own.shown()
        await own.press("M")
        assert own.shown().count("[/oops] [bold]x[/bold]") == 2


async def test_screens_are_used_again(write: Write) -> None:
    async with write() as own:
        await own.protect()
        for _ in range(3):
            await own.press("m", "escape", "M", "escape", "B", "escape", "x", "x")
            own.at_desk(lambda desk: (desk.vault.unlock(GOOD), own.session.look(desk)))
        assert len(own.app._installed_screens) <= 16


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_every_screen_is_drawn_at_every_size(write: Write, size: tuple[int, int]) -> None:
    async with write(size=size, page=MEETING) as own:
        await own.press("b", "m")
        assert "choose a passphrase" in own.shown()
        await own.press("enter")
        assert re.search(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]", own.shown())
        await own.press("y")
        await own.type("a note")
        assert "F2 save" in own.foot() and "keep until" in own.shown()
        await own.press("f2", "M")
        assert "a note" in own.shown()
        await own.press("escape", "B")
        assert "Professionals' meeting" in own.shown()


async def test_a_read_only_folder_is_said_and_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    async with write() as own:
        await own.protect()
        await own.note("before")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    async with write() as own:
        assert "cannot be written" in own.notice()
        own.at_desk(lambda desk: (desk.vault.unlock(GOOD), own.session.look(desk)))
        await own.press("M")
        assert "before" in own.shown()
        await own.press("d")
        assert "Not saved" in own.told()
        await own.press("escape", "b")
        assert "Not saved" in own.notice()
        await own.press("m", "enter")
        own.area.insert("kept on the screen")
        await own.press("f2")
        assert isinstance(own.app.screen, NoteEditor) and "Your text stays here" in " ".join(own.told().split())
