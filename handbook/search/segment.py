"""Pages into a segment of Whoosh's.

Postings are collected by term and written in one pass with Whoosh's own codec, in memory: the caller puts the files
down. ``IndexWriter.add_document`` would send each posting through a sorted pool of tuples and, past its limit,
through files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handbook.model.tuning import Ranking
from handbook.search.record import Kept, PassageRecord, Record
from handbook.search.schema import HEADING_PLACES, INDEX, KEPT, SINGLE, TERMS, Codec, pack, schema
from handbook.search.weigh import PassageWeights, Where, phrase_marks, summary_marks
from handbook.search.words import GAP, gather, tokens

from whoosh.filedb.filestore import RamStorage  # isort: skip

MOST_POSTINGS = 3_000_000
"""A segment is closed when it has this many, which take about 200 MB."""
_PATH_PLACES = HEADING_PLACES // 4


@dataclass(slots=True)
class Postings:
    """Where a term occurs, by document: parallel lists."""

    documents: list[int] = field(default_factory=list)
    marks: bytearray = field(default_factory=bytearray)
    values: list[bytes] = field(default_factory=list)


class Collector:
    """Takes pages in, term by term."""

    def __init__(self, ranking: Ranking) -> None:
        self._weights = PassageWeights(ranking)
        self._terms: dict[str, Postings] = {}
        self._kept: list[Kept] = []
        self.postings = 0

    @property
    def documents(self) -> int:
        """How many documents were taken in."""
        return len(self._kept)

    def add(self, record: Record) -> None:
        """Take in a page: its documents are numbered on from the last."""
        self._phrase(record.title)
        where: dict[str, list[int]] = {}
        length = gather(f"{record.summary}\n{record.kind}", where)
        self._post(where, summary_marks(where, length), ("", (), record.summary))
        for phrase in record.found_by:
            self._phrase(phrase)
        for passage in record.passages:
            self._passage(passage)

    def lists(self) -> Iterator[tuple[str, Sequence[int], Sequence[int]]]:
        """Each term with its documents and marks."""
        for term, postings in self._terms.items():
            yield term, postings.documents, postings.marks

    def _phrase(self, text: str) -> None:
        found = tokens(text)
        where: dict[str, list[int]] = {}
        for token in found:
            where.setdefault(token.term, []).append(token.place)
        self._post(where, phrase_marks(found), ("", (), text))

    def _passage(self, passage: PassageRecord) -> None:
        own: dict[str, list[int]] = {}
        path: dict[str, list[int]] = {}
        answer: dict[str, list[int]] = {}
        body: dict[str, list[int]] = {}
        gather(passage.own, own)
        gather("\n".join(passage.path), path, _PATH_PLACES)
        place = HEADING_PLACES
        for in_answer, text in passage.runs:
            place = gather(text, answer if in_answer else body, place) + GAP
        marks = self._weights.marks(own, path, answer, body, place - HEADING_PLACES)
        where = body
        for more in (answer, path, own):
            for term, at in more.items():
                where[term] = sorted(at + where[term]) if term in where else at
        self._post(where, marks, passage.kept)

    def _post(self, where: Where, marks: Mapping[str, int], kept: Kept) -> None:
        document = len(self._kept)
        self._kept.append(kept)
        self.postings += len(where)
        terms = self._terms
        single = len(SINGLE)
        for term, at in where.items():
            postings = terms.get(term)
            if postings is None:
                postings = terms[term] = Postings()
            postings.documents.append(document)
            postings.marks.append(marks[term])
            first = at[0]
            postings.values.append(SINGLE[first] if len(at) == 1 and first < single else pack(at))

    def write(self) -> tuple[Any, dict[str, bytes]]:
        """Whoosh's segment, and its files by name."""
        storage = RamStorage()
        kind = Codec()
        segment = kind.new_segment(storage, INDEX)
        fields = schema()
        documents = kind.per_document_writer(storage, segment)
        kept_field = fields[KEPT]
        for number, kept in enumerate(self._kept):
            documents.start_doc(number)
            documents.add_field(KEPT, kept_field, kept, 0)
            documents.finish_doc()
        segment.set_doc_count(len(self._kept))
        documents.close()
        segment._fieldlengths = {}  # nothing is scored by it; as Whoosh leaves it, it would name a class to unpickle
        writer = kind.field_writer(storage, segment)
        writer.start_field(TERMS, fields[TERMS])
        for name, term in sorted((term.encode("utf-8"), term) for term in self._terms):
            writer.start_term(name)
            postings = self._terms[term]
            writer._postwriter.add_all(postings.documents, postings.marks, postings.values)
            writer.finish_term()
        writer.finish_field()
        writer.close()
        return segment, {name: bytes(storage.files[name]) for name in storage.list()}
