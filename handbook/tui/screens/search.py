"""The search box with its results as one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from handbook.model.page import GUIDE_KINDS, PAGE_KINDS, STATES
from handbook.search.hit import Hit, Request, Results
from handbook.text import one_line
from handbook.tui import commands
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.search_words import has_all_words, narrowed, scope_of
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.box import Box
from handbook.tui.widgets.chips import Chip, Chips
from handbook.tui.widgets.results import ResultGroup, ResultsView

NOTE = "note"
"""The kind of a hit that is one's own note."""
LIMIT = 30
"""How many results are listed; the count says how many there are."""
NOTES_SECONDS = 0.5
"""How long results wait for one's own notes."""
ON_PAGE = 3
"""How many passages of the page at hand are listed before everything else."""

EXAMPLES = (
    ("disguised compliance", "words, in any order and any form"),
    ('"third review"', "these words side by side"),
    ("the carer says he has moved out", "a situation, as you would say it"),
    ("s47  ·  section 47  ·  s.47", "all the same"),
    ("strat meeting", "the sector's short words and everyday ones are known"),
    ("kind:procedure medical", "only procedures; so part:hard-to-reach and state:current"),
    ("dicsuised", "a slip of the finger: the nearest word that is here is offered"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the search screen is left with when a result is opened."""

    text: str
    hits: tuple[Hit, ...]
    index: int


class SearchScreen(HandbookScreen):
    """Type, see, open. Dismissed with :class:`Opened`, or None on Esc. The newest words win; late answers are dropped."""

    CSS = """
    SearchScreen #ask { height: 1; margin: 1 1 0 1; }
    SearchScreen #slash { width: 2; color: $accent; text-style: bold; }
    SearchScreen #query { width: 1fr; background: $background; }
    SearchScreen #told { color: $text-muted; margin: 0 0 1 0; padding: 0 3; }
    """

    BINDINGS = [
        *commands.bindings(commands.SEARCH),
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("down", "move(1)", "Next result", show=False),
        Binding("up", "move(-1)", "Result before", show=False),
        Binding("pagedown", "page(1)", "Further results", show=False, priority=True),
        Binding("pageup", "page(-1)", "Results before", show=False, priority=True),
        Binding("f3", "accept", "Accept the spelling", show=False, priority=True),
        Binding("f1", "app.palette", "Commands", show=False, priority=True),
    ]

    @dataclass
    class Answered(Message):
        """The answer to a request."""

        generation: int
        results: Results | None
        on_page: Results | None
        notice: str = ""
        notes: tuple[Hit, ...] = ()
        """One's own notes, where they are unlocked: never of the index."""

    def __init__(self) -> None:
        super().__init__()
        self._generation = 0
        self._shown = 0
        self._enter_waits = False
        self._page = ""
        self._page_title = ""
        self._results: Results | None = None
        self._on_page: Results | None = None
        self._restore = 0

    def compose(self) -> ComposeResult:
        """The box and its chips, what is told about the results, the results, the keys."""
        with Horizontal(id="ask"):
            yield Static("/", id="slash", markup=False)
            yield Box(id="query", compact=True, placeholder="type a word, a situation, a section; ? for examples")
            yield Chips(id="chips")
        yield Bar(id="told")
        yield ResultsView(id="results")
        yield Bar(commands.hints("open_hit", "choose", "facets", "leave"), id="foot")
        yield TooSmall()

    # Entering and leaving

    def enter(self, page: str, page_title: str, *, text: str | None = None, marked: int | None = None) -> None:
        """Say from which page one searches. With ``text`` the box holds it; ``marked`` restores the mark.

        Without ``text`` the box keeps its words, selected, so that typing replaces them.
        """
        self._page, self._page_title = page, page_title
        self._restore = marked or 0
        self._enter_waits = False
        if self.is_mounted:
            self._begin(text)
        else:
            self._pending = text

    _pending: str | None = None

    def on_mount(self) -> None:
        """Begin with what was asked for before there was a box."""
        self._begin(self._pending)

    def on_screen_resume(self) -> None:
        """The box has the focus each time."""
        self.query_one("#query", Input).focus()

    def _begin(self, text: str | None) -> None:
        box = self.query_one("#query", Input)
        if text is not None and box.value != text:
            with box.prevent(Input.Changed):
                box.value = text
        box.cursor_position = len(box.value)
        if text is None and box.value:
            box.select_all()
        box.focus()
        self.ask()

    def action_leave(self) -> None:
        """Esc: first out of the chips, then back."""
        box = self.query_one("#query", Input)
        if not box.has_focus:
            box.focus()
            return
        self._generation += 1
        self.dismiss(None)

    # Asking

    @on(Input.Changed, "#query")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._restore = 0
        self._enter_waits = False
        self.ask()

    def ask(self) -> None:
        """Search for what the box holds. Called again when the index becomes ready."""
        self._generation += 1
        text = self.query_one("#query", Input).value
        if not text.strip() or text.strip() == "?":
            self._show_examples(asked=text.strip() == "?")
            return
        if not self.services.library.ready:
            self._tell("The search index is being made; the results come by themselves.")
            return
        self.run_worker(
            partial(self._search, self._generation, text, self._page),
            group="search",
            thread=True,
            exclusive=True,
            exit_on_error=False,
            description="search",
        )

    def _search(self, generation: int, text: str, page: str) -> None:
        """In a thread: search, here and everywhere, unless something newer was typed meanwhile."""

        def cancelled() -> bool:
            return generation != self._generation

        if cancelled():
            return
        library = self.services.library
        on_page = None
        try:
            results = library.search(Request(text=text, limit=LIMIT, typing=True), cancelled=cancelled)
            if page and not cancelled() and results.total:
                on_page = library.search(
                    Request(text=text, limit=ON_PAGE, page=page, typing=True), cancelled=cancelled
                )
        except Exception as error:  # a failed search must not end the reading; what failed is said without the words
            notice = f"Search failed ({type(error).__name__}). Leave with Esc and try again, or run: handbook build --force"
            self.post_message(self.Answered(generation, None, None, notice))
            return
        if not cancelled():
            notes = self._notes(text)
            self.post_message(self.Answered(generation, results, on_page, notes=notes))

    def _notes(self, text: str) -> tuple[Hit, ...]:
        """In a thread: one's own notes with the words, while they are unlocked; a scan in memory."""
        session = self.handbook_app.session
        if not (session.is_open and session.is_unlocked):
            return ()
        from handbook.tui.own_notes import find

        epoch = session.epoch
        try:
            found = session.do(partial(find, text=text)).result(NOTES_SECONDS)
        except Exception:  # notes that cannot be looked through now are left out; the handbook's own results stand
            return ()
        return found if epoch == session.epoch else ()

    def forget_notes(self) -> None:
        """Notes were locked: none of them stays among the results."""
        if self.is_mounted and self._results is not None:
            self._show_results(self._results, self._on_page, ())
            self.ask()

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        event.stop()
        if event.generation != self._generation:
            return
        self._shown = event.generation
        opens, self._enter_waits = self._enter_waits, False
        if event.results is None:
            self._tell(event.notice)
            return
        self._results, self._on_page = event.results, event.on_page
        notes = event.notes if self.handbook_app.session.is_unlocked else ()
        self._show_results(event.results, event.on_page, notes)
        view = self.query_one(ResultsView)
        if opens and view.marked >= 0:
            self._open(view.marked)

    # Showing

    def _show_results(self, results: Results, on_page: Results | None, notes: tuple[Hit, ...]) -> None:
        here = tuple(hit for hit in on_page.hits if has_all_words(hit)) if on_page else ()
        seen = {hit.passage for hit in here}
        everywhere = tuple(hit for hit in results.hits if hit.passage not in seen)
        title = f"On this page: {self._page_title}" if here else ""
        groups = [ResultGroup(title, here), ResultGroup("Everywhere" if here else "", everywhere)]
        groups.append(ResultGroup("Your notes", notes))
        view = self.query_one(ResultsView)
        view.part_titles = self._part_titles()
        view.show(groups, marked=self._restore, empty=self._nothing(results))
        self._restore = 0
        pages = f"{results.total} page{'' if results.total == 1 else 's'}"
        if results.total > len(results.hits) and results.hits:
            pages = f"{pages}, the best {len(results.hits)} listed"
        words = [pages]
        if notes:
            words.append(f"{len(notes)} of your notes" + (", at the end" if results.hits else ""))
        if results.dropped:
            words.append("not in the handbook: " + ", ".join(one_line(word) for word in results.dropped))
        offer = ""
        if results.suggestion:
            key = "Enter" if not results.hits else "F3"
            offer = f"did you mean: {one_line(results.suggestion)}   {key} accepts"
        if offer:
            self._tell(f"{offer.replace('   ', '  ')}  ·  {' · '.join(words)}")
        else:
            self._tell(" · ".join(words))
        self._show_chips(results)

    def _part_titles(self) -> dict[str, str]:
        titles = {part.id: part.title for part in self.services.library.handbook.parts}
        return {"pathways": "Decision guides", "checklists": "Checklists", "sessions": "Training sessions", **titles}

    def _nothing(self, results: Results) -> tuple[str, ...]:
        lines = ["Nothing in the handbook for these words."]
        if results.suggestion:
            lines.append(f"Did you mean  {one_line(results.suggestion)} ?  Enter searches for it.")
        lines += [
            "",
            "Three ways on:",
            "  use fewer words, or say it as you would to a colleague",
            "  take away what narrows the search (kind:, part:, state:, a minus sign, quotes)",
            "  Esc, then t for the contents: every page is there",
        ]
        return tuple(lines)

    def _show_examples(self, *, asked: bool) -> None:
        self._results = None
        lines = ["Try, for example:" if not asked else "What you can type:", ""]
        width = max(len(text) for text, _ in EXAMPLES)
        lines += [f"  {text:<{width}}   {note}" for text, note in EXAMPLES]
        lines += ["", "Results come as you type. What you type is not kept."]
        self.query_one(ResultsView).show((), empty=lines)
        self._tell("")
        self._show_chips(None)

    def _show_chips(self, results: Results | None) -> None:
        text = self.query_one("#query", Input).value
        chips = []
        for name in ("part", "kind", "state"):
            value = scope_of(text, name)
            chips.append(Chip(name, f"{name}: {value}" if value else f"{name} ▾", on=bool(value)))
        self.query_one(Chips).show(chips)

    def _tell(self, words: str) -> None:
        self.query_one("#told", Bar).say(words)

    # Choosing

    def action_move(self, by: int) -> None:
        """Mark the result beside."""
        self.query_one(ResultsView).move(by)

    def action_page(self, by: int) -> None:
        """Mark a result a screenful away."""
        view = self.query_one(ResultsView)
        view.move(by * view.hits_a_page)

    @on(Input.Submitted, "#query")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        view = self.query_one(ResultsView)
        if event.value.strip() not in ("", "?") and self._shown != self._generation:
            self._enter_waits = True  # what is listed answers words that were typed before these
        elif view.marked >= 0:
            self._open(view.marked)
        else:
            self.action_accept()

    @on(ResultsView.Chosen)
    def _chosen(self, event: ResultsView.Chosen) -> None:
        event.stop()
        self._open(event.index)

    def _open(self, index: int) -> None:
        text, view = self.query_one("#query", Input).value, self.query_one(ResultsView)
        self._generation += 1
        # the way back remembers hits for as long as the handbook is open: words of notes are not among them
        hits = tuple(replace(hit, snippet="", matches=()) if hit.kind == NOTE else hit for hit in view.hits)
        self.dismiss(Opened(text, hits, index))

    def action_accept(self) -> None:
        """Take the spelling that is offered."""
        if self._results is not None and self._results.suggestion:
            box = self.query_one("#query", Input)
            box.value = self._results.suggestion
            box.cursor_position = len(box.value)
            box.focus()

    # Narrowing

    @on(Chips.Pressed)
    def _narrow(self, event: Chips.Pressed) -> None:
        event.stop()
        name = event.chip
        counts: Mapping[str, int] = self._results.facets.get(name, {}) if self._results else {}
        titles = self._part_titles()
        known = {"kind": (*PAGE_KINDS, *GUIDE_KINDS), "state": STATES, "part": tuple(titles)}[name]
        values = [value for value in known if value in counts] or list(known)
        values += [value for value in counts if value and value not in values]
        choices = [Choice("", "everything", "take this away")]
        for value in values:
            number = counts.get(value)
            note = "" if number is None else f"{number} page{'' if number == 1 else 's'}"
            choices.append(Choice(value, titles.get(value, value), note))
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare(f"Only this {name}", choices)
        self.app.push_screen("picker", partial(self._narrowed, name))

    def _narrowed(self, name: str, value: str | None) -> None:
        box = self.query_one("#query", Input)
        if value is not None:
            box.value = narrowed(box.value, name, value)
            box.cursor_position = len(box.value)
        box.focus()
