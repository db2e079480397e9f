"""Protection: decided once for all notes, locked by key, by idleness and after sleep, and never in the way of reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.personal import backup
from handbook.personal.drafts import Drafts
from handbook.personal.errors import Locked, ProtectionChanged, StoreFull, Undecided, WeakPassphrase, WrongPassphrase
from handbook.personal.idle import IdleTimer
from handbook.personal.notes import Edit, Notes
from handbook.personal.record import Anchor, Draft
from handbook.personal.store import Store
from handbook.personal.undo import Undo
from handbook.personal.vault import Vault
from tests.personal.support import GOOD, HandClock, store_in, vault_of

AT = Anchor("procedures/recording#words", quote="Keep fact and opinion apart.")
CANARY = "CANARYtextOfANote"


class Window:
    """One open handbook on a folder."""

    def __init__(self, folder: Path, clock: HandClock | None = None) -> None:
        self.clock = clock or HandClock()
        self.store: Store = store_in(folder, self.clock)
        self.vault: Vault = vault_of(self.store)
        self.notes = Notes(self.store, self.vault, Undo())
        self.drafts = Drafts(self.store, self.vault)


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_written_before_it_is_decided(tmp_path: Path) -> None:
    window = Window(tmp_path)
    assert window.vault.protection == "undecided" and not window.vault.is_open and window.notes.all() == []
    with pytest.raises(Undecided):
        window.notes.add(AT, "text")
    with pytest.raises(Undecided):
        window.drafts.save(Draft("abc", "text", window.clock.now()))
    assert not window.store.exists


def test_a_passphrase_seals_everything_and_opens_it_again(tmp_path: Path) -> None:
    window = Window(tmp_path)
    with pytest.raises(WeakPassphrase):
        window.vault.protect("short")
    code, _ = window.vault.protect(GOOD)
    note = window.notes.add(AT, CANARY, tags=("CANARYtag",))
    window.drafts.save(Draft("draft", CANARY, window.clock.now(), passage=AT.passage))
    window.vault.lock()
    for shut in (
        window.notes.all,
        lambda: window.notes.get(note.id),
        lambda: window.notes.add(AT, "x"),
        window.drafts.all,
    ):
        with pytest.raises(Locked):
            shut()
    assert window.notes.count() == 1 and window.drafts.waiting() == 1
    window.vault.unlock("  " + GOOD + "\n")
    assert window.notes.get(note.id).text == CANARY and window.drafts.all()[0].text == CANARY
    again = Window(tmp_path)
    again.vault.unlock_with_code(code.lower())
    assert again.notes.get(note.id) == note
    whole = everything(tmp_path)
    for secret in (CANARY, "CANARYtag", AT.quote, AT.passage, GOOD, code, code.replace("-", "")):
        assert secret.encode() not in whole


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_a_canary_is_in_no_file_after_a_whole_session(tmp_path: Path, rounds: int) -> None:
    for trial in range(rounds):
        folder = tmp_path / str(trial)
        window = Window(folder)
        window.vault.protect(GOOD)
        note = window.notes.add(AT, CANARY * (trial + 1))
        window.notes.edit(note.id, Edit(text=CANARY + "two"))
        for number in range(5):
            window.drafts.save(Draft("d", CANARY * number + "x", window.clock.now()))
        backup.take(window.store)
        window.notes.remove(note.id)
        window.vault.change_passphrase("another four words here")
        window.clock.forward(90_000)
        window.store.close()  # as a crash would: nothing more is tidied
        later = Window(folder, window.clock)
        later.vault.unlock("another four words here")
        assert later.notes.bin()[0].text == CANARY + "two"
        assert CANARY.encode() not in everything(folder)


def test_sealing_later_leaves_no_clear_text_behind(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.go_without()
    for number in range(20):
        window.notes.add(AT, f"{CANARY} {number}")
    backup.take(window.store)
    assert CANARY.encode() in everything(tmp_path)
    window.clock.forward(60)
    _, switched = window.vault.protect(GOOD)
    assert switched.rewritten == 1 and switched.left == 0
    assert CANARY.encode() not in everything(tmp_path)
    assert len(window.notes.all()) == 20
    window.clock.forward(60)
    window.vault.go_without()
    assert len(window.notes.all()) == 20 and CANARY.encode() in everything(tmp_path)


def test_old_backups_may_be_kept_as_they_are(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.go_without()
    window.notes.add(AT, CANARY)
    backup.take(window.store)
    window.clock.forward(60)
    _, switched = window.vault.protect(GOOD, backups="keep")
    assert switched.left == 1 and CANARY.encode() in everything(tmp_path)


def test_another_passphrase_for_the_file_and_its_backups(tmp_path: Path) -> None:
    window = Window(tmp_path)
    code, _ = window.vault.protect(GOOD)
    note = window.notes.add(AT, "text")
    backup.take(window.store)
    window.clock.forward(60)
    assert window.vault.change_passphrase("another four words here").left == 0
    for path in (window.store.path, *(one.path for one in backup.listed(tmp_path / "backups"))):
        opened = Vault(Store(path, window.clock, _connection(path)))
        with pytest.raises(WrongPassphrase):
            opened.unlock(GOOD)
        window.clock.forward(2)
        opened.unlock("another four words here")
        opened.lock()
        opened.unlock_with_code(code)
    assert window.notes.get(note.id).text == "text", "notes stay unlocked meanwhile"


def _connection(path: Path):  # type: ignore[no-untyped-def]
    from handbook.personal.connection import connect

    return connect(path, read_only=True)


def test_wrong_passphrases_delay_and_never_erase(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.protect(GOOD)
    note = window.notes.add(AT, "text")
    window.vault.lock()
    delays = []
    for _ in range(9):
        with pytest.raises(WrongPassphrase) as caught:
            window.vault.unlock("another four words here")
        delays.append(caught.value.wait)
        with pytest.raises(WrongPassphrase):
            window.vault.unlock(GOOD)  # too soon, even though it is right
        assert window.vault.wait() == pytest.approx(delays[-1])
        window.clock.forward(delays[-1])
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    window.vault.unlock(GOOD)
    assert window.notes.get(note.id).text == "text" and window.vault.wait() == 0


def test_a_window_left_open_cannot_write_in_clear_what_another_sealed(tmp_path: Path) -> None:
    one, two = Window(tmp_path), Window(tmp_path)
    one.vault.go_without()
    two.notes.add(AT, "in clear")
    session = two.vault.session()
    one.vault.protect(GOOD)
    with pytest.raises(Locked):
        two.notes.add(AT, CANARY)
    with pytest.raises(ProtectionChanged), two.store.change(session[1]):
        raise AssertionError("wrote in clear into a sealed store")
    two.vault.unlock(GOOD)
    assert [note.text for note in two.notes.all()] == ["in clear"]
    one.vault.go_without()
    two.notes.add(AT, "in clear again")
    assert {note.text for note in one.notes.all()} == {"in clear", "in clear again"}
    assert CANARY.encode() not in everything(tmp_path)


def test_locking_calls_back_first_so_that_a_draft_can_be_kept(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.protect(GOOD)
    window.vault.on_lock.append(lambda: window.drafts.save(Draft("d", "typed", window.clock.now())))
    window.vault.lock()
    assert window.drafts.waiting() == 1
    window.vault.lock()
    window.vault.unlock(GOOD)
    assert window.drafts.all()[0].text == "typed"


def test_a_callback_that_fails_keeps_nothing_unlocked(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.protect(GOOD)
    window.notes.add(AT, CANARY)
    called = []

    def fails() -> None:
        raise StoreFull("Not saved: the disk is full.", "Make room.")

    window.vault.on_lock[:0] = [fails]
    window.vault.on_lock.append(lambda: called.append(True))
    window.vault.lock()
    assert called and not window.vault.is_open and CANARY not in repr(vars(window.notes))
    window.vault.unlock(GOOD)
    window.vault.on_lock[0] = lambda: 1 / 0  # type: ignore[assignment, return-value]
    with pytest.raises(ZeroDivisionError):
        window.vault.lock()
    assert not window.vault.is_open


def test_notes_held_under_an_old_key_are_dropped_when_another_window_changes_it(tmp_path: Path) -> None:
    one, two = Window(tmp_path), Window(tmp_path)
    one.vault.protect(GOOD)
    two.vault.unlock(GOOD)
    two.notes.add(AT, CANARY)
    assert CANARY in repr(vars(two.notes))
    one.vault.protect("another four words here")
    with pytest.raises(Locked):
        two.notes.all()
    assert CANARY not in repr(vars(two.notes)) and not two.vault.is_open


# Idle and sleep


def test_notes_lock_after_five_idle_minutes(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.vault.protect(GOOD)
    for _ in range(40):
        window.clock.forward(10)
        window.vault.touch()
        assert not window.vault.lock_if_due()
    for _ in range(29):
        window.clock.forward(10)
        assert not window.vault.lock_if_due() and window.vault.is_open
    window.clock.forward(10)
    assert window.vault.lock_if_due() and not window.vault.is_open
    assert not window.vault.lock_if_due()


@pytest.mark.parametrize(("seconds", "slept"), [(70.0, 0.0), (5.0, 300.0), (0.0, 61.0)])
def test_notes_lock_after_sleep_whichever_clock_stood_still(tmp_path: Path, seconds: float, slept: float) -> None:
    window = Window(tmp_path)
    window.vault.protect(GOOD)
    window.clock.forward(5)
    assert not window.vault.lock_if_due()
    window.clock.forward(seconds, slept=slept)
    window.vault.touch()  # the key that woke the machine
    assert window.vault.lock_if_due()


def test_a_clock_that_is_set_back_locks_nothing() -> None:
    clock, timer = HandClock(), IdleTimer()
    timer.start(clock.now(), clock.monotonic())
    clock.forward(5)
    clock.time -= timedelta(hours=3)
    assert not timer.due(clock.now(), clock.monotonic())
    clock.forward(5)
    assert not timer.due(clock.now(), clock.monotonic())


@given(st.lists(st.tuples(st.floats(0, 50), st.booleans()), max_size=60))
def test_the_timer_locks_when_the_last_key_is_five_minutes_ago_and_not_before(
    events: list[tuple[float, bool]],
) -> None:
    clock, timer = HandClock(), IdleTimer()
    timer.start(clock.now(), clock.monotonic())
    last = clock.monotonic()
    for seconds, key in events:
        clock.forward(seconds)
        if key:
            timer.touch(clock.monotonic())
            last = clock.monotonic()
        assert timer.due(clock.now(), clock.monotonic()) == (clock.monotonic() - last >= 300)
    timer.stop()
    clock.forward(10_000)
    assert not timer.due(clock.now(), clock.monotonic())
