"""A program on a pseudo-terminal of its own: what it sends is kept byte by byte, and nothing answers for a terminal."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

from tests.conftest import ROOT

PIECES = re.compile(
    r"\x1b\[(?P<values>[<=>?0-9;:]*)[$ ]?(?P<final>[a-zA-Z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\[\]]"
    r"|[\x00-\x1a\x1c-\x1f]|[^\x00-\x1f]+"
)
"""What a terminal reads: codes, one control character, or a run of text."""


class Screen:
    """As much of a terminal as shows what is drawn: the cursor's moves are followed, colours are not."""

    def __init__(self, columns: int, rows: int) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._rest = ""
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Begin anew at another size."""
        self.columns, self.rows = columns, rows
        self._grid = [[" "] * columns for _ in range(rows)]
        self._x = self._y = 0

    def feed(self, sent: bytes) -> None:
        """Draw what was sent; a code that is not whole yet waits for its end."""
        text, at = self._rest + self._decode(sent), 0
        while found := PIECES.match(text, at):
            at = found.end()
            self._piece(found)
        self._rest = text[at:]

    def _piece(self, found: re.Match[str]) -> None:
        text, final = found.group(), found.group("final")
        if final == "H":
            y, x = (found.group("values") or "1;1").split(";")
            self._y, self._x = int(y) - 1, int(x) - 1
        elif text == "\x1b[?1049h":
            self.resize(self.columns, self.rows)
        elif text == "\r":
            self._x = 0
        elif text == "\n":
            self._x, self._y = 0, self._y + 1
        elif text[0] >= " ":
            for character in text:
                self._put(character)

    def _put(self, character: str) -> None:
        width = cell_len(character)
        if 0 <= self._y < self.rows:
            row = self._grid[self._y]
            if width and self._x + width <= self.columns:
                row[self._x : self._x + width] = [character] + [""] * (width - 1)
            elif not width and self._x:
                row[self._x - 1] += character
        self._x += width

    def __str__(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._grid)


class Running:
    """A program on a pseudo-terminal."""

    def __init__(self, process: subprocess.Popen[bytes], ours: int, theirs: int, size: tuple[int, int]) -> None:
        self.process = process
        self._ours, self._theirs = ours, theirs
        self._sent = bytearray()
        self._screen = Screen(*size)
        self._drawn = 0
        self._open = True
        self.before = list(termios.tcgetattr(theirs))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while self._open:
            if select.select([self._ours], [], [], 0.05)[0]:
                try:
                    self._sent += os.read(self._ours, 65536)
                except OSError:
                    return

    def close(self) -> None:
        """End the program, if it still runs, and the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._open = False
        self._reader.join()
        os.close(self._ours)
        os.close(self._theirs)

    # What it sent

    @property
    def mark(self) -> int:
        """A place in what was sent so far."""
        return len(self._sent)

    def sent(self, since: int = 0) -> bytes:
        """The bytes that reached the terminal."""
        return bytes(self._sent[since:])

    def screen(self) -> str:
        """What the terminal shows now, its lines joined by line feeds."""
        new = bytes(self._sent[self._drawn :])
        self._drawn += len(new)
        self._screen.feed(new)
        return str(self._screen)

    def _shown(self) -> str:
        return "\n".join(" ".join(line.split()) for line in self.screen().splitlines() if line.strip())

    # What is done to it

    def send(self, data: bytes) -> None:
        """Send bytes as a keyboard would."""
        os.write(self._ours, data)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self.screen()
        self._screen.resize(columns, rows)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    # Waiting

    def until(self, true: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait until something is true. Raises AssertionError where it does not become so."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{what} did not come; this is there:\n{self._shown()}"
            time.sleep(0.02)

    def see(self, words: str, seconds: float = 30) -> str:
        """Wait until words are on the screen; the screen."""
        self.until(lambda: words in self.screen(), repr(words), seconds)
        return self.screen()

    def see_no(self, words: str, seconds: float = 30) -> str:
        """Wait until words are not on the screen any more; the screen."""
        self.until(lambda: words not in self.screen(), f"the end of {words!r}", seconds)
        return self.screen()

    def calm(self, seconds: float = 0.15) -> None:
        """Wait until nothing more is sent for a while (a cursor that blinks is never calm for half a second)."""
        count, since = self.mark, time.monotonic()
        end = since + 20
        while time.monotonic() - since < seconds and time.monotonic() < end:
            time.sleep(0.02)
            if self.mark != count:
                count, since = self.mark, time.monotonic()

    def stir(self, seconds: float = 2) -> None:
        """Wait until something is sent, then until nothing more is."""
        count, since = self.mark, time.monotonic()
        while self.mark == count and time.monotonic() - since < seconds:
            time.sleep(0.02)
        self.calm()

    def ended(self, seconds: float = 30) -> int:
        """The exit status, waiting for the end."""
        status = self.process.wait(seconds)
        self.calm(0.1)
        return status

    # How it left the terminal

    def is_restored(self) -> bool:
        """Whether the terminal is as it was: settings, screen, cursor, mouse, paste, keyboard."""
        sent = self.sent()
        modes = {
            mode: on == b"h" for ms, on in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", sent) for mode in ms.split(b";")
        }
        at_rest = all(on == (mode in MODES_AT_REST) for mode, on in modes.items())
        keyboard = sent.count(b"\x1b[>") == sent.count(b"\x1b[<u")
        return at_rest and keyboard and list(termios.tcgetattr(self._theirs)) == self.before


MODES_AT_REST = (b"7", b"25")
"""Modes that are on in a terminal that nobody uses: line wrapping and the cursor. All others are off."""


def _control() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextlib.contextmanager
def running(
    arguments: Sequence[str | Path],
    size: tuple[int, int] = (80, 24),
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> Iterator[Running]:
    """A program that is ended with the block. Its terminal is ``size`` columns by rows and knows all colours."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    names = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [str(argument) for argument in arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, start_new_session=True, preexec_fn=_control,
        env={**names, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})},
    )  # fmt: skip
    found = Running(process, ours, theirs, size)
    try:
        yield found
    finally:
        found.close()
