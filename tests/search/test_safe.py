"""Indexes crafted to run code when they are opened, with a seal forged to match: nothing runs."""

from __future__ import annotations

import json
import pickle
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.errors import IndexUnusable
from handbook.search import safe, seal
from handbook.search.engine import Engine
from handbook.search.store import Store
from tests.search.made import HANDBOOK, ask, built, page

MARKER = "ran"
MANY = [page(f"p/{number}", "Alike", [("top", "", "child hard to reach enquiry")]) for number in range(900)]


class Payload:
    """Unpickled by anybody, it makes an empty file."""

    def __reduce__(self) -> tuple[object, ...]:
        return (open, (MARKER, "w"))


def forge(folder: Path) -> None:
    """Seal a folder as it is now."""
    said = json.loads((folder / seal.MANIFEST).read_text(encoding="ascii"))
    del said["sealed"], said["engine"]
    (folder / seal.MANIFEST).unlink()
    said["files"] = {path.name: (path.stat().st_size, seal.digest(path.read_bytes())) for path in folder.iterdir()}
    seal.close(folder, said)


def file_of(folder: Path, ending: str) -> Path:
    return next(path for path in folder.iterdir() if path.name.endswith(ending))


def pickles(data: bytes) -> list[int]:
    return [at for at in range(len(data) - 1) if data[at] == 0x80 and 2 <= data[at + 1] <= 5]


def in_segment_list(folder: Path, payload: bytes) -> None:
    toc = file_of(folder, ".toc")
    data = toc.read_bytes()
    at = pickles(data)[-1]
    toc.write_bytes(data[:at] + payload)


def in_schema(folder: Path, payload: bytes) -> None:
    toc = file_of(folder, ".toc")
    data = toc.read_bytes()
    start, end = pickles(data)[0], pickles(data)[-1]
    room = struct.unpack_from("!i", data, end - 8)  # the generation stands before the segments
    assert room
    toc.write_bytes(data[:start] + payload + b"\0" * (end - 8 - start - len(payload)) + data[end - 8 :])


def in_compound_directory(folder: Path, payload: bytes) -> None:
    """The segment is said to be a compound file, whose directory is a pickle."""
    toc = file_of(folder, ".toc")
    data = toc.read_bytes()
    at = pickles(data)[-1]
    segments = pickle.loads(data[at:])
    segments[0].compound = True
    toc.write_bytes(data[:at] + pickle.dumps(segments))
    body = b"nothing in it"
    head = struct.pack("!qi", 12 + len(body), len(payload))
    (folder / f"{segments[0].segment_id()}.seg").write_bytes(head + body + payload + pickle.dumps({}))


def in_terms(folder: Path, payload: bytes) -> None:
    terms = file_of(folder, ".trm")
    data = terms.read_bytes()
    (length,) = struct.unpack_from("!i", data, len(data) - 4)
    start = len(data) - 4 - length
    terms.write_bytes(data[:start] + payload + struct.pack("!i", len(payload)))


def in_postings(folder: Path, payload: bytes) -> None:
    """Every list of postings starts with the payload."""
    posts = file_of(folder, ".pst")
    data = bytearray(posts.read_bytes())
    at = data.find(b"W3Bl")
    while at >= 0:
        room = abs(struct.unpack_from("!i", data, at + 4)[0])
        if room >= len(payload):
            data[at + 8 : at + 8 + len(payload)] = payload
        at = data.find(b"W3Bl", at + 8)
    posts.write_bytes(bytes(data))


def in_posting_data(folder: Path, payload: bytes) -> None:
    """The block's head is as it should be, and its body is the payload, deflated."""
    posts = file_of(folder, ".pst")
    data = bytearray(posts.read_bytes())
    info = pickle.dumps((1, 0, 1, 1, 0, 0), 4)
    body = info + zlib.compress(payload)
    at = data.find(b"W3Bl")
    while at >= 0:
        room = abs(struct.unpack_from("!i", data, at + 4)[0])
        if room >= len(body):
            data[at + 4 : at + 8] = struct.pack("!i", -len(body))
            data[at + 8 : at + 8 + len(body)] = body
        at = data.find(b"W3Bl", at + 8)
    posts.write_bytes(bytes(data))


def in_stored_values(folder: Path, payload: bytes) -> None:
    stored = file_of(folder, "_stored.col")
    value = zlib.compress(payload, 3)
    count = sum(len(page.passages) + len(page.info.found_by) + 2 for page in MANY)
    stored.write_bytes(value * count + struct.pack(f"!{count}H", *[len(value)] * count) + b"H")


CRAFTED = [
    in_segment_list,
    in_schema,
    in_compound_directory,
    in_terms,
    in_postings,
    in_posting_data,
    in_stored_values,
]


@pytest.mark.parametrize("craft", CRAFTED)
def test_a_crafted_index_runs_nothing(
    craft: Callable[[Path, bytes], None], built_at: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    marker = tmp_path / MARKER
    payload = pickle.dumps(Payload(), 2)
    folder = built(built_at, MANY).folder
    craft(folder, payload)
    with pytest.raises(IndexUnusable):
        Engine.open(folder)
    forge(folder)
    seal.verify(folder)
    try:
        engine = Engine.open(folder)
        for text in ("child", "section 47", '"hard to reach"', "enq", "c", "kind:procedure"):
            ask(engine, text, typing=True)
    except IndexUnusable:
        pass
    else:
        assert craft in (in_schema, in_compound_directory), "nothing else goes unread"
    assert not marker.exists()
    # The payload works: whoever unpickles it openly is had.
    pickle.loads(payload).close()
    assert marker.exists()


def test_the_crafted_indexes_do_run_in_whoosh_alone(built_at: Path, tmp_path: Path) -> None:
    """So that the test above tests something: an unguarded Whoosh runs what stands in the schema."""
    folder = built(built_at, HANDBOOK).folder
    in_schema(folder, pickle.dumps(Payload(), 2))
    script = "import sys; from whoosh import index; index.open_dir(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=tmp_path, check=False, capture_output=True)
    assert (tmp_path / MARKER).exists()


def test_no_open_unpickler_is_left_in_whoosh(built_at: Path) -> None:
    engine = Engine.open(built(built_at, HANDBOOK).folder)
    ask(engine, "child")
    for name, module in sys.modules.items():
        if name.startswith("whoosh.") and module is not None:
            for key, value in vars(module).items():
                assert value not in (pickle.load, pickle.loads, pickle.Unpickler, pickle), f"{name}.{key}"


@pytest.mark.parametrize(
    "name", [("builtins", "eval"), ("os", "system"), ("whoosh.index", "open_dir"), ("builtins", "set.add")]
)
def test_only_listed_names(name: tuple[str, str]) -> None:
    module, attribute = name
    data = f"c{module}\n{attribute}\n.".encode()
    with pytest.raises(pickle.UnpicklingError):
        safe.loads(data)


def test_a_store_without_its_files_is_unusable() -> None:
    with pytest.raises(IndexUnusable):
        Store({})
    with pytest.raises(IndexUnusable):
        Engine({})
