"""Building: anew, by several processes, from the index before; killed, watched, and always the same hit for hit."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handbook.errors import BuildFailed, IndexUnusable
from handbook.model.block import Callout, Paragraph, Span
from handbook.model.page import Page, Passage
from handbook.model.tuning import Ranking
from handbook.search import carry, seal, segment, worker
from handbook.search.engine import Engine
from handbook.search.record import record
from tests.bench.corpus import Corpus
from tests.search.made import HANDBOOK, ROOT, ask, built, digests, opened, page

TEXTS = [
    "child",
    "hard to reach",
    "section 47",
    "what do I write down",
    "the",
    "enquir",
    "disgiused",
    '"hard to reach"',
    "c",
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(240, words_a_passage=40, vocabulary_size=700)


def answers(folder: Path, texts: Sequence[str] = TEXTS) -> list[object]:
    """Everything that searches find, but for the time they took."""
    engine = Engine.open(folder)
    return [
        replace(ask(engine, text, typing=typing, limit=50), took_ms=0.0) for text in texts for typing in (False, True)
    ]


def digest_of(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def changed_page(original: Page, text: str) -> Page:
    top = Passage(original.info.id, "top", original.info.title, 1, (), (Paragraph((Span(text),)),))
    return replace(original, passages=(top, *original.passages[1:]))


def test_what_is_built(built_at: Path) -> None:
    seen: list[tuple[int, int]] = []
    result = built(built_at, HANDBOOK, progress=lambda done, total: seen.append((done, total)))
    assert (result.pages, result.changed) == (len(HANDBOOK), len(HANDBOOK))
    assert result.passages == sum(len(each.passages) for each in HANDBOOK)
    assert result.folder == seal.folder_for(built_at, digests(HANDBOOK))
    assert seen[-1] == (len(HANDBOOK), len(HANDBOOK))
    assert [path.name for path in built_at.iterdir()] == [result.folder.name]
    if os.name != "nt":
        assert result.folder.stat().st_mode & 0o077 == 0


def test_from_the_index_before_it_is_the_same_hit_for_hit(built_at: Path, corpus: Corpus) -> None:
    """Pages changed, added, removed and moved, several times over; each time as if built anew."""
    pages = list(corpus.pages())
    texts = [*corpus.queries(25), *corpus.beginnings(10)]
    before = built(built_at, pages, {"edition": "0"}).folder
    for step in range(1, 13):
        pages[step] = changed_page(pages[step], f"{pages[step].passages[0].text} newword{step} hardly any change")
        pages.insert(
            step * 2, page(f"new/page-{step}", f"New page {step}", [("top", "", f"fresh{step} words of it")])
        )
        del pages[-1]
        pages.append(pages.pop(0))
        kept = digest_of(before)
        after = built(built_at, pages, {"edition": str(step)}, previous=before)
        assert digest_of(before) == kept, "a build wrote into files of the index before"
        assert after.changed == 2
        anew = built(built_at / "anew", pages, {"edition": str(step)})
        probes = [*texts, f"newword{step}", f"fresh{step}", f"newword{step - 1}"]
        assert answers(after.folder, probes) == answers(anew.folder, probes)
        segments = [name for name in seal.verify(after.folder).files if name.endswith(".pst")]
        assert len(segments) <= carry.MOST_SEGMENTS + 1
        before = after.folder


def test_segments_that_stay_are_linked(built_at: Path) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}).folder
    pages = [changed_page(HANDBOOK[0], "all new"), *HANDBOOK[1:]]
    after = built(built_at, pages, {"edition": "1"}, previous=before)
    assert after.changed == 1
    shared = [name for name in seal.verify(before).files if (after.folder / name).exists() and name.endswith(".pst")]
    assert shared
    for name in shared:
        assert (before / name).stat().st_ino == (after.folder / name).stat().st_ino


def test_where_nothing_can_be_linked_it_is_copied(built_at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}).folder

    def refused(*_paths: object) -> None:
        raise OSError("links are not supported here")

    monkeypatch.setattr(os, "link", refused)
    after = built(built_at, HANDBOOK, {"edition": "1"}, previous=before)
    assert after.changed == 0
    assert answers(after.folder) == answers(before)


def test_other_weights_index_all_pages_anew_but_change_none(built_at: Path) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}).folder
    after = built(built_at, HANDBOOK, {"edition": "1"}, previous=before, ranking=Ranking(body=9.0))
    assert after.changed == 0
    assert not any((before / name).exists() for name in seal.verify(after.folder).files if name.endswith(".pst"))
    assert Engine.open(after.folder)._directory.ranking.body == 9.0


def test_a_page_without_a_digest_is_always_indexed(built_at: Path) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}, page_digests={}).folder
    assert built(built_at, HANDBOOK, {"edition": "1"}, page_digests={}, previous=before).changed == len(HANDBOOK)


@pytest.mark.parametrize("harm", ["missing", "damaged", "another format"])
def test_an_index_before_that_cannot_be_used_is_not(
    built_at: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}).folder
    if harm == "missing":
        seal.discard(before)
    elif harm == "damaged":
        (before / "words.json").write_bytes(b"[]")
    else:
        monkeypatch.setattr(seal, "FORMAT", seal.FORMAT + 1)
    after = built(built_at, HANDBOOK, {"edition": "1"}, previous=before)
    assert after.changed == len(HANDBOOK)
    assert ask(Engine.open(after.folder), "child").hits


def test_several_processes_give_the_same(built_at: Path, corpus: Corpus) -> None:
    pages = list(corpus.pages())
    texts = [*corpus.queries(40), *corpus.beginnings(10)]
    seen: list[int] = []
    alone = built(built_at, pages, {"processes": "1"}, processes=1)
    together = built(
        built_at, pages, {"processes": "3"}, processes=3, progress=lambda done, total: seen.append(done * total)
    )
    assert len([name for name in seal.verify(together.folder).files if name.endswith(".pst")]) == 3
    assert answers(together.folder, texts) == answers(alone.folder, texts)
    assert seen[-1] == len(pages) ** 2


def test_without_processes_to_be_had_one_does(
    built_at: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> None:
        raise OSError("no processes here")

    monkeypatch.setattr(worker, "_in_processes", refused)
    pages = list(corpus.pages())
    result = built(built_at, pages, processes=4)
    assert result.pages == len(pages)


def test_many_postings_make_several_segments(built_at: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = list(corpus.pages())
    texts = corpus.queries(20)
    whole = answers(built(built_at, pages, {"segments": "1"}).folder, texts)
    monkeypatch.setattr(worker, "MOST_POSTINGS", 1_000)
    result = built(built_at, pages, {"segments": "many"})
    assert len([name for name in seal.verify(result.folder).files if name.endswith(".pst")]) > 3
    assert answers(result.folder, texts) == whole


def test_reading_order_is_that_of_the_pages_given(tmp_path: Path) -> None:
    pages = [page(f"p/{name}", "Alike", [("top", "", "all the same")]) for name in "abc"]
    for order in ((0, 1, 2), (2, 0, 1)):
        ordered = [pages[at] for at in order]
        engine = opened(tmp_path / str(order), ordered)
        assert list(engine.page_ids) == [each.info.id for each in ordered]
        assert [hit.page for hit in ask(engine, "alike").hits] == [each.info.id for each in ordered]


def test_whoosh_itself_reads_what_we_write(built_at: Path) -> None:
    """Its own reader finds the same terms in the same documents at the same places."""
    folder = built(built_at, HANDBOOK).folder
    script = """
