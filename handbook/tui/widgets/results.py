"""The results of a search, drawn as lines: what is shown changes as one types, without a flicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from handbook.search.hit import Hit
from handbook.text import guard, one_line
from handbook.tui.widgets.bar import shorten


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results under one heading; an empty title draws no heading."""

    title: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A drawn line: pieces of text with the names of their styles, and the hit it belongs to (-1: none)."""

    pieces: tuple[tuple[str, str], ...]
    right: str = ""
    hit: int = -1


class ResultsView(ScrollView, can_focus=False):
    """Hits in groups. The marked one also says why it is there; arrows move the mark from the search box."""

    COMPONENT_CLASSES = {
        "results--heading",
        "results--title",
        "results--meta",
        "results--snippet",
        "results--match",
        "results--why",
        "results--mark",
    }

    DEFAULT_CSS = """
    ResultsView { height: 1fr; min-width: 10; padding: 0; overflow-x: hidden; scrollbar-size-vertical: 1; }
    ResultsView > .results--heading { color: $accent; text-style: bold; }
    ResultsView > .results--title { text-style: bold; }
    ResultsView > .results--meta { color: $text-muted; }
    ResultsView > .results--snippet { color: $text; }
    ResultsView > .results--match { text-style: bold underline; }
    ResultsView > .results--why { color: $text-muted; text-style: italic; }
    ResultsView > .results--mark { color: $accent; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """A result was opened."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._groups: tuple[ResultGroup, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self._empty: tuple[str, ...] = ()
        self._rows: list[_Row] = []
        self._first_row: list[int] = []
        self._marked = 0
        self.part_titles: Mapping[str, str] = {}
        """What the parts are called; a part without a title here is not named."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits in the order they are shown."""
        return self._hits

    @property
    def marked(self) -> int:
        """Index of the marked hit, or -1 where there is none."""
        return self._marked if self._hits else -1

    def show(self, groups: Sequence[ResultGroup], *, marked: int = 0, empty: Sequence[str] = ()) -> None:
        """Show these groups with one hit marked; ``empty`` are the lines shown where there is no hit."""
        self._groups = tuple(group for group in groups if group.hits)
        self._hits = tuple(hit for group in self._groups for hit in group.hits)
        self._marked = min(max(marked, 0), max(len(self._hits) - 1, 0))
        self._empty = tuple(empty)
        self._lay_out()
        if not self._hits:
            self.scroll_to(y=0, animate=False)
        self._show_marked()

    def mark(self, index: int) -> None:
        """Mark another hit; past either end the mark stays."""
        if not self._hits:
            return
        self._marked = min(max(index, 0), len(self._hits) - 1)
        self._lay_out()
        self._show_marked()

    def move(self, by: int) -> None:
        """Move the mark by so many hits."""
        self.mark(self._marked + by)

    @property
    def hits_a_page(self) -> int:
        """How many hits fit on the screen: how far PgUp and PgDn move."""
        return max(1, self.size.height // 4)

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew for the new width."""
        self._lay_out()
        self._show_marked()

    def on_click(self, event: events.Click) -> None:
        """Open the hit under the mouse."""
        row = event.y + self.scroll_offset.y
        if 0 <= row < len(self._rows) and self._rows[row].hit >= 0:
            event.stop()
            self.mark(self._rows[row].hit)
            self.post_message(self.Chosen(self._rows[row].hit))

    def _lay_out(self) -> None:
        width = self.size.width or 80
        rows: list[_Row] = []
        first: list[int] = []
        number = 0
        for group in self._groups:
            if group.title:
                rows.append(_Row(((one_line(group.title), "results--heading"),)))
                rows.append(_Row(()))
            for hit in group.hits:
                first.append(len(rows))
                part = self.part_titles.get(hit.part, "")
                rows.extend(_hit_rows(hit, part, number, width - 4, why=number == self._marked))
                number += 1
        if not self._hits:
            rows = [_Row(((guard(line), "results--snippet"),)) for line in self._empty]
        self._rows = rows
        self._first_row = first
        self.virtual_size = Size(width, len(rows))
        self.refresh()

    def _show_marked(self) -> None:
        if not self._hits or not self._first_row:
            return
        top = self._first_row[self._marked]
        if self._marked == 0:
            top, height = 0, self._first_row[0] + 5
        else:
            height = 5
        self.scroll_to_region(
            Region(0, top, max(1, self.size.width), height), animate=False, force=True, immediate=True
        )

    def render_line(self, y: int) -> Strip:
        """A line of the results."""
        number = y + self.scroll_offset.y
        width = self.size.width
        base = self.rich_style
        if number >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[number]
        is_marked = row.hit == self._marked and row.hit >= 0
        segments: list[Segment] = []
        if row.hit >= 0:
            segments.append(Segment(" ▌ " if is_marked else "   ", base + self._style("results--mark")))
        else:
            segments.append(Segment(" ", base))
        for text, name in row.pieces:
            segments.append(Segment(text, base + self._style(name)))
        used = sum(cell_len(segment.text) for segment in segments)
        if row.right:
            gap = max(1, width - used - cell_len(row.right) - 1)
            segments.append(Segment(" " * gap, base))
            segments.append(Segment(row.right, base + self._style("results--meta")))
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)


def _hit_rows(hit: Hit, part: str, number: int, width: int, *, why: bool) -> list[_Row]:
    """Title and standing; where in the page; the snippet; for the marked hit also why it is there; an empty line."""
    standing = " · ".join(word for word in (hit.provenance or hit.kind, hit.state) if word)
    right = one_line(standing)
    title = one_line(hit.title)
    if cell_len(title) + 2 + cell_len(right) > width:
        right = one_line(hit.state)
        title = shorten(title, width - cell_len(right) - 2)
    where = " › ".join(one_line(step) for step in (part, *hit.headings) if step)
    lines = [_Row(((title, "results--title"),), right, number)]
    room = width
    pieces: list[tuple[str, str]] = []
    if where:
        where = shorten(where, width)
        pieces.append((where, "results--meta"))
    lines.append(_Row(tuple(pieces), "", number))
    lines.append(_Row(tuple(snippet_pieces(hit.snippet, hit.matches, room)), "", number))
    if why and hit.why:
        reasons = shorten("why: " + ", ".join(one_line(reason) for reason in hit.why), width)
        lines.append(_Row(((reasons, "results--why"),), "", number))
    lines.append(_Row(()))
    return lines


def snippet_pieces(
    snippet: str,
    matches: Sequence[tuple[int, int]],
    width: int,
    plain: str = "results--snippet",
    hit: str = "results--match",
) -> list[tuple[str, str]]:
    """The part of a snippet that fits into ``width`` cells, begun early enough to show its first match."""
    text = guard(snippet).replace("\n", " ").replace("\t", " ")
    start = 0
    if matches and cell_len(text[: matches[0][1]]) > width - 2:
        start = max(0, matches[0][0] - width // 3)
        space = text.find(" ", start, matches[0][0])
        start = space + 1 if space >= 0 else start
    pieces: list[tuple[str, str]] = []
    room = width
    if start:
        pieces.append(("…", plain))
        room -= 1

    def add(piece: str, name: str) -> bool:
        nonlocal room
        if cell_len(piece) > room:
            cut = shorten(piece, room)
            if cut:
                pieces.append((cut, name))
            room = 0
            return False
        if piece:
            pieces.append((piece, name))
            room -= cell_len(piece)
        return True

    at = start
    for begin, end in matches:
        if begin < at:
            continue
        if not add(text[at:begin], plain) or not add(text[begin:end], hit):
            return pieces
        at = end
    add(text[at:], plain)
    return pieces
