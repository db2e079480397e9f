"""The app on a terminal with a fault in it: ``python -m tests.tui.faulty SMALL DATA FAULT``.

F7 makes the fault happen on whatever screen is shown; ``mount:NAME`` makes it happen when that screen is first shown.
Every fault has secrets in its local variables and in its message.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

import handbook.tui.screens
from handbook.library import Library
from handbook.paths import Places
from handbook.settings import SettingsFile
from handbook.tui.app import HandbookApp, run
from handbook.tui.screens.base import HandbookScreen
from handbook.tui.services import Services

CANARY = "kestrel" + "-ninety"
"""Put together here, so that no line of source that a report may quote holds it whole."""


class Fault(Exception):
    """What goes wrong."""


def blow(*_: object) -> Any:
    """Go wrong, with secrets at hand."""
    note_text = f"{CANARY} in the words of a note"
    passphrase = {"typed": [f"{CANARY} in a passphrase"]}
    raise Fault(f"{CANARY} in the message, beside {len(note_text) + len(passphrase)} others")


async def blow_later() -> None:
    """The same, as a coroutine."""
    await asyncio.sleep(0)
    blow()


class Broken(Widget):
    """A widget that cannot be drawn."""

    def render(self) -> Content:
        """Goes wrong."""
        return Content(blow())


class Unmade(Widget):
    """A widget that cannot be put together."""

    def compose(self) -> Any:
        """Goes wrong."""
        yield blow()


def happen(screen: Screen[Any], fault: str) -> None:
    """Make a fault happen on a screen."""
    app = screen.app
    if fault == "key":
        blow()
    elif fault == "worker":
        screen.run_worker(blow_later())
    elif fault == "thread worker":
        screen.run_worker(blow, thread=True)
    elif fault == "render":
        screen.mount(Broken())
    elif fault == "compose":
        screen.mount(Unmade())
    elif fault == "timer":
        screen.set_timer(0.01, blow)
    elif fault == "later":
        screen.call_after_refresh(blow)
    elif fault == "style":
        screen.styles.width = f"{CANARY} wide"
    elif fault == "query":
        screen.query_one(f"#{CANARY}")
    elif fault == "action":
        screen.set_timer(0.01, lambda: app.run_action(f"{CANARY}(("))  # type: ignore[arg-type,return-value]
    elif fault == "task":
        app.forgotten = asyncio.create_task(blow_later())  # type: ignore[attr-defined]
    elif fault == "loop":
        asyncio.get_running_loop().call_soon(blow)
    elif fault == "thread":
        threading.Thread(target=blow).start()
    elif fault == "input":
        app._driver.process_message = blow  # type: ignore[union-attr,method-assign]
    elif fault == "exit":
        app.exit(return_code=0)
        blow()
    else:
        raise LookupError(fault)


def screens() -> dict[str, type[HandbookScreen]]:
    """Every screen of the handbook by its class's name."""
    for module in pkgutil.iter_modules(handbook.tui.screens.__path__):
        importlib.import_module(f"handbook.tui.screens.{module.name}")
    found: dict[str, type[HandbookScreen]] = {}
    waiting = [HandbookScreen]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.compose is not HandbookScreen.compose and kind.__module__.startswith("handbook."):
                found[kind.__name__] = kind
    return found


def main() -> int:
    """Run the app with the fault."""
    small, data, fault = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    known = screens()
    kind, _, name = fault.partition(":")
    if kind == "mount":
        known[name].on_mount = blow  # type: ignore[attr-defined]
    elif kind == "start":
        HandbookApp.on_mount = blow  # type: ignore[method-assign]
    else:
        HandbookScreen.key_f7 = lambda self: happen(self, fault)  # type: ignore[attr-defined]
    library = Library(Places(small / "content", small / "index", small / "index" / "built", data))

    def desk() -> Any:
        from handbook.desk import Desk

        return Desk(data, library)

    services = Services(library=library, settings=SettingsFile(data), today=lambda: date(2026, 11, 22), desk=desk)
    return run(services)


if __name__ == "__main__":
    sys.exit(main())
