"""The visit card: one screen put together from the page in hand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.model.block import Block, Callout, ListBlock, Paragraph, Span, plain_text
from handbook.model.handbook import Handbook
from handbook.model.page import Page, PageInfo, Passage

MEETING = "procedures/professionals-meeting"
"""The page whose answer is the meeting route, where the handbook has it."""

SIGNS, STEPS, ANSWER_SENTENCES, QUESTIONS, MEETING_LINES, CONTACTS = 9, 5, 3, 3, 2, 3
"""How many of each the card has room for on 24 rows."""


def visit_card(page: Page, handbook: Handbook, meeting: Page | None) -> Page:
    """Indicators, questions, the meeting route and contacts, short enough for one screen.

    Indicators are the page's list of signs, or else its answer with what to do; questions its ``ask`` blocks; contacts
    those the area has filled in.
    """
    blocks: list[Block] = []
    signs = list(_signs(page))[:SIGNS]
    if signs:
        blocks += [_label("Look for"), _list(signs)]
    else:
        answer = " ".join(_sentences(_answer(page))[:ANSWER_SENTENCES])
        if answer:
            blocks.append(Paragraph((Span("In short: ", strong=True), Span(answer))))
        steps = list(_steps(page))[:STEPS]
        if steps:
            blocks += [_label("Do"), _list(steps)]
    questions = list(_questions(page))[:QUESTIONS]
    if questions:
        blocks += [_label("Ask"), _list(questions)]
    if meeting is not None and meeting.info.id != page.info.id:
        words = _sentences(_answer(meeting))[:MEETING_LINES]
        if words:
            blocks.append(
                Paragraph(
                    (
                        Span("Meet without the family: ", strong=True),
                        Span(" ".join(words) + " "),
                        Span("more", target=MEETING),
                    )
                )
            )
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


def _sentences(text: str) -> list[str]:
    words = " ".join(text.split())
    found, start = [], 0
    for at, character in enumerate(words):
        if character in ".?!" and (at + 1 == len(words) or words[at + 1] == " "):
            found.append(words[start : at + 1].strip())
            start = at + 1
    if words[start:].strip():
        found.append(words[start:].strip())
    return found


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 74 else (_sentences(words) or [words])[0]


def _contacts(handbook: Handbook) -> tuple[Span, ...]:
    filled = [contact for contact in handbook.contacts if contact.value][:CONTACTS]
    if not filled:
        return (Span("not filled in by your area yet "), Span("who they are", target="reference/local-contacts"))
    words = "; ".join(
        f"{contact.name} {contact.value}" + (f" (checked {contact.checked})" if contact.checked else "")
        for contact in filled
    )
    return (Span(words + " "), Span("all", target="reference/local-contacts"))
