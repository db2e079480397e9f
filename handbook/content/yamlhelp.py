"""YAML's own syntax errors in plain words, with what to do about each.

The words matched here are those of PyYAML's scanner and parser (not libyaml's), which is why the strict reader lets
that parser explain what either of them refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import yaml

from handbook.content.report import Place

Explained: TypeAlias = tuple[Place, str, str, str]
"""Place, rule, message and fix."""

_KEY = re.compile(r"\s*(?:- +)*([^\s:#'\"\[{][^:]*?):\s+(.*\S)\s*$")
_ITEM = re.compile(r"\s*-\s+\S")
_QUOTE_IT = "Put the text on this line in double quotes, and check its indentation against its neighbours."


def explain(error: Exception, lines: Sequence[str]) -> Explained:
    """What a YAML error means: its place in the text, a rule, a message and a fix.

    ``lines`` are those of the text that was read.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return (1, 1), "yaml", "An escape or a character in this file cannot be read as YAML.", _QUOTE_IT
    at = _within(error.problem_mark, lines)
    opened = _within(error.context_mark, lines) if error.context_mark else at
    problem, context = error.problem or "", error.context or ""
    if "quoted scalar" in context:
        return _quoted(problem, at, opened, lines)
    if "flow sequence" in context or "flow mapping" in context:
        return _bracket("[" if "sequence" in context else "{", opened)
    if "flow node" in context:
        return _open_bracket(at, lines)
    if "mapping values are not allowed" in problem:
        return _colon(at, lines)
    if "could not find expected ':'" in problem:
        return _no_colon(opened, lines)
    if "alphabetic or numeric" in problem or "scanning a tag" in context:
        return _first_character(opened, lines)
    if "that cannot start any token" in problem:
        return _first_character(at, lines)
    if "block scalar" in context:
        message = "After | or > the text begins on the next line, and something else stands behind the sign."
        return (
            at,
            "yaml-block",
            message,
            "Move the text to the next line and indent it by two spaces more than the key.",
        )
    if "sequence entries are not allowed" in problem:
        fix = 'Put the first "- " on a line of its own below the key, or the text in quotes if it is no list.'
        return at, "yaml-list", "A list item stands where a list cannot begin.", fix
    if "directive" in context or "directive" in problem:
        fix = "Remove lines that begin with % or ... and put text that begins so in quotes."
        return at, "yaml-directive", "A line here begins with a sign that speaks to YAML itself.", fix
    if "expected <block end>" in problem or "document start" in problem or "expected the node content" in problem:
        return _block_end(problem, at, lines)
    return at, "yaml", "YAML cannot read this line.", _QUOTE_IT


def _within(mark: yaml.Mark, lines: Sequence[str]) -> Place:
    """A mark of YAML's (from 0, it may lie behind the end) as a place on a line that holds something."""
    at = min(mark.line, len(lines) - 1)
    if at == mark.line and lines[at].strip():
        return at + 1, mark.column + 1
    while at > 0 and not lines[at].strip():
        at -= 1
    return at + 1, len(lines[at].rstrip()) + 1


def _character(at: Place, lines: Sequence[str]) -> str:
    return lines[at[0] - 1][at[1] - 1 : at[1]]


def _quoted(problem: str, at: Place, opened: Place, lines: Sequence[str]) -> Explained:
    if "escape" in problem or "hexadecimal" in problem:
        message = "Between double quotes a backslash begins a code, and this one is not known."
        return at, "yaml-escape", message, r"Write \\ for a backslash, or use single quotes around the text."
    mark = _character(opened, lines) or '"'
    inside = "write two single quotes" if mark == "'" else r"write \""
    fix = f"Put {mark} at the end of the text; for a quotation mark inside it, {inside}."
    return opened, "yaml-quote", f"The quotation mark {mark} opened here is never closed.", fix


def _bracket(opening: str, opened: Place) -> Explained:
    closing = "]" if opening == "[" else "}"
    message = f"The bracket {opening} opened here is not closed, or a comma or a quotation mark behind it is missing."
    fix = (
        f"Close it with {closing}, put commas between the values, and put text that begins with {opening} in quotes."
    )
    return opened, "yaml-bracket", message, fix


def _open_bracket(at: Place, lines: Sequence[str]) -> Explained:
    """A value is missing between brackets: the last one opened before it is shown."""
    for number in range(at[0], 0, -1):
        before = lines[number - 1][: at[1] - 1 if number == at[0] else None]
        column = max(before.rfind("["), before.rfind("{")) + 1
        if column:
            return _bracket(before[column - 1], (number, column))
    return _bracket("[", at)


def _colon(at: Place, lines: Sequence[str]) -> Explained:
    found = _KEY.match(lines[at[0] - 1])
    if found and ":" in found.group(2):
        written = found.group(2).replace("\\", "\\\\").replace('"', '\\"')
        message = f'The text of "{found.group(1)}" holds a colon, so YAML takes it for another key.'
        return at, "yaml-colon", message, f'Put the text in double quotes: {found.group(1)}: "{written}"'
    message = "A key stands where none can: the line above has not ended, or a text holds a colon."
    fix = "Put text that holds a colon in double quotes, and indent keys that belong together equally."
    return at, "yaml-colon", message, fix


def _no_colon(opened: Place, lines: Sequence[str]) -> Explained:
    if lines[opened[0] - 1].lstrip().startswith("---"):
        fix = "Write three hyphens and nothing else on the line."
        return opened, "yaml-line", "This line begins with --- and goes on.", fix
    message = "This line is neither a key with its value nor part of the text above it."
    fix = 'Write it as "key: value", or indent it by two spaces more than the key whose text it continues.'
    return opened, "yaml-line", message, fix


def _first_character(at: Place, lines: Sequence[str]) -> Explained:
    message = f"Text cannot begin with {_character(at, lines) or 'this character'} here unless it is in quotes."
    return at, "yaml-character", message, "Put the whole text in double quotes."


def _block_end(problem: str, at: Place, lines: Sequence[str]) -> Explained:
    text = lines[at[0] - 1]
    before = text[: at[1] - 1].rstrip()
    if "<scalar>" in problem and before.endswith(('"', "'")):
        fix = r"Put the whole text in one pair of quotes, and write \" for a double quote inside it."
        return at, "yaml-quote", "The text goes on after its closing quotation mark.", fix
    if not before and _ITEM.match(text):
        fix = "Indent all items of a list equally, by two spaces more than its key."
        return at, "yaml-indent", "This list item is not in line with the items or keys around it.", fix
    if not before:
        fix = "Indent keys that belong together by the same number of spaces."
        return at, "yaml-indent", "This line is not in line with the keys around it.", fix
    return at, "yaml", "YAML expected the line to end here.", _QUOTE_IT
