"""Backups: verified, rotated, restored only when they are ours and whole."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.personal import backup
from handbook.personal.backup import Backup, listed, surplus
from handbook.personal.change import GENERATION
from handbook.personal.check import is_whole
from handbook.personal.connection import connect
from handbook.personal.errors import (
    Locked,
    NoSuch,
    Refused,
    StoreDamaged,
    StoreError,
    StoreTooNew,
    WeakPassphrase,
    WrongPassphrase,
)
from handbook.personal.restoring import restore
from handbook.personal.schema import NOTE
from handbook.personal.stick import read_stick, write_stick
from handbook.personal.store import Store
from tests.personal.support import CHEAP, GOOD, HandClock, store_in


def put(store: Store, key: str, body: bytes = b"body") -> None:
    with store.change() as change:
        change.insert(NOTE, {"id": key, "changed": "x", "body": body})


def keys(store: Store) -> set[str]:
    return {row.text("id") for row in store.rows(NOTE)}


def at(*moments: datetime, prefix: str = "personal") -> list[Backup]:
    return [Backup(when, Path(f"{prefix}-{when:%Y-%m-%dT%H%M%SZ}.db")) for when in moments]


START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_year_of_daily_backups_keeps_days_weeks_and_months() -> None:
    days = at(*(START - timedelta(days=day) for day in range(365)))
    gone = set(surplus(days))
    kept = sorted((one.taken for one in days if one not in gone), reverse=True)
    assert kept[:12] == [START - timedelta(days=day) for day in range(12)]
    assert len({when.isocalendar()[:2] for when in kept}) >= 10
    assert len({(when.year, when.month) for when in kept}) == 9
    assert 12 + 9 <= len(kept) <= 12 + 10 + 9


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 22)), max_size=60, unique=True))
def test_rotation_keeps_the_newest_and_settles(moments: list[datetime]) -> None:
    found = at(*(moment.replace(tzinfo=UTC, microsecond=0) for moment in moments))
    gone = set(surplus(found))
    kept = [one for one in found if one not in gone]
    assert len(kept) <= 24 + 12 + 10 + 9
    assert not found or max(found) in kept
    assert surplus(kept) == [], "what is kept once is not thrown away by looking again"
    days = sorted({one.taken.date() for one in found}, reverse=True)[:12]
    assert all(any(one.taken.date() == day for one in kept) for day in days)


def test_all_of_the_last_two_days_are_kept() -> None:
    found = at(*(START - timedelta(hours=5 * n) for n in range(40)))
    gone = set(surplus(found))
    assert [one for one in found if one not in gone][:10] == found[:10] and len(gone) > 20


def test_three_before_changes_of_version_are_kept_whatever_their_age() -> None:
    before = at(*(START - timedelta(days=400 * n) for n in range(5)), prefix="before-2")
    assert set(surplus([*before, *at(START)])) == set(before[3:])


def test_one_a_day_taken_at_opening(tmp_path: Path) -> None:
    clock = HandClock()
    put(store_in(tmp_path, clock), "a")
    for day in range(3):
        for _ in range(2):
            store_in(tmp_path, clock).close()
        assert len(listed(tmp_path / "backups")) == day + 1
        clock.forward(86_400)
    assert all(is_whole(one.path) for one in listed(tmp_path / "backups"))


def test_a_backup_that_is_not_whole_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    store.connection().execute("UPDATE note SET body=x'00'")
    with pytest.raises(StoreError):
        backup.take(store)
    assert listed(tmp_path / "backups") == [] and not list((tmp_path / "backups").iterdir())


def test_restore_puts_it_back_and_tells_other_windows(tmp_path: Path) -> None:
    clock = HandClock()
    one, two = store_in(tmp_path, clock), store_in(tmp_path, clock)
    put(one, "a")
    put(two, "b")
    kept = backup.take(one)
    clock.forward(60)
    put(one, "c")
    known = two.meta(GENERATION)
    restore(one, kept)
    assert keys(one) == keys(two) == {"a", "b"}
    assert two.meta(GENERATION) != known
    clock.forward(60)
    newest = next(one for one in listed(tmp_path / "backups") if one.taken < clock.now())
    assert newest.path.exists()
    put(two, "d")
    assert keys(one) == {"a", "b", "d"}


@pytest.mark.parametrize("how", ["digest", "trigger", "foreign", "newer", "cut", "text", "missing", "view"])
def test_a_hostile_backup_is_refused_and_nothing_changes(tmp_path: Path, how: str) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    hostile = tmp_path / "hostile.db"
    shutil.copy(backup.take(store), hostile)
    put(store, "b")
    if how in ("digest", "trigger", "newer", "view"):
        connection = sqlite3.connect(hostile)
        connection.execute(
            {
                "digest": "UPDATE note SET body=x'00414243'",
                "trigger": "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END",
                "newer": "PRAGMA user_version=99",
                "view": "CREATE VIEW v AS SELECT load_extension('x')",
            }[how]
        )
        connection.commit()
        connection.close()
    elif how == "foreign":
        hostile.unlink()
        sqlite3.connect(hostile).execute("CREATE TABLE theirs(x)")
    elif how == "cut":
        hostile.write_bytes(hostile.read_bytes()[:9000])
    elif how == "text":
        hostile.write_text("hello")
    else:
        hostile.unlink()
    with pytest.raises((Refused, StoreDamaged, StoreTooNew)) as caught:
        restore(store, hostile)
    assert caught.value.hint
    assert keys(store) == {"a", "b"} and not list(tmp_path.glob(".new-*"))


def test_names_of_backups(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    path = backup.take(store)
    folder = tmp_path / "backups"
    assert backup.named(folder, path.name).path == backup.named(folder, path.stem).path == path
    for name in ("../personal.db", "personal", ""):
        with pytest.raises(NoSuch):
            backup.named(folder, name)
    (folder / "notes.txt").write_text("mine")
    assert [one.path for one in listed(folder)] == [path]


def test_an_encrypted_file_for_a_stick(tmp_path: Path) -> None:
    store = store_in(tmp_path / "one")
    put(store, "a", b"CANARY")
    stick = tmp_path / "stick"
    with pytest.raises(WeakPassphrase):
        write_stick(store, stick, "short", cost=CHEAP)
    assert not stick.exists()
    write_stick(store, stick, GOOD, cost=CHEAP)
    raw = stick.read_bytes()
    assert b"CANARY" not in raw and b"SQLite" not in raw
    with pytest.raises(StoreError):
        write_stick(store, stick, GOOD, cost=CHEAP)
    fresh = store_in(tmp_path / "two")
    for passphrase, refusal in (("", Locked), ("another passphrase", WrongPassphrase)):
        with pytest.raises(refusal):
            restore(fresh, stick, passphrase=passphrase)
    assert keys(fresh) == set()
    restore(fresh, stick, passphrase=GOOD)
    assert keys(fresh) == {"a"}


@pytest.mark.parametrize("at", [0, 5, 25, 60, 150, 400, -1])
def test_an_altered_stick_is_never_opened(tmp_path: Path, at: int) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    stick = tmp_path / "stick"
    write_stick(store, stick, GOOD, cost=CHEAP)
    raw = bytearray(stick.read_bytes())
    raw[at] ^= 4
    stick.write_bytes(raw)
    put(store, "b")
    with pytest.raises((StoreDamaged, WrongPassphrase, Refused)):
        restore(store, stick, passphrase=GOOD)
    assert keys(store) == {"a", "b"}


def test_a_stick_that_asks_for_too_much_work_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stick"
    path.write_bytes(
        b'HANDBOOK-BACKUP-1\n{"kdf":"argon2id","passes":99,"memory":999999999999,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="}\nxxxx'
    )
    with pytest.raises(Refused):
        read_stick(path, GOOD)


def test_a_backup_can_be_opened_by_itself(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with connect(backup.take(store), read_only=True) as connection:
        assert connection.execute("SELECT id FROM note").fetchall() == [("a",)]
