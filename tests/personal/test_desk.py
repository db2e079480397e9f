"""The desk: personal data beside an open book, as both front ends use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from handbook.book import BookTexts
from handbook.desk import Desk
from handbook.errors import HandbookError
from handbook.model.block import Paragraph, Span
from handbook.model.handbook import Handbook, Part
from handbook.model.page import Heading, Page, PageInfo, Passage
from handbook.model.wording import checking
from handbook.personal.errors import Refused
from tests.personal.support import CHEAP, GOOD, HandClock

TEXTS = {
    "a/one": {
        "top": "Opening words of the first page. They go on.",
        "how": "Write it the same day. Tell your manager soon.",
    },
    "b/two": {"top": "The second page opens.", "who": "Agree who takes the chair before the meeting starts."},
}


def book_of(
    texts: Mapping[str, Mapping[str, str]], edition: str = "1", former: Mapping[str, str] | None = None
) -> Book:
    pages = {}
    for page_id, passages in texts.items():
        headings = tuple(Heading(slug, slug.capitalize(), 2) for slug in passages if slug != "top")
        info = PageInfo(
            page_id, f"Page {page_id}", "a", "procedure", "procedure", headings=headings, restraint="Say no more."
        )
        made = tuple(
            Passage(
                page_id, slug, slug, 2, () if slug == "top" else (slug.capitalize(),), (Paragraph((Span(text),)),)
            )
            for slug, text in passages.items()
        )
        pages[page_id] = Page(info, made)
    infos = {page_id: page.info for page_id, page in pages.items()}
    handbook = Handbook(
        "A handbook", (Part("a", "A", tuple(pages)),), infos, edition, "2026-11-22", former=former or {}
    )
    return Book(handbook, pages)


@dataclass
class Book:
    handbook: Handbook
    pages: dict[str, Page]
    asked: list[str] = field(default_factory=list)

    def page(self, page_id: str) -> Page | None:
        self.asked.append(page_id)
        return self.pages.get(page_id)

    def today(self) -> date:
        return date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "data", book_of(TEXTS), clock=HandClock(), cost=CHEAP, shared="")
    made.vault.go_without()
    return made


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    book = book_of(TEXTS)
    desk = Desk(tmp_path / "data", book, clock=HandClock(), shared="")
    assert not (tmp_path / "data").exists() and book.asked == []
    assert (
        desk.bookmarks.all() == [] and desk.notes.all() == [] and desk.reading.latest() == [] and desk.notices == []
    )
    assert desk.effect().words == "none"
    assert not (tmp_path / "data").exists()
    desk.close()
    Desk(tmp_path / "never", book).close()


def test_the_text_of_the_book(desk: Desk) -> None:
    texts = desk.texts
    assert isinstance(texts, BookTexts) and texts.edition == "1 (2026-11-22)"
    assert texts.resolve("a/one") == "a/one#top" and texts.resolve("a/one#how") == "a/one#how"
    assert texts.resolve("a/none") is None and texts.text("a/one#none") is None and texts.place("c#top") is None
    assert [passage for passage, _ in texts.everywhere()] == ["a/one#top", "a/one#how", "b/two#top", "b/two#who"]
    place = texts.place("b/two#who")
    first = texts.place("a/one#how")
    assert place and first and place.order > first.order
    assert (place.title, place.headings, place.provenance, place.state) == (
        "Page b/two",
        ("Who",),
        "procedure",
        "current",
    )


def test_notes_and_bookmarks_for_the_margin(desk: Desk) -> None:
    note = desk.write(desk.anchor("a/one#how", "same day"), "A note.")
    mark = desk.bookmark(desk.anchor("a/one"))
    notes, marks = desk.on_page("a/one")
    assert [found.id for found, _ in notes] == [note.id] and [found.id for found, _ in marks] == [mark.id]
    assert notes[0][1].now == "Write it the same day." and notes[0][1].start == 0
    assert desk.on_page("b/two") == ([], [])
    assert note.edition == "1 (2026-11-22)" and desk.find_notes("note")[0].note.id == note.id


def test_another_edition_is_looked_at_before_it_is_opened(desk: Desk) -> None:
    desk.write(desk.anchor("a/one#how", "same day"), "stays")
    desk.write(desk.anchor("a/one#how", "Tell your"), "reworded")
    desk.write(desk.anchor("b/two#who", "Agree who"), "moves")
    desk.bookmark(desk.anchor("b/two#who"))
    following = book_of(
        {
            "a/one": {
                "top": TEXTS["a/one"]["top"],
                "how": "Write it the same day. Tell your own manager soon.",
            },
            "b/new": {"top": "The second page opens.", "who": TEXTS["b/two"]["who"]},
        },
        "2",
        {"b/two": "b/new"},
    )
    before = desk.effect()
    assert before.words == "4 as they were"
    effect = desk.effect(BookTexts(following))
    assert effect.counts == {"exact": 1, "moved": 2, "changed": 1, "lost": 0}
    assert effect.words == "1 as they were, 2 moved, 1 slightly reworded" and effect.to_confirm == ()
    assert desk.effect() == before, "looking changed nothing"
    opened = Desk(desk.folder, following, clock=desk.clock, shared="")
    assert opened.accept_certain() == 3
    assert opened.effect().words == "4 as they were"
    assert {note.anchor.passage for note in opened.notes.all()} == {"a/one#how", "b/new#who"}
    assert [note.formerly for note in opened.notes.all() if note.text == "reworded"] == [("Tell your manager soon.",)]


def test_what_must_be_asked_is_listed_and_answered(desk: Desk) -> None:
    note = desk.write(desk.anchor("b/two#who", "Agree who"), "x")
    lost = desk.write(desk.anchor("a/one#how", "same day"), "y")
    after = "Agree who takes the chair after the meeting starts."
    new = book_of(
        {
            "a/one": {"top": "Nothing is left."},
            "b/two": {"who": after},
        }
    )
    opened = Desk(desk.folder, new, clock=desk.clock, shared="")
    effect = opened.effect()
    assert {entry.id: at.state for entry, at in effect.to_confirm} == {note.id: "changed", lost.id: "lost"}
    assert "1 to confirm" in effect.words and "1 no longer in the text" in effect.words
    assert opened.accept_certain() == 0
    accepted = opened.accept(opened.notes.get(note.id))
    assert accepted.anchor.quote == after
    assert opened.standing(accepted.anchor).state == "exact"
    with pytest.raises(Refused):
        opened.accept(opened.notes.get(lost.id))
    assert opened.notes.get(lost.id).anchor.quote == "Write it the same day."


def test_locked_notes_are_left_out_and_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, book_of(TEXTS), clock=HandClock(), cost=CHEAP, shared="")
    desk.vault.protect(GOOD)
    desk.write(desk.anchor("a/one#how"), "secret words")
    desk.bookmark(desk.anchor("a/one"))
    assert desk.find_notes("secret")
    desk.vault.lock()
    assert desk.find_notes("secret") == [] and desk.on_page("a/one")[0] == [] and len(desk.on_page("a/one")[1]) == 1
    assert desk.effect().locked == 1 and "1 locked" in desk.effect().words
    assert "secret" not in repr(vars(desk)), "nothing of a note is held while they are locked"
    assert desk.undo.next == ""
    with pytest.raises(HandbookError):
        desk.export()


def test_a_store_that_cannot_be_opened_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "personal.db").mkdir()
    desk = Desk(tmp_path, book_of(TEXTS), clock=HandClock(), shared="")
    with pytest.raises(HandbookError):
        _ = desk.bookmarks
    (tmp_path / "personal.db").rmdir()
    assert desk.bookmarks.all() == []


def test_the_reader_follows_the_book(desk: Desk) -> None:
    at = desk.anchor("a/one#how", "same day")
    assert desk.standing(at).state == "exact"
    other = book_of({"a/one": {"top": "x"}})
    book = desk._book
    assert isinstance(book, Book)
    book.handbook, book.pages = other.handbook, other.pages
    assert desk.standing(at).state == "lost"


def test_a_citation_says_whose_words_they_are(desk: Desk) -> None:
    cited = desk.cite("a/one#how", "Write it the same day.")
    assert cited.splitlines() == [
        "Write it the same day.", "", "Page a/one › How", "procedure · current", checking(desk._book.handbook.pages["a/one"]),
        "A handbook, edition 1 (2026-11-22)", "Reference: a/one#how", "Say no more.",
    ]  # fmt: skip
    assert desk.cite("a/one#how").startswith(TEXTS["a/one"]["how"])


def test_restoring_locks_and_brings_back(tmp_path: Path) -> None:
    clock = HandClock()
    desk = Desk(tmp_path, book_of(TEXTS), clock=clock, cost=CHEAP, shared="")
    desk.vault.protect(GOOD)
    desk.write(desk.anchor("a/one#how"), "one")
    clock.forward(86_400)
    desk.close()
    desk = Desk(tmp_path, book_of(TEXTS), clock=clock, cost=CHEAP, shared="")
    desk.vault.unlock(GOOD)
    clock.forward(60)
    desk.write(desk.anchor("b/two#who"), "two")
    newest = desk.backups()[0]
    desk.restore(newest.path)
    assert not desk.vault.is_open
    desk.vault.unlock(GOOD)
    assert [note.text for note in desk.notes.all()] == ["one"]
    assert replace(newest).path.exists()
