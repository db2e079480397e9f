"""The command line, called as the console entry is: ``sys.argv``, in one process, again and again."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document, and nothing else there."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``handbook`` on a copy of the small handbook. ``bare=True`` gives no folders."""

    def call(*arguments: str, bare: bool = False, stdin: str = "") -> Ran:
        from handbook.__main__ import main

        folders = [] if bare else [
            "--content", str(small / "content"), "--index", str(small / "index"), "--data", str(tmp_path / "data"),
        ]  # fmt: skip
        monkeypatch.setattr(sys, "argv", ["handbook", *folders, *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main()
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return Ran(status, out.getvalue(), err.getvalue())

    return call
