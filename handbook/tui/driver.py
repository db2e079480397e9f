"""Textual's driver, made to survive odd bytes.

The stock driver decodes what the terminal sends as strict UTF-8; one byte of an old mouse report or a paste in
another encoding ends its input thread, and the keyboard is dead. Ours replaces what it cannot read.

Continued after a stop that cannot be caught (SIGSTOP), the stock driver starts a second time without having ended:
two threads read the keyboard, quitting waits for ever, and the terminal is left as the program had it. Ours ends first.
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

    class HandbookDriver(linux_driver.LinuxDriver):
        """Leaves the terminal before it takes it again, also where it was stopped without being asked."""

        def _sigcont_application(self, *arguments: Any) -> None:
            if self._auto_restart and not self._must_signal_resume:
                self.suspend_application_mode()
                self._must_signal_resume = True
            super()._sigcont_application(*arguments)

    return HandbookDriver


def _forgiving(encoding: str) -> Any:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")
