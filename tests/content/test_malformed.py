"""A handbook with every mistake that was asked about: each is named with file, line, column, quoted line and fix."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handbook.content.loaded import Loaded
from handbook.content.loader import load
from handbook.model.problem import Problem

BROKEN = Path(__file__).parent / "samples" / "broken"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = tmp_path_factory.mktemp("broken") / "content"
    shutil.copytree(BROKEN, folder)
    # Not kept as a file: other tools that read the tree stumble over it.
    (folder / "local" / "encoding.md").write_bytes(b"---\ntitle: Encoding\n---\n\nThe child\x92s own words.\n")
    return load(folder)


@pytest.mark.parametrize(
    ("file", "line", "column", "rule", "quoted", "message", "fix"),
    [
        ("local/duplicate-keys.md", 4, 1, "duplicate-key", "title: Two", "on line 2 and on line 4", "Remove one"),
        ("local/tabs.md", 4, 1, "tab", "\t- one", "indented with a tab", "spaces"),
        ("local/byte-order-mark.md", 1, 1, "byte-order-mark", "---", "byte order mark", "without a byte order mark"),
        ("local/encoding.md", 5, 10, "encoding", "The child\ufffds own words.", "0x92", "UTF-8"),
        ("local/unclosed.md", 1, 1, "unclosed-front-matter", "---", "never ends", "after line 3"),
        ("local/alias-bomb.md", 2, 8, "anchor", "title: &a [x, x]", "anchor", "Write the value out"),
        ("local/types.md", 3, 10, "quote-it", "summary: no", "yes or no", 'Put it in quotes: "no"'),
        ("local/types.md", 4, 11, "wrong-type", "found_by: 12", "a list", 'found_by: ["12"]'),
        ("local/types.md", 5, 7, "wrong-type", "kind: [a]", "a list", "Write one text"),
        ("local/types.md", 6, 10, "bad-date", "checked: soon", '"soon"', "2026-11-22"),
        ("local/same-id.md", 2, 5, "duplicate-id", "id: local/good", "local/good.md and local/same-id.md", "another id"),
        ("local/outside.md", 2, 5, "bad-id", "id: ../../outside", "cannot lead out", "local/outside"),
        ("local/outside.md", 4, 11, "wrong-value", "related: [../good]", "cannot lead out", "page id"),
        ("local/outside.md", 7, 5, "link-outside", "See [this](../../../etc/passwd.md).", "out of the content folder",
         "by its id"),
        ("pathways/endless.yaml", 3, 9, "no-way-out", "  - id: round", "circle", "an end"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(
    broken: Loaded, file: str, line: int, column: int, rule: str, quoted: str, message: str, fix: str
) -> None:
    (problem,) = [p for p in broken.problems if (p.file, p.line, p.rule) == (file, line, rule)]
    assert (problem.column, problem.severity, problem.quoted) == (column, "error", quoted)
    assert message in problem.message
    assert fix in problem.fix


def test_nothing_else_is_said(broken: Loaded) -> None:
    """One mistake is one problem: what fails to load is not reported again as a dead link."""
    errors = [problem for problem in broken.problems if problem.severity == "error"]
    assert len(errors) == 15
    warnings = [problem.rule for problem in broken.problems if problem.severity == "warning"]
    assert warnings == ["planned-page"]


def test_the_page_without_a_mistake_loads(broken: Loaded) -> None:
    assert list(broken.handbook.pages) == ["local/good"]
    assert broken.handbook.pages["local/good"].title == "Good"
    assert broken.failed


def test_problems_are_in_the_order_of_files_and_lines(broken: Loaded) -> None:
    places = [(problem.file, problem.line, problem.column) for problem in broken.problems]
    assert places == sorted(places)


def test_a_problem_as_a_line_of_text() -> None:
    problem = Problem("a/b.md", 3, 4, "tab", "error", "A tab.", "Use spaces.")
    assert str(problem) == "a/b.md:3:4: error: A tab. Use spaces. [tab]"
