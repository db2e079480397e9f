"""What a build takes over from the index before it: whole segments, less the pages that changed or left.

Files of a segment never change, so they are linked (copied where the file system cannot). The pages taken out are
listed in Whoosh's table of contents, which every build writes anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbook.errors import IndexUnusable
from handbook.model.tuning import Ranking
from handbook.search import directory, seal
from handbook.search.directory import Directory, Entry
from handbook.search.store import Store

MOST_SEGMENTS = 6
"""Where there are as many already, the pages of the small ones are indexed anew with those that changed."""
_SMALL_SHARE = 4
"""A segment is small if the largest has more than four times its documents."""
_STALE_SHARE = 3
"""A segment of which more than a third would be taken out is not worth keeping."""


@dataclass(slots=True)
class Carried:
    """Segments taken over, renumbered from document 0."""

    segments: list[Any] = field(default_factory=list)
    firsts: dict[str, int] = field(default_factory=dict)
    """The first document of each page that stays."""
    documents: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    """Files of the segments, by name."""
    folder: Path | None = None
    unchanged: frozenset[str] = frozenset()
    """Pages whose text is as it was, also where their segment is not kept."""

    def link(self, target: Path) -> dict[str, tuple[int, str]]:
        """Put the segments' files into a folder; their sizes and digests."""
        sealed = {}
        for name, data in self.files.items():
            assert self.folder is not None
            try:
                os.link(self.folder / name, target / name)
            except OSError:
                shutil.copyfile(self.folder / name, target / name)
            sealed[name] = (len(data), seal.digest(data))
        return sealed


def carry(previous: Path | None, pages: Sequence[str], digests: Mapping[str, str], ranking: Ranking) -> Carried:
    """What can be taken over from an index for a build of these pages; nothing where it cannot be used.

    Args:
        previous: The folder of the index before.
        pages: Ids of the pages that the new index is to have.
        digests: For pages, a digest of what is indexed of them.
        ranking: The weights of the new index: marks made with others are of no use.
    """
    if previous is None:
        return Carried()
    try:
        _, files = seal.read(previous)
        before = Directory.from_bytes(files[directory.FILE])
        store = Store(files)
    except (IndexUnusable, ValueError, KeyError, TypeError):
        return Carried()
    wanted = set(pages)
    same = {
        entry.id: entry
        for entry in before.pages
        if entry.id in wanted and entry.digest and digests.get(entry.id) == entry.digest
    }
    carried = Carried(folder=previous, unchanged=frozenset(same))
    if before.ranking != ranking:
        return carried
    segments = store.segments
    largest = max((segment.doc_count() for segment in segments), default=0)
    crowded = len(segments) >= MOST_SEGMENTS and len(same) < len(wanted)
    first = 0
    for segment in segments:
        count = segment.doc_count_all()
        inside = [entry for entry in same.values() if first <= entry.first < first + count]
        alive = sum(entry.end - entry.first for entry in inside)
        small = segment.doc_count() * _SMALL_SHARE < largest
        if inside and (count - alive) * _STALE_SHARE <= count and not (crowded and small):
            _keep(carried, segment, inside, first)
            prefix = f"{segment.segment_id()}."
            carried.files.update((name, data) for name, data in files.items() if name.startswith(prefix))
        first += count
    return carried


def _keep(carried: Carried, segment: Any, inside: Sequence[Entry], first: int) -> None:
    alive = bytearray(segment.doc_count_all())
    for entry in inside:
        start = entry.first - first
        alive[start : start + entry.end - entry.first] = b"\1" * (entry.end - entry.first)
        carried.firsts[entry.id] = carried.documents + start
    for document, stays in enumerate(alive):
        if not stays and not segment.is_deleted(document):
            segment.delete_document(document)
    carried.segments.append(segment)
    carried.documents += segment.doc_count_all()
