"""The questions that are asked at a terminal: passphrase, identifiers, yes or no."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

import pytest

from tests.personal.support import GOOD

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
from handbook.cli import main, marks
from tests.contract.test_personal import _cheap_desk
marks.desk_of = _cheap_desk
sys.exit(main.run(sys.argv[1:]))
"""


def talk(small: Path, answers: list[tuple[str, str]], *arguments: str) -> tuple[int, str]:
    """Run a command at a pseudo-terminal; each answer is typed when its question has been shown."""
    folders = ["--content", str(small / "content"), "--index", str(small / "index"), "--data", str(small / "data")]
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", START, *folders, *arguments])
    shown, seen, until = "", 0, time.monotonic() + 60
    left = list(answers)
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            shown += data.decode("utf-8", "replace")
        if left and left[0][0] in shown[seen:]:
            seen = len(shown)
            time.sleep(0.1)  # the echo is switched off after the question is shown
            os.write(terminal, (left.pop(0)[1] + "\n").encode())
    os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert not left, f"never asked: {left[0][0]!r} in {shown!r}"
    assert "Traceback" not in shown
    return status, shown


NOTE = ("note", "add", "procedures/recording#words", "--text")


def test_the_first_note_asks_for_a_passphrase_and_the_next_for_the_same(small: Path) -> None:
    asked = "Enter takes these words"
    status, shown = talk(
        small, [(asked, "short"), ("The same again", "short"), (asked, GOOD), ("The same again", GOOD)], *NOTE, "x"
    )
    assert status == 0 and "too easy" in shown and "Recovery code" in shown and GOOD not in shown
    status, shown = talk(
        small, [("Passphrase of your notes", "wrong one"), ("Passphrase of your notes", GOOD)], "note", "list"
    )
    assert status == 0 and "Caps Lock" in shown and "written" in shown and GOOD not in shown


def test_enter_takes_the_four_words(small: Path) -> None:
    status, shown = talk(small, [("Enter takes these words", "")], *NOTE, "x")
    words = shown.split("Four words to take:")[1].split("\n")[0].strip()
    assert status == 0 and len(words.split()) == 4
    assert talk(small, [("Passphrase of your notes", words)], "note", "list")[0] == 0


def test_going_without_is_asked_twice(small: Path) -> None:
    asked = "Enter takes these words"
    status, shown = talk(
        small, [(asked, "none"), ("Go without", "n"), (asked, "none"), ("Go without", "y")], *NOTE, "x"
    )
    assert status == 0 and "anyone who can use this account" in shown
    assert talk(small, [], "note", "list")[0] == 0


@pytest.mark.parametrize(("answer", "kept"), [("m", "[telephone number]"), ("k", "07700 900123"), ("", "")])
def test_identifiers_are_asked_about(small: Path, answer: str, kept: str) -> None:
    talk(small, [("Go without", "y")], "personal", "passphrase", "--none")
    status, shown = talk(small, [("anything else goes back", answer)], *NOTE, "Ring 07700 900123.")
    assert status == (0 if kept else 1) and "telephone number" in shown
    listed = talk(small, [], "note", "list")[1]
    assert (kept or "There are no notes") in listed
