"""Running text of Markdown to spans and links, each link with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token

from handbook.content.report import Place, Report
from handbook.content.source import unsafe_words
from handbook.content.strictyaml import Scalar
from handbook.content.targets import resolve
from handbook.model.block import Span, Spans
from handbook.model.page import Link
from handbook.model.reference import is_slug
from handbook.text import first_unsafe

_PLACED = {"link": link, "image": image, "autolink": autolink, "html_inline": html_inline}
_CITATION = re.compile(r"\[@([^\[\]\n]*)\](?!\()")
_SPACES = re.compile(r"[ \t]{2,}|\t")


class Origin(Protocol):
    """Where the text that is read as Markdown comes from."""

    def line(self, number: int) -> int:
        """The line of the file on which a line of the text (from 0) stands."""

    def place(self, number: int, content: str, start: int, end: int) -> Place:
        """The place of a piece of running text: ``content[start:end]``, its first line being ``number``."""


class InFile:
    """Text whose lines are the lines of the file."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._last: Place = (0, 0)

    def line(self, number: int) -> int:
        """See :class:`Origin`."""
        return number + 1

    def place(self, number: int, content: str, start: int, end: int) -> Place:
        """See :class:`Origin`."""
        line = number + content.count("\n", 0, start) + 1
        piece = content[start:end].split("\n", 1)[0]
        source = self._lines[line - 1] if line <= len(self._lines) else ""
        behind = self._last[1] if self._last[0] == line else 0
        column = (source.find(piece, behind) + 1) or (source.find(piece) + 1)
        self._last = (line, column)
        return line, column or 1


class InScalar:
    """Text that is a value in a YAML file, where lines may be folded: pieces are looked for, one after another."""

    def __init__(self, lines: Sequence[str], scalar: Scalar) -> None:
        self._lines = lines
        self._scalar = scalar
        self._last: Place = (scalar.at[0], scalar.at[1] - 1)

    def line(self, number: int) -> int:
        """See :class:`Origin`."""
        return self._scalar.at[0] + 1 + number if self._scalar.literal else self._scalar.at[0]

    def place(self, number: int, content: str, start: int, end: int) -> Place:
        """See :class:`Origin`."""
        piece = re.split(r"[\n ]", content[start:end], maxsplit=1)[0]
        line, column = self._last
        while line <= min(self._scalar.end_line, len(self._lines)):
            found = self._lines[line - 1].find(piece, column)
            if found >= 0:
                self._last = (line, found + 1)
                return line, found + 1
            line, column = line + 1, 0
        return self._scalar.at


def placed_rules(md: MarkdownIt) -> None:
    """Make a parser note where links, pictures and tags begin and end, and teach it citations."""
    for name, rule in _PLACED.items():
        md.inline.ruler.at(name, _placed(rule))
    md.inline.ruler.before("link", "citation", _citation)


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before : before + 2]:  # text before it may be pushed first
                if token.type in ("link_open", "image", "html_inline"):
                    token.meta["at"] = (start, state.pos)
                    break
        return True

    return placed


def _citation(state: StateInline, silent: bool) -> bool:
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found.group(1).strip()
        token.meta["at"] = found.span()
    state.pos = found.end()
    return True


@dataclass(slots=True)
class InlineReader:
    """Makes spans of the running text of one file, and collects its links."""

    page: str
    file: str
    report: Report
    links: list[Link] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """The number that stands for each source cited: its place in the page's ``sources``, then as they come."""

    def spans(self, token: Token, origin: Origin) -> Spans:
        """The spans of an ``inline`` token."""
        number = token.map[0] if token.map else 0
        found: list[Span] = []
        emphasis = strong = 0
        target = ""
        for child in token.children or ():
            kind, text, source = child.type, "", ""
            if kind == "text":
                text = _SPACES.sub(" ", child.content)
            elif kind == "softbreak":
                text = " "
            elif kind == "hardbreak":
                text = "\n"
            elif kind == "code_inline":
                text = child.content
            elif kind in ("em_open", "em_close"):
                emphasis += child.nesting
            elif kind in ("strong_open", "strong_close"):
                strong += child.nesting
            elif kind == "link_close":
                target = ""
            else:
                at = origin.place(number, token.content, *child.meta.get("at", (0, 0)))
                if kind == "link_open":
                    target = self._link(str(child.attrs.get("href", "")), at)
                elif kind == "citation":
                    source = self._citation(child.content, at)
                    text = f"[{self._number(source)}]" if source else ""
                else:
                    self._cannot_show(kind, child.content, at)
            if text:
                _add(found, Span(text, emphasis > 0, strong > 0, kind == "code_inline", target, source))
        self._check(found, number, token.content, origin)
        return tuple(found)

    def _link(self, written: str, at: Place) -> str:
        target = resolve(written, self.page, self.file)
        unsafe = first_unsafe(target.to)
        if unsafe:
            self.report.error("control-character", at, *unsafe_words(unsafe[1]))
            return ""
        if target.rule:
            self.report.error(target.rule, at, target.message, target.fix)
            return ""
        self.links.append(Link(target.to, *at))
        return target.to if target.opens else ""

    def _citation(self, source: str, at: Place) -> str:
        if is_slug(source):
            self.links.append(Link(source, *at, citation=True))
            return source
        message = f'"[@{source}]" cites a source, and what stands behind @ is not the id of one.'
        self.report.error("bad-citation", at, message, "Write one id from sources.yaml, as in [@seed-s15].")
        return ""

    def _number(self, source: str) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def _cannot_show(self, kind: str, written: str, at: Place) -> None:
        if kind == "image":
            message, fix = "A picture cannot be shown in a terminal.", "Say in words what it shows, and remove it."
            self.report.error("picture", at, message, fix)
        else:
            html_error(written, at, self.report)

    def _check(self, spans: list[Span], number: int, content: str, origin: Origin) -> None:
        """Refuse characters that came in as entities (``&#x202E;``)."""
        unsafe = first_unsafe("".join(span.text for span in spans))
        if unsafe:
            start = max(content.find("&#"), 0)
            at = origin.place(number, content, start, start + 3)
            self.report.error("control-character", at, *unsafe_words(unsafe[1]))


def html_error(written: str, at: Place, report: Report) -> None:
    """Report a tag or comment of HTML."""
    tag = written.strip().split("\n", 1)[0]
    what = "A comment in HTML" if tag.startswith("<!--") else f"HTML ({tag[:40]})"
    fix = "Remove it. For stress write *text* or **text**; a lone < is written \\<."
    report.error("raw-html", at, f"{what} cannot be shown in a terminal.", fix)


def _add(spans: list[Span], new: Span) -> None:
    """Append a span, joining it with the last one where both are in the same manner."""
    last = spans[-1] if spans else None
    if last and not new.source and _manner(last) == _manner(new):
        spans[-1] = replace(new, text=last.text + new.text)
    else:
        spans.append(new)


def _manner(span: Span) -> tuple[object, ...]:
    return span.emphasis, span.strong, span.code, span.target, span.source
