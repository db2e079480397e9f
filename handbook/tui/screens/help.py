"""The help: every key, made from the table of commands."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from handbook.tui import commands
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.widgets.bar import Bar

_INTRODUCTION = (
    "No key needs Ctrl or Alt. Where you type, letters are text. Esc closes what is open and never leaves the "
    "handbook. The mouse works too and is never needed. Nothing you type to search is kept."
)


class HelpScreen(HandbookScreen):
    """All keys by group."""

    CSS = """
    HelpScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    HelpScreen Static { height: auto; }
    """

    BINDINGS = [
        Binding("escape,question_mark,q,backspace", "close", "Close", show=False),
        Binding("g", "scroll_top", "Top", show=False),
        Binding("G", "scroll_bottom", "Bottom", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The help as one text."""
        yield Bar("Help", "Esc close   ↑↓ move")
        with VerticalScroll():
            yield Static(self.text(), markup=False)
        yield TooSmall()

    @staticmethod
    def text() -> Content:
        """The help's text, from the table."""
        content = Content(_INTRODUCTION)
        for group, members in commands.groups():
            content = content + Content("\n\n") + Content(group).stylize("bold $accent") + Content("\n")
            for command in members:
                keys = " ".join(commands.shown(key) for key in command.keys)
                content = content + Content("\n  ") + Content(f"{keys:<18}").stylize("bold") + Content(command.title)
        return content

    def on_screen_resume(self) -> None:
        """The text can be scrolled at once."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Back to what was there."""
        self.dismiss(None)

    def action_scroll_top(self) -> None:
        """To the top."""
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll_bottom(self) -> None:
        """To the bottom."""
        self.query_one(VerticalScroll).scroll_end(animate=False)
