"""``make bench``: one table, ours beside peers, in one run. ``--quick`` leaves 20,000 passages out; ``--write`` keeps it."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.bench import reader_bench, search_bench, start_bench
from tests.bench.table import Row, as_markdown

KEPT = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
MARK = "<!-- the table of the last kept run stands below; `make bench ARGS=--write` writes it -->"


def main() -> int:
    """Measure and print; with ``--write`` also keep the table in ``docs/performance.md``."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="this handbook and 2,000 passages only")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/performance.md")
    parser.add_argument("--runs", type=int, default=9, help="runs of whole commands (9)")
    options = parser.parse_args()
    began = time.perf_counter()
    sizes = (2_000,) if options.quick else (2_000, 20_000)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        rows += start_bench.start_rows(Path(home), options.runs)
        rows += start_bench.shell_rows(Path(home), options.runs)
        rows.append(start_bench.one_page_row(Path(home), options.runs))
        rows.append(start_bench.memory_row(Path(home)))
        rows += [_reader_row(found) for found in reader_bench.rows()]
        rows += asyncio.run(search_bench.table_rows(Path(home), sizes))
    table = as_markdown(rows)
    print(table)
    print(f"\n{machine()}; the whole run took {time.perf_counter() - began:.0f} s")
    if options.write:
        keep(table)
    return 0


def _reader_row(found: dict[str, str | int | float]) -> Row:
    """A row of the reader's benchmark in the shape of the others."""
    what = str(found["what"])
    peer = what.startswith("Textual")
    return Row(
        f"{'open a page, first screen' if peer else what}, {found['size_kb']} KB",
        "Textual's Markdown widget" if peer else "handbook",
        float(found["median_ms"]),
        float(found["p95_ms"]),
        int(found["runs"]),
        f"{found['budget_ms']} ms" if "budget_ms" in found else "",
    )


def machine() -> str:
    """What the run was made on."""
    import textual

    return (
        f"{date.today().isoformat()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, Textual {textual.__version__}"
    )


def keep(table: str) -> None:
    """Put the table below the mark in ``docs/performance.md``."""
    text = KEPT.read_text(encoding="utf-8")
    before = text[: text.index(MARK) + len(MARK)]
    KEPT.write_text(f"{before}\n\n{machine()}\n\n{table}\n", encoding="utf-8")
    print(f"kept in {KEPT.name}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
