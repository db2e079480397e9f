"""What an edition changed under notes and bookmarks: the old wording above, the new below, and what to do."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from handbook.personal.record import Note
from handbook.personal.standing import Standing
from handbook.text import guard
from handbook.tui.resolving import Asked, Pending, every_passage, keep_as_lost, near_places, pending, wordings
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.desk_screen import DeskScreen
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.widgets.bar import Bar
from handbook.tui.writing import said


class ResolverScreen(DeskScreen):
    """Asks about one after the other. Dismissed with a reference to go to, or None."""

    CSS = """
    ResolverScreen #title { color: $accent; text-style: bold; }
    ResolverScreen VerticalScroll { height: 1fr; margin: 1 0 0 0; padding: 0 2; scrollbar-size-vertical: 1; }
    ResolverScreen #body { height: auto; max-width: 90; }
    ResolverScreen #told { color: $warning; height: auto; min-height: 1; padding: 0 1; }
    """

    BINDINGS = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("a", "accept", "Accept", show=False),
        Binding("A", "accept_certain", "Accept all that are certain", show=False),
        Binding("c", "choose", "Choose another place", show=False),
        Binding("o", "lost", "Keep as lost", show=False),
        Binding("n,right", "step(1)", "Next", show=False),
        Binding("N,left", "step(-1)", "Before", show=False),
        Binding("enter", "open", "Open the page", show=False),
        Binding("u", "undo", "Undo", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pending = Pending((), 0)
        self._at = 0
        self._places: tuple[Standing, ...] = ()

    def compose(self) -> ComposeResult:
        """The title, the two wordings, what is told, the keys."""
        yield Bar(id="title")
        with VerticalScroll():
            yield Static("", id="body", markup=False)
        yield Static("", id="told", markup=False)
        yield Bar(id="foot")
        yield TooSmall()

    def prepare(self) -> None:
        """Begin with the first."""
        self._at = 0
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Look what there is."""
        self._begin()

    def on_screen_resume(self) -> None:
        """The wordings can be scrolled."""
        self.query_one(VerticalScroll).focus()

    def _begin(self) -> None:
        self.tell("")
        self.reload()

    def reload(self) -> None:
        """Ask the desk anew."""
        self.at_desk(pending, self._found)

    def _found(self, pending: Pending) -> None:
        self._pending = pending
        self._at = min(self._at, max(len(pending.asked) - 1, 0))
        self._show()

    def tell(self, words: str) -> None:
        """Say something above the keys."""
        self.query_one("#told", Static).update(Content(guard(words)))

    def put_away(self) -> None:
        """Forget what is shown."""
        self._pending, self._places = Pending((), 0), ()
        self.query_one("#body", Static).update(Content(""))
        self.tell("")

    # Showing

    @property
    def _asked(self) -> Asked | None:
        return self._pending.asked[self._at] if self._pending.asked else None

    def _show(self) -> None:
        asked, certain = self._asked, self._pending.certain
        all_certain = f"A accept the {certain} certain" if certain else ""
        body = self.query_one("#body", Static)
        if asked is None:
            words = "Nothing is to be confirmed: every note and bookmark stands where it was or beyond doubt."
            if certain:
                words += f"\n\n{certain} moved or slightly reworded; A attaches them to where they stand now."
            self.query_one("#title", Bar).say("To confirm · none", "")
            body.update(Content(words))
            self.query_one("#foot", Bar).say("   ".join(w for w in (all_certain, "u undo", "Esc back") if w))
            return
        entry = asked.entry
        kind = entry.kind if isinstance(entry, Note) else "bookmark"
        day = said(entry.created.astimezone().date())
        self.query_one("#title", Bar).say(
            f"To confirm · {self._at + 1} of {len(self._pending.asked)}", f"{kind} of {day}"
        )
        body.update(wordings(asked))
        self.query_one(VerticalScroll).scroll_home(animate=False)
        keys = ["a accept"] if asked.standing.passage else []
        keys += ["c another place", "o keep as lost"]
        keys += ["n next"] if len(self._pending.asked) > 1 else []
        keys += [all_certain] if all_certain else []
        self.query_one("#foot", Bar).say("   ".join((*keys, "Esc back", "u undo", "Enter see the page")))

    def action_step(self, by: int) -> None:
        """The next or the one before, this one unanswered."""
        if self._pending.asked:
            self._at = (self._at + by) % len(self._pending.asked)
            self.tell("")
            self._show()

    def action_open(self) -> None:
        """See the page it stands on, or stood on."""
        asked = self._asked
        if asked is not None:
            reference = asked.standing.passage or asked.entry.anchor.passage.partition("#")[0]
            self.put_away()
            self.dismiss(reference)

    # Answers

    def action_accept(self) -> None:
        """Attach it to the place that is offered."""
        asked = self._asked
        if asked is None or not asked.standing.passage:
            self.tell("There is no place to accept. c chooses one, o keeps it as lost.")
            return
        self._take_place(asked, asked.standing)

    def _take_place(self, asked: Asked, standing: Standing) -> None:
        words = "Attached to the new wording."
        if isinstance(asked.entry, Note) and asked.entry.anchor.quote:
            words += " The old words are kept in the note."
        self.at_desk(
            lambda desk: desk.accept(asked.entry, standing), partial(self._answered, words + " u takes it back.")
        )

    def _answered(self, words: str, _: object) -> None:
        self.tell(words)
        self.reload()

    def action_accept_certain(self) -> None:
        """Attach all that stand beyond doubt, though moved or slightly reworded."""
        if self._pending.certain:
            self.at_desk(
                lambda desk: desk.accept_certain(),
                lambda done: self._answered(f"{done} attached to where they stand now.", None),
            )

    def action_lost(self) -> None:
        """Leave it as it is; in this edition it is not asked about again."""
        asked = self._asked
        if asked is not None:
            self.at_desk(
                partial(keep_as_lost, entry_id=asked.entry.id),
                partial(
                    self._answered, "Kept as it was, with its old words. It is not asked about again in this edition."
                ),
            )

    def action_choose(self) -> None:
        """Choose another place: the likely ones first, then every passage."""
        asked = self._asked
        if asked is not None:
            self.at_desk(partial(near_places, asked=asked), partial(self._choose, asked))

    def _choose(self, asked: Asked, found: tuple[tuple[Standing, str, str], ...]) -> None:
        every = (*found, *every_passage(self.services.library.handbook.pages))
        self._places = tuple(standing for standing, _, _ in every)
        choices = [Choice(str(number), title, note) for number, (_, title, note) in enumerate(every)]
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare("Where does it belong?", choices, prompt="type words of a title or heading")

        def picked(number: str | None) -> None:
            if number is not None:
                self._take_place(asked, self._places[int(number)])

        self.app.push_screen("picker", picked)

    def action_undo(self) -> None:
        """Take the last answer back."""
        self.at_desk(
            lambda desk: desk.undo.undo(),
            lambda what: self._answered(f"Taken back: {what}." if what else "There is nothing to take back.", None),
        )

    def action_leave(self) -> None:
        """Back; what was not answered is asked again another time."""
        self.put_away()
        self.dismiss(None)
