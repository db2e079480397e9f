"""The rules across files that hold at every load."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.content.loader import load
from handbook.model.problem import Problem
from tests.content.helpers import by_rule, write

STRICT = "title: Ours\nstrict: true\nparts:\n  - {id: a, title: A, pages: [a/one, a/two, a/planned]}\n"
SOURCES = "sources:\n  - {id: seed, title: Seed}\n"
STATEMENTS = "statements:\n  - {id: S1, heading: H, text: T}\n"


def check(tmp_path: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    base = {"a/one.md": "# One\n\n## Part {#part}\n", "a/two.md": "# Two\n", "sources.yaml": SOURCES}
    return load(write(tmp_path, base | {"statements.yaml": STATEMENTS} | files)).problems


CASES = [
    ("[x](a/twoo)", "dead-link", 6, '"a/twoo"', '"a/two"'),
    ("[x](a/one#prat)", "dead-link", 6, '"prat"', '"part"'),
    ("[x](#nowhere)", "dead-link", 6, '"nowhere"', "headings"),
    ("[x](one.md#nowhere)", "dead-link", 6, '"nowhere"', "headings"),
    ("[x](missing.md)", "dead-link", 6, '"a/missing"', "id of a page"),
    ("[x](picture.png)", "dead-link", 6, '"picture.png"', "id of a page"),
    ("[x](A/One)", "dead-link", 6, '"A/One"', '"a/one"'),
    ("so [@sed]", "dead-source", 9, '"sed"', '"seed"'),
]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(("text", "rule", "column", "message", "fix"), CASES)
def test_what_is_named_in_text_must_be_there(
    tmp_path: Path, text: str, rule: str, column: int, message: str, fix: str, strict: bool
) -> None:
    files = {"a/two.md": f"# Two\n\nSee: {text}\n"} | ({"handbook.yaml": STRICT} if strict else {})
    (problem,) = check(tmp_path, files)
    assert (problem.file, problem.line, problem.column, problem.rule) == ("a/two.md", 3, column, rule)
    assert problem.severity == ("error" if strict else "warning")
    assert message in problem.message and fix in problem.fix
    assert problem.quoted == f"See: {text}"


@pytest.mark.parametrize(
    ("line", "rule", "message"),
    [
        ("related: [a/one, a/three]", "dead-link", '"a/three"'),
        ("sources: [nothing]", "dead-source", '"nothing"'),
        ("covers: [S1, S2]", "dead-statement", '"S2"'),
    ],
)
def test_what_is_named_in_front_matter_must_be_there(tmp_path: Path, line: str, rule: str, message: str) -> None:
    text = f"---\ntitle: Two\n{line}\n---\n"
    (problem,) = check(tmp_path, {"a/two.md": text, "handbook.yaml": STRICT})
    assert (problem.line, problem.rule, problem.severity, problem.quoted) == (3, rule, "error", line)
    assert message in problem.message
    assert line[problem.column - 1 :].startswith(message.strip('"'))


def test_what_is_named_in_guides_and_the_glossary_must_be_there(tmp_path: Path) -> None:
    guide = """\
