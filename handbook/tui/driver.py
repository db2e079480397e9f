"""Textual's driver, made to survive odd bytes.

The stock driver decodes what the terminal sends as strict UTF-8; one byte of an old mouse report or a paste in
another encoding ends its input thread, and the keyboard is dead. Ours replaces what it cannot read.
"""

from __future__ import annotations

import codecs
import sys
from typing import Any

from textual.driver import Driver


def driver_class() -> type[Driver] | None:
    """The driver for this system, or None for Textual's own choice (Windows reads characters, not bytes)."""
    if sys.platform == "win32":
        return None
    from textual.drivers import linux_driver

    # The input thread looks this name up when it starts; there is no other seam to hand it a decoder.
    linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined]
    return linux_driver.LinuxDriver


def _forgiving(encoding: str) -> Any:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")
