"""Rows of the benchmark's table, and how a run is timed."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, of whom, and how long it took."""

    what: str
    who: str
    """``handbook`` or the peer's name."""
    median_ms: float
    p95_ms: float
    runs: int
    budget: str = ""
    note: str = ""


def row(what: str, who: str, seconds: Sequence[float], *, budget: str = "", note: str = "") -> Row:
    """A row from single times in seconds."""
    ordered = sorted(seconds)
    p95 = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
    return Row(what, who, statistics.median(ordered) * 1000, p95 * 1000, len(ordered), budget, note)


def timed(call: Callable[[], object], runs: int, *, warm: int = 1) -> list[float]:
    """Seconds of each of so many calls, after some that are not counted."""
    for _ in range(warm):
        call()
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return found


def as_markdown(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    lines = ["| what | who | median | p95 | runs | budget | note |", "| --- | --- | ---: | ---: | ---: | --- | --- |"]
    for each in rows:
        times = f"{_ms(each.median_ms)} | {_ms(each.p95_ms)} | {each.runs}"
        lines.append(f"| {each.what} | {each.who} | {times} | {each.budget} | {each.note} |")
    return "\n".join(lines)


def _ms(value: float) -> str:
    if value >= 1000:
        return f"{value / 1000:.2f} s"
    return f"{value:.1f} ms" if value >= 1 else f"{value * 1000:.0f} µs"
