"""What a static import graph cannot see: which modules a command really loads, in a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SMALL, python

_LOADED = """
import io, json, sys, contextlib
from handbook.__main__ import main
sys.argv = ["handbook", *json.loads(sys.argv[1])]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(*arguments: str) -> set[str]:
    """The top-level modules that a command line brought in."""
    ran = subprocess.run([python(), "-c", _LOADED, json.dumps(arguments)], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout))


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["search", "--help"], ["completion", "bash"]])
def test_help_loads_neither_screens_nor_search_nor_yaml(arguments: list[str]) -> None:
    assert not loaded(*arguments) & {"textual", "rich", "whoosh", "yaml", "sqlite3", "markdown_it", "nacl"}


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    return ["--content", str(SMALL / "content"), "--index", str(tmp_path / "index"), "--data", str(tmp_path / "data")]


@pytest.mark.parametrize(
    "command", [["search", "meeting"], ["show", "procedures/meeting"], ["contents"], ["build"], ["doctor"]]
)
def test_the_shell_commands_load_no_textual(folders: list[str], command: list[str]) -> None:
    assert "textual" not in loaded(*folders, *command)


@pytest.mark.parametrize("command", [["show", "procedures/meeting"], ["contents"]])
def test_reading_what_is_built_loads_neither_whoosh_nor_yaml(folders: list[str], command: list[str]) -> None:
    loaded(*folders, "build")
    assert not loaded(*folders, *command) & {"textual", "whoosh", "yaml", "markdown_it", "sqlite3"}


def test_the_first_frame_loads_no_whoosh() -> None:
    """The screens, widgets and services are imported; the index is not."""
    code = (
        "import json, sys, handbook.tui.app, handbook.tui.driver;"
        "print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
    )
    ran = subprocess.run([python(), "-c", code], capture_output=True, text=True, check=True)
    assert not set(json.loads(ran.stdout)) & {"whoosh", "yaml", "sqlite3"}


def test_importing_the_package_makes_no_folder(tmp_path: Path) -> None:
    code = "import handbook.paths, handbook.library, handbook.tui.app, handbook.cli.main"
    environment = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    subprocess.run([python(), "-c", code], check=True, env=environment, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
