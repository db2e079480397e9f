"""Rules that keep the room as it was measured: looked for in its source, since no type can hold them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("bookmarks", "marks", "notes", "personal", "passphrase", "protection")
OURS = sorted([
    *(ROOT / "handbook" / "personal").glob("*.py"), ROOT / "handbook" / "desk.py", ROOT / "handbook" / "book.py",
    *(ROOT / "handbook" / "cli" / f"{name}.py" for name in COMMANDS),
])  # fmt: skip


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_what_is_never_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r'"BEGIN(?! IMMEDIATE| EXCLUSIVE)', text), (
        "a deferred transaction fails when another window writes"
    )
    assert not re.search(r"\bSTRICT\b(?!,| or)|RETURNING(?! or)|executescript", text) or path.name == "schema.py"
    for call in ("logging", "pickle", "marshal", "shell=True", "eval(", "exec("):
        assert call not in text, call
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            raise AssertionError("user data is written by write_private alone")
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("write_text", "write_bytes")
        ):
            raise AssertionError("user data is written by write_private alone")


def test_the_room_is_small_rooms() -> None:
    for path in OURS:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name


def test_importing_the_room_loads_neither_a_library_for_sealing_nor_the_screens() -> None:
    code = (
        "import sys, handbook.desk; print(sorted(set(sys.modules) & {'nacl', 'textual', 'whoosh', 'yaml', 'docx'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_help_of_other_commands_loads_none_of_it() -> None:
    names = "bookmarks, notes, personal"
    code = f"import sys; from handbook.cli import {names}; print([name for name in sys.modules if 'handbook.personal' in name])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"
