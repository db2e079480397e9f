"""The contract of ``check``, ``build``, ``new``, ``doctor``, ``completion`` and of options and exit statuses."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from handbook import __version__
from tests.conftest import python
from tests.contract.conftest import Run


def test_build_json_has_the_shape_of_the_contract(run: Run, small: Path) -> None:
    ran = run("build", "--json")
    assert ran.status == 0
    document = ran.json
    assert set(document) == {"pages", "passages", "changed", "took_s", "index"}
    assert document["changed"] == document["pages"] > 0 and document["passages"] > document["pages"]
    assert Path(document["index"]).is_dir()
    assert Path(document["index"]).parent == small / "index" / "built"


def test_build_does_only_what_changed(run: Run, small: Path) -> None:
    first = run("build", "--json").json
    again = run("build", "--json").json
    assert again["changed"] == 0 and again["index"] == first["index"]
    page = small / "content" / "procedures" / "recording.md"
    page.write_text(page.read_text() + "\nOne more sentence about umbrellas.\n")
    changed = run("build", "--json").json
    assert changed["changed"] == 1 and changed["index"] != first["index"]
    assert run("search", "umbrellas", "--json").json["hits"][0]["page"] == "procedures/recording"
    assert run("build", "--force", "--json").json["changed"] == first["pages"]


def test_an_error_stops_the_build_and_the_last_good_index_answers(run: Run, small: Path) -> None:
    run("build")
    page = small / "content" / "procedures" / "recording.md"
    page.write_text(page.read_text().replace("title: Recording concerns", "title: Recording concerns\ntitle: Twice"))
    ran = run("build", "--json")
    assert ran.status == 1 and not ran.out
    assert "procedures/recording.md:4:1" in ran.err and "twice" in ran.err.lower()
    found = run("search", "write it the same day", "--json")
    assert found.status == 0 and found.json["hits"][0]["page"] == "procedures/recording"
    assert "error" in found.err


def test_with_errors_and_no_index_the_pages_that_load_are_read_and_the_rest_named(run: Run, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    page.write_text("---\ntitle: [\n---\n")
    ran = run("contents", "--json")
    ids = [page["id"] for part in ran.json["parts"] for page in part["pages"]]
    assert "procedures/meeting" in ids and "procedures/recording" not in ids
    assert "procedures/recording.md" in ran.err
    assert run("search", "chair", "--json").json["hits"]


def test_check_json_has_the_shape_of_the_contract(run: Run, small: Path) -> None:
    page = small / "content" / "procedures" / "recording.md"
    page.write_text(page.read_text() + "\n[dead](procedures/nowhere)\n")
    line = len(page.read_text().splitlines())
    ran = run("check", "--json")
    assert ran.status == 1
    assert set(ran.json) == {"problems"}
    for problem in ran.json["problems"]:
        assert set(problem) == {"file", "line", "column", "rule", "severity", "message", "fix"}
        assert problem["severity"] in ("error", "warning") and problem["fix"] and problem["line"] >= 1
    dead = [p for p in ran.json["problems"] if p["file"] == "procedures/recording.md" and "nowhere" in p["message"]]
    assert len(dead) == 1 and dead[0]["severity"] == "error" and dead[0]["line"] == line


def test_a_link_to_a_planned_page_is_a_warning_and_warnings_alone_are_status_0(run: Run, small: Path) -> None:
    ran = run("build")
    assert ran.status == 0 and "planned" in ran.err and "warning" in ran.err


def test_check_does_not_build_into_the_content(run: Run, small: Path) -> None:
    before = sorted(path.relative_to(small) for path in (small / "content").rglob("*"))
    run("check")
    assert sorted(path.relative_to(small) for path in (small / "content").rglob("*")) == before


def test_new_page(run: Run, small: Path) -> None:
    ran = run("new", "page", "procedures/fresh")
    made = small / "content" / "procedures" / "fresh.md"
    assert ran.status == 0 and made.is_file()
    assert run("build").status == 0
    again = run("new", "page", "procedures/fresh")
    assert again.status == 1 and "there already" in again.err
    assert run("new", "page", "../outside").status == 2
    assert not (small / "outside.md").exists()


def test_doctor_json(run: Run) -> None:
    ran = run("doctor", "--json")
    assert ran.status in (0, 1)
    assert {"topic", "ok", "message", "fix"} == set(ran.json["findings"][0])
    topics = {finding["topic"] for finding in ran.json["findings"]}
    assert {"terminal size", "colours", "content folder", "your own data", "search index", "edition"} <= topics
    bad = [finding for finding in ran.json["findings"] if not finding["ok"]]
    assert (ran.status == 1) == bool(bad) and all(finding["fix"] for finding in bad)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str, tmp_path: Path) -> None:
    ran = run("completion", shell)
    assert ran.status == 0
    for command in ("search", "show", "contents", "check", "build", "doctor", "completion"):
        assert command in ran.out
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(ran.out)
        assert subprocess.run([shell, "-n", str(script)], check=False).returncode == 0


def test_completion_of_an_unknown_shell_is_used_wrongly(run: Run) -> None:
    assert run("completion", "csh").status == 2


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["search", "--limit", "0", "x"], ["search", "--limit", "many", "x"], ["show"],
                  ["build", "--nonsense"]]
)  # fmt: skip
def test_used_wrongly_is_status_2(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.status == 2 and not ran.out and ran.err


def test_a_content_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("--content", str(tmp_path / "none"), "contents", bare=True)
    assert ran.status == 2 and "no folder" in ran.err


def test_variables_name_the_folders_and_an_option_wins(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "page.md").write_text("# Another\n\nWords.\n")
    monkeypatch.setenv("HANDBOOK_CONTENT", str(other))
    monkeypatch.setenv("HANDBOOK_INDEX", str(tmp_path / "other-index"))
    assert run("contents", "--json", bare=True).json["title"] == "other"
    assert run("contents", "--json").json["title"] == "Small handbook"


def test_version_and_help() -> None:
    environment = {**os.environ, "NO_COLOR": "1"}
    for arguments, words in (
        (["--version"], __version__),
        (["--help"], "examples"),
        (["search", "--help"], "examples"),
    ):
        ran = subprocess.run(
            [python(), "-m", "handbook", *arguments], capture_output=True, text=True, env=environment, check=False
        )
        assert ran.returncode == 0 and words in ran.stdout and not ran.stderr


def test_help_names_every_command_that_is_there_and_none_to_come(run: Run) -> None:
    from handbook.cli.main import GROUPS

    text = run("--help").out
    for name, _, summary in GROUPS:
        assert f"\n    {name} " in text and summary.split()[0] in text


def test_output_to_a_closed_pipe_is_no_error() -> None:
    ran = subprocess.run(
        f"{python()} -m handbook --plain contents | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ran.stderr and "Broken" not in ran.stderr


def test_judge_json_has_the_shape_of_the_contract(run: Run) -> None:
    ran = run("judge", "--json")
    assert ran.status == 0
    document = ran.json
    figures = {"queries", "success_at_1", "success_at_3", "ndcg_at_10", "misses"}
    assert set(document) == figures | {"subsets"}
    assert document["queries"] == 2 and document["success_at_3"] == 1.0
    assert set(document["subsets"]) == {"safety-critical", "held-out"}
    for subset in document["subsets"].values():
        assert set(subset) == figures and 0 <= subset["ndcg_at_10"] <= 1


def test_judge_lists_what_was_missed(run: Run, small: Path) -> None:
    queries = small / "index" / "queries.yaml"
    queries.write_text(queries.read_text() + "  - {query: chronology, pages: {synopsis/about: 3}}\n")
    misses = run("judge", "--json").json["misses"]
    assert [miss["query"] for miss in misses] == ["chronology"]
    assert set(misses[0]) == {"query", "wanted", "got"} and misses[0]["wanted"] == ["synopsis/about"]
