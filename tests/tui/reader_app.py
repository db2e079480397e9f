"""An app with nothing but the reader in it, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from handbook.model.page import Page
from handbook.tui import themes
from handbook.tui.widgets.page_view import PageView

M = TypeVar("M", bound=Message)


class ReaderApp(App[None]):
    """Shows a page and keeps the reader's messages."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, page: Page | None = None, *, theme: str = themes.DARK, at: str | None = None, meta: str = ""
    ) -> None:
        super().__init__()
        themes.install(self)
        self.theme = theme
        self._first, self._at, self._meta = page, at, meta
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield PageView(id="page")

    def on_mount(self) -> None:
        self.view.focus()
        if self._first is not None:
            self.view.show(self._first, meta=self._meta, at=self._at)

    @property
    def view(self) -> PageView:
        return self.query_one(PageView)

    def of(self, kind: type[M]) -> list[M]:
        return [message for message in self.heard if isinstance(message, kind)]

    def on_page_view_link_followed(self, event: PageView.LinkFollowed) -> None:
        self.heard.append(event)

    def on_page_view_passage_changed(self, event: PageView.PassageChanged) -> None:
        self.heard.append(event)

    def on_page_view_matches_changed(self, event: PageView.MatchesChanged) -> None:
        self.heard.append(event)


def rows(view: PageView) -> list[str]:
    """What is on the screen, right ends trimmed."""
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def words_in(view: PageView, component: str) -> list[str]:
    """The texts on the screen that are drawn with all that a component style adds."""
    wanted = view._painter.style((component,))
    plain = view._painter.style(())
    found = []
    for y in range(view.size.height):
        for segment in view.render_line(y):
            style = segment.style
            assert style is not None
            attributes = all(
                getattr(style, name) for name in ("bold", "underline", "reverse", "italic") if getattr(wanted, name)
            )
            ground = wanted.bgcolor == plain.bgcolor or style.bgcolor == wanted.bgcolor
            if segment.text.strip() and attributes and ground:
                found.append(segment.text)
    return found


async def settled(pilot: Pilot[None]) -> None:
    """Everything laid out, searched and painted."""
    for _ in range(50):
        await pilot.pause()
        view = pilot.app.query_one(PageView)
        lines, matches = view._lines, view._matches
        if (lines is None or lines.complete) and (matches is None or matches.complete):
            await pilot.pause()
            return
    raise AssertionError("the reader never came to rest")


def cell_of(view: PageView, word: str, occurrence: int = 0) -> tuple[int, int]:
    """Column and row of a word on the screen."""
    places: list[tuple[int, int]] = []
    for y, row in enumerate(rows(view)):
        x = row.find(word)
        while x >= 0:
            places.append((x, y))
            x = row.find(word, x + 1)
    assert places, (word, rows(view))
    return places[occurrence]


def tokens(text: str) -> Sequence[str]:
    return text.split()
