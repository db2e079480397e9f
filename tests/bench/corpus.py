"""Made-up handbooks of any size, the same each time: words by Zipf's law, pages of eight passages.

No text of anyone's is in them. Words are syllables; the commonest are English joining words, as in any text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from handbook.model.block import Callout, Paragraph, Span
from handbook.model.page import Heading, Page, PageInfo, Passage

PASSAGES_A_PAGE = 8
KINDS = ("finding", "procedure", "guidance", "reference", "local")
PROVENANCES = ("synopsis 2015", "procedure", "practice guidance", "procedure", "local")
_JOINING = "the of to and a in is for that with you are be it as on this not by or from"


def vocabulary(size: int, seed: int = 7) -> list[str]:
    """So many words, commonest first; with endings, so that there is something to stem."""
    rnd = random.Random(seed)
    syllables = [first + vowel for first in "bcdfghjklmnprstvw" for vowel in "aeiou"]
    words = _JOINING.split()
    seen = set(words)
    while len(words) < size:
        word = "".join(rnd.choices(syllables, k=rnd.choice((2, 2, 3, 3, 4)))) + rnd.choice(
            ("", "", "s", "ed", "ing", "ment")
        )
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


@dataclass
class Corpus:
    """A generator of pages and of queries about them."""

    passages: int
    words_a_passage: int = 110
    vocabulary_size: int = 0
    seed: int = 11

    def __post_init__(self) -> None:
        size = self.vocabulary_size or min(40_000, 3_000 + 3 * self.passages // 2)
        self.words = vocabulary(size)
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(size)))

    def pages(self) -> Iterator[Page]:
        """The pages, in reading order."""
        rnd = random.Random(self.seed)
        left = self.passages
        number = 0
        while left > 0:
            yield self.page(number, min(left, PASSAGES_A_PAGE), rnd)
            left -= PASSAGES_A_PAGE
            number += 1

    def page(self, number: int, passages: int, rnd: random.Random) -> Page:
        """One page."""
        page_id = f"part-{number % 9}/page-{number}"
        some = self._some
        made = []
        for at in range(passages):
            length = max(12, int(rnd.gauss(self.words_a_passage, self.words_a_passage / 3)))
            text = self._sentences(rnd, length)
            slug = "top" if at == 0 else f"passage-{at}"
            heading = " ".join(some(rnd, rnd.randint(2, 5))).capitalize()
            blocks = (Callout("answer", (Paragraph((Span(text),)),)),) if at == 0 else (Paragraph((Span(text),)),)
            made.append(Passage(page_id, slug, heading, 1 if at == 0 else 2, () if at == 0 else (heading,), blocks))
        which = number % len(KINDS)
        info = PageInfo(
            id=page_id,
            title=" ".join(some(rnd, rnd.randint(2, 4))).capitalize(),
            part=page_id.split("/")[0],
            kind=KINDS[which],
            provenance=PROVENANCES[which],
            summary=" ".join(some(rnd, 14)).capitalize() + ".",
            found_by=tuple(" ".join(some(rnd, rnd.randint(2, 7))) for _ in range(5)),
            review_by=date(2026, 1 + number % 12, 1 + number % 28),
            historic=number % 31 == 0,
            headings=tuple(Heading(passage.slug, passage.title, passage.level) for passage in made),
        )
        return Page(info, tuple(made))

    def queries(self, count: int, seed: int = 3) -> list[str]:
        """Queries of one to three words that occur, as they are typed: the last word is cut short half the time."""
        rnd = random.Random(seed)
        made = []
        for _ in range(count):
            words = self._some(rnd, rnd.choice((1, 2, 2, 3)))
            if rnd.random() < 0.5 and len(words[-1]) > 3:
                words[-1] = words[-1][: rnd.randint(3, len(words[-1]))]
            made.append(" ".join(words))
        return made

    def beginnings(self, count: int, seed: int = 5) -> list[str]:
        """Lone beginnings of one to three letters."""
        rnd = random.Random(seed)
        return [self._some(rnd, 1)[0][: rnd.randint(1, 3)] for _ in range(count)]

    def _some(self, rnd: random.Random, count: int) -> list[str]:
        return rnd.choices(self.words, cum_weights=self._weights, k=count)

    def _sentences(self, rnd: random.Random, length: int) -> str:
        words = self._some(rnd, length)
        for at in range(0, length, 14):
            words[at] = words[at].capitalize()
            words[min(at + 13, length - 1)] += "."
        return " ".join(words)
