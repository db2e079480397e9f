"""The running text of a handbook's files, piece by piece, with where to find it again in them.

The rules for words and figures look at text, not at blocks; they report a line and column of the file it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handbook.content.guidepages import RESTS_ON
from handbook.content.record import Record
from handbook.content.report import Place, quote
from handbook.model.block import Block, Callout, CalloutKind, leaves, span_text
from handbook.model.page import Passage
from handbook.model.problem import Problem, Severity
from handbook.model.registry import Contact, Statement, Term

_LAST = 10**9


@dataclass(frozen=True, slots=True)
class Piece:
    """A leaf of a page, or a text of a registry."""

    file: str
    page: str
    """The page's id; empty for a registry."""
    text: str
    lines: tuple[int, int]
    """The first and last line of the file between which it stands."""
    block: int = -1
    """The number of the block it belongs to, within its page; -1 for titles and texts of a registry."""
    callouts: tuple[CalloutKind, ...] = ()
    """The handbook's own blocks around it."""
    cites: bool = False
    """Whether it holds a citation."""
    cites_first: bool = False
    """Whether its first sentence holds one."""


def pieces(records: Mapping[str, Record]) -> Iterator[Piece]:
    """The text of all files without errors, file by file. Passages made from registries are left out."""
    for record in records.values():
        if record.failed:
            continue
        if record.info and record.body:
            yield from _of_page(record)
        elif isinstance(record.data, tuple):
            yield from _of_registry(record)


def _of_page(record: Record) -> Iterator[Piece]:
    assert record.info
    assert record.body
    file, page = record.file, record.info.id
    for key, text in (("title", record.info.title), ("summary", record.info.summary)):
        line = record.places.get(key, (1, 1))[0]
        yield Piece(file, page, text, (line, line + 20))
    passages = record.body.passages
    starts = sorted({passage.line for passage in passages})
    block = 0
    for passage in passages:
        later = next((line for line in starts if line > passage.line), _LAST)
        lines = (passage.line, later)
        yield Piece(file, page, passage.title, lines)
        for item in passage.blocks:
            block += 1
            yield from _leaves(item, Piece(file, page, "", lines, block), ())


def _leaves(block: Block, like: Piece, around: tuple[CalloutKind, ...]) -> Iterator[Piece]:
    if isinstance(block, Callout):
        for inner in block.blocks:
            yield from _leaves(inner, like, (*around, block.kind))
        return
    for spans in leaves((block,)):
        if spans[:1] == (RESTS_ON,):
            continue  # made from ids, not written
        text = span_text(spans)
        before = text.split(". ", 1)[0]
        length, first = 0, False
        for span in spans:
            first = first or bool(span.source and length <= len(before) + 2)
            length += len(span.text)
        cites = any(span.source for span in spans)
        yield Piece(like.file, like.page, text, like.lines, like.block, around, cites, first)


def _of_registry(record: Record) -> Iterator[Piece]:
    assert isinstance(record.data, tuple)
    for number, entry in enumerate(record.data):
        if isinstance(entry, Term):
            name, texts = "terms", (entry.term, entry.meaning)
        elif isinstance(entry, Statement):
            name, texts = "statements", (entry.heading, entry.text)
        elif isinstance(entry, Contact):
            name, texts = "contacts", (entry.name, entry.use)
        else:
            return
        line = record.places.get(f"{name}.{number}.id", (1, 1))[0]
        for text in texts:
            yield Piece(record.file, "", text, (line, line + 20))


def passage_pieces(passage: Passage) -> tuple[str, ...]:
    """The leaves of a passage as text."""
    return tuple(span_text(spans) for spans in leaves(passage.blocks))


class Files:
    """The files of a content folder as lines, read when a problem is to be placed in one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        """The lines of a file; none where it cannot be read any more."""
        if file not in self._lines:
            try:
                text = (self._folder / file).read_bytes().decode("utf-8", "replace")
            except OSError:
                text = ""
            self._lines[file] = text.replace("\r\n", "\n").split("\n")
        return self._lines[file]

    def find(self, piece: Piece, words: str) -> Place:
        """Where words of a piece stand in its file; at worst, where the piece may begin."""
        lines = self.lines(piece.file)
        first, last = piece.lines[0], min(piece.lines[1], len(lines))
        text = "\n".join(lines[first - 1 : last])
        pattern = r"[\s>*_|`\\]+".join(re.escape(word) for word in words.split())
        found = re.search(pattern, text) if pattern else None
        if found is None:
            return max(first, 1), 1
        before = text[: found.start()]
        return first + before.count("\n"), found.start() - (before.rfind("\n") + 1) + 1

    def problem(self, file: str, at: Place, rule: str, severity: Severity, message: str, fix: str) -> Problem:
        """A problem with its line quoted."""
        return Problem(file, *at, rule, severity, message, fix, quote(self.lines(file), at[0]))
