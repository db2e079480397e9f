"""Bytes to text."""

from __future__ import annotations

import pytest

from handbook.content.compiler import compile_file
from handbook.content.report import Report
from handbook.content.source import MAX_BYTES, decode
from tests.content.helpers import only, said


def test_line_ends_are_made_into_line_feeds() -> None:
    report = Report("x")
    assert decode(b"a\r\nb\nc\r\n", report) == "a\nb\nc\n"
    assert report.lines == ["a", "b", "c", ""]


def test_windows_1252_is_named_with_line_column_and_what_was_meant() -> None:
    data = "---\ntitle: A\n---\n\nIt is é and ".encode() + b"the child\x92s word.\nNext.\n"
    problem = only(compile_file("a.md", data))
    assert said(problem) == (5, 22, "encoding", "error")
    assert "0x92" in problem.message and "’" in problem.message and "Windows-1252" in problem.message
    assert problem.quoted == "It is é and the child�s word."
    assert "UTF-8" in problem.fix


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(mark: str) -> None:
    data = "\ufeffText".encode(mark)
    problem = only(compile_file("a.md", data))
    assert said(problem) == (1, 1, "encoding", "error") and "UTF-16" in problem.message


def test_a_byte_order_mark_is_refused() -> None:
    problem = only(compile_file("a.md", b"\xef\xbb\xbf---\ntitle: A\n---\n"))
    assert said(problem) == (1, 1, "byte-order-mark", "error")
    assert problem.quoted == "---" and "without" in problem.fix


@pytest.mark.parametrize(
    ("character", "name"),
    [("\x1b", "U+001B"), ("\x00", "U+0000"), ("\x9b", "U+009B"), ("\u202e", "U+202E"), ("\u2028", "U+2028"),
     ("\r", "U+000D"), ("\ufeff", "U+FEFF"), ("\U000e0041", "U+E0041"), ("\x85", "U+0085")],
)  # fmt: skip
def test_characters_that_steer_a_terminal_are_refused(character: str, name: str) -> None:
    problem = only(compile_file("a.md", f"One.\n\nTwo {character} three.\n".encode()))
    assert said(problem) == (3, 5, "control-character", "error")
    assert name in problem.message and problem.fix
    assert character not in problem.quoted


def test_each_place_is_named_up_to_ten() -> None:
    record = compile_file("a.md", ("a\u202eb\n" * 30).encode())
    assert [(problem.line, problem.column) for problem in record.problems] == [(line, 2) for line in range(1, 11)]


def test_the_joiner_that_some_scripts_need_is_kept() -> None:
    assert not compile_file("a.md", "👩\u200d👧 text\n".encode()).problems


def test_the_size_is_limited() -> None:
    assert not compile_file("a.md", b"a " * 1000).problems
    problem = only(compile_file("a.md", b"a " * (MAX_BYTES // 2 + 1)))
    assert said(problem) == (1, 1, "too-large", "error")
