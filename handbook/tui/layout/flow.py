"""The blocks of a passage to rows of runs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from handbook.model.block import CALLOUT_LABELS, Block, Break, Callout, Code, ListBlock, Paragraph, Quote, Span, Table
from handbook.tui.layout.leaf import Leaf, Leaves, Row, hung, leaf_rows, text_rows
from handbook.tui.layout.line import Manner, Run
from handbook.tui.layout.table import table_rows
from handbook.tui.layout.wrap import wrap_code

LEAST = 8
"""Cells of text that a hanging indent must leave; where it cannot, there is none."""

_BULLETS = "•–·"
_BREAK = 12


def block_rows(blocks: tuple[Block, ...], leaves: Leaves, width: int, depth: int = 0) -> Iterator[Row]:
    """Blocks one under another with an empty row between them, but none between a list and what announces it."""
    for index, block in enumerate(blocks):
        if index and not (isinstance(block, ListBlock) and _announces(blocks[index - 1])):
            yield ()
        yield from _rows(block, leaves, width, depth)


def _announces(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(block.spans) and block.spans[-1].text.rstrip().endswith(":")


def _rows(block: Block, leaves: Leaves, width: int, depth: int) -> Iterator[Row]:
    if isinstance(block, Paragraph):
        return leaf_rows(leaves.take(block.spans), width)
    if isinstance(block, Code):
        return _code(leaves.take((Span(block.text, code=True),), tabs=True), width)
    if isinstance(block, ListBlock):
        return _list(block, leaves, width, depth)
    if isinstance(block, Table):
        return table_rows(block, leaves, width)
    if isinstance(block, Quote):
        return _barred(block_rows(block.blocks, leaves, _room(width, 2), depth), Run("│ ", "quote-bar"), width)
    if isinstance(block, Callout):
        return _callout(block, leaves, width, depth)
    assert isinstance(block, Break)
    return iter(((Run("─" * min(_BREAK, width), "rule"),),))


def _room(width: int, cells: int) -> int:
    """The width that is left behind a lead of so many cells, or all of it where that would be too little."""
    return width - cells if width - cells >= LEAST else width


def _barred(rows: Iterator[Row], bar: Run, width: int) -> Iterator[Row]:
    lead = (bar,) if _room(width, 2) < width else ()
    return hung(rows, lead, lead)


def _callout(block: Callout, leaves: Leaves, width: int, depth: int) -> Iterator[Row]:
    role = f"callout-{block.kind}"
    inner = _room(width, 2)

    def rows() -> Iterator[Row]:
        for row in text_rows(CALLOUT_LABELS[block.kind], inner, role):
            yield tuple(Run(run.text, role, manner=Manner.STRONG) for run in row)
        yield from block_rows(block.blocks, leaves, inner, depth)

    return _barred(rows(), Run("┃ ", role), width)


def _list(block: ListBlock, leaves: Leaves, width: int, depth: int) -> Iterator[Row]:
    if block.ordered:
        labels = [f"{block.start + index}." for index in range(len(block.items))]
        size = max((len(label) for label in labels), default=0)
        labels = [label.rjust(size) + " " for label in labels]
    else:
        labels = [_BULLETS[min(depth, len(_BULLETS) - 1)] + " "] * len(block.items)
        size = 1
    inner = _room(width, size + 1)
    airy = any(not _is_tight(item) for item in block.items)
    rest: Row = (Run(" " * (size + 1), "bullet"),)
    for index, (item, label) in enumerate(zip(block.items, labels, strict=True)):
        if index and airy:
            yield ()
        rows = _item_rows(item, leaves, inner, depth + 1)
        yield from hung(rows, (Run(label, "bullet"),), rest) if inner < width else rows


def _is_tight(item: tuple[Block, ...]) -> bool:
    """Whether an item is one paragraph, perhaps with a list under it."""
    return len(item) <= 1 or (len(item) == 2 and isinstance(item[0], Paragraph) and isinstance(item[1], ListBlock))


def _item_rows(item: tuple[Block, ...], leaves: Leaves, width: int, depth: int) -> Iterator[Row]:
    """An item's blocks; a list stands right under its paragraph."""
    for index, block in enumerate(item):
        if index and not (isinstance(block, ListBlock) and isinstance(item[index - 1], Paragraph)):
            yield ()
        yield from _rows(block, leaves, width, depth)


def _code(leaf: Leaf, width: int) -> Iterator[Row]:
    inner = _room(width, 2)
    edge = (Run(" ", "code"),) if inner < width else ()
    start = 0
    lines = leaf.text.split("\n")
    for number, line in enumerate(lines, 1):
        rows = list(wrap_code(line, inner))
        for pieces in rows:
            base = leaf.start + start
            runs = [
                Run(drawn or line[low:high], "code", base + low, base + stop, leaf.number)
                for low, high, stop, drawn in pieces
                if low < stop
            ]
            if pieces is rows[-1] and number < len(lines):
                runs.append(Run("", "code", base + len(line), base + len(line) + 1, leaf.number))
            used = sum(cell_len(run.text) for run in runs)
            pad = (Run(" " * (inner - used), "code"),) if used < inner else ()
            yield (*edge, *runs, *pad, *edge)
        start += len(line) + 1
