"""Two windows, crashes, a full disk, a held lock, backups and restores in any order: the file is what was said."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from handbook.personal import backup
from handbook.personal.check import problems
from handbook.personal.connection import connect, pragma
from handbook.personal.errors import Conflict, StoreBusy, StoreFull
from handbook.personal.opening import open_store
from handbook.personal.restoring import restore
from handbook.personal.schema import NOTE
from handbook.personal.store import Store
from tests.personal.support import HandClock, tell

KEYS = st.sampled_from([f"n{number}" for number in range(8)])
BODIES = st.binary(max_size=200)
WINDOWS = st.sampled_from("ab")


class Windows(RuleBasedStateMachine):
    steps = 0

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = HandClock()
        self.open = {name: self._opened() for name in "ab"}
        self.model: dict[str, bytes] = {}
        self.kept: tuple[Path, dict[str, bytes]] | None = None
        self._put("a", "n0", b"first")

    def _opened(self) -> Store:
        return open_store(self.folder, self.clock, busy=0.03, shared="")

    def _put(self, who: str, key: str, body: bytes) -> None:
        with self.open[who].change() as change:
            there = change.get(NOTE, key)
            values = {"id": key, "changed": "x", "body": body}
            if there is None:
                change.insert(NOTE, values)
            else:
                change.update(NOTE, values, there.version)
        self.model[key] = body

    @rule(who=WINDOWS, key=KEYS, body=BODIES)
    def put(self, who: str, key: str, body: bytes) -> None:
        self._put(who, key, body)

    @rule(who=WINDOWS, key=KEYS)
    def delete(self, who: str, key: str) -> None:
        with self.open[who].change() as change:
            assert change.delete(NOTE, key) == (key in self.model)
        self.model.pop(key, None)

    @rule(who=WINDOWS, key=KEYS, body=BODIES)
    def an_old_version_is_a_conflict(self, who: str, key: str, body: bytes) -> None:
        there = self.open[who].row(NOTE, key)
        self._put("a", key, body)
        if there is not None:
            with pytest.raises(Conflict), self.open["b"].change() as change:
                change.update(NOTE, {"id": key, "changed": "x", "body": b"lost"}, there.version)

    @rule(key=KEYS, body=BODIES)
    def crash_before_the_commit(self, key: str, body: bytes) -> None:
        child = os.fork()
        if child == 0:
            try:
                connection = connect(self.folder / "personal.db", busy=0.03)
                connection.execute("PRAGMA cache_size=1")
                connection.execute("BEGIN IMMEDIATE")
                for number in range(20):
                    values = (f"{key}-{number}", "x", body * 30 + bytes(3000), 1, bytes(32))
                    connection.execute("INSERT OR REPLACE INTO note VALUES(?,?,?,?,?)", values)
            finally:
                os.kill(os.getpid(), 9)
        os.waitpid(child, 0)

    @rule(who=WINDOWS, key=KEYS)
    def full_disk(self, who: str, key: str) -> None:
        connection = self.open[who].connection()
        connection.execute(f"PRAGMA max_page_count={pragma(connection, 'page_count')}")
        model = dict(self.model)
        with pytest.raises(StoreFull):
            self._put(who, key, bytes(400_000))
        self.model = model
        connection.execute("PRAGMA max_page_count=1073741823")

    @rule(who=WINDOWS, key=KEYS, body=BODIES)
    def held_by_the_other(self, who: str, key: str, body: bytes) -> None:
        other = self.open["b" if who == "a" else "a"].connection()
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(StoreBusy), self.open[who].change():
                raise AssertionError("wrote through a lock")
        finally:
            other.execute("ROLLBACK")

    @rule(who=WINDOWS)
    def reopen(self, who: str) -> None:
        self.open[who].close()
        self.open[who] = self._opened()
        assert self.open[who].notices == []

    @rule(who=WINDOWS)
    def take_a_backup(self, who: str) -> None:
        self.clock.forward(3600)
        self.kept = (backup.take(self.open[who]), dict(self.model))

    @precondition(lambda self: self.kept is not None and self.kept[0].exists())
    @rule(who=WINDOWS)
    def restore_it(self, who: str) -> None:
        assert self.kept is not None
        self.clock.forward(3600)
        restore(self.open[who], self.kept[0])
        self.model = dict(self.kept[1])

    @rule(body=BODIES)
    def damage_is_put_right(self, body: bytes) -> None:
        self.clock.forward(3600)
        backup.take(self.open["a"])
        for store in self.open.values():
            store.close()
        (self.folder / "personal.db").write_bytes(body)
        self.open = {name: self._opened() for name in "ab"}
        assert "damaged" in self.open["a"].notices[0] and self.open["b"].notices == []

    @invariant()
    def every_window_sees_what_was_said(self) -> None:
        if hasattr(self, "open"):
            Windows.steps += 1
            for store in self.open.values():
                assert {row.text("id"): row.data("body") for row in store.rows(NOTE)} == self.model
            assert problems(self.open["a"].connection()) == []

    def teardown(self) -> None:
        if hasattr(self, "open"):
            for store in self.open.values():
                store.close()
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
@pytest.mark.parametrize(("examples", "steps"), [(30, 30), pytest.param(300, 50, marks=pytest.mark.long)])
def test_any_order_of_events(examples: int, steps: int) -> None:
    Windows.steps = 0
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Windows,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    tell(f"{examples} runs, {Windows.steps} steps, no counter-example")
