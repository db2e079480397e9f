"""Selecting by mouse and by keys gives the exact characters."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from handbook.model.block import ListBlock, Span, Table
from handbook.tui.widgets.page_selection import Selected
from tests.tui.page_samples import INDICATORS, bullets, page, para
from tests.tui.reader_app import ReaderApp, cell_of, rows, settled, words_in

TEXT = "Look for change in the child’s daily life, not for attendance. Ask what is different for the child this week."
MADE = page(
    ("top", "Title of it", 1, (para(TEXT), bullets("first item", "second item"))),
    ("more", "More of it", 2, (para("見る文字 and ", Span("bold", strong=True), " words."),)),
    summary="Said in a sentence.",
)


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=((start[0] + end[0]) // 2, end[1]))
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await pilot.pause()


async def test_a_drag_within_a_line_selects_its_characters() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        x, y = cell_of(app.view, "change")
        await drag(pilot, (x, y), (x + len("change in") - 1, y))
        assert app.view.selected_text == "change in"
        start = TEXT.index("change")
        assert app.view.selected == (Selected("part/sample#top", start, start + 9, "change in"),)
        assert app.screen.get_selected_text() == "change in"


async def test_a_drag_over_several_lines_gives_the_text_without_its_line_ends() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "daily"), cell_of(app.view, "different")
        assert start[1] < end[1]
        await drag(pilot, start, (end[0] + 8, end[1]))
        assert app.view.selected_text == TEXT[TEXT.index("daily") : TEXT.index("different") + 9]


async def test_a_drag_upwards_selects_the_same() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "daily"), cell_of(app.view, "different")
        await drag(pilot, (end[0] + 8, end[1]), start)
        assert app.view.selected_text == TEXT[TEXT.index("daily") : TEXT.index("different") + 9]


async def test_what_is_drawn_is_not_selected() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        first, second = cell_of(app.view, "• first"), cell_of(app.view, "second item")
        await drag(pilot, first, (second[0] + 5, second[1]))
        assert app.view.selected_text == "first item\nsecond"


async def test_a_drag_over_two_passages_takes_the_heading_along() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "second item"), cell_of(app.view, "文字")
        await drag(pilot, start, (end[0] + 2, end[1]))
        assert app.view.selected_text == "second item\n\nMore of it\n見る文"
        assert [(one.passage, one.text) for one in app.view.selected] == [
            ("part/sample#top", "second item"),
            ("part/sample#more", "見る文"),
        ]
        quoted = app.view.selected[1]
        assert MADE.passages[1].text[quoted.start : quoted.end] == quoted.text


async def test_what_is_selected_is_drawn_reversed() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        x, y = cell_of(app.view, "change")
        await drag(pilot, (x, y), (x + 5, y))
        assert words_in(app.view, "selection") == ["change"]


async def test_a_click_elsewhere_and_escape_select_nothing() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        x, y = cell_of(app.view, "change")
        await drag(pilot, (x, y), (x + 5, y))
        await pilot.click(offset=(x, y + 4))
        assert app.view.selected_text == ""
        await pilot.press("shift+down")
        assert app.view.selected_text != ""
        await pilot.press("escape")
        await pilot.pause()
        assert app.view.selected_text == ""
        assert app.view.selected == ()


async def test_two_clicks_select_the_word_and_three_the_paragraph() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        x, y = cell_of(app.view, "child’s")
        await pilot.double_click(offset=(x + 2, y))
        await pilot.pause()
        assert app.view.selected_text == "child’s"
        await pilot.triple_click(offset=(x + 2, y))
        await pilot.pause()
        assert app.view.selected_text == TEXT
        await pilot.triple_click(offset=cell_of(app.view, "second item"))
        await pilot.pause()
        assert app.view.selected_text == "second item"
        await pilot.triple_click(offset=cell_of(app.view, "More of"))
        await pilot.pause()
        assert app.view.selected_text == "More of it"


async def test_shift_and_arrows_select_line_by_line() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        lines = [row.strip() for row in rows(app.view) if row.strip()]
        await pilot.press("shift+down")
        assert app.view.selected_text == lines[0] == "Title of it"
        await pilot.press("shift+down", "shift+down")
        assert app.view.selected_text == f"Title of it\nSaid in a sentence.\n\n{lines[2]}"
        await pilot.press("shift+up", "shift+up")
        assert app.view.selected_text == "Title of it"
        assert app.screen.get_selected_text() == "Title of it"


async def test_selecting_by_keys_begins_at_the_match_or_link_that_is_focused() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(60, 30)) as pilot:
        await settled(pilot)
        app.view.set_finder(lambda text: [(text.index("Works"), text.index("Works") + 5)] if "Works" in text else [])
        await settled(pilot)
        await pilot.press("shift+down")
        assert app.view.selected_text.startswith("Works hard with one professional")


async def test_shift_up_begins_at_the_bottom_of_the_screen() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        await pilot.press("shift+up")
        assert app.view.selected_text == "見る文字 and bold words."
        await pilot.press("shift+up")
        assert app.view.selected_text == "More of it\n見る文字 and bold words."


async def test_selecting_by_keys_scrolls_along() -> None:
    made = page(("top", "T", 1, tuple(para(f"line {number}") for number in range(60))))
    app = ReaderApp(made)
    async with app.run_test(size=(50, 12)) as pilot:
        await settled(pilot)
        await pilot.press(*["shift+down"] * 20)
        assert app.view.selected_text == "T\n" + "\n".join(f"line {number}" for number in range(19))
        assert any("line 18" in row for row in rows(app.view))


async def test_a_selection_outlives_another_width() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "daily"), cell_of(app.view, "different")
        await drag(pilot, start, (end[0] + 8, end[1]))
        text = app.view.selected_text
        await pilot.resize_terminal(30, 40)
        await settled(pilot)
        assert app.view.selected_text == text
        assert app.screen.get_selected_text() == text
        assert " ".join(part.strip() for part in words_in(app.view, "selection")) == text
        await pilot.press("shift+down")
        assert app.view.selected_text == TEXT[TEXT.index("child’s") :]


async def test_in_a_table_a_cell_is_selected_whole() -> None:
    long = "sees the child alone and asks what the week was like"
    table = Table(((Span("Who"),), (Span("Does"),)), (((Span("Worker"),), (Span(long),)),), ("left", "left"))
    app = ReaderApp(page(("top", "T", 1, (table,))))
    async with app.run_test(size=(44, 24)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "sees"), cell_of(app.view, "like")
        assert start[1] < end[1]
        await drag(pilot, start, (end[0] + 3, end[1]))
        assert app.view.selected_text == long
        assert "Worker" not in words_in(app.view, "selection")


@pytest.mark.parametrize("width", [30, 44, 80])
async def test_every_line_can_be_selected_at_every_width(width: int) -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(width, 40)) as pilot:
        await settled(pilot)
        for _ in range(120):
            app.view.action_select(1)
        texts = [(passage.title, passage.text) for passage in INDICATORS.passages]
        title, text = texts[0]
        expected = f"{title}\n{INDICATORS.info.summary}\n\n{text}\n\n" + "\n\n".join(
            "\n".join(one) for one in texts[1:]
        )
        assert app.view.selected_text == expected


async def test_another_page_has_nothing_selected() -> None:
    app = ReaderApp(MADE)
    async with app.run_test(size=(50, 30)) as pilot:
        await settled(pilot)
        await pilot.press("shift+down")
        app.view.show(page(("top", "Other", 1, (ListBlock(()),))), meta="")
        await settled(pilot)
        assert app.view.selected_text == ""
        assert not app.view.clear_selection()
        assert app.screen.get_selected_text() in (None, "")
