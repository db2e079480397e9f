"""Markdown to blocks and passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from handbook.content.blocks import BlockReader
from handbook.content.callout import callouts
from handbook.content.ids import slugify
from handbook.content.inline import InFile, InlineReader, InScalar, Origin, placed_rules
from handbook.content.report import Place, Report
from handbook.content.strictyaml import Scalar
from handbook.model.block import Block, Paragraph, Span, Spans, plain_text, span_text
from handbook.model.page import Link, Passage
from handbook.model.reference import TOP, is_slug

MOST_INLINE = 20_000
"""Characters of one paragraph, heading or cell: the time that Markdown's brackets take grows with their square."""

_SLUG = re.compile(r"(?:^|\s+)\{#([^{}]*)\}\s*$")
_PLAIN = re.compile(r"[^\W\d_][^\\`*_\[\]<>&\n\t]*")
"""One line that begins with a letter and holds nothing that means anything to Markdown."""


class MarkupReader:
    """Reads the Markdown of one file: a page's body, or the texts of a YAML file.

    Problems go to the report and links are collected in ``links``. ``page`` is the id that ``#slug`` is read with;
    ``sources`` are those the page names, which citations are numbered by.
    """

    def __init__(self, page: str, file: str, report: Report, sources: Sequence[str] = ()) -> None:
        self._report = report
        numbers = {source: number for number, source in enumerate(dict.fromkeys(sources), 1)}
        self._inline = InlineReader(page, file, report, numbers=numbers)
        self._page = page

    @property
    def links(self) -> list[Link]:
        """The links and citations found so far, in reading order."""
        return self._inline.links

    def passages(self, body: str, title: str) -> tuple[Passage, ...]:
        """The passages of a page: ``top``, then one for each heading.

        A heading of level 1 that says what the title says is not one. A slug written twice is an error; a derived one
        met again gets ``-2`` and a warning.
        """
        origin = InFile(self._report.lines)
        tokens = _markdown().parse(body)
        reader = BlockReader(tokens, self._inline, self._report, origin)
        slugs = _Slugs(tokens, self._report, origin)
        path: list[tuple[int, str]] = []
        slug, heading, level = TOP, title, 1
        line = next((number for number, text in enumerate(body.split("\n"), 1) if text.strip()), 1)
        found: list[Passage] = []
        while True:
            blocks = reader.read("heading_open")
            headings = tuple(text for _, text in path)
            found.append(Passage(self._page, slug, heading, level, headings, blocks, line))
            token = reader.heading()
            while token and self._is_title(token, title, len(found)):
                more = reader.read("heading_open")
                found[-1] = Passage(self._page, slug, heading, level, headings, found[-1].blocks + more, line)
                token = reader.heading()
            if token is None:
                return tuple(found)
            opened, inline = token
            heading = _one_line(span_text(self._inline.spans(inline, origin)))
            level, line = int(opened.tag[1:]), origin.line(opened.map[0] if opened.map else 0)
            slug = slugs.of(opened, heading, (line, 1))
            path = [*((above, text) for above, text in path if above < level), (level, heading)]

    def _is_title(self, token: tuple[Token, Token], title: str, passages: int) -> bool:
        opened, inline = token
        if opened.tag != "h1" or "slug" in opened.meta or passages > 1:
            return False
        return _words(inline).casefold() == _one_line(title).casefold()

    def blocks(self, scalar: Scalar) -> tuple[Block, ...]:
        """The blocks of a text in a YAML file."""
        text = scalar.raw.strip("\n")
        if _is_plain(text):
            return (Paragraph((Span(text.strip()),)),)
        origin = InScalar(self._report.lines, scalar)
        return BlockReader(_markdown().parse(text), self._inline, self._report, origin).read_all()

    def spans(self, scalar: Scalar) -> Spans:
        """The spans of a text in a YAML file that is one paragraph."""
        text = " ".join(scalar.raw.split())
        if _is_plain(text):
            return (Span(text),)
        (token,) = _markdown().parseInline(text)
        return self._inline.spans(token, InScalar(self._report.lines, scalar))


