"""The app: its screens, installed once; its themes; and how it ends, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from handbook.settings import Settings
from handbook.tui import commands, crash, themes
from handbook.tui.desk_session import DeskSession
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.card import CardScreen
from handbook.tui.screens.checklist import ChecklistScreen
from handbook.tui.screens.desk_screen import DeskScreen
from handbook.tui.screens.help import HelpScreen
from handbook.tui.screens.hidden import HiddenScreen
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.screens.reading import ReadingScreen
from handbook.tui.screens.search import SearchScreen
from handbook.tui.screens.walk import WalkScreen
from handbook.tui.services import Services
from handbook.tui.type_ahead import TypeAhead

S = TypeVar("S", bound=Screen[object])

LOOK_SECONDS = 10.0
"""How often the clock is looked at to lock notes: a gap of a minute between two looks means sleep."""


class HandbookApp(TypeAhead):
    """The handbook in a terminal. Screens are installed once and used again: new ones would never be freed."""

    TITLE = "Handbook"
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[object]] = set()  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("f9", "hide", "Hide and lock", show=False, priority=True),
        Binding("x", "hide", "Hide and lock", show=False),
        Binding("ctrl+z", "suspend", "Lock and suspend", show=False),
    ]

    def __init__(
        self,
        services: Services,
        *,
        page: str = "",
        query: str = "",
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.services = services
        self.session = DeskSession(services.desk)
        self._settings: Settings = services.settings.read()
        self._page, self._query_text = page, query
        themes.install(self)  # type: ignore[arg-type]
        self.theme = themes.choose(self._settings.theme)

    def on_mount(self) -> None:
        """Install the screens and show the one to read on."""
        reading = ReadingScreen(self._page, self._query_text)
        self.install_screen(reading, "reading")
        self.install_screen(SearchScreen(), "search")
        self.install_screen(PickerScreen(), "picker")
        self.install_screen(AskScreen(), "ask")
        self.install_screen(HelpScreen(), "help")
        self.install_screen(WalkScreen(), "walk")
        self.install_screen(ChecklistScreen(), "checklist")
        self.install_screen(CardScreen(), "card")
        self.install_screen(HiddenScreen(), "hidden")
        self.set_interval(LOOK_SECONDS, self.lock_if_due)
        self._end_on_signals()
        self.push_screen("reading")
        self.let_keys_in()

    def installed(self, name: str, kind: type[S]) -> S:
        """An installed screen by its name, as what it is; those for notes are made when first asked for."""
        if not self.is_screen_installed(name):
            self.install_screen(kind(), name)
        found = self.get_screen(name)
        assert isinstance(found, kind)
        return found

    # Commands

    def action_palette(self) -> None:
        """All commands that the reading screen offers, and the themes."""
        if isinstance(self.screen, PickerScreen):
            return
        choices = [
            Choice(command.id, command.title, " ".join(commands.shown(key) for key in command.keys))
            for command in commands.COMMANDS
            if command.palette and command.where == commands.READING
        ]
        choices += [Choice(f"theme:{name}", f"Theme: {title}") for name, title in themes.TITLES.items()]
        picker = self.installed("picker", PickerScreen)
        picker.prepare("Commands", choices, prompt="type what you want to do")
        self.push_screen("picker", self._run_command)

    def _run_command(self, chosen: str | None) -> None:
        if chosen is None:
            return
        if chosen.startswith("theme:"):
            self.use_theme(chosen.removeprefix("theme:"))
            return
        reading = self.installed("reading", ReadingScreen)
        while self.screen is not reading and len(self.screen_stack) > 2:
            self.pop_screen()
        getattr(reading, f"action_{chosen}")()

    def next_theme(self) -> str:
        """Change to the next theme; says which."""
        names = list(themes.TITLES)
        present = names.index(self.theme) if self.theme in names else -1
        return self.use_theme(names[(present + 1) % len(names)])

    def use_theme(self, name: str) -> str:
        """Change to a theme and remember it; says which."""
        self.theme = name
        self._settings = Settings(theme=name, contents=self._settings.contents)
        kept = self.services.settings.write(self._settings)
        return f"Theme: {themes.TITLES[name]}." + ("" if kept else " It could not be kept for next time.")

    # Locking

    async def on_event(self, event: events.Event) -> None:
        """Every key and click says that somebody is there; the first after sleep locks and does nothing else."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not event.is_forwarded:
            if self.lock_if_due():
                return
            self.session.touch()
        await super().on_event(event)

    def lock_if_due(self) -> bool:
        """Lock notes after five idle minutes or sleep. True when they were locked just now."""
        if not self.session.is_due():
            return False
        self.lock_notes("Your notes were locked: nobody was here. What you were writing is kept as a draft.")
        return True

    def lock_notes(self, why: str = "") -> None:
        """Keep what is being typed, lock, and take everything off the screen that shows notes."""
        private = [screen for screen in self.screen_stack if isinstance(screen, DeskScreen) and screen.is_private]
        for screen in private:
            screen.put_away()
        self.session.lock()
        while any(screen in self.screen_stack for screen in private):
            self.pop_screen()
        self._clipboard = ""  # what was cut in the editor; the terminal's own clipboard is not ours to empty
        if self.is_screen_installed("search"):
            self.installed("search", SearchScreen).forget_notes()
            self.installed("reading", ReadingScreen).notes_locked(why)

    def action_help_quit(self) -> None:
        """Ctrl+C copies where something is marked in a box; elsewhere it loses nothing and says how to leave."""
        if not isinstance(self.screen, HiddenScreen):
            self.clear_notifications()
            self.notify("q leaves the handbook. Where you type, Esc first.", markup=False)

    def action_hide(self) -> None:
        """Lock notes and put the neutral page over everything."""
        if not isinstance(self.screen, HiddenScreen):
            self.lock_notes()
            self.push_screen("hidden")

    def action_suspend(self) -> None:
        """Lock, then stop as the shell's job control wants it."""
        self._lock_now()
        self.action_suspend_process()

    def _lock_now(self) -> None:
        were_open = self.session.is_unlocked and self.session.protection == "sealed"
        self.lock_notes("Your notes were locked when the handbook was suspended." if were_open else "")
        self.session.settle()

    # Ending

    def exit(self, *args: Any, **options: Any) -> None:
        """Leave; what is being typed and the place on the page are kept first."""
        if self.is_screen_installed("reading"):
            self.installed("reading", ReadingScreen).leave_page()
            self._put_away()
        super().exit(*args, **options)

    def _put_away(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.put_away()

    def on_unmount(self) -> None:
        """Let go of the file."""
        self.session.end()

    def _end_on_signals(self) -> None:
        """Leave in order, the terminal restored, when the system asks us to end."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit)
        stop = getattr(signal, "SIGTSTP", None)
        suspend = signal.getsignal(stop) if stop is not None else None
        if stop is not None and callable(suspend):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(stop, self._suspended, suspend)

    def _suspended(self, suspend: Callable[..., object]) -> None:
        """Another process asks us to stop: lock before that; what Textual's driver then does is left to it."""
        self._lock_now()
        suspend()

    def _fatal_error(self) -> None:
        """What stands in for Textual's crash screen, which prints local variables: a note's text, a passphrase."""
        self._stop_for(crash.fault_of(sys.exc_info()[1] or self._exception))

    def panic(self, *renderables: object) -> None:
        """Errors that would draw themselves go the same way."""
        error = sys.exc_info()[1]
        self._stop_for(crash.fault_of(error) if error is not None else crash.fault_drawn(renderables))

    def _stop_for(self, fault: crash.Fault) -> None:
        """Stop, and say so once: what fails while the screens come down is of no use to anybody."""
        self._return_code = 1
        if not self._exit_renderables:
            self._exit_renderables.append(Text(crash.report(fault, self.services.settings.path.parent)))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Only what was appended above, never Textual's own suggestions."""
        for renderable in self._exit_renderables:
            self.error_console.print(renderable)
        self._exit_renderables.clear()


def run(services: Services, *, page: str = "", query: str = "") -> int:
    """Open the terminal screens and stay until the reader leaves. Returns the exit status."""
    for name in ("COLUMNS", "LINES"):  # exported, they hide every change of size
        os.environ.pop(name, None)
    from handbook.tui.driver import driver_class

    app = HandbookApp(services, page=page, query=query, driver_class=driver_class())
    app.run()
    return app.return_code or 0
