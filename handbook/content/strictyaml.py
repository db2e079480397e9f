"""A strict YAML reader over PyYAML's event stream: values with their places, and nothing else that YAML can do.

No loader, composer or constructor of PyYAML is used, so there are no aliases, anchors, tags or merge keys, nothing is
run and nothing recurses: the C loader dies on deeply nested brackets and doubles its work at each merge key, and both
loaders keep the last of two equal keys without a word.

Only ``true``, ``false``, ``null`` and plain decimal integers are typed. Every scalar keeps its raw text and whether
it stood without quotes, so that a schema can ask for quotes where text is due (``no``, ``3.10``, ``2026-11-22``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from handbook.content import yamlhelp
from handbook.content.report import Place, Report
from handbook.content.source import unsafe_words
from handbook.text import first_unsafe

MAX_DEPTH = 12
MAX_VALUES = 50_000

_DOUBTFUL = re.compile(r"[|>][-+0-9]*#")
"""A comment right behind the sign of a block: libyaml takes it, PyYAML does not."""
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value and where it stands."""

    value: str | int | bool | None
    raw: str
    plain: bool
    """Whether it stands without quotes."""
    at: Place
    end_line: int
    """The last line it reaches into, or the one after it."""
    literal: bool = False
    """Whether it is a ``|`` block, whose lines are the file's lines."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in the order of the file. A key is held with its own place."""

    entries: dict[str, tuple[Scalar, Node]]
    at: Place


Node: TypeAlias = Scalar | Sequence | Mapping
Events: TypeAlias = Callable[[str], Iterator[Any]]


class _Refused(Exception):
    """What YAML allows and this reader does not: rule, place, message, fix."""


def read(text: str, report: Report, first_line: int = 1, events: Events | None = None) -> Node | None:
    """The value of a YAML text, or None where it could not be read (the report says why).

    Args:
        text: Decoded text, free of control characters.
        report: Takes the problems; equal keys are reported and the first one is kept.
        first_line: The line of the file at which the text begins.
        events: The parser. By default libyaml's where PyYAML has it, and PyYAML's own wherever the two differ: in
            their words for errors, and in the few texts that only libyaml takes.
    """
    if _has_tabs(text, report, first_line):
        return None
    build = None
    if not events:
        try:
            build = _built(c_events(text), first_line)
        except (_Refused, yaml.YAMLError, ValueError, OverflowError):
            build = None
        if build and (build.doubtful or _DOUBTFUL.search(text)):
            build = None
    try:
        build = build or _built((events or python_events)(text), first_line)
    except _Refused as refused:
        report.error(*refused.args)
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        (line, column), *words = yamlhelp.explain(error, text.split("\n"))
        report.error(words[0], (line + first_line - 1, column), words[1], words[2])
        return None
    for fault in build.faults:
        report.error(*fault)
    return build.root or Scalar(None, "", True, (first_line, 1), first_line)


def _built(events: Iterator[Any], first_line: int) -> _Builder:
    build = _Builder(first_line)
    for event in events:
        build.take(event)
    return build


class _PythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser without composer and constructor."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def python_events(text: str) -> Iterator[Any]:
    """The events of PyYAML's own parser."""
    return _pump(_PythonParser(text))


def c_events(text: str) -> Iterator[Any]:
    """The events of libyaml, about fifteen times faster; PyYAML's own where it was built without libyaml."""
    return _pump(_CParser(text)) if _CParser else python_events(text)


def _pump(parser: Any) -> Iterator[Any]:
    while parser.check_event():
        yield parser.get_event()


_CParser: Any
try:
    from yaml._yaml import CParser as _CParser
except ImportError:
    _CParser = None


