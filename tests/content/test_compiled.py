"""The compiled form: what is kept is what is read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.content.body import Body, decode_passages, encode_passages
from handbook.content.codec import decode, encode, stamp
from handbook.content.compiled import FILES, pack, read_records
from handbook.content.loaded import Loaded
from handbook.content.loader import load
from handbook.content.stored import CATALOGUE, PAGES, read_stored
from handbook.errors import IndexUnusable
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
from handbook.model.handbook import Handbook
from handbook.model.page import Heading, Link, PageInfo, Passage
from tests.conftest import ROOT
from tests.content.helpers import write
from tests.content.test_generated import FILES as GENERATED

SMALL = ROOT / "tests" / "samples" / "small"

texts = st.text(max_size=12)
spans = st.builds(
    Span, texts, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "a/b", "https://x"]),
    st.sampled_from(["", "seed"]),
)  # fmt: skip
leaf = st.lists(spans, max_size=3).map(tuple)
plain_blocks: st.SearchStrategy[Block] = st.one_of(
    leaf.map(Paragraph),
    texts.map(Code),
    st.just(Break()),
    st.builds(
        lambda rows: Table(rows[0], tuple(rows[1:]), ("left", "right")),
        st.lists(st.tuples(leaf, leaf), min_size=1, max_size=3),
    ),
)


def holding(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        several.map(Quote),
        st.builds(Callout, st.sampled_from(["answer", "language"]), several),
        st.builds(ListBlock, st.lists(several, max_size=3).map(tuple), st.booleans(), st.integers(0, 99)),
    )


all_blocks = st.recursive(plain_blocks, holding, max_leaves=12)
all_passages = st.lists(
    st.builds(
        lambda slug, title, level, headings, blocks, line: Passage("a/b", slug, title, level, headings, blocks, line),
        texts, texts, st.integers(1, 6), st.lists(texts, max_size=2).map(tuple), st.lists(all_blocks, max_size=3).map(tuple),
        st.integers(1, 999),
    ),
    max_size=4,
).map(tuple)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(all_passages)
def test_passages_come_back_exactly(passages: tuple[Passage, ...]) -> None:
    line = json.dumps(encode_passages(passages), ensure_ascii=False)
    assert decode_passages("a/b", json.loads(line)) == passages
    body = Body("a/b", passages)
    assert "\n" not in body.encoded().decode("utf-8", "surrogatepass")
    kept = body.encoded()
    assert Body("a/b", kept=lambda: kept) == body


ids = st.text("abc/-", min_size=1, max_size=8)
infos = st.builds(
    PageInfo,
    id=ids,
    title=texts,
    found_by=st.lists(texts, max_size=3).map(tuple),
    checked=st.none() | st.dates(),
    historic=st.booleans(),
    headings=st.lists(st.builds(Heading, ids, texts, st.integers(1, 6)), max_size=3).map(tuple),
    links=st.lists(st.builds(Link, ids, st.integers(1, 99), st.integers(1, 99), st.booleans()), max_size=3).map(
        tuple
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(infos, max_size=4))
def test_a_catalogue_comes_back_exactly(found: list[PageInfo]) -> None:
    handbook = Handbook(title="T", parts=(), pages={info.id: info for info in found}, former={"a": "b#c"})
    again = decode(Handbook, json.loads(json.dumps(encode(handbook))))
    assert again == handbook and list(again.pages) == list(handbook.pages)


def test_days_and_groups_come_back() -> None:
    assert decode(date | None, encode(date(2026, 11, 22))) == date(2026, 11, 22)
    assert decode(tuple[tuple[str, str], ...], [["a", "b"]]) == (("a", "b"),)


def test_another_shape_of_the_model_has_another_stamp() -> None:
    @dataclass
    class One:
        a: int

    @dataclass
    class Two:
        a: int
        b: One

    Two.__annotations__ = {"a": int, "b": One}
    first = stamp(Two)
    One.__annotations__["a"] = str
    assert stamp(Two) != first and stamp(Two) == stamp(Two)


@pytest.fixture(params=["small", "generated", "mistakes"])
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> Loaded:
    if request.param == "small":
        return load(SMALL / "content", SMALL / "index")
    if request.param == "generated":
        return load(write(tmp_path / "content", GENERATED))
    return load(Path(__file__).parent / "samples" / "broken")


def keep(loaded: Loaded, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    files = pack(loaded)
    assert set(files) == set(FILES)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_a_handbook_is_read_back_whole(loaded: Loaded, tmp_path: Path) -> None:
    folder = keep(loaded, tmp_path / "kept")
    stored = read_stored(folder)
    assert stored.handbook == loaded.handbook
    assert list(stored.pages) == list(loaded.pages) == list(stored.handbook.pages)
    for page in loaded.pages:
        assert stored.pages[page] == loaded.pages[page]
    assert stored.pages.get("no/such") is None


def test_the_next_load_goes_on_from_what_was_kept(loaded: Loaded, tmp_path: Path) -> None:
    folder = keep(loaded, tmp_path / "kept")
    records = read_records(folder)
    assert records == loaded.records
    again = load(loaded.folder, loaded.index, previous=records)
    assert again.handbook == loaded.handbook and again.problems == loaded.problems
    assert again.fingerprints == loaded.fingerprints
    assert pack(again) == pack(loaded)


def test_pages_are_read_one_at_a_time_even_when_the_folder_is_gone(tmp_path: Path) -> None:
    folder = keep(load(SMALL / "content", SMALL / "index"), tmp_path / "kept")
    stored = read_stored(folder)
    first = next(iter(stored.pages))
    expected = stored.pages[first]
    for name in FILES:
        (folder / name).unlink()
    folder.rmdir()
    assert stored.pages[first] == expected


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "text", "list", "version"])
def test_what_is_damaged_is_said_to_be_unusable(tmp_path: Path, name: str, damage: str) -> None:
    folder = keep(load(SMALL / "content", SMALL / "index"), tmp_path / "kept")
    path = folder / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({
            "empty": b"", "cut": data[: len(data) // 2], "text": b"hello", "list": b"[]\n[]\n",
            "version": data.replace(b'"stamp":"2-', b'"stamp":"0-') if name != PAGES else b"",
        }[damage])  # fmt: skip
    with pytest.raises(IndexUnusable) as raised:
        if name == "records.jsonl":
            read_records(folder)
        else:
            stored = read_stored(folder)
            for page in stored.pages:
                stored.pages[page]
    assert raised.value.message and raised.value.hint


def test_every_damage_of_a_bit_is_an_answer_or_unusable(tmp_path: Path) -> None:
    folder = keep(load(SMALL / "content", SMALL / "index"), tmp_path / "kept")
    for name in (CATALOGUE, PAGES):
        data = (folder / name).read_bytes()
        for position in range(0, len(data), max(1, len(data) // 300)):
            (folder / name).write_bytes(data[:position] + bytes([data[position] ^ 4]) + data[position + 1 :])
            try:
                stored = read_stored(folder)
                for page in stored.pages:
                    stored.pages[page]
            except IndexUnusable:
                pass
        (folder / name).write_bytes(data)
