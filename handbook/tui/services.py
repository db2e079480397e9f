"""What the screens call. Tests hand in others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handbook.library import Library
from handbook.settings import SettingsFile

if TYPE_CHECKING:
    from handbook.desk import Desk


@dataclass(frozen=True, slots=True)
class Services:
    """The handbook's own library, the preferences, the clock and the way out to a browser."""

    library: Library
    settings: SettingsFile
    today: Callable[[], date] = date.today
    open_address: Callable[[str], bool] = lambda address: False
    """Hands an address to the system after the reader said so. False where it could not."""
    desk: Callable[[], Desk] | None = None
    """Makes the desk: bookmarks, notes, ticks and places of one person. Called in a thread once a page is up."""
