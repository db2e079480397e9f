"""Tokens of Markdown to blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from markdown_it.token import Token

from handbook.content.inline import InlineReader, Origin, html_error
from handbook.content.report import Place, Report, meant
from handbook.model.block import (
    Align,
    Block,
    Break,
    Callout,
    CalloutKind,
    Code,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
)

KINDS: tuple[CalloutKind, ...] = get_args(CalloutKind)

MAX_LEVEL = 16
"""How deep tokens may be nested (a list in a list counts two). The parser leaves out what is deeper than 20."""

_ALIGN = re.compile(r"text-align:(left|right|center)")


class BlockReader:
    """Walks the tokens of one text. Tokens that are no content are reported: HTML, pictures, unclosed blocks."""

    def __init__(self, tokens: Sequence[Token], inline: InlineReader, report: Report, origin: Origin) -> None:
        self._tokens = tokens
        self._inline = inline
        self._report = report
        self._origin = origin
        self._next = 0
        deep = next((token for token in tokens if token.level >= MAX_LEVEL), None)
        if deep:
            message = "Lists and quotations are nested too deeply here."
            report.error("too-deep", self._at(deep), message, "Take the inner ones out into text of their own.")

    def read_all(self) -> tuple[Block, ...]:
        """All blocks. Headings become paragraphs in strong words."""
        return self.read("")

    def read(self, until: str) -> tuple[Block, ...]:
        """The blocks up to a token of this type, which is the next one then."""
        found: list[Block] = []
        while self._next < len(self._tokens) and self._tokens[self._next].type != until:
            block = self._block(self._take())
            if block is not None:
                found.append(block)
        return tuple(found)

    def heading(self) -> tuple[Token, Token] | None:
        """The next heading's opening token and its text, stepping over it; None at the end."""
        if self._next >= len(self._tokens):
            return None
        opened, inline = self._take(), self._take()
        self._take()
        return opened, inline

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _at(self, token: Token) -> Place:
        return self._origin.line(token.map[0] if token.map else 0), 1

    def _block(self, token: Token) -> Block | None:
        match token.type:
            case "paragraph_open":
                return Paragraph(self._leaf("paragraph_close"))
            case "heading_open":
                return self._inner_heading(token)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "blockquote_open":
                return Quote(self._closed("blockquote_close"))
            case "callout_open":
                return self._callout(token)
            case "fence" | "code_block":
                return self._code(token)
            case "table_open":
                return self._table()
            case "hr":
                return Break()
            case "html_block":
                html_error(token.content, self._at(token), self._report)
            case "callout_stray":
                message, fix = (
                    "This ::: closes a block that was never opened.",
                    "Remove the line, or open the block above.",
                )
                self._report.error("stray-block", self._at(token), message, fix)
        return None

    def _closed(self, close: str) -> tuple[Block, ...]:
        blocks = self.read(close)
        self._take()
        return blocks

    def _leaf(self, close: str) -> Spans:
        """The running text up to a closing token, which is stepped over."""
        spans: Spans = ()
        while (token := self._take()).type != close:
            if "too_long" in token.meta:
                message = "This paragraph is too long to be read."
                self._report.error("too-long", self._at(token), message, "Divide it into several.")
            spans += self._inline.spans(token, self._origin)
        return spans

    def _inner_heading(self, token: Token) -> Block:
        message = "A heading inside a list, quotation or block does not begin a passage; it is shown in bold."
        self._report.warning("inner-heading", self._at(token), message, "Write it as **bold text**, or move it out.")
        spans = self._leaf("heading_close")
        return Paragraph(tuple(_strong(span) for span in spans))

    def _list(self, token: Token) -> Block:
        ordered = token.type == "ordered_list_open"
        close = token.type.replace("open", "close")
        items = []
        while self._take().type != close:  # each is a list_item_open
            items.append(self._closed("list_item_close"))
        return ListBlock(tuple(items), ordered, int(token.attrs.get("start", 1)))

    def _code(self, token: Token) -> Block:
        return Code(token.content.removesuffix("\n"))

    def _table(self) -> Block:
        rows: list[tuple[Spans, ...]] = []
        align: list[Align] = []
        row: list[Spans] = []
        while (token := self._take()).type != "table_close":
            if token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    align.append(_align(token))
                row.append(self._leaf(token.type.replace("open", "close")))
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        return Table(rows[0], tuple(rows[1:]), tuple(align))

    def _callout(self, token: Token) -> Block:
        at = self._at(token)
        blocks = self._closed("callout_close")
        kind = next((known for known in KINDS if known == token.info), None)
        if not token.meta["closed"]:
            message = f'The block "::: {token.info}" that opens here is not closed before the next one or the end.'
            self._report.error("unclosed-block", at, message, "Put a line of ::: after its last line.")
        if kind is None:
            message = f'There is no block called "{token.info[:40]}".'
            fix = f"{meant(token.info, KINDS)}The blocks are {', '.join(KINDS)}."
            self._report.error("unknown-block", at, message, fix)
            return Quote(blocks)
        return Callout(kind, blocks)


def _align(token: Token) -> Align:
    found = _ALIGN.search(str(token.attrs.get("style", "")))
    match found.group(1) if found else "left":
        case "right":
            return "right"
        case "center":
            return "center"
    return "left"


def _strong(span: Span) -> Span:
    return replace(span, strong=True)
