"""Where things lie: content, index and personal data. Makes nothing at import, and makes no folder unasked.

The only user of platformdirs and of the ``HANDBOOK_`` variables.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
APP = "handbook"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one run."""

    content: Path
    """What maintainers write."""
    index: Path
    """Lexicon, ranking and golden queries (each may be missing)."""
    built: Path
    """Where built indexes lie, one folder each."""
    data: Path
    """Personal data; may not exist yet."""


def find(content: str | None = None, index: str | None = None, data: str | None = None) -> Places:
    """The folders to use: an option wins over its ``HANDBOOK_`` variable, which wins over the usual place.

    Content, unasked, is ``content/`` beside the package, else the edition installed by bundle, else the one inside
    the package; never the current folder's. The index folder is asked for or lies beside the content. ``built`` is
    ``index/built``, or a folder in the user's cache where that cannot be written or the content is installed.
    """
    import platformdirs

    data_dir = _named(data, "HANDBOOK_DATA") or Path(platformdirs.user_data_dir(APP, appauthor=False, roaming=False))
    content_dir = _named(content, "HANDBOOK_CONTENT")
    asked = _named(index, "HANDBOOK_INDEX")
    installed = False
    if content_dir is None:
        beside = PACKAGE.parent / "content"
        if (beside / "handbook.yaml").is_file():
            content_dir = beside
        else:
            installed = True
            content_dir = installed_content(data_dir) or PACKAGE / "edition" / "content"
    index_dir = asked or content_dir.parent / "index"
    built = index_dir / "built"
    if asked is None and (installed or not _writable(index_dir)):
        key = _short_key(content_dir)
        built = Path(platformdirs.user_cache_dir(APP, appauthor=False)) / "built" / key
    return Places(content=content_dir, index=index_dir, built=built, data=data_dir)


def installed_content(data: Path) -> Path | None:
    """The content folder of the edition installed by bundle, or None.

    ``editions/current`` in the data folder holds the installed edition's folder name on one line.
    """
    pointer = data / "editions" / "current"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not name or name != Path(name).name or name.startswith("."):
        return None
    folder = data / "editions" / name / "content"
    return folder if folder.is_dir() else None


def _named(option: str | None, variable: str) -> Path | None:
    value = option if option is not None else os.environ.get(variable)
    return Path(value).expanduser().absolute() if value else None


def _writable(folder: Path) -> bool:
    """Whether ``built`` could be made in a folder: it, or the nearest that exists above it, can be written."""
    probe = folder
    while not probe.exists():
        if probe.parent == probe:
            return False
        probe = probe.parent
    if probe != folder and probe != folder.parent:
        return False
    return probe.is_dir() and os.access(probe, os.W_OK)


def _short_key(folder: Path) -> str:
    import hashlib

    return hashlib.sha256(os.fsencode(str(folder.resolve()))).hexdigest()[:16]
