"""A page's passages, as they are or as the bytes they are kept as.

The kept form is one line of JSON. There are many blocks and spans, so theirs is short: a letter for the kind of
block, and plain text for a span that is nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handbook.errors import IndexUnusable
from handbook.model.block import Block, Break, Callout, Code, ListBlock, Paragraph, Quote, Span, Spans, Table
from handbook.model.page import Page, PageInfo, Passage


class Body:
    """The passages of a page, decoded each time they are asked for if they are held as bytes."""

    __slots__ = ("_kept", "_page", "_passages")

    def __init__(
        self, page: str, passages: tuple[Passage, ...] = (), kept: Callable[[], bytes] | None = None
    ) -> None:
        self._page = page
        self._passages = passages
        self._kept = kept

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages.

        Raises:
            IndexUnusable: If they are kept in a file that is gone or damaged.
        """
        if self._kept is None:
            return self._passages
        kept = self._kept()
        try:
            return decode_passages(self._page, json.loads(kept))
        except (ValueError, TypeError, RecursionError):
            raise IndexUnusable("A compiled page is damaged.", "It is built again from the content.") from None

    def encoded(self) -> bytes:
        """One line of JSON, without its end."""
        if self._kept:
            return self._kept()
        return json.dumps(encode_passages(self._passages), ensure_ascii=False, separators=(",", ":")).encode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self._page == other._page and self.passages == other.passages

    def __hash__(self) -> int:
        return hash(self._page)


class Pages(Mapping[str, Page]):
    """Pages by id, in reading order. A body that is kept as bytes is decoded each time its page is asked for."""

    def __init__(self, infos: Mapping[str, PageInfo], bodies: Mapping[str, Body]) -> None:
        self._infos = infos
        self._bodies = bodies

    def __getitem__(self, page: str) -> Page:
        return Page(self._infos[page], self._bodies[page].passages)

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)

    def body(self, page: str) -> Body:
        """A page's body, as it is held."""
        return self._bodies[page]


def encode_passages(passages: tuple[Passage, ...]) -> list[Any]:
    """A page's passages as JSON can hold them, without the page's id."""
    return [
        [passage.slug, passage.title, passage.level, passage.headings, passage.line, _blocks_out(passage.blocks)]
        for passage in passages
    ]


def decode_passages(page_id: str, rows: list[Any]) -> tuple[Passage, ...]:
    """See :func:`encode_passages`."""
    return tuple(
        [
            Passage(page_id, slug, title, level, tuple(headings), _blocks_in(blocks), line)
            for slug, title, level, headings, line, blocks in rows
        ]
    )


def _spans_out(spans: Spans) -> list[Any]:
    """Plain text as text; the rest as text, a number for the manner, and where it leads or what it cites."""
    out: list[Any] = []
    for span in spans:
        manner = span.emphasis + 2 * span.strong + 4 * span.code
        if manner or span.target or span.source:
            out.append([span.text, manner, span.target, span.source])
        else:
            out.append(span.text)
    return out


def _spans_in(row: list[Any]) -> Spans:
    spans = []
    for item in row:
        if isinstance(item, str):
            spans.append(Span(item))
        else:
            text, manner, target, source = item
            spans.append(Span(text, bool(manner & 1), bool(manner & 2), bool(manner & 4), target, source))
    return tuple(spans)


def _blocks_out(blocks: tuple[Block, ...]) -> list[Any]:
    return [_block_out(item) for item in blocks]


def _block_out(item: Block) -> list[Any]:
    if isinstance(item, Paragraph):
        return ["p", _spans_out(item.spans)]
    if isinstance(item, ListBlock):
        return ["l", item.ordered, item.start, [_blocks_out(inner) for inner in item.items]]
    if isinstance(item, Callout):
        return ["a", item.kind, _blocks_out(item.blocks)]
    if isinstance(item, Quote):
        return ["q", _blocks_out(item.blocks)]
    if isinstance(item, Code):
        return ["c", item.text]
    if isinstance(item, Table):
        rows = [[_spans_out(cell) for cell in row] for row in item.rows]
        return ["t", [_spans_out(cell) for cell in item.header], rows, item.align]
    return ["b"]


def _blocks_in(rows: list[Any]) -> tuple[Block, ...]:
    return tuple([_block_in(row) for row in rows])


def _block_in(row: list[Any]) -> Block:
    match row:
        case ["p", spans]:
            return Paragraph(_spans_in(spans))
        case ["l", ordered, start, items]:
            return ListBlock(tuple([_blocks_in(item) for item in items]), ordered, start)
        case ["a", kind, blocks]:
            return Callout(kind, _blocks_in(blocks))
        case ["q", blocks]:
            return Quote(_blocks_in(blocks))
        case ["c", text]:
            return Code(text)
        case ["t", header, table, align]:
            cells = tuple([tuple([_spans_in(cell) for cell in line]) for line in table])
            return Table(tuple([_spans_in(cell) for cell in header]), cells, tuple(align))
        case ["b"]:
            return Break()
    raise ValueError("unknown block")
