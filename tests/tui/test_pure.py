"""What the screens stand on and what needs no screen: history, walks, scope words, the table of commands, the card."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from handbook.model.block import Callout, ListBlock, Paragraph, Span, plain_text
from handbook.model.guide import Answer, Pathway, Step
from handbook.model.handbook import Handbook, Part
from handbook.model.page import Page, PageInfo, Passage
from handbook.model.registry import Contact
from handbook.tui import commands
from handbook.tui.card import visit_card
from handbook.tui.history import History
from handbook.tui.search_words import narrowed, scope_of
from handbook.tui.ticks import TicksInMemory
from handbook.tui.walking import Walk
from handbook.tui.widgets.bar import fit, shorten
from handbook.tui.widgets.results import snippet_pieces


def test_history_goes_back_and_forward() -> None:
    history: History[str] = History()
    history.went("a")
    history.went("b")
    assert history.back("c") == "b"
    assert history.back("b") == "a"
    assert history.back("a") is None
    assert history.forward("a") == "b"
    assert history.forward("b") == "c"
    assert history.forward("c") is None


def test_history_forgets_the_way_forward_when_one_goes_elsewhere() -> None:
    history: History[str] = History()
    history.went("a")
    assert history.back("b") == "a"
    history.went("a")
    assert not history.can_go_forward and history.back("c") == "a"


def test_history_keeps_so_many() -> None:
    history: History[int] = History(limit=3)
    for place in range(10):
        history.went(place)
    assert [history.back(99), history.back(99), history.back(99), history.back(99)] == [9, 8, 7, None]


@given(st.lists(st.sampled_from(["went", "back", "forward"]), max_size=40))
def test_back_then_forward_is_where_one_was(moves: list[str]) -> None:
    history: History[int] = History()
    present, fresh = 0, 1
    for move in moves:
        if move == "went":
            history.went(present)
            present, fresh = fresh, fresh + 1
        else:
            other = history.back(present) if move == "back" else history.forward(present)
            if other is not None:
                again = history.forward(other) if move == "back" else history.back(other)
                assert again == present
                present = (history.back if move == "back" else history.forward)(present)  # type: ignore[assignment]


GUIDE = Pathway(
    "pathways/x", "X",
    (
        Step("one", "One?", answers=(Answer("Yes", "two"), Answer("No", "end"))),
        Step("two", "Two?", answers=(Answer("Again", "one"), Answer("Done", "end"), Answer("Broken", "nowhere"))),
        Step("end", "The end"),
    ),
)  # fmt: skip


def test_a_walk_answers_goes_back_and_starts_again() -> None:
    walk = Walk(GUIDE)
    assert walk.step.id == "one" and walk.number == 1 and not walk.back()
    assert walk.answer(1) and walk.step.id == "two" and walk.number == 2
    assert not walk.answer(0) and not walk.answer(4) and not walk.answer(3)
    assert walk.answer(2) and walk.step.is_end
    assert [(step.id, answer) for step, answer in walk.path] == [("one", "Yes"), ("two", "Done")]
    assert not walk.answer(1)
    assert walk.back() and walk.step.id == "two"
    walk.restart()
    assert walk.step.id == "one" and walk.path == ()
    walk.begin_at("two")
    assert walk.step.id == "two"
    walk.begin_at("nowhere")
    assert walk.step.id == "one"


@given(st.lists(st.integers(0, 4), max_size=30))
def test_a_walk_taken_back_is_at_its_start(answers: list[int]) -> None:
    walk = Walk(GUIDE)
    taken = sum(walk.answer(number) for number in answers)
    for _ in range(taken):
        assert walk.back()
    assert walk.step.id == "one" and not walk.back()


def test_scope_words_are_written_read_and_taken_away() -> None:
    assert narrowed("medical", "kind", "procedure") == "kind:procedure medical"
    assert narrowed("kind:procedure medical", "kind", "finding") == "kind:finding medical"
    assert narrowed("medical kind:finding part:practice", "kind", "") == "medical part:practice"
    assert scope_of("a KIND:finding b", "kind") == "finding" and scope_of("unkind:ness", "kind") == ""


@given(st.text(max_size=40), st.sampled_from(["part", "kind", "state"]), st.sampled_from(["", "x", "hard-to-reach"]))
def test_narrowing_never_fails_and_is_read_back(text: str, name: str, value: str) -> None:
    assert scope_of(narrowed(text, name, value), name) == value


def test_every_key_means_one_thing_on_a_screen() -> None:
    for where in {command.where for command in commands.COMMANDS}:
        keys = [key for command in commands.COMMANDS if command.where == where for key in command.keys]
        assert len(keys) == len(set(keys))


def test_no_action_needs_ctrl_or_alt() -> None:
    for command in commands.COMMANDS:
        assert not any(key.startswith(("ctrl", "alt")) for key in command.keys), command.id


def test_contract_keys() -> None:
    wanted = {
        "search": "slash", "next_match": "n", "previous_match": "N", "back": "backspace",
        "previous_result": "left_square_bracket", "next_result": "right_square_bracket", "contents": "t", "linked": "l",
        "help": "question_mark", "top": "g", "bottom": "G", "close": "escape", "quit": "q", "card": "v",
    }  # fmt: skip
    for command_id, key in wanted.items():
        assert key in commands.find(command_id).keys
    assert commands.find("palette").keys == ("colon", "f1")


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 100))
def test_a_bar_is_never_wider_than_its_room(left: str, right: str, width: int) -> None:
    from handbook.text import one_line

    assert cell_len(fit(one_line(left), one_line(right), width)) <= max(width, 0) + 1


@given(st.text(max_size=60), st.integers(0, 80))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert cell_len(shorten(text, width)) <= width


@given(st.data())
def test_a_snippet_fits_and_shows_its_first_match(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=40))
    snippet = " ".join(words)
    at = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:at])) + (1 if at else 0)
    width = data.draw(st.integers(30, 90))
    pieces = snippet_pieces(snippet, [(start, start + len(words[at]))], width)
    assert sum(cell_len(text) for text, _ in pieces) <= width
    assert any(
        name == "results--match" and text.rstrip("…") and words[at].startswith(text.rstrip("…"))
        for text, name in pieces
    )


def _page(*blocks, page="procedures/a", title="A page"):  # type: ignore[no-untyped-def]
    return Page(PageInfo(page, title), (Passage(page, "top", title, 1, (), tuple(blocks)),))


def _items(*texts: str) -> ListBlock:
    return ListBlock(tuple((Paragraph((Span(text),)),) for text in texts))


def test_the_visit_card_has_signs_questions_the_meeting_and_contacts() -> None:
    page = _page(
        Callout("answer", (Paragraph((Span("Look closely."),)),)), _items("Sign one", "Sign two"),
        Callout("ask", (_items("What did the child do?"),)),
    )  # fmt: skip
    meeting = _page(Callout("answer", (Paragraph((Span("Ask your manager. They chair."),)),)), page="procedures/m")
    handbook = Handbook("H", (Part("procedures", "P", ("procedures/a",)),), {page.info.id: page.info})
    text = plain_text(visit_card(page, handbook, meeting).passages[0].blocks)
    for words in (
        "Sign one",
        "Sign two",
        "What did the child do?",
        "Ask your manager.",
        "not filled in by your area yet",
    ):
        assert words in text
    filled = Handbook("H", (), {}, contacts=(Contact("duty", "Duty team", "days", "ext 1", "2026-11-01"),))
    assert "Duty team ext 1 (checked 2026-11-01)" in plain_text(visit_card(page, filled, meeting).passages[0].blocks)


def test_a_card_of_a_page_without_a_list_has_its_answer() -> None:
    page = _page(Callout("answer", (Paragraph((Span("Do this first."),)),)))
    assert "Do this first." in plain_text(visit_card(page, Handbook("H", (), {}), None).passages[0].blocks)


def test_ticks_in_memory() -> None:
    ticks = TicksInMemory()
    ticks.toggle("c", "a")
    assert ticks.is_ticked("c", "a") and ticks.any("c") and not ticks.any("d")
    ticks.toggle("c", "a")
    assert not ticks.is_ticked("c", "a")
    ticks.toggle("c", "a")
    ticks.clear("c")
    assert not ticks.any("c")
