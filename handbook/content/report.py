"""Where the problems of one file are collected while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from handbook.model.problem import Problem, Severity
from handbook.text import guard

MOST = 200
"""Problems kept of one file: a file with more is not helped by a longer list."""

_QUOTED = 300
"""Characters of a line that are quoted."""

_TOO_MANY = ("too-many-problems", "This file has more problems than are listed.", "Mend those above and check again.")

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1; columns count characters."""


class Report:
    """The problems of one file, each with its place, the line as it stands there and what to do about it."""

    def __init__(self, file: str, lines: Sequence[str] = ()) -> None:
        self.file = file
        self.lines: Sequence[str] = lines
        self.problems: list[Problem] = []
        self.failed = False
        """Whether there was an error: then what was read of the file is not used."""

    def error(self, rule: str, at: Place, message: str, fix: str) -> None:
        """Something that stops a build."""
        self.failed = True
        self._add("error", rule, at, message, fix)

    def warning(self, rule: str, at: Place, message: str, fix: str) -> None:
        """Something to look at that stops nothing."""
        self._add("warning", rule, at, message, fix)

    def _add(self, severity: Severity, rule: str, at: Place, message: str, fix: str) -> None:
        if len(self.problems) > MOST:
            return
        if len(self.problems) == MOST:
            rule, message, fix = _TOO_MANY
        quoted = quote(self.lines, at[0])
        self.problems.append(Problem(self.file, *at, rule, severity, guard(message), guard(fix), quoted))


def in_file(problem: Problem) -> tuple[str, int, int]:
    """What problems are ordered by: file, line and column, and at one place as they were found."""
    return problem.file, problem.line, problem.column


def quote(lines: Sequence[str], line: int) -> str:
    """A line as it stands in the file (guarded, and cut where it is very long), or the empty string."""
    if not 1 <= line <= len(lines):
        return ""
    text = guard(lines[line - 1].rstrip())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def place_of(text: str, offset: int) -> Place:
    """Line and column of a character offset."""
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word most like another, or the empty string where none is near."""
    from difflib import get_close_matches  # only where something is wrong

    found = get_close_matches(word[:100].lower(), known, 1, 0.6)
    return found[0] if found else ""


def meant(word: str, known: Sequence[str]) -> str:
    """``Did you mean "kind"? `` with a space behind it, or the empty string."""
    near = nearest(word, known)
    return f'Did you mean "{near}"? ' if near else ""
