"""What every screen shares: the sentence that is shown where the terminal is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from handbook.tui.app import HandbookApp
    from handbook.tui.services import Services

MIN_WIDTH, MIN_HEIGHT = 60, 18
"""Below this size a sentence says the size needed."""


class TooSmall(Widget):
    """The sentence. It lies over everything else while the terminal is too small."""

    DEFAULT_CSS = """
    TooSmall {
        layer: too-small; display: none; width: 100%; height: 100%; background: $background; color: $text;
    }
    """

    def render(self) -> Content:
        """The sentence, wrapped as the room allows."""
        return Content(
            f"The handbook needs {MIN_WIDTH} columns and {MIN_HEIGHT} rows; this is "
            f"{self.app.size.width} by {self.app.size.height}. Make the window larger: nothing is lost."
        )


class HandbookScreen(Screen[Any]):
    """A screen of the handbook. Installed once and used again; see ``HandbookApp``."""

    CSS = """
    HandbookScreen { layers: default too-small; background: $background; }
    """

    AUTO_FOCUS = None

    @property
    def handbook_app(self) -> HandbookApp:
        """The app, by its own type."""
        return cast("HandbookApp", self.app)

    @property
    def services(self) -> Services:
        """What the screen calls."""
        return self.handbook_app.services

    def on_resize(self, event: events.Resize) -> None:
        """Show or put away the sentence about the size."""
        self.fit(event.size.width, event.size.height)

    def fit(self, width: int, height: int) -> None:
        """Show the sentence below the least size, else the screen; screens with more to arrange add to it."""
        small = width < MIN_WIDTH or height < MIN_HEIGHT
        for overlay in self.query(TooSmall):
            overlay.display = small
            if small:
                overlay.refresh()
