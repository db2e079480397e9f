"""Notes where only a real terminal and a real process show it: killed, hung up, suspended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.terminal.test_terminal import handbook
from tests.terminal.tmux import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
CANARY = "zanzibar heron"


def python_of(shown: Terminal) -> int:
    """The process of the program itself: the child of the terminal's shell."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(shown.program())], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def begin_a_note(shown: Terminal) -> str:
    """Take the words that are offered and type; the words."""
    shown.see("About this synopsis")
    shown.see("/ search")
    shown.press("m")
    offered = re.search(r"^\s+([a-z]+ [a-z]+ [a-z]+ [a-z]+)$", shown.see("choose a passphrase"), re.MULTILINE)
    assert offered is not None
    shown.press("Enter")
    shown.see("Write this down now")
    shown.press("y")
    shown.see("Note on:")
    shown.type(CANARY)
    shown.see("draft kept")
    return offered.group(1)


def offered_again(shown: Terminal, words: str) -> None:
    """The next start offers the draft."""
    shown.see("draft of a note is waiting")
    shown.press("M")
    shown.see("Your notes are locked")
    shown.type(words)
    shown.press("Enter")
    assert CANARY in shown.see("draft ·")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_draft_outlives_its_process(small: Path, tmp_path: Path, number: int) -> None:
    with handbook(small, tmp_path) as shown:
        words = begin_a_note(shown)
        os.kill(python_of(shown), number)
        shown.see("[ended with")
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
    with handbook(small, tmp_path) as shown:
        offered_again(shown, words)


@pytest.mark.parametrize("how", ["key", "signal"])
def test_suspending_locks(small: Path, tmp_path: Path, how: str) -> None:
    with handbook(small, tmp_path) as shown:
        words = begin_a_note(shown)
        process = python_of(shown)
        if how == "key":
            shown.press("Escape")
            shown.see("Draft kept")
            shown.press("M")
            shown.see("draft ·")
            shown.press("C-z")
        else:
            os.kill(process, signal.SIGTSTP)
        for _ in range(200):
            state = subprocess.run(
                ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=True
            )
            if state.stdout.startswith("T"):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("it was not stopped")
        os.kill(process, signal.SIGCONT)
        shown.see("were locked when the handbook was suspended")
        assert CANARY not in shown.screen()
        shown.press("M")
        shown.see("Your notes are locked")
        shown.type(words)
        shown.press("Enter")
        assert CANARY in shown.see("draft ·")
