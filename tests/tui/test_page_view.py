"""The reader: what it shows, where it is, and what it says."""

from __future__ import annotations

import random

import pytest
from textual import events

from handbook.model.block import Span
from handbook.model.page import Page
from handbook.tui.widgets.page_lines import Position
from handbook.tui.widgets.page_view import PageView
from tests.tui.page_samples import INDICATORS, page, para, random_page
from tests.tui.reader_app import ReaderApp, rows, settled

PROSE = "look for change in the daily life of the child and ask what is different this week"
WORDS = PROSE.split()


def long_page(passages: int = 12, paragraphs: int = 4) -> Page:
    """A page in which every paragraph has a number of its own."""
    number = 0
    made = []
    for index in range(passages):
        blocks = []
        for _ in range(paragraphs):
            rng = random.Random(number)
            blocks.append(para(f"N{number:03} " + " ".join(rng.choice(WORDS) for _ in range(40)) + "."))
            number += 1
        made.append(("top" if not index else f"s{index}", f"Heading {index}", 1 if not index else 2, tuple(blocks)))
    return page(*made)


async def test_the_first_screen_shows_title_meta_and_text() -> None:
    app = ReaderApp(INDICATORS, meta="practice guidance · current")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = [row.strip() for row in rows(app.view)]
        assert shown[:3] == ["Indicators of disguised compliance", "practice guidance · current", ""]
        assert "┃ In short" in shown


async def test_text_has_a_measure_and_air_on_a_wide_screen() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(160, 24)) as pilot:
        await settled(pilot)
        body = [row for row in rows(app.view) if row.strip()]
        left = min(len(row) - len(row.lstrip()) for row in body)
        assert max(len(row.strip()) for row in body) <= 76
        assert 30 <= left <= 50


async def test_a_page_is_laid_out_bit_by_bit_and_then_whole() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.show(long_page(60, 30), meta="")
        assert app.view._lines is not None
        assert 24 <= len(app.view._lines) < 200
        assert "Heading 0" in rows(app.view)[0]
        await settled(pilot)
        assert app.view.virtual_size.height == len(app.view._lines) > 5_000


async def test_a_place_far_down_is_laid_out_when_somebody_goes_there() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)):
        app.view.show(long_page(60, 30), meta="", at="s50")
        assert rows(app.view)[0].strip() == "Heading 50"
        passage = app.view.current_passage()
        assert passage is not None
        assert passage.slug == "s50"


async def test_end_goes_to_the_end_at_once() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.show(long_page(60, 30), meta="")
        await pilot.press("end")
        assert app.view.scroll_y == app.view.max_scroll_y > 5_000
        await pilot.press("g")
        assert app.view.scroll_y == 0
        await pilot.press("G")
        assert app.view.scroll_y == app.view.max_scroll_y


@pytest.mark.parametrize(
    ("key", "lines"), [("down", 1), ("pagedown", 22), ("space", 22), ("up", 0), ("pageup", 0), ("home", 0)]
)
async def test_keys_scroll_without_animation(key: str, lines: int) -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        assert app.view.scroll_y == lines


async def test_the_mouse_wheel_scrolls() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot._post_mouse_events([events.MouseScrollDown], PageView)
        await pilot.pause()
        assert 0 < app.view.scroll_y < 24


async def test_a_position_outlives_another_width() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(90, 24)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=70, animate=False)
        before = app.view.position()
        assert before.offset > 0
        for width, height in ((50, 24), (31, 10), (120, 40), (20, 5), (90, 24)):
            await pilot.resize_terminal(width, height)
            await settled(pilot)
            line = app.view._lines[round(app.view.scroll_y)]  # type: ignore[index]
            assert app.view.page is not None
            assert app.view.page.passages[line.passage].slug == before.slug
            assert line.holds(before.offset)
            assert app.view.position() == before
        assert app.view.scroll_y == 70


async def test_a_position_outlives_a_restart() -> None:
    made = long_page()
    app = ReaderApp(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=33, animate=False)
        position = app.view.position()
        top = rows(app.view)[0]
    again = ReaderApp()
    async with again.run_test(size=(80, 24)) as pilot:
        again.view.show(made, meta="", at=Position(position.slug, position.offset))
        await settled(pilot)
        assert rows(again.view)[0] == top
        assert again.view.position() == position


async def test_a_taller_screen_keeps_the_top() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=40, animate=False)
        top = rows(app.view)[0]
        await pilot.resize_terminal(80, 40)
        await settled(pilot)
        assert rows(app.view)[0] == top
        assert app.view.size.height == 40


async def test_a_taller_screen_that_cannot_keep_the_top_gives_it_back_later() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        await pilot.press("end", "up", "up", "up")
        top, position = rows(app.view)[0], app.view.position()
        await pilot.resize_terminal(80, 50)
        await settled(pilot)
        assert top in rows(app.view)[1:]
        assert app.view.position() == position
        await pilot.resize_terminal(80, 12)
        await settled(pilot)
        assert rows(app.view)[0] == top
        await pilot.press("up")
        assert app.view.position() != position


async def test_a_taller_and_narrower_screen_keeps_the_place_near_the_end() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        await pilot.press("end", "up", "up", "up")
        top, position = rows(app.view)[0], app.view.position()
        await pilot.resize_terminal(60, 60)
        await settled(pilot)
        await pilot.resize_terminal(80, 12)
        await settled(pilot)
        assert rows(app.view)[0] == top
        assert app.view.position() == position


