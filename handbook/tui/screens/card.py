"""The visit card on one screen."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from handbook.model.page import Page
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.screens.walk import Left
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.page_view import PageView


class CardScreen(HandbookScreen):
    """Shows a card; nothing about a family is on it or kept. Dismissed with :class:`Left`, or None."""

    CSS = """
    CardScreen PageView { height: 1fr; }
    """

    BINDINGS = [Binding("escape,q,backspace,v", "leave", "Back to the page", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._card: Page | None = None

    def compose(self) -> ComposeResult:
        """The card and the key back."""
        yield PageView(id="card")
        yield Bar("Esc back to the page", "nothing about a family is kept here", id="foot")
        yield TooSmall()

    def prepare(self, card: Page) -> None:
        """Say which card."""
        self._card = card
        if self.is_mounted:
            self._show()

    def on_mount(self) -> None:
        """Show the card."""
        self._show()

    def on_screen_resume(self) -> None:
        """It can be scrolled at once."""
        self.query_one(PageView).focus()

    def _show(self) -> None:
        if self._card is not None:
            self.query_one(PageView).show(self._card, meta="")

    @on(PageView.LinkFollowed)
    def _followed(self, event: PageView.LinkFollowed) -> None:
        event.stop()
        self.dismiss(Left(event.target))

    def action_leave(self) -> None:
        """Back to the page."""
        self.dismiss(None)
