"""Which documents of the index are which page: a small file beside Whoosh's, written anew by every build.

Reading order, titles, parts and review dates live here and not in the segments, so that moving a page or a change of
its date needs nothing indexed again.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from handbook.model.page import DUE_DAYS, PageInfo
from handbook.model.tuning import EntryKind, Lexicon, LexiconEntry, Ranking
from handbook.search.record import BEFORE_FOUND_BY, FOUND_BY, PASSAGE, SUMMARY, TITLE

FILE = "pages.json"


class Entry(NamedTuple):
    """A page and its documents: title, summary, ``found_by`` and passages, from ``first`` on."""

    id: str
    title: str
    part: str
    kind: str
    provenance: str
    review_by: str
    historic: bool
    first: int
    phrases: int
    passages: int
    digest: str
    """Of what is indexed of the page; empty where that is not known."""

    @property
    def texts(self) -> int:
        """The document of its first passage."""
        return self.first + BEFORE_FOUND_BY + self.phrases

    @property
    def end(self) -> int:
        """The document after its last."""
        return self.texts + self.passages


def entry(info: PageInfo, first: int, passages: int, digest: str) -> Entry:
    """The entry of a page whose documents start at ``first``."""
    return Entry(
        info.id,
        info.title,
        info.part,
        info.kind,
        info.provenance,
        info.review_by.isoformat() if info.review_by else "",
        info.historic,
        first,
        len(info.found_by),
        passages,
        digest,
    )


@dataclass(frozen=True, slots=True)
class Directory:
    """All pages in reading order, and what queries need to know beside the segments."""

    pages: tuple[Entry, ...]
    documents: int
    """Documents of all segments, those of pages taken out included."""
    ranking: Ranking
    lexicon: Lexicon

    def layout(self) -> tuple[Sequence[int], bytes]:
        """For each document its page's number in reading order (-1: taken out) and its role."""
        page_of = array("i", [-1]) * self.documents
        role_of = bytearray([PASSAGE]) * self.documents
        for number, page in enumerate(self.pages):
            page_of[page.first : page.end] = array("i", [number]) * (page.end - page.first)
            role_of[page.first] = TITLE
            role_of[page.first + 1] = SUMMARY
            role_of[page.first + BEFORE_FOUND_BY : page.texts] = bytes([FOUND_BY]) * page.phrases
        return page_of, bytes(role_of)

    def states(self, today: date) -> list[str]:
        """The state of each page on a day, by the rule of :meth:`handbook.model.page.PageInfo.state`."""
        now = today.isoformat()
        soon = (today + timedelta(days=DUE_DAYS)).isoformat() if today < date.max - timedelta(days=DUE_DAYS) else ""
        states = []
        for page in self.pages:
            if page.historic:
                states.append("historic")
            elif not page.review_by:
                states.append("current")
            elif page.review_by < now:
                states.append("overdue")
            else:
                states.append("due" if not soon or page.review_by <= soon else "current")
        return states

    def to_bytes(self) -> bytes:
        """The file's content."""
        said = {
            "documents": self.documents,
            "ranking": asdict(self.ranking),
            "lexicon": [[entry.kind, entry.words, entry.one_way] for entry in self.lexicon.entries],
            "pages": self.pages,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, data: bytes) -> Directory:
        """A directory from a file whose seal was checked."""
        said: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
        known = {item.name for item in fields(Ranking)}
        entries: list[LexiconEntry] = []
        for kind, words, one_way in said["lexicon"]:
            entry_kind: EntryKind = kind
            entries.append(LexiconEntry(entry_kind, tuple(words), one_way))
        return cls(
            pages=tuple(Entry(*page) for page in said["pages"]),
            documents=said["documents"],
            ranking=replace(Ranking(), **{key: value for key, value in said["ranking"].items() if key in known}),
            lexicon=Lexicon(tuple(entries)),
        )
