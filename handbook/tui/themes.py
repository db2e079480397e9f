"""Three calm themes with one accent, every pair of colours at 4.5:1 or better, and the way to no colour at all."""

from __future__ import annotations

import os
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

LIGHT, DARK, CONTRAST = "handbook-light", "handbook-dark", "handbook-contrast"

TITLES = MappingProxyType({LIGHT: "light", DARK: "dark", CONTRAST: "high contrast"})
"""The themes by name, and what they are called for people."""


def _theme(
    name: str,
    *,
    dark: bool,
    paper: str,
    raised: str,
    sunken: str,
    ink: str,
    soft: str,
    accent: str,
    calm: str,
    alert: str,
    good: str,
    found: str,
    thumb: str,
) -> Theme:
    """A theme from the few colours it is made of; Textual's many variables all come down to these.

    ``paper``, ``raised`` and ``sunken`` are the grounds, ``ink`` and ``soft`` the text and its quieter companion;
    ``accent`` marks what can be acted on, ``calm``, ``alert`` and ``good`` colour labels that say the same in
    words, ``found`` is the ground of a match, ``thumb`` the scrollbar's.
    """
    variables = {
        "text": ink,
        "text-muted": soft,
        "text-disabled": soft,
        "foreground-muted": soft,
        "foreground-disabled": soft,
        "text-primary": accent,
        "text-secondary": accent,
        "text-accent": accent,
        "text-warning": calm,
        "text-error": alert,
        "text-success": good,
        "warning-muted": found,
        "primary-muted": sunken,
        "secondary-muted": sunken,
        "accent-muted": sunken,
        "error-muted": sunken,
        "success-muted": sunken,
        "block-cursor-foreground": paper,
        "block-cursor-background": accent,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": ink,
        "block-cursor-blurred-background": sunken,
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": raised,
        "border": accent,
        "border-blurred": soft,
        "surface-active": sunken,
        "scrollbar": thumb,
        "scrollbar-hover": accent,
        "scrollbar-active": accent,
        "scrollbar-background": paper,
        "scrollbar-background-hover": paper,
        "scrollbar-background-active": paper,
        "scrollbar-corner-color": paper,
        "link-color": accent,
        "link-color-hover": accent,
        "link-background-hover": sunken,
        "link-style": "underline",
        "link-style-hover": "bold underline",
        "footer-foreground": soft,
        "footer-background": paper,
        "footer-key-foreground": accent,
        "footer-description-foreground": soft,
        "input-cursor-background": ink,
        "input-cursor-foreground": paper,
        "input-selection-background": sunken,
        "input-selection-foreground": ink,
        "screen-selection-background": ink,
        "screen-selection-foreground": paper,
        "button-foreground": ink,
        "button-color-foreground": paper,
    }
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        warning=calm,
        error=alert,
        success=good,
        foreground=ink,
        background=paper,
        surface=raised,
        panel=sunken,
        boost=raised,
        variables=variables,
    )


THEMES = (
    _theme(
        LIGHT,
        dark=False,
        paper="#fbfaf6",
        raised="#f4f2ec",
        sunken="#e9e6de",
        ink="#23282d",
        soft="#5a626b",
        accent="#0a5c6b",
        calm="#7a4b00",
        alert="#97301f",
        good="#2f5f2a",
        found="#ffe9a8",
        thumb="#878c93",
    ),
    _theme(
        DARK,
        dark=True,
        paper="#15181c",
        raised="#1c2025",
        sunken="#272c33",
        ink="#d9dcdf",
        soft="#9aa3ad",
        accent="#86c5d3",
        calm="#e0b774",
        alert="#eb9a88",
        good="#9cc893",
        found="#4b3f1c",
        thumb="#656d76",
    ),
    _theme(
        CONTRAST,
        dark=True,
        paper="#000000",
        raised="#000000",
        sunken="#262626",
        ink="#ffffff",
        soft="#e4e4e4",
        accent="#ffe04d",
        calm="#ffd08a",
        alert="#ffb3a6",
        good="#b6f2a8",
        found="#3d3500",
        thumb="#e4e4e4",
    ),
)

_WITHOUT_COLOUR = MappingProxyType(
    {
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-text-style": "bold underline",
        "input-cursor-text-style": "reverse",
        "button-focus-text-style": "bold reverse",
        "link-style-hover": "bold underline reverse",
    }
)
"""What colour says elsewhere, said by weight, line and reversal."""


class PlainFilter(LineFilter):
    """Takes every colour out of what is drawn and leaves weight, slant, underline and reversal.

    Textual's own filter for ``NO_COLOR`` turns colours to greys, which still are colour codes; and its ``NoColor``
    sends the codes for the default colours. Here a style has no colour at all, so no code is sent. Dimness goes
    too: terminals make a colour of it. A ground that stands out from the widget's own (the row that is chosen in
    a list) becomes reversal, which Textual 8.2.8 does not let a list's style sheet ask for.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colour; their mouse actions and offsets stay."""
        return [
            Segment(text, None if style is None else _plain(style, background), control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=4096)
def _plain(style: Style, background: Color) -> Style:
    return Style(
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        reverse=style.reverse or _stands_out(style, background) or None,
        strike=style.strike,
        meta=style.meta or None,
    )


def _stands_out(style: Style, background: Color) -> bool:
    """Whether a style's ground is far lighter or darker than the widget's: tinted grounds of our themes are not."""
    if style.bgcolor is None or style.bgcolor.triplet is None or background.a < 1:
        return False
    return abs(Color.from_rich_color(style.bgcolor).brightness - background.brightness) >= 0.4


def install(app: App[object]) -> None:
    """Make the themes known to an app, and keep every colour from the terminal where ``NO_COLOR`` is set.

    Each widget's lines pass the app's filters last (``StylesCache.render``), borders, scrollbars and all, so the one
    filter there is enough.
    """
    for theme in THEMES:
        if app.no_color:
            theme = Theme(**{**vars(theme), "variables": {**theme.variables, **_WITHOUT_COLOUR}})
        app.register_theme(theme)
    if app.no_color:
        app._filters[:] = [PlainFilter()]


def choose(name: str) -> str:
    """The theme to start with: the one that is asked for, else dark or light as the terminal says it is.

    Terminals say so in ``COLORFGBG``, whose last number is the background among the 16 colours (7 and 9 to 15 are
    light); where they say nothing, it is dark.
    """
    if name in TITLES:
        return name
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if ground == "7" or (ground.isdecimal() and 9 <= int(ground) <= 15) else DARK
