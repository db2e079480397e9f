"""The screen one reads on: contents, page, and a line of state in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from handbook.model.reference import split
from handbook.model.wording import brief, caution, checking, standing
from handbook.search.hit import Hit
from handbook.tui import commands
from handbook.tui.card import MEETING, visit_card
from handbook.tui.desk_actions import DeskActions
from handbook.tui.history import History
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.card import CardScreen
from handbook.tui.screens.checklist import ChecklistScreen
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.screens.search import Opened, SearchScreen
from handbook.tui.screens.walk import Left, WalkScreen
from handbook.tui.ticks import Ticks, TicksInMemory
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.contents import ContentsList, Section
from handbook.tui.widgets.notes_beside import NotesBeside
from handbook.tui.widgets.notice import Notice
from handbook.tui.widgets.page_view import PageView, Position

START = "start"
"""The page that opens first, where the content has one of this id."""

ROOM_FOR_CONTENTS = 78
"""From this width the contents stand beside the page unasked."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was left: a page and where in it, or the results from which a page was opened."""

    page: str
    position: Position | None = None
    results: Opened | None = None


class ReadingScreen(DeskActions):
    """Contents at the left, the page, and what can be done next at the foot."""

    CSS = """
    ReadingScreen #top { color: $text-muted; }
    ReadingScreen #notice { color: $warning; display: none; }
    ReadingScreen #body { height: 1fr; margin: 1 0 0 0; }
    ReadingScreen #page { width: 1fr; height: 1fr; min-width: 10; }
    """

    BINDINGS = commands.bindings(commands.READING)

    @dataclass
    class Progress(Message):
        """How far the index is: pages done of all; done == total when it is ready."""

        done: int
        total: int

    @dataclass
    class Ready(Message):
        """The index is there, or could not be made: then ``notice`` says why."""

        notice: str = ""

    @dataclass
    class OpenedLibrary(Message):
        """The contents are known: pages can be read."""

        notice: str = ""

    def __init__(self, first: str = "", query: str = "") -> None:
        super().__init__()
        self._first = first
        self._query = query
        self._history: History[Place] = History()
        self._positions: dict[str, Position] = {}
        self._trail: Opened | None = None
        self._passage = (0, 0)
        self._matches = (0, 0)
        self._matching = ""
        self._progress = ""
        self._contents_asked: bool | None = None
        self._ticks: Ticks = TicksInMemory()

    def compose(self) -> ComposeResult:
        """The line at the top, contents and page, the line at the foot."""
        yield Bar(id="top")
        yield Notice(id="notice")
        with Horizontal(id="body"):
            yield ContentsList(id="contents")
            yield PageView(id="page")
            yield NotesBeside(id="beside")
        yield Bar(id="foot")
        yield TooSmall()

    # Starting

    def on_mount(self) -> None:
        """Open the library in a thread, so that the first frame waits for nothing."""
        self.query_one("#top", Bar).say("Handbook", commands.hints("search", "help"))
        self.view.focus()
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        self.run_worker(
            self._open_library, group="library", thread=True, exclusive=True, exit_on_error=False, description="open"
        )

    def _open_library(self) -> None:
        library = self.services.library
        try:
            library.open(self._tell_progress)
        except Exception as error:
            self.post_message(self.OpenedLibrary(_plainly(error, "The handbook's content could not be read")))
            return
        self.post_message(self.OpenedLibrary())
        try:
            library.prepare(self._tell_progress)
        except Exception as error:
            self.post_message(self.Ready(_plainly(error, "The search index could not be made; reading works")))
            return
        self.post_message(self.Ready())
        library.warm()

    def _tell_progress(self, done: int, total: int) -> None:
        self.post_message(self.Progress(done, total))

    @on(OpenedLibrary)
    def _library_opened(self, event: OpenedLibrary) -> None:
        event.stop()
        library = self.services.library
        if event.notice:
            self.notice(event.notice)
            return
        handbook = library.handbook
        self.query_one("#top", Bar).say(
            " · ".join(
                word
                for word in (handbook.title, f"Edition {handbook.edition}" if handbook.edition else "", handbook.date)
                if word
            )
        )
        pages = handbook.pages
        sections = [
            Section(part.id, part.title, tuple((page, pages[page].title) for page in part.pages))
            for part in handbook.parts
            if part.pages
        ]
        sections += [
            Section(title, title, tuple((guide.id, guide.title) for guide in guides))
            for title, guides in (
                ("Decision guides", handbook.pathways),
                ("Checklists", handbook.checklists),
                ("Training sessions", handbook.sessions),
            )
            if guides
        ]
        self.query_one(ContentsList).fill(sections)
        self.fit(self.size.width, self.size.height)
        if library.notices:
            self.notice(" ".join(library.notices))
        target = handbook.resolve(self._first) if self._first else None
        if target is None:
            target = START if START in pages else next(iter(pages), None)
        if target is not None:
            self.show(target)
        self.call_after_refresh(self.open_desk)
        if self._query:
            self.open_search(self._query)

    @on(Progress)
    def _progressed(self, event: Progress) -> None:
        event.stop()
        filled = 12 * event.done // max(event.total, 1)
        self._progress = f"Making the search index {'▓' * filled}{'░' * (12 - filled)} {event.done} of {event.total}"
        self._say_state()

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        event.stop()
        self._progress = ""
        if event.notice:
            self.notice(event.notice)
        elif self.services.library.notices:
            self.notice(" ".join(self.services.library.notices))
        self._say_state()
        search = self.handbook_app.installed("search", SearchScreen)
        if search.is_current:
            search.ask()

    def notice(self, words: str) -> None:
        """Say something in the line below the top; Esc puts it away."""
        bar = self.query_one("#notice", Bar)
        bar.say(words)
        bar.display = bool(words)

    # Showing pages

    @property
    def view(self) -> PageView:
        """The page."""
        return self.query_one(PageView)

    def show(self, reference: str, at: Position | None = None) -> bool:
        """Show a page or passage, without remembering the present one. False where there is no such page."""
        library = self.services.library
        resolved = library.handbook.resolve(reference)
        if resolved is None:
            return False
        page_id, slug = split(resolved)
        page = library.page(page_id)
        if page is None:
            return False
        self._keep_position()
        self.leave_page()
        today = self.services.today()
        notices = tuple(word for word in (caution(page.info, today), page.info.restraint) if word)
        self.view.show(
            self.as_shown(library.handbook.with_sources(page)),
            meta=f"{standing(page.info, today)}\n{checking(page.info)}" if page_id != START else "",
            notices=notices,
            at=at or slug or self._positions.get(page_id),
        )
        self._matches, self._matching = (0, 0), ""
        self.query_one(ContentsList).mark(page_id)
        self.mark_page()
        self._say_state()
        return True

    def go(self, reference: str) -> None:
        """Show a page or passage and remember where one was. A guide named as a whole is walked or ticked."""
        here = self._here()
        resolved = self.services.library.handbook.resolve(reference)
        if resolved is not None and "#" not in resolved and self.begin_guide(resolved):
            return
        if self.show(reference):
            if here is not None:
                self._history.went(here)
            self._trail = None
            self.view.focus()
        else:
            self.notice(f"There is no page {reference} in this handbook. t shows the contents, / searches.")

    def _here(self) -> Place | None:
        page = self.view.page
        return Place(page.info.id, self.view.position()) if page is not None else None

    def _keep_position(self) -> None:
        if self.view.page is not None:
            self._positions[self.view.page.info.id] = self.view.position()

    @on(ContentsList.PageChosen)
    def _page_chosen(self, event: ContentsList.PageChosen) -> None:
        event.stop()
        if self.size.width < ROOM_FOR_CONTENTS:
            self._contents_asked = False
            self.fit(self.size.width, self.size.height)
        self.go(event.page)

    @on(PageView.LinkFollowed)
    def _link_followed(self, event: PageView.LinkFollowed) -> None:
        event.stop()
        target = event.target
        if target.startswith("source:"):
            self.go(f"reference/sources#{target.removeprefix('source:')}")
        elif ":" in target.split("/", 1)[0]:
            self._ask_to_open(target)
        else:
            self.go(target)

    def _ask_to_open(self, address: str) -> None:
        ask = self.handbook_app.installed("ask", AskScreen)
        ask.prepare(
            f"This leads out of the handbook, to\n\n{address}\n\nOpen it with this computer's browser or mail program?",
            [("o", "o", "open it")],
        )
        self.app.push_screen("ask", partial(self._answered_to_open, address))

    def _answered_to_open(self, address: str, answer: str | None) -> None:
        if answer == "o" and not self.services.open_address(address):
            self.notice(f"This computer has nothing to open {address} with.")

    # The line of state

    @on(PageView.PassageChanged)
    def _passage_changed(self, event: PageView.PassageChanged) -> None:
        event.stop()
        self._passage = (event.number, event.total)
        self._say_state()

    @on(PageView.MatchesChanged)
    def _matches_changed(self, event: PageView.MatchesChanged) -> None:
        event.stop()
        self._matches = (event.current, event.total)
        self._say_state()

    def _say_state(self) -> None:
        number, total = self._passage
        left = commands.hints("search", "linked", "contents", "back", "palette", "help")
        if self._matches[1]:
            current, matches = self._matches
            left = f"{current} of {matches} “{self._matching}”   " + commands.hints("next_match", "linked", "back")
            if self._trail is not None:
                left += f"   result {self._trail.index + 1} of {len(self._trail.hits)} [ ]"
        elif self.view.page is not None and self.view.page.info.kind in ("pathway", "checklist"):
            left = commands.hints("guide", "linked", "back", "contents", "help")
        if self._progress:
            left = self._progress
        right = f"Passage {number} of {total}" if total > 1 else ""
        right = "   ".join(words for words in (self.mark_words(), right) if words)
        self.query_one("#foot", Bar).say(left, right)

    # Finding

    def action_search(self) -> None:
        """Search from this page."""
        self.open_search(None)

    def open_search(self, text: str | None, marked: int | None = None) -> None:
        """Show the search box, with these words or the ones it had."""
        page = self.view.page
        search = self.handbook_app.installed("search", SearchScreen)
        here = page.info if page is not None and page.info.id != START else None
        search.enter(here.id if here else "", here.title if here else "", text=text, marked=marked)
        self.app.push_screen("search", self._searched)

    def _searched(self, opened: Opened | None) -> None:
        if opened is None:
            if self._left_for_results is not None:
                place, self._left_for_results = self._left_for_results, None
                self._return_to(place)
            self.view.focus()
            return
        self._left_for_results = None
        here = self._here()
        if here is not None:
            self._history.went(here)
        self._history.went(Place("", results=opened))
        self._open_hit(opened)

    _left_for_results: Place | None = None
    """The place that Esc leads to when the results were reached by going back."""

    def _open_hit(self, opened: Opened) -> None:
        hit: Hit = opened.hits[opened.index]
        if not self.show(hit.passage) and not self.show(hit.page):
            self.notice("That page is not there any more. / searches anew.")
            return
        self._trail = opened
        self._find_on_page(opened.text, split(hit.passage)[1])
        self.view.focus()

    def _find_on_page(self, text: str, slug: str) -> None:
        highlighter = self.services.library.highlighter(text)
        if highlighter is not None:
            self._matching = " ".join(text.split())
            self.view.set_finder(highlighter.find, start_at=slug)
        self._say_state()

    def action_next_match(self) -> None:
        """The next match on this page."""
        self.view.next_match()

    def action_previous_match(self) -> None:
        """The match before."""
        self.view.previous_match()

    def action_next_result(self) -> None:
        """Open the next result."""
        self._step_result(1)

    def action_previous_result(self) -> None:
        """Open the result before."""
        self._step_result(-1)

    def _step_result(self, by: int) -> None:
        if self._trail is None:
            self.notice("Search first: / and a few letters. Then [ and ] step through the results.")
            return
        index = self._trail.index + by
        if not 0 <= index < len(self._trail.hits):
            self.notice("That was the last result." if by > 0 else "That was the first result.")
            return
        self.notice("")
        self._open_hit(Opened(self._trail.text, self._trail.hits, index))

    # Moving

    def action_back(self) -> None:
        """Back: to the results a page was opened from, or to the place before."""
        here = self._here()
        place = self._history.back(here or Place(""))
        if place is None:
            self.notice("This is where you started.")
            return
        if place.results is not None:
            before = self._history.back(place)
            self._left_for_results = before
            opened = self._trail or place.results
            self.open_search(place.results.text, opened.index)
            return
        self._return_to(place)

    def action_forward(self) -> None:
        """Forward again to what was gone back from."""
        place = self._history.forward(self._here() or Place(""))
        while place is not None and place.results is not None:
            place = self._history.forward(place)
        if place is not None:
            self._return_to(place)
        else:
            self.notice("There is nothing to go forward to.")

    def _return_to(self, place: Place) -> None:
        self._trail = None
        self.view.clear_matches()
        if place.page:
            self.show(place.page, place.position)
        self.view.focus()

    # Guides

    def begin_guide(self, guide_id: str, step: str = "") -> bool:
        """Walk a pathway or open a checklist for ticking. False where the id names neither."""
        handbook = self.services.library.handbook
        info = handbook.pages.get(guide_id)
        for pathway in handbook.pathways:
            if pathway.id == guide_id and pathway.steps:
                walk = self.handbook_app.installed("walk", WalkScreen)
                walk.prepare(pathway, standing=standing(info, self.services.today()) if info else "", at=step)
                self.app.push_screen("walk", self._left_guide)
                return True
        for checklist in handbook.checklists:
            if checklist.id == guide_id:
                screen = self.handbook_app.installed("checklist", ChecklistScreen)
                screen.prepare(checklist, self._ticks)
                self.app.push_screen("checklist", self._left_guide)
                return True
        return False

    def _left_guide(self, left: Left | None) -> None:
        if left is not None and left.reference:
            here = self._here()
            target = left.reference
            if target.startswith("source:"):
                target = f"reference/sources#{target.removeprefix('source:')}"
            if self.show(target) and here is not None:
                self._history.went(here)
        self.view.focus()

    def action_guide(self) -> None:
        """Walk the guide, or tick the checklist, that this page is."""
        page = self.view.page
        passage = self.view.current_passage()
        if page is None:
            return
        step = passage.slug if passage is not None and page.info.kind == "pathway" else ""
        if not self.begin_guide(page.info.id, step if step != "top" else ""):
            self.notice("This page is no decision guide and no checklist; the contents list them at their end.")

    def action_card(self) -> None:
        """The visit card of this page."""
        page = self.view.page
        if page is None or page.info.id == START:
            self.notice("Open the page you go with first; v then puts it on one card.")
            return
        library = self.services.library
        card = self.handbook_app.installed("card", CardScreen)
        card.prepare(visit_card(page, library.handbook, library.page(MEETING)))
        self.app.push_screen("card", self._left_guide)

    def action_start(self) -> None:
        """The start page."""
        pages = self.services.library.handbook.pages
        if START in pages:
            self.go(START)
        elif pages:
            self.go(next(iter(pages)))

    def action_contents(self) -> None:
        """Show the contents, go to them, or put them away."""
        contents = self.query_one(ContentsList)
        if not contents.display:
            self._contents_asked = True
            self.fit(self.size.width, self.size.height)
            contents.focus()
        elif contents.has_focus:
            self._contents_asked = False
            self.fit(self.size.width, self.size.height)
            self.view.focus()
        else:
            contents.focus()

    def fit(self, width: int, height: int) -> None:
        """Contents stand beside the page where there is room, or where they were asked for."""
        super().fit(width, height)
        contents = self.query_one(ContentsList)
        roomy = width >= ROOM_FOR_CONTENTS
        contents.display = self._contents_asked if self._contents_asked is not None else roomy
        contents.styles.width = min(36, max(26, width // 4)) if roomy else max(20, width // 2)
        self.fit_notes(width)

    def action_linked(self) -> None:
        """Choose among the pages this one is linked with."""
        page = self.view.page
        if page is None:
            return
        today = self.services.today()
        choices = [
            Choice(info.id, info.title, brief(info, today))
            for info in self.services.library.handbook.linked(page.info.id)
        ]
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare(f"Linked with: {page.info.title}", choices, none="Nothing is linked with this page.")
        self.app.push_screen("picker", self._picked)

    def action_headings(self) -> None:
        """Choose among the headings of this page."""
        page = self.view.page
        if page is None:
            return
        choices = [
            Choice(f"{page.info.id}#{heading.slug}", "  " * max(heading.level - 2, 0) + heading.title)
            for heading in page.info.headings
        ]
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare(f"On this page: {page.info.title}", choices, none="This page has no headings.")
        self.app.push_screen("picker", self._picked)

    def _picked(self, reference: str | None) -> None:
        if reference:
            self.go(reference)
        else:
            self.view.focus()

    # The handbook

    def action_palette(self) -> None:
        """All commands."""
        self.handbook_app.action_palette()

    def action_help(self) -> None:
        """Every key."""
        self.app.push_screen("help")

    def action_next_theme(self) -> None:
        """The next theme."""
        self.notice(self.handbook_app.next_theme())

    def action_close(self) -> None:
        """Close what is open: a notice, the marks of a search; else back to the page."""
        bar = self.query_one("#notice", Bar)
        if bar.display:
            self.notice("")
        elif self._matches[1]:
            self.view.clear_matches()
        elif self.query_one(ContentsList).has_focus and self.size.width < ROOM_FOR_CONTENTS:
            self._contents_asked = False
            self.fit(self.size.width, self.size.height)
        self.view.focus()

    def action_quit(self) -> None:
        """Leave the handbook."""
        self.app.exit()


def _plainly(error: Exception, what: str) -> str:
    """An error for the reader: our own errors say it themselves, others only their kind."""
    from handbook.errors import HandbookError

    return str(error) if isinstance(error, HandbookError) else f"{what} ({type(error).__name__})."
