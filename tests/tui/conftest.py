"""The app on the small handbook, without a terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from handbook.library import Library
from handbook.paths import Places
from handbook.settings import SettingsFile
from handbook.tui.app import HandbookApp
from handbook.tui.screens.reading import ReadingScreen
from handbook.tui.screens.search import SearchScreen
from handbook.tui.services import Services
from handbook.tui.widgets.bar import Bar

DAY = date(2026, 11, 22)


@dataclass
class Driven:
    """An app that is driven by keys."""

    app: HandbookApp
    pilot: Pilot[None]
    opened: list[str] = field(default_factory=list)

    async def settle(self) -> None:
        """Until no worker runs and every message is dealt with."""
        for _ in range(3):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys and let what follows happen."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        names = {
            " ": "space",
            ":": "colon",
            "?": "question_mark",
            "-": "minus",
            "'": "apostrophe",
            '"': "quotation_mark",
        }
        await self.press(*[names.get(character, character) for character in text])

    @property
    def reading(self) -> ReadingScreen:
        """The screen one reads on."""
        return self.app.installed("reading", ReadingScreen)

    @property
    def searching(self) -> SearchScreen:
        """The search screen."""
        return self.app.installed("search", SearchScreen)

    @property
    def page(self) -> str:
        """The page that is read."""
        page = self.reading.view.page
        return page.info.id if page is not None else ""

    def foot(self) -> str:
        """What the line at the foot of the present screen says."""
        return " | ".join(self.app.screen.query_one("#foot", Bar).words)

    def shown(self) -> str:
        """Everything on the screen, as text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


Drive = Callable[..., AbstractAsyncContextManager[Driven]]


@pytest.fixture
def drive(small: Path, tmp_path: Path) -> Drive:
    """Open the small handbook in an app: ``async with drive(size=(80, 24)) as driven``."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Driven]:
        places = Places(small / "content", small / "index", small / "index" / "built", tmp_path / "data")
        addresses: list[str] = []

        def open_address(address: str) -> bool:
            addresses.append(address)
            return True

        services = Services(
            library=Library(places, today=lambda: DAY),
            settings=SettingsFile(tmp_path / "data"),
            today=lambda: DAY,
            open_address=open_address,
        )
        app = HandbookApp(services, **options)
        async with app.run_test(size=size) as pilot:
            driven = Driven(app, pilot, addresses)
            await driven.settle()
            yield driven

    return opened