class _Builder:
    """Builds values from events with a stack of its own."""

    def __init__(self, first_line: int) -> None:
        self.root: Node | None = None
        self.faults: list[tuple[str, Place, str, str]] = []
        self._first_line = first_line
        self._stack: list[_Open] = []
        self._values = 0
        self._documents = 0
        self.doubtful = False
        """Whether a question mark stands in unquoted text between brackets, where the parsers differ."""

    def take(self, event: Any) -> None:
        mark = event.start_mark
        at = (mark.line + self._first_line, mark.column + 1)
        if isinstance(event, yaml.NodeEvent):
            self._refuse_node(event, at)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, at)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, at)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._put(self._stack.pop().close())
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event, at)

    def _refuse_node(self, event: yaml.NodeEvent, at: Place) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            message = "A value begins with & or *, which YAML takes for an anchor or an alias."
            raise _Refused(
                "anchor", at, message, "Write the value out. If it is text that begins so, put it in quotes."
            )
        if getattr(event, "tag", None) is not None:
            message = "A value begins with !, which YAML takes for a tag."
            raise _Refused("tag", at, message, "Remove the tag. If it is text that begins so, put it in quotes.")
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"The file holds more than {MAX_VALUES:,} values."
            raise _Refused("too-many-values", at, message, "Divide it into several files.")

    def _document(self, event: yaml.DocumentStartEvent, at: Place) -> None:
        self._documents += 1
        if event.version or event.tags:
            message = "The file has a YAML directive (a line that begins with %)."
            raise _Refused("directive", at, message, "Remove that line.")
        if self._documents > 1:
            message = "A line of --- begins a second document here, and a file holds one."
            fix = "Remove the line, or move what follows into a file of its own."
            raise _Refused("several-documents", at, message, fix)

    def _open(self, event: Any, at: Place) -> None:
        if len(self._stack) >= MAX_DEPTH:
            message = f"Values are nested more than {MAX_DEPTH} deep."
            raise _Refused("too-deep", at, message, "Check the brackets and the indentation.")
        if self._stack and self._stack[-1].wants_key:
            message = "A bracket or a list stands where a key is expected."
            raise _Refused("bad-key", at, message, 'Put text that begins with { or [ in quotes, as in "[draft] ...".')
        self._stack.append(_Open(isinstance(event, yaml.MappingStartEvent), event.flow_style, at))

    def _scalar(self, event: Any, at: Place) -> None:
        raw, plain = event.value, not event.style
        unsafe = first_unsafe(raw) if event.style == '"' else None  # elsewhere nothing can be written as an escape
        if unsafe:
            raise _Refused("control-character", at, *unsafe_words(unsafe[1]))
        value: str | int | bool | None = raw
        if plain:
            value = _WORDS.get(raw, raw)
            if isinstance(value, str) and _INTEGER.fullmatch(value):
                value = int(value)
        top = self._stack[-1] if self._stack else None
        if plain and top and top.flow and "?" in raw:
            self.doubtful = True
        end_line = event.end_mark.line + self._first_line
        if plain and not raw and not (top and not top.mapping):  # nothing written: the parsers differ on its place
            at = top.key.at if top and top.key else (self._first_line, 1)
            end_line = at[0]
        scalar = Scalar(value, raw, plain, at, end_line, event.style == "|")
        if top and top.wants_key:
            self._key(top, scalar)
        else:
            self._put(scalar)

    def _key(self, top: _Open, key: Scalar) -> None:
        if key.raw == "<<" and key.plain:
            message = "A key is <<, which merges other values in."
            raise _Refused("merge-key", key.at, message, "Write the keys out.")
        first = top.entries.get(key.raw)
        if first:
            here, there = key.at[0], first[0].at[0]
            message = f'The key "{key.raw}" is here twice, on line {there} and on line {here}.'
            self.faults.append(("duplicate-key", key.at, message, "Remove one of the two."))
        top.key = key

    def _put(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.key is not None:
            top.entries.setdefault(top.key.raw, (top.key, node))
            top.key = None


class _Open:
    """A list or mapping that has not ended yet."""

    __slots__ = ("at", "entries", "flow", "items", "key", "mapping")

    def __init__(self, mapping: bool, flow: bool, at: Place) -> None:
        self.mapping = mapping
        self.flow = flow
        self.at = at
        self.items: list[Node] = []
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.key: Scalar | None = None

    @property
    def wants_key(self) -> bool:
        return self.mapping and self.key is None

    def close(self) -> Node:
        return Mapping(self.entries, self.at) if self.mapping else Sequence(tuple(self.items), self.at)


def _has_tabs(text: str, report: Report, first_line: int) -> bool:
    """Report tabs: YAML refuses them as indentation, and its readers differ on them elsewhere."""
    if "\t" not in text:
        return False
    for number, line in enumerate(text.split("\n"), first_line):
        column = line.find("\t") + 1
        if column and not line[: column - 1].strip():
            message = "This line is indented with a tab, which YAML does not allow."
            report.error("tab", (number, column), message, "Replace the tab with spaces, two for each level.")
        elif column:
            message = "A tab stands in this line, which YAML reads in different ways."
            report.error("tab", (number, column), message, "Replace the tab with a space.")
    return True
