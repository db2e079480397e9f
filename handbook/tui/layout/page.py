"""A page to lines: its head, then passage by passage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from handbook.model.page import Page, Passage
from handbook.tui.layout.flow import block_rows
from handbook.tui.layout.leaf import Leaves, Row, hung, text_rows
from handbook.tui.layout.line import Line, Part, Run

_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Header:
    """What is said under the page's title."""

    meta: str = ""
    """Whose word it is and how fresh, its parts divided by `` · ``; may have several lines."""
    notices: tuple[str, ...] = ()
    """Sentences that the reader must not miss."""


def layout(page: Page, width: int, header: Header | None = None) -> Iterator[Line]:
    """The lines of a page, top to bottom, none wider than ``width`` cells (at least 1).

    Lines are made when they are asked for, so the first screen of a long page costs no more than that of a short one.
    Every character of every heading and of every ``Passage.text`` stands in exactly one run.
    """
    width = max(width, 1)
    top = page.passages[0] if page.passages and page.passages[0].level == 1 else None
    for row in text_rows(top.title if top else page.info.title, width, "title", counted=top is not None):
        yield Line(row, 0, Part.TITLE)
    yield from _head(page, width, header or Header())
    for index, passage in enumerate(page.passages):
        if passage is not top:
            yield from _heading(passage, index, width)
        for row in block_rows(passage.blocks, Leaves(), width):
            yield Line(row, index, Part.TEXT)
        if passage.blocks or passage is not top:
            yield Line((), index, Part.TEXT)


def _head(page: Page, width: int, header: Header) -> Iterator[Line]:
    for packed in _packed(header.meta, width):
        yield from (Line(row, 0, Part.SUMMARY) for row in text_rows(packed, width, "meta"))
    for notice in header.notices:
        yield Line((), 0, Part.SUMMARY)
        bar = (Run("▌ ", "notice"),) if width > 10 else ()
        yield from (
            Line(row, 0, Part.SUMMARY)
            for row in hung(text_rows(notice, width - 2 if bar else width, "notice"), bar, bar)
        )
    yield Line((), 0, Part.SUMMARY)
    if page.info.summary:
        for row in text_rows(page.info.summary, width, "summary", counted=True):
            yield Line(row, 0, Part.SUMMARY)
        yield Line((), 0, Part.SUMMARY)


def _packed(text: str, width: int) -> Iterator[str]:
    """The lines of a meta text; where one does not fit, all their parts on as few as they need, none of them torn."""
    lines = text.split("\n") if text else []
    if all(cell_len(line) <= width for line in lines):
        yield from lines
        return
    line = ""
    for part in _SEPARATOR.join(lines).split(_SEPARATOR):
        longer = f"{line}{_SEPARATOR}{part}" if line else part
        if line and cell_len(longer) > width:
            yield line
            longer = part
        line = longer
    if line:
        yield line


def _heading(passage: Passage, index: int, width: int) -> Iterator[Line]:
    role = f"heading-{min(max(passage.level, 2), 4)}"
    longest = 0
    rows: list[Row] = list(text_rows(passage.title, width, role, counted=True))
    for row in rows:
        line = Line(row, index, Part.TITLE)
        longest = max(longest, line.cells)
        yield line
    if role == "heading-2":
        yield Line((Run("─" * min(longest + 1, width), "rule"),), index, Part.TITLE)
