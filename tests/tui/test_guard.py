"""Nothing that is shown can steer the terminal: 22 hostile sequences in every place, through the real driver."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.text import guard
from tests.conftest import ROOT, SMALL, python
from tests.tui.hostile import EVIL, evil
from tests.tui.ptyrun import Running, is_restored, running

OURS = re.compile(
    r"""
      \x1b\[ [0-9;]* m                                                  # colour and weight
    | \x1b\[ [0-9]+ ; [0-9]+ H                                          # the cursor goes somewhere
    | \x1b\[ \? (?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048) [hl]
    | \x1b\[ \? (?:2026|2048) \$ p                                      # what can the terminal do
    | \x1b\[ > [0-9]+ u | \x1b\[ < u                                    # the keyboard's protocol
    | \x1b\] 22 ; [a-z-]+ \x07                                          # the shape of the mouse pointer
    | \r | \n
    """,
    re.VERBOSE,
)
"""All the control sequences the screens may send."""

COMMANDS = re.compile(r"\x1b\[[0-9;]*m|\r|\n|\x1b\[2K")
"""All that commands may send: weight and colour, line ends, and taking a line of progress away."""

STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def steering(sent: bytes, allowed: re.Pattern[str] = OURS) -> list[str]:
    """Where something reached the terminal that is neither text nor ours, with what stands around it."""
    text = sent.decode("utf-8", "surrogateescape")
    rest = allowed.sub("\ue000", text)
    found = [repr(rest[max(0, at.start() - 30) : at.end() + 20]) for at in STEERS.finditer(rest)]
    # Colour, clearing, a question and a return are codes that the screens could send too: here they are in a word.
    found += [repr(at.group()) for at in re.finditer(r"[a-z_0-9]{4}\d\d(?:\x1b\[(?:31m|2J|6n)|\r)z", text)]
    return found


def test_every_sequence_is_known_as_one_that_steers() -> None:
    """The check itself: each sequence is caught as it is, none once it is guarded."""
    for name, word in zip(EVIL, evil("word"), strict=True):
        caught = steering(f"before {word} after".encode("utf-8", "surrogateescape"))
        assert bool(caught) is (name != "ZWJ"), name
        assert not steering(guard(word).encode()), name


PLACES: dict[str, tuple[str, ...]] = {
    "the line at the top": ("name",),
    "notices": ("noti", "rstr", "ownr"),
    "contents": ("part", "tree"),
    "a page's title": ("titl",),
    "a page's standing": ("prov", "revw"),
    "a page's summary": ("summ",),
    "paragraphs": ("para", "emph"),
    "lists": ("item",),
    "code": ("code", "span"),
    "tables": ("head", "cell"),
    "quotations": ("quot",),
    "call-outs": ("bans", "bask", "bdo", "bavo", "bexa", "blan"),
    "links and citations": ("link", "cite"),
    "headings": ("hdng",),
    "linked pages": ("tree", "prov"),
    "headings to choose from": ("hdng",),
    "a picker's filter": ("pfil",),
    "the search box": ("pbox",),
    "result titles": ("hitt",),
    "result headings": ("hith", "hit2"),
    "result standings": ("hits",),
    "result snippets": ("snip",),
    "result reasons": ("hitw",),
    "what is told of results": ("sugg", "drop"),
    "nothing found": ("sugg",),
    "chips": ("chip",),
    "values to narrow by": ("facp",),
    "matches on a page": ("item",),
    "the words that were searched": ("foot",),
    "an address that is asked about": ("addr",),
    "an address that cannot be opened": ("addr",),
    "decision guides": ("walk",),
    "a step and its answers": ("ques", "why_", "answ"),
    "the end of a guide": ("endq", "endl"),
    "a checklist": ("chck", "grup", "tick", "whyt"),
    "sessions": ("sess",),
    "the visit card": ("titl", "lask", "cnam", "cval"),
}
"""Each place and the words that prove that the hostile text was shown there."""

ESC, ENTER, DOWN, UP, END, TAB = b"\x1b", b"\r", b"\x1b[B", b"\x1b[A", b"\x1b[F", b"\t"


def paste(text: str) -> bytes:
    """What a terminal sends when a text is pasted."""
    return b"\x1b[200~" + text.encode("utf-8", "surrogatepass") + b"\x1b[201~"


def hostile(folder: Path) -> list[str | Path]:
    return [python(), "-m", "tests.tui.hostile", folder]


class Tour:
    """Goes through every place and keeps what was sent in each."""

    def __init__(self, shown: Running) -> None:
        self.shown = shown
        self.sent: dict[str, bytes] = {}
        self._from = 0

    def note(self, *places: str) -> None:
        """What was sent since the last note was in these places."""
        self.shown.calm()
        for place in places:
            self.sent[place] = self.shown.sent(self._from)
        self._from = self.shown.mark

    def press(self, *keys: bytes) -> None:
        """Press keys, then wait until nothing more is drawn."""
        for key in keys:
            self.shown.send(key)
            self.shown.calm(0.08)

    def escape(self) -> None:
        """Esc, and what it draws belongs to no place. A terminal's Esc is known by the silence after it."""
        self.press(ESC)
        self.shown.calm(0.3)
        self._from = self.shown.mark

    def go(self) -> None:
        """The whole tour."""
        self.shown.see("para21")
        self.note(*list(PLACES)[: list(PLACES).index("headings") + 1])
        self.press(b"l")
        self.note("linked pages")
        self.press(*[paste(word) for word in evil("pfil")])
        self.note("a picker's filter")
        self.escape()
        self.press(b"h")
        self.note("headings to choose from")
        self.escape()
        self.search()
        self.address()
        self.guides()
        self.press(b"v")
        self.note("the visit card")
        self.escape()

    def search(self) -> None:
        """The search screen and what is opened from it."""
        self.press(b"/")
        for word in evil("pbox"):
            self.press(paste(word), b"\x15")
        self.note("the search box")
        self.press(b"a", *[DOWN] * (len(EVIL) - 1))
        self.note(*[place for place in PLACES if place.startswith("result ") or place == "what is told of results"])
        self.press(b"\x15", b"x")
        self.note("nothing found")
        for word in evil("chip"):
            self.press(b"\x15", paste(f"part:{word} a"))
        self.note("chips")
        self.press(TAB, ENTER)
        self.note("values to narrow by")
        self.escape()
        self.press(b"\x15", paste(" ".join(evil("foot"))), ENTER)
        self.note("matches on a page", "the words that were searched")
        self.press(b"n", b"N")

    def address(self) -> None:
        """The question before an address is opened, and what is said where it cannot be."""
        self.press(b"G")
        for _ in range(4):
            self.press(b"\x1b[Z", ENTER)
            if "browser" in self.shown.screen():
                break
            self._from = self.shown.mark
        self.note("an address that is asked about")
        self.press(b"o")
        self.note("an address that cannot be opened")
        self.escape()

    def guides(self) -> None:
        """Contents with the guides, a guide walked, a checklist."""
        self.press(b"t", END, ENTER)
        self.note("sessions")
        self.press(UP, ENTER, UP, ENTER)
        self.note("decision guides")
        self.press(DOWN, ENTER)
        self.note("a step and its answers")
        self.press(b"1")
        self.note("the end of a guide")
        self.escape()
        self.press(b"t", DOWN, DOWN, ENTER, b" ")
        self.note("a checklist")
        self.escape()


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """The tour on a terminal so large that every word is drawn."""
    folder = tmp_path_factory.mktemp("hostile")
    with running(hostile(folder), size=(500, 400), environment={"HOME": str(folder)}) as shown:
        found = Tour(shown)
        found.go()
        shown.send(b"q")
        assert shown.ended() == 0
        assert is_restored(shown)
        yield found


@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_is_shown_and_does_not_reach_the_terminal(tour: Tour, place: str) -> None:
    sent = tour.sent[place]
    assert steering(sent) == []
    text = re.sub(r"\x1b\[[0-9;]*m", "", sent.decode("utf-8", "replace"))
    for words in PLACES[place]:
        shown = {name for name, word in zip(EVIL, evil(words), strict=True) if guard(word).strip() in text}
        assert shown, f"{words} was not shown in {place}"
        if words not in CUT:
            assert shown | {"ZWJ"} >= set(EVIL), f"{words}: {set(EVIL) - shown} not shown in {place}"


CUT = {"name", "titl", "part", "prov", "walk", "chck", "sess", "snip", "hits", "hitw", "facp", "foot", "sugg", "drop"}
"""Places whose room ends before the last sequence: that the others of one text are not shown there is no fault."""
