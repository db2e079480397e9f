"""The passphrase of notes: chosen at the first note, asked for afterwards, or left out by decision."""

from __future__ import annotations

import math
import time
from typing import Literal, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from handbook.desk import Desk
from handbook.personal import seal
from handbook.personal.errors import WeakPassphrase, WrongPassphrase
from handbook.personal.vault import FORGOTTEN, WITHOUT
from handbook.personal.wordlist import offer
from handbook.text import guard
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.desk_screen import DeskScreen, plainly
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.box import Box

Step: TypeAlias = Literal["choose", "again", "without", "code", "unlock", "recover", "new", "new again"]

_TITLES: dict[Step, str] = {
    "choose": "Your first note: choose a passphrase",
    "again": "The same passphrase once more",
    "without": "Go without a passphrase?",
    "code": "Write this down now: it is shown only once",
    "unlock": "Your notes are locked",
    "recover": "The recovery code",
    "new": "A new passphrase",
    "new again": "The new passphrase once more",
}
_TEXTS: dict[Step, str] = {
    "choose": "Notes are sealed with it, so that nobody else can read them. Take these four words, or type your own "
    f"(four words, or {seal.SHORTEST} characters or more).",
    "again": "Type it once more, so that a slip of the finger does not lock you out.",
    "without": WITHOUT + "\n\nYou can set a passphrase later with: handbook personal passphrase",
    "code": FORGOTTEN,
    "unlock": "Bookmarks and reading go on without it.",
    "recover": "29 signs in groups of four, as you wrote them down. Then you choose a new passphrase.",
    "new": "Take these four words, or type your own. Your recovery code stays as it is.",
    "new again": "Type it once more.",
}
_FEET: dict[Step, str] = {
    "choose": "Enter take them   F6 other words   F3 show   F4 go without   Esc not now",
    "again": "Enter go on   F3 show   Esc choose again",
    "without": "y yes, go without   Esc no, choose a passphrase",
    "code": "y I have written it down",
    "unlock": "Enter unlock   F3 show   F4 recovery code   Esc leave them locked",
    "recover": "Enter go on   Esc back to the passphrase",
    "new": "Enter take them   F6 other words   F3 show   Esc keep the old one",
    "new again": "Enter go on   F3 show   Esc choose again",
}


