"""What came of one file: the unit that is compiled, kept and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from handbook.content.body import Body
from handbook.content.report import Place
from handbook.model.guide import Checklist, Pathway, Session
from handbook.model.page import Link, PageInfo
from handbook.model.problem import Problem
from handbook.model.registry import Contact, Source, Statement, Term
from handbook.model.tuning import GoldenQuery, Lexicon, Ranking

Named: TypeAlias = tuple[str, str]
"""An id and a title."""

_NOWHERE: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part as ``handbook.yaml`` names it."""

    id: str
    title: str
    pages: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``handbook.yaml`` says."""

    title: str = ""
    edition: str = ""
    date: str = ""
    owner: str = ""
    languages: tuple[str, ...] = ("en-GB",)
    strict: bool = False
    parts: tuple[PlannedPart, ...] = ()
    pathways: tuple[Named, ...] = ()
    checklists: tuple[Named, ...] = ()
    sessions: tuple[Named, ...] = ()

    def named(self) -> dict[str, str]:
        """Every page and guide it names, by id, with its title."""
        pages = (page for part in self.parts for page in part.pages)
        return dict([*pages, *self.pathways, *self.checklists, *self.sessions])


Guide: TypeAlias = Pathway | Checklist | Session
Data: TypeAlias = (
    Manifest
    | Guide
    | Lexicon
    | Ranking
    | tuple[Term, ...]
    | tuple[Source, ...]
    | tuple[Statement, ...]
    | tuple[Contact, ...]
    | tuple[GoldenQuery, ...]
)


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one file: a function of its name and bytes alone."""

    file: str
    """Relative to the content folder, with forward slashes; ``index/...`` for what tunes search."""
    digest: str
    """SHA-256 of its bytes, in hexadecimal digits."""
    problems: tuple[Problem, ...] = ()
    info: PageInfo | None = None
    """For a page or guide. Also there where the file has errors and its front matter could be read."""
    body: Body | None = None
    """For a page or guide."""
    data: Data | None = None
    """For a guide, a registry or a tuning file."""
    links: tuple[Link, ...] = ()
    """For a registry: the links in its texts (a page's are in ``info``)."""
    places: Mapping[str, Place] = field(default_factory=lambda: _NOWHERE, hash=False)
    """Where values stand, by dotted names such as ``related.0``."""

    @property
    def failed(self) -> bool:
        """Whether it has an error: then it is left out of the handbook."""
        return any(problem.severity == "error" for problem in self.problems)


Compiled: TypeAlias = Mapping[str, Record]
"""What came of each file of a folder, by name."""
