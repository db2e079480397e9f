"""The compiled form of a handbook: kept beside a search index, so that the next start and the next load are quick.

Three files: the catalogue and the pages, which :mod:`handbook.content.stored` reads back, and ``records.jsonl``, what
came of each file, for the next load.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from handbook.content.codec import decode, encode, stamp
from handbook.content.loaded import Loaded
from handbook.content.record import Data, Manifest, Record
from handbook.content.stored import BUILD_AGAIN, CATALOGUE, DAMAGE, PAGES, STAMP, PageFile, check_stamp
from handbook.errors import IndexUnusable
from handbook.model.guide import Checklist, Pathway, Session
from handbook.model.page import Link, PageInfo
from handbook.model.problem import Problem
from handbook.model.registry import Contact, Source, Statement, Term
from handbook.model.tuning import GoldenQuery, Lexicon, Ranking

RECORDS = "records.jsonl"
FILES = (CATALOGUE, PAGES, RECORDS)

_DATA: dict[str, Any] = {
    "manifest": Manifest,
    "pathway": Pathway,
    "checklist": Checklist,
    "session": Session,
    "lexicon": Lexicon,
    "ranking": Ranking,
    "terms": tuple[Term, ...],
    "sources": tuple[Source, ...],
    "statements": tuple[Statement, ...],
    "contacts": tuple[Contact, ...],
    "queries": tuple[GoldenQuery, ...],
}
"""What a record's data can be, and what it is called in the file."""
_STAMP = stamp(PageInfo, Problem, Link, *_DATA.values())


def pack(loaded: Loaded) -> dict[str, bytes]:
    """The compiled form as files to write: their names and bytes."""
    pages = _Lines()
    bodies = {page: pages.add(loaded.pages.body(page).encoded()) for page in loaded.pages}
    records = _Lines()
    records.add(_json({"stamp": _STAMP}))
    for record in loaded.records.values():
        records.add(_json(_record_out(record, loaded, bodies, pages)))
    catalogue = {"stamp": STAMP, "handbook": encode(loaded.handbook), "bodies": bodies}
    return {CATALOGUE: _json(catalogue), PAGES: bytes(pages.data), RECORDS: bytes(records.data)}


def _record_out(record: Record, loaded: Loaded, bodies: Mapping[str, tuple[int, int]], pages: _Lines) -> list[Any]:
    """A record as a row; its body as a place in the file of pages, added there if it is not a page's as it is."""
    body: tuple[int, int] | None = None
    info = record.info
    if record.body and info:
        same = info.id in loaded.pages and loaded.pages.body(info.id) is record.body
        body = bodies[info.id] if same else pages.add(record.body.encoded())
    return [
        record.file, record.digest, encode(record.problems), encode(info), body, _data_out(record.data),
        encode(record.links), dict(record.places),
    ]  # fmt: skip


def read_records(folder: Path) -> dict[str, Record]:
    """What came of each file, to be handed to the next load.

    Raises:
        IndexUnusable: If it is missing, damaged or of another version.
    """
    try:
        first, *lines = (folder / RECORDS).read_bytes().splitlines()
        check_stamp(json.loads(first), _STAMP)
        file = PageFile(folder / PAGES)
        records: dict[str, Record] = {}
        for line in lines:
            name, digest, problems, info, body, data, links, places = json.loads(line)
            kept: PageInfo | None = decode(PageInfo, info) if info else None
            records[name] = Record(
                file=name,
                digest=digest,
                problems=decode(tuple[Problem, ...], problems),
                info=kept,
                body=file.body(kept.id, *body) if kept and body else None,
                data=_data_in(data),
                links=decode(tuple[Link, ...], links),
                places={key: (line_, column) for key, (line_, column) in places.items()},
            )
    except DAMAGE:
        raise IndexUnusable("The compiled files cannot be read.", BUILD_AGAIN) from None
    return records


def _data_out(data: Data | None) -> Any:
    """A record's data with its kind. An empty registry needs none."""
    if data is None or data == ():
        return None if data is None else ["", []]
    sample = type(data[0]) if isinstance(data, tuple) else type(data)
    name = next(name for name, kind in _DATA.items() if sample in (kind, *get_args(kind)))
    return [name, encode(data)]


def _data_in(value: Any) -> Data | None:
    if value is None:
        return None
    name, row = value
    data: Data = decode(_DATA[name], row) if name else ()
    return data


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class _Lines:
    """Lines of a file, each with the place it got."""

    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, line: bytes) -> tuple[int, int]:
        start = len(self.data)
        self.data += line + b"\n"
        return start, len(line)
