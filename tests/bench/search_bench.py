"""Search and its index beside SQLite FTS5, tantivy and bare Whoosh, on the same passages.

Peers are given what they are best at: FTS5 its prefix indexes, tantivy its own query objects. All rank ten pages' worth
of passages and all but tantivy cut snippets.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from handbook.model.handbook import Handbook, Part
from handbook.model.page import Page
from handbook.search.build import build
from handbook.search.engine import Engine
from handbook.search.hit import Request
from tests.bench import bare_whoosh
from tests.bench.bare_whoosh import documents
from tests.bench.corpus import Corpus
from tests.bench.start_bench import key_rows
from tests.bench.table import Row, row, timed

TODAY = date(2026, 11, 22)
QUERIES = 300
TYPED = 20
WEIGHTS = {"title": 6.0, "headings": 4.0, "found_by": 5.0, "summary": 2.0, "body": 1.0}
FIELDS = tuple(WEIGHTS)
Search = Callable[[str], object]


async def table_rows(home: Path, sizes: Sequence[int]) -> list[Row]:
    """Rows for corpora of so many passages."""
    rows: list[Row] = []
    for passages in sizes:
        rows += await key_press_rows(home, passages)
        rows += query_rows(home, passages)
        rows += build_rows(home, passages)
    return rows


async def key_press_rows(home: Path, passages: int) -> list[Row]:
    """Every letter of some queries typed into the search box, until the results are painted."""
    corpus = Corpus(passages)
    pages = list(corpus.pages())
    engine = Engine.open(_built(home, pages))
    engine.warm()
    parts: dict[str, list[str]] = {}
    for page in pages:
        parts.setdefault(page.info.part, []).append(page.info.id)
    handbook = Handbook(
        title="Bench",
        parts=tuple(Part(part, part, tuple(ids)) for part, ids in parts.items()),
        pages={page.info.id: page.info for page in pages},
    )
    budget = "50 ms" if passages <= 2_000 else "80 ms" if passages <= 20_000 else ""
    return await key_rows(engine, handbook, corpus.queries(TYPED), f"{passages:,} passages", budget, TYPED)


def query_rows(home: Path, passages: int) -> list[Row]:
    """Single queries: one to three words of which the last may be cut short, and one to three letters alone."""
    corpus = Corpus(passages)
    pages = list(corpus.pages())
    queries, letters = corpus.queries(QUERIES), corpus.beginnings(QUERIES)
    folder = _built(home, pages, processes=1)
    opening = timed(lambda: Engine.open(folder), 5)
    engine = Engine.open(folder)
    engine.warm()
    fts, close = _fts5(pages)
    tantivy = _tantivy(pages)
    size = f"{passages:,} passages"
    budget = "8 ms" if passages <= 2_000 else "25 ms" if passages <= 20_000 else ""
    kept = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    rows = [
        row(f"query, {size}", "handbook", _each(_ours(engine), queries), budget=budget, note="each typed once, cold"),
        row(f"query, {size}", "handbook", _each(_ours(engine), queries), budget=budget, note="asked again"),
        row(f"query, {size}", "SQLite FTS5", _each(lambda text: fts(text, " "), queries), note="all words"),
        row(
            f"query, {size}", "SQLite FTS5", _each(lambda text: fts(text, " OR "), queries), note="any word, as ours"
        ),
        row(f"1 to 3 letters, {size}", "handbook", _each(_ours(engine), letters), budget="no slower than FTS5"),
        row(
            f"1 to 3 letters, {size}",
            "SQLite FTS5",
            _each(lambda text: fts(text, " "), letters),
            note="prefix='1 2 3'",
        ),
        row(f"open an index, {size}", "handbook", opening, note=f"{kept:.0f} MB, every byte checked"),
    ]
    if tantivy:
        rows.insert(4, row(f"query, {size}", "tantivy", _each(tantivy, queries), note="any word, no snippets"))
    close()
    return rows


def build_rows(home: Path, passages: int) -> list[Row]:
    """Full builds, one page changed, and bare Whoosh's ``add_document`` of the same fields."""
    pages = list(Corpus(passages).pages())
    size = f"{passages:,} passages"
    runs = 3 if passages <= 2_000 else 1
    bare = bare_whoosh.seconds(home, passages, runs)
    alone = timed(lambda: _built(home, pages, processes=1), runs, warm=0)
    both = timed(lambda: _built(home, pages, processes=2), runs, warm=0)
    before = _built(home, pages, processes=1)
    digests = {page.info.id: "as it was" for page in pages} | {pages[0].info.id: "changed"}
    one = timed(lambda: _built(home, pages, processes=1, previous=before, page_digests=digests), runs, warm=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return [
        row(
            f"build, {size}",
            "handbook",
            alone,
            budget="1.3 times bare Whoosh",
            note=f"peak {peak:.0f} MB with its pages",
        ),
        row(f"build, {size}", "handbook", both, budget="half of that", note="two processes"),
        row(f"build, {size}", "Whoosh", bare, note="add_document of the same fields"),
        row(f"one page changed, {size}", "handbook", one),
    ]


def _each(search: Search, queries: Sequence[str]) -> list[float]:
    seconds: list[float] = []
    for text in queries:
        seconds += timed(lambda text=text: search(text), 1, warm=0)  # type: ignore[misc]
    return seconds


def _ours(engine: Engine) -> Search:
    return lambda text: engine.search(Request(text, typing=True), today=TODAY)


def _built(home: Path, pages: Sequence[Page], **options: object) -> Path:
    options.setdefault("page_digests", {page.info.id: "as it was" for page in pages})
    built = Path(tempfile.mkdtemp(dir=home))
    return build(built, pages, digest_inputs={"corpus": str(len(pages))}, **options).folder  # type: ignore[arg-type]


def _fts5(pages: Sequence[Page]) -> tuple[Callable[[str, str], object], Callable[[], None]]:
    database = sqlite3.connect(":memory:")
    database.execute(
        "create virtual table passages using fts5("
        "title, headings, found_by, summary, body, tokenize='porter unicode61', prefix='1 2 3')"
    )
    database.executemany(
        "insert into passages values (:title, :headings, :found_by, :summary, :body)", documents(pages)
    )
    database.commit()
    ask = (
        "select rowid, snippet(passages, 4, '', '', '...', 20), bm25(passages, 6, 4, 5, 2, 1) as score "
        "from passages where passages match ? order by score limit 10"
    )

    def search(text: str, joined: str) -> object:
        words = [f'"{word}"' for word in text.split()]
        return database.execute(ask, (joined.join(words) + "*",)).fetchall()

    return search, database.close


def _tantivy(pages: Sequence[Page]) -> Search | None:
    try:
        import tantivy
    except ImportError:
        return None
    schema = tantivy.SchemaBuilder()
    for field in FIELDS:
        schema.add_text_field(field, tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer()
    for document in documents(pages):
        writer.add_document(tantivy.Document(**document))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> object:
        *words, last = text.split()
        clauses = []
        if words:
            clauses.append(
                (tantivy.Occur.Should, index.parse_query(" ".join(words), list(FIELDS), field_boosts=WEIGHTS))
            )
        for field in FIELDS:
            beginning = tantivy.Query.regex_query(index.schema, field, f"{last}.*")
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(beginning, WEIGHTS[field])))
        return searcher.search(tantivy.Query.boolean_query(clauses), 10)

    return search
