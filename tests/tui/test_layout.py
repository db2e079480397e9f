"""Pages to lines: every character in its place, no line too wide, and what each element looks like."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from handbook.model.block import Callout, Code, ListBlock, Paragraph, Quote, Span, Table, leaves, span_text
from handbook.model.page import Page
from handbook.text import guard
from handbook.tui.layout import Header, Line, Manner, Part, layout, links
from tests.tui.page_samples import INDICATORS, bullets, page, pages, para, random_page

EVIL = (
    "A\x1b[31mB", "A\x1b]0;PWNED\x07B", "A\x1b]52;c;UFdORUQ=\x07B", "A\x1b]8;;http://evil/\x1b\\B", "A\x1bPqPWNED\x1b\\B",
    "A\x9b31mB", "A\x9d0;PWNED\x9cB", "A\x07B", "A\x08\x08B", "A\rB", "A\0B", "A\x7fB", "A\x1b]52;c;UFdORUQ=\x1b\\B",
    "A\x1b]0;PWNED\x1b\\B", "A\x1b]52;c;UFdORUQ=B", "A\u202eB", "A\u200dB", "A\x1b[2JB", "A\x1b[6nB", "A\x0bB", "A\x0cB",
    "A\x0eB",
)  # fmt: skip


def shown(made: Page, width: int, header: Header | None = None) -> list[str]:
    return [line.text.rstrip() for line in layout(made, width, header)]


def body(*blocks: object, width: int = 30) -> list[str]:
    """What blocks look like below the title."""
    made = page(("top", "T", 1, blocks))  # type: ignore[arg-type]
    return shown(made, width)[2:-1]


def parts_of(made: Page) -> dict[tuple[int, Part], str]:
    texts: dict[tuple[int, Part], str] = {}
    for index, passage in enumerate(made.passages):
        if passage.level > 1 or index == 0:
            texts[index, Part.TITLE] = passage.title
        texts[index, Part.TEXT] = passage.text
    if made.passages and made.passages[0].level > 1:
        texts[0, Part.TITLE] = made.passages[0].title
    if made.info.summary:
        texts[0, Part.SUMMARY] = made.info.summary
    return texts


def check(made: Page, lines: list[Line], width: int) -> None:
    """No line is wider than the width, and each character stands in one run, as itself."""
    stands: dict[tuple[int, Part], list[tuple[int, int, str, int]]] = {}
    for line in lines:
        assert line.cells <= width, (width, line.text)
        assert line.text == guard(line.text)
        assert "\n" not in line.text
        assert "\t" not in line.text
        for run in line.runs:
            if run.counted:
                assert run.start < run.end
                stands.setdefault((line.passage, line.part), []).append((run.start, run.end, run.text, run.leaf))
    for (index, part), text in parts_of(made).items():
        found = sorted(stands.pop((index, part), []))
        gaps = set()
        if part is Part.TEXT:
            position = -1
            for spans in leaves(made.passages[index].blocks):
                position += len(span_text(spans)) + 1
                gaps.add(position)
        position = 0
        for start, end, drawn, leaf in found:
            while position < start:
                assert position in gaps, (position, start)
                position += 1
            assert start == position
            position = end
            if len(drawn) == end - start and drawn not in ("·", "�"):
                for mine, theirs in zip(drawn, text[start:end], strict=True):
                    assert (
                        mine == guard(theirs) or (theirs, mine) in (("\t", " "), ("\u200d", "\u200c")) or mine == "�"
                    )
            if part is Part.TEXT:
                assert 0 <= leaf < sum(1 for _ in leaves(made.passages[index].blocks))
        while position < len(text):
            assert position in gaps
            position += 1
    assert not stands


@pytest.mark.parametrize("width", [*range(1, 60), 76, 120, 200])
def test_a_page_with_everything_in_it_fits_and_is_whole(width: int) -> None:
    check(INDICATORS, list(layout(INDICATORS, width, Header("practice guidance · current", ("Check it.",)))), width)


@given(pages(), st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_pages_fit_and_are_whole(made: Page, width: int) -> None:
    check(made, list(layout(made, width)), width)


def _random_pages(seed: int, count: int) -> None:
    rng = random.Random(seed)
    for number in range(count):
        made, width = random_page(rng), rng.choice((rng.randrange(1, 30), rng.randrange(1, 201)))
        try:
            check(made, list(layout(made, width)), width)
        except Exception as error:
            raise AssertionError(f"page {number} of seed {seed} at width {width}: {made!r}") from error


def test_two_thousand_random_pages_fit_and_are_whole() -> None:
    _random_pages(15, 2_000)


@pytest.mark.long
def test_twenty_thousand_random_pages_fit_and_are_whole() -> None:
    _random_pages(2015, 20_000)


@pytest.mark.parametrize("evil", EVIL)
def test_no_control_sequence_is_drawn(evil: str) -> None:
    made = page(
        (
            "top",
            evil,
            1,
            (para(evil), Code(evil), bullets(evil), Table(((Span(evil),),), (((Span(evil),),),), ("left",))),
        ),
        ("s", evil, 2, (Quote((para(Span(evil, target="a")),)),)),
        summary=evil,
    )
    for line in layout(made, 40, Header(evil, (evil,))):
        assert not set(line.text) & {chr(code) for code in (*range(32), *range(127, 160), 0x202E, 0x200D)}


def test_the_first_screen_needs_no_more_than_the_first_lines() -> None:
    class Unreadable(tuple):  # type: ignore[type-arg]
        def __iter__(self):  # type: ignore[no-untyped-def]
            raise AssertionError("laid out too soon")

    lines = layout(page(("top", "T", 1, (*(para("word") for _ in range(12)), Paragraph(Unreadable())))), 40)
    assert len([next(lines) for _ in range(24)]) == 24
    with pytest.raises(AssertionError, match="too soon"):
        list(lines)


def test_the_head_says_title_meta_notices_and_summary() -> None:
    made = page(("top", "Indicators", 1, (para("Text."),)), summary="What it is.")
    header = Header("practice guidance · current · checked 22 Nov 2026", ("This page was due.",))
    assert shown(made, 34, header) == [
        "Indicators",
        "practice guidance · current",
        "checked 22 Nov 2026",
        "",
        "▌ This page was due.",
        "",
        "What it is.",
        "",
        "Text.",
        "",
    ]


def test_headings_have_space_and_the_second_level_a_rule() -> None:
    made = page(
        ("top", "T", 1, (para("a"),)), ("b", "Said and done", 2, (para("c"),)), ("d", "More", 3, (para("e"),))
    )
    assert shown(made, 30) == ["T", "", "a", "", "Said and done", "─" * 14, "c", "", "More", "e", ""]


def test_a_page_without_a_top_is_headed_by_its_own_title() -> None:
    made = page(("b", "Only", 2, (para("c"),)))
    assert shown(made, 30)[:3] == [made.info.title, "", "Only"]
    assert shown(Page(made.info, ()), 30)[0] == "Only"


def test_bullets_hang_and_lists_nest() -> None:
    inner = ListBlock((*bullets("the inner list that wraps").items,))
    block = ListBlock(((para("one that is rather too long for it"), inner), (para("two"),)))
    assert body(block, width=20) == [
        "• one that is rather",
        "  too long for it",
        "  – the inner list",
        "    that wraps",
        "• two",
    ]


def test_ordered_lists_count_from_their_start_and_align() -> None:
    block = ListBlock(((para("nine"),), (para("ten"),)), ordered=True, start=9)
    assert body(block) == [" 9. nine", "10. ten"]


def test_a_list_of_long_items_gets_air() -> None:
    block = ListBlock(((para("one"), para("more")), (para("two"),)))
    assert body(block) == ["• one", "", "  more", "", "• two"]


def test_an_empty_item_keeps_its_bullet() -> None:
    assert body(ListBlock(((), (para("b"),)))) == ["•", "• b"]


def test_callouts_have_a_bar_and_say_what_they_are() -> None:
    assert body(Callout("answer", (para("Look for change in daily life."), para("Write."))), width=20) == [
        "┃ In short",
        "┃ Look for change in",
        "┃ daily life.",
        "┃",
        "┃ Write.",
    ]


def test_quotes_have_a_light_bar() -> None:
    assert body(Quote((para("I said yes."),))) == ["│ I said yes."]


def test_code_is_kept_and_wrapped_at_the_width() -> None:
    assert body(Code("a:\n\tb  c\n" + "x" * 30), width=20) == [" a:", "     b  c", " " + "x" * 18, " " + "x" * 12]


def test_a_table_that_fits_has_columns() -> None:
    table = Table(
        ((Span("Who"),), (Span("When"),)),
        (((Span("Social worker"),), (Span("5 days"),)), ((Span("Nurse"),), (Span("1 day"),))),
        ("left", "right"),
    )
    assert body(table) == ["Who              When", "─" * 21, "Social worker  5 days", "Nurse           1 day"]


def test_a_wide_table_wraps_its_columns_and_parts_its_rows() -> None:
    long = "sees the child alone and asks"
    table = Table(((Span("Who"),), (Span("Does"),)), (((Span("Worker"),), (Span(long),)),) * 2, ("left", "left"))
    assert body(table, width=26) == [
        "Who     Does",
        "─" * 26,
        "Worker  sees the child",
        "        alone and asks",
        "",
        "Worker  sees the child",
        "        alone and asks",
    ]


def test_a_table_too_wide_for_columns_becomes_lines() -> None:
    long = "sees the child alone"
    table = Table(((Span("Who"),), (Span("Does"),)), (((Span(long),), (Span(long),)),) * 2, ("left", "left"))
    assert body(table, width=20) == [
        "Who: sees the child",
        "     alone",
        "Does: sees the child",
        "      alone",
        "",
        "Who: sees the child",
        "     alone",
        "Does: sees the child",
        "      alone",
    ]


def test_links_and_citations_carry_where_they_lead() -> None:
    made = page(
        ("top", "T", 1, (para("see ", Span("the long way home", target="a#b"), " ", Span("[x]", source="x")),))
    )
    runs = [run for line in layout(made, 12) for run in line.runs if run.target]
    assert [(run.text, run.target, run.manner) for run in runs] == [
        ("the long", "a#b", Manner.LINK),
        ("way home", "a#b", Manner.LINK),
        ("[x]", "source:x", Manner.CITATION),
    ]
    assert [(link.start, link.end, link.target) for link in links(made)] == [(4, 21, "a#b"), (22, 25, "source:x")]


def test_a_citation_is_not_broken_at_its_hyphen() -> None:
    made = page(("top", "T", 1, (para("as it says well-known ", Span("[nyscp-plan]", source="nyscp-plan"), "."),)))
    assert shown(made, 28)[2:4] == ["as it says well-known", "[nyscp-plan]."]
    assert shown(made, 16)[2:5] == ["as it says well-", "known", "[nyscp-plan]."]


def test_a_link_with_a_bold_word_in_it_is_one_link() -> None:
    spans = (Span("a ", target="x"), Span("b", target="x", strong=True), Span("", target="x"), Span(" c", target="x"))
    made = page(("top", "T", 1, (Paragraph(spans), para(Span("a", target="x")))))
    assert [(link.start, link.end) for link in links(made)] == [(0, 5), (6, 7)]


@given(pages())
@settings(max_examples=40, deadline=None)
def test_every_link_of_a_page_is_drawn(made: Page) -> None:
    places = {(link.passage, offset): link.target for link in links(made) for offset in range(link.start, link.end)}
    drawn = {}
    for line in layout(made, 40):
        for run in line.runs:
            if run.target:
                drawn.update(
                    dict.fromkeys(((line.passage, offset) for offset in range(run.start, run.end)), run.target)
                )
    for place, target in drawn.items():
        assert place in places or target  # a grapheme across two spans goes with the first
    assert len(places) - len(drawn) <= 60
    ascii_only = all(span_text(s).isascii() for p in made.passages for s in leaves(p.blocks))
    if ascii_only:
        assert {place: target for place, target in drawn.items() if place in places} == drawn


def test_characters_and_cells_find_each_other() -> None:
    made = page(("top", "T", 1, (bullets("見る ", "two"),)))
    line = next(line for line in layout(made, 30) if line.text.startswith("•"))
    assert [line.index_at(cell) for cell in range(-1, 8)] == [None, 0, 1, 2, 2, 3, 3, 4, None]
    bullet, text = line.run_at(0), line.run_at(3)
    assert bullet is not None
    assert not bullet.counted
    assert text is not None
    assert text.text == "見る "
    assert text.character(1) == 1
    assert line.run_at(40) is None
    assert line.place(1) == 3
    assert line.after(0) == 0
    assert line.after(3) == 1
    assert line.before(3) == 1
    assert line.before(0) is None
    assert line.after(99) is None


def test_the_mapping_leads_from_cells_to_the_leaf() -> None:
    table = Table(((Span("a"),), (Span("b"),)), (((Span("c"),), (Span("dé"),)),), ("left", "left"))
    made = page(("top", "T", 1, (para("p"), table)))
    last = list(layout(made, 30))[-2]
    assert [(run.leaf, run.start, run.text) for run in last.runs if run.counted] == [(3, 6, "c"), (4, 8, "dé")]
    assert made.passages[0].text[8:10] == "dé"
    assert cell_len(last.text) == 5
