"""The compiled handbook read back: all that a start needs, and nothing that only a load does.

A catalogue holds the handbook without bodies; a file beside it holds a line for each page's passages, read one at a
time. Both are a cache in a sealed folder: what cannot be read is built again.
"""

from __future__ import annotations

import gc
import json
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from handbook.content.body import Body, Pages
from handbook.content.codec import decode, stamp
from handbook.errors import IndexUnusable
from handbook.model.handbook import Handbook

CATALOGUE = "catalogue.json"
PAGES = "pages.jsonl"
STAMP = stamp(Handbook)
BUILD_AGAIN = "It is built again from the content."
DAMAGE = (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError, AttributeError)
"""What reading a damaged or foreign file can raise."""


class Stored(NamedTuple):
    """A handbook read back."""

    handbook: Handbook
    pages: Pages
    """Read from the file when asked for."""


def read_stored(folder: Path) -> Stored:
    """The handbook kept in a folder, its pages to be read one at a time.

    Raises:
        IndexUnusable: If it is missing, damaged or of another version.
    """
    try:
        catalogue = json.loads((folder / CATALOGUE).read_bytes())
        check_stamp(catalogue, STAMP)
        with _collector_paused():
            handbook: Handbook = decode(Handbook, catalogue["handbook"])
        file = PageFile(folder / PAGES)
        bodies = {page: file.body(page, *where) for page, where in catalogue["bodies"].items()}
        if bodies.keys() != handbook.pages.keys():
            raise ValueError("pages without bodies")
    except DAMAGE:
        raise IndexUnusable("The compiled handbook cannot be read.", BUILD_AGAIN) from None
    return Stored(handbook, Pages(handbook.pages, bodies))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Tens of thousands of small objects are made and none is garbage: looking for some doubles the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def check_stamp(header: Any, expected: str) -> None:
    """Raise ValueError unless a file was kept by this version."""
    if header["stamp"] != expected:
        raise ValueError("another version")


class PageFile:
    """The file of bodies, kept open: where its folder is removed meanwhile, a reader goes on with what it opened."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._lock = threading.Lock()
        weakref.finalize(self, self._file.close)

    def body(self, page: str, start: int, length: int) -> Body:
        """The passages that stand at a place of the file."""
        return Body(page, kept=lambda: self._read(start, length))

    def _read(self, start: int, length: int) -> bytes:
        try:
            with self._lock:
                self._file.seek(start)
                data = self._file.read(length)
        except (OSError, ValueError):
            data = b""
        if len(data) != length:
            raise IndexUnusable("A compiled page cannot be read.", BUILD_AGAIN)
        return data
