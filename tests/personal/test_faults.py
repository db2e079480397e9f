"""Killed processes, full disks, many windows, damaged files: nothing saved is lost, and damage is never unseen."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from handbook.personal import backup, files, making
from handbook.personal.check import is_whole
from handbook.personal.errors import StoreError
from handbook.personal.opening import open_store
from handbook.personal.schema import NOTE
from handbook.personal.store import Store
from tests.personal import vfs
from tests.personal.support import HandClock, store_in, tell

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


def body_of(number: int) -> bytes:
    rnd = random.Random(number)
    return f"{number} ".encode() + rnd.randbytes(rnd.randrange(20, 2400))


def put(store: Store, key: str, number: int) -> None:
    with store.change() as change:
        there = change.get(NOTE, key)
        values = {"id": key, "changed": "x", "body": body_of(number)}
        if there is None:
            change.insert(NOTE, values)
        else:
            change.update(NOTE, values, there.version)


def held(store: Store) -> dict[str, bytes]:
    return {row.text("id"): row.data("body") for row in store.rows(NOTE)}


# Killed


@posix
@pytest.mark.parametrize("kills", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_a_process_killed_while_it_writes_loses_nothing_it_said_was_saved(tmp_path: Path, kills: int) -> None:
    rnd = random.Random(kills)
    saved: dict[str, bytes] = {"first": body_of(7)}
    with store_in(tmp_path).change() as change:
        change.insert(NOTE, {"id": "first", "changed": "x", "body": body_of(7)})
    said = lost = 0
    for trial in range(kills):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _write_until_killed(tmp_path, writer, trial)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            read = b""
            for _ in range(rnd.randrange(1, 14)):  # so many lines, and a moment more
                read += pipe.readline()
            time.sleep(rnd.uniform(0.0, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            lines = (read + pipe.read()).decode().splitlines()
        under_way: tuple[str, bytes] | None = None
        for line in lines:
            what, key, number = line.split()
            if what == "begin":
                under_way = (key, body_of(int(number)))
            else:
                saved[key], under_way = body_of(int(number)), None
                said += 1
        store = store_in(tmp_path)
        assert store.notices == []
        found = held(store)
        for key, value in saved.items():
            is_later = under_way is not None and under_way[0] == key and found.get(key) == under_way[1]
            lost += found.get(key) != value and not is_later
        if under_way is not None and found.get(under_way[0]) == under_way[1]:
            saved[under_way[0]] = under_way[1]
        store.close()
    assert lost == 0
    assert said > kills, "the children wrote something"
    tell(f"{kills} kills, {said} notes said to be saved, {lost} lost")


def _write_until_killed(folder: Path, writer: int, trial: int) -> None:
    try:
        store = store_in(folder)
        rnd = random.Random(trial)
        for count in range(100_000):
            key, number = f"n{rnd.randrange(100):02d}", trial * 100_000 + count
            os.write(writer, f"begin {key} {number}\n".encode())
            put(store, key, number)
            os.write(writer, f"saved {key} {number}\n".encode())
    finally:
        os._exit(0)


# Many windows


_WRITER = """
import sys, time
from pathlib import Path
from handbook.personal.clock import SystemClock
from handbook.personal.errors import StoreBusy
from handbook.personal.opening import open_store
from handbook.personal.schema import NOTE
folder, who, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store, worst = open_store(folder, SystemClock(), shared=""), 0.0
for count in range(number):
    began = time.monotonic()
    while True:
        try:
            with store.change() as change:
                change.rows(NOTE) if count % 20 == 0 else None
                change.insert(NOTE, {"id": f"{who}{count}", "changed": "x", "body": b"b" * 500})
            break
        except StoreBusy:  # the machine has other work: a person would press the key again
            assert time.monotonic() - began < 60
    worst = max(worst, time.monotonic() - began)
    time.sleep(0.003)  # nobody's keys are quicker
