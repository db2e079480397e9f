"""What is said and kept when the handbook stops by a fault of its own: where, never what was on the screen."""

from __future__ import annotations

import contextlib
import os
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from handbook import __version__

NAME = "crash.log"
_KEPT = 20_000
"""Characters of older reports that are kept."""


def places(error: BaseException | None) -> list[str]:
    """Where it happened, outermost first: ``file.py:line function``. No values, no message of the error."""
    if error is None:
        return []
    found = []
    for frame in traceback.extract_tb(error.__traceback__):
        found.append(f"{frame.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}")
    return found


def report(error: BaseException | None, folder: Path) -> str:
    """Write a report into ``folder`` where that can be done; the words for the terminal.

    The error's own message is left out: it may quote what was typed.
    """
    kind = type(error).__name__ if error is not None else "unknown fault"
    where = places(error)
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
            f"A report without any text of yours is in {path}. Please pass it on to whoever looks after the handbook."
        )
    return "\n".join(words)
