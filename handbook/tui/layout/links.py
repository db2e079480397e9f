"""The links of a page, in reading order, whatever the width."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.model.block import Span, leaves
from handbook.model.page import Page

SOURCE = "source:"
"""What stands before the id of a source in a citation's target."""


@dataclass(frozen=True, slots=True, order=True)
class LinkPlace:
    """A link or a citation: where it stands in ``Passage.text``, and where it leads."""

    passage: int
    """Index in ``Page.passages``."""
    start: int
    end: int
    target: str


def target_of(span: Span) -> str:
    """Where a span leads, or the empty string."""
    return SOURCE + span.source if span.source else span.target


def links(page: Page) -> tuple[LinkPlace, ...]:
    """All links and citations. Neighbouring spans of one link (a bold word in it) are one."""
    found: list[LinkPlace] = []
    for index, passage in enumerate(page.passages):
        offset = 0
        for spans in leaves(passage.blocks):
            open_link: LinkPlace | None = None
            for span in spans:
                start, offset = offset, offset + len(span.text)
                target = target_of(span)
                if not target or start == offset:
                    open_link = open_link if start == offset else None
                    continue
                if open_link is not None and open_link.target == target:
                    found.pop()
                    start = open_link.start
                open_link = LinkPlace(index, start, offset, target)
                found.append(open_link)
            offset += 1
    return tuple(found)
