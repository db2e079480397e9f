"""Leaves and other text to rows of runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from handbook.model.block import Span, Spans, span_text
from handbook.tui.layout.line import Manner, Run, whole
from handbook.tui.layout.links import target_of
from handbook.tui.layout.wrap import Piece, drawable, is_even, wrap

Row: TypeAlias = tuple[Run, ...]

_FIRM = "\N{NON-BREAKING HYPHEN}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf made ready for drawing."""

    text: str
    """Its characters as drawn; see :func:`handbook.tui.layout.wrap.drawable`."""
    flow: str
    """The same for wrapping: where a line may not end after a hyphen, another character stands."""
    spans: tuple[tuple[int, Manner, str], ...]
    """Where each span ends, its manner and its target."""
    start: int
    """The offset of its first character in the passage's text."""
    number: int
    """Its index among the passage's leaves."""


class Leaves:
    """Hands out the leaves of a passage and counts their characters.

    Must be asked in the order of :func:`handbook.model.block.leaves`.
    """

    def __init__(self) -> None:
        self._offset = 0
        self._number = 0

    def take(self, spans: Spans, *, tabs: bool = False) -> Leaf:
        """The next leaf. Its tabs are drawn as spaces unless they are to stay."""
        raw = span_text(spans)
        text = drawable(raw, tabs=tabs)
        ends: list[tuple[int, Manner, str]] = []
        end, even, flow = 0, is_even(text), text
        for span in spans:
            if span.text:
                end += len(span.text)
                if span.source:
                    flow = (
                        flow[: end - len(span.text)]
                        + flow[end - len(span.text) : end].replace("-", _FIRM)
                        + flow[end:]
                    )
                cut = end if even else whole(text, 0, end)[1]
                ends.append((cut, _manner(span), target_of(span)))
        leaf = Leaf(text, flow, tuple(ends), self._offset, self._number)
        self._offset += len(raw) + 1
        self._number += 1
        return leaf


def _manner(span: Span) -> Manner:
    manner = Manner.PLAIN
    if span.emphasis:
        manner |= Manner.EMPHASIS
    if span.strong:
        manner |= Manner.STRONG
    if span.code:
        manner |= Manner.CODE
    if span.source:
        manner |= Manner.CITATION
    elif span.target:
        manner |= Manner.LINK
    return manner


def leaf_rows(leaf: Leaf, width: int, role: str = "text") -> Iterator[Row]:
    """A leaf wrapped to a width; an empty one is an empty row."""
    for piece in wrap(leaf.flow, width):
        yield piece_runs(leaf, piece, role)


def piece_runs(leaf: Leaf, piece: Piece, role: str) -> Row:
    """The runs of a piece of a leaf, in one role and the manners of its spans."""
    start, end, stop, drawn = piece
    if start == stop:
        return ()
    base = leaf.start
    if drawn or start == end:
        return (Run(drawn, role, base + start, base + stop, leaf.number),)
    runs: list[Run] = []
    for cut, manner, target in leaf.spans:
        if cut <= start:
            continue
        low, start = start, min(cut, end)
        last = stop if start == end else start
        runs.append(Run(leaf.text[low:start], role, base + low, base + last, leaf.number, manner, target))
        if start == end:
            break
    return tuple(runs)


def text_rows(text: str, width: int, role: str, *, counted: bool = False) -> Iterator[Row]:
    """Text that is no leaf (a heading, a label, a notice) wrapped to a width."""
    leaf = Leaf(drawn := drawable(text), drawn, ((len(text), Manner.PLAIN, ""),), 0, -1)
    for row in leaf_rows(leaf, width, role):
        yield row if counted else tuple(Run(run.text, role) for run in row if run.text)


def hung(rows: Iterator[Row], first: Row, rest: Row) -> Iterator[Row]:
    """Rows behind a lead: ``first`` before the first, ``rest`` before the others. No rows: the lead alone."""
    lead, bare = first, all(run.text.isspace() for run in rest)
    for row in rows:
        if row or not bare or lead is first:
            yield (*lead, *row)
        else:
            yield ()
        lead = rest
    if lead is first and first is not rest:
        yield first
