"""Blocks as text for a terminal or a file: what ``show`` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from handbook.cli.output import ACCENT, BOLD, UNDERLINE, Output
from handbook.model.block import (
    CALLOUT_LABELS,
    Block,
    Break,
    Callout,
    Code,
    ListBlock,
    Paragraph,
    Quote,
    Spans,
    Table,
    span_text,
)
from handbook.text import guard


def blocks_as_lines(blocks: tuple[Block, ...], out: Output, indent: str = "") -> Iterator[str]:
    """Lines of text, an empty line between blocks; already guarded and, where allowed, in bold."""
    for number, block in enumerate(blocks):
        if number:
            yield indent.rstrip()
        yield from _block(block, out, indent)


def _block(block: Block, out: Output, indent: str) -> Iterator[str]:
    match block:
        case Paragraph(spans):
            yield from _wrapped(spans, out, indent, indent)
        case Code(text):
            for line in text.split("\n"):
                yield f"{indent}    {guard(line)}"
        case ListBlock(items, ordered, start):
            for number, item in enumerate(items, start):
                mark = f"{number}. " if ordered else "- "
                yield from _item(item, mark, out, indent)
        case Table():
            yield from _table(block, out, indent)
        case Quote(inner):
            yield from blocks_as_lines(inner, out, indent + "  | ")
        case Callout(kind, inner):
            label = CALLOUT_LABELS[kind]
            if out.plain:
                yield f"{indent}{label}:"
                yield from blocks_as_lines(inner, out, indent)
            else:
                yield f"{indent}┃ {out.styled(label, BOLD, ACCENT)}"
                yield from blocks_as_lines(inner, out, indent + "┃ ")
        case Break():
            yield f"{indent}* * *"


def _item(blocks: tuple[Block, ...], mark: str, out: Output, indent: str) -> Iterator[str]:
    inner = indent + " " * len(mark)
    first = True
    for block in blocks:
        if first and isinstance(block, Paragraph):
            yield from _wrapped(block.spans, out, indent + mark, inner)
        else:
            if first:
                yield indent + mark.rstrip()
            yield from _block(block, out, inner)
        first = False


def _wrapped(spans: Spans, out: Output, first: str, rest: str) -> Iterator[str]:
    text = guard(span_text(spans)).replace("\n", " ")
    if not out.width:
        yield first + text
        return
    lines = textwrap.wrap(text, max(20, out.width - len(rest)), break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
    strong = [guard(span.text) for span in spans if span.strong] if out.colour else []
    linked = [guard(span.text) for span in spans if span.target] if out.colour else []
    for number, line in enumerate(lines):
        for words in strong:
            line = line.replace(words, out.styled(words, BOLD))
        for words in linked:
            line = line.replace(words, out.styled(words, UNDERLINE))
        yield (rest if number else first) + line


def _table(table: Table, out: Output, indent: str) -> Iterator[str]:
    """A table as wide as it needs; where that does not fit, each row as ``header: cell`` lines."""
    header = [guard(span_text(cell)) for cell in table.header]
    rows = [[guard(span_text(cell)) for cell in row] for row in table.rows]
    widths = [max(len(row[i]) if i < len(row) else 0 for row in [header, *rows]) for i in range(len(header))]
    if out.plain or sum(widths) + 3 * (len(widths) - 1) + len(indent) > (out.width or 80):
        for number, row in enumerate(rows):
            if number:
                yield indent.rstrip()
            for name, cell in zip(header, row, strict=False):
                words = f"{name}: {cell}" if name else cell
                if out.width:
                    yield from textwrap.wrap(
                        words, max(20, out.width), initial_indent=indent, subsequent_indent=indent + "  "
                    )
                else:
                    yield indent + words
        return
    yield (
        indent + "   ".join(out.styled(name.ljust(w), BOLD) for name, w in zip(header, widths, strict=True)).rstrip()
    )
    yield indent + "   ".join("─" * w for w in widths)
    for row in rows:
        yield indent + "   ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=False)).rstrip()
