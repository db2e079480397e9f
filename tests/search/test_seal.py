"""Sealed folders: what is opened is what was built, or nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.errors import IndexUnusable
from handbook.search import locks, seal
from handbook.search.engine import Engine
from tests.search.made import HANDBOOK, built


@pytest.fixture
def folder(built_at: Path) -> Path:
    return built(built_at, HANDBOOK, edition="7", extra={"catalogue.bin": b"compiled pages" * 50}).folder


def unusable(folder: Path, names: list[str] | None = None) -> IndexUnusable:
    with pytest.raises(IndexUnusable) as caught:
        seal.verify(folder, names)
    return caught.value


def test_a_sealed_folder_says_what_it_is(folder: Path) -> None:
    manifest = seal.verify(folder)
    assert manifest.folder == folder
    assert (manifest.edition, manifest.pages) == ("7", len(HANDBOOK))
    assert manifest.passages == sum(len(page.passages) for page in HANDBOOK)
    assert set(manifest.inputs) == {page.info.id for page in HANDBOOK}
    assert "catalogue.bin" in manifest.files
    assert {entry.name for entry in folder.iterdir()} == {*manifest.files, seal.MANIFEST}


def test_what_is_read_is_what_was_checked(folder: Path) -> None:
    manifest, files = seal.read(folder, ["catalogue.bin"])
    assert files == {"catalogue.bin": b"compiled pages" * 50}
    assert manifest.folder == folder


def test_only_named_files_are_read_but_all_must_be_there(folder: Path) -> None:
    segment = next(name for name in seal.verify(folder).files if name.endswith(".pst"))
    data = bytearray((folder / segment).read_bytes())
    data[0] ^= 1
    (folder / segment).write_bytes(data)
    seal.verify(folder, ["catalogue.bin"])
    unusable(folder)
    (folder / segment).unlink()
    unusable(folder, ["catalogue.bin"])


def test_unusable_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    for error in (unusable(tmp_path / "none"), unusable(folder, ["no-such-file"]), unusable(folder, ["../x"])):
        assert error.hint
        assert str(tmp_path) not in str(error)


def test_another_version_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "FORMAT", seal.FORMAT + 1)
    assert "version" in unusable(folder).message


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users are told apart the POSIX way")
def test_an_index_of_somebody_else_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = folder.stat().st_uid
    if owner:
        monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    else:
        os.chown(folder, 4321, -1)
    assert "another user" in unusable(folder).message


def test_the_folder_is_named_after_all_that_goes_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = seal.folder_for(tmp_path, {"a": "1", "b": "2"})
    assert one == seal.folder_for(tmp_path, {"b": "2", "a": "1"})
    assert one.parent == tmp_path
    others = [
        seal.folder_for(tmp_path, inputs) for inputs in ({"a": "1"}, {"a": "1", "b": "3"}, {"a": "2", "b": "1"}, {})
    ]
    assert len({one, *others}) == 5
    monkeypatch.setattr(seal, "FORMAT", seal.FORMAT + 1)
    assert one != seal.folder_for(tmp_path, {"a": "1", "b": "2"})


def flip(data: bytearray, rnd: random.Random) -> bytearray:
    data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
    return data


def cut(data: bytearray, rnd: random.Random) -> bytearray:
    return data[: rnd.randrange(len(data))]


def scramble(data: bytearray, rnd: random.Random) -> bytearray:
    at = rnd.randrange(len(data))
    data[at : at + 64] = rnd.randbytes(len(data[at : at + 64]))
    return data


def zero(data: bytearray, _rnd: random.Random) -> bytearray:
    return bytearray(len(data))


def grow(data: bytearray, rnd: random.Random) -> bytearray:
    return data + rnd.randbytes(rnd.randrange(1, 40))


DAMAGE: list[Callable[[bytearray, random.Random], bytearray]] = [flip, cut, scramble, zero, grow]


def damage(folder: Path, times: int) -> None:
    """Damage a folder many times over; each time it is refused before it is opened."""
    rnd = random.Random(5)
    good = {path.name: path.read_bytes() for path in folder.iterdir()}
    names = sorted(good)
    for at in range(times):
        name = rnd.choice(names)
        way = rnd.randrange(len(DAMAGE) + 3)
        extra: Path | None = None
        if way < len(DAMAGE):
            damaged = bytes(DAMAGE[way](bytearray(good[name]), rnd))
            if damaged == good[name]:
                continue
            (folder / name).write_bytes(damaged)
        elif way == len(DAMAGE):
            (folder / name).unlink()
        elif way == len(DAMAGE) + 1:
            extra = folder / rnd.choice(("_MAIN_9999.toc", "x.lock", "MAIN_abc.seg"))
            extra.write_bytes(good[name])
        else:
            other = rnd.choice([each for each in names if good[each] != good[name]])
            (folder / name).write_bytes(good[other])
        with pytest.raises(IndexUnusable):
            Engine.open(folder)
        if extra is not None:
            extra.unlink()
        (folder / name).write_bytes(good[name])
        if at % 50 == 0:
            Engine.open(folder)
    Engine.open(folder)


def test_a_damaged_folder_is_never_opened(folder: Path) -> None:
    damage(folder, 500)


@pytest.mark.long
def test_a_damaged_folder_is_never_opened_long(folder: Path) -> None:
    damage(folder, 5_000)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"\xff\xfe", b'{"engine": 1}', b"[" * 100_000, b'{"sealed": ""}\n']
)
def test_any_manifest(folder: Path, text: bytes) -> None:
    (folder / seal.MANIFEST).write_bytes(text)
    unusable(folder)
    own = seal.digest(text)
    (folder / seal.MANIFEST).write_bytes(text + f'\n"sealed": "{own}"}}\n'.encode())
    unusable(folder)


def test_the_newest_good_index_answers(built_at: Path) -> None:
    assert seal.newest_good(built_at) is None
    folders = [built(built_at, HANDBOOK, {"edition": str(number)}).folder for number in range(3)]
    for age, folder in zip((300, 100, 200), folders, strict=True):
        when = time.time() - age
        os.utime(folder / seal.MANIFEST, (when, when))
    newest = seal.newest_good(built_at)
    assert newest is not None
    assert newest.folder == folders[1]
    (folders[1] / "words.json").write_bytes(b"")
    second = seal.newest_good(built_at)
    assert second is not None
    assert second.folder == folders[2]


def old(path: Path, seconds: float) -> None:
    when = time.time() - seconds
    for each in [path, *path.iterdir()] if path.is_dir() else [path]:
        os.utime(each, (when, when))


def test_sweeping(built_at: Path) -> None:
    keep, gone, young = (built(built_at, HANDBOOK, {"edition": name}).folder for name in "abc")
    old(keep, 3600)
    old(gone, 3600)
    (built_at / "gone-abc").mkdir()
    (built_at / "last-123").write_text("a pointer of somebody else's")
    (built_at / "notes").mkdir()
    assert seal.sweep(built_at, [keep]) == 2
    assert {path.name for path in built_at.iterdir()} == {keep.name, young.name, "last-123", "notes"}
    assert seal.sweep(built_at, [], grace_s=0.0) == 2
    assert {path.name for path in built_at.iterdir()} == {"last-123", "notes"}
    assert seal.sweep(built_at / "none", []) == 0


def test_a_folder_that_is_open_is_not_missed_by_its_reader(folder: Path, built_at: Path) -> None:
    engine = Engine.open(folder)
    seal.sweep(built_at, [], grace_s=0.0)
    assert not folder.exists()
    from tests.search.made import ask

    assert ask(engine, "child").hits


def test_what_somebody_is_building_stays(built_at: Path) -> None:
    with seal.workshop(built_at) as workshop:
        (workshop / "half").write_bytes(b"a file")
        old(workshop, 1e6)
        done: list[int] = []
        thread = threading.Thread(target=lambda: done.append(seal.sweep(built_at, [], grace_s=0.0)))
        thread.start()
        thread.join()
        assert done == [0]
        assert (workshop / "half").exists()
    assert list(built_at.iterdir()) == []


def test_what_an_aborted_build_left_goes(built_at: Path) -> None:
    leftover = built_at / "build-1-abc"
    leftover.mkdir(parents=True)
    (leftover / "half").write_bytes(b"a file")
    (built_at / "build-1-abc.lock").write_bytes(b"")
    lost = built_at / "build-2-def"
    lost.mkdir()
    old(lost, 1e6)
    fresh = built_at / "build-3-fff"
    fresh.mkdir()
    assert seal.sweep(built_at, []) == 2
    assert [path.name for path in built_at.iterdir()] == ["build-3-fff"]


def test_a_lock_is_let_go_of_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_bytes(b"")
    with path.open("r+b") as one, path.open("r+b") as other:
        assert locks.take(one.fileno())
        assert not locks.take(other.fileno())
    with path.open("r+b") as again:
        assert locks.take(again.fileno())


def test_who_comes_second_leaves_the_first(built_at: Path) -> None:
    first = built(built_at, HANDBOOK)
    before = {path.name: path.stat().st_mtime_ns for path in first.folder.iterdir()}
    second = built(built_at, HANDBOOK)
    assert second.folder == first.folder
    assert {path.name: path.stat().st_mtime_ns for path in first.folder.iterdir()} == before


def test_a_damaged_folder_gives_way_to_a_good_one(built_at: Path) -> None:
    first = built(built_at, HANDBOOK)
    (first.folder / "words.json").write_bytes(b"")
    assert built(built_at, HANDBOOK).folder == first.folder
    Engine.open(first.folder)
    assert [path.name for path in built_at.iterdir()] == [first.folder.name]


def test_discarding(folder: Path, built_at: Path) -> None:
    seal.discard(folder)
    seal.discard(folder)
    assert list(built_at.iterdir()) == []


def test_the_manifest_is_plain_to_read(folder: Path) -> None:
    said = json.loads((folder / seal.MANIFEST).read_text(encoding="ascii"))
    assert said["edition"] == "7"
    shutil.rmtree(folder)
