"""A folder to a handbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.content import compiler
from handbook.content.loader import load
from handbook.model.handbook import Part
from handbook.model.tuning import Lexicon, Ranking
from tests.content.helpers import by_rule, write


def test_any_folder_of_markdown_opens_as_a_handbook(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "my-notes",
        {"zebra.md": "# Zebra\n\nText.", "apple.md": "Text.", "deep/er/page.md": "# P", "birds/owl.md": "# Owl"},
    )
    loaded = load(folder)
    handbook = loaded.handbook
    assert not loaded.problems
    assert handbook.title == "my-notes" and not handbook.strict
    assert handbook.parts == (
        Part("", "my-notes", ("apple", "zebra")),
        Part("birds", "Birds", ("birds/owl",)),
        Part("deep", "Deep", ("deep/er/page",)),
    )
    assert list(loaded.pages) == ["apple", "zebra", "birds/owl", "deep/er/page"]
    assert loaded.pages["zebra"].passages[0].text == "Text."
    assert (loaded.lexicon, loaded.ranking, loaded.queries) == (Lexicon(), Ranking(), ())


def test_an_empty_folder_is_an_empty_handbook(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert not loaded.problems and not loaded.handbook.pages and loaded.handbook.parts == ()


HANDBOOK = {
    "handbook.yaml": """\
title: Ours
edition: "2"
strict: true
parts:
  - id: two
    title: Second first
    pages: [two/b, two/gone, two/a, single]
  - id: one
    title: One
