"""What is said and kept when the handbook stops by a fault of its own: where, never what was on the screen."""

from __future__ import annotations

import contextlib
import os
import platform
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from handbook import __version__
from handbook.text import one_line

NAME = "crash.log"
_KEPT = 20_000
"""Characters of older reports that are kept."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, without any value or message of it."""

    kind: str = "unknown fault"
    places: tuple[str, ...] = ()
    """Where, outermost first: ``file.py:line function``."""


def fault_of(error: BaseException | None) -> Fault:
    """What an exception says of itself that cannot quote anybody."""
    if error is None:
        return Fault()
    frames = traceback.extract_tb(error.__traceback__)
    return Fault(type(error).__name__, tuple(_place(frame.filename, frame.lineno, frame.name) for frame in frames))


def fault_drawn(drawn: Iterable[object]) -> Fault:
    """The same of an exception that is handed on as Rich would draw it, as the thread that reads keys does."""
    from rich.traceback import Traceback

    for one in drawn:
        if isinstance(one, Traceback) and one.trace.stacks:
            stack = one.trace.stacks[0]
            return Fault(stack.exc_type, tuple(_place(f.filename, f.lineno, f.name) for f in stack.frames))
    return Fault()


def _place(file: str, line: int | None, name: str) -> str:
    return f"{file.replace(chr(92), '/').rsplit('/', 1)[-1]}:{line} {name}"


def report(fault: Fault, folder: Path) -> str:
    """Write a report into ``folder`` where that can be done; the words for the terminal.

    The error's own message is left out: it may quote what was typed.
    """
    kind, where = fault.kind, fault.places
    lines = [
        f"{datetime.now(UTC).isoformat(timespec='seconds')} handbook {__version__} Python {platform.python_version()} "
        f"{platform.system()}",
        kind,
        *(f"  {place}" for place in where),
    ]
    path = folder / NAME
    kept = False
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        older = path.read_text(encoding="utf-8", errors="replace")[-_KEPT:] if path.exists() else ""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(older + "\n".join(lines) + "\n\n")
        kept = True
    at = where[-1] if where else "an unknown place"
    words = [
        f"The handbook stopped by a fault of its own ({kind} at {at}).",
        "What you had saved is safe. Start it again with: handbook",
    ]
    if kept:
        words.append(
            f"A report without any text of yours is in {one_line(str(path))}. "
            "Please pass it on to whoever looks after the handbook."
        )
    return "\n".join(words)
