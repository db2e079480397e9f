"""Pages as the index takes them: plain tuples that cross to another process cheaply, and the documents they become.

A page's documents stand next to one another, in this order: its title, its summary, each of its ``found_by``, each of
its passages. ``Record.documents`` says how many there are; :class:`Shape` says which is which.
"""

from __future__ import annotations

from dataclasses import dataclass

from handbook.model.block import Block, Callout, Spans, leaves
from handbook.model.page import Page
from handbook.model.reference import TOP

TITLE, SUMMARY, FOUND_BY, PASSAGE = range(4)
"""The roles of documents."""
BEFORE_FOUND_BY = 2

Kept = tuple[str, tuple[str, ...], str]
"""What is kept of a passage to show it: slug, headings, text."""
Run = tuple[bool, str]
"""A stretch of a passage's text, and whether it stands in an answer block."""


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage to be indexed."""

    kept: Kept
    own: str
    """Its own heading; empty for the text before the first."""
    path: tuple[str, ...]
    """The headings above it."""
    runs: tuple[Run, ...]
    """Its text without the marks of citations, which name sources and answer no question."""


@dataclass(frozen=True, slots=True)
class Record:
    """A page to be indexed."""

    id: str
    title: str
    summary: str
    kind: str
    found_by: tuple[str, ...]
    passages: tuple[PassageRecord, ...]

    @property
    def documents(self) -> int:
        """How many documents of the index the page becomes."""
        return BEFORE_FOUND_BY + len(self.found_by) + len(self.passages)


def record(page: Page) -> Record:
    """What the index takes of a page."""
    passages = []
    for passage in page.passages:
        top = passage.slug == TOP
        passages.append(
            PassageRecord(
                kept=(passage.slug, passage.headings, passage.text),
                own=page.info.title if top else passage.title,
                path=passage.headings[:-1],
                runs=_runs(passage.blocks),
            )
        )
    info = page.info
    return Record(info.id, info.title, info.summary, info.kind, info.found_by, tuple(passages))


def _runs(blocks: tuple[Block, ...]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for block in blocks:
        answer = isinstance(block, Callout) and block.kind == "answer"
        text = "\n".join(_without_citations(leaf) for leaf in leaves((block,)))
        if runs and runs[-1][0] == answer:
            runs[-1] = (answer, f"{runs[-1][1]}\n{text}")
        else:
            runs.append((answer, text))
    return tuple(runs)


def _without_citations(spans: Spans) -> str:
    return "".join(" " if span.source else span.text for span in spans)
