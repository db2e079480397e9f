"""What is to be confirmed after another edition: gathered at the desk, compared word by word, said in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from textual.content import Content

from handbook.desk import Desk
from handbook.model.page import PageInfo
from handbook.model.reference import TOP, passage_id
from handbook.personal.record import Bookmark, Note
from handbook.personal.standing import Standing
from handbook.text import guard
from handbook.tui.writing import first_words, place_of

KEPT_AS_LOST = "kept as lost"
"""The key in ``meta``: ids that are not asked about again in the edition they were answered in."""
LONGEST = 900


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry whose place is to be confirmed."""

    entry: Note | Bookmark
    standing: Standing
    was: str
    """How it read."""
    now: str
    """How it reads at the place that is offered; empty where there is none."""
    where: str
    """That place, in words."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be answered, and how many stand beyond doubt though moved or slightly reworded."""

    asked: tuple[Asked, ...]
    certain: int


# At the desk


def pending(desk: Desk) -> Pending:
    """At the desk: every entry whose place is in doubt, and how many stand beyond it elsewhere or reworded."""
    notes = desk.notes.all() if desk.vault.is_open else []
    kept, asked, certain = _kept_as_lost(desk), [], 0
    entries: list[Note | Bookmark] = [*notes, *desk.bookmarks.all()]
    for entry in entries:
        standing = desk.standing(entry.anchor)
        if standing.state == "lost" or not standing.is_certain:
            if entry.id not in kept:
                asked.append(_as_asked(desk, entry, standing))
        elif standing.state in ("moved", "changed"):
            certain += 1
    return Pending(tuple(asked), certain)


def _as_asked(desk: Desk, entry: Note | Bookmark, standing: Standing) -> Asked:
    anchor = entry.anchor
    now = standing.now
    if standing.passage and not now:
        now = (desk.texts.text(standing.passage) or "")[:LONGEST]
    place = desk.texts.place(standing.passage) if standing.passage else None
    where = " › ".join((place.title, *place.headings)) if place else ""
    return Asked(entry, standing, anchor.quote or anchor.said, now, where)


def near_places(desk: Desk, asked: Asked) -> tuple[tuple[Standing, str, str], ...]:
    """Places to attach to that come near, with their words and the page they are on."""
    found = []
    for other in asked.standing.others:
        text = (desk.texts.text(other.passage) or "")[other.start : other.end]
        place = desk.texts.place(other.passage)
        if place is not None:
            at = Standing("changed", other.passage, None, other.start, other.end, text)
            found.append((at, first_words(text), place.title))
    return tuple(found)


def every_passage(pages: Mapping[str, PageInfo]) -> Iterator[tuple[Standing, str, str]]:
    """Every passage as a whole, in the order of the handbook, with its page and heading."""
    for info in pages.values():
        yield Standing("changed", passage_id(info.id, TOP), None), info.title, ""
        for heading in info.headings:
            yield Standing("changed", passage_id(info.id, heading.slug), None), f"{info.title} › {heading.title}", ""


def _kept_as_lost(desk: Desk) -> frozenset[str]:
    try:
        kept = json.loads(desk.store.meta(KEPT_AS_LOST) or "{}")
    except ValueError:
        return frozenset()
    is_ours = isinstance(kept, dict) and kept.get("edition") == desk.texts.edition
    return frozenset(str(entry) for entry in kept.get("ids", ())) if is_ours else frozenset()


def keep_as_lost(desk: Desk, entry_id: str) -> None:
    """At the desk: not ask about an entry again while this edition is read; the entry itself stays as it is."""
    ids = sorted({*_kept_as_lost(desk), entry_id})
    with desk.store.change() as change:
        change.set_meta(KEPT_AS_LOST, json.dumps({"edition": desk.texts.edition, "ids": ids}))


# What is shown


def wordings(asked: Asked) -> Content:
    """Both wordings, what changed between them underlined and in words, and the note."""
    entry = asked.entry
    was, now = asked.was.split(), asked.now.split()
    cut = SequenceMatcher(None, was, now, autojunk=False).get_opcodes() if now else []
    old = _marked(was, [(a, b) for tag, a, b, _, _ in cut if tag != "equal"])
    content = Content("As it was").stylize("bold $accent") + Content(f"   {guard(place_of(entry.anchor))}\n").stylize(
        "$text-muted"
    )
    content = content + old + Content("\n\n")
    content = content + Content("As it reads now").stylize("bold $accent")
    if now:
        new = _marked(now, [(c, d) for tag, _, _, c, d in cut if tag != "equal"])
        where = "in the same passage" if asked.standing.was is None else asked.where
        content = content + Content(f"   {guard(where)}\n").stylize("$text-muted") + new
        content = content + Content("\n\n") + Content("In words").stylize("bold $accent")
        content = content + Content("   " + guard(changes(was, now)))
    else:
        content = content + Content("\nIt is no longer in the handbook, and nothing comes near it.")
    if isinstance(entry, Note):
        content = content + Content("\n\n") + Content("Your note").stylize("bold $accent") + Content("\n")
        content = content + Content(guard(entry.text))
    return content


def _marked(words: Sequence[str], ranges: Sequence[tuple[int, int]]) -> Content:
    """Words with those in the ranges underlined."""
    content = Content("")
    for index, word in enumerate(words):
        piece = Content(guard(word))
        if any(a <= index < b for a, b in ranges):
            piece = piece.stylize("bold underline")
        content = content + (Content(" ") if index else Content("")) + piece
    return content


def changes(was: Sequence[str], now: Sequence[str]) -> str:
    """What changed, in words: ``“avoids” became “keeps away from”; added “always”``."""
    said_so = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        old, new = " ".join(was[a:b]), " ".join(now[c:d])
        if tag == "replace":
            said_so.append(f"“{old}” became “{new}”")
        elif tag == "delete":
            said_so.append(f"taken out “{old}”")
        elif tag == "insert":
            said_so.append(f"added “{new}”")
    if len(said_so) > 6:
        return "; ".join(said_so[:6]) + f"; and {len(said_so) - 6} more"
    return "; ".join(said_so) or "the words are the same; their place is another"