title: G
steps:
  - id: s
    question: Q
    rests_on: [a/one#part, a/one#gone]
    answers: [{text: "Go [there](a/three)", to: e}]
ends: [{id: e, title: E}]
"""
    terms = "terms:\n  - {id: t, term: T, meaning: 'See [x](a/four).', see: [a/one, a/five]}\n"
    problems = check(tmp_path, {"pathways/g.yaml": guide, "glossary.yaml": terms, "handbook.yaml": STRICT})
    assert [(p.file, p.line, p.column, p.rule) for p in problems if p.severity == "error"] == [
        ("glossary.yaml", 2, 36, "dead-link"),
        ("glossary.yaml", 2, 64, "dead-link"),
        ("pathways/g.yaml", 5, 28, "dead-link"),
        ("pathways/g.yaml", 6, 26, "dead-link"),
    ]


def test_links_that_live(tmp_path: Path) -> None:
    text = "# Two\n\n[a](a/one) [b](a/one#part) [c](#top) [d](one.md#part) [e](a/two) [f](https://x.org) [@seed]\n"
    assert not check(tmp_path, {"a/two.md": text, "handbook.yaml": STRICT})


def test_a_link_to_a_planned_page_is_a_warning(tmp_path: Path) -> None:
    (problem,) = check(tmp_path, {"a/two.md": "# Two\n\n[p](a/planned#x)\n", "handbook.yaml": STRICT})
    assert (problem.rule, problem.severity, problem.line) == ("planned-page", "warning", 3)


def test_a_page_with_errors_is_not_reported_again_by_those_that_link_to_it(tmp_path: Path) -> None:
    problems = check(
        tmp_path, {"a/one.md": "---\ntitle: [\n---\n", "a/two.md": "[x](a/one#part)", "handbook.yaml": STRICT}
    )
    assert [problem.file for problem in problems if problem.severity == "error"] == ["a/one.md"]


def test_a_registry_that_cannot_be_read_does_not_make_all_that_names_it_dead(tmp_path: Path) -> None:
    files = {"sources.yaml": "sources: [", "statements.yaml": "- x", "handbook.yaml": STRICT}
    problems = check(tmp_path, files | {"a/two.md": "---\ntitle: T\ncovers: [S1]\n---\n[@seed]"})
    assert {problem.file for problem in problems} == {"sources.yaml", "statements.yaml"}


def test_golden_queries_name_pages_that_are_there(tmp_path: Path) -> None:
    write(tmp_path / "content", {"a.md": "# A"})
    write(tmp_path / "index", {"queries.yaml": "queries:\n  - query: q\n    pages:\n      a: 3\n      b: 1\n"})
    (problem,) = load(tmp_path / "content", tmp_path / "index").problems
    assert (problem.file, problem.line, problem.column) == ("../index/queries.yaml", 5, 10)
    assert (problem.rule, problem.severity, problem.quoted) == ("dead-link", "warning", "      b: 1")


def former(*ids: str) -> str:
    return "---\ntitle: Two\nformer_ids:\n" + "".join(f'  - "{text}"\n' for text in ids) + "---\n\n## New {#new}\n"


def test_former_ids_lead_to_where_things_are_now(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {
        "a/one.md": "# One\n\n## Part {#part}\n\n[x](old/page#new) [y](old/other#was) [z](a/one#moved)\n",
        "a/two.md": former("old/page", "old/other#was > new", "a/one#moved > new"),
    }))  # fmt: skip
    assert not loaded.problems
    handbook = loaded.handbook
    assert handbook.resolve("old/page") == "a/two"
    assert handbook.resolve("old/page#new") == "a/two#new"
    assert handbook.resolve("old/other#was") == "a/two#new"
    assert handbook.resolve("a/one#moved") == "a/two#new"
    assert handbook.resolve("old/other") is None


@pytest.mark.parametrize("old", ["a/one", "a/one#part", "a/one#part > new", "a/two"])
def test_a_former_id_that_lives_is_an_error(tmp_path: Path, old: str) -> None:
    (problem,) = by_rule(check(tmp_path, {"a/two.md": former("gone/page", old)}), "former-id-lives")
    assert (problem.line, problem.column, problem.severity) == (5, 5, "error")
    assert problem.quoted == f'  - "{old}"'


def test_a_passage_may_have_left_a_page_that_remains(tmp_path: Path) -> None:
    assert not check(tmp_path, {"a/two.md": former("a/one#gone > new")})


def test_a_former_id_that_leads_to_no_heading_or_is_claimed_twice_is_a_warning(tmp_path: Path) -> None:
    problems = check(tmp_path, {"a/two.md": former("old/x#a > nwe"), "a/three.md": former("old/x#a > new")})
    assert [(p.file, p.rule, p.severity) for p in problems] == [
        ("a/two.md", "former-id-twice", "warning"),
        ("a/two.md", "former-id-dead", "warning"),
    ]
    assert '"new"' in problems[1].fix


def test_a_path_that_is_another_pages_id_is_misleading(tmp_path: Path) -> None:
    problems = check(tmp_path, {"a/x.md": "---\nid: a/y\ntitle: Y\n---\n", "b/z.md": "---\nid: a/x\ntitle: X\n---\n"})
    assert [(p.file, p.rule, p.severity) for p in problems] == [("a/x.md", "misleading-path", "warning")]


def test_guesses_are_limited_and_problems_are_not(tmp_path: Path) -> None:
    links = " ".join(f"[x](a/one{number})" for number in range(150))
    problems = check(tmp_path, {"a/two.md": f"# Two\n\n{links}\n"})
    assert len(problems) == 150 and all(problem.fix for problem in problems)
    assert sum("Did you mean" in problem.fix for problem in problems) == 50
