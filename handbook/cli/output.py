"""What the command line prints: results on standard output, remarks on standard error, nothing unguarded."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from handbook.text import guard, one_line

BOLD, DIM, ACCENT, UNDERLINE = "1", "2", "36", "4"


@dataclass(frozen=True, slots=True)
class Output:
    """How to print in this run."""

    colour: bool
    """Whether bold, colour and underline may be used."""
    plain: bool
    """One thing a line, no tricks with the cursor."""
    width: int
    """Columns that running text is wrapped to; 0 for no wrapping."""

    def line(self, text: str = "") -> None:
        """Print a line of results."""
        print(guard(text))

    def styled(self, text: str, *codes: str) -> str:
        """A guarded text in bold, colour or underline, where that is allowed. Print it with :meth:`raw`."""
        text = guard(text)
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and text else text

    def raw(self, text: str = "") -> None:
        """Print a line whose parts went through :meth:`styled` or the guard."""
        print(text)

    def json(self, document: Any) -> None:
        """Print one JSON document, whole, ASCII only: nothing in it can steer a terminal."""
        print(json.dumps(document, ensure_ascii=True, indent=2))

    def remark(self, text: str) -> None:
        """Say something that is not a result."""
        print(guard(text), file=sys.stderr)

    @contextlib.contextmanager
    def progress(self, what: str) -> Iterator[Any]:
        """A progress line on standard error, redrawn in place at a terminal, silent elsewhere."""
        drawn = False
        live = sys.stderr.isatty() and not self.plain

        def tell(done: int, total: int) -> None:
            nonlocal drawn
            if live and total:
                filled = 20 * done // total
                bar = "▓" * filled + "░" * (20 - filled)
                print(f"\r{one_line(what)} {bar} {done} of {total}", end="", file=sys.stderr, flush=True)
                drawn = True

        try:
            yield tell
        finally:
            if drawn:
                print("\r\x1b[2K" if self.colour else "\r" + " " * 70 + "\r", end="", file=sys.stderr, flush=True)


class Remarks(Output):
    """The same on standard error: for what is said beside a result."""

    def line(self, text: str = "") -> None:
        """Print a line of remarks."""
        print(guard(text), file=sys.stderr)

    def raw(self, text: str = "") -> None:
        """Print a line whose parts are guarded."""
        print(text, file=sys.stderr)


def make(plain: bool, stream: TextIO | None = None) -> Output:
    """How to print, from the options and the terminal: ``NO_COLOR`` and ``--plain`` mean no colour codes at all."""
    stream = stream or sys.stdout
    terminal = stream.isatty()
    colour = terminal and not plain and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size((80, 24)).columns, 100) if terminal else 80
    return Output(colour=colour, plain=plain, width=0 if plain else max(20, width - 2))
