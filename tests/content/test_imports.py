"""What a start needs is light: no parser is imported before a file has to be parsed."""

from __future__ import annotations

import subprocess

from tests.conftest import ROOT, python

HEAVY = ("yaml", "markdown_it", "mdit_py_plugins", "pyphen", "difflib", "whoosh", "textual", "sqlite3")


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([python(), "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_hashing_and_reading_back_load_no_parser() -> None:
    code = (
        "from pathlib import Path\n"
        "from handbook.content.loader import digests\n"
        "from handbook.content import stored, compiled\n"
        "digests(Path('content'), Path('index'))\n"
    )
    assert loaded_after(code) == set()


def test_a_load_without_changes_loads_no_parser(tmp_path: object) -> None:
    code = (
        "from pathlib import Path\n"
        "from handbook.content.loader import load\n"
        "load(Path('tests/content/samples/plain'))\n"
    )
    assert "markdown_it" in loaded_after(code)
    again = (
        "import sys\n"
        "from pathlib import Path\n"
        "from handbook.content.record import Record\n"
        "from handbook.content.body import Body\n"
        "from handbook.content.loader import digests, load\n"
        "from handbook.model.page import PageInfo\n"
        "folder = Path('tests/content/samples/plain')\n"
        "known = {n: Record(n, d, info=PageInfo('page', 'T', file=n), body=Body('page')) for n, d in digests(folder).items()}\n"
        "load(folder, previous=known)\n"
    )
    assert loaded_after(again) == set()
