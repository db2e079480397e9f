"""Pages made for tests: one with everything in it, and random ones."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from handbook.model.block import (
    Block,
    Break,
    Callout,
    Code,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Table,
)
from handbook.model.page import Heading, Page, PageInfo, Passage


def para(*parts: str | Span) -> Paragraph:
    return Paragraph(tuple(part if isinstance(part, Span) else Span(part) for part in parts))


def bullets(*texts: str) -> ListBlock:
    return ListBlock(tuple((para(text),) for text in texts))


def page(*passages: tuple[str, str, int, tuple[Block, ...]], page_id: str = "part/sample", summary: str = "") -> Page:
    """A page from (slug, title, level, blocks)."""
    made = tuple(
        Passage(page_id, slug, title, level, () if level == 1 else (title,), blocks)
        for slug, title, level, blocks in passages
    )
    headings = tuple(Heading(p.slug, p.title, p.level) for p in made if p.level > 1)
    title = made[0].title if made else "Empty"
    return Page(PageInfo(page_id, title, part="part", summary=summary, headings=headings), made)


INDICATORS = page(
    (
        "top",
        "Indicators of disguised compliance",
        1,
        (
            Callout(
                "answer",
                (
                    para(
                        "Look for change in the child’s daily life, not for attendance. Ask what is different for the "
                        "child this week, see it yourself, and check it with one other agency before you write it down."
                    ),
                ),
            ),
        ),
    ),
    (
        "said-and-done",
        "Said and done",
        2,
        (
            para("What is ", Span("said", emphasis=True), " and what is ", Span("done", strong=True), " part ways:"),
            ListBlock(
                (
                    (para("Agrees readily to every plan; little is carried out."),),
                    (
                        para("Works hard with one professional and avoids the others."),
                        bullets("Asks for a change of worker.", "Speaks well of the one and badly of the rest."),
                    ),
                    (
                        para(
                            "The home is ready only for visits that were announced, see ",
                            Span("home visits", target="hard-to-reach/home-visits#before"),
                            " ",
                            Span("[seed-s15]", source="seed-s15"),
                            ".",
                        ),
                    ),
                )
            ),
        ),
    ),
    (
        "ask",
        "Ask",
        2,
        (
            Callout("ask", (bullets("What did the child do yesterday, hour by hour?", "Who else was there?"),)),
            Callout(
                "do",
                (ListBlock(((para("See the bedroom."),), (para("Write it down the same day."),)), ordered=True),),
            ),
            Callout("avoid", (para("Taking a cancelled visit for a reason why none was needed."),)),
            Callout("example", (para("An openly invented example."),)),
            Callout("language", (para("“Hard to reach” says who has to move."),)),
        ),
    ),
    (
        "who",
        "Who does what",
        3,
        (
            Table(
                ((Span("Who"),), (Span("Does"),), (Span("By when"),)),
                (
                    (
                        (Span("Social worker"),),
                        (Span("Sees the child alone and asks about the week"),),
                        (Span("5 days"),),
                    ),
                    (
                        (Span("Health visitor"),),
                        (Span("Tells what she "), Span("saw", strong=True)),
                        (Span("same day"),),
                    ),
                ),
                ("left", "left", "right"),
            ),
            Quote((para("I said yes so that they would go."),)),
            Code("visit:\n\tannounced: no\n\tseen: child"),
            Break(),
            para(
                "More at ",
                Span("the Act", target="https://www.legislation.gov.uk/"),
                ", or use ",
                Span("handbook show", code=True),
                ".",
            ),
        ),
    ),
    summary="How to tell co-operation from its appearance.",
)
"""A page in which everything occurs once."""

_LETTERS = st.characters(min_codepoint=97, max_codepoint=122)
PIECES = [
    *("\t", "\n", " ", "  ", "-", "\u200d", "\ufe0f", "e\u0301", "中", "文字", "。", "👩\u200d👧", "👍🏽", "❤\ufe0f"),
    *("\x1b[31m", "\u202e", "\u00a0", "’", "—", "\u0301", "\ud800", "\u200b", "\u00ad", "ﷺ", "🇬🇧", "a-b", "x" * 40),
]
ODD = st.sampled_from(PIECES)
TEXTS = st.one_of(
    st.text(st.one_of(_LETTERS, st.just(" ")), max_size=60),
    st.lists(st.one_of(ODD, st.text(_LETTERS, max_size=8)), max_size=12).map("".join),
    st.text(max_size=20),
)
SPANS = st.lists(
    st.builds(
        Span,
        TEXTS,
        emphasis=st.booleans(),
        strong=st.booleans(),
        code=st.booleans(),
        target=st.sampled_from(["", "", "a/b#c"]),
        source=st.sampled_from(["", "", "s15"]),
    ),
    max_size=3,
).map(tuple)
PARAGRAPHS = st.builds(Paragraph, SPANS)
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.builds(
        Table,
        st.lists(SPANS, min_size=columns, max_size=columns).map(tuple),
        st.lists(st.lists(SPANS, max_size=columns).map(tuple), max_size=3).map(tuple),
        st.lists(st.sampled_from(["left", "right", "center"]), max_size=columns).map(tuple),
    )
)
_FLAT = st.one_of(PARAGRAPHS, st.builds(Code, TEXTS), TABLES, st.just(Break()))


def _deeper(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(blocks, max_size=3).map(tuple)
    return st.one_of(
        st.builds(ListBlock, st.lists(several, max_size=3).map(tuple), st.booleans(), st.integers(-5, 10_000)),
        st.builds(Quote, several),
        st.builds(Callout, st.sampled_from(["answer", "ask", "do", "avoid", "example", "language"]), several),
    )


BLOCKS = st.recursive(_FLAT, _deeper, max_leaves=6)
PASSAGES = st.lists(st.tuples(TEXTS, st.integers(2, 6), st.lists(BLOCKS, max_size=3).map(tuple)), max_size=3)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Random pages, the first passage ``top`` in most of them."""
    passages = [(f"s{index}", title, level, blocks) for index, (title, level, blocks) in enumerate(draw(PASSAGES))]
    if draw(st.integers(0, 9)):
        passages.insert(0, ("top", draw(TEXTS), 1, draw(st.lists(BLOCKS, max_size=2).map(tuple))))
    return page(*passages, summary=draw(TEXTS))


