"""The visit card: one screen put together from the page in hand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handbook.model.block import Block, Callout, ListBlock, Paragraph, Span, plain_text
from handbook.model.handbook import Handbook
from handbook.model.page import Page, PageInfo, Passage
from handbook.tui.layout import layout

MEETING = "procedures/professionals-meeting"
"""The page whose answer is the meeting route, where the handbook has it."""

MOST_LISTED, MOST_STEPS, MOST_ASKED, LEAST = 10, 5, 5, 2
"""How many signs, steps and questions the card tries to hold, and how few it will do with."""
ANSWER_SENTENCES, CONTACTS = 3, 3


def visit_card(page: Page, handbook: Handbook, meeting: Page | None, *, width: int = 76, rows: int = 22) -> Page:
    """Indicators, questions, the meeting route and contacts, short enough for one screen.

    Indicators are the page's list of signs, or else its answer with what to do; questions its ``ask`` blocks; contacts
    those the area has filled in. Where all of it is longer than ``rows`` lines, the last of the longer list goes, and
    so on down to the least of each.
    """
    listed, asked = MOST_LISTED, MOST_ASKED
    while True:
        card = _card(page, handbook, meeting, listed, asked)
        if sum(1 for _ in layout(card, width)) <= rows or (listed, asked) == (LEAST, LEAST):
            return card
        if listed > asked or asked == LEAST:
            listed -= 1
        else:
            asked -= 1


def _card(page: Page, handbook: Handbook, meeting: Page | None, listed: int, asked: int) -> Page:
    blocks: list[Block] = []
    signs = list(_signs(page))[:listed]
    if signs:
        blocks += [_label("Look for:"), _list(signs)]
    else:
        answer = " ".join(_sentences(_answer(page))[:ANSWER_SENTENCES])
        if answer:
            blocks.append(Paragraph((Span("In short: ", strong=True), Span(answer))))
        steps = list(_steps(page))[: min(listed, MOST_STEPS)]
        if steps:
            blocks += [_label("Do:"), _list(steps)]
    questions = list(_questions(page))[:asked]
    if questions:
        blocks += [_label("Ask:"), _list(questions)]
    if meeting is not None and meeting.info.id != page.info.id:
        words = _sentences(_answer(meeting))[:1]
        if words:
            lead = Span("Meet without the family: ", strong=True)
            blocks.append(Paragraph((lead, Span(" ".join(words) + " "), Span("more", target=MEETING))))
    blocks.append(Paragraph((Span("Contacts: ", strong=True), *_contacts(handbook))))
    title = f"Visit card: {page.info.title}"
    passage = Passage(page.info.id, "top", title, 1, (), tuple(blocks))
    return Page(PageInfo(page.info.id, title), (passage,))


def _label(text: str) -> Paragraph:
    return Paragraph((Span(text, strong=True),))


def _list(lines: Iterable[str]) -> ListBlock:
    return ListBlock(tuple((Paragraph((Span(line),)),) for line in lines))


def _blocks(page: Page) -> Iterator[Block]:
    for passage in page.passages:
        yield from passage.blocks


_SIGN_WORDS = ("sign", "indicator", "look-for", "look", "notice", "watch")


def _signs(page: Page) -> Iterator[str]:
    """The items of the first list before any heading, or under one that speaks of signs."""
    for passage in page.passages:
        if passage.slug == "top" or any(word in passage.slug for word in _SIGN_WORDS):
            for block in passage.blocks:
                if isinstance(block, ListBlock):
                    yield from (_short(plain_text(item)) for item in block.items)
                    return


def _steps(page: Page) -> Iterator[str]:
    """The items of the ``do`` blocks, else of the first numbered list."""
    kept: list[Block] = list(_blocks(page))
    for block in kept:
        if isinstance(block, Callout) and block.kind == "do":
            for inner in block.blocks:
                if isinstance(inner, ListBlock):
                    yield from (_short(plain_text(item)) for item in inner.items)
            return
    for block in kept:
        if isinstance(block, ListBlock) and block.ordered:
            yield from (_short(plain_text(item)) for item in block.items)
            return


def _questions(page: Page) -> Iterator[str]:
    for block in _blocks(page):
        if isinstance(block, Callout) and block.kind == "ask":
            for inner in block.blocks:
                if isinstance(inner, ListBlock):
                    for item in inner.items:
                        yield _short(plain_text(item))


def _answer(page: Page) -> str:
    for block in _blocks(page):
        if isinstance(block, Callout) and block.kind == "answer":
            return plain_text(block.blocks)
    return page.info.summary


_SENTENCE = re.compile(r"\S.*?[.?!][\"”’)]*(?=\s|$)|\S.*$")


def _sentences(text: str) -> list[str]:
    """Sentences, a closing quotation mark staying with its own; one that is opened and not closed is left whole."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(" ".join(text.split())):
        if found and found[-1].count('"') % 2:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return found


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 74 else (_sentences(words) or [words])[0]


def _contacts(handbook: Handbook) -> tuple[Span, ...]:
    filled = [contact for contact in handbook.contacts if contact.value][:CONTACTS]
    if not filled:
        return (Span("not filled in by your area yet · "), Span("who they are", target="reference/local-contacts"))
    words = "; ".join(
        f"{contact.name} {contact.value}" + (f" (checked {contact.checked})" if contact.checked else "")
        for contact in filled
    )
    return (Span(words + " "), Span("all", target="reference/local-contacts"))
