"""Themes: every pair of colours that is drawn is legible, and with NO_COLOR there is none at all."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color as TextualColor
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList

from handbook.tui import themes
from handbook.tui.widgets.page_view import PageView
from tests.tui.page_samples import INDICATORS
from tests.tui.reader_app import ReaderApp, cell_of, settled
from tests.tui.test_layout import EVIL

ROOT = Path(__file__).resolve().parents[2]


def luminance(colour: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    assert colour.triplet is not None

    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.triplet
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def drawn(widget: Widget) -> Iterator[Segment]:
    """All that a widget draws, filters and all."""
    size = widget.region.size
    for strip in widget.render_lines(Region(0, 0, size.width, size.height)):
        yield from strip


class Everything(ReaderApp):
    """The reader beside the widgets that other screens are made of."""

    CSS = """
    PageView { height: 30; }
    OptionList { height: 5; } #muted { color: $text-muted; } #warning { color: $warning; } #error { color: $error; }
    #panel { background: $panel; } #surface { background: $surface; color: $text-muted; } #accent { color: $accent; }
    """

    def compose(self) -> ComposeResult:
        yield PageView(id="page")
        yield OptionList("one", "two", "three")
        yield Input("typed", placeholder="words")
        for name in ("muted", "warning", "error", "panel", "surface", "accent"):
            yield Label(name, id=name)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", list(themes.TITLES))
async def test_every_pair_of_colours_that_is_drawn_is_legible(theme: str) -> None:
    app = Everything(INDICATORS, theme=theme)
    pairs: dict[tuple[Color, Color], str] = {}

    def look() -> None:
        for widget in (app.view, *app.screen.query("OptionList, Input, Label")):
            for text, style, _ in drawn(widget):
                if style is not None and text.strip() and not (widget is app.view and text == " "):
                    assert style.color is not None
                    assert style.bgcolor is not None
                    assert not style.dim
                    pairs.setdefault((style.color, style.bgcolor), text)

    async with app.run_test(size=(80, 60)) as pilot:
        app.view.show(INDICATORS, meta="practice guidance · current", notices=("Check before you rely on it.",))
        app.view.set_marks({"part/sample#top": "★"})
        await settled(pilot)
        look()
        app.view.set_finder(lambda text: [(0, 3), (8, 12), (20, 30)])
        await pilot.press("tab")
        await pilot.hover(offset=cell_of(app.view, "home visits"))
        await settled(pilot)
        look()
        await pilot.press("shift+down", "shift+down", "end")
        await settled(pilot)
        look()
        app.screen.query_one(OptionList).focus()
        await pilot.press("down")
        await settled(pilot)
        look()
        app.screen.query_one(Input).focus()
        await settled(pilot)
        look()
    assert len(pairs) >= 10
    bad = {text: (pair, contrast(*pair)) for pair, text in pairs.items() if contrast(*pair) < 4.5}
    assert not bad


@pytest.mark.parametrize("theme", list(themes.TITLES))
async def test_the_thumb_of_the_scrollbar_is_seen(theme: str) -> None:
    app = ReaderApp(INDICATORS, theme=theme)
    async with app.run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        bar = app.view.vertical_scrollbar
        assert contrast(bar.styles.scrollbar_color.rich_color, bar.styles.scrollbar_background.rich_color) >= 3


async def test_each_theme_has_its_own_look() -> None:
    seen = set()
    for theme in themes.THEMES:
        seen.add((theme.background, theme.foreground, theme.accent))
        assert theme.name in themes.TITLES
    assert len(seen) == 3
    assert [theme.dark for theme in themes.THEMES] == [False, True, True]


@pytest.mark.parametrize(
    ("asked", "terminal", "chosen"),
    [
        ("handbook-contrast", "0;15", themes.CONTRAST),
        ("", "0;15", themes.LIGHT),
        ("", "0;default;7", themes.LIGHT),
        ("", "15;0", themes.DARK),
        ("", "15;8", themes.DARK),
        ("", "", themes.DARK),
        ("", "nonsense", themes.DARK),
        ("no-such-theme", "0;15", themes.LIGHT),
    ],
)
def test_the_theme_to_start_with(asked: str, terminal: str, chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", terminal)
    assert themes.choose(asked) == chosen


def test_the_filter_leaves_weight_line_and_reversal_and_what_the_mouse_needs() -> None:
    style = Style(color="red", bgcolor="#112233", bold=True, underline=True, reverse=True, italic=True, dim=True,
                  meta={"offset": (3, 4), "@click": "quit"})  # fmt: skip
    [plain] = themes.PlainFilter().apply([Segment("x", style)], TextualColor.parse("black"))
    assert plain.style is not None
    assert plain.style.color is None
    assert plain.style.bgcolor is None
    assert (plain.style.bold, plain.style.underline, plain.style.reverse, plain.style.italic) == (True,) * 4
    assert not plain.style.dim
    assert plain.style.meta == {"offset": (3, 4), "@click": "quit"}
    assert themes.PlainFilter().apply([Segment("x", None)], TextualColor.parse("black")) == [Segment("x", None)]


async def test_with_no_color_nothing_drawn_has_a_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Everything(INDICATORS)
    async with app.run_test(size=(80, 60)) as pilot:
        await settled(pilot)
        app.view.set_finder(lambda text: [(0, 3)])
        app.screen.query_one(OptionList).focus()
        await pilot.press("down")
        await settled(pilot)
        widgets = [app.screen, *app.screen.walk_children(Widget), app.view.vertical_scrollbar]
        styles = [style for widget in widgets for _, style, _ in drawn(widget) if style is not None]
        assert all(style.color is None and style.bgcolor is None and not style.dim for style in styles)
        assert any(style.reverse for style in styles)
        assert any(style.bold for style in styles)
        marked = [text for text, style, _ in drawn(app.screen.query_one(OptionList)) if style and style.reverse]
        assert "".join(marked).replace("▊", "").strip() == "two"
        app.view.action_scroll_end()
        code = [style for text, style, _ in drawn(app.view) if "handbook show" in text]
        assert code
        assert not any(style.reverse for style in code if style is not None)


async def test_colours_stay_where_no_color_is_not_set() -> None:
    app = ReaderApp(INDICATORS)
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        assert any(style.color is not None for _, style, _ in drawn(app.view) if style is not None)


PROGRAM = """
import json, os, sys
from handbook.model.block import Code, Span
from tests.tui.page_samples import INDICATORS, bullets, page, para
from tests.tui.reader_app import ReaderApp

