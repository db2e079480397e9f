"""Tables: columns that fit the width, or, where they cannot, a line for each cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.cells import cell_len

from handbook.model.block import Align, Table
from handbook.tui.layout.leaf import Leaf, Leaves, Row, hung, leaf_rows
from handbook.tui.layout.line import Run

GAP = 2
"""Cells between columns."""

READABLE = 14
"""A column of running text is never made narrower than this, or than its longest word up to ``LONGEST``."""

LONGEST = 24


def table_rows(table: Table, leaves: Leaves, width: int) -> Iterator[Row]:
    """A table in ``width`` cells: its columns wrapped, or each of its rows as lines ``header: cell``."""
    header = [leaves.take(spans) for spans in table.header]
    rows = [[leaves.take(spans) for spans in row] for row in table.rows]
    count = max([len(header), *(len(row) for row in rows)], default=0)
    if not count:
        return iter(())
    widths = fit([[row[index] for row in (header, *rows) if index < len(row)] for index in range(count)], width)
    if widths is None:
        return _as_lines(header, rows, width)
    rest: list[Align] = ["left"] * count
    sides: list[Align] = [*table.align, *rest]
    return _as_columns(header, rows, widths, sides[:count])


def fit(columns: list[list[Leaf]], width: int) -> list[int] | None:
    """A width for each column so that all fit side by side, or None where they would not be readable.

    Every column gets what its longest word or a readable line needs; the rest goes, cell by cell, to the columns that
    still have less than they could use.
    """
    wanted = [max((_longest_line(leaf.text) for leaf in column), default=0) or 1 for column in columns]
    room = width - GAP * (len(columns) - 1)
    if sum(wanted) <= room:
        return wanted
    widths = []
    for want, column in zip(wanted, columns, strict=True):
        word = max((_longest_word(leaf.text) for leaf in column), default=0)
        widths.append(min(want, max(READABLE, min(word, LONGEST))))
    spare = room - sum(widths)
    if spare < 0:
        return None
    while spare > 0:
        short = [index for index, want in enumerate(wanted) if widths[index] < want]
        share = max(spare // len(short), 1)
        for index in short:
            more = min(share, spare, wanted[index] - widths[index])
            widths[index] += more
            spare -= more
    return widths


def _longest_line(text: str) -> int:
    return max(cell_len(line) + line.count("\t") for line in text.split("\n"))


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)


def _as_columns(header: list[Leaf], rows: list[list[Leaf]], widths: list[int], align: list[Align]) -> Iterator[Row]:
    if any(leaf.text for leaf in header):
        yield from _side_by_side(header, widths, align, "table-head")
        yield (Run("─" * (sum(widths) + GAP * (len(widths) - 1)), "rule"),)
    airy = any(
        _longest_line(leaf.text) > size or "\n" in leaf.text
        for row in rows
        for leaf, size in zip(row, widths, strict=False)
    )
    for index, row in enumerate(rows):
        if index and airy:
            yield ()
        yield from _side_by_side(row, widths, align, "text")


def _side_by_side(row: list[Leaf], widths: list[int], align: list[Align], role: str) -> Iterator[Row]:
    cells = [leaf_rows(leaf, size, role) for leaf, size in zip(row, widths, strict=False)]
    for line in zip_longest(*cells, fillvalue=()):
        runs: list[Run] = []
        owed = 0
        for part, size, side in zip(line, widths, align, strict=False):
            space = max(size - sum(cell_len(run.text) for run in part), 0)
            left = {"left": 0, "right": space, "center": space // 2}[side]
            if owed + left:
                runs.append(Run(" " * (owed + left), role))
            runs.extend(part)
            owed = space - left + GAP
        yield tuple(runs)


def _as_lines(header: list[Leaf], rows: list[list[Leaf]], width: int) -> Iterator[Row]:
    """``header: cell``, a blank line between rows. The header's own characters stand in the first row's labels."""
    first = True
    for row in rows or [[]]:
        if not first:
            yield ()
        for label, cell in zip_longest(header, row):
            if (label is None or not label.text) and cell is not None:
                yield from leaf_rows(cell, width)
            elif label is not None and (first or (cell is not None and cell.text)):
                yield from _labelled(label, cell, width, counted=first)
        first = False


def _labelled(label: Leaf, cell: Leaf | None, width: int, *, counted: bool) -> Iterator[Row]:
    size = cell_len(label.text) + 2
    beside = size <= width // 2 and "\n" not in label.text and "\t" not in label.text
    lead = list(leaf_rows(label, width if not beside else size, "table-head"))
    if not counted:
        lead = [tuple(Run(run.text, run.role) for run in row) for row in lead]
    hangs = width > READABLE
    taken = (size if beside else 2) if hangs else 0
    text = iter(()) if cell is None else leaf_rows(cell, width - taken)
    if beside and hangs:
        yield from hung(text, (*lead[0], Run(": ", "table-head")), (Run(" " * size, "text"),))
        return
    yield from lead
    indent = (Run("  ", "text"),) if hangs else ()
    yield from hung(text, indent, indent)
