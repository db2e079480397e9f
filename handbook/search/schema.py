"""How terms lie in Whoosh's files: one indexed field, its postings, and what is kept of each document.

One field is enough, because what a term weighs in which field is settled in its mark (:mod:`handbook.search.weigh`).
A posting's weight is the mark; its value the places where the term stands, two bytes each, lowest first. The files are
those of Whoosh's third codec, and its own reader reads them; only the writer of blocks is ours, for speed and size.
"""

from __future__ import annotations

import pickle
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from typing import Any

from handbook.search import safe  # noqa: F401  (before anything of Whoosh is used)

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3PostingsWriter  # isort: skip
from whoosh.fields import STORED, FieldType, Schema  # isort: skip
from whoosh.formats import Format  # isort: skip

INDEX = "MAIN"
TERMS = "terms"
KEPT = "kept"

HEADING_PLACES = 1024
"""The text of a passage starts at this place; its headings stand before."""
LAST_PLACE = 0xFFFF
"""Later places count as this one."""

SINGLE: tuple[bytes, ...] = tuple(struct.pack("<H", place) for place in range(4096))
"""The value of a term that stands at one place: most do."""


BLOCK = 1024
"""Postings in a block: many, since a list of postings is always read whole."""
_WORTH_DEFLATING = 80
_PROTOCOL = 4


def pack(places: Sequence[int]) -> bytes:
    """The value of a posting."""
    if len(places) == 1 and places[0] < len(SINGLE):
        return SINGLE[places[0]]
    packed = array("H", [min(place, LAST_PLACE) for place in places])
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(value: bytes) -> Sequence[int]:
    """The places in the value of a posting."""
    places = array("H")
    places.frombytes(value)
    if sys.byteorder == "big":
        places.byteswap()
    return places


class Places(Format):  # type: ignore[misc]
    """Whoosh's view of our posting values, so that its own reader understands the index."""

    def __init__(self) -> None:
        super().__init__()

    def encode(self, value: Sequence[int]) -> bytes:
        """Places as bytes."""
        return pack(value)

    def decode_positions(self, value: bytes) -> list[int]:
        """Bytes as places."""
        return list(unpack(value))

    def decode_frequency(self, value: bytes) -> int:
        """How often the term stands there."""
        return len(value) // 2


class TermsField(FieldType):  # type: ignore[misc]
    """Terms that were analysed before Whoosh sees them."""

    def __init__(self) -> None:
        super().__init__(format=Places(), analyzer=None)


def schema() -> Any:
    """The fields of a document."""
    return Schema(**{TERMS: TermsField(), KEPT: STORED()})


class Blocks(W3PostingsWriter):  # type: ignore[misc]
    """Writes lists of postings whole.

    Weights are bytes, and pickles of a protocol that knows bytes: Whoosh's own (2) writes each value as a call to a
    codec, three times as long and as slow to read.
    """

    def add_all(self, documents: Sequence[int], marks: bytes | bytearray, values: Sequence[bytes]) -> None:
        """All postings of the term that was started."""
        for start in range(0, len(documents), BLOCK):
            if start:
                self._write_block()
            stop = start + BLOCK
            self._ids = array("I", documents[start:stop])
            self._weights = bytes(marks[start:stop])
            self._values = values[start:stop]
            self._maxweight = max(self._weights)

    def _write_block(self, last: bool = False) -> None:
        file = self._postfile
        if not self._blockcount:
            file.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        ids = self._ids
        data = pickle.dumps((self._mini_ids(), self._weights, tuple(self._values)), _PROTOCOL)
        deflated = len(data) >= _WORTH_DEFLATING
        if deflated:
            data = zlib.compress(data, 1)
        info = pickle.dumps((len(ids), ids[-1], self._maxweight, int(deflated), 0, 0), _PROTOCOL)
        length = len(info) + len(data)
        file.write_int(-length if last else length)
        file.write(info)
        file.write(data)
        self._blockcount += 1
        self._new_block()


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's third codec with our writer of blocks."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Blocks:
        """A writer of lists of postings."""
        return Blocks(dbfile, blocklimit=BLOCK, byteids=byteids)
