"""Nothing that is shown can steer the terminal: 22 hostile sequences in every place, through the real driver."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handbook.cli.main import GROUPS
from handbook.text import guard
from tests.conftest import python
from tests.tui.hostile import EVIL, evil
from tests.tui.ptyrun import Running, running

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
    "notices": ("noti", "ownr", "rstr"),
    "contents": ("part", "tree"),
    "a page's title": ("titl",),
    "a page's standing": ("prov", "revw"),
    "a page's summary": ("summ",),
    "paragraphs": ("para", "emph"),
    "lists": ("item",),
    "code": ("code", "span"),
    "tables": ("head", "cell"),
    "quotations": ("quot",),
    "call-outs": ("cans", "cask", "cdo_", "cavo", "cexa", "clan"),
    "links and citations": ("link", "cite"),
    "headings": ("hdng",),
    "linked pages": ("tree", "prov"),
    "a picker's filter": ("pfil",),
    "headings to choose from": ("hdng",),
    "the search box": ("pbox",),
    "result titles": ("hitt",),
    "result headings": ("hith", "hit2"),
    "result standings": ("hits",),
    "result snippets": ("snip",),
    "result reasons": ("hitw",),
    "what is told of results": ("drop",),
    "nothing found": ("sugg",),
    "values to narrow by": ("facp",),
    "chips": ("facp",),
    "matches on a page": ("item",),
    "the words that were searched": ("foot",),
    "an address that is asked about": ("addr",),
    "an address that cannot be opened": ("addr",),
    "decision guides": ("walk",),
    "a step and its answers": ("step", "why_", "answ"),
    "the end of a guide": ("endq", "endl"),
    "a checklist": ("chck", "grup", "tick", "whyt"),
    "sessions": ("sess",),
    "the visit card": ("titl", "ques", "cnam", "cval"),
}
"""Each place, and the words that prove that the hostile text was shown there."""

CUT = {
    "addr", "name", "part", "prov", "noti", "titl", "walk", "chck", "sess",
    "hits", "hith", "hit2", "hitw", "snip", "facp", "sugg", "drop",
}  # fmt: skip
"""Words whose place ends before the last sequence of a long text: not all of them are to be seen there."""

TYPED = {"pfil", "pbox", "foot"}
"""Words that are pasted: what of a sequence looks like keys is taken for keys, so that not every word arrives whole."""

ESC, ENTER, DOWN, UP, END, TAB, BACK_TAB, CLEAR = (
    b"\x1b",
    b"\r",
    b"\x1b[B",
    b"\x1b[A",
    b"\x1b[F",
    b"\t",
    b"\x1b[Z",
    b"\x15",
)


def paste(text: str) -> bytes:
    """What a terminal sends when a text is pasted."""
    return b"\x1b[200~" + text.encode("utf-8", "surrogatepass") + b"\x1b[201~"


class Tour:
    """Goes through every place and keeps what was sent in each."""

    def __init__(self, shown: Running) -> None:
        self.shown = shown
        self.sent: dict[str, bytes] = {}
        self._from = 0

    def note(self, *places: str) -> None:
        """All that was sent since the last note was sent in these places."""
        self.shown.calm(0.1)
        self.sent |= dict.fromkeys(places, self.shown.sent(self._from))
        self._from = self.shown.mark

    def press(self, *keys: bytes, see: str = "", no: str = "") -> None:
        """Press keys and wait until words are there, or gone."""
        for key in keys[:-1]:
            self.shown.send(key)
            self.shown.stir()  # no words on the screen say that such a key has been dealt with
        self.shown.send(keys[-1])
        if see:
            self.shown.see(see)
        if no:
            self.shown.see_no(no)

    def go(self) -> None:
        """The beginning: a page and all that stands around it, and a picker."""
        self.shown.see("para21")
        self.shown.see("Passage 1 of 2")
        self.note(*list(PLACES)[: list(PLACES).index("linked pages")])
        self.press(b"l", see="Linked with")
        self.note("linked pages")
        self.press(b"".join(map(paste, evil("pfil"))), see="pfil21")
        self.note("a picker's filter")
        self.press(ESC, no="pfil21")

    def go_on(self) -> None:
        """The rest."""
        self.press(b"h", see="On this page")
        self.note("headings to choose from")
        self.press(ESC, no="to narrow")
        self.search()
        self.address()
        self.guides()
        self.press(b"v", see="Visit card")
        self.note("the visit card")
        self.press(ESC, no="Visit card")

    def search(self) -> None:
        """The search screen and a page that is opened from it."""
        self.press(b"/", see="Try, for example")
        self.press(b"".join(map(paste, evil("pbox"))), see="pbox21")
        self.note("the search box")
        self.press(CLEAR, see="Try, for example")
        self.press(b"a", see="hitt21")
        for number in range(1, len(EVIL)):
            self.press(DOWN, see=f"hitw{number:02}")
        self.note(*[place for place in PLACES if place.startswith(("result ", "what is told"))])
        self.press(CLEAR, see="Try, for example")
        self.press(b"x", see="Three ways on")
        self.note("nothing found")
        self.press(TAB, ENTER, see="Only this part")
        self.note("values to narrow by")
        for number in (1, 6, 15):
            self.press(f"facp{number:02}".encode(), ENTER, see=f"part: facp{number:02}")
            self.press(TAB, ENTER, see="Only this part")
        self.press(ESC, no="Only this part")
        self.note("chips")
        self.press(CLEAR, see="Try, for example")
        self.press(b"".join(map(paste, evil("foot"))), see="hitt00")
        self.press(ENTER, see="Passage")
        self.note("matches on a page", "the words that were searched")
        self.press(b"nN")

    def address(self) -> None:
        """The question before an address is opened, and what is said where it cannot be."""
        self.press(END, BACK_TAB, ENTER, see="browser")
        self.note("an address that is asked about")
        self.press(b"o", see="nothing to open")
        self.note("an address that cannot be opened")
        self.press(ESC, no="nothing to open")

    def guides(self) -> None:
        """The contents with the guides, a guide walked, a checklist."""
        self.press(b"t", END, ENTER, see="sess00")
        self.note("sessions")
        self.press(UP, ENTER, see="chck00")
        self.press(UP, ENTER, see="walk00")
        self.note("decision guides")
        self.press(DOWN, ENTER, see="answ21")
        self.note("a step and its answers")
        self.press(b"1", see="endl21")
        self.note("the end of a guide")
        self.press(ESC, see="Passage")
        self.press(b"t", DOWN, DOWN, ENTER, see="tick21")
        self.press(b" ", see="[x] tick00")
        self.note("a checklist")
        self.press(ESC, see="Passage")


BEGINNING = list(PLACES)[: list(PLACES).index("a picker's filter") + 1]


@contextmanager
def hostile(folder: Path, size: tuple[int, int], **environment: str) -> Iterator[Running]:
    """The app on hostile content; left with ``q`` at the end, the terminal as it was."""
    command = [python(), "-m", "tests.tui.hostile", folder]
    with running(command, size=size, environment={"HOME": str(folder), **environment}) as shown:
        yield shown
        shown.send(b"q")
        assert shown.ended() == 0
        assert shown.is_restored()


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """The first places, on a terminal so large that every word is drawn."""
    with hostile(tmp_path_factory.mktemp("hostile"), (300, 260)) as shown:
        tour = Tour(shown)
        tour.go()
    return tour


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """All places."""
    with hostile(tmp_path_factory.mktemp("hostile"), (300, 260)) as shown:
        tour = Tour(shown)
        tour.go()
        tour.go_on()
    return tour


@pytest.mark.parametrize("place", BEGINNING)
def test_hostile_text_is_shown_and_does_not_reach_the_terminal(beginning: Tour, place: str) -> None:
    see_and_refuse(beginning, place)


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
def test_nor_anywhere_else(whole: Tour, place: str) -> None:
    see_and_refuse(whole, place)


def see_and_refuse(tour: Tour, place: str) -> None:
    """The hostile text was drawn in a place, and nothing but text and our own codes was sent there."""
    sent = tour.sent[place]
    assert steering(sent) == []
    text = re.sub(r"\x1b\[[0-9;]*m", "", sent.decode("utf-8", "replace"))
    for words in PLACES[place]:
        missing = [
            name for name, word in zip(EVIL, evil(words), strict=True) if guard(word) not in text and name != "ZWJ"
        ]
        assert len(missing) < len(EVIL) - 1, f"{words} was not shown in {place}"
        assert not missing or words in CUT | TYPED, f"{words} was not shown in {place}: {missing}"


KEYS = (b"/", b"a", DOWN, ENTER, b"n", b"l", ENTER, b"h", ENTER, b"v", ESC, b"t", END, ENTER, UP, UP, ENTER, DOWN, ENTER,
        b"1", ESC, b":", b"x", ESC, b"?", ESC, b"T", b"T", ESC)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (30, 8)])
@pytest.mark.parametrize(
    "environment", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}], ids=["colour", "none", "few"]
)
def test_nor_where_it_is_cut(tmp_path: Path, size: tuple[int, int], environment: dict[str, str]) -> None:
    """Cutting and wrapping at a usual size let nothing through either."""
    with hostile(tmp_path, size, **environment) as shown:
        shown.see("titl00" if size[1] >= 18 else "needs")
        for key in KEYS:
            shown.send(key)
            shown.stir(0.3)
        assert steering(shown.sent()) == []


# Commands


@pytest.fixture
def hostile_files(small: Path) -> Path:
    """The small handbook with files of hostile names and hostile words in them."""
    content = small / "content"
    for word in evil("file"):
        name = word.replace("\0", "")
        (content / "synopsis" / f"{name}.md").write_text(
            f'---\ntitle: {name[:6]}\nwhat: "{word}"\n---\ntext\n', errors="replace"
        )
        (content / "pathways" / f"{name}.yaml").write_text(f'id: "{word}"\ntitle: [{word}\n', errors="replace")
    (content / "synopsis" / os.fsdecode(b"file\xff\xfe.md")).write_text("# A name that is no text\n")
    return small


ARGUMENT = " ".join(evil("argu")).replace("\0", "")
ASKED: dict[str, list[list[str]]] = {
    "search": [["search", ARGUMENT], ["search", "--kind", ARGUMENT, "x"], ["search", "--limit", ARGUMENT, "x"]],
    "show": [["show", ARGUMENT], ["show", "--json", ARGUMENT], ["show", f"synopsis/about#{ARGUMENT}"]],
    "contents": [["contents"], ["--content", ARGUMENT, "contents"], ["--index", "nowhere/" + ARGUMENT, "contents"]],
    "check": [["check"], ["check", "--json"]],
    "new": [["new", "page", ARGUMENT]],
    "options": [["--" + ARGUMENT], [f"--{ARGUMENT}", "search", "x"]],
}
QUICK = ("search", "show", "contents", "check", "options")


@pytest.mark.parametrize("name", QUICK)
def test_no_command_sends_it_on(hostile_files: Path, tmp_path: Path, name: str) -> None:
    for arguments in ASKED[name]:
        ask(hostile_files, tmp_path, arguments)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, _, _ in GROUPS if name not in QUICK])
def test_nor_any_other_command(hostile_files: Path, tmp_path: Path, name: str) -> None:
    for arguments in ASKED.get(name, [[name], [name, ARGUMENT], [name, ARGUMENT, ARGUMENT]]):
        ask(hostile_files, tmp_path, arguments)


def ask(files: Path, folder: Path, arguments: list[str]) -> None:
    """A command at a terminal says something, in text and in our own codes."""
    places = ["--content", str(files / "content"), "--index", str(files / "index"), "--data", str(folder / "data")]
    with running([python(), "-m", "handbook", *places, *arguments], environment={"HOME": str(folder)}) as shown:
        assert shown.ended() in (0, 1, 2)
        assert shown.sent().strip(), arguments[:1]
        assert steering(shown.sent(), COMMANDS) == [], arguments[:1]
        assert b"Traceback" not in shown.sent()


def test_words_from_the_shell_that_are_searched(small: Path, tmp_path: Path) -> None:
    """``handbook WORDS`` puts them into the search box."""
    places = ["--content", str(small / "content"), "--index", str(small / "index"), "--data", str(tmp_path / "data")]
    command = [python(), "-m", "handbook", *places, f"part:{ARGUMENT}"]
    with running(command, size=(400, 30), environment={"HOME": str(tmp_path)}) as shown:
        shown.see("argu21")
        shown.calm()
        assert steering(shown.sent()) == []
