"""Lines to strips: styles by name, highlights laid over runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from handbook.text import guard
from handbook.tui.layout import Line, Manner, Run
from handbook.tui.layout.line import whole

MEASURE = 76
"""Text is never wider than this: longer lines are hard to read."""

GUTTER = 3
"""Cells before the text: a pointer, a mark and a space."""

_MANNERS = (
    (Manner.CODE, "code-span"),
    (Manner.EMPHASIS, "emphasis"),
    (Manner.STRONG, "strong"),
    (Manner.LINK, "link"),
    (Manner.CITATION, "citation"),
)


class Highlight(NamedTuple):
    """A range of characters of a line's part that is drawn in a further style."""

    low: int
    high: int
    name: str


def measures(width: int) -> tuple[int, int]:
    """The column where the text starts and its width, for a view of so many cells."""
    if width < 20:
        return 0, max(width, 1)
    text = min(MEASURE, width - GUTTER - 1)
    return GUTTER + (width - GUTTER - text) // 2, text


class Painter:
    """Makes the strips of a widget from its lines, in the styles of its component classes."""

    def __init__(self, widget: Widget, prefix: str) -> None:
        self._widget = widget
        self._prefix = prefix
        self._styles: dict[tuple[str, ...], Style] = {}
        self._names: dict[tuple[str, Manner], tuple[str, ...]] = {}

    def clear(self) -> None:
        """Forget the styles: the theme or the style sheet has changed."""
        self._styles.clear()

    def style(self, names: tuple[str, ...]) -> Style:
        """Component styles one over another, over the widget's own."""
        style = self._styles.get(names)
        if style is None:
            style = self._styles[names] = self._combined(names)
        return style

    def _combined(self, names: tuple[str, ...]) -> Style:
        # Widget.get_visual_style does the same but drops ``reverse`` (Textual 8.2.8).
        _, _, ground, colour = self._widget.colors
        text_style = self._widget.styles.text_style
        for name in names:
            component = f"{self._prefix}--{name}"
            if component not in self._widget.COMPONENT_CLASSES:
                continue
            styles = self._widget.get_component_styles(component)
            if styles.has_rule("background"):
                ground = ground + styles.background
            if styles.has_rule("color"):
                colour = ground.get_contrast_text(styles.color.a) if styles.auto_color else styles.color
            if styles.has_rule("text_style"):
                text_style = text_style + styles.text_style
        return Style.from_color((ground + colour).rich_color, ground.rich_color) + text_style

    def names(self, run: Run) -> tuple[str, ...]:
        """The names of a run's styles, the role's first."""
        key = (run.role, run.manner)
        names = self._names.get(key)
        if names is None:
            manners = tuple(name for manner, name in _MANNERS if run.manner & manner)
            names = self._names[key] = (run.role, *manners)
        return names

    def strip(self, line: Line, highlights: Sequence[Highlight], sign: str, left: int, width: int) -> Strip:
        """A line as a strip of ``width`` cells, its text starting at ``left``, a sign in the margin before it."""
        segments = self._margin(sign, left)
        used = left
        for run in line.runs:
            if run.text:
                segments.extend(self._segments(run, highlights))
                used += cell_len(run.text)
        if used < width:
            segments.append(Segment(" " * (width - used), self.style(())))
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)

    def _margin(self, sign: str, left: int) -> list[Segment]:
        if left <= 0:
            return []
        # One cell a character: a selection counts the characters of the whole strip.
        sign = "".join(character for character in guard(sign) if cell_len(character) == 1)[: left - 1]
        if not sign:
            return [Segment(" " * left, self.style(()))]
        before = left - 1 - len(sign)
        margin = [Segment(" " * before, self.style(()))] if before else []
        return [*margin, Segment(sign, self.style(("mark",))), Segment(" ", self.style(()))]

    def _segments(self, run: Run, highlights: Sequence[Highlight]) -> list[Segment]:
        names = self.names(run)
        over = []
        if highlights and run.counted:
            for low, high, name in highlights:
                span = whole(run.text, *run.drawn(low, high))
                if span[0] < span[1]:
                    over.append((*span, name))
        if not over:
            return [Segment(run.text, self.style(names))]
        cuts = sorted({0, len(run.text), *(cut for low, high, _ in over for cut in (low, high))})
        return [
            Segment(
                run.text[start:end],
                self.style(names + tuple(name for low, high, name in over if low <= start and end <= high)),
            )
            for start, end in pairwise(cuts)
        ]
