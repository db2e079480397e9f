"""Matches of a search on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from handbook.model.block import Span, Table
from handbook.model.page import Page
from handbook.tui.widgets.page_view import MATCH_POINTER, PageView
from tests.tui.page_samples import INDICATORS, page, para
from tests.tui.reader_app import ReaderApp, rows, settled, words_in
from tests.tui.test_page_view import long_page


def finds(pattern: str) -> Callable[[str], Sequence[tuple[int, int]]]:
    return lambda text: [found.span() for found in re.finditer(pattern, text)]


def told(app: ReaderApp) -> tuple[int, int]:
    event = app.of(PageView.MatchesChanged)[-1]
    return event.current, event.total


async def test_matches_in_headings_and_text_are_counted_and_marked() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("child|Said|Indicators"))
        await settled(pilot)
        assert told(app) == (1, 7)
        assert words_in(app.view, "match-current") == ["Indicators"]
        assert words_in(app.view, "match")[:3] == ["child", "child", "Said"]


async def test_the_current_match_is_drawn_otherwise_than_the_others_without_colour() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("child"))
        await settled(pilot)
        looks = {
            (segment.style.bold, segment.style.underline, segment.style.reverse)
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.text == "child" and segment.style is not None
        }
        assert looks == {(True, None, True), (True, True, None)}


async def test_with_no_colour_matches_are_reversed_and_the_current_one_pointed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    made = page(
        ("top", "T", 1, (para("the child and ", Span("child", strong=True, target="a"), " again"), para("child")))
    )
    app = ReaderApp(made)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("child"))
        await settled(pilot)
        looks = [
            (segment.style.bold, segment.style.underline, segment.style.reverse)
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.text == "child" and segment.style is not None
        ]
        assert looks == [(True, True, True), (True, True, True), (None, None, True)]
        assert [row.split()[0] for row in rows(app.view)[2:5:2]] == [MATCH_POINTER, "child"]
        app.view.next_match()
        app.view.next_match()
        assert [row.split()[0] for row in rows(app.view)[2:5:2]] == ["the", MATCH_POINTER]


async def test_next_and_previous_go_round() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds(r"N00[1-3]"))
        await settled(pilot)
        seen = [told(app)]
        for step in (app.view.next_match, app.view.next_match, app.view.next_match, app.view.previous_match):
            assert step()
            await settled(pilot)
            seen.append(told(app))
            assert len(words_in(app.view, "match-current")) == 1
        assert seen == [(1, 3), (2, 3), (3, 3), (1, 3), (3, 3)]


async def test_the_first_match_at_or_after_a_passage_comes_first() -> None:
    app = ReaderApp(long_page(60, 20))
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.set_finder(finds("N0[0-9][0-9]|N1000"), start_at="s50")
        await settled(pilot)
        assert told(app) == (101, 101)
        assert any("N1000" in row for row in rows(app.view))
        passage = app.view.current_passage()
        assert passage is not None
        assert passage.slug == "s50"
        app.view.set_finder(finds("N00[0-4]"), start_at="part/sample#s50")
        await settled(pilot)
        assert told(app) == (1, 5)


async def test_without_a_passage_it_starts_at_the_top_of_the_screen() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.go_to("s5")
        app.view.set_finder(finds(r"N\d+"))
        await settled(pilot)
        assert told(app) == (21, 48)


async def test_it_starts_at_the_first_line_on_the_screen_even_within_a_passage() -> None:
    app = ReaderApp(page(("top", "T", 1, tuple(para(f"N{number:03}") for number in range(90)))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=100, animate=False)
        top = next(row.strip() for row in rows(app.view) if row.strip())
        app.view.set_finder(finds(r"N\d+"))
        await settled(pilot)
        assert words_in(app.view, "match-current") == [top]
        assert told(app) == (int(top[1:]) + 1, 90)


async def test_a_marked_heading_keeps_its_mark_beside_the_pointer() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.view.set_marks({"part/sample#said-and-done": "✎"})
        app.view.set_finder(finds("Said"))
        await settled(pilot)
        assert [row.strip() for row in rows(app.view) if "✎" in row] == [f"{MATCH_POINTER}✎ Said and done"]


async def test_no_match_says_so_and_moves_nothing() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=7, animate=False)
        app.view.set_finder(finds("nowhere"))
        await settled(pilot)
        assert told(app) == (0, 0)
        assert app.view.scroll_y == 7
        assert not app.view.next_match()


async def test_a_match_across_the_end_of_a_line_is_marked_on_both() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    app = ReaderApp(page(("top", "T", 1, (para(text),))))
    async with app.run_test(size=(24, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("three four five six seven"))
        await settled(pilot)
        assert "".join(words_in(app.view, "match-current")).replace(" ", "") == "threefourfivesixseven"
        assert len(words_in(app.view, "match-current")) >= 2
        assert told(app) == (1, 1)


async def test_a_match_across_spans_and_in_a_table_cell() -> None:
    table = Table(((Span("Who"),),), (((Span("the "), Span("child", strong=True), Span("’s day")),),), ("left",))
    app = ReaderApp(page(("top", "T", 1, (para("a ", Span("b", emphasis=True), " c"), table))))
    async with app.run_test(size=(60, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("a b c|child’s day"))
        await settled(pilot)
        assert words_in(app.view, "match-current") == ["a ", "b", " c"]
        app.view.next_match()
        assert words_in(app.view, "match-current") == ["child", "’s day"]


async def test_unsound_ranges_are_put_right() -> None:
    app = ReaderApp(page(("top", "T", 1, (para("abcdefgh"),))))
    async with app.run_test(size=(60, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(lambda text: [(4, 6), (-3, 2), (5, 99), (3, 3), (50, 60)] if len(text) > 1 else [])
        await settled(pilot)
        assert told(app) == (1, 3)
        assert words_in(app.view, "match-current") == ["ab"]
        assert words_in(app.view, "match") == ["ef", "gh"]


async def test_clearing_takes_the_marks_away_and_says_so() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("child"))
        await settled(pilot)
        app.view.clear_matches()
        await settled(pilot)
        assert told(app) == (0, 0)
        assert words_in(app.view, "match") == words_in(app.view, "match-current") == []


async def test_another_page_has_no_matches() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("child"))
        app.view.show(long_page(), meta="")
        await settled(pilot)
        assert told(app) == (0, 0)
        assert not app.view.next_match()


async def test_matches_stay_at_another_width() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(finds("bedroom"))
        await settled(pilot)
        assert words_in(app.view, "match-current") == ["bedroom"]
        await pilot.resize_terminal(40, 60)
        await settled(pilot)
        assert words_in(app.view, "match-current") == ["bedroom"]


async def test_wide_and_joined_characters_are_marked_whole() -> None:
    family = "👩\u200d👧"
    app = ReaderApp(page(("top", "T", 1, (para(f"見る{family}e\u0301"),))))
    async with app.run_test(size=(60, 24)) as pilot:
        await settled(pilot)
        app.view.set_finder(lambda text: [(1, 2), (3, 4), (6, 7)] if len(text) > 1 else [])
        await settled(pilot)
        assert words_in(app.view, "match-current") == ["る"]
        assert (
            words_in(app.view, "match") == [family, "e\u0301"]
            or "".join(words_in(app.view, "match")) == f"{family}e\u0301"
        )


async def test_only_what_is_needed_is_searched_before_the_first_match_is_shown() -> None:
    asked: list[int] = []

    def finder(text: str) -> list[tuple[int, int]]:
        asked.append(len(text))
        return [(0, 4)] if text.startswith("N000") else []

    made: Page = long_page(60, 1)
    app = ReaderApp(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view._search = lambda matches: None  # type: ignore[method-assign]
        app.view.set_finder(finder)
        assert len(asked) <= 2
