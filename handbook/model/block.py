"""Parsed text: blocks, the spans inside them, and the one rule by which blocks become plain text.

Everything that counts characters (search matches, snippets, quotes of notes, selections) counts them in
:func:`plain_text` of a passage: its *leaves* in reading order, joined by one line feed. List bullets, labels of
call-outs and table rules are drawn, never counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

CalloutKind: TypeAlias = Literal["answer", "ask", "do", "avoid", "example", "language"]

CALLOUT_LABELS: dict[CalloutKind, str] = {
    "answer": "In short",
    "ask": "Ask",
    "do": "Do",
    "avoid": "Avoid",
    "example": "Invented example",
    "language": "About these words",
}
"""What a call-out is headed with, in words: its meaning never hangs on colour."""

Align: TypeAlias = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one manner."""

    text: str
    emphasis: bool = False
    strong: bool = False
    code: bool = False
    target: str = ""
    """Where it leads: a page or passage id, ``https:``, ``mailto:`` or ``tel:``; empty for plain text."""
    source: str = ""
    """The id of the source it cites, when the run is a citation mark."""


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A leaf."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Code:
    """Text kept as it is, line by line. A leaf."""

    text: str


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a tuple of blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each cell is a leaf, read row by row, the header first."""

    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    align: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """One of the handbook's own blocks, ``::: answer`` and its like."""

    kind: CalloutKind
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A thematic break."""


Block: TypeAlias = Paragraph | Code | ListBlock | Table | Quote | Callout | Break


def leaves(blocks: tuple[Block, ...]) -> Iterator[Spans]:
    """Every leaf in reading order: paragraphs, code, table cells; items and quotations are entered."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.spans
        elif isinstance(block, Code):
            yield (Span(block.text, code=True),)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from leaves(item)
        elif isinstance(block, Table):
            yield from block.header
            for row in block.rows:
                yield from row
        elif isinstance(block, Quote | Callout):
            yield from leaves(block.blocks)


def span_text(spans: Spans) -> str:
    """The characters of a leaf."""
    return "".join(span.text for span in spans)


def plain_text(blocks: tuple[Block, ...]) -> str:
    """The characters of a passage's blocks: its leaves joined by one line feed."""
    return "\n".join(span_text(spans) for spans in leaves(blocks))
