"""What only a real terminal shows: keys, colours, signals, odd bytes, and the terminal as it was afterwards."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import python
from tests.terminal.tmux import Terminal, terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]


@contextmanager
def handbook(
    small: Path, tmp_path: Path, *words: str, size: tuple[int, int] = (80, 24), **env: str
) -> Iterator[Terminal]:
    """The handbook on the small sample in a real terminal."""
    command = [
        python(), "-m", "handbook", "--content", str(small / "content"), "--index", str(small / "index"),
        "--data", str(tmp_path / "data"), *words,
    ]  # fmt: skip
    with terminal(command, *size, HOME=str(tmp_path), **env) as found:
        yield found


def test_the_journey_of_the_practitioner(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        shown.see("/ search")
        shown.press("/")
        shown.type("disg")
        shown.see("Professionals' meeting")
        shown.press("Enter")
        shown.see("2 of 2")
        shown.press("n")
        shown.see("1 of 2")
        shown.press("l")
        shown.see("Linked with")
        shown.press("Enter")
        shown.see("synopsis 2015 · historic")
        shown.press("BSpace")
        shown.see("Professionals' meeting")
        shown.press("q")
        shown.see("[ended with 0]")


def test_the_terminal_is_as_it_was_after_quitting(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        shown.press("q")
        screen = shown.see("[ended with 0]")
        assert "About this synopsis" not in screen, "the alternate screen was left"
        assert shown.call("display-message", "-p", "-t", "t", "#{cursor_flag} #{mouse_any_flag}").split() == [
            "1",
            "0",
        ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_terminal_is_restored_when_a_signal_ends_it(small: Path, tmp_path: Path, number: int) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        children = subprocess.run(
            ["pgrep", "-P", str(shown.program())], capture_output=True, text=True, check=True
        ).stdout.split()
        os.kill(int(children[0]), number)
        shown.see("[ended with ")
        assert shown.call("display-message", "-p", "-t", "t", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}").split() == [
            "0", "1", "0",
        ]  # fmt: skip


def test_odd_bytes_do_not_end_it(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        shown.send_bytes(b"\xff\xfe\x80\xc3\x28\x00")
        shown.send_bytes(b"\x1b[M\xe0\xff\xff")
        time.sleep(0.5)
        shown.press("/")
        shown.type("chair")
        shown.see("Professionals' meeting")


def test_pasted_text_is_text(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        shown.send_bytes(b"\x1b[200~q\nq/quit\x1b[201~")
        time.sleep(0.4)
        assert "About this synopsis" in shown.screen()


def test_no_color_means_no_colour_codes_at_all(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path, NO_COLOR="1") as shown:
        shown.see("About this synopsis")
        shown.press("/")
        shown.type("meeting")
        shown.see("why:")
        codes = re.findall(r"\x1b\[([0-9;:]*)m", shown.screen(codes=True))
        for code in codes:
            for number in re.split("[;:]", code):
                assert int(number or 0) not in {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}, (
                    code
                )


def test_hostile_content_never_reaches_the_terminal(small: Path, tmp_path: Path) -> None:
    """Content with control characters is refused; what an argument brings is made visible."""
    with handbook(small, tmp_path, "\x1b]0;owned\x07 \x1b[31mred \u202egnp") as shown:
        shown.see("[31mred")
        assert shown.call("display-message", "-p", "-t", "t", "#{pane_title}").strip() != "owned"


def test_too_small_says_so_and_comes_back(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        shown.resize(40, 12)
        shown.see("needs 60 columns")
        shown.resize(100, 30)
        shown.see("About this synopsis")


def test_words_on_the_command_line_open_a_search_and_an_id_a_page(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path, "false compliance") as shown:
        shown.see("why:")
    with handbook(small, tmp_path, "procedures/recording") as shown:
        shown.see("Recording concerns")


def test_killed_it_starts_again(small: Path, tmp_path: Path) -> None:
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
        subprocess.run(["pkill", "-KILL", "-P", str(shown.program())], check=True)
        shown.see("[ended with 137]")
    with handbook(small, tmp_path) as shown:
        shown.see("About this synopsis")
