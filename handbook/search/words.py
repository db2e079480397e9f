"""How text becomes words: the one tokeniser for pages, queries, snippets and highlights.

A *term* is a folded word. Rules, the same for what is written and for what is typed:

* case, accents and apostrophes fold away: ``Child's`` is ``child``, ``don't`` is ``dont``, ``café`` is ``cafe``;
* hyphens and slashes separate (``hard-to-reach`` is three terms), and the words of a hyphenated compound are also
  known joined (``multiagency``), as an *extra* at the place of the first;
* ``s.47``, ``s47``, ``s 47``, ``sec 47``, ``section 47`` and ``sections 17 and 47`` are the terms ``s47``, ``s17``;
  where ``section`` and ``47`` are written as words they are extras at the same place;
* initials join: ``C.S.A.`` is ``csa``. Nothing is left out: there is no stop list.

A *place* counts terms from the start of a text; a line feed leaves a gap, so that no phrase runs across paragraphs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handbook.text import fold

LONGEST = 64
"""Terms are cut to this many characters."""
GAP = 4
"""Places left free at a line feed."""

_PIECE = r"\w[\w\u0300-\u036f\u00ad]*"
_NUMBER = r"\d{1,3}[A-Za-z]?(?!\w)"
_SECTION = (  # starts with its letter so that other words are passed over at once
    rf"[sS](?:(?i:ections|s)\.?[ \u00a0]{{0,2}}{_NUMBER}(?:(?:, ?| ?/ ?| and | or | & ){_NUMBER})*"
    rf"|(?i:ection|ect?|)\.?[ \u00a0]{{0,2}}{_NUMBER})"
)
_APOSTROPHES = "'\u2019\u02bc\u2018`"
_HYPHENS = "\\-\u2010\u2011"
CHUNK = re.compile(rf"{_SECTION}|{_PIECE}(?:[{_APOSTROPHES}{_HYPHENS}.]{_PIECE})*|\n")
"""A stretch that is analysed as one: a word with what is joined to it, a section with its numbers, a line feed."""
_SPLIT = re.compile(r"[^\W_][\w\u0300-\u036f\u00ad]*?(?=[^\w\u0300-\u036f\u00ad]|_|$)")
_IS_SECTION = re.compile(_SECTION)
_HEAD = re.compile(r"[A-Za-z]+")
_NUMBERS = re.compile(_NUMBER)
_NOISE = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """A term where it stands: ``text[start:end]`` is what was written."""

    term: str
    place: int
    start: int
    end: int
    extra: bool
    """True for a term that stands for the same words in another manner; see the module."""


Analysis = tuple[tuple[tuple[str, int, int, int, bool], ...], int]
"""Terms of a chunk (term, place from its first, start, end, extra) and how many places it takes."""

KNOWN: dict[str, str | Analysis] = {}
"""What :func:`learn` remembers; looked up directly where a call would take longer than the answer."""
_KNOWN_MOST = 60_000


def tokens(text: str) -> list[Token]:
    """Every term of a text with its place and its offsets in the text; of any text whatever."""
    found: list[Token] = []
    place = 0
    for match in CHUNK.finditer(text):
        chunk = match.group()
        if chunk == "\n":
            place += GAP
            continue
        known = KNOWN.get(chunk) or learn(chunk)
        start = match.start()
        if isinstance(known, str):
            found.append(Token(known, place, start, match.end(), False))
            place += 1
            continue
        entries, width = known
        found += [Token(term, place + at, start + a, start + b, extra) for term, at, a, b, extra in entries]
        place += width
    return found


def gather(text: str, where: dict[str, list[int]], first: int = 0) -> int:
    """Add the places of a text's terms, extras included, to ``where``: :func:`tokens` without offsets, for indexing.

    Args:
        text: Any text.
        where: Places by term; it is added to.
        first: The place of the text's first term.

    Returns:
        The place after its last.
    """
    place = first
    get = KNOWN.get
    for chunk in CHUNK.findall(text):
        known = get(chunk)
        if known is None:
            if chunk == "\n":
                place += GAP
                continue
            known = learn(chunk)
        if isinstance(known, str):
            if known in where:
                where[known].append(place)
            else:
                where[known] = [place]
            place += 1
            continue
        entries, width = known
        for term, at, _, _, _ in entries:
            where.setdefault(term, []).append(place + at)
        place += width
    return place


def terms(text: str) -> list[str]:
    """The terms of a text in order, without extras."""
    return [token.term for token in tokens(text) if not token.extra]


def learn(chunk: str) -> str | Analysis:
    """The term of a chunk that is one, or its analysis. Answers are remembered: the words of a language are few."""
    known = KNOWN.get(chunk)
    if known is not None:
        return known
    if chunk.isascii() and chunk.isalpha():
        term = chunk.lower()[:LONGEST]
        if len(chunk) <= LONGEST:
            _keep(chunk, term)
        return term
    analysis = _analyse(chunk)
    if len(KNOWN) >= _KNOWN_MOST:
        KNOWN.clear()
    entries, width = analysis
    learnt: str | Analysis = analysis
    if width == 1 and len(entries) == 1 and entries[0][3] - entries[0][2] == len(chunk):
        learnt = entries[0][0]
    if len(chunk) <= LONGEST:
        _keep(chunk, learnt)
    return learnt


def _keep(chunk: str, learnt: str | Analysis) -> None:
    if len(KNOWN) >= _KNOWN_MOST:
        KNOWN.clear()
    KNOWN[chunk] = learnt


def _analyse(chunk: str) -> Analysis:
    if _IS_SECTION.fullmatch(chunk):
        return _section(chunk)
    chunk = chunk.replace("\u02bc", "'")  # a letter to Unicode, an apostrophe to people
    pieces: list[tuple[str, int, int, str]] = []
    for match in _SPLIT.finditer(chunk):
        term = _NOISE.sub("", fold(match.group()))[:LONGEST]
        if term:
            before = chunk[match.start() - 1] if match.start() else ""
            pieces.append((term, match.start(), match.end(), before))
    if not pieces:
        return (), 0
    if len(pieces) > 1 and all(len(piece[0]) == 1 and piece[3] in ("", ".") for piece in pieces):
        return (("".join(piece[0] for piece in pieces), 0, pieces[0][1], pieces[-1][2], False),), 1
    words: list[tuple[str, int, int]] = []
    hyphened = 0
    for term, start, end, before in pieces:
        if words and before and before in _APOSTROPHES:
            head, head_start, head_end = words[-1]
            words[-1] = (head, head_start, head_end) if term == "s" else ((head + term)[:LONGEST], head_start, end)
            continue
        hyphened += bool(words) and before not in (".", "_", "")
        words.append((term, start, end))
    entries = [(term, at, start, end, False) for at, (term, start, end) in enumerate(words)]
    if hyphened and hyphened == len(words) - 1:
        joined = "".join(word[0] for word in words)[:LONGEST]
        entries.insert(1, (joined, 0, words[0][1], words[-1][2], True))
    return tuple(entries), len(words)


def _section(chunk: str) -> Analysis:
    """``section 47`` as ``s47``; the words it is written with, where they are words, are extras at the same place."""
    head = _HEAD.match(chunk)
    assert head is not None
    entries: list[tuple[str, int, int, int, bool]] = []
    start = 0
    for at, match in enumerate(_NUMBERS.finditer(chunk, head.end())):
        number = match.group().lower()
        entries.append(("s" + number, at, start, match.end(), False))
        if at == 0 and head.end() > 2:
            entries.append(("section", 0, 0, head.end(), True))
        if match.start() > head.end():
            entries.append((number, at, match.start(), match.end(), True))
        start = next((digit.start() for digit in _NUMBERS.finditer(chunk, match.end())), len(chunk))
    return tuple(entries), sum(not entry[4] for entry in entries)
