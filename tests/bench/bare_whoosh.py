"""Bare Whoosh on the same passages, in a process of its own: in ours only listed names may be unpickled."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from handbook.model.page import Page
from tests.bench.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent.parent


def seconds(home: Path, passages: int, runs: int) -> list[float]:
    """How long each of so many builds took, in another process."""
    command = [sys.executable, "-m", "tests.bench.bare_whoosh", str(home), str(passages), str(runs)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(line) for line in ran.stdout.split()]


def documents(pages: Sequence[Page]) -> list[dict[str, str]]:
    """A row a passage; what belongs to the page stands with its first."""
    rows = []
    for page in pages:
        info = page.info
        for number, passage in enumerate(page.passages):
            rows.append(
                {
                    "title": info.title if not number else "",
                    "headings": " ".join(passage.headings),
                    "found_by": "\n".join(info.found_by) if not number else "",
                    "summary": info.summary if not number else "",
                    "body": passage.text,
                }
            )
    return rows


def build(home: Path, pages: Sequence[Page]) -> None:
    """Whoosh as its manual has it: ``add_document`` for each passage, one commit."""
    from whoosh import fields, index

    folder = tempfile.mkdtemp(dir=home)
    schema = fields.Schema(
        title=fields.TEXT(stored=True),
        headings=fields.TEXT(stored=True),
        found_by=fields.TEXT(stored=True),
        summary=fields.TEXT(stored=True),
        body=fields.TEXT(stored=True),
    )
    writer = index.create_in(folder, schema).writer()
    for document in documents(pages):
        writer.add_document(**{field: text for field, text in document.items() if text})
    writer.commit()
    shutil.rmtree(folder)


if __name__ == "__main__":
    where, passages, runs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    made = list(Corpus(passages).pages())
    for _ in range(runs):
        began = time.perf_counter()
        build(where, made)
        sys.stdout.write(f"{time.perf_counter() - began}\n")