async def test_an_unknown_place_is_refused_and_nothing_moves() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.view.scroll_to(y=9, animate=False)
        assert not app.view.go_to("nowhere")
        assert not app.view.go_to(Position("nowhere", 5))
        assert app.view.scroll_y == 9
        assert app.view.go_to("part/sample#s3")
        assert rows(app.view)[0].strip() == "Heading 3"
        assert app.view.go_to("top")
        assert app.view.scroll_y == 0
        assert app.view.go_to(Position("s2", 10**9))


async def test_the_passage_that_is_read_is_told_when_it_changes() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(8):
            await pilot.press("pagedown")
        await pilot.press("end")
        told = [(event.passage, event.number, event.total) for event in app.of(PageView.PassageChanged)]
        assert told[0] == ("part/sample#top", 1, 12)
        assert told[-1] == ("part/sample#s11", 12, 12)
        assert len({number for _, number, _ in told}) == len(told)
        await pilot.press("home")
        assert app.of(PageView.PassageChanged)[-1].number == 1


async def test_going_to_a_short_passage_gives_it_the_focus_though_others_are_on_screen() -> None:
    made = page(*((f"s{index}", f"H{index}", 2, (para("short"),)) for index in range(30)))
    app = ReaderApp(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for slug in ("s3", "s4", "s29"):
            app.view.go_to(slug)
            passage = app.view.current_passage()
            assert passage is not None
            assert passage.slug == slug
        await pilot.press("pageup")
        passage = app.view.current_passage()
        assert passage is not None
        assert passage.slug != "s29"


async def test_on_a_page_that_fits_the_screen_the_arrows_move_the_focus() -> None:
    made = page(("top", "T", 1, (para("a"),)), ("b", "B", 2, (para("b"),)), ("c", "C", 2, (para("c"),)))
    app = ReaderApp(made)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        slugs = []
        for key in ("down", "down", "down", "up"):
            await pilot.press(key)
            passage = app.view.current_passage()
            assert passage is not None
            slugs.append(passage.slug)
        assert slugs == ["b", "c", "c", "b"]


async def test_marks_stand_in_the_margin_beside_their_passage() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        app.view.set_marks({"part/sample#said-and-done": "✎", "part/other#top": "!", "part/sample#top": "★"})
        shown = rows(app.view)
        assert [row.strip() for row in shown if "✎" in row] == ["✎ Said and done"]
        assert shown[0].strip() == "★ Indicators of disguised compliance"
        assert not any("!" in row for row in shown)
        app.view.set_marks({})
        assert not any("✎" in row for row in rows(app.view))


async def test_without_a_page_there_is_nothing_and_nothing_breaks() -> None:
    app = ReaderApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "end", "tab", "enter", "shift+down", "space")
        assert app.view.page is None
        assert app.view.current_passage() is None
        assert app.view.position() == Position("top")
        assert not app.view.go_to("top")
        assert not app.view.next_match()
        assert app.view.selected_text == ""
        app.view.set_finder(lambda text: [(0, 1)])
        app.view.clear_matches()
        assert not any(rows(app.view))


async def test_a_page_without_passages_shows_its_title() -> None:
    app = ReaderApp(Page(INDICATORS.info, ()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "end", "tab", "shift+down")
        assert "Indicators" in rows(app.view)[0]
        assert app.view.current_passage() is None
        assert app.view.position() == Position("top")


async def test_another_page_starts_at_its_top() -> None:
    app = ReaderApp(long_page())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end", "tab")
        app.view.show(INDICATORS, meta="")
        await settled(pilot)
        assert app.view.scroll_y == 0
        assert rows(app.view)[0].strip() == "Indicators of disguised compliance"
        assert app.of(PageView.PassageChanged)[-1].passage == "part/sample#top"


@pytest.mark.parametrize("width", [1, 2, 5, 19, 20, 21, 40, 60, 80, 200])
@pytest.mark.parametrize("height", [1, 5, 18])
async def test_small_and_large_sizes(width: int, height: int) -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(width, height)) as pilot:
        await settled(pilot)
        await pilot.press("down", "tab", "pagedown", "shift+down", "end", "shift+tab", "home")
        assert all(view_row == view_row.rstrip() for view_row in rows(app.view))
        assert all(app.view.render_line(y).cell_length == app.view.view_width for y in range(app.view.size.height))


async def test_resizing_at_random_never_breaks() -> None:
    rng = random.Random(3)
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 24)) as pilot:
        for number in range(40):
            if number % 4 == 0:
                app.view.show(random_page(rng), meta="a · b", notices=("c",))
                app.view.set_finder(lambda text: [(at, at + 1) for at in range(0, len(text), 3)])
            await pilot.resize_terminal(rng.randrange(20, 140), rng.randrange(5, 50))
            await pilot.press(rng.choice(["down", "end", "tab", "shift+down", "pagedown", "shift+up", "home"]))
            app.view.next_match()
            for y in range(app.view.size.height):
                assert app.view.render_line(y).cell_length == app.view.view_width


async def test_links_of_spans_are_underlined_and_the_theme_can_change() -> None:
    app = ReaderApp(page(("top", "T", 1, (para("see ", Span("there", target="a#b")),))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        def style() -> object:
            return next(segment.style for segment in app.view.render_line(2) if segment.text == "there")

        dark = style()
        assert dark is not None
        assert dark.underline  # type: ignore[attr-defined]
        app.theme = "handbook-light"
        await settled(pilot)
        light = style()
        assert light.color != dark.color  # type: ignore[attr-defined]
