"""What is loaded when: asked of a fresh interpreter, since a static graph cannot tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.search.made import ROOT


def loaded_by(statement: str) -> set[str]:
    script = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["hit", "seal", "query", "judge", "highlight", "snippet", "words", "weigh"])
def test_without_whoosh(module: str) -> None:
    assert not any(name.partition(".")[0] == "whoosh" for name in loaded_by(f"import handbook.search.{module}"))


def test_the_engine_leaves_out_what_only_building_needs() -> None:
    loaded = loaded_by("import handbook.search.engine")
    assert "handbook.search.build" not in loaded
    assert (
        not {"multiprocessing", "concurrent.futures", "whoosh.writing", "whoosh.searching", "whoosh.qparser"} & loaded
    )
