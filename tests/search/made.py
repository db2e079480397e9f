"""Small handbooks for tests, made in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from handbook.model.block import Block, Callout, Paragraph, Span
from handbook.model.page import Heading, Page, PageInfo, Passage
from handbook.model.tuning import Lexicon, LexiconEntry, Ranking
from handbook.search.build import Built, build
from handbook.search.engine import Engine
from handbook.search.hit import Request, Results

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).resolve().parent.parent.parent

Sections = Sequence[tuple[str, str, str]]
"""Slug, heading and text of passages; the text of ``top`` has an empty heading."""


def paragraphs(text: str) -> tuple[Block, ...]:
    """A paragraph a line; a line that starts with ``!`` stands in an answer block."""
    blocks: list[Block] = []
    for line in text.split("\n"):
        paragraph = Paragraph((Span(line.removeprefix("!")),))
        blocks.append(Callout("answer", (paragraph,)) if line.startswith("!") else paragraph)
    return tuple(blocks)


def page(page_id: str, title: str, sections: Sections = (), **about: Any) -> Page:
    """A page with its passages."""
    passages = []
    for slug, heading, text in sections:
        top = slug == "top"
        passages.append(
            Passage(
                page_id, slug, title if top else heading, 1 if top else 2, () if top else (heading,), paragraphs(text)
            )
        )
    first, slash, _ = page_id.partition("/")
    info = PageInfo(
        id=page_id,
        title=title,
        part=first if slash else "",
        headings=tuple(Heading(passage.slug, passage.title, passage.level) for passage in passages),
        **about,
    )
    return Page(info, tuple(passages))


def lexicon(*entries: tuple[str, tuple[str, ...]]) -> Lexicon:
    """Entries as kind and words; ``everyday`` is one-way."""
    return Lexicon(tuple(LexiconEntry(kind, words, kind == "everyday") for kind, words in entries))  # type: ignore[arg-type]


def digests(pages: Iterable[Page]) -> dict[str, str]:
    """A digest of each page, as the content reader would give it."""
    return {page.info.id: sha256(repr(page).encode("utf-8", "surrogatepass")).hexdigest() for page in pages}


def built(folder: Path, pages: Sequence[Page], inputs: Mapping[str, str] | None = None, **options: Any) -> Built:
    """Build with sensible defaults: the digest of the inputs is that of the pages."""
    options.setdefault("page_digests", digests(pages))
    options.setdefault("processes", 1)
    return build(folder, pages, digest_inputs=inputs or digests(pages), **options)


def opened(
    folder: Path, pages: Sequence[Page], words: Lexicon | None = None, ranking: Ranking | None = None
) -> Engine:
    """An engine over some pages."""
    return Engine.open(built(folder / "built", pages, lexicon=words, ranking=ranking).folder)


def ask(engine: Engine, text: str, **request: Any) -> Results:
    """A search on the day of the tests."""
    return engine.search(Request(text, **request), today=TODAY)


def found(engine: Engine, text: str, **request: Any) -> list[str]:
    """The pages that a search finds, best first."""
    return [hit.page for hit in ask(engine, text, **request).hits]


HANDBOOK: tuple[Page, ...] = (
    page(
        "synopsis/investigative-mindset",
        "Finding: joint agency section 47 enquiries",
        [
            ("top", "", "!Ask how you know. The enquiry is joint with police where a crime may have been done."),
            ("threshold", "The threshold", "A section 47 enquiry begins with reasonable cause to suspect harm."),
        ],
        kind="finding",
        provenance="synopsis 2015",
        summary="What the synopsis says about enquiries under section 47.",
        found_by=("joint investigation with police", "s47 threshold"),
        historic=True,
    ),
    page(
        "procedures/strategy-discussion",
        "Strategy discussion",
        [
            ("top", "", "!Police, health and social care plan the enquiry together."),
            ("who", "Who comes", "Health must be there. Nobody leaves jointly agreed actions without a date."),
            ("minutes", "Minutes", "The chair writes the minutes the same day."),
        ],
        kind="procedure",
        provenance="procedure",
        summary="Who plans an enquiry, and when.",
        found_by=("who comes to a strat meeting", "police and health plan together"),
        review_by=date(2026, 12, 24),
    ),
    page(
        "procedures/recording",
        "Recording concerns",
        [
            ("top", "", "!Write it the same day. Keep fact and opinion apart."),
            ("what", "What to write down", "Use the child's own words. Don't tidy them."),
        ],
        kind="procedure",
        provenance="procedure",
        summary="What to write down when you are worried about a child.",
        found_by=("what do I write down", "she said something odd at school"),
        review_by=date(2026, 10, 1),
    ),
    page(
        "hard-to-reach/overview",
        "What hard to reach means",
        [
            ("top", "", "Hard-to-reach describes a relationship, not a family. Multi-agency work helps."),
            ("language", "Language", "Families are not hard to reach; services are."),
        ],
        kind="guidance",
        provenance="practice guidance",
        summary="Why families stay away.",
        found_by=("they won't let me in", "family avoids us"),
    ),
    page(
        "hard-to-reach/disguised-compliance",
        "Disguised compliance",
        [
            ("top", "", "!It looks like co-operation. What has changed for the child?"),
            ("signs", "Signs", "Appointments are kept and nothing changes. Neglect goes on."),
        ],
        kind="guidance",
        provenance="practice guidance",
        summary="When a parent seems to work with us.",
        found_by=("going through the motions", "says all the right things"),
    ),
    page(
        "practice/voice-of-the-child",
        "The voice of the child",
        [
            ("top", "", "See the child alone. The child is at the centre of every visit to the child."),
            ("telling", "Telling", "A child who tells has to tell many people. Curiosity helps."),
        ],
        kind="guidance",
        provenance="practice guidance",
        summary="What life is like for this child.",
        found_by=("see the child alone", "what life is like for this child"),
    ),
    page(
        "checklists/home-visit",
        "Before a home visit",
        [("top", "", "Ten minutes in the car."), ("purpose", "Purpose", "Why today? Who is at home?")],
        kind="checklist",
        provenance="practice guidance",
    ),
)
"""A handbook of seven pages."""

LEXICON = lexicon(
    ("synonym", ("disguised compliance", "false compliance")),
    ("synonym", ("strategy discussion", "strategy meeting")),
    ("abbreviation", ("HTR", "hard to reach")),
    ("family", ("curious", "curiosity")),
    ("everyday", ("wouldn't open the door", "won't let me in")),
    ("spelling", ("co-operation", "cooperation")),
)