import json, sys
from handbook.search.schema import schema
from whoosh import index
with index.open_dir(sys.argv[1], schema=schema()).searcher() as searcher:
    reader = searcher.reader()
    found = {}
    for name, term in reader.all_terms():
        matcher = reader.postings(name, term)
        rows = []
        while matcher.is_active():
            rows.append([matcher.id(), float(matcher.weight()), matcher.value_as("positions")])
            matcher.next()
        found[term.decode()] = rows
    kept = [reader.stored_fields(number)["kept"] for number in range(reader.doc_count_all())]
print(json.dumps([found, kept]))
"""
    said = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True, cwd=ROOT, timeout=120
    )
    found, kept = json.loads(said.stdout)
    engine = Engine.open(folder)
    assert len(found) == len(engine._vocabulary.words)
    for term, rows in found.items():
        listing = engine._store.listing(term)
        assert listing is not None
        ours = [
            [document, float(mark), list(segment_places(value))]
            for document, mark, value in zip(listing.documents, listing.marks, listing.values, strict=True)
        ]
        assert ours == rows, term
    assert [list(map(list_of, engine._store.kept(number))) for number in range(len(kept))] == [
        list(map(list_of, each)) for each in kept
    ]


def segment_places(value: bytes) -> list[int]:
    from handbook.search.schema import unpack

    return list(unpack(value))


def list_of(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_what_is_taken_of_a_page() -> None:
    blocks = (
        Paragraph((Span("Said once"), Span("[a source]", source="reder"), Span(" and again."))),
        Callout("answer", (Paragraph((Span("Do this"),)), Paragraph((Span("then that."),)))),
        Callout("ask", (Paragraph((Span("How do we know?"),)),)),
    )
    made = Page(HANDBOOK[0].info, (Passage("p", "x", "Heading", 3, ("Above", "Heading"), blocks),))
    taken = record(made).passages[0]
    assert taken.kept == ("x", ("Above", "Heading"), made.passages[0].text)
    assert (taken.own, taken.path) == ("Heading", ("Above",))
    assert taken.runs == ((False, "Said once  and again."), (True, "Do this\nthen that."), (False, "How do we know?"))


def test_a_very_long_passage(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(70_000)]
    engine = opened(tmp_path, [page("p/long", "Long", [("top", "", " ".join(words))])])
    for number in (0, 40_000, 69_999):
        assert ask(engine, f"word{number}").hits[0].page == "p/long"
    assert ask(engine, '"word100 word101"').hits


def test_a_build_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "built").write_text("a file where a folder should be")
    with pytest.raises(BuildFailed) as caught:
        built(tmp_path / "built", HANDBOOK)
    assert caught.value.hint


@pytest.mark.parametrize("at", range(1, 12))
def test_a_disk_that_fills_up_leaves_the_index_before(
    built_at: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built(built_at, HANDBOOK, {"edition": "0"}).folder
    left = [at]
    real = seal.put

    def put(path: Path, data: bytes) -> tuple[int, str]:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(seal, "put", put)
    try:
        built(built_at, HANDBOOK, {"edition": "1"})
    except BuildFailed as error:
        assert "No space left" in str(error)
        assert [path.name for path in built_at.iterdir()] == [before.name]
    else:
        assert left[0] > 0
    Engine.open(before)


def killed(folder: Path, kills: int) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.kill_builds", str(folder), str(kills)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=1_200,
    )
    outcome: dict[str, int] = json.loads(done.stdout)
    return outcome


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes the POSIX way")
def test_a_build_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    outcome = killed(tmp_path / "built", 50)
    assert outcome.pop("left over") == 0
    assert sum(outcome.values()) == 50
    assert set(outcome) == {"old whole", "new whole"}


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes the POSIX way")
def test_a_build_may_be_killed_at_any_moment_long(tmp_path: Path) -> None:
    outcome = killed(tmp_path / "built", 500)
    assert outcome.pop("left over") == 0
    assert sum(outcome.values()) == 500
    assert set(outcome) == {"old whole", "new whole"}


def read_while_it_is_rebuilt(folder: Path, builds: int) -> tuple[int, list[str]]:
    """Two readers open the newest index and search it, over and over, while a third process builds and sweeps."""
    script = """
