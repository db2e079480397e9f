"""Pages and passages, and the state of a page on a given day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from handbook.model.block import Block, plain_text
from handbook.model.reference import TOP, passage_id

Kind: TypeAlias = Literal[
    "finding", "procedure", "guidance", "reference", "local", "pathway", "checklist", "session", ""
]
Provenance: TypeAlias = Literal["synopsis 2015", "procedure", "practice guidance", "local", ""]
State: TypeAlias = Literal["current", "due", "overdue", "historic"]
Audience: TypeAlias = Literal["practitioner", "supervisor", "manager", "trainer"]

PAGE_KINDS: tuple[Kind, ...] = ("finding", "procedure", "guidance", "reference", "local")
"""What a Markdown page may say of itself in ``kind``."""
GUIDE_KINDS: tuple[Kind, ...] = ("pathway", "checklist", "session")
"""The kinds that pages made from YAML have."""
PROVENANCES: tuple[Provenance, ...] = ("synopsis 2015", "procedure", "practice guidance", "local")
AUDIENCES: tuple[Audience, ...] = ("practitioner", "supervisor", "manager", "trainer")
STATES: tuple[State, ...] = ("current", "due", "overdue", "historic")

DUE_DAYS = 60
"""A page is *due* in the last 60 days before its ``review_by``."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is written in a file: enough to check it and to say where it stands."""

    target: str
    line: int
    column: int
    citation: bool = False
    """True for ``[@source-id]``: then ``target`` is the id of a source."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading of any level with the text up to the next heading."""

    page: str
    slug: str
    title: str
    """The heading; for ``top``, the page's title."""
    level: int
    """1 for ``top``, else the level of the heading (2 for ``##``)."""
    headings: tuple[str, ...]
    """The headings above it and its own, below the page's title; empty for ``top``."""
    blocks: tuple[Block, ...]
    line: int = 1

    @property
    def id(self) -> str:
        """``page#slug``."""
        return passage_id(self.page, self.slug)

    @property
    def text(self) -> str:
        """The characters of the passage below its heading; see :mod:`handbook.model.block`."""
        return plain_text(self.blocks)


@dataclass(frozen=True, slots=True)
class Heading:
    """A passage without its text: what contents and links need."""

    slug: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class PageInfo:
    """All that is said about a page without its body."""

    id: str
    title: str
    part: str = ""
    kind: Kind = ""
    provenance: Provenance = ""
    summary: str = ""
    audience: tuple[Audience, ...] = ()
    found_by: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    owner: str = ""
    checked: date | None = None
    reviewed: str = ""
    """The day and role of a practitioner's review as written, or empty: nobody has reviewed it yet."""
    review_by: date | None = None
    historic: bool = False
    former_ids: tuple[str, ...] = ()
    restraint: str = ""
    generated_from: str = ""
    file: str = ""
    """The file it came from, relative to the content folder, with forward slashes."""
    findable: bool = True
    """False for a page that search leaves out, such as a start page that only leads to others."""
    unquoted: tuple[str, ...] = ()
    """Slugs of passages that search finds and never quotes: their words stand on the page alone."""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()

    def state(self, today: date) -> State:
        """Historic where the page says so, else by ``review_by``: overdue after it, due in its last 60 days."""
        if self.historic:
            return "historic"
        if self.review_by is None:
            return "current"
        if today > self.review_by:
            return "overdue"
        return "due" if today >= self.review_by - timedelta(days=DUE_DAYS) else "current"

    def heading(self, slug: str) -> Heading | None:
        """The heading with this slug, or None."""
        return next((heading for heading in self.headings if heading.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its passages, the first of which is ``top`` (it may be empty)."""

    info: PageInfo
    passages: tuple[Passage, ...] = field(default=())

    def passage(self, slug: str) -> Passage | None:
        """The passage with this slug (``top`` for the empty string), or None."""
        wanted = slug or TOP
        return next((passage for passage in self.passages if passage.slug == wanted), None)
