"""Which files are read, and how safely."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handbook.content import files
from handbook.content.files import digests, find
from handbook.content.loader import load
from handbook.errors import ContentError
from tests.content.helpers import write


def names(folder: Path, index: Path | None = None) -> list[str]:
    return [found.name for found in find(folder, index)]


def test_what_belongs_to_a_handbook(tmp_path: Path) -> None:
    write(
        tmp_path / "content",
        {
            "handbook.yaml": "title: A",
            "glossary.yaml": "",
            "page.md": "",
            "part/deep/page.MD": "",
            "part/README.md": "",
            "pathways/a.yaml": "",
            "checklists/a.yaml": "",
            "sessions/a.yaml": "",
            "README.md": "",
            "Changelog.md": "",
            "LICENSE.md": "",
            ".hidden.md": "",
            ".git/page.md": "",
            "part/.page.md": "",
            "part/data.yaml": "",
            "picture.png": "",
            "page.md~": "",
            ".md": "",
        },
    )
    write(tmp_path / "index", {"lexicon.yaml": "", "queries.yaml": "", "README.md": "", "other.yaml": ""})
    assert names(tmp_path / "content", tmp_path / "index") == [
        "checklists/a.yaml", "glossary.yaml", "handbook.yaml", "page.md", "part/README.md", "part/deep/page.MD",
        "pathways/a.yaml", "sessions/a.yaml", "index/lexicon.yaml", "index/queries.yaml",
    ]  # fmt: skip


def test_files_that_look_as_if_they_were_meant_are_remarked_upon(tmp_path: Path) -> None:
    write(tmp_path, {"handbook.yaml": "title: A", "glosary.yaml": "", "pathways/a.yml": "", "part/x.yaml": ""})
    loaded = load(tmp_path)
    assert [(p.file, p.rule, p.severity) for p in loaded.problems] == [
        ("glosary.yaml", "unused-file", "warning"),
        ("pathways/a.yml", "unused-file", "warning"),
    ]
    assert '"glossary.yaml"' in loaded.problems[0].fix and ".yaml" in loaded.problems[1].fix
    assert list(loaded.digests) == ["handbook.yaml"]
    (tmp_path / "handbook.yaml").unlink()
    assert not load(tmp_path).problems


def test_digests_are_those_of_the_load(tmp_path: Path) -> None:
    write(tmp_path, {"content/a.md": "# A", "content/b/c.md": "# C", "index/ranking.yaml": "title: 2"})
    seen = digests(tmp_path / "content", tmp_path / "index")
    assert seen == dict(load(tmp_path / "content", tmp_path / "index").digests)
    assert set(seen) == {"a.md", "b/c.md", "index/ranking.yaml"}
    (tmp_path / "content" / "a.md").write_text("# B")
    again = digests(tmp_path / "content", tmp_path / "index")
    assert {name for name in seen if seen[name] != again[name]} == {"a.md"}


@pytest.mark.parametrize("what", ["missing", "file"])
def test_a_folder_that_is_not_there(tmp_path: Path, what: str) -> None:
    (tmp_path / "file").write_text("x")
    for call in (digests, load):
        with pytest.raises(ContentError) as raised:
            call(tmp_path / what)
        assert what in raised.value.message and raised.value.hint


def test_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret")
    folder = write(tmp_path / "content", {"a.md": "# A", "inner/b.md": "# B"})
    (folder / "out.md").symlink_to(secret)
    (folder / "in.md").symlink_to(folder / "inner" / "b.md")
    (folder / "gone.md").symlink_to(folder / "nothing.md")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "folder").symlink_to(tmp_path, target_is_directory=True)
    loaded = load(folder)
    assert sorted(loaded.handbook.pages) == ["a", "in", "inner/b"]
    assert [(p.file, p.rule, p.severity) for p in loaded.problems] == [
        ("folder", "symlink", "warning"),
        ("gone.md", "symlink-outside", "error"),
        ("loop.md", "symlink-outside", "error"),
        ("out.md", "symlink-outside", "error"),
    ]
    assert all(problem.fix for problem in loaded.problems)


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A"})
    os.mkfifo(tmp_path / "pipe.md")
    loaded = load(tmp_path)
    (problem,) = loaded.problems
    assert (problem.file, problem.rule, problem.severity) == ("pipe.md", "unreadable", "error")
    assert list(loaded.handbook.pages) == ["a"]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.md": "# A", "b.md": "# B"})
    real = Path.open

    def refused(path: Path, *rest: object, **more: object) -> object:
        if path.name == "b.md":
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refused)
    loaded = load(tmp_path)
    (problem,) = loaded.problems
    assert (problem.file, problem.rule) == ("b.md", "unreadable") and "Permission denied" in problem.message
    assert list(loaded.handbook.pages) == ["a"]


def test_a_folder_inside_that_cannot_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.md": "# A", "b/c.md": "# C"})
    real = os.scandir

    def refused(path: str) -> object:
        if path.endswith("b"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(files.os, "scandir", refused)
    loaded = load(tmp_path)
    assert [(p.file, p.rule) for p in loaded.problems] == [("b/", "unreadable")]
    assert list(loaded.handbook.pages) == ["a"]


def test_names_that_cannot_be_shown(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A", "b\x1b[31m.md": "# B"})
    raw = os.fsencode(tmp_path) + b"/c\xff.md"
    with open(raw, "w") as file:
        file.write("# C")
    loaded = load(tmp_path)
    assert list(loaded.handbook.pages) == ["a"]
    assert [problem.rule for problem in loaded.problems] == ["file-name", "file-name"]
    for problem in loaded.problems:
        problem.file.encode()
        assert "\x1b" not in problem.file


def test_a_file_over_four_megabytes_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A", "big.md": "word " * 900_000})
    loaded = load(tmp_path)
    (problem,) = loaded.problems
    assert (problem.file, problem.rule, problem.severity) == (
        "big.md",
        "too-large",
        "error",
    ) and "Divide" in problem.fix
    assert list(loaded.handbook.pages) == ["a"]