sys.stdout.write(str(worst))
"""


@pytest.mark.parametrize("number", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_three_windows_write_at_once(tmp_path: Path, number: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    running = [
        subprocess.Popen(
            [*command, who, str(number)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for who in "abc"
    ]
    answers = [process.communicate() for process in running]
    assert [error for _, error in answers] == ["", "", ""]
    store = store_in(tmp_path)
    assert len(held(store)) == 3 * number
    tell(f"longest wait {max(float(out) for out, _ in answers):.2f} s")


# Full disks and disks that fail


@pytest.mark.skipif(vfs.library() is None, reason="needs a shared libsqlite3 on Linux")
@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("code", [vfs.FULL, vfs.IOERR_WRITE])
@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.long)])
def test_a_disk_that_fails_at_any_call(tmp_path: Path, step: int, code: int, stays: bool) -> None:
    calls = _scenario(tmp_path / "count", 0, code, stays)
    assert calls > 40
    points = 0
    for at in range(1, calls + 1, step):
        _scenario(tmp_path / f"at{at}", at, code, stays)
        points += 1
    tell(f"{points} fault points of {calls}")


def _scenario(folder: Path, at: int, code: int, stays: bool) -> int:
    """Write, fail at the ``at``-th call, and look at what is there when there is room again; returns the calls made."""
    store = store_in(folder)
    put(store, "old", 1)
    store.close()
    saved = {"old": body_of(1)}
    maybe: dict[str, set[bytes | None]] = {}
    with vfs.disk() as disk:
        store = store_in(folder)
        disk.calls, disk.fail_at, disk.stays, disk.code = 0, at, stays, code
        for key, number in (("a", 2), ("old", 3), ("big", 4), ("a", 5), ("b", 6), ("old", 7)):
            try:
                put(store, key, number)
            except StoreError as error:
                assert error.message and error.hint
                maybe.setdefault(key, {saved.get(key)}).add(body_of(number))
            else:
                saved[key] = body_of(number)
                maybe.pop(key, None)
        if at:
            assert disk.failed
        calls = disk.calls
        disk.fail_at = 0
        put(store, "again", 8)  # there is room again
        saved["again"] = body_of(8)
        store.close()
    again = store_in(folder)
    assert again.notices == []
    found = held(again)
    for key in {*saved, *maybe}:
        assert found.get(key) in maybe.get(key, {saved.get(key)}), f"{key} at call {at}"
    again.close()
    return calls


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="mounting needs root")
def test_a_small_disk_that_fills_up(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        store = store_in(tmp_path / "data")
        saved, refused = [], 0
        for number in range(1500):
            try:
                put(store, f"n{number}", number)
                saved.append(number)
            except StoreError as error:
                assert "full" in error.message or "did not take" in error.message
                refused += 1
                if refused > 10:
                    break
        assert saved and refused > 10
        store.close()
        subprocess.run(["mount", "-o", "remount,size=16m", str(tmp_path)], check=True)
        again = store_in(tmp_path / "data")
        found = held(again)
        assert all(found[f"n{number}"] == body_of(number) for number in saved)
        put(again, "more", 1)
        again.close()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=False)


@posix
def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    import resource

    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
            store = store_in(tmp_path)
            refused = 0
            for number in range(260):
                try:
                    put(store, f"n{number}", number)
                except StoreError:
                    refused += 1
            status = 0 if refused and held(store) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store = store_in(tmp_path)
    assert store.notices == [] and all(body == body_of(int(key[1:])) for key, body in held(store).items())


@pytest.mark.parametrize("what", ["fsync", "replace", "mkstemp", "open", "write"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_files_that_cannot_be_written_leave_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, at: int
) -> None:
    store = store_in(tmp_path)
    put(store, "a", 1)
    kept = backup.take(store)
    before = kept.read_bytes()
    target = tmp_path / "out.md"
    target.write_bytes(b"former")
    count = 0

    def failing(real):  # type: ignore[no-untyped-def]
        def call(*arguments, **named):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            if count >= at:
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        return call

    with monkeypatch.context() as patched:
        if what == "replace":
            patched.setattr(Path, "replace", failing(Path.replace))
        elif what == "mkstemp":
            patched.setattr(files.tempfile, "mkstemp", failing(files.tempfile.mkstemp))
        elif what == "write":
            patched.setattr(os, "fdopen", failing(os.fdopen))
        else:
            patched.setattr(os, what, failing(getattr(os, what)))
        done = []
        for work in (lambda: files.write_private(target, b"new"), lambda: backup.take(store)):
            try:
                work()
                done.append(True)
            except StoreError as error:
                assert error.hint
                done.append(False)
    assert target.read_bytes() == (b"new" if done[0] else b"former")
    assert is_whole(kept) and (done[1] or kept.read_bytes() == before)
    assert not list(tmp_path.glob(".writing-*")) or what in ("open", "write", "fsync")
    assert held(store) == {"a": body_of(1)}
    assert files.write_private(target, b"after") is None and backup.take(store).is_file()


def test_a_new_store_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(1, 6):
        folder = tmp_path / str(at)
        count = 0
        real = making.settle_file

        def failing(*arguments, real=real, at=at):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            if count >= at:
                raise OSError(28, "No space left on device")
            real(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(making, "settle_file", failing)
            try:
                put(store_in(folder), "a", 1)
            except StoreError as error:
                assert error.hint
        store = store_in(folder)
        put(store, "b", 2)
        assert held(store)["b"] == body_of(2)
        assert not list(folder.glob(".new-*"))


# Damage


@pytest.mark.parametrize("number", [300, pytest.param(3000, marks=pytest.mark.long)])
def test_damage_is_never_unseen_and_the_backup_comes_back(tmp_path: Path, number: int) -> None:
    folder = tmp_path / "data"
    store = store_in(folder)
    for count in range(40):
        put(store, f"n{count:02d}", count)
    backup.take(store)
    with store.change() as change:
        change.insert(NOTE, {"id": "later", "changed": "x", "body": b"written after the backup"})
    store.close()
    want = {**{f"n{count:02d}": body_of(count) for count in range(40)}, "later": b"written after the backup"}
    path = folder / "personal.db"
    good, rnd, outcome = path.read_bytes(), random.Random(number), Counter[str]()
    for trial in range(number):
        kind = ("flip", "cut", "zero")[trial % 3]
        path.write_bytes(_damaged(good, kind, rnd))
        opened = open_store(folder, HandClock(), shared="")
        found = held(opened)
        if opened.notices:
            assert "damaged" in opened.notices[0] and opened.notices[0].count(". ") == 1
            (aside,) = folder.glob("damaged-*.db")
            assert aside.name in opened.notices[0]
            assert all(found[key] == body for key, body in want.items() if key != "later")
            outcome["saved all" if found == want else "saved what the backup had"] += 1
            assert is_whole(path)
            put(opened, "n00", 0)
        else:
            assert found == want, f"{kind} {trial}: unseen"
            outcome["harmless"] += 1
        opened.close()
        for left in folder.glob("damaged-*"):
            left.unlink()
    assert outcome["saved all"] + outcome["saved what the backup had"] > number / 2
    tell(f"{number} damaged files: {dict(outcome)}")


def _damaged(good: bytes, kind: str, rnd: random.Random) -> bytes:
    data = bytearray(good)
    if kind == "flip":
        data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
    elif kind == "cut":
        del data[rnd.randrange(len(data)) :]
    else:
        page = rnd.randrange(len(data) // 4096) * 4096
        data[page : page + 4096] = bytes(4096)
    return bytes(data)


def test_damage_without_a_backup_saves_what_can_be_read(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for count in range(40):
        put(store, f"n{count:02d}", count)
    store.close()
    path = tmp_path / "personal.db"
    data = bytearray(path.read_bytes())
    at = data.find(body_of(20)[:24])
    data[at] ^= 1
    path.write_bytes(data)
    opened = store_in(tmp_path)
    found = held(opened)
    assert "no backup yet" in opened.notices[0] and len(found) == 39 and "n20" not in found
    assert all(found[key] == body_of(int(key[1:])) for key in found)


def test_a_journal_without_its_file_never_meets_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "personal.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(500))
    store = store_in(tmp_path)
    put(store, "a", 1)
    assert held(store) == {"a": body_of(1)} and list(tmp_path.glob("damaged-*-journal"))


@posix
def test_two_windows_that_find_the_damage_at_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a", 1)
    backup.take(store)
    store.close()
    (tmp_path / "personal.db").write_bytes(b"\0" * 8192)
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                opened = open_store(tmp_path, HandClock(), shared="")
                status = 0 if held(opened) == {"a": body_of(1)} else 2
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    assert len(list(tmp_path.glob("damaged-*.db"))) == 1


# Erased text


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_erased_text_is_in_no_file(tmp_path: Path, rounds: int) -> None:
    from handbook.personal.purge import erase

    canary = b"CANARYtextOfAnErasedNote"
    for trial in range(rounds):
        folder = tmp_path / str(trial)
        store = store_in(folder)
        for count in range(30):
            with store.change() as change:
                values = {"id": f"n{count}", "changed": "x", "body": (canary + b" ") * (count * trial % 90 + 20)}
                change.insert(NOTE, values)
            if count == 15:
                backup.take(store)
        backup.take(store, prefix="before-2")
        assert canary in _everything(folder)
        for count in range(0, 30, 2):
            put(store, f"n{count}", count)
        erase(store, [f"n{count}" for count in range(30)], [])
        assert canary not in _everything(folder)
        store.close()
        assert canary not in _everything(folder)
        assert all(is_whole(one.path) for one in backup.listed(folder / "backups"))


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
