"""The query compiler: bounded, pure, and never at a loss."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.search.query import LONGEST, LONGEST_PASTE, MOST_WORDS, Query, compile_query

SCOPES = {
    "kind": ("procedure", "finding", "checklist"),
    "part": ("hard-to-reach", "procedures"),
    "state": ("current", "due", "overdue", "historic"),
}


def of(text: str, **options: bool) -> Query:
    return compile_query(text, scopes=SCOPES, **options)


def words(query: Query) -> list[str]:
    return [word.term for word in query.words]


def test_words_know_where_they_stand() -> None:
    query = of("  Hard-to-reach   families ")
    assert [query.text[word.start : word.end] for word in query.words] == ["Hard", "to", "reach", "families"]


def test_a_word_typed_twice_is_one() -> None:
    assert words(of("child Child children child")) == ["child", "children"]


@pytest.mark.parametrize(
    ("text", "phrases", "rest"),
    [
        ('"strategy discussion" minutes', [("strategy", "discussion")], ["minutes"]),
        ("“strategy discussion”", [("strategy", "discussion")], []),
        ('a "b c', [], ["a", "b", "c"]),
        ('"a b" c "d', [("a", "b")], ["c", "d"]),
        ('""', [], []),
        ('"!!" child', [], ["child"]),
        ('say"hello there"now', [("hello", "there")], ["say", "now"]),
        ('"section 47 enquiry"', [("s47", "enquiry")], []),
    ],
)
def test_quotes(text: str, phrases: list[tuple[str, ...]], rest: list[str]) -> None:
    query = of(text)
    assert [phrase.terms for phrase in query.phrases] == phrases
    assert words(query) == rest


@pytest.mark.parametrize(
    ("text", "excluded", "rest"),
    [
        ("neglect -school", [("school",)], ["neglect"]),
        ('neglect -"social work"', [("social", "work")], ["neglect"]),
        ("neglect -well-being", [("well", "being")], ["neglect"]),
        ("hard-to-reach", [], ["hard", "to", "reach"]),
        ("neglect - school", [], ["neglect", "school"]),
        ("neglect –school", [], ["neglect", "school"]),
        ("-school", [], ["school"]),
        ("--school", [], ["school"]),
        ("-", [], []),
    ],
)
def test_minus(text: str, excluded: list[tuple[str, ...]], rest: list[str]) -> None:
    query = of(text)
    assert list(query.excluded) == excluded
    assert words(query) == rest


@pytest.mark.parametrize(
    ("text", "scopes", "rest"),
    [
        ("kind:procedure child", {"kind": {"procedure"}}, ["child"]),
        ("child Kind:Procedures", {"kind": {"procedure"}}, ["child"]),
        ("kind:proc", {"kind": {"procedure"}}, []),
        ('part:"hard to reach"', {"part": {"hard-to-reach"}}, []),
        ("part:hard-to-reach state:due", {"part": {"hard-to-reach"}, "state": {"due"}}, []),
        ("kind:procedure kind:finding", {"kind": {"procedure", "finding"}}, []),
        ("kind:nonsense child", {}, ["kind", "nonsense", "child"]),
        ("kind: child", {}, ["kind", "child"]),
        ("mankind:procedure", {}, ["mankind", "procedure"]),
        ("what kind of child", {}, ["what", "kind", "of", "child"]),
    ],
)
def test_scopes(text: str, scopes: dict[str, set[str]], rest: list[str]) -> None:
    query = of(text)
    assert {key: set(values) for key, values in query.scopes.items()} == scopes
    assert words(query) == rest


def test_a_scope_that_is_being_typed_scopes_nothing_yet() -> None:
    assert of("child kind:", typing=True).scopes == {}
    assert words(of("child kind:", typing=True)) == ["child"]


@pytest.mark.parametrize(
    ("text", "typing", "beginnings"),
    [
        ("child prot", True, ["prot"]),
        ("child prot", False, []),
        ("child prot ", True, []),
        ("child protection.", True, []),
        ("section 4", True, ["s4"]),
        ("child's", True, []),
        ("prot* child", False, ["prot"]),
        ('"child prot"', True, []),
        ('"child prot', True, ["prot"]),
    ],
)
def test_beginnings_of_words(text: str, typing: bool, beginnings: list[str]) -> None:
    assert [word.term for word in of(text, typing=typing).words if word.prefix] == beginnings


def test_a_paste_is_words_and_nothing_else() -> None:
    text = 'The "child" was -not seen. kind:procedure ' * 30
    query = of(text, typing=True)
    assert query.pasted
    assert not (query.phrases or query.excluded or query.scopes)
    assert "not" in words(query)
    assert not any(word.prefix for word in query.words)


def test_white_space_alone_asks_nothing() -> None:
    assert of(" \t\n ").empty
    assert of("… — !").empty
    assert not of("kind:finding").empty


def check(text: str, typing: bool) -> None:
    query = of(text, typing=typing)
    assert len(query.text) <= LONGEST_PASTE
    assert len(query.words) <= MOST_WORDS
    assert len(query.phrases) + len(query.excluded) <= LONGEST
    for word in query.words:
        assert 0 <= word.start < word.end <= len(query.text)
    terms = words(query)
    assert len(terms) == len(set(terms))


PIECES = [
    '"',
    "-",
    "kind:",
    "part:",
    "procedure",
    "state:due",
    "s.47",
    " ",
    "child",
    "“",
    "*",
    "\x00",
    "\ud800",
    "(",
    "AND",
    "~9",
    "é",
]


@settings(max_examples=2_000, deadline=None)
@given(st.text(max_size=120) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_any_text(text: str, typing: bool) -> None:
    check(text, typing)


@pytest.mark.long
def test_any_text_long() -> None:
    rnd = random.Random(20261122)
    for _ in range(100_000):
        pieces = [
            rnd.choice(PIECES)
            if rnd.random() < 0.6
            else chr(rnd.choice((rnd.randrange(32, 127), rnd.randrange(0x3000))))
            for _ in range(rnd.randrange(40))
        ]
        check("".join(pieces), rnd.random() < 0.5)


@pytest.mark.parametrize(
    "text",
    [
        "b" * 100_000,
        " ".join(f"w{number}" for number in range(20_000)),
        '"' * 5_000,
        "-" * 5_000,
        "(" * 5_000,
        " " * 100_000 + "child",
    ],
)
def test_length_is_bounded(text: str) -> None:
    check(text, True)
