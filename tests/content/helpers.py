"""What the tests of this room share."""

from __future__ import annotations

from pathlib import Path

from handbook.content.compiler import compile_file
from handbook.content.files import digest_of
from handbook.content.record import Record
from handbook.model.block import Block
from handbook.model.page import Passage
from handbook.model.problem import Problem


def compiled(text: str, file: str = "part/page.md") -> Record:
    """A file of this text, compiled."""
    data = text.encode()
    return compile_file(file, data, digest_of(data))


def passages(text: str, file: str = "part/page.md") -> tuple[Passage, ...]:
    """The passages of a page that compiles without an error."""
    record = compiled(text, file)
    assert not record.failed, record.problems
    assert record.body
    return record.body.passages


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a page without headings."""
    (top,) = passages(text)
    return top.blocks


def only(record: Record) -> Problem:
    """The one problem of a file."""
    (problem,) = record.problems
    return problem


def by_rule(problems: tuple[Problem, ...], rule: str) -> list[Problem]:
    """The problems of one rule."""
    return [problem for problem in problems if problem.rule == rule]


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files by name; the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def said(problem: Problem) -> tuple[int, int, str, str]:
    """Place, rule and severity of a problem."""
    return problem.line, problem.column, problem.rule, problem.severity
