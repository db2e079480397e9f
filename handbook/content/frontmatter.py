"""The front matter of a Markdown file: YAML between two lines of three hyphens, at the very top."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handbook.content.report import Report

_FENCE = "---"
_KEY_LINE = re.compile(r"[A-Za-z_]\w*\s*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The two halves of a file."""

    yaml: str | None
    """The text between the fences, or None where the file has no front matter."""
    yaml_line: int
    """The line of the file at which it begins."""
    body: str
    """The Markdown, with empty lines in place of the front matter, so that its lines are the file's lines."""


def split(text: str, report: Report) -> FrontMatter | None:
    """The front matter and body of a file, or None where the front matter does not end (the report says so).

    A file without front matter is fine: all of it is body.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        _misplaced(lines, report)
        return None if report.failed else FrontMatter(None, 1, text)
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in (_FENCE, "..."):
            body = "\n" * (number + 1) + "\n".join(lines[number + 1 :])
            return FrontMatter("\n".join(lines[1:number]), 2, body)
    last = 1
    while last < len(lines) and (_KEY_LINE.match(lines[last]) or lines[last].startswith((" ", "-"))):
        last += 1
    fix = f"Put a line of three hyphens (---) after its last key, it seems after line {last}."
    report.error("unclosed-front-matter", (1, 1), "The front matter that begins here with --- never ends.", fix)
    return None


def _misplaced(lines: list[str], report: Report) -> None:
    """Front matter that is not opened on the first line would be shown as text: said here, where it can be mended."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or first + 1 >= len(lines):
        return
    if lines[first].strip() == _FENCE and _KEY_LINE.match(lines[first + 1]):
        message = "The front matter does not begin on the first line of the file."
        fix = "Delete what stands before the line of three hyphens, empty lines and spaces too."
        report.error("front-matter-place", (first + 1, 1), message, fix)
    elif first == 0 and _closed_keys(lines):
        message = "The keys at the top of the file are not opened by a line of three hyphens."
        report.error("front-matter-place", (1, 1), message, "Put a line of three hyphens (---) above the first key.")


def _closed_keys(lines: list[str]) -> bool:
    """Whether the file begins with keys, and nothing but keys, up to a line of three hyphens."""
    for number, line in enumerate(lines):
        if line.rstrip() == _FENCE:
            return number > 0
        if not (_KEY_LINE.match(line) or (number and (line.startswith((" ", "- ")) or not line.strip()))):
            return False
    return False
