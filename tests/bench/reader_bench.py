"""How long a page takes to open: our reader beside Textual's Markdown widget, on the same text.

Each function returns rows: ``what``, ``size_kb``, ``runs``, ``median_ms``, ``p95_ms`` and, where there is one,
``budget_ms``. A page counts as open when its first screen has been drawn after it was asked for.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from typing import TypeAlias

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from handbook.model.block import Block, ListBlock, Paragraph, Span, Table
from handbook.model.page import Page, PageInfo, Passage
from handbook.tui import themes
from handbook.tui.layout import layout
from handbook.tui.widgets.page_view import PageView

Row: TypeAlias = dict[str, str | int | float]

SIZES = {6: 50, 48: 80, 240: 200}
"""Kilobytes of text, and the budget for the first screen in milliseconds."""

SCREEN = (80, 24)
_PROSE = (
    "the child family worker visit home asks tells what is different this week plan agency school health seen alone "
    "bedroom carried out announced says listen write it down same day who else was there and check again with"
)
_WORDS = _PROSE.split()


def made_page(kilobytes: int, seed: int = 0) -> tuple[Page, str]:
    """A page of so much text, as blocks and as Markdown: paragraphs, strong words, links, lists, a table now and then."""
    rng = random.Random(seed)
    passages: list[Passage] = []
    markdown: list[str] = []
    size = number = 0
    while size < kilobytes * 1024:
        title = _sentence(rng, 4)
        blocks: list[Block] = []
        markdown.append(f"## {title}" if number else f"# {title}")
        for kind in ("text", "text", "list", "text", "table" if number % 4 == 3 else "text"):
            block, source = _BLOCKS[kind](rng)
            blocks.append(block)
            markdown.append(source)
        slug, level = (f"s{number}", 2) if number else ("top", 1)
        passages.append(Passage("bench/page", slug, title, level, (title,) if number else (), tuple(blocks)))
        size += len(title) + len(passages[-1].text)
        number += 1
    return Page(PageInfo("bench/page", passages[0].title), tuple(passages)), "\n\n".join(markdown)


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(words)).capitalize()


def _text(rng: random.Random) -> tuple[Block, str]:
    before, strong, after = _sentence(rng, 30), _sentence(rng, 3), _sentence(rng, 25)
    spans = (
        Span(f"{before} "),
        Span(strong, strong=True),
        Span(" "),
        Span("see here", target="a/b"),
        Span(f" {after}."),
    )
    return Paragraph(spans), f"{before} **{strong}** [see here](a/b) {after}."


def _list(rng: random.Random) -> tuple[Block, str]:
    items = [_sentence(rng, 14) for _ in range(5)]
    return ListBlock(tuple((Paragraph((Span(item),)),) for item in items)), "\n".join(f"* {item}" for item in items)


def _table(rng: random.Random) -> tuple[Block, str]:
    rows = [[_sentence(rng, words) for words in (2, 10, 2)] for _ in range(5)]
    table = Table(
        tuple((Span(cell),) for cell in rows[0]),
        tuple(tuple((Span(cell),) for cell in row) for row in rows[1:]),
        ("left", "left", "left"),
    )
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return table, "\n".join([lines[0], "|---|---|---|", *lines[1:]])


_BLOCKS = {"text": _text, "list": _list, "table": _table}


class _Bench(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *, ours: bool) -> None:
        super().__init__()
        themes.install(self)
        self.theme = themes.DARK
        self._ours = ours

    def compose(self) -> ComposeResult:
        if self._ours:
            yield PageView()
        else:
            with VerticalScroll():
                yield Markdown(open_links=False)


def _row(what: str, size: int, times: list[float], budget: int | None = None) -> Row:
    times = sorted(times)
    row: Row = {
        "what": what,
        "size_kb": size,
        "runs": len(times),
        "median_ms": round(statistics.median(times) * 1e3, 1),
        "p95_ms": round(times[min(int(len(times) * 0.95), len(times) - 1)] * 1e3, 1),
    }
    if budget is not None:
        row["budget_ms"] = budget
    return row


async def _open_ours(size: int, runs: int) -> tuple[list[float], list[float]]:
    first, whole = [], []
    app = _Bench(ours=True)
    async with app.run_test(size=SCREEN) as pilot:
        view = app.query_one(PageView)
        for run in range(runs + 1):
            page, _ = made_page(size, run)
            await pilot.pause()
            start = time.perf_counter()
            view.show(page, meta="practice guidance · current")
            await view.wait_for_refresh()
            painted = time.perf_counter()
            assert page.info.title in view.render_line(0).text
            while view._lines is not None and not view._lines.complete:
                await asyncio.sleep(0)
            if run:  # the first one pays for styles
                first.append(painted - start)
                whole.append(time.perf_counter() - start)
    return first, whole


async def _open_theirs(size: int, runs: int) -> list[float]:
    times = []
    app = _Bench(ours=False)
    async with app.run_test(size=SCREEN) as pilot:
        widget = app.query_one(Markdown)
        for run in range(runs + 1):
            _, source = made_page(size, run)
            await pilot.pause()
            start = time.perf_counter()
            await widget.update(source)
            await widget.wait_for_refresh()
            if run:
                times.append(time.perf_counter() - start)
            await widget.update("")
    return times


def opening(runs: int = 20) -> list[Row]:
    """Our reader: to the first screen, and until the whole page is laid out."""
    rows = []
    for size, budget in SIZES.items():
        first, whole = asyncio.run(_open_ours(size, runs))
        rows.append(_row("open a page, first screen", size, first, budget))
        rows.append(_row("open a page, all of it laid out", size, whole))
    return rows


def peer(runs: int = 3, sizes: tuple[int, ...] = (6, 48)) -> list[Row]:
    """Textual's Markdown widget on the same text. 240 KB take it minutes: not asked for unless ``sizes`` says so."""
    return [_row("Textual's Markdown widget", size, asyncio.run(_open_theirs(size, runs))) for size in sizes]


def wrapping(runs: int = 10) -> list[Row]:
    """Layout alone, whole page, at 48 and 76 columns."""
    rows = []
    for size in SIZES:
        for width in (48, 76):
            times = []
            for run in range(runs):
                page, _ = made_page(size, run)
                start = time.perf_counter()
                for _line in layout(page, width):
                    pass
                times.append(time.perf_counter() - start)
            rows.append(_row(f"lay out {width} columns", size, times))
    return rows


def rows(*, peers: bool = True) -> list[Row]:
    """Everything: what ``make bench`` prints of the reader."""
    return opening() + wrapping() + (peer() if peers else [])


if __name__ == "__main__":
    for row in rows():
        sys.stdout.write(f"{row}\n")