pathways: [pathways/b, pathways/gone]
""",
    "start.md": "# Start\n",
    "single.md": "# Single\n",
    "two/a.md": "# A\n",
    "two/b.md": "# B\n",
    "two/extra.md": "# Extra\n",
    "one/z.md": "# Z\n",
    "other/x.md": "# X\n",
    "pathways/a.yaml": "title: PA\nsteps: [{id: s, question: Q, answers: [{text: X, to: e}]}]\nends: [{id: e, title: E}]\n",
    "pathways/b.yaml": "title: PB\nsteps: [{id: s, question: Q, answers: [{text: X, to: e}]}]\nends: [{id: e, title: E}]\n",
}


def test_the_order_of_handbook_yaml(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, HANDBOOK))
    handbook = loaded.handbook
    assert (handbook.title, handbook.edition, handbook.strict) == ("Ours", "2", True)
    assert handbook.parts == (
        Part("two", "Second first", ("two/b", "two/a", "single", "two/extra"), (("two/gone", "Gone"),)),
        Part("one", "One", ("one/z",)),
        Part("other", "Other", ("other/x",)),
    )
    assert list(handbook.pages) == [
        "start", "two/b", "two/a", "single", "two/extra", "one/z", "other/x", "pathways/b", "pathways/a",
    ]  # fmt: skip
    assert handbook.pages["single"].part == "two" and handbook.pages["start"].part == ""
    assert [pathway.id for pathway in handbook.pathways] == ["pathways/b", "pathways/a"]
    assert handbook.pages["pathways/b"].kind == "pathway"
    unlisted = by_rule(loaded.problems, "unlisted-page")
    assert {problem.file for problem in unlisted} == {"two/extra.md", "one/z.md", "other/x.md", "pathways/a.yaml"}
    assert not loaded.failed


def test_a_handbook_yaml_that_cannot_be_read_leaves_the_pages(tmp_path: Path) -> None:
    loaded = load(write(tmp_path / "notes", HANDBOOK | {"handbook.yaml": "title: [\n"}))
    assert loaded.failed and loaded.handbook.title == "notes"
    assert "two/a" in loaded.pages


def test_of_a_handbook_yaml_with_a_mistake_the_rest_is_used(tmp_path: Path) -> None:
    text = HANDBOOK["handbook.yaml"].replace('edition: "2"', "edition: 2")
    loaded = load(write(tmp_path, HANDBOOK | {"handbook.yaml": text}))
    assert loaded.failed and loaded.handbook.title == "Ours"
    assert loaded.handbook.parts[0].id == "two"


def test_two_files_with_one_id(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {"a.md": "# A", "b.md": "---\nid: a\ntitle: B\n---\n"}))
    (problem,) = loaded.problems
    assert (problem.file, problem.line, problem.column, problem.rule) == ("b.md", 2, 5, "duplicate-id")
    assert "a.md" in problem.message and "b.md" in problem.message and problem.quoted == "id: a"
    assert loaded.handbook.pages["a"].file == "a.md"


def test_ids_that_differ_by_case_alone_are_one_id(tmp_path: Path) -> None:
    write(tmp_path, {"Recording.md": "# R", "recording.md": "# r"})
    if (tmp_path / "Recording.md").read_text() != "# R":
        pytest.skip("this disk does not tell the two names apart")
    (problem,) = by_rule(load(tmp_path).problems, "duplicate-id")
    assert "Recording.md" in problem.message and "recording.md" in problem.message


def test_of_two_files_with_one_id_the_one_without_errors_is_read(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {"a.md": "# A\n\n<b>", "b.md": "---\nid: a\ntitle: B\n---\n"}))
    assert loaded.handbook.pages["a"].file == "b.md"
    assert by_rule(loaded.problems, "duplicate-id")


def test_a_page_by_another_id_is_found_by_its_path(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {"x/a.md": "---\nid: y/b\ntitle: B\n---\n", "x/c.md": "[b](a.md)"}))
    assert not loaded.problems
    assert loaded.handbook.resolve("x/a") == "y/b"
    assert loaded.handbook.pages["x/c"].links[0].target == "x/a"


# Compiling only what changed


def test_what_did_not_change_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, HANDBOOK)
    first = load(folder)
    compiled: list[str] = []
    real = compiler.compile_file

    def counting(file: str, data: bytes, digest: str = "") -> object:
        compiled.append(file)
        return real(file, data, digest)

    monkeypatch.setattr(compiler, "compile_file", counting)
    same = load(folder, previous=first.records)
    assert compiled == []
    assert (same.handbook, same.problems, same.digests) == (first.handbook, first.problems, first.digests)
    assert same.fingerprints == first.fingerprints
    (folder / "two" / "a.md").write_text("# A\n\nChanged, see [gone](two/gone) and [dead](two/dead).\n")
    (folder / "one" / "z.md").unlink()
    (folder / "one" / "new.md").write_text("# New\n")
    changed = load(folder, previous=first.records)
    assert sorted(compiled) == ["one/new.md", "two/a.md"]
    fresh = load(folder)
    assert changed.handbook == fresh.handbook and changed.problems == fresh.problems
    assert [changed.pages[page] for page in changed.pages] == [fresh.pages[page] for page in fresh.pages]
    assert {page for page in fresh.fingerprints if fresh.fingerprints[page] != first.fingerprints.get(page)} == {
        "two/a", "one/new",
    }  # fmt: skip


def test_problems_across_files_are_found_anew(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "[b](b)", "b.md": "# B"})
    first = load(folder)
    assert not first.problems
    (folder / "b.md").unlink()
    (problem,) = load(folder, previous=first.records).problems
    assert (problem.file, problem.line, problem.rule, problem.quoted) == ("a.md", 1, "dead-link", "[b](b)")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    load(write(tmp_path, {"a.md": "", "b.md": ""}), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_the_index_folder_lies_beside_the_content(tmp_path: Path) -> None:
    write(tmp_path, {"content/a.md": "# A", "index/lexicon.yaml": "families:\n  - [47, b]\n"})
    loaded = load(tmp_path / "content", tmp_path / "index")
    (problem,) = loaded.problems
    assert (problem.file, problem.line, problem.quoted) == ("../index/lexicon.yaml", 2, "  - [47, b]")


def test_no_failure_of_a_parser_hides_the_other_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = compiler.MarkupReader.passages

    def failing(self: compiler.MarkupReader, body: str, title: str) -> object:
        if "poison" in body:
            raise RecursionError
        return real(self, body, title)

    monkeypatch.setattr(compiler.MarkupReader, "passages", failing)
    loaded = load(write(tmp_path, {"a.md": "poison", "b.md": "[a](a)"}))
    (problem,) = loaded.problems
    assert (problem.file, problem.rule, problem.severity) == ("a.md", "reader-failed", "error") and problem.fix
    assert list(loaded.pages) == ["b"]
