"""A line with words at its left and right end."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from handbook.text import one_line


class Bar(Widget):
    """One line: what matters at the left, what helps at the right. The right gives way first."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, left: str = "", right: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left = self._guarded(left)
        self._right = self._guarded(right)

    @property
    def words(self) -> tuple[str, str]:
        """What is said at the left and at the right."""
        return self._left, self._right

    def say(self, left: str | None = None, right: str | None = None) -> None:
        """Change what it says; None leaves an end as it is."""
        if left is not None:
            self._left = self._guarded(left)
        if right is not None:
            self._right = self._guarded(right)
        self.refresh()

    def render(self) -> Content:
        """The line at the present width."""
        return Content(fit(self._left, self._right, self.content_size.width))

    @staticmethod
    def _guarded(text: str) -> str:
        """Guarded, its wide spaces between hints kept."""
        return "   ".join(one_line(piece) for piece in text.split("   "))


def fit(left: str, right: str, width: int) -> str:
    """Both texts on ``width`` cells.

    Where they do not fit, hints (divided by three spaces) go from the end of the left, then of the right, then the
    left is cut.
    """
    if width <= 0:
        return ""
    lefts, rights = _hints(left), _hints(right)
    while len(lefts) > 1 and _too_wide(lefts, rights, width):
        lefts.pop()
    while rights and _too_wide(lefts, rights, width):
        rights.pop()
    left, right = _GAP.join(lefts), _GAP.join(rights)
    room = width - cell_len(right) - (2 if right else 0)
    return set_cell_size(shorten(left, room), width - cell_len(right)) + right


_GAP = "   "


def _hints(text: str) -> list[str]:
    return text.split(_GAP) if text else []


def _too_wide(lefts: list[str], rights: list[str], width: int) -> bool:
    return cell_len(_GAP.join(lefts)) + (2 if rights else 0) + cell_len(_GAP.join(rights)) > width


def shorten(text: str, width: int) -> str:
    """A text that fits into ``width`` cells, with an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    return set_cell_size(text, width - 1).rstrip() + "…"
