"""Front matter: what a page says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from handbook.content.ids import former
from handbook.model.page import PageInfo
from tests.content.helpers import by_rule, compiled, only, said

FULL = """\
---
id: procedures/recording
title: "Recording: concerns"
summary: >-
  What to write down,
  and when.
kind: procedure
provenance: practice guidance
audience: [practitioner, supervisor]
found_by:
  - what do I write down
  - "3.10"
related: [practice/when-a-child-tells#top]
sources: [seed-s15]
covers: [S54, S55]
owner: Editor
checked: 2026-11-22
reviewed: "2026-11-01, team manager"
review_by: "2027-11-22"
state: historic
former_ids: [old/page, "old/page#a > b"]
restraint: Do not pass on.
findable: false
unquoted: [top]
---
Text
"""


def test_every_key() -> None:
    record = compiled(FULL, "x.md")
    assert not record.problems
    assert record.info == PageInfo(
        id="procedures/recording",
        title="Recording: concerns",
        part="procedures",
        kind="procedure",
        provenance="practice guidance",
        summary="What to write down, and when.",
        audience=("practitioner", "supervisor"),
        found_by=("what do I write down", "3.10"),
        related=("practice/when-a-child-tells#top",),
        sources=("seed-s15",),
        covers=("S54", "S55"),
        owner="Editor",
        checked=date(2026, 11, 22),
        reviewed="2026-11-01, team manager",
        review_by=date(2027, 11, 22),
        historic=True,
        former_ids=("old/page", "old/page#a > b"),
        restraint="Do not pass on.",
        file="x.md",
        findable=False,
        unquoted=("top",),
    )
    assert record.places["found_by.1"] == (12, 5) and record.places["covers.1"] == (15, 15)


def page(*lines: str) -> str:
    return "\n".join(("---", "title: A", *lines, "---", "", "Text."))


@pytest.mark.parametrize(
    ("line", "column", "rule", "fix"),
    [
        ("summary: no", 10, "quote-it", '"no"'),
        ("summary: 3.10", 10, "quote-it", '"3.10"'),
        ("summary: 12", 10, "quote-it", '"12"'),
        ("summary: Yes", 10, "quote-it", '"Yes"'),
        ("summary: 2026-11-22", 10, "quote-it", '"2026-11-22"'),
        ("summary: null", 10, "quote-it", '"null"'),
        ("summary: 12:30", 10, "quote-it", '"12:30"'),
        ("summary: 1e5", 10, "quote-it", '"1e5"'),
        ("reviewed: 2026-11-22", 11, "quote-it", '"2026-11-22"'),
        ("found_by: [on, other]", 12, "quote-it", '"on"'),
        ("found_by: just one", 11, "wrong-type", 'found_by: ["just one"]'),
        ("found_by: {a: b}", 11, "wrong-type", "hyphen"),
        ("summary: [a, b]", 10, "wrong-type", "one text"),
        ("summary: {a: b}", 10, "wrong-type", "one text"),
        ("kind: Procedure", 7, "wrong-value", '"procedure"'),
        ("kind: procedures", 7, "wrong-value", '"procedure"'),
        ("provenance: synopsis", 13, "wrong-value", '"synopsis 2015"'),
        ("audience: [manger]", 12, "wrong-value", '"manager"'),
        ("state: current", 8, "wrong-value", "historic"),
        ("checked: 22/11/2026", 10, "bad-date", "2026-11-22"),
        ("checked: 2026-02-30", 10, "bad-date", "2026-11-22"),
        ("checked: 2026-2-3", 10, "bad-date", "2026-11-22"),
        ("review_by: next year", 12, "bad-date", "2026-11-22"),
        ("review_by: [2026-11-22]", 12, "bad-date", "2026-11-22"),
        ("id: Big/Id", 5, "bad-id", "part/page"),
        ("id: ../../etc/passwd", 5, "bad-id", "part/page"),
        ("id: /etc/passwd", 5, "bad-id", "part/page"),
        ("id: a//b", 5, "bad-id", "small letters"),
        ("related: [../x]", 11, "wrong-value", "page id"),
        ("related: [a/b#C]", 11, "wrong-value", "page id"),
        ("sources: [Seed S15]", 11, "wrong-value", "sources.yaml"),
        ("covers: [54]", 10, "quote-it", '"54"'),
        ("covers: [s54]", 10, "wrong-value", "S21"),
        ("former_ids: [../x]", 14, "wrong-value", "old/page"),
        ('former_ids: ["a/b > c"]', 14, "wrong-value", "old/page#slug > new-slug"),
        ("generated_from: gloss", 17, "wrong-value", '"glossary"'),
        ("findable: no", 11, "wrong-type", "findable: false"),
        ('findable: "true"', 11, "wrong-type", "findable: true, without quotes"),
        ("unquoted: [nowhere]", 12, "dead-slug", "heading"),
    ],
)
def test_values_that_do_not_fit(line: str, column: int, rule: str, fix: str) -> None:
    problem = only(compiled(page(line)))
    assert said(problem) == (3, column, rule, "error"), problem
    assert problem.quoted == line
    assert fix in problem.fix, problem.fix


def test_an_id_that_leads_out_of_the_handbook_is_told_so() -> None:
    for line in ("id: ../../etc/passwd", "related: [../x]", "former_ids: [/x]", "id: C:\\x"):
        assert "cannot lead out" in only(compiled(page(line))).message, line


def test_an_unknown_key_is_a_warning_that_names_the_nearest() -> None:
    problem = only(compiled(page("sumary: x")))
    assert said(problem) == (3, 1, "unknown-key", "warning")
    assert '"summary"' in problem.fix and problem.quoted == "sumary: x"


def test_empty_values_are_as_good_as_none() -> None:
    record = compiled(page("summary:", "found_by: []", 'reviewed: ""', "owner: ''", "checked:", 'review_by: ""'))
    assert not record.problems and record.info
    assert (record.info.summary, record.info.found_by, record.info.checked) == ("", (), None)


@pytest.mark.parametrize("line", ["title:", 'title: ""', "title: '  '"])
def test_a_title_is_needed(line: str) -> None:
    problem = only(compiled(f"---\n{line}\n---\n"))
    assert (problem.rule, problem.line, problem.severity) == ("missing", 2, "error")


def test_what_stands_twice_is_kept_once() -> None:
    record = compiled(page("found_by: [a, b, a]"))
    assert record.info and record.info.found_by == ("a", "b")
    assert said(only(record)) == (3, 18, "repeated", "warning")


def test_front_matter_must_be_keys() -> None:
    problem = compiled("---\n- a\n- b\n---\n# T\n").problems[0]
    assert said(problem) == (2, 1, "wrong-type", "error") and "key: value" in problem.fix


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    record = compiled(page("summary: no", "kind: x", "checked: y", "sumary: z") + "\n\n<b>\n\n::: nope\n")
    assert [problem.rule for problem in record.problems] == [
        "quote-it", "wrong-value", "bad-date", "unknown-key", "raw-html", "unclosed-block", "unknown-block",
    ]  # fmt: skip


def test_a_file_name_that_cannot_be_an_id_is_folded_with_a_warning() -> None:
    record = compiled("# T\n", "My Notes/Über uns.md")
    assert record.info and record.info.id == "my-notes/uber-uns"
    assert said(only(record)) == (1, 1, "file-name", "warning")
    again = compiled("# T\n", "日本.md")
    assert again.info and again.info.id.startswith("page-") and again.info.id == compiled("", "日本.md").info.id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("old/page", ("old/page", "")),
        ("old/page#a", ("old/page#a", "a")),
        ("old/page#a > b", ("old/page#a", "b")),
        ("old/page#a>b", ("old/page#a", "b")),
        ("old/page > b", None),
        ("old/page#", None),
        ("Old", None),
        ("", None),
    ],
)
def test_former_ids(text: str, found: tuple[str, str] | None) -> None:
    assert former(text) == found


def test_generated_from_takes_the_files_names_too() -> None:
    for said_, meant in (("content/glossary.yaml", "glossary"), ("covers", "coverage"), ("contacts", "contacts")):
        record = compiled(page(f"generated_from: {said_}"))
        assert record.info and record.info.generated_from == meant


def test_a_file_with_a_great_many_problems_lists_the_first() -> None:
    record = compiled(page(*(f"unknown{number}: x" for number in range(1000))))
    assert len(record.problems) == 201 and record.problems[-1].rule == "too-many-problems"


def test_long_unknown_keys_are_reported_too() -> None:
    assert len(by_rule(compiled(page(*(f"{'x' * 900}{n}: y" for n in range(90)))).problems, "unknown-key")) == 90
