"""A handbook as it was loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handbook.content.body import Pages
from handbook.content.record import Record
from handbook.model.handbook import Handbook
from handbook.model.problem import Problem
from handbook.model.tuning import GoldenQuery, Lexicon, Ranking


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a folder: the handbook, and all that is wrong with its files."""

    handbook: Handbook
    pages: Pages
    """The pages of ``handbook.pages`` with their bodies."""
    problems: tuple[Problem, ...]
    """By file, line and column. Files with an error are left out of the handbook."""
    digests: Mapping[str, str] = field(hash=False)
    """SHA-256 of every file, by name: relative to the content folder, or ``index/...``."""
    lexicon: Lexicon
    ranking: Ranking
    queries: tuple[GoldenQuery, ...]
    records: Mapping[str, Record] = field(hash=False)
    """What came of each file: hand them to the next load, which then compiles only what has changed."""
    fingerprints: Mapping[str, str] = field(hash=False)
    """For each page id a digest of all that its page is made of: equal digests, equal pages."""
    folder: Path = field(default=Path())
    index: Path | None = None

    @property
    def failed(self) -> bool:
        """Whether there is an error, which stops a build."""
        return any(problem.severity == "error" for problem in self.problems)
