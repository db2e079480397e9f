"""The rules for figures and for ways to reach people in prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from handbook.content.prose import Files, Piece
from handbook.model.problem import Problem

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*(?:\s?(?:to|or|and|–|-)\s?[0-9]+(?:[.,][0-9]+)*)?"
_SPELT = r"(?:one|two|three|five|seven|ten|fifteen|twenty|thirty|thirty-five|forty-five)"
_FIGURE = re.compile(
    rf"""(?ix) £\s?{_NUMBER}
    | \b{_NUMBER}\s?%
    | \b{_NUMBER}\s(?:per\scent|percent)\b
    | \b(?:{_NUMBER}|{_SPELT})\sworking\sdays?\b
    | \b{_NUMBER}\s(?:calendar\s)?(?:days?|weeks?|months?|hours?)\b
    | \b{_NUMBER}\syears?\b"""
)
"""A number with a unit that a law, a procedure or a study would have set. Minutes are a session's own."""

_AGE_BEHIND = re.compile(r"(?i)\s?(?:old|of age|or (?:over|under|younger|older)|and (?:over|under))")
_AGE_BEFORE = re.compile(
    r"(?i)(?:\baged?|\bunder|\bover|\bbelow|\babove|\bturned|\bis|\bwas|\bbetween)\s$|\b(?-i:[A-Z])[a-z]+,\s$"
)

_PHONE = re.compile(r"(?<![\w.])(?:\+44[\s()0-9-]{9,14}[0-9]|0[0-9](?:[\s()-]?[0-9]){8,9})(?![\w])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def unsourced_figures(texts: Iterable[Piece], files: Files) -> Iterator[Problem]:
    """Figures with nothing beside them that says where they are from.

    A citation counts in the same block, or in the first sentence of the next one; and a figure that is sourced once
    on a page may stand there again, as in its answer. Invented examples and questions to ask need none.
    """
    by_page: dict[str, list[Piece]] = defaultdict(list)
    for piece in texts:
        if piece.page and piece.block >= 0:
            by_page[piece.page].append(piece)
    for page in by_page.values():
        blocks = {piece.block for piece in page if piece.cites}
        blocks |= {piece.block - 1 for piece in _firsts(page) if piece.cites_first}
        sourced = {_plain(figure) for piece in page if piece.block in blocks for figure in _figures(piece.text)}
        for piece in page:
            if piece.block in blocks or {"example", "ask"} & set(piece.callouts):
                continue
            for figure in _figures(piece.text):
                if _plain(figure) not in sourced:
                    at = files.find(piece, figure)
                    message = f'Nothing beside "{figure}" says where the figure is from.'
                    fix = "Cite its source behind it, as in [@working-together-2023], or leave the figure out."
                    yield files.problem(piece.file, at, "unsourced-figure", "warning", message, fix)


def _firsts(page: Iterable[Piece]) -> Iterator[Piece]:
    """The first piece of each block."""
    seen: set[int] = set()
    for piece in page:
        if piece.block not in seen:
            seen.add(piece.block)
            yield piece


def _figures(text: str) -> Iterator[str]:
    for found in _FIGURE.finditer(text):
        age = re.search(r"(?i)year|month", found.group()) and (
            _AGE_BEHIND.match(text, found.end()) or _AGE_BEFORE.search(text[: found.start()])
        )
        if not age:
            yield found.group()


def _plain(figure: str) -> str:
    return re.sub(r"\s+", " ", figure.lower()).removesuffix("s")


def contact_details(texts: Iterable[Piece], files: Files) -> Iterator[Problem]:
    """Telephone numbers and e-mail addresses in prose: they go out of date, and belong in ``contacts.yaml``."""
    for piece in texts:
        for pattern, what in ((_PHONE, "A telephone number"), (_MAIL, "An e-mail address")):
            for found in pattern.finditer(piece.text):
                at = files.find(piece, found.group())
                fix = "Move it to contacts.yaml, where it has a date, and name the role here."
                message = f"{what} stands in the text."
                yield files.problem(piece.file, at, "contact-in-prose", "error", message, fix)
