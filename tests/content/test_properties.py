"""Whatever the bytes are: a problem or a page, and never an exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.content.compiler import compile_file
from handbook.content.files import digest_of
from handbook.content.loader import load
from handbook.content.record import Record
from handbook.model.block import leaves, span_text
from handbook.text import first_unsafe
from tests.conftest import ROOT
from tests.content.helpers import write

FILES = (
    "part/page.md", "handbook.yaml", "glossary.yaml", "sources.yaml", "statements.yaml", "contacts.yaml",
    "pathways/a.yaml", "checklists/a.yaml", "sessions/a.yaml", "index/lexicon.yaml", "index/ranking.yaml",
    "index/queries.yaml",
)  # fmt: skip

SMALL = ROOT / "tests" / "samples" / "small"
PIECES = [
    b"---\n", b"\n", b"\n\n", b"# ", b"## H {#h}\n", b"* ", b"1. ", b"> ", b"  ", b"    ", b"\t", b"::: answer\n", b":::\n",
    b"::: x", b"```", b"`", b"*", b"**", b"_", b"[", b"](", b")", b"[@", b"]", b"![", b"<b>", b"<!--", b"-->", b"<",
    b"&#x202e;",
    b"&amp;", b"| a | b |\n| - | - |\n| c |\n", b"\\", b"***\n", b"[x]: y\n", b"[x]", b"{#", b"}", b"\x1b", b"\xff", b"\x00",
    b"\xe2\x80\xae", b"\r", b"\xef\xbb\xbf", b"title: ", b"id: ../", b"- ", b": ", b'"', b"'", b"|\n", b">-\n", b"{", b"[a, ",
    b"&a ", b"*a ", b"!!x ", b"<<: ", b"? ", b"no", b"3.10", b"2026-11-22", b"javascript:x", b"../../x.md", b"\xf0\x9f\x98\x80",
    b"related: [", b"steps:\n", b"  - id: a\n", b"    answers:\n", b"https://", b"=\n", b"~~~\n",
]  # fmt: skip


def samples() -> list[tuple[str, bytes]]:
    """Files of a real, small handbook: what is near to right finds more than noise does."""
    found = []
    for path in sorted(SMALL.rglob("*")):
        if path.suffix in (".md", ".yaml"):
            name = path.relative_to(SMALL).as_posix().removeprefix("content/")
            found.append((name, path.read_bytes()))
    return found


def well_formed(record: Record, data: bytes) -> None:
    """What must hold of any record."""
    lines = data.count(b"\n") + 1
    for problem in record.problems:
        assert problem.rule != "reader-failed", (problem, data)
        assert problem.message and problem.fix and problem.file == record.file
        assert 1 <= problem.line <= lines and problem.column >= 1, (problem, data)
        assert first_unsafe(problem.message + problem.fix + problem.quoted) is None, problem
    assert record.digest == digest_of(data)
    if record.failed or not record.body or not record.info:
        return
    slugs = [passage.slug for passage in record.body.passages]
    assert slugs[0] == "top" and len(slugs) == len(set(slugs))
    assert slugs[1:] == [heading.slug for heading in record.info.headings]
    for passage in record.body.passages:
        whole = passage.text
        assert first_unsafe(whole + passage.title) is None, data
        offset = 0
        for spans in leaves(passage.blocks):
            text = span_text(spans)
            assert whole[offset : offset + len(text)] == text
            offset += len(text) + 1
        assert offset in (0, len(whole) + 1)
        assert passage.id == f"{record.info.id}#{passage.slug}"
    for link in record.info.links:
        assert 1 <= link.line <= lines and link.column >= 1


def fuzz(seed: int, times: int) -> None:
    source = random.Random(seed)
    real = samples()
    for _ in range(times):
        if source.random() < 0.6:
            name, data = source.choice(real)
        else:
            name, data = source.choice(FILES), b""
        for _ in range(source.choice([1, 1, 2, 4, 12])):
            at = source.randrange(len(data) + 1)
            chance = source.random()
            if chance < 0.6:
                data = data[:at] + source.choice(PIECES) * source.choice([1, 1, 1, 2, 30]) + data[at:]
            elif chance < 0.8:
                data = data[:at] + data[at + source.randrange(1, 30) :]
            elif data:
                data = data[: at - 1] + bytes([source.randrange(256)]) + data[at:]
        well_formed(compile_file(name, data), data)


def test_mistakes_in_any_file_never_raise() -> None:
    fuzz(1, 2000)


@pytest.mark.long
def test_mistakes_in_any_file_never_raise_at_length() -> None:
    fuzz(2, 100_000)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_any_bytes_are_a_record(name: str, data: bytes) -> None:
    well_formed(compile_file(name, data), data)


fragments = st.sampled_from([piece.decode("utf-8", "ignore") for piece in PIECES]) | st.text(
    "ab *_`[]()<>#:\n-|", max_size=12
)


@settings(max_examples=300, deadline=None)
@given(st.lists(fragments, max_size=25))
def test_random_markdown_compiles(pieces: list[str]) -> None:
    data = "".join(pieces).encode("utf-8", "ignore")
    well_formed(compile_file("part/page.md", data), data)


words = st.text("abcdefgh", min_size=1, max_size=6)
paragraphs = st.lists(words, min_size=1, max_size=8).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(words, st.lists(paragraphs, max_size=3)), max_size=5))
def test_what_is_written_is_what_is_read(sections: list[tuple[str, list[str]]]) -> None:
    text = "".join(f"## {title} {{#s{number}}}\n\n" + "".join(f"{paragraph}\n\n" for paragraph in found)
                   for number, (title, found) in enumerate(sections))  # fmt: skip
    record = compile_file("part/page.md", text.encode())
    assert not record.problems and record.body
    read = [(passage.slug, passage.title, passage.text) for passage in record.body.passages[1:]]
    assert read == [(f"s{number}", title, "\n".join(found)) for number, (title, found) in enumerate(sections)]


def test_compiling_is_a_function_of_name_and_bytes() -> None:
    for name, data in samples():
        assert compile_file(name, data) == compile_file(name, data)


@pytest.mark.parametrize(
    "piece",
    ["[", "[](", "![[", "*a _b ", "`", "<", "&", "> ", "- ", "a\n", "|a|b|\n", "<!--", "[a]: b\n", "](", "***a", "\\",
     "::: a\n",     "#", "{#", "[@", "1. ", "~~~\n", "    x\n", "\n\n", "  - a\n"],
)  # fmt: skip
def test_no_repetition_brings_the_reader_down(piece: str) -> None:
    data = (piece * (15_000 // len(piece))).encode()
    well_formed(compile_file("part/page.md", data), data)
    data = f"title: A\nsteps:\n  - id: a\n    question: {piece * 500!r}\n".encode()
    well_formed(compile_file("pathways/a.yaml", data), data)


@pytest.mark.long
def test_a_whole_folder_of_mistakes_loads(tmp_path: Path) -> None:
    source = random.Random(3)
    files = {}
    for number in range(500):
        name, data = source.choice(samples())
        at = source.randrange(len(data) + 1)
        mutated = data[:at] + source.choice(PIECES) + data[at:]
        files[f"part/page-{number}.md" if name.endswith(".md") else name] = mutated.decode("utf-8", "ignore")
    loaded = load(write(tmp_path, files))
    assert list(loaded.pages) == list(loaded.handbook.pages)
    for page in loaded.pages:
        assert loaded.pages[page].passages[0].slug == "top"
