"""Draws the screenshots of the README from the app itself: ``make shots``."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import date
from pathlib import Path

from handbook import paths
from handbook.library import Library
from handbook.settings import SettingsFile
from handbook.tui.app import HandbookApp
from handbook.tui.services import Services

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
DAY = date(2026, 11, 22)


async def draw() -> None:
    """The reader at a page, and search while typing."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        where = paths.find(data=home)
        library = Library(where, today=lambda: DAY)
        library.open()
        library.prepare()
        app = HandbookApp(Services(library=library, settings=SettingsFile(Path(home)), today=lambda: DAY))
        async with app.run_test(size=(104, 32)) as pilot:
            await _settled(pilot)
            reading = app.screen
            reading.go("hard-to-reach/indicators")  # type: ignore[attr-defined]
            await _settled(pilot)
            _save(app, "reading", "A page of the handbook")
            await pilot.press("slash", *"moved out")
            await _settled(pilot)
            _save(app, "search", "Searching the handbook")


async def _settled(pilot) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def _save(app: HandbookApp, name: str, title: str) -> None:
    """The picture, without the identifiers that change from run to run and with fonts every machine has."""
    svg = app.export_screenshot(title=title)
    mark = re.search(r"terminal-(\d+)-", svg)
    if mark:
        svg = svg.replace(mark.group(1), name)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("<text ", '<text xml:space="preserve" ')  # else runs of spaces shrink to one
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    (SCREENS / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
