"""YAML's own syntax errors, as a person without YAML meets them."""

from __future__ import annotations

import pytest

from tests.content.helpers import compiled, only

PAGE = "---\n{yaml}\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("yaml", "rule", "at", "fix"),
    [
        ('title: "Recording\nsummary: x', "yaml-quote", (2, 8), 'Put " at the end of the text'),
        ("title: 'It", "yaml-quote", (2, 8), "Put ' at the end of the text"),
        ('title: "Was not brought" and after', "yaml-quote", (2, 26), "one pair of quotes"),
        ("title: Finding: the mindset", "yaml-colon", (2, 15), 'title: "Finding: the mindset"'),
        ("found_by:\n  - title: a: b", "yaml-colon", (3, 13), 'title: "a: b"'),
        ("title: A\n   summary: B", "yaml-colon", (3, 11), "double quotes"),
        ("title: A\nfound_by:\n  - one\n - two", "yaml-indent", (5, 2), "Indent all items of a list equally"),
        (" title: A\nsummary: B", "yaml-indent", (3, 1), "same number of spaces"),
        ("title: A\nnonsense\nsummary: B", "yaml-line", (3, 1), 'Write it as "key: value"'),
        ("title: [a, b\nsummary: c", "yaml-bracket", (2, 8), "Close it with ]"),
        ("title: {a: b", "yaml-bracket", (2, 8), "Close it with }"),
        ("found_by: [", "yaml-bracket", (2, 11), "Close it with ]"),
        ("found_by: [a,\n  ,b]", "yaml-bracket", (2, 11), "commas between"),
        ('title: ["a" "b"]', "yaml-bracket", (2, 8), "commas between the values"),
        ("title: @home", "yaml-character", (2, 8), "double quotes"),
        ("title: %50", "yaml-character", (2, 8), "double quotes"),
        ("title: `code`", "yaml-character", (2, 8), "double quotes"),
        ("title: *must* read", "yaml-character", (2, 8), "double quotes"),
        ('title: "C:\\qath"', "yaml-escape", (2, 12), r"Write \\ for a backslash"),
        ("title: | text here\n  more", "yaml-block", (2, 10), "next line"),
        ("found_by: - one", "yaml-list", (2, 11), "line of its own"),
    ],
)
def test_what_is_wrong_is_said_with_place_and_fix(yaml: str, rule: str, at: tuple[int, int], fix: str) -> None:
    text = PAGE.replace("{yaml}", yaml)
    problem = only(compiled(text))
    assert (problem.rule, problem.severity) == (rule, "error"), problem
    assert (problem.line, problem.column) == at, problem
    assert fix in problem.fix
    assert problem.quoted == text.split("\n")[at[0] - 1]
    assert "token" not in problem.message and "<" not in problem.message


def test_the_suggested_line_is_read() -> None:
    broken = PAGE.replace("{yaml}", 'title: Finding: a "quoted" \\ word')
    suggested = only(compiled(broken)).fix.partition(": ")[2]
    record = compiled(PAGE.replace("{yaml}", suggested))
    assert record.info and record.info.title == 'Finding: a "quoted" \\ word'
