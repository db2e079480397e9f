"""Random keys, clicks and sizes for a long time: nothing ends it, screens are used again, memory does not grow."""

from __future__ import annotations

import gc
import random
from collections import deque
from datetime import date

import pytest
from textual.geometry import Offset

from tests.tui.conftest import Drive, Driven

DAY = date(2026, 11, 22)
NAMED = [
    "down",
    "up",
    "left",
    "right",
    "pagedown",
    "pageup",
    "home",
    "end",
    "tab",
    "shift+tab",
    "enter",
    "escape",
    "space",
    "backspace",
    "delete",
    "slash",
    "colon",
    "question_mark",
    "left_square_bracket",
    "right_square_bracket",
    "minus",
    "apostrophe",
    "quotation_mark",
    "shift+down",
    "shift+up",
    "ctrl+a",
    "ctrl+c",
    "ctrl+e",
    "ctrl+k",
    "ctrl+u",
    "ctrl+w",
    "ctrl+p",
    "ctrl+v",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f6",
]
LETTERS = "abcdefghijklmnoprstuvwyz" + "ABGMNT" + "0123456789"
"""Every letter but q, which leaves, and x, which hides all until it comes again."""
SIZES = ((20, 5), (30, 10), (60, 18), (59, 17), (80, 24), (100, 30), (120, 40), (200, 50))


class Soak:
    """Does random things to an app and remembers the last of them."""

    def __init__(self, driven: Driven, seed: int) -> None:
        self._driven = driven
        self._random = random.Random(seed)
        self.last: deque[str] = deque(maxlen=40)

    async def go(self, count: int) -> None:
        """Do so many things. Raises AssertionError where one of them ended the app."""
        for _ in range(count):
            await self._one()
            assert self._driven.app.is_running, f"it ended after {list(self.last)}"

    async def _one(self) -> None:
        pick, pilot = self._random, self._driven.pilot
        dice = pick.random()
        if dice < 0.02:
            size = pick.choice(SIZES)
            self.last.append(f"size {size}")
            await pilot.resize_terminal(*size)
        elif dice < 0.06:
            width, height = self._driven.app.size
            at = Offset(pick.randrange(width), pick.randrange(height))
            self.last.append(f"click {at}")
            await pilot.click(offset=at, times=pick.choice((1, 1, 1, 2, 3)))
        elif dice < 0.07:
            width, height = self._driven.app.size
            start, end = (Offset(pick.randrange(width), pick.randrange(height)) for _ in range(2))
            self.last.append(f"drag {start} {end}")
            await pilot.mouse_down(offset=start)
            await pilot.hover(offset=end)
            await pilot.mouse_up(offset=end)
        else:
            key = pick.choice(NAMED) if pick.random() < 0.5 else pick.choice(LETTERS)
            self.last.append(key)
            await pilot.press(key)

    async def home(self) -> None:
        """Back to the page, everything else closed."""
        await self._driven.pilot.resize_terminal(80, 24)
        for _ in range(30):
            await self._driven.pilot.press("escape")
            if self._driven.app.screen is self._driven.reading:
                break
        await self._driven.settle()


async def soak(drive: Drive, seed: int, keys: int) -> None:
    """Random things; screens stay the ones that were installed, and objects stay as many."""
    async with drive() as driven:
        doing = Soak(driven, seed)
        try:
            await doing.go(min(keys, 1_000))
            await doing.home()
            before = objects()
            await doing.go(keys - 1_000)
            await doing.home()
            after = objects()
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} after {list(doing.last)}") from error
        app = driven.app
        assert len(app.screen_stack) == 2, "the first screen of all, and the one to read on"
        installed = list(app._installed_screens.values())
        assert len({type(screen) for screen in installed}) == len(installed), "one of each kind"
        assert all(screen in installed for screen in app.screen_stack[1:])
        if keys > 1_000:
            assert after < before * 1.05, f"{before} objects became {after}"


def objects() -> int:
    """How many objects there are that can hold others."""
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_keys_end_nothing(drive: Drive, seed: int) -> None:
    await soak(drive, seed, 250)


@pytest.mark.long
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("seed", [11, 12, 13])
async def test_ten_thousand_keys_end_nothing_and_memory_stays(drive: Drive, seed: int) -> None:
    await soak(drive, seed, 10_000)
