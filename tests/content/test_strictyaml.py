"""The strict YAML reader: what it types, where things stand, what it refuses, and that both parsers agree."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.content.report import Report
from handbook.content.source import decode
from handbook.content.strictyaml import (
    MAX_DEPTH,
    MAX_VALUES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    c_events,
    python_events,
    read,
)

PARSERS = pytest.mark.parametrize("events", [None, python_events, c_events], ids=["usual", "python", "libyaml"])


def plain(node: Node | None) -> object:
    """The bare value of a node."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if node else None


def reading(text: str, events: object = None) -> tuple[Node | None, Report]:
    report = Report("x.yaml", text.split("\n"))
    return read(text, report, events=events), report  # type: ignore[arg-type]


@PARSERS
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: true", {"a": True}),
        ("a: false", {"a": False}),
        ("a: null", {"a": None}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: 12", {"a": 12}),
        ("a: -3", {"a": -3}),
        ("a: 007", {"a": "007"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 3.10", {"a": "3.10"}),
        ("a: 2026-11-22", {"a": "2026-11-22"}),
        ("a: no", {"a": "no"}),
        ("a: 'true'", {"a": "true"}),
        ('a: "12"', {"a": "12"}),
        ("no: x\non: y\n1: z", {"no": "x", "on": "y", "1": "z"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("[a, [b], {c: d}]", ["a", ["b"], {"c": "d"}]),
        ("- a\n- b: c\n", ["a", {"b": "c"}]),
        ("", None),
        ("# a comment\n", None),
        ("---\na: b\n", {"a": "b"}),
        ("a: 9" + "9" * 400, {"a": "9" + "9" * 400}),
    ],
)
def test_only_a_few_plain_words_are_typed(events: object, text: str, value: object) -> None:
    node, report = reading(text, events)
    assert plain(node) == value
    assert not report.problems


@PARSERS
def test_every_value_has_its_place(events: object) -> None:
    text = 'title: "One"\nlist:\n  - é: [x, y]\n  - "two"\nnone:\nlong: |\n  a\n  b\n'
    node, _ = reading(text, events)
    assert isinstance(node, Mapping)
    key, title = node.entries["title"]
    assert (key.at, title.at) == ((1, 1), (1, 8))
    items = node.entries["list"][1]
    assert isinstance(items, Sequence) and items.at == (3, 3)
    first, second = items.items
    assert isinstance(first, Mapping)
    inner = first.entries["é"][1]
    assert isinstance(inner, Sequence) and [item.at for item in inner.items] == [(3, 9), (3, 12)]
    assert second.at == (4, 5)
    assert node.entries["none"][1].at == (5, 1)
    long = node.entries["long"][1]
    assert isinstance(long, Scalar) and long.literal and long.at == (6, 7) and long.end_line >= 8


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    report = Report("x.md", ["---", "a: 1", "a: 2"])
    read("a: 1\na: 2", report, first_line=2)
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.quoted) == (3, 1, "a: 2")


REFUSED = [
    ("a: &x [1]\nb: *x\n", "anchor", (1, 4)),
    ("b: *x\n", "anchor", (1, 4)),
    ("a: !!python/object/apply:os.system ['true']\n", "tag", (1, 4)),
    ("a: !x y\n", "tag", (1, 4)),
    ("a: !!binary QUJD\n", "tag", (1, 4)),
    ("base:\n  x: y\n<<: {a: b}\n", "merge-key", (3, 1)),
    ("a: b\n---\nc: d\n", "several-documents", (2, 1)),
    ("%YAML 1.1\n---\na: b\n", "directive", (1, 1)),
    ("? [a]\n: b\n", "bad-key", (1, 3)),
    ("{{ title }: b}\n", "bad-key", (1, 2)),
    ('a: "x\\x1by"\n', "control-character", (1, 4)),
    ('a: "x\\u202ey"\n', "control-character", (1, 4)),
    ('a: "\\ud800"\n', "control-character", (1, 4)),
    ("a:\n\tb: c\n", "tab", (2, 1)),
    ("a:\n  \tb: c\n", "tab", (2, 3)),
    ("a:\tb\n", "tab", (1, 3)),
    ("a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1)),
    ("[" * 100_000, "too-deep", (1, MAX_DEPTH + 1)),
    ("".join(" " * depth + "a:\n" for depth in range(2000)), "too-deep", (MAX_DEPTH + 1, MAX_DEPTH + 1)),
]


@pytest.mark.parametrize("events", [None, python_events], ids=["usual", "python"])
@pytest.mark.parametrize(
    ("text", "rule", "at"), REFUSED, ids=[f"{rule}-{n}" for n, (_, rule, _) in enumerate(REFUSED)]
)
def test_what_yaml_allows_and_this_reader_refuses(events: object, text: str, rule: str, at: tuple[int, int]) -> None:
    _, report = reading(text, events)
    problem = report.problems[0]
    assert (problem.rule, problem.severity, (problem.line, problem.column)) == (rule, "error", at)
    assert problem.fix
    assert problem.quoted == text.split("\n")[at[0] - 1].rstrip()[:299] + (
        "…" if len(text.split("\n")[0]) > 300 else ""
    )


def test_both_lines_of_a_duplicate_are_named_and_the_first_value_is_kept() -> None:
    node, report = reading("a: 1\nb: 2\n\na: 3\nb: 4\n")
    assert [problem.message for problem in report.problems] == [
        'The key "a" is here twice, on line 1 and on line 4.',
        'The key "b" is here twice, on line 2 and on line 5.',
    ]
    assert plain(node) == {"a": 1, "b": 2}


@PARSERS
def test_an_alias_bomb_is_refused_at_its_first_anchor(events: object) -> None:
    bomb = 'a0: &a0 ["lol"]\n' + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    _, report = reading(bomb, events)
    (problem,) = report.problems
    assert (problem.rule, problem.line, problem.column) == ("anchor", 1, 5)


@PARSERS
def test_the_number_of_values_is_limited(events: object) -> None:
    _, report = reading("- x\n" * (MAX_VALUES - 1), events)
    assert not report.problems
    _, report = reading("- x\n" * (MAX_VALUES + 1), events)
    assert report.problems[0].rule == "too-many-values"


def test_every_tab_is_named() -> None:
    _, report = reading("a:\n\tb: c\n\td: e\n")
    assert [(problem.line, problem.rule) for problem in report.problems] == [(2, "tab"), (3, "tab")]
    assert "spaces" in report.problems[0].fix


SEEDS = [
    "id: threshold\ntitle: Thresholds\ntags: [a, b]\nreview: 2026-01-02\nsections:\n  - h: One\n    body: |\n      text\n"
    "      more\n  - {h: Two, body: 'x'}\n",
    "a: &x [1]\nb: *x\n",
    "a: 1\na: 2\n",
    "? [a]\n: b\n",
    "--- !!str x\n...\n---\ny\n",
    'a: "\\x1b]0;t\\x07"\n',
    "x: >-\n  folded\n  text\n\n  more\n",
    "[" * 50,
    "a: {b: {c: [d, {e: f}]}}\n",
    "%YAML 1.1\n---\nx: y\n",
    "é: ☃\n",
    'steps:\n  - id: a\n    answers:\n      - {text: "Yes, or", to: b}\n',
]
PIECES = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "  ",
    "&a ",
    "*a",
    "!!x ",
    "!",
    "|",
    ">",
    "'",
    '"',
    "#",
    "%",
    "---\n",
    "...\n",
]
PIECES += [
    "<<: ",
    "\\x1b",
    "\t",
    "? ",
    "@",
    "`",
    "9" * 30,
    " #c",
    ",",
    ":",
    "\\u0041",
    "é",
    "😀",
    "\ufffe",
    "\\ud800",
]
PIECES += ["\\UFFFFFFFF", "\xa0", ">-#"]


def mutated(source: random.Random) -> str:
    """A YAML text with pieces put in, taken out and doubled."""
    text = source.choice(SEEDS)
    for _ in range(source.choice([1, 2, 4, 16])):
        at = source.randrange(len(text) + 1)
        chance = source.random()
        if chance < 0.6:
            text = text[:at] + source.choice(PIECES) * source.choice([1, 1, 1, 1, 20, 200]) + text[at:]
        elif chance < 0.8:
            text = text[:at] + text[at + source.randrange(1, 20) :]
        else:
            text = text[:at] + source.choice(SEEDS) + text[at:]
    return text


def agree(seed: int, times: int) -> None:
    """The reader gives the same values and problems with libyaml and without it."""
    source = random.Random(seed)
    for _ in range(times):
        text = mutated(source)
        usual, report = reading(text)
        alone, other = reading(text, python_events)
        assert (usual, report.problems) == (alone, other.problems), text


def test_both_parsers_give_the_same() -> None:
    agree(1, 1500)


@pytest.mark.long
def test_both_parsers_give_the_same_at_length() -> None:
    agree(2, 200_000)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    report = Report("x.yaml")
    decoded = decode(text.encode("utf-8", "surrogatepass"), report)
    if decoded is None:
        assert report.problems
        return
    node = read(decoded, report)
    assert (node is None) <= bool(report.problems)
    for problem in report.problems:
        assert problem.fix and problem.message
        assert 1 <= problem.line <= decoded.count("\n") + 1 and problem.column >= 1


def test_without_libyaml_pyyaml_s_own_parser_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbook.content.strictyaml._CParser", None)
    node, report = reading("a: [1, b]\n")
    assert plain(node) == {"a": [1, "b"]} and not report.problems
