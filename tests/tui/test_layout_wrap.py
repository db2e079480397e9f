"""Wrapping: nothing wider than the width, nothing lost, words kept together."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size, load_cell_table

from handbook.tui.layout import wrap as wrapping
from handbook.tui.layout.wrap import drawable, is_even, wrap, wrap_code
from tests.tui.page_samples import TEXTS


def drawn(text: str, width: int) -> list[str]:
    text = drawable(text)
    return [piece.drawn or text[piece.start : piece.end] for piece in wrap(text, width)]


def test_words_are_kept_together_and_white_space_at_the_end_is_dropped() -> None:
    assert drawn("Ask what is different for the child", 12) == ["Ask what is", "different", "for the", "child"]


def test_a_space_that_falls_on_the_edge_ends_the_line() -> None:
    assert drawn("abcd efgh", 4) == ["abcd", "efgh"]


def test_a_line_may_end_behind_a_hyphen_between_letters() -> None:
    assert drawn("so hard-to-reach", 8) == ["so hard-", "to-reach"]
    assert drawn("minus -42 degrees", 8) == ["minus", "-42", "degrees"]


def test_a_no_break_space_keeps_words_together() -> None:
    assert drawn("see section\u00a047 now", 13) == ["see", "section\u00a047", "now"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert drawn("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_wide_characters_take_two_cells_and_may_part_anywhere_but_before_a_stop() -> None:
    assert drawn("子供の声を聞く。", 6) == ["子供の", "声を聞", "く。"]
    assert drawn("声を聞く。", 8) == ["声を聞", "く。"]


def test_an_emoji_of_several_code_points_is_never_cut() -> None:
    family = "👩\u200d👧\u200d👦"
    assert drawn(family * 3, 4) == [family * 2, family]


def test_a_combining_mark_stays_with_its_letter() -> None:
    assert drawn("e\u0301" * 5, 2) == ["e\u0301" * 2, "e\u0301" * 2, "e\u0301"]


def test_what_does_not_fit_at_all_is_shown_as_a_dot() -> None:
    assert drawn("中a", 1) == ["·", "a"]


def test_a_mark_with_nothing_to_stand_on_is_made_visible() -> None:
    assert drawable("\u0301a") == "\ufffda"
    assert drawable("a\n\u200db") == "a\n\ufffdb"


def test_line_feeds_end_a_line() -> None:
    assert drawn("one\n\ntwo\n", 10) == ["one", "", "two", ""]


def test_an_empty_text_is_one_empty_piece() -> None:
    assert list(wrap("", 5)) == [(0, 0, 0, "")]


@given(TEXTS, st.integers(1, 40))
def test_no_piece_is_wider_than_the_width_and_together_they_cover_the_text(text: str, width: int) -> None:
    text = drawable(text)
    position = 0
    for piece in wrap(text, width):
        assert piece.start == position
        assert piece.start <= piece.end <= piece.stop
        assert cell_len(piece.drawn or text[piece.start : piece.end]) <= width
        assert not text[piece.end : piece.stop].strip(" \n\u2002\u2003\u2009\u3000")
        position = piece.stop
    assert position == len(text)


@given(st.text(st.sampled_from("ab -\u00a0’"), max_size=40), st.integers(1, 12))
def test_the_short_way_for_even_text_gives_what_the_long_way_gives(text: str, width: int) -> None:
    assert is_even(text)
    assert list(wrapping._wrap_even(text, 0, width)) == list(wrapping._wrap_graphemes(text, 0, width))


@given(TEXTS)
def test_what_is_drawable_stands_character_for_character(text: str) -> None:
    assert len(drawable(text)) == len(text)
    assert len(drawable(text, tabs=True)) == len(text)


def test_even_characters_are_one_cell_wide() -> None:
    wide = load_cell_table("auto").narrow_to_wide
    for code in range(sys.maxunicode + 1):
        if is_even(chr(code)):
            assert get_character_cell_size(chr(code)) == 1, hex(code)
            assert chr(code) != "\ufe0f"
    assert "❤" in wide  # the table that tells what a variation selector widens is the one that was meant


def test_tabs_in_code_go_to_their_stops() -> None:
    text = "a\tb\tc"
    assert ["".join(p.drawn or text[p.start : p.end] for p in line) for line in wrap_code(text, 40)] == ["a   b   c"]


@given(TEXTS.map(lambda text: drawable(text.replace("\n", ""), tabs=True)), st.integers(1, 20))
def test_code_is_covered_too(text: str, width: int) -> None:
    position = 0
    for line in wrap_code(text, width):
        cells = 0
        for piece in line:
            assert piece.start == position
            assert piece.end == piece.stop
            position = piece.stop
            cells += cell_len(piece.drawn or text[piece.start : piece.end])
        assert cells <= width
    assert position == len(text)