evil = json.loads(os.environ["EVIL"])

class Once(ReaderApp):
    def on_mount(self):
        super().on_mount()
        self.view.set_finder(lambda text: [(0, 2)])
        self.set_timer(0.6, lambda: self.view.action_scroll_end())
        self.set_timer(0.9, self.exit)

made = INDICATORS if not evil else page(
    *((f"s{n}", text, 2, (para(text, Span(text, target="a")), Code(text), bullets(text))) for n, text in enumerate(evil)),
    summary="".join(evil))
Once(made, meta="".join(evil)).run()
"""


def in_a_terminal(**environment: str) -> bytes:
    """What the reader writes to a real terminal of 80x24, byte for byte."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), **environment}
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=follower, stdout=follower, stderr=follower, env=env, cwd=ROOT,
        close_fds=True, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    written, end = b"", time.monotonic() + 60
    try:
        while time.monotonic() < end:
            if not select.select([leader], [], [], 0.2)[0]:
                if running.poll() is not None:
                    break
                continue
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            if not chunk:
                break
            written += chunk
        assert running.wait(10) == 0, written[-2000:]
    finally:
        if running.poll() is None:
            running.kill()
        os.close(leader)
    return written


def colour_codes(written: bytes) -> set[str]:
    """The parameters of every SGR sequence that sets a colour, the default colours included, or dimness."""
    found = set()
    for parameters in re.findall(rb"\x1b\[([0-9;:]*)m", written):
        for number in re.findall(r"\d+", parameters.decode()):
            if number == "2" or 30 <= int(number) <= 49 or 90 <= int(number) <= 107:
                found.add(parameters.decode())
    return found


def test_with_no_color_not_one_colour_code_reaches_a_real_terminal() -> None:
    plain = in_a_terminal(NO_COLOR="1", EVIL="[]")
    assert b"Indicators of disguised compliance" in plain or b"Indicators" in plain
    assert colour_codes(plain) == set()
    assert b"\x1b[7m" in plain or b";7m" in plain
    assert b"\x1b]10;" not in plain
    assert b"\x1b]11;" not in plain
    assert colour_codes(in_a_terminal(EVIL="[]"))


def test_no_hostile_sequence_reaches_a_real_terminal() -> None:
    import json

    for half in (EVIL[::2], EVIL[1::2]):
        written = in_a_terminal(EVIL=json.dumps(half))
        assert b"A" in written
        for text in half:
            payload = text[1:-1].encode("utf-8", "surrogatepass")
            assert b"A" + payload + b"B" not in written, text
            if len(payload) > 4 and payload not in (b"\x1b[31m", b"\x1b[2J", b"\x1b[6n"):
                assert payload not in written, text