import sys
from pathlib import Path
from handbook.search import seal
from tests.search.kill_builds import make
root, builds = Path(sys.argv[1]), int(sys.argv[2])
before = None
for number in range(builds):
    folder = make(root, number, before)
    seal.sweep(root, [folder], grace_s=0.0)
    before = folder
"""
    builder = subprocess.Popen([sys.executable, "-c", script, str(folder), str(builds)], cwd=ROOT)
    reads = [0, 0]
    wrong: list[str] = []

    def read(number: int) -> None:
        while builder.poll() is None:
            newest = seal.newest_good(folder)
            if newest is None:
                time.sleep(0.005)
                continue
            try:
                engine = Engine.open(newest.folder)
            except IndexUnusable:
                continue  # swept away in between: looked for again
            pages = {hit.page for hit in ask(engine, "edition mark", limit=50).hits}
            words = [word for word in engine._vocabulary.words if word.startswith("mark") and word != "mark"]
            if pages != {"edition/mark"} or len(words) != 1 or not ask(engine, words[0]).hits:
                wrong.append(f"{pages} {words}")
            reads[number] += 1

    threads = [threading.Thread(target=read, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert builder.wait() == 0
    return sum(reads), wrong


def test_readers_see_whole_indexes_while_one_is_built(tmp_path: Path) -> None:
    reads, wrong = read_while_it_is_rebuilt(tmp_path / "built", 25)
    assert wrong == []
    assert reads > 10


@pytest.mark.long
def test_readers_see_whole_indexes_while_one_is_built_long(tmp_path: Path) -> None:
    reads, wrong = read_while_it_is_rebuilt(tmp_path / "built", 300)
    assert wrong == []
    assert reads > 100


def test_marks_depend_on_the_passage_alone() -> None:
    """A page indexed anew among others ranks as it would have anyway."""
    one, other = segment.Collector(Ranking()), segment.Collector(Ranking())
    one.add(record(HANDBOOK[3]))
    for each in HANDBOOK:
        other.add(record(each))
    first = sum(record(each).documents for each in HANDBOOK[:3])
    theirs = {term: dict(zip(documents, marks, strict=True)) for term, documents, marks in other.lists()}
    for term, documents, marks in one.lists():
        for document, mark in zip(documents, marks, strict=True):
            assert theirs[term][first + document] == mark
