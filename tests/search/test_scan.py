"""The index against a plain scan of the same pages: nothing is missed, nothing is made up."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from handbook.model.page import Page
from handbook.search.engine import Engine
from handbook.search.hit import Request
from handbook.search.stem import stem
from handbook.search.weigh import GLUE
from handbook.search.words import terms, tokens
from tests.bench.corpus import Corpus
from tests.search.made import opened, page

TODAY = date(2026, 11, 22)


class Scan:
    """What a plain reading of all pages knows."""

    def __init__(self, pages: list[Page]) -> None:
        self.terms: dict[str, set[str]] = {}
        self.lines: dict[str, list[list[str]]] = {}
        self.ids = [page.info.id for page in pages]
        self.with_stem: dict[str, set[str]] = defaultdict(set)
        for each in pages:
            info = each.info
            written = [info.title, info.summary, info.kind, *info.found_by]
            for passage in each.passages:
                written += [*passage.headings, *passage.text.split("\n")]
            self.lines[info.id] = [terms(line) for line in written]
            self.terms[info.id] = {token.term for line in written for token in tokens(line)}
            for term in self.terms[info.id]:
                self.with_stem[stem(term)].add(info.id)

    def with_all(self, words: list[str]) -> set[str]:
        return {page for page in self.ids if all(word in self.terms[page] for word in words)}

    def with_any(self, words: list[str]) -> set[str]:
        """Pages with one of the words, in any ending or as the beginning of a longer word."""
        found: set[str] = set()
        for word in words:
            found |= self.with_stem[stem(word)]
        return found

    def beginning_with(self, letters: str) -> set[str]:
        return {page for page in self.ids if any(term.startswith(letters) for term in self.terms[page])}

    def with_phrase(self, words: list[str]) -> set[str]:
        return {
            page
            for page, lines in self.lines.items()
            if any(line[at : at + len(words)] == words for line in lines for at in range(len(line)))
        }


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(400, words_a_passage=60, vocabulary_size=900)


@pytest.fixture(scope="module")
def pages(corpus: Corpus) -> list[Page]:
    return [
        *corpus.pages(),
        page("odd/section", "Section 47 and s.17", [("a", "Multi-agency", "Don't\nsections 1 and 2")]),
    ]


@pytest.fixture(scope="module")
def engine(pages: list[Page], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("scan")
    return opened(folder, pages)


def compare(engine: Engine, scan: Scan, words: list[str], rnd: random.Random) -> None:
    text = " ".join(words)
    results = engine.search(Request(text, limit=10_000), today=TODAY)
    found = [hit.page for hit in results.hits]
    assert len(found) == len(set(found)) == results.total
    assert scan.with_all(words) <= set(found), text
    assert set(found) <= scan.with_any(words), text
    telling = [word for word in words if word not in GLUE]
    if len(telling) == 1 == len(words):
        assert set(found) == scan.with_any(words), text
    if len(words) > 1:
        phrase = engine.search(Request(f'"{text}"', limit=10_000), today=TODAY)
        expected = scan.with_phrase(words)
        if expected:
            assert {hit.page for hit in phrase.hits} == expected, text
        else:
            assert phrase.dropped[:1] == (f'"{text}"',)
        without = engine.search(Request(f"{words[0]} -{words[1]}", limit=10_000), today=TODAY)
        taken_out = {page for page in scan.ids if words[1] in scan.terms[page]}
        assert {hit.page for hit in without.hits} == scan.with_any(words[:1]) - taken_out, text
    letters = words[-1][: rnd.randint(1, 3)]
    lone = engine.search(Request(letters, limit=50, typing=True), today=TODAY)
    expected = scan.beginning_with(letters)
    assert lone.total == len(expected)
    assert {hit.page for hit in lone.hits} <= expected
    assert len(lone.hits) == min(50, len(expected))


def some_words(corpus: Corpus, scan: Scan, rnd: random.Random) -> list[str]:
    """Words of one page, of one line as they stand there, or of anywhere."""
    page_id = rnd.choice(scan.ids)
    count = rnd.choice((1, 2, 2, 3, 4))
    way = rnd.random()
    if way < 0.4:
        return rnd.sample(sorted(scan.terms[page_id]), min(count, len(scan.terms[page_id])))
    if way < 0.8:
        line = rnd.choice([line for line in scan.lines[page_id] if line])
        at = rnd.randrange(len(line))
        return list(dict.fromkeys(line[at : at + count]))
    return list(
        dict.fromkeys(
            rnd.choice([word for word in corpus.words if word in scan.terms[page_id]]) for _ in range(count)
        )
    )


def run(engine: Engine, corpus: Corpus, pages: list[Page], queries: int) -> None:
    scan = Scan(pages)
    rnd = random.Random(17)
    for _ in range(queries):
        compare(engine, scan, some_words(corpus, scan, rnd), rnd)


def test_the_index_finds_what_a_scan_finds(engine: Engine, corpus: Corpus, pages: list[Page]) -> None:
    run(engine, corpus, pages, 200)


@pytest.mark.long
def test_the_index_finds_what_a_scan_finds_long(engine: Engine, corpus: Corpus, pages: list[Page]) -> None:
    run(engine, corpus, pages, 5_000)
