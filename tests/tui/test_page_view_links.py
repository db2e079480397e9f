"""Links by keyboard and by mouse."""

from __future__ import annotations

from textual import events

from handbook.model.block import Span
from handbook.model.page import Page
from handbook.tui.widgets.page_view import POINTER, PageView
from tests.tui.page_samples import page, para
from tests.tui.reader_app import ReaderApp, cell_of, rows, settled, words_in


def linked(filler: int = 30) -> Page:
    """Three links near the top, one far down."""
    return page(
        (
            "top",
            "Links",
            1,
            (
                para("To ", Span("home visits", target="p/visits#before"), " and ", Span("the ", target="p/x"),
                     Span("Act", target="p/x", strong=True), " ", Span("[s15]", source="seed-s15"), "."),
                *(para(f"filler {number}") for number in range(filler)),
            ),
        ),
        ("end", "End", 2, (para("Out to ", Span("the web", target="https://www.legislation.gov.uk/"), "."),)),
    )  # fmt: skip


def followed(app: ReaderApp) -> list[str]:
    return [event.target for event in app.of(PageView.LinkFollowed)]


async def test_tab_goes_from_link_to_link_and_enter_follows() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(4):
            await pilot.press("tab", "enter")
        assert followed(app) == ["p/visits#before", "p/x", "source:seed-s15", "https://www.legislation.gov.uk/"]
        passage = app.view.current_passage()
        assert passage is not None
        assert passage.slug == "end"
        assert any("the web" in row for row in rows(app.view))
        await pilot.press("shift+tab", "enter")
        assert followed(app)[-1] == "source:seed-s15"
        assert app.view.scroll_y == 0


async def test_the_focused_link_is_seen_without_colour() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert words_in(app.view, "link-focused") == []
        await pilot.press("tab")
        assert words_in(app.view, "link-focused") == ["home visits"]
        assert rows(app.view)[2].startswith(f" {POINTER}")
        await pilot.press("tab")
        assert words_in(app.view, "link-focused") == ["the ", "Act"]


async def test_tab_begins_at_what_is_on_the_screen() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end", "tab", "enter", "home", "shift+tab", "enter")
        assert followed(app) == ["https://www.legislation.gov.uk/", "source:seed-s15"]


async def test_enter_follows_no_link_that_is_out_of_sight() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "end", "enter")
        assert followed(app) == []


async def test_past_the_last_link_tab_leaves() -> None:
    app = ReaderApp(linked(filler=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "tab", "tab", "tab")
        assert words_in(app.view, "link-focused") == ["the web"]
        await pilot.press("tab")
        assert words_in(app.view, "link-focused") == []
        await pilot.press("enter")
        assert followed(app) == []


async def test_a_click_follows_a_link() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click(offset=cell_of(app.view, "visits"))
        await pilot.click(offset=cell_of(app.view, "Act"))
        await pilot.click(offset=cell_of(app.view, "s15"))
        await pilot.click(offset=cell_of(app.view, "filler 3"))
        await pilot.click(offset=(79, 3))
        assert followed(app) == ["p/visits#before", "p/x", "source:seed-s15"]


async def test_a_click_follows_a_link_further_down_and_after_a_wrap() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(24, 12)) as pilot:
        await settled(pilot)
        app.view.go_to("end")
        await settled(pilot)
        x, y = cell_of(app.view, "web")
        await pilot.click(offset=(x, y))
        app.view.go_to("top")
        await settled(pilot)
        await pilot.click(offset=cell_of(app.view, "visits"))
        assert followed(app) == ["https://www.legislation.gov.uk/", "p/visits#before"]


def mouse(app: ReaderApp, kind: type[events.MouseEvent], place: tuple[int, int]) -> None:
    """A mouse event as the driver hands it over, which makes clicks of it where the app would."""
    app.post_message(kind(None, *place, 0, 0, 1, False, False, False, *place))


async def test_a_drag_that_ends_on_a_link_does_not_follow_it() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        start, end = cell_of(app.view, "filler 2"), cell_of(app.view, "visits")
        for kind, place in ((events.MouseDown, start), (events.MouseMove, end), (events.MouseUp, end)):
            mouse(app, kind, place)
            await pilot.pause()
        assert followed(app) == []
        assert app.view.selected_text.startswith("visits and the Act")
        for kind in (events.MouseDown, events.MouseUp):
            mouse(app, kind, cell_of(app.view, "Act"))
            await pilot.pause()
        assert followed(app) == ["p/x"]


async def test_a_link_under_the_mouse_is_drawn_stronger() -> None:
    app = ReaderApp(linked())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        plain = words_in(app.view, "link-hover")
        assert "home visits" not in plain
        await pilot.hover(offset=cell_of(app.view, "visits"))
        assert set(words_in(app.view, "link-hover")) - set(plain) == {"home visits"}
        await pilot.hover(offset=cell_of(app.view, "filler 3"))
        assert words_in(app.view, "link-hover") == plain


async def test_a_page_without_links_lets_tab_pass() -> None:
    app = ReaderApp(page(("top", "T", 1, (para("a"),))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "shift+tab", "enter")
        assert followed(app) == []
        assert app.focused is app.view
