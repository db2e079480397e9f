"""Writes what the documentation takes from the program itself: ``make docs``. A test holds it to be up to date."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

from handbook.cli.main import GROUPS
from handbook.tui import commands

DOCS = Path(__file__).resolve().parent.parent / "docs"


def keys() -> str:
    """``docs/keys.md``: every key, from the table of commands."""
    lines = [
        "# Keys",
        "",
        "Made from the program's own table by `make docs`. No key needs Ctrl or Alt; `Esc` closes what is open.",
    ]
    for group, members in commands.groups():
        lines += ["", f"## {group}", "", "| key | does |", "| --- | --- |"]
        for command in members:
            shown = " ".join(f"`{commands.shown(key)}`" for key in command.keys)
            lines.append(f"| {shown} | {command.title} |")
    return "\n".join(lines) + "\n"


def command_line() -> str:
    """``docs/command-line.md``: the help of the program and of each command."""
    lines = ["# Command line", "", "Made from the program's own help by `make docs`."]
    for arguments in ([], *([name] for name, _, _ in GROUPS)):
        lines += ["", f"## handbook {' '.join(arguments)}".rstrip(), "", "```text", _help(arguments), "```"]
    return "\n".join(lines) + "\n"


def _help(arguments: list[str]) -> str:
    from handbook.cli.main import run

    said = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"  # what argparse wraps to
    try:
        with contextlib.redirect_stdout(said):
            run([*arguments, "--help"])
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return said.getvalue().strip()


MADE = {"keys.md": keys, "command-line.md": command_line}

if __name__ == "__main__":
    for name, make in MADE.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
