"""Start-up and key press, as a person meets them: real processes on a pseudo-terminal, and the screen in one process.

Start is timed from the process's birth to the first time its words stand in what it wrote to the terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.table import Row, row

ROOT = Path(__file__).resolve().parent.parent.parent

EMPTY_APP = """
from textual.app import App
from textual.widgets import Input

class Empty(App):
    def compose(self):
        yield Input(placeholder="ready-to-type")
    def on_mount(self):
        self.query_one(Input).focus()

Empty().run()
"""


@contextlib.contextmanager
def on_a_terminal(command: list[str], home: Path) -> Iterator[tuple[int, float]]:
    """A program on a pseudo-terminal of 80 by 24: its terminal's handle, and when it was started."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    began = time.perf_counter()
    child, handle = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        yield handle, began
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(handle)


def until(handle: int, words: bytes, seconds: float = 60) -> float:
    """When these words were first written. Raises TimeoutError where they are not."""
    seen = b""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if select.select([handle], [], [], 0.05)[0]:
            try:
                seen = (seen + os.read(handle, 65536))[-200_000:]
            except OSError:
                break
            if words in seen:
                return time.perf_counter()
    raise TimeoutError(f"{words!r} was not shown")


def start_rows(home: Path, runs: int) -> list[Row]:
    """From the process's birth to a search box that takes letters, beside an empty Textual app with an input."""
    ours, first, empty = [], [], []
    with on_a_terminal([sys.executable, "-m", "handbook"], home) as (handle, _):
        until(handle, b"Synopsis of learning", 120)  # builds what is not built
        time.sleep(5)
    for _ in range(runs):
        with on_a_terminal([sys.executable, "-c", EMPTY_APP], home) as (handle, began):
            empty.append(until(handle, b"eady-to-type") - began)
        with on_a_terminal([sys.executable, "-m", "handbook"], home) as (handle, began):
            first.append(until(handle, b"What brings you here") - began)
        with on_a_terminal([sys.executable, "-m", "handbook"], home) as (handle, began):
            until(handle, b"/ search")  # the first frame
            os.write(handle, b"/")
            ours.append(until(handle, b"ype a word") - began)
    ratio = sorted(a / b for a, b in zip(ours, empty, strict=True))[runs // 2]
    return [
        row("start to the first page", "handbook", first),
        row(
            "start to a search box that takes letters",
            "handbook",
            ours,
            budget="1.5 times an empty app",
            note=f"{ratio:.2f} times",
        ),
        row("start to an input that takes letters", "empty Textual app", empty),
    ]


def shell_rows(home: Path, runs: int) -> list[Row]:
    """Whole commands from a shell."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}

    def times(*arguments: str) -> list[float]:
        found = []
        for _ in range(runs + 1):
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "handbook", *arguments],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                check=True,
            )
            found.append(time.perf_counter() - began)
        return found[1:]

    return [
        row("handbook --version", "handbook", times("--version")),
        row("handbook search, two words", "handbook", times("search", "disguised", "compliance"), budget="0.35 s"),
        row("handbook show, a page", "handbook", times("show", "hard-to-reach/indicators")),
        row("full build of this handbook", "handbook", times("build", "--force"), budget="4 s"),
        row("build, nothing changed", "handbook", times("build"), budget="0.4 s"),
    ]


def one_page_row(home: Path, runs: int) -> Row:
    """A build after one page changed, the whole command."""
    import shutil

    copy = home / "one-page"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "content", copy / "content")
    shutil.copytree(ROOT / "index", copy / "index", ignore=shutil.ignore_patterns("built"))
    command = [
        sys.executable,
        "-m",
        "handbook",
        "--content",
        str(copy / "content"),
        "--index",
        str(copy / "index"),
        "build",
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    page = copy / "content" / "procedures" / "recording.md"
    found = []
    for number in range(runs):
        page.write_text(page.read_text() + f"\nOne more line, number {number}.\n")
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        found.append(time.perf_counter() - began)
    return row("build, one page changed", "handbook", found, budget="0.6 s")


def memory_row(home: Path) -> Row:
    """Resident memory while reading, after a search and a page, in megabytes (the columns' unit does not apply)."""
    with on_a_terminal([sys.executable, "-m", "handbook"], home) as (handle, _):
        until(handle, b"What brings you here")
        os.write(handle, b"/")
        until(handle, b"ype a word")
        for letter in b"disguised":
            os.write(handle, bytes([letter]))
            time.sleep(0.1)
        os.write(handle, b"\r")
        time.sleep(2)
        pid = int(
            subprocess.run(["pgrep", "-n", "-f", "handbook$"], capture_output=True, text=True, check=True).stdout
        )
        status = Path(f"/proc/{pid}/status").read_text()
    resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    return Row(
        "memory while reading (MB, not ms)",
        "handbook",
        resident,
        resident,
        1,
        "120 MB",
        f"{resident:.0f} MB resident",
    )


async def key_rows(engine: Any, handbook: Any, words: list[str], label: str, budget: str, runs: int) -> list[Row]:
    """From a key press in the search box to the painted results, every letter of some words, without a terminal."""
    import tempfile
    from datetime import date

    from handbook.settings import SettingsFile
    from handbook.tui.app import HandbookApp
    from handbook.tui.screens.search import SearchScreen
    from handbook.tui.services import Services

    class Opened:
        """A library that is open: only what the screens ask of one."""

        notices: tuple[str, ...] = ()
        ready = True

        def __init__(self) -> None:
            self.handbook = handbook

        def open(self, progress: object) -> None: ...

        def prepare(self, progress: object) -> None: ...

        def warm(self) -> None: ...

        def page(self, page: str) -> None:
            return None

        def search(self, request: Any, *, cancelled: Any) -> Any:
            return engine.search(request, today=date(2026, 11, 22), cancelled=cancelled)

    found: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        app = HandbookApp(Services(library=Opened(), settings=SettingsFile(Path(home))))  # type: ignore[arg-type]
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("slash")
            await pilot.pause()
            screen = app.installed("search", SearchScreen)
            painted = asyncio.Event()
            plain = screen._show_results

            def shown(*results: Any) -> None:
                plain(*results)
                screen.call_after_refresh(painted.set)

            screen._show_results = shown  # type: ignore[method-assign]
            for query in (words * runs)[:runs]:
                for letter in query:
                    painted.clear()
                    began = time.perf_counter()
                    app._driver and app._driver.send_message(_key(letter))
                    await asyncio.wait_for(painted.wait(), 30)
                    found.append(time.perf_counter() - began)
                box = screen.query_one("#query")
                with box.prevent(type(box).Changed):  # type: ignore[attr-defined]
                    box.value = ""  # type: ignore[attr-defined]
    return [row(f"key press to painted results, {label}", "handbook", found, budget=budget)]


def _key(letter: str) -> Any:
    from textual.events import Key

    return Key("space" if letter == " " else letter, letter)
