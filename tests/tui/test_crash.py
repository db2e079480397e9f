"""How it ends: by a fault of its own, by a signal, suspended and continued. Nothing of anybody's text gets out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from handbook.tui import crash
from handbook.tui.app import HandbookApp
from tests.conftest import python
from tests.tui.conftest import Drive
from tests.tui.faulty import CANARY, screens
from tests.tui.ptyrun import Running, running
from tests.tui.test_guard import steering

F7 = b"\x1b[18~"
FATAL = ("key", "thread worker", "render", "input", "style")
MORE_FATAL = ("worker", "compose", "timer", "later", "query", "exit")
"""Faults that end the handbook."""
HARMLESS = ("action", "loop", "thread", "task")
"""Faults that nobody waits for: reading goes on."""
WAYS: dict[str, tuple[tuple[bytes, str], ...]] = {
    "ReadingScreen": (),
    "SearchScreen": ((b"/", "Try, for example"),),
    "PickerScreen": ((b"l", "Linked with"),),
    "HelpScreen": ((b"?", "No key needs"),),
    "CardScreen": ((b"v", "Visit card"),),
    "WalkScreen": ((b"/call a meeting", "Should I call"), (b"\r", "Passage"), (b"d", "why am I here")),
    "ChecklistScreen": ((b"/before a visit", "Before a visit"), (b"\r", "Passage"), (b"d", "ticked")),
    "AskScreen": (
        (b"/before a visit", "Before a visit"),
        (b"\r", "Passage"),
        (b"d", "ticked"),
        (b" ", "1 of 2"),
        (b"0", "Take all"),
    ),
    "HiddenScreen": ((b"x", "hidden"),),
    "BookmarksScreen": ((b"B", "ookmark"),),
    "PassphraseScreen": ((b"m", "passphrase"),),
}
"""The keys that lead to a screen, and what is seen there. The others show what is behind a passphrase."""

Open = Callable[..., AbstractContextManager[Running]]


@pytest.fixture
def faulty(small: Path, tmp_path: Path) -> Open:
    """The app on a terminal with a fault in it."""

    @contextmanager
    def opened(fault: str, data: Path | None = None, **environment: str) -> Iterator[Running]:
        command = [python(), "-m", "tests.tui.faulty", small, data or tmp_path / "data", fault]
        with running(command, environment={"HOME": str(tmp_path), **environment}) as shown:
            yield shown

    return opened


@pytest.fixture
def program(small: Path, tmp_path: Path) -> Open:
    """The handbook as it is, on a terminal."""

    @contextmanager
    def opened(*words: str, folder: Path | None = None, **environment: str) -> Iterator[Running]:
        places = ["--content", small / "content", "--index", small / "index", "--data", tmp_path / "data"]
        command = [python(), "-m", "handbook", *places, *words]
        with running(command, environment={"HOME": str(tmp_path), **environment}, folder=folder or tmp_path) as shown:
            shown.see("Passage 1 of")
            shown.calm(0.3)
            yield shown

    return opened


def ends_quietly(shown: Running, home: Path) -> str:
    """It ended with status 1 and the terminal as it was, and no secret got anywhere; what it said."""
    assert shown.ended() == 1
    assert shown.is_restored()
    secret = CANARY.encode()
    assert secret not in shown.sent()
    assert [path for path in home.rglob("*") if path.is_file() and secret in path.read_bytes()] == []
    assert steering(shown.sent()) == []
    said = " ".join(shown.screen().split())
    assert "Traceback" not in said and "Textual" not in said
    return said


def goes_wrong(shown: Running, fault: str) -> None:
    """Make the fault happen, on whatever screen is shown."""
    shown.send(F7)
    if fault == "input":
        shown.calm(0.3)
        shown.send(b"a")


@pytest.mark.parametrize("fault", [*FATAL, *(pytest.param(fault, marks=pytest.mark.long) for fault in MORE_FATAL)])
def test_a_fault_says_what_happened_and_what_to_do(faulty: Open, tmp_path: Path, fault: str) -> None:
    with faulty(fault) as shown:
        shown.see("Passage 1 of")
        goes_wrong(shown, fault)
        said = ends_quietly(shown, tmp_path)
        log = tmp_path / "data" / crash.NAME
        for words in (
            "stopped by a fault of its own",
            "What you had saved is safe",
            "Start it again with: handbook",
            crash.NAME,
        ):
            assert words in said
        assert log.stat().st_mode & 0o777 == 0o600
        place = {"style": "_style_properties.py", "query": "dom.py"}.get(fault, "faulty.py")
        assert place in log.read_text() and place in said
        assert log.read_text().count("handbook ") == 1, "one fault, one report"


@pytest.mark.parametrize(
    "fault", ["task", *(pytest.param(fault, marks=pytest.mark.long) for fault in HARMLESS if fault != "task")]
)
def test_what_nobody_waits_for_does_not_end_the_reading(faulty: Open, tmp_path: Path, fault: str) -> None:
    with faulty(fault) as shown:
        shown.see("Passage 1 of")
        goes_wrong(shown, fault)
        shown.calm(0.3)
        shown.send(b"?")
        shown.see("No key needs")
        shown.send(b"\x1b")
        shown.see("Passage 1 of")
        shown.send(b"q")
        assert shown.ended() == 0 and shown.is_restored()
        assert CANARY.encode() not in shown.sent()
        assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("name", "fault"), [("SearchScreen", "key"), ("WalkScreen", "mount"), ("PassphraseScreen", "key")]
)
def test_a_fault_on_a_screen(faulty: Open, tmp_path: Path, name: str, fault: str) -> None:
    on_a_screen(faulty, tmp_path, name, fault)


@pytest.mark.long
@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("fault", ["mount", *FATAL, *MORE_FATAL])
def test_a_fault_on_any_screen(faulty: Open, tmp_path: Path, name: str, fault: str) -> None:
    on_a_screen(faulty, tmp_path, name, fault)


def on_a_screen(faulty: Open, tmp_path: Path, name: str, fault: str) -> None:
    """Go to a screen and have the fault there."""
    with faulty(f"mount:{name}" if fault == "mount" else fault) as shown:
        if name != "ReadingScreen" or fault != "mount":
            shown.see("Passage 1 of")
        for keys, words in WAYS[name][:-1] if fault == "mount" else WAYS[name]:
            shown.send(keys)
            shown.see(words)
        if fault == "mount":
            shown.send(b"".join(keys for keys, _ in WAYS[name][-1:]))
        else:
            shown.calm()
            goes_wrong(shown, fault)
        assert "stopped by a fault" in ends_quietly(shown, tmp_path)


def test_every_screen_is_known_here() -> None:
    """A new screen is added to the list above, or to those behind a passphrase."""
    behind = {"NoteEditor", "NotesScreen", "ResolverScreen", "NotePicker", "OwnList"}
    assert set(screens()) == set(WAYS) | behind


def test_a_fault_before_the_first_frame(faulty: Open, tmp_path: Path) -> None:
    with faulty("start") as shown:
        assert "stopped by a fault" in ends_quietly(shown, tmp_path)


def test_where_no_report_can_be_written_none_is_promised(faulty: Open, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with faulty("key", blocked) as shown:
        shown.see("Passage 1 of")
        shown.send(F7)
        said = ends_quietly(shown, tmp_path)
        assert "stopped by a fault" in said and crash.NAME not in said
    assert blocked.read_text() == "a file where the folder should be"


def test_the_report_s_own_path_cannot_steer_the_terminal(faulty: Open, tmp_path: Path) -> None:
    with faulty("key", tmp_path / "\x1b]0;PWNED\x07\x9b31m\u202e") as shown:
        shown.see("Passage 1 of")
        shown.send(F7)
        assert "PWNED" in ends_quietly(shown, tmp_path)


def test_reports_are_kept_and_do_not_grow_for_ever(tmp_path: Path) -> None:
    for number in range(2_000):
        crash.report(crash.Fault(f"Fault{number}", ("somewhere.py:1 where",)), tmp_path)
    log = (tmp_path / crash.NAME).read_text()
    assert "Fault1999" in log and "Fault1998" in log and "Fault0\n" not in log
    assert len(log) < 25_000


# Textual's own ways out


VARIABLES = {
    "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": "HERE", "TEXTUAL_SCREENSHOT_FILENAME": "picture.svg",
    "TEXTUAL_LOG": "HERE/what-is-shown.log", "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools", "TEXTUAL_PRESS": "q",
    "TEXTUAL_SHOW_RETURN": "1", "TEXTUAL_DRIVER": "nowhere:Driver", "TEXTUAL_FILTERS": "dim", "COLUMNS": "40", "LINES": "10",
}  # fmt: skip


def test_textual_s_variables_do_nothing(program: Open, tmp_path: Path) -> None:
    """They would keep every key and a picture of the screen in files, press keys, or hide the terminal's size."""
    here = tmp_path / "here"
    here.mkdir()
    named = {name: value.replace("HERE", str(here)) for name, value in VARIABLES.items()}
    with program(folder=here, **named) as shown:
        shown.send(b"/" + CANARY.encode())
        shown.see(CANARY)
        time.sleep(1.2)  # a picture would be taken now
        assert shown.process.poll() is None
        shown.send(b"\x1b")
        shown.see("Passage 1 of")
        shown.send(b"q")
        assert shown.ended() == 0
        assert "returned" not in shown.screen()
    assert list(here.iterdir()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []


async def test_textual_s_commands_are_not_there(
    drive: Drive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its palette with the screenshot command, its key panel and its maximising open by no key."""
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    async with drive() as driven:
        assert not driven.app.use_command_palette and not driven.app.COMMANDS
        for key in ("ctrl+p", "ctrl+backslash", "ctrl+s", "f5", "f12", "ctrl+l", "ctrl+d", "alt+f4"):
            await driven.press(key)
            assert driven.app.screen is driven.reading and driven.app.is_running, key
            assert not driven.app.screen.query("HelpPanel, KeyPanel"), key
        await driven.press("colon")
        await driven.type("screenshot")
        assert "Nothing of that name" in driven.shown()
    assert {path for path in set(tmp_path.rglob("*")) - before if path.suffix == ".svg"} == set()


# Keys and signals that end other programs


def test_control_c_loses_nothing_and_says_how_to_leave(program: Open) -> None:
    with program() as shown:
        shown.send(b"\x03\x03\x03")
        shown.see("q leaves the handbook")
        assert shown.screen().count("q leaves the handbook") == 1
        shown.send(b"/chronology\x03")
        shown.see("/ chronology")
        shown.see("Esc first")
        shown.send(b"\x1b")
        shown.see("Passage 1 of")
        shown.send(b"q")
        assert shown.ended() == 0 and shown.is_restored()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(program: Open, number: int) -> None:
    with program() as shown:
        shown.process.send_signal(number)
        shown.ended()
        assert shown.is_restored()
        assert b"Traceback" not in shown.sent()


def is_stopped(shown: Running) -> bool:
    """Whether the process is stopped, as job control does."""
    found, status = os.waitpid(shown.process.pid, os.WNOHANG | os.WUNTRACED)
    return found == shown.process.pid and os.WIFSTOPPED(status)


@pytest.mark.parametrize("how", ["the key", "a signal"])
def test_suspended_and_continued(program: Open, how: str) -> None:
    with program("procedures/meeting") as shown:
        shown.send(b"/chair")
        shown.see("Professionals' meeting")
        for _ in range(2):
            if how == "the key":
                shown.send(b"\x1a")
            else:
                shown.process.send_signal(signal.SIGTSTP)
            shown.until(lambda: is_stopped(shown), "the stop")
            shown.calm()
            assert shown.is_restored(), "the shell has its terminal back"
            assert "were locked" not in shown.screen(), "there were no notes to lock"
            shown.process.send_signal(signal.SIGCONT)
            shown.see("/ chair")
        shown.send(b" x")
        shown.see("/ chair x")
        shown.send(b"\x1b")
        shown.see("Passage")
        shown.send(b"q")
        assert shown.ended() == 0 and shown.is_restored()


@pytest.mark.parametrize(
    "numbers", [(signal.SIGSTOP, signal.SIGCONT), (signal.SIGCONT,)], ids=["stopped", "never stopped"]
)
def test_continued_without_having_been_asked_to_stop(program: Open, numbers: tuple[int, ...]) -> None:
    with program() as shown:
        for number in numbers:
            shown.process.send_signal(number)
            shown.calm(0.3)
        shown.calm(0.5)
        shown.send(b"?")
        shown.see("No key needs")
        shown.send(b"\x1b")
        shown.see("Passage 1 of")
        shown.send(b"q")
        assert shown.ended() == 0 and shown.is_restored()


# The words


def test_the_words_name_kind_and_place_and_nothing_else() -> None:
    try:
        raise ValueError(f"{CANARY} was typed")
    except ValueError as error:
        fault = crash.fault_of(error)
    assert fault.kind == "ValueError" and CANARY not in repr(fault)
    assert fault.places[-1].startswith("test_crash.py:")
    assert crash.fault_of(None).kind == "unknown fault"


def test_a_fault_that_only_draws_itself_is_known_by_its_places() -> None:
    """Textual's input thread hands on a picture of the error: its kind and places are kept, its message is not."""
    from rich.text import Text
    from rich.traceback import Traceback

    try:
        raise ValueError(f"{CANARY} was typed")
    except ValueError:
        drawn = Traceback()
    fault = crash.fault_drawn([Text("a remark"), drawn])
    assert fault.kind == "ValueError" and fault.places[-1].startswith("test_crash.py:") and CANARY not in repr(fault)
    assert crash.fault_drawn(["words"]).kind == "unknown fault"


def test_the_app_replaces_both_of_textual_s_ends() -> None:
    """The names are Textual's: where a new version calls others, its report with local variables would be back."""
    from textual.app import App

    for name in ("_fatal_error", "panic", "_print_error_renderables"):
        assert callable(getattr(App, name)) and getattr(HandbookApp, name) is not getattr(App, name)
