"""Reading the index: lists of postings and what is kept of documents, out of bytes whose seal was checked.

Whoosh's own matchers go document by document through Python calls, about a microsecond each. A list is decoded here
block by block into plain sequences instead, once, and remembered while it is in use.
"""

from __future__ import annotations

import io
import pickle
import struct
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from handbook.errors import IndexUnusable
from handbook.search import safe
from handbook.search.memory import Recent
from handbook.search.record import Kept
from handbook.search.schema import INDEX, KEPT, TERMS, schema

from whoosh.filedb.filestore import RamStorage  # isort: skip
from whoosh.filedb.structfile import BufferFile  # isort: skip
from whoosh.index import TOC  # isort: skip
from whoosh.reading import TermNotFound  # isort: skip

_MAGIC = b"W3Bl"
_INT = struct.Struct("!i")
_MOST_REMEMBERED = 250_000
"""Postings remembered in decoded lists; about 12 MB."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a term occurs: parallel sequences by document, ascending."""

    documents: Sequence[int]
    marks: bytes
    values: Sequence[bytes]
    """Places; see :func:`handbook.search.schema.unpack`."""


class Bytes(RamStorage):  # type: ignore[misc]
    """A storage of Whoosh's over bytes in memory, without copying them for every open file."""

    def open_file(self, name: str, **_options: Any) -> Any:
        """A file for reading."""
        if name not in self.files:
            raise FileNotFoundError(name)
        return BufferFile(self.files[name], name=name)


class _NoNames(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError("postings hold numbers and bytes alone")


class Store:
    """The segments of an index. Threads may share it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Open the segments among some files.

        Raises:
            IndexUnusable: They cannot be read.
        """
        safe.install()
        self._lock = threading.Lock()
        self._lists: Recent[str, Listing | None] = Recent(_MOST_REMEMBERED)
        storage = Bytes()
        storage.files = dict(files)
        try:
            self.segments: list[Any] = TOC.read(storage, INDEX, schema=schema()).segments
            self._terms = [segment.codec().terms_reader(storage, segment) for segment in self.segments]
            self._kept = [segment.codec().per_document_reader(storage, segment) for segment in self.segments]
            self._posts = [storage.files[segment.make_filename(".pst")] for segment in self.segments]
            self._bases: list[int] = list(accumulate([0] + [segment.doc_count_all() for segment in self.segments]))
            self._gone = [frozenset(segment.deleted_docs()) for segment in self.segments]
        except Exception as error:
            raise unreadable() from error

    @property
    def documents(self) -> int:
        """Documents of all segments, those taken out included."""
        return self._bases[-1]

    def listing(self, term: str) -> Listing | None:
        """Where a term occurs, or None.

        Raises:
            IndexUnusable: The postings cannot be read.
        """
        known = self._lists.get(term)
        if known:
            return known[0]
        try:
            with self._lock:
                listing = self._read(term)
        except Exception as error:
            raise unreadable() from error
        self._lists.put(term, listing, len(listing.marks) if listing else 8)
        return listing

    def kept(self, document: int) -> Kept:
        """Slug, headings and text of a passage (of other documents their text alone).

        Raises:
            IndexUnusable: It cannot be read.
        """
        number = self._segment_of(document)
        try:
            with self._lock:
                kept: Kept = self._kept[number].stored_fields(document - self._bases[number])[KEPT]
        except Exception as error:
            raise unreadable() from error
        return kept

    def lists(self) -> Iterator[tuple[str, Sequence[int], bytes]]:
        """Each term of each segment with its documents and marks; a term of two segments comes twice."""
        for number, terms in enumerate(self._terms):
            for (_, name), info in terms.items():
                listing = self._decode(number, *_extent(info))
                if listing.marks:
                    yield name.decode("utf-8", "surrogatepass"), listing.documents, listing.marks

    def close(self) -> None:
        """Let go of the memory."""
        self._lists.clear()

    def _segment_of(self, document: int) -> int:
        number = 0
        while document >= self._bases[number + 1]:
            number += 1
        return number

    def _read(self, term: str) -> Listing | None:
        name = term.encode("utf-8", "surrogatepass")
        found = []
        for number, terms in enumerate(self._terms):
            try:
                info = terms.term_info(TERMS, name)
            except TermNotFound:
                continue
            listing = self._decode(number, *_extent(info))
            if listing.marks:
                found.append(listing)
        if len(found) < 2:
            return found[0] if found else None
        documents: list[int] = []
        values: list[bytes] = []
        for listing in found:
            documents += listing.documents
            values += listing.values
        return Listing(documents, b"".join(listing.marks for listing in found), values)

    def _decode(self, number: int, offset: int, length: int) -> Listing:
        documents, marks, values = _decode(self._posts[number], offset, length)
        gone = self._gone[number]
        base = self._bases[number]
        if gone:
            stay = [at for at, document in enumerate(documents) if document not in gone]
            documents = [documents[at] + base for at in stay]
            return Listing(documents, bytes([marks[at] for at in stay]), [values[at] for at in stay])
        if base:
            documents = [document + base for document in documents]
        return Listing(documents, marks, values)


def unreadable() -> IndexUnusable:
    """What is raised where the parsing of a sealed index fails all the same."""
    return IndexUnusable("The search index cannot be read.", "It is built again from the content: handbook build.")


def _extent(info: Any) -> tuple[int, int]:
    offset, length = info.extent()
    return offset, length[0] if isinstance(length, tuple) else length


def _decode(data: bytes, offset: int, length: int) -> tuple[list[int], bytes, list[bytes]]:
    """The postings of one term from a file of Whoosh's third codec.

    ``W3Bl``, then blocks: length of the block (negative: the last), a pickle of six numbers of which the fourth says
    whether the rest is deflated, a pickle of document numbers (as differences), marks and values; see
    :class:`handbook.search.schema.Blocks`.
    """
    end = offset + length
    if data[offset : offset + 4] != _MAGIC or end > len(data):
        raise ValueError("no postings there")
    at = offset + 4
    documents: list[int] = []
    marks: list[bytes] = []
    values: list[bytes] = []
    while at < end:
        (size,) = _INT.unpack_from(data, at)
        stop = at + 4 + abs(size)
        block = io.BytesIO(data[at + 4 : stop])
        info = _NoNames(block).load()
        rest = block.read()
        if info[3]:
            rest = zlib.decompress(rest)
        differences, block_marks, block_values = _NoNames(io.BytesIO(rest)).load()
        documents += accumulate(differences)
        marks.append(block_marks)
        values += block_values
        if size < 0:
            break
        at = stop
    every_mark = b"".join(marks)
    if not len(documents) == len(every_mark) == len(values):
        raise ValueError("postings do not agree")
    return documents, every_mark, values
