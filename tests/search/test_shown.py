"""Highlights, snippets and nearness: offsets that hold, in any text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.search.engine import Engine
from handbook.search.highlight import Highlighter, Mark, Sought, spans
from handbook.search.near import closeness
from handbook.search.snippet import WIDTH, snippet
from handbook.search.words import tokens


def marked(engine: Engine, query: str, text: str, typing: bool = False) -> list[str]:
    return [text[start:end] for start, end in engine.highlighter(query, typing=typing).find(text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("child", "The Child's plan; child-like, childish", ["Child", "child"]),
        ("recording", "Record it. Recorded. A record-keeper.", ["Record", "Recorded", "record"]),
        ("section 47", "Under s.47, or Section 47(1), not 47 days", ["s.47", "Section 47"]),
        ("hard to reach", "Hard-to-reach: what is hard to one may reach to many", ["Hard-to-reach", "hard", "reach"]),
        ('"hard to reach"', "hard work to reach; hard to reach", ["hard to reach"]),
        ("false compliance", "Disguised compliance. Compliance.", ["Disguised compliance", "Compliance"]),
        ("htr", "Families hard to reach", ["hard to reach"]),
        ("what is it", "What is it worth?", ["What", "is", "it"]),
        ("what is neglect", "What is it? Neglect.", ["Neglect"]),
        ("disgiused", "It was disguised.", ["disguised"]),
        ("caf", "Café", []),
        ("child -plan", "child plan", ["child"]),
        ("kind:procedure child", "a kind procedure, child", ["child"]),
        ("", "anything", []),
        ("\ud800", "anything", []),
    ],
)
def test_what_is_marked(engine: Engine, query: str, text: str, expected: list[str]) -> None:
    assert marked(engine, query, text) == expected


def test_a_beginning_is_marked_as_the_whole_word(engine: Engine) -> None:
    assert marked(engine, "enq", "Enquiries and an enquiry", typing=True) == ["Enquiries", "enquiry"]


@given(
    st.sampled_from(["child", "hard to reach", '"hard to reach"', "s.47", "false compliance", "the", "enq"]),
    st.text(max_size=80)
    | st.lists(st.sampled_from(["child", "hard", "-", " ", "to", "reach", "s.47", "\n", "é"]), max_size=20).map(
        "".join
    ),
)
def test_marks_in_any_text(engine: Engine, query: str, text: str) -> None:
    last = 0
    for start, end in engine.highlighter(query, typing=True).find(text):
        assert last <= start < end <= len(text)
        last = end


WRITTEN = [
    "child",
    "hard",
    "-",
    " ",
    "to",
    "reach",
    "s.47",
    "\n",
    "é",
    "Child",
    "’",
    "section 47",
    "C.S.A.",
    "enquiry",
    ".",
]


@given(
    st.lists(
        st.sampled_from(["child", "to", "reach", "s47", "47", "section", "csa", "e", "hardto", "hardtoreach"]),
        max_size=4,
    ),
    st.lists(st.sampled_from(["ch", "r", "4", "en"]), max_size=2),
    st.lists(st.sampled_from(WRITTEN), max_size=16).map("".join) | st.text(max_size=40),
)
@settings(max_examples=500)
def test_marks_are_those_of_reading_every_word(words: list[str], beginnings: list[str], text: str) -> None:
    """Words are passed over by their first letter; none that matters may be."""
    highlighter = Highlighter([Sought(dict.fromkeys(words, 1.0), tuple((each, 0.5) for each in beginnings))])
    expected = [
        Mark(token.start, token.end, 0, 1.0)
        for token in tokens(text)
        if token.term in words or token.term.startswith(tuple(beginnings))
    ]
    assert highlighter.find(text) == spans(expected)


def test_nothing_sought_finds_nothing() -> None:
    assert Highlighter().find("any text") == ()
    assert Highlighter([Sought({})]).find("any text") == ()


def test_overlapping_marks_are_one() -> None:
    assert spans([Mark(3, 8, 0, 1), Mark(0, 4, 1, 1), Mark(9, 9, 0, 1), Mark(8, 10, 0, 1)]) == ((0, 8), (8, 10))


WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("All of it", [Mark(7, 9, 0, 1.0)], [1.0]) == ("All of it", ((7, 9),))
    assert snippet("", [], []) == ("", ())


def test_a_snippet_is_around_the_most_of_the_query() -> None:
    text = "alpha " * 60 + "beta gamma " + "delta " * 60 + "beta " + "delta " * 60
    marks = [Mark(at, at + 4, 0, 1.0) for at in range(len(text)) if text.startswith("beta", at)]
    marks += [Mark(at, at + 5, 1, 1.0) for at in range(len(text)) if text.startswith("gamma", at)]
    line, matches = snippet(text, marks, [0.5, 0.5])
    assert "beta gamma" in line
    assert line.startswith("… alpha")
    assert line.endswith("delta …")
    assert [line[start:end] for start, end in matches] == ["beta", "gamma"]


@given(st.integers(0, 200), st.randoms(use_true_random=False))
def test_snippets_of_any_text(length: int, rnd: random.Random) -> None:
    text = "".join(rnd.choice(WORDS) + rnd.choice([" ", "\n", ", ", ". "]) for _ in range(length))
    marks = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end].isalpha():
            end += 1
        if text[at].isalpha() and rnd.random() < 0.1:
            marks.append(Mark(at, end, rnd.randrange(3), rnd.random()))
        at = end
    line, matches = snippet(text, marks, [0.5, 0.3, 0.2])
    assert len(line) <= WIDTH + 4
    assert "\n" not in line
    whole = {text[mark.start : mark.end] for mark in marks}
    for start, end in matches:
        assert line[start:end] in whole
    for word in line.strip("… ").replace(",", " ").replace(".", " ").split():
        assert word in WORDS
    if marks:
        assert matches


def test_a_word_longer_than_the_snippet() -> None:
    text = "x" * 1000
    line, matches = snippet(text, [Mark(0, 1000, 0, 1.0)], [1.0])
    assert len(line) <= WIDTH + 4
    assert matches == ((0, WIDTH),)


def at(*places: int) -> list[tuple[int, int]]:
    return [(place, place) for place in places]


@pytest.mark.parametrize(
    ("places", "shares", "expected"),
    [
        ([at(5), at(6)], [0.5, 0.5], (1.0, 1.0)),
        ([at(6), at(5)], [0.5, 0.5], (1.0, 0.0)),
        ([at(1, 50), at(40)], [0.5, 0.5], (2 / 11, 0.0)),
        ([at(1), at(2), at(10)], [0.2, 0.3, 0.5], (0.3, 0.5 / 1.3)),
        ([at(1), [], at(2)], [0.4, 0.2, 0.4], (0.8, 0.0)),
        ([at(1), []], [0.5, 0.5], (0.0, 0.0)),
        ([[], []], [0.5, 0.5], (0.0, 0.0)),
        ([[(3, 5)], at(6)], [0.5, 0.5], (1.0, 1.0)),
    ],
)
def test_nearness_and_order(
    places: list[list[tuple[int, int]]], shares: list[float], expected: tuple[float, float]
) -> None:
    assert closeness(places, shares) == pytest.approx(expected)


@given(st.lists(st.lists(st.integers(0, 60), max_size=5), min_size=2, max_size=4))
def test_nearness_is_that_of_the_shortest_stretch(places: list[list[int]]) -> None:
    sorted_places = [at(*sorted(set(each))) for each in places]
    share = [1 / len(places)] * len(places)
    near, order = closeness(sorted_places, share)
    there = [sorted(set(each)) for each in places if each]
    assert 0 <= near <= 1
    assert 0 <= order <= 1
    if len(there) >= 2:
        shortest = min(max(choice) - min(choice) + 1 for choice in _choices(there))
        assert near == pytest.approx(min(1.0, len(there) / shortest) * len(there) / len(places))


def _choices(columns: list[list[int]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for column in columns:
        found = [(*choice, place) for choice in found for place in column]
    return found
