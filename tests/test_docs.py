"""The documentation says what the program does."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests import docs

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words its help differently from version to version"
)
@pytest.mark.parametrize("name", docs.MADE)
def test_what_is_made_from_the_program_is_up_to_date(name: str) -> None:
    assert (docs.DOCS / name).read_text(encoding="utf-8") == docs.MADE[name](), "run: make docs"


def test_links_of_the_documentation_lead_somewhere() -> None:
    for file in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
        ROOT / "index" / "README.md",
    ):
        text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            if file.name == "writing-content.md" and not target.endswith((".md", ".svg")):
                continue  # examples of links between pages
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_nothing_names_a_registry_or_a_machine() -> None:
    for file in [*ROOT.glob("requirements/*"), ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links|file://|/root/|/work/", text), file.name


def test_every_required_file_is_pinned_and_hashed() -> None:
    for name in ("run", "dev", "bench"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = re.findall(r"^([A-Za-z0-9_.-]+)==[^ \\]+(?: ;[^\\]*)? \\$", text, flags=re.MULTILINE)
        named = re.findall(r"^[A-Za-z0-9_.-]+", text, flags=re.MULTILINE)
        assert len(pinned) == len(named) > 10
        assert text.count("--hash=sha256:") >= len(pinned)
