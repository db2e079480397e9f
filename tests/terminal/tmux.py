"""The program in a real terminal: keys in, what the screen shows out."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


class Terminal:
    """A terminal of its own with one program in it."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]

    def call(self, *words: str) -> str:
        """A tmux command's output."""
        return subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True).stdout

    def start(self, command: str, columns: int, rows: int, environment: dict[str, str]) -> None:
        """Run a command in a terminal of this size."""
        pairs = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        self.call(
            "new-session", "-d", "-s", "t", "-x", str(columns), "-y", str(rows), *pairs,
            f"{command}; printf '\\n[ended with %s]\\n' $?; stty -a | tr ';' '\\n' | grep -c ' icanon'; sleep 600",
        )  # fmt: skip
        self.call("set-option", "-s", "escape-time", "20")

    def type(self, text: str) -> None:
        """Type text as it is."""
        self.call("send-keys", "-t", "t", "-l", text)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        for key in keys:
            self.call("send-keys", "-t", "t", key)
            time.sleep(0.05)

    def send_bytes(self, data: bytes) -> None:
        """Send raw bytes, as an odd terminal would."""
        self.call("send-keys", "-t", "t", "-H", *[f"{byte:02x}" for byte in data])

    def resize(self, columns: int, rows: int) -> None:
        """Change the size."""
        self.call("resize-window", "-t", "t", "-x", str(columns), "-y", str(rows))

    def screen(self, *, codes: bool = False) -> str:
        """What the screen shows."""
        return self.call("capture-pane", "-p", *(["-e"] if codes else []), "-t", "t")

    def see(self, words: str, seconds: float = 30) -> str:
        """Wait until words are on the screen; the screen. Raises AssertionError where they do not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown = self.screen()
            if words in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(f"{words!r} did not come:\n{self.screen()}")

    def program(self) -> int:
        """The process id of the program's shell."""
        return int(self.call("display-message", "-p", "-t", "t", "#{pane_pid}"))


@contextlib.contextmanager
def terminal(command: list[str], columns: int = 80, rows: int = 24, **environment: str) -> Iterator[Terminal]:
    """A program in a terminal that is ended with the block."""
    folder = Path(tempfile.mkdtemp())
    found = Terminal(folder / "s")
    try:
        found.start(shlex.join(command), columns, rows, environment)
        yield found
    finally:
        subprocess.run([*found._tmux, "kill-server"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)
