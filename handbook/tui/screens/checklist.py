"""A checklist to tick."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from handbook.model.guide import Checklist, Item
from handbook.text import one_line
from handbook.tui.screens.ask import AskScreen
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.screens.walk import Left
from handbook.tui.ticks import Ticks
from handbook.tui.widgets.bar import Bar


class ChecklistScreen(HandbookScreen):
    """Items to tick, by group. Ticks are one's own. Dismissed with :class:`Left`, or None on Esc."""

    CSS = """
    ChecklistScreen #title { color: $text-muted; }
    ChecklistScreen OptionList {
        height: 1fr; border: none; background: $background; padding: 0 1; margin: 1 0 0 0; max-width: 84; min-width: 10;
    }
    """

    BINDINGS = [
        Binding("escape,q,backspace", "leave", "Leave the checklist", show=False),
        Binding("space", "tick", "Tick", show=False),
        Binding("0", "clear", "Clear all ticks", show=False),
        Binding("l", "rests_on", "What it rests on", show=False),
        Binding("c", "text", "As text", show=False),
        Binding("question_mark", "app.push_screen('help')", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._checklist: Checklist | None = None
        self._ticks: Ticks | None = None
        self._words: dict[str, tuple[str, str]] = {}

    def compose(self) -> ComposeResult:
        """The title with the count, the items, the keys."""
        yield Bar(id="title")
        yield OptionList(id="items", markup=False)
        yield Bar("Space tick   0 clear all   l rests on   c as text   Esc leave", id="foot")
        yield TooSmall()

    def prepare(self, checklist: Checklist, ticks: Ticks) -> None:
        """Say which checklist, and where its ticks are kept."""
        self._checklist, self._ticks = checklist, ticks
        if self.is_mounted:
            self._fill()

    def on_mount(self) -> None:
        """Show the items."""
        self._fill()

    def on_screen_resume(self) -> None:
        """The items have the focus."""
        self.query_one(OptionList).focus()

    def _fill(self) -> None:
        if self._checklist is None:
            return
        self._words = self._read_words(self._checklist.id)
        options: list[Option] = []
        first = True
        for group in self._checklist.groups:
            heading = Content(one_line(group.title)).stylize("bold $accent")
            options.append(Option(heading if first else Content("\n") + heading, disabled=True))
            first = False
            options.extend(Option(self._line(item), id=item.id) for item in group.items)
        items = self.query_one(OptionList)
        items.set_options(options)
        items.highlighted = 1 if len(options) > 1 else None
        self._count()

    def _read_words(self, checklist: str) -> dict[str, tuple[str, str]]:
        """By item: its words and why it matters, as the checklist's page has them (without markup)."""
        page = self.services.library.page(checklist)
        found: dict[str, tuple[str, str]] = {}
        for passage in page.passages if page is not None else ():
            whys = (line for line in passage.text.split("\n") if line.startswith("Why: "))
            found[passage.slug] = (passage.title, next(whys, "").removeprefix("Why: "))
        return found

    def _line(self, item: Item) -> Content:
        assert self._checklist is not None and self._ticks is not None
        ticked = self._ticks.is_ticked(self._checklist.id, item.id)
        words, why = self._words.get(item.id, (item.text, ""))
        line = Content("[x] " if ticked else "[ ] ") + Content(one_line(words))
        if why:
            line = line + Content("\n    ") + Content(one_line(why)).stylize("$text-muted")
        return line

    def _items(self) -> list[Item]:
        return [item for group in self._checklist.groups for item in group.items] if self._checklist else []

    def _count(self) -> None:
        if self._checklist is None or self._ticks is None:
            return
        items = self._items()
        done = sum(self._ticks.is_ticked(self._checklist.id, item.id) for item in items)
        self.query_one("#title", Bar).say(self._checklist.title, f"{done} of {len(items)} ticked")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._toggle(event.option_index)

    def action_tick(self) -> None:
        """Tick the marked item, or take its tick away."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self._toggle(highlighted)

    def _toggle(self, index: int) -> None:
        if self._checklist is None or self._ticks is None:
            return
        items = self.query_one(OptionList)
        item_id = items.get_option_at_index(index).id
        item = next((item for item in self._items() if item.id == item_id), None)
        if item is not None:
            self._ticks.toggle(self._checklist.id, item.id)
            items.replace_option_prompt_at_index(index, self._line(item))
            self._count()

    def action_clear(self) -> None:
        """Take all ticks away, after asking."""
        if self._checklist is None or self._ticks is None or not self._ticks.any(self._checklist.id):
            return
        ask = self.handbook_app.installed("ask", AskScreen)
        ask.prepare("Take all ticks of this checklist away?", [("y", "y", "yes")])
        self.app.push_screen("ask", self._clear)

    def _clear(self, answer: str | None) -> None:
        if answer == "y" and self._checklist is not None and self._ticks is not None:
            self._ticks.clear(self._checklist.id)
            self._fill()

    def action_rests_on(self) -> None:
        """Choose among the passages the marked item rests on."""
        items = self.query_one(OptionList)
        if items.highlighted is None:
            return
        item_id = items.get_option_at_index(items.highlighted).id
        item = next((item for item in self._items() if item.id == item_id), None)
        handbook = self.services.library.handbook
        choices = []
        for reference in item.rests_on if item else ():
            resolved = handbook.resolve(reference)
            if resolved:
                choices.append(Choice(resolved, handbook.pages[resolved.partition("#")[0]].title))
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare("This item rests on", choices, none="This item names nothing it rests on.")
        self.app.push_screen("picker", self._picked)

    def _picked(self, reference: str | None) -> None:
        if reference:
            self.dismiss(Left(reference))

    def action_text(self) -> None:
        """The checklist as a page."""
        if self._checklist is not None:
            self.dismiss(Left(f"{self._checklist.id}#top"))

    def action_leave(self) -> None:
        """Back to where one was."""
        self.dismiss(None)