class PassphraseScreen(DeskScreen):
    """Decides protection or unlocks. Dismissed with True when notes are open, else with False."""

    CSS = """
    PassphraseScreen { align: center middle; }
    PassphraseScreen #frame { width: 74; max-width: 96%; height: auto; padding: 1 2; }
    PassphraseScreen Static { height: auto; }
    PassphraseScreen #title { text-style: bold; color: $accent; }
    PassphraseScreen #text { margin-top: 1; }
    PassphraseScreen #offer { margin: 1 0 0 2; text-style: bold; display: none; }
    PassphraseScreen Box { margin-top: 1; background: $panel; padding: 0 1; }
    PassphraseScreen #told { margin-top: 1; color: $warning; min-height: 2; }
    PassphraseScreen #foot { dock: bottom; }
    """

    BINDINGS = [
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("f3", "show", "Show what is typed", show=False, priority=True),
        Binding("f4", "other", "Go without, or use the recovery code", show=False, priority=True),
        Binding("f6", "words", "Other words", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._step: Step = "unlock"
        self._words = ""
        self._typed = ""
        self._why = ""
        self._busy = False
        self._not_before = 0.0

    def compose(self) -> ComposeResult:
        """What is asked, what is offered, the box, what is told about it, the keys."""
        with Vertical(id="frame"):
            yield Static("", id="title", markup=False)
            yield Static("", id="text", markup=False)
            yield Static("", id="offer", markup=False)
            yield Box(id="secret", compact=True, password=True)
            yield Static("", id="told", markup=False)
        yield Bar(id="foot")
        yield TooSmall()

    def prepare(self, protection: str, why: str = "") -> None:
        """Say whether to choose or to unlock; ``why`` is said below."""
        self._step = "unlock" if protection == "sealed" else "choose"
        self._words, self._typed, self._why, self._busy = "", "", why, False
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Look at the clock while one waits for the next try."""
        self.set_interval(0.5, self._count_down)
        self._begin()

    def _begin(self) -> None:
        self._go(self._step)
        self.tell(self._why)

    @property
    def is_private(self) -> bool:
        """The recovery code stays until it was written down."""
        return self._step != "code"

    def put_away(self) -> None:
        """Forget what was typed."""
        if self.is_private:
            self._forget()

    # Steps

    def _go(self, step: Step) -> None:
        self._step = step
        if step in ("choose", "new") and not self._words:
            self._words = offer()
        self.query_one("#title", Static).update(Content(_TITLES[step]))
        self.query_one("#text", Static).update(Content(_TEXTS[step]))
        offered = self.query_one("#offer", Static)
        offered.display = step in ("choose", "new")
        offered.update(Content(self._words))
        box = self.query_one(Box)
        box.display = step not in ("without", "code")
        box.password = step != "recover"
        box.value = ""
        box.placeholder = (
            "type your own here, or press Enter to take the four words" if step in ("choose", "new") else ""
        )
        self.query_one("#foot", Bar).say(_FEET[step])
        self.tell("")
        self.set_focus(box if box.display else None)

    def _show_code(self, code: str) -> None:
        words = self._typed if self._typed == self._words else ""
        self._forget()
        self._go("code")
        offered = self.query_one("#offer", Static)
        offered.display = True
        lines = [f"Recovery code   {code}"]
        if words:
            lines.insert(0, f"Passphrase      {words}")
        offered.update(Content(guard("\n".join(lines))))

    def tell(self, words: str) -> None:
        """Say something below the box."""
        self.query_one("#told", Static).update(Content(guard(words)))

    def _forget(self) -> None:
        self._words = self._typed = ""
        self.query_one(Box).value = ""
        self.query_one("#offer", Static).update(Content(""))

    # Keys

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._busy:
            return
        typed = event.value
        if self._step in ("choose", "new"):
            self._chosen(typed)
        elif self._step in ("again", "new again"):
            if seal.normal(typed) != seal.normal(self._typed):
                self._go("choose" if self._step == "again" else "new")
                self.tell("The two were not alike. Choose again.")
            else:
                self._decide()
        elif time.monotonic() < self._not_before:
            self._count_down()
        elif typed.strip():
            self._unlock(typed)

    def _chosen(self, typed: str) -> None:
        if not typed.strip():
            self._typed = self._words
            self._decide()
            return
        try:
            seal.require_strong(typed)
        except WeakPassphrase as weak:
            self.tell(str(weak))
            return
        self._typed = typed
        self._go("again" if self._step == "choose" else "new again")

    def on_key(self, event: events.Key) -> None:
        """Yes, where no box takes the letters."""
        if event.key in ("y", "Y") and self._step in ("without", "code") and not self._busy:
            event.stop()
            if self._step == "code":
                self._leave(True)
            else:
                self._work("Going without…")
                self.at_desk(self._without, lambda _: self._leave(True), self._failed)

    def action_leave(self) -> None:
        """One step back, or leave things as they are."""
        if self._busy or self._step == "code":
            return
        if self._step in ("again", "without"):
            self._go("choose")
        elif self._step == "new again":
            self._go("new")
        elif self._step == "recover":
            self._go("unlock")
        else:
            self._leave(self._step == "new")  # the code has opened the notes; the old passphrase stays

    def action_show(self) -> None:
        """Show or hide what is typed."""
        box = self.query_one(Box)
        box.password = not box.password and self._step != "recover"

    def action_other(self) -> None:
        """The other way: without a passphrase, or by the recovery code."""
        if not self._busy and self._step in ("choose", "unlock"):
            self._go("without" if self._step == "choose" else "recover")

    def action_words(self) -> None:
        """Four other words."""
        if self._step in ("choose", "new"):
            self._words = offer()
            self.query_one("#offer", Static).update(Content(self._words))

    def _leave(self, is_open: bool) -> None:
        self._forget()
        self._step = "unlock"
        self.dismiss(is_open)

    # At the desk

    def _work(self, words: str) -> None:
        self._busy = True
        self.tell(words)

    def _decide(self) -> None:
        chosen, is_first = self._typed, self._step in ("choose", "again")

        def work(desk: Desk) -> str:
            if is_first:
                code, _ = desk.vault.protect(chosen)
            else:
                desk.vault.change_passphrase(chosen)
                code = ""
            self.session.look(desk)
            return code

        self._work("Sealing…")
        self.at_desk(work, self._decided, self._failed)

    def _decided(self, code: str) -> None:
        self._busy = False
        if code:
            self._show_code(code)
        else:
            self._leave(True)

    def _without(self, desk: Desk) -> None:
        desk.vault.go_without()
        self.session.look(desk)

    def _unlock(self, typed: str) -> None:
        by_code = self._step == "recover"

        def work(desk: Desk) -> None:
            (desk.vault.unlock_with_code if by_code else desk.vault.unlock)(typed)
            self.session.look(desk)

        self._work("Opening…")
        self.at_desk(work, self._unlocked, self._failed)

    def _unlocked(self, _: None) -> None:
        self._busy = False
        if self._step == "recover":
            self._go("new")
        else:
            self._leave(True)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        box = self.query_one(Box)
        box.value = ""
        if isinstance(error, WrongPassphrase):
            self._not_before = time.monotonic() + error.wait
        self._said = plainly(error)
        self.tell(self._said)
        self._count_down()

    _said = ""

    def _count_down(self) -> None:
        """Say how long to wait; typing goes on meanwhile, and nothing is ever erased."""
        if self._step not in ("unlock", "recover") or not self._not_before or self._busy:
            return
        left = math.ceil(self._not_before - time.monotonic())
        if left > 0:
            self.tell(f"{self._said} The next try is in {left} s.")
        else:
            self._not_before = 0.0
            self.tell(self._said)
