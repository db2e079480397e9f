"""The store: made by the first change, private, versioned, checked at every start, and never a reason to stop reading."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.personal import opening, schema
from handbook.personal.backup import listed
from handbook.personal.change import GENERATION
from handbook.personal.check import look, problems
from handbook.personal.connection import pragma
from handbook.personal.errors import (
    Conflict,
    ProtectionChanged,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreReadOnly,
)
from handbook.personal.making import folder_lock, sweep
from handbook.personal.opening import open_store
from handbook.personal.schema import META, NOTE, TICK, digest
from handbook.personal.store import Store
from tests.personal.support import HandClock, store_in


def row(key: str, body: bytes = b"body") -> dict[str, str | bytes]:
    return {"id": key, "changed": "x", "body": body}


def put(store: Store, key: str, body: bytes = b"body") -> None:
    with store.change() as change:
        there = change.get(NOTE, key)
        if there is None:
            change.insert(NOTE, row(key, body))
        else:
            change.update(NOTE, row(key, body), there.version)


def held(store: Store) -> dict[str, bytes]:
    return {one.text("id"): one.data("body") for one in store.rows(NOTE)}


def test_nothing_is_made_before_the_first_change(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = store_in(folder)
    assert not store.exists and store.rows(NOTE) == [] and store.row(META, "x") is None and store.meta("x") is None
    assert not folder.exists()
    put(store, "a")
    assert store.exists and held(store) == {"a": b"body"}


def test_folder_and_files_are_private_even_where_they_were_not(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    put(store_in(folder), "a")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()} == {0o600}


def test_the_settings_are_those_that_were_measured(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with store.held() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        for name, value in (
            ("synchronous", 2), ("secure_delete", 1), ("temp_store", 2), ("trusted_schema", 0), ("cell_size_check", 1),
            ("application_id", schema.APPLICATION_ID), ("user_version", len(schema.STEPS)),
        ):  # fmt: skip
            assert pragma(connection, name) == value, name
        assert pragma(connection, "busy_timeout") == 200
    assert opening.BUSY_SECONDS == 5.0


def test_versions_go_up_and_an_old_one_is_a_conflict(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with store.change() as change:
        assert change.update(NOTE, row("a", b"two"), 1) == 2
    with pytest.raises(Conflict), store.change() as change:
        change.update(NOTE, row("a", b"three"), 1)
    with pytest.raises(Conflict), store.change() as change:
        change.delete(NOTE, "a", version=1)
    assert held(store) == {"a": b"two"}


def test_what_fails_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with pytest.raises(ZeroDivisionError), store.change() as change:
        change.insert(NOTE, row("b"))
        change.delete(NOTE, "a")
        raise ZeroDivisionError
    assert held(store) == {"a": b"body"}
    put(store, "c")


def test_the_same_key_twice_is_an_error_in_plain_words(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with pytest.raises(StoreError) as caught, store.change() as change:
        change.insert(NOTE, row("a", b"secret"))
    assert "secret" not in str(caught.value) and "UNIQUE" not in str(caught.value)


def test_two_windows_see_each_other(tmp_path: Path) -> None:
    one, two = store_in(tmp_path), store_in(tmp_path)
    put(one, "a")
    put(two, "b")
    assert held(one) == held(two) == {"a": b"body", "b": b"body"}
    state = two.state()
    put(two, "c")
    assert two.state() == state, "what this window wrote itself is no news to it"
    put(one, "d")
    assert two.state() != state


def test_a_window_that_holds_the_lock_makes_the_other_wait_and_then_say_so(tmp_path: Path) -> None:
    one, two = store_in(tmp_path), store_in(tmp_path)
    put(one, "a")
    put(two, "a")
    with one.change() as change:
        change.insert(NOTE, row("b"))
        with pytest.raises(StoreBusy):
            put(two, "c")
    assert held(two) == {"a": b"body", "b": b"body"}


def test_a_change_of_protection_is_noticed_at_the_next_change(tmp_path: Path) -> None:
    one, two = store_in(tmp_path), store_in(tmp_path)
    put(one, "a")
    put(two, "a")
    known = two.meta(GENERATION)
    with one.change() as change:
        change.new_generation()
    with pytest.raises(ProtectionChanged), two.change(known) as change:
        change.insert(NOTE, row("b"))
    with two.change(two.meta(GENERATION)) as change:
        change.insert(NOTE, row("b"))


def test_a_file_that_another_window_replaced_is_opened_anew(tmp_path: Path) -> None:
    one = store_in(tmp_path)
    put(one, "a")
    shutil.copy(tmp_path / "personal.db", tmp_path / "copy")
    (tmp_path / "personal.db").unlink()
    (tmp_path / "copy").rename(tmp_path / "personal.db")
    put(one, "b")
    assert held(store_in(tmp_path)) == {"a": b"body", "b": b"body"}


def test_a_missing_file_with_backups_is_brought_back(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    store.close()
    store_in(tmp_path).close()  # takes the day's backup
    (tmp_path / "personal.db").unlink()
    again = store_in(tmp_path)
    assert held(again) == {"a": b"body"} and "gone" in again.notices[0]


def test_a_newer_file_is_read_only_and_its_bytes_are_left_alone(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    with store.change() as change:
        change.set_meta("schema", "99")
    store.connection().execute("PRAGMA user_version=99")
    store.close()
    before = (tmp_path / "personal.db").read_bytes()
    newer = store_in(tmp_path)
    assert newer.is_newer and held(newer) == {"a": b"body"} and "newer" in newer.notices[0]
    with pytest.raises(StoreReadOnly):
        put(newer, "b")
    newer.close()
    assert (tmp_path / "personal.db").read_bytes() == before


def test_a_header_whose_version_was_flipped_is_damage_not_a_newer_file(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    store.connection().execute("PRAGMA user_version=65")
    store.close()
    again = store_in(tmp_path)
    assert not again.is_newer and held(again) == {"a": b"body"} and "damaged" in again.notices[0]


@pytest.mark.parametrize("what", ["folder", "foreign", "text"])
def test_what_is_not_ours_is_left_as_it_is(tmp_path: Path, what: str) -> None:
    path = tmp_path / "personal.db"
    if what == "folder":
        path.mkdir()
    elif what == "foreign":
        made = sqlite3.connect(path)
        made.execute("CREATE TABLE theirs(x)")
        made.close()
    else:
        path.write_text("not a database at all " * 20)
    if what == "text":
        store = store_in(tmp_path)  # nobody's database: set aside, never deleted
        assert "damaged" in store.notices[0]
        (aside,) = tmp_path.glob("damaged-*.db")
        assert aside.read_text().startswith("not a database")
        return
    before = path.read_bytes() if what == "foreign" else b""
    with pytest.raises(StoreForeign if what == "foreign" else StoreError):
        store_in(tmp_path)
    assert what == "folder" or path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    store.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    shut = store_in(tmp_path)
    assert held(shut) == {"a": b"body"} and shut.read_only and shut.notices == [shut.read_only]
    with pytest.raises(StoreReadOnly):
        put(shut, "b")
    assert not listed(tmp_path / "backups"), "nothing is written into a folder that is shut"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting needs root")
def test_a_read_only_disk_is_read(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        store = store_in(tmp_path / "data")
        put(store, "a")
        store.close()
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        shut = store_in(tmp_path / "data")
        assert held(shut) == {"a": b"body"}
        with pytest.raises(StoreReadOnly):
            put(shut, "b")
        shut.close()
        fresh = store_in(tmp_path / "other")
        with pytest.raises(StoreReadOnly) as caught:
            put(fresh, "a")
        assert caught.value.hint
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=False)


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    store = store_in(tmp_path / "data" / "below")
    with pytest.raises(StoreReadOnly):
        put(store, "a")


def test_in_a_shared_folder_one_window_holds_the_file(tmp_path: Path) -> None:
    put(store_in(tmp_path), "a")
    one = open_store(tmp_path, HandClock(), shared="OneDrive")
    assert "OneDrive" in one.notices[0]
    with pytest.raises(StoreBusy) as caught:
        open_store(tmp_path, HandClock(), shared="OneDrive")
    assert "another window" in caught.value.message
    put(one, "b")
    one.close()
    again = open_store(tmp_path, HandClock(), shared="OneDrive")
    assert set(held(again)) == {"a", "b"}


def test_one_window_at_a_time_mends(tmp_path: Path) -> None:
    with folder_lock(tmp_path), pytest.raises(StoreBusy), folder_lock(tmp_path, 0.05):
        pass
    with folder_lock(tmp_path, 0.05):
        pass


def test_what_a_crash_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    clock = HandClock()
    for name in (".new-abc.db", ".new-abc.db-journal", ".writing-x", "kept.txt"):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (clock.now().timestamp(), clock.now().timestamp()))
    sweep(tmp_path, clock)
    assert len(list(tmp_path.iterdir())) == 4
    clock.forward(3700)
    sweep(tmp_path, clock)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


# Versions


def test_a_fresh_file_and_a_migrated_one_hold_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store_in(tmp_path / "old"), "a")
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, _more))
    assert set(held(store_in(tmp_path / "old"))) == {"a"}
    put(store_in(tmp_path / "new"), "a")
    for name in ("old", "new"):
        store = store_in(tmp_path / name)
        assert pragma(store.connection(), "user_version") == 2 and problems(store.connection(), thorough=True) == []
    assert [b.path.name[:8] for b in listed(tmp_path / "old" / "backups") if b.is_before] == ["before-2"]


def _more(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE more(key TEXT PRIMARY KEY)")
    connection.execute("INSERT INTO more VALUES('x')")


@pytest.mark.parametrize("at", range(4))
def test_a_migration_that_fails_leaves_the_version_before_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    put(store_in(tmp_path), "a")
    statements = [
        "CREATE TABLE more(x)",
        "INSERT INTO more VALUES(1)",
        "ALTER TABLE tick ADD COLUMN why TEXT",
        "DROP TABLE more",
    ]

    def step(connection: sqlite3.Connection) -> None:
        for number, statement in enumerate(statements):
            if number == at:
                raise sqlite3.OperationalError("made to fail")
            connection.execute(statement)

    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", (*schema.STEPS, step))
        with pytest.raises(StoreError) as caught:
            store_in(tmp_path)
        assert "version 1 to 2" in caught.value.message
    store = store_in(tmp_path)
    assert held(store) == {"a": b"body"} and look(tmp_path / "personal.db") == 1
    assert problems(store.connection(), thorough=True) == []
    assert any(backup.is_before for backup in listed(tmp_path / "backups"))


# Digests


VALUES = st.one_of(st.text(max_size=30), st.integers(-(2**60), 2**60), st.binary(max_size=30))


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_different_rows_have_different_digests(one: list, other: list) -> None:  # type: ignore[type-arg]
    assert (digest("note", tuple(one)) == digest("note", tuple(other))) == (one == other)
    assert digest("note", tuple(one)) != digest("tick", tuple(one))


def test_a_row_changed_behind_our_back_is_noticed(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    store.connection().execute("UPDATE note SET body=x'00' WHERE id='a'")
    with pytest.raises(StoreDamaged):
        store.rows(NOTE)
    assert problems(store.connection())


@pytest.mark.parametrize("statement", ["DELETE FROM note", "INSERT INTO tick SELECT 'c','i','t',1,zeroblob(32)",
                                       "CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT 1; END",
                                       "UPDATE meta SET value='0' WHERE key='rows:note'"])  # fmt: skip
def test_rows_that_went_or_came_and_foreign_triggers_are_noticed(tmp_path: Path, statement: str) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    assert problems(store.connection(), thorough=True) == []
    store.connection().execute(statement)
    assert problems(store.connection(), thorough=True)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_number_of_rows_is_always_right(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, bool]]
) -> None:
    store = store_in(tmp_path_factory.mktemp("rows"))
    for item, there in done:
        with store.change() as change:
            if there:
                change.put(TICK, {"checklist": "c", "item": item, "ticked": "t"})
            else:
                change.delete(TICK, "c", item)
    if done:
        assert problems(store.connection()) == []
    store.close()


def test_full_by_the_number_of_pages(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    put(store, "a")
    pages = pragma(store.connection(), "page_count")
    store.connection().execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreFull):
        put(store, "b", b"x" * 200_000)
    assert held(store) == {"a": b"body"}
    store.connection().execute("PRAGMA max_page_count=1073741823")
    put(store, "b", b"x" * 200_000)
