"""Completions, stems and spellings."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.search.vocabulary import Vocabulary, distance, one_slip

WORDS = {
    "abuse": 90, "access": 40, "achieving": 10, "child": 99, "childhood": 3, "children": 80, "compliance": 30,
    "disguise": 2, "disguised": 25, "gp": 4, "neglect": 60, "neglected": 20, "neglectful": 5, "record": 30,
    "recording": 31, "recorded": 6, "s47": 12, "strategy": 33, "the": 200, "then": 20, "to": 190, "weigh": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    words = sorted(WORDS)
    groups = {
        "neglect": ["neglect", "neglected", "neglectful"],
        "record": ["record", "recorded", "recording"],
        "disguis": ["disguise", "disguised"],
        **{word: [word] for word in words if not word.startswith(("negl", "rec", "disg"))},
    }
    said = {
        "words": words,
        "pages": [WORDS[word] for word in words],
        "mass": [WORDS[word] * 1000 for word in words],
        "groups": {stem: [words.index(word) for word in group] for stem, group in groups.items()},
    }
    return Vocabulary(json.dumps(said).encode())


def test_numbers_and_pages(vocabulary: Vocabulary) -> None:
    assert vocabulary.words[vocabulary.number("child")] == "child"
    assert (vocabulary.number("chil"), vocabulary.number(""), vocabulary.number("zzz")) == (-1, -1, -1)
    assert (vocabulary.pages_of("child"), vocabulary.pages_of("chil")) == (99, 0)


def test_words_of_one_stem(vocabulary: Vocabulary) -> None:
    assert vocabulary.mates("record") == ["recording", "recorded"]
    assert vocabulary.mates("neglects") == ["neglect", "neglected", "neglectful"]
    assert vocabulary.mates("elephant") == []


def test_completions_come_weightiest_first(vocabulary: Vocabulary) -> None:
    assert vocabulary.completions("chil", 9, 1_000) == ["child", "children", "childhood"]
    assert vocabulary.completions("child", 9, 1_000) == ["children", "childhood"]
    assert vocabulary.completions("child", 1, 1_000) == ["children"]
    assert vocabulary.completions("chil", 9, 100) == ["child"]
    assert vocabulary.completions("x", 9, 1_000) == []
    assert vocabulary.begins("chi")
    assert not vocabulary.begins("x")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("chidl", "child"), ("chlid", "child"), ("chil", "child"), ("childd", "child"), ("chikd", "child"), ("abuze", "abuse"),
     ("disgiused", "disguised"), ("dissguissed", "disguised"), ("stratergy", "strategy"), ("complience", "compliance"),
     ("hte", "the"), ("wiegh", "weigh")],
)  # fmt: skip
def test_slips(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert vocabulary.spelt_like(typed)[0] == meant


def test_what_is_too_far_or_too_short_is_left_alone(vocabulary: Vocabulary) -> None:
    for typed in ("elephant", "chxyd", "zz", "g", "", "tha", "1234", "x" * 200):
        assert vocabulary.spelt_like(typed) == []


def test_beginnings_with_a_slip(vocabulary: Vocabulary) -> None:
    assert vocabulary.begins_like("disgiu")[0] == "disguised"
    assert vocabulary.begins_like("neglc")[0] == "neglect"
    assert vocabulary.begins_like("zzz") == []


def test_words_run_together(vocabulary: Vocabulary) -> None:
    assert ("child", "neglect") in vocabulary.cuts("childneglect")
    assert ("access", "to", "children") in vocabulary.cuts("accesstochildren")
    assert vocabulary.cuts("elephant") == []
    assert vocabulary.cuts("to") == []
    assert vocabulary.cuts("thethethethethethethethethethe") == []


def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""
    table = {(row, -1): row + 1 for row in range(-1, len(one))}
    table.update({(-1, column): column + 1 for column in range(-1, len(other))})
    for row, letter in enumerate(one):
        for column, there in enumerate(other):
            best = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (letter != there),
            )
            if row and column and letter == other[column - 1] and one[row - 1] == there:
                best = min(best, table[row - 2, column - 2] + 1)
            table[row, column] = best
    return table[len(one) - 1, len(other) - 1]


@settings(max_examples=500)
@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8), st.integers(0, 3))
def test_distance(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(plain_distance(one, other), most + 1)


@given(st.text("abcdefz", min_size=1, max_size=7))
def test_one_slip_is_one_slip(word: str) -> None:
    made = one_slip(word)
    assert word not in made
    for other in random.Random(1).sample(sorted(made), 20):
        assert plain_distance(word, other) == 1


@given(st.sampled_from(sorted(word for word in WORDS if len(word) >= 6)), st.randoms(use_true_random=False))
def test_any_two_slips_in_a_long_word_are_mended(vocabulary: Vocabulary, word: str, rnd: random.Random) -> None:
    typed = rnd.choice(sorted(one_slip(rnd.choice(sorted(one_slip(word))))))
    if vocabulary.number(typed) < 0 and len(typed) >= 6 and plain_distance(word, typed) <= 2:
        near = vocabulary.spelt_like(typed, most=30)
        assert word in near
