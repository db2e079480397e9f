"""What is said below the top of a screen, in as many lines as it needs."""

from __future__ import annotations

from textual.content import Content

from handbook.tui.widgets.bar import Bar


class Notice(Bar):
    """A sentence or three; nothing of it is cut off where it tells what to do."""

    DEFAULT_CSS = """
    Notice { height: auto; max-height: 5; }
    """

    def say(self, left: str | None = None, right: str | None = None) -> None:
        """Change what it says; its height follows."""
        super().say(left, right)
        self.refresh(layout=True)

    def render(self) -> Content:
        """All of it, wrapped."""
        return Content(self.words[0])
