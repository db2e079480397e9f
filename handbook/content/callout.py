"""The handbook's own blocks in Markdown: ``::: answer`` up to ``:::``."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_FENCE = re.compile(r"(`{3,}|~{3,})")
_MARK = ":::"


def callouts(md: MarkdownIt) -> None:
    """Teach a parser the blocks.

    Every line that begins with three colons is taken, whatever its name. The tokens are ``callout_open`` (``info`` is
    the name, ``meta["closed"]`` whether it was closed), ``callout_close``, and ``callout_stray`` for a closing line
    with nothing to close.
    """
    md.block.ruler.before(
        "fence", "callout", _callout, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )  # stands before everything that could take the line, and ends what could go on over it


def _callout(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith(_MARK):
        return False
    if silent:
        return True
    name = _line(state, start).lstrip(":").strip()
    if not name:
        token = state.push("callout_stray", "", 0)
        token.map = [start, start + 1]
        state.line = start + 1
        return True
    last, closed = _end(state, start + 1, end)
    outer_type, outer_max = state.parentType, state.lineMax
    token = state.push("callout_open", "", 1)
    token.info = name
    token.map = [start, last]
    token.meta["closed"] = closed
    state.parentType, state.lineMax = "container", last  # so that no paragraph goes on over the end
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = outer_type, outer_max
    state.push("callout_close", "", -1)
    state.line = last + 1 if closed else last
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _end(state: StateBlock, number: int, end: int) -> tuple[int, bool]:
    """The line at which a block ends, and whether a closing line stands there. Fenced code is stepped over.

    One that is not closed ends before the next heading, so that the passages below it are read as they are meant.
    """
    fence, heading = "", 0
    while number < end:
        line = _line(state, number)
        if line and state.sCount[number] < state.blkIndent:
            break
        mark = _FENCE.match(line)
        if fence:
            if mark and line.startswith(fence) and not line.strip(fence[0] + " "):
                fence = ""
        elif mark:
            fence = mark.group(1)
        elif line.startswith(_MARK) and not state.is_code_block(number):
            closed = not line.strip(": ")
            return (number if closed else heading or number), closed
        elif line.startswith("#"):
            heading = heading or number
        number += 1
    return heading or number, False