def read_blocks(text: str, page: str = "", file: str = "") -> tuple[Block, ...]:
    """The blocks of a Markdown text on its own; what cannot be shown is left out.

    For texts that were checked when their file was loaded, such as a training session's ``room`` and ``notes``.
    ``page`` and ``file`` are what ``#slug`` and relative paths are read with.
    """
    if _is_plain(text.strip()):
        return (Paragraph((Span(text.strip()),)),)
    lines = text.split("\n")
    report = Report(file, lines)
    inline = InlineReader(page, file, report)
    return BlockReader(_markdown().parse(text), inline, report, InFile(lines)).read_all()


def plain(text: str) -> str:
    """The characters of a Markdown text without its marks."""
    return plain_text(read_blocks(text))


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and "  " not in text


def first_heading(body: str) -> str:
    """The text of the first heading of level 1 in a Markdown text, or the empty string."""
    tokens = _markdown().parse(body)
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h1" and opened.level == 0:
            return _words(inline)
    return ""


def _words(inline: Token) -> str:
    """The text of an inline token without marks, on one line."""
    shown = (" " if child.type.endswith("break") else child.content for child in inline.children or ())
    return _one_line("".join(shown))


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Slugs:
    """Gives each heading of a page its slug."""

    def __init__(self, tokens: Sequence[Token], report: Report, origin: Origin) -> None:
        self._report = report
        self._origin = origin
        self._written: dict[str, int] = {}
        self._taken: dict[str, int] = {TOP: 1}
        for token in tokens:
            if token.type == "heading_open" and token.level == 0 and "slug" in token.meta:
                self._reserve(str(token.meta["slug"]), token)

    def _reserve(self, slug: str, token: Token) -> None:
        line = self._origin.line(token.map[0] if token.map else 0)
        at = (line, self._report.lines[line - 1].find("{#") + 1 or 1)
        if not is_slug(slug):
            fix = f"Write small letters, digits, - and _ only: {{#{slugify(slug)}}}"
            self._report.error("bad-slug", at, f'"{slug}" cannot be the id of a heading.', fix)
        elif slug == TOP:
            message = 'The id "top" belongs to what stands before the first heading.'
            self._report.error("bad-slug", at, message, "Give the heading another id.")
        elif slug in self._written:
            message = f'The id "{slug}" is given to two headings, first on line {self._written[slug]}.'
            self._report.error("duplicate-slug", at, message, "Give one of them another id.")
        else:
            self._written[slug] = line
            self._taken[slug] = 1

    def of(self, token: Token, heading: str, at: Place) -> str:
        """The slug of a heading: as written, else derived from its words."""
        if "slug" in token.meta:
            return str(token.meta["slug"])
        if not heading:
            self._report.error("empty-heading", at, "This heading has no text.", "Give it a text or remove it.")
        base = slugify(heading)
        if base not in self._taken:
            self._taken[base] = 1
            return base
        slug = base
        while slug in self._taken:
            self._taken[base] += 1
            slug = f"{base}-{self._taken[base]}"
        self._taken[slug] = 1
        message = f'Another passage has the id "{base}", so this heading gets "{slug}" and may lose it again.'
        self._report.warning("duplicate-slug", at, message, f"Give it an id of its own that stays: {{#{slug}}}")
        return slug


class _Markdown(MarkdownIt):
    """A parser that leaves addresses as they are written: which of them are allowed is decided in one place."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@cache
def _markdown() -> MarkdownIt:
    md = _Markdown("commonmark", {"html": True}).enable("table")
    callouts(md)
    placed_rules(md)
    md.core.ruler.before("inline", "headings", _prepare)
    return md


def _prepare(state: StateCore) -> None:
    """Before running text is parsed: take ``{#slug}`` off headings, and leave out what is too long to parse."""
    opened: Token | None = None
    for token in state.tokens:
        if token.type == "inline":
            if len(token.content) > MOST_INLINE:
                token.content, token.meta["too_long"] = "", True
            elif opened:
                found = _SLUG.search(token.content)
                if found:
                    opened.meta["slug"] = found.group(1).strip()
                    token.content = token.content[: found.start()].rstrip()
        opened = token if token.type == "heading_open" else None