def random_page(rng: random.Random) -> Page:
    """A random page, made far faster than a strategy makes one."""

    def text() -> str:
        kind = rng.randrange(10)
        if kind < 2:
            return ""
        if kind < 6:
            return " ".join("abcdefghijklmnopqrst"[: rng.randrange(1, 20)] for _ in range(rng.randrange(1, 20)))
        if kind < 9:
            return "".join(rng.choice(PIECES) if rng.random() < 0.5 else "word" for _ in range(rng.randrange(12)))
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(12)))

    def spans() -> tuple[Span, ...]:
        return tuple(
            Span(
                text(),
                *(rng.random() < 0.2 for _ in range(3)),
                rng.choice(("", "", "a/b#c")),
                rng.choice(("", "", "s")),
            )
            for _ in range(rng.randrange(4))
        )

    def blocks(depth: int) -> tuple[Block, ...]:
        return tuple(block(depth) for _ in range(rng.randrange(4)))

    def block(depth: int) -> Block:
        kind = rng.randrange(6 if depth > 3 else 9)
        if kind < 3:
            return Paragraph(spans())
        if kind == 3:
            return Code(text())
        if kind == 4:
            return Break()
        if kind == 5:
            columns = rng.randrange(6)
            rows = tuple(tuple(spans() for _ in range(rng.randrange(columns + 1))) for _ in range(rng.randrange(4)))
            return Table(
                tuple(spans() for _ in range(columns)),
                rows,
                tuple(rng.choice(("left", "right", "center")) for _ in range(columns)),
            )
        if kind == 6:
            items = tuple(blocks(depth + 1) for _ in range(rng.randrange(4)))
            return ListBlock(items, rng.random() < 0.5, rng.randrange(-5, 10_000))
        if kind == 7:
            return Quote(blocks(depth + 1))
        return Callout(rng.choice(("answer", "ask", "do", "avoid", "example", "language")), blocks(depth + 1))

    passages = [(f"s{index}", text(), rng.randrange(2, 7), blocks(0)) for index in range(rng.randrange(4))]
    if rng.random() < 0.9:
        passages.insert(0, ("top", text(), 1, blocks(0)))
    return page(*passages, summary=text())
