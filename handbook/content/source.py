"""Bytes of a content file to text, or a problem that says where and how to save it anew."""

from __future__ import annotations

from handbook.content.report import Report, place_of
from handbook.text import first_unsafe

MAX_BYTES = 4_000_000
"""The largest content file that is read (the same limit as in an edition's bundle)."""

_SAVE_AS_UTF8 = "Save the file as UTF-8 (in most editors: Save as, Encoding, UTF-8)."
_MOST_CHARACTERS = 10


def decode(data: bytes, report: Report) -> str | None:
    """The text of a file, line ends made into line feeds, or None with problems reported.

    Refused are files over :data:`MAX_BYTES`, byte order marks, anything but UTF-8, and control and bidirectional
    characters (:func:`handbook.text.first_unsafe`). The lines are handed to the report, to quote from.
    """
    if len(data) > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES // 1_000_000} MB and was not read."
        report.error("too-large", (1, 1), message, "Divide it into several pages.")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.error("encoding", (1, 1), 'The file is saved as UTF-16 ("Unicode"), not as UTF-8.', _SAVE_AS_UTF8)
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        report.lines = _lines(data[3:])
        message = "The file begins with a byte order mark, an invisible character."
        fix = 'Save it as UTF-8 without a byte order mark (in Notepad: Encoding "UTF-8", not "UTF-8 with BOM").'
        report.error("byte-order-mark", (1, 1), message, fix)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _not_utf8(data, error.start, report)
        return None
    text = text.replace("\r\n", "\n")
    report.lines = text.split("\n")
    return text if _safe(text, report) else None


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")


def _not_utf8(data: bytes, offset: int, report: Report) -> None:
    line_start = data.rfind(b"\n", 0, offset) + 1
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[line_start:offset].decode("utf-8", "replace")) + 1
    report.lines = _lines(data)
    byte = data[offset : offset + 1]
    guess = byte.decode("cp1252", "replace")
    likely = (
        f" If the file was saved as Windows-1252, {guess} is meant." if guess.isprintable() and guess != "�" else ""
    )
    message = f"Byte {offset + 1} of the file (0x{byte.hex().upper()}) is not UTF-8.{likely}"
    report.error("encoding", (line, column), message, _SAVE_AS_UTF8)


def _safe(text: str, report: Report) -> bool:
    """Whether a text holds nothing that could steer a terminal; else the first few places are reported."""
    offset = 0
    for _ in range(_MOST_CHARACTERS):
        found = first_unsafe(text[offset:])
        if not found:
            break
        offset += found[0]
        report.error("control-character", place_of(text, offset), *unsafe_words(found[1]))
        offset += 1
    return not report.failed


def unsafe_words(name: str) -> tuple[str, str]:
    """Message and fix for a character that content may not hold, named as :func:`first_unsafe` names it."""
    code = int(name.removeprefix("U+"), 16)
    what = "A control character" if code < 0x20 or 0x7F <= code < 0xA0 else "An invisible character"
    return (
        f"{what} stands here ({name}), which could mislead a reader.",
        "Delete it and type the text around it again.",
    )
