"""Text that content, search, the command line and the screens all need: the guard, and folding."""

from __future__ import annotations

import re
import unicodedata

_C0_SYMBOLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
_GUARD = {
    **_C0_SYMBOLS,
    0x7F: "\u2421",
    **dict.fromkeys(range(128, 160), "�"),
    **dict.fromkeys((1564, 8206, 8207, 8232, 8233, *range(8234, 8239), *range(8294, 8298)), "�"),
    0xFEFF: "\ufffd",
    **dict.fromkeys(range(917504, 917632), "�"),
}
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def guard(text: str) -> str:
    """A text that cannot steer a terminal: what stands before every string that reaches one.

    C0 controls and DEL become their visible symbols; C1 controls, bidirectional controls, line and paragraph
    separators, byte order marks, tag characters and lone surrogates become U+FFFD. Tab and line feed stay, and so
    does the zero-width joiner, which some scripts and emoji need.
    """
    if not _UNSAFE.search(text):
        return text
    text = text.translate(_GUARD)
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def first_unsafe(text: str) -> tuple[int, str] | None:
    """Offset and name (``U+202E``) of the first character that content may not hold, or None.

    A carriage return is unsafe too: files are read with their line ends made into line feeds first.
    """
    found = _UNSAFE.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None


def one_line(text: str) -> str:
    """A guarded text on one line, white space folded: for titles, status lines and messages."""
    return " ".join(guard(text).split())


def fold(text: str) -> str:
    """A text for comparing: lower case, accents removed, typographic apostrophes and hyphens made plain."""
    text = text.translate(_PLAIN).casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


_PLAIN = {
    0x2018: "'",
    0x2019: "'",
    0x02BC: "'",
    0x2010: "-",
    0x2011: "-",
    0x2013: "-",
    0x2014: "-",
    0x00AD: None,
}
