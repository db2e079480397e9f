"""What a reader does and sees, by keys alone, on the small handbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.checklist import ChecklistScreen
from handbook.tui.screens.help import HelpScreen
from handbook.tui.screens.picker import PickerScreen
from handbook.tui.screens.walk import WalkScreen
from handbook.tui.widgets.contents import ContentsList
from handbook.tui.widgets.results import ResultsView
from tests.tui.conftest import Drive


async def test_it_opens_with_a_page_and_its_standing(drive: Drive) -> None:
    async with drive() as driven:
        shown = driven.shown()
        assert driven.page == "synopsis/about"
        for words in ("Small handbook · Edition 2", "About this synopsis", "synopsis 2015 · historic", "In short",
                      "no practitioner's review yet", "Do not add case detail."):  # fmt: skip
            assert words in shown


async def test_search_open_next_match_linked_back_quit(drive: Drive) -> None:
    """The journey of the practitioner."""
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("disg")
        view = driven.searching.query_one(ResultsView)
        assert view.hits[0].passage == "procedures/meeting#disguised-compliance"
        await driven.press("enter")
        assert driven.page == "procedures/meeting" and driven.foot().startswith("2 of 2 “disg”")
        await driven.press("n")
        assert driven.foot().startswith("1 of 2")
        await driven.press("N")
        assert driven.foot().startswith("2 of 2")
        await driven.press("l")
        assert isinstance(driven.app.screen, PickerScreen)
        await driven.press("enter")
        assert driven.page == "synopsis/about"
        await driven.press("backspace")
        assert driven.page == "procedures/meeting"
        await driven.press("backspace")
        assert driven.app.screen is driven.searching, "back from a hit is to its results"
        assert driven.searching.query_one("#query").value == "disg"
        await driven.press("escape")
        assert driven.page == "synopsis/about" and driven.app.screen is driven.reading
        await driven.press("q")
    assert driven.app.return_code in (0, None)


async def test_results_come_while_typing_and_late_ones_are_dropped(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        screen = driven.searching
        await driven.type("chron")
        current = screen._generation
        view = screen.query_one(ResultsView)
        before = [hit.passage for hit in view.hits]
        assert before
        late = screen._results
        screen.post_message(screen.Answered(current - 1, None, None, "late"))
        await driven.settle()
        assert [hit.passage for hit in view.hits] == before and screen._results is late


async def test_nothing_typed_is_lost(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        text = "he says he has moved out and the carer agrees"
        for character in text:
            await driven.pilot.press("space" if character == " " else character)
        await driven.settle()
        assert driven.searching.query_one("#query").value == text


async def test_hits_on_this_page_come_first(drive: Drive) -> None:
    async with drive(page="procedures/recording") as driven:
        await driven.press("slash")
        await driven.type("child words")
        hits = driven.searching.query_one(ResultsView).hits
        assert hits[0].page == "procedures/recording"
        assert "On this page: Recording concerns" in driven.shown() and "Everywhere" in driven.shown()


async def test_a_weak_match_on_this_page_does_not_go_before_better_pages(drive: Drive) -> None:
    async with drive(page="procedures/recording") as driven:
        await driven.press("slash")
        await driven.type("disguised compliance child")
        assert driven.searching.query_one(ResultsView).hits[0].page == "procedures/meeting"


async def test_next_and_previous_result_without_the_list(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("meeting")
        pages = [hit.page for hit in driven.searching.query_one(ResultsView).hits]
        assert len(pages) >= 2
        await driven.press("enter")
        assert driven.page == pages[0]
        await driven.press("right_square_bracket")
        assert driven.page == pages[1]
        await driven.press("left_square_bracket")
        assert driven.page == pages[0]
        await driven.press("left_square_bracket")
        assert "first result" in driven.shown()
        await driven.press("backspace")
        assert driven.app.screen is driven.searching


async def test_arrows_choose_and_the_reason_is_shown(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("false compliance")
        view = driven.searching.query_one(ResultsView)
        assert "why:" in driven.shown() and "synonym" in driven.shown()
        await driven.press("down")
        assert view.marked == min(1, len(view.hits) - 1)
        await driven.press("up", "up")
        assert view.marked == 0


async def test_a_misspelling_is_offered_and_taken_with_one_key(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("chronolgy")
        shown = driven.shown()
        assert "did you mean" in shown.lower() and "chronology" in shown
        await driven.press("f3")
        assert driven.searching.query_one("#query").value == "chronology"
        assert driven.searching.query_one(ResultsView).hits


async def test_nothing_found_has_three_ways_on(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("xylophone")
        assert "Three ways on" in driven.shown()


async def test_examples_in_the_box(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash", "question_mark")
        assert "What you can type" in driven.shown() and "kind:procedure" in driven.shown()


async def test_chips_write_the_scope_words(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("meeting")
        await driven.press("tab", "right", "enter")
        assert isinstance(driven.app.screen, PickerScreen)
        await driven.type("procedure")
        await driven.press("enter")
        assert driven.searching.query_one("#query").value == "kind:procedure meeting"
        assert {hit.kind for hit in driven.searching.query_one(ResultsView).hits} == {"procedure"}


async def test_links_by_keyboard(drive: Drive) -> None:
    async with drive() as driven:
        view = driven.reading.view
        for _ in range(6):
            await driven.press("tab")
            if "procedures/meeting" in str(getattr(view, "focused_link", "")):
                break
        await driven.press("enter")
        assert driven.page in ("procedures/meeting", "synopsis/about", "reference/sources")


async def test_an_address_is_shown_and_asked_before_it_is_opened(drive: Drive, small: Path) -> None:
    page = small / "content" / "synopsis" / "about.md"
    page.write_text(page.read_text() + "\nSee [a site](https://example.org/page).\n")
    async with drive() as driven:
        driven.reading.view.post_message(driven.reading.view.LinkFollowed("https://example.org/page"))
        await driven.settle()
        assert isinstance(driven.app.screen, AskScreen) and "https://example.org/page" in driven.shown()
        assert driven.opened == []
        await driven.press("escape")
        assert driven.opened == []
        driven.reading.view.post_message(driven.reading.view.LinkFollowed("https://example.org/page"))
        await driven.settle()
        await driven.press("o")
        assert driven.opened == ["https://example.org/page"]


async def test_contents_open_choose_and_go_away(drive: Drive) -> None:
    async with drive() as driven:
        contents = driven.reading.query_one(ContentsList)
        assert contents.display
        await driven.press("t")
        assert contents.has_focus
        await driven.press("home", "down", "down", "enter")
        shown = driven.shown()
        assert "Professionals' meeting" in shown or driven.page.startswith("procedures/")
        await driven.press("t") if not contents.has_focus else None
        await driven.press("t")
        assert not contents.display
        await driven.press("t")
        assert contents.display and contents.has_focus


async def test_back_and_forward_keep_the_position(drive: Drive) -> None:
    async with drive(size=(70, 18)) as driven:
        driven.reading.go("procedures/meeting")
        await driven.settle()
        await driven.press("G")
        place = driven.reading.view.position()
        driven.reading.go("procedures/recording")
        await driven.settle()
        await driven.press("backspace")
        assert driven.page == "procedures/meeting" and driven.reading.view.position() == place
        await driven.press("f")
        assert driven.page == "procedures/recording"


async def test_escape_never_leaves(drive: Drive) -> None:
    async with drive() as driven:
        for _ in range(5):
            await driven.press("escape")
        assert driven.app.screen is driven.reading and driven.app.is_running


async def test_help_lists_every_key_of_the_table(drive: Drive) -> None:
    from handbook.tui.commands import COMMANDS

    text = HelpScreen.text().plain
    for command in COMMANDS:
        assert command.title in text
    async with drive() as driven:
        await driven.press("question_mark")
        assert isinstance(driven.app.screen, HelpScreen) and "No key needs Ctrl" in driven.shown()
        await driven.press("escape")
        assert driven.app.screen is driven.reading


async def test_the_palette_runs_commands(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("colon")
        await driven.type("help")
        await driven.press("enter")
        assert isinstance(driven.app.screen, HelpScreen)
        await driven.press("escape", "f1")
        await driven.type("contrast")
        await driven.press("enter")
        assert driven.app.theme == "handbook-contrast"


async def test_the_theme_is_kept(drive: Drive, tmp_path: Path) -> None:
    async with drive() as driven:
        first = driven.app.theme
        await driven.press("T")
        second = driven.app.theme
        assert second != first
    assert json.loads((tmp_path / "data" / "settings.json").read_text())["theme"] == second
    async with drive() as driven:
        assert driven.app.theme == second


async def test_a_guide_is_walked(drive: Drive) -> None:
    async with drive() as driven:
        driven.reading.go("pathways/call")
        await driven.settle()
        assert isinstance(driven.app.screen, WalkScreen) and "Can everyone say" in driven.shown()
        await driven.press("2")
        shown = driven.shown()
        assert "Call the meeting" in shown and "Ask your manager to chair." in shown and "How you came here" in shown
        await driven.press("backspace")
        assert "Can everyone say" in driven.shown()
        await driven.press("1", "0", "i")
        assert "first question" in driven.shown()
        await driven.press("c")
        assert driven.page == "pathways/call" and driven.app.screen is driven.reading
        await driven.press("d")
        assert isinstance(driven.app.screen, WalkScreen)
        await driven.press("escape")
        assert driven.app.screen is driven.reading


async def test_a_checklist_is_ticked_and_cleared(drive: Drive) -> None:
    async with drive() as driven:
        driven.reading.go("checklists/visit")
        await driven.settle()
        assert isinstance(driven.app.screen, ChecklistScreen) and "0 of 2 ticked" in driven.shown()
        await driven.press("space")
        assert "1 of 2 ticked" in driven.shown() and "[x] Read the chronology." in driven.shown()
        await driven.press("escape")
        driven.reading.go("checklists/visit")
        await driven.settle()
        assert "1 of 2 ticked" in driven.shown()
        await driven.press("0", "y")
        assert "0 of 2 ticked" in driven.shown()


async def test_the_visit_card_fits_one_screen(drive: Drive) -> None:
    async with drive(page="procedures/meeting") as driven:
        await driven.press("v")
        shown = driven.shown()
        assert "Visit card" in shown and "What have we not said?" in shown and "Contacts" in shown
        await driven.press("v")
        assert driven.app.screen is driven.reading


@pytest.mark.parametrize("size", [(20, 5), (30, 10), (59, 24), (80, 17), (60, 18), (80, 24), (120, 40), (200, 50)])
async def test_no_size_ends_it_and_small_ones_say_what_is_needed(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(size=size) as driven:
        small = size[0] < 60 or size[1] < 18
        assert driven.app.screen.query_one(TooSmall).display is small
        if small:
            assert "needs 60" in " ".join(driven.shown().split())
        for key in (
            "slash",
            "m",
            "escape",
            "colon",
            "escape",
            "question_mark",
            "escape",
            "t",
            "l",
            "escape",
            "v",
            "escape",
        ):
            await driven.press(key)
        assert driven.app.is_running


async def test_resizing_down_and_up_loses_nothing(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("slash")
        await driven.type("chair")
        await driven.pilot.resize_terminal(20, 5)
        await driven.settle()
        await driven.pilot.resize_terminal(100, 30)
        await driven.settle()
        assert driven.searching.query_one("#query").value == "chair"
        assert driven.searching.query_one(ResultsView).hits


async def test_screens_are_reused(drive: Drive) -> None:
    async with drive() as driven:
        before = {name: id(screen) for name, screen in driven.app._installed_screens.items()}
        for _ in range(3):
            for key in (
                "slash",
                "escape",
                "colon",
                "escape",
                "question_mark",
                "escape",
                "l",
                "escape",
                "h",
                "escape",
            ):
                await driven.press(key)
        assert {name: id(screen) for name, screen in driven.app._installed_screens.items()} == before
        assert len(driven.app.screen_stack) == 2


async def test_content_with_markup_is_shown_as_it_is(drive: Drive, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    page.write_text(
        page.read_text().replace("title: Recording concerns", 'title: "[/oops] [bold]Recording[/bold] [draft"')
    )
    async with drive(page="procedures/recording") as driven:
        assert "[/oops] [bold]Recording[/bold] [draft" in driven.shown()
        await driven.press("slash")
        await driven.type("recording")
        assert "[/oops]" in driven.shown()
        await driven.press("escape", "l", "escape")
        assert driven.app.is_running
