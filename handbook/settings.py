"""What a person prefers: one small JSON file beside the personal data, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

NAME = "settings.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """Preferences. Names of notes, pages read and queries are not among them."""

    theme: str = ""
    """The theme's name; empty: dark or light as the terminal's colours suggest."""
    contents: bool = True
    """Whether the contents stand beside the page where there is room."""


class SettingsFile:
    """Reads and writes the settings; keys it does not know are kept for a newer version."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._unknown: dict[str, Any] = {}
        self.notice = ""
        """What went wrong with the file, in a sentence for the reader; empty when all is well."""

    def read(self) -> Settings:
        """The settings; the defaults where there are none. A damaged file is set aside and named in ``notice``."""
        try:
            raw = self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return Settings()
        except (OSError, UnicodeDecodeError):
            return self._set_aside()
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            return self._set_aside()
        if not isinstance(data, dict):
            return self._set_aside()
        known = {field.name: field.type for field in fields(Settings)}
        self._unknown = {key: value for key, value in data.items() if key not in known and key != "format"}
        values: dict[str, Any] = {
            key: value
            for key, value in data.items()
            if (known.get(key) == "str" and isinstance(value, str))
            or (known.get(key) == "bool" and isinstance(value, bool))
        }
        return replace(Settings(), **values)

    def write(self, settings: Settings) -> bool:
        """Write the settings whole (temporary file, flush, rename). False where the folder cannot be written."""
        data = {
            "format": FORMAT,
            **self._unknown,
            **{field.name: getattr(settings, field.name) for field in fields(Settings)},
        }
        temporary = ""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".settings-", dir=self.path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
            return False
        return True

    def _set_aside(self) -> Settings:
        aside = self.path.with_suffix(".damaged.json")
        try:
            self.path.replace(aside)
            self.notice = (
                f"Your settings could not be read. They were set aside as {aside.name}; the usual ones are used."
            )
        except OSError:
            self.notice = "Your settings could not be read. The usual ones are used."
        return Settings()
