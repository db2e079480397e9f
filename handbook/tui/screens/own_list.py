"""What the lists of notes and of bookmarks share: a list, what is marked in full below it, and a box to type in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.cells import cell_len
from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from handbook.text import guard, one_line
from handbook.tui.screens.base import TooSmall
from handbook.tui.screens.desk_screen import DeskScreen
from handbook.tui.widgets.bar import Bar, shorten
from handbook.tui.widgets.box import Box


@dataclass(frozen=True, slots=True)
class Row:
    """A line or two of a list."""

    id: str
    """Empty for a heading."""
    title: str
    right: str = ""
    """At the right of the title; gives way first."""
    below: str = ""
    head: str = ""
    """What is shown of it in full: what it is on."""
    quote: str = ""
    text: str = ""
    about: str = ""
    """In one line: kind, days, tags, standing."""
    reference: str = ""
    """Where Enter leads."""


class OwnList(DeskScreen):
    """Lists what is one's own. Dismissed with a reference to go to, or None."""

    SCOPED_CSS = False  # a scope is the subclass's name, which stands in no rule here
    CSS = """
    OwnList #title { color: $accent; text-style: bold; }
    OwnList #asked { height: 1; margin: 0 1; display: none; }
    OwnList #label { width: auto; color: $accent; text-style: bold; }
    OwnList #asked Box { width: 1fr; background: $panel; }
    OwnList OptionList {
        height: 1fr; border: none; background: $background; padding: 0 1; margin: 1 0 0 0; min-width: 10;
        scrollbar-size-vertical: 1;
    }
    OwnList #none { height: 1fr; padding: 1 2; color: $text-muted; display: none; }
    OwnList #detail { height: 8; margin: 1 0 0 0; padding: 0 2; background: $surface; scrollbar-size-vertical: 1; }
    OwnList #detail Static { height: auto; width: 1fr; padding: 0 1; }
    OwnList #told { color: $warning; height: auto; max-height: 2; padding: 0 1; }
    """

    BINDINGS = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("q,backspace", "leave", "Back", show=False),
        Binding("enter", "open", "Open", show=False, priority=True),
        Binding("slash", "find", "Find", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("r", "resolve", "Confirm what changed", show=False),
        Binding("question_mark", "app.push_screen('help')", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._query = ""
        self._answer: Callable[[str], None] | None = None
        """Who is told what the box holds when it was asked for something; None while it finds."""

    def compose(self) -> ComposeResult:
        """Title, box, list, what is marked, what is told, keys."""
        yield Bar(id="title")
        with Horizontal(id="asked"):
            yield Static("", id="label", markup=False)
            yield Box(id="box", compact=True)
        yield OptionList(id="list", markup=False, compact=True)
        yield Static("", id="none", markup=False)
        with VerticalScroll(id="detail", can_focus=False):
            yield Static("", markup=False)
        yield Static("", id="told", markup=False)
        yield Bar(id="foot")
        yield TooSmall()

    def prepare(self) -> None:
        """Begin anew: nothing typed, nothing marked."""
        self._query, self._answer = "", None
        if self.is_mounted:
            self._begin()

    def on_mount(self) -> None:
        """Fill the list."""
        self._begin()

    def on_screen_resume(self) -> None:
        """The list has the focus, unless one types."""
        if not self.query_one("#box").has_focus:
            self.query_one(OptionList).focus()

    def _begin(self) -> None:
        self._close_box()
        self.tell("")
        self.reload()

    def reload(self) -> None:
        """Ask the desk anew and call :meth:`fill`."""
        raise NotImplementedError

    def tell(self, words: str) -> None:
        """Say something above the keys."""
        self.query_one("#told", Static).update(Content(guard(words)))

    # The list

    def fill(self, rows: Sequence[Row], *, none: str) -> None:
        """Show these rows; the one that was marked stays so. ``none`` is said where there are none."""
        marked, index = self.marked, self.query_one(OptionList).highlighted
        self._rows = tuple(rows)
        self._draw()
        empty = self.query_one("#none", Static)
        empty.update(Content(guard(none)))
        options = self.query_one(OptionList)
        options.display, empty.display = bool(rows), not rows
        places = [number for number, row in enumerate(self._rows) if row.id]
        if not places:
            self._show(None)
            return
        same = next((n for n in places if marked is not None and self._rows[n].id == marked.id), None)
        near = min(places, key=lambda n: abs(n - (index or 0)))
        options.highlighted = near if same is None else same
        self._show(self._rows[options.highlighted])

    def _draw(self) -> None:
        options = self.query_one(OptionList)
        options.set_options([Option(self._line(row), id=row.id or None, disabled=not row.id) for row in self._rows])

    def fit(self, width: int, height: int) -> None:
        """Lines are drawn for the width; what is marked gets a third of the height."""
        super().fit(width, height)
        self.query_one("#detail").styles.height = max(5, height // 3)
        if self._rows:
            index = self.query_one(OptionList).highlighted
            self._draw()
            self.query_one(OptionList).highlighted = index

    def _line(self, row: Row) -> Content:
        room = max(self.size.width - 4, 20)
        if not row.id:
            return Content(shorten(one_line(row.title), room)).stylize("bold $accent")
        right = one_line(row.right)
        if cell_len(right) > room // 2:
            right = ""
        title = shorten(one_line(row.title), room - cell_len(right) - 2)
        gap = " " * max(room - cell_len(title) - cell_len(right), 1)
        line = Content(title).stylize("bold") + Content(gap + right)
        if row.below:
            line = line + Content("\n  " + shorten(one_line(row.below), room - 2))
        return line

    @property
    def marked(self) -> Row | None:
        """The row that is marked."""
        index = self.query_one(OptionList).highlighted
        return self._rows[index] if index is not None and index < len(self._rows) and self._rows[index].id else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show(self.marked)

    def _show(self, row: Row | None) -> None:
        content = Content("")
        if row is not None:
            content = Content(one_line(row.head)).stylize("bold")
            if row.quote:
                content = content + Content("\n") + Content(f"“{one_line(row.quote)}”").stylize("$text-muted")
            if row.text:
                content = content + Content("\n\n") + Content(guard(row.text))
            if row.about:
                content = content + Content("\n\n") + Content(guard(row.about)).stylize("$text-muted")
        detail = self.query_one("#detail", VerticalScroll)
        detail.display = row is not None
        detail.scroll_home(animate=False)
        self.query_one("#detail Static", Static).update(content)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()  # by the mouse; Enter comes here by itself, so that a quick Esc after it cannot overtake it

    def action_open(self) -> None:
        """Open the row that is marked; in the box Enter is the box's own."""
        if self.query_one(Box).has_focus:
            raise SkipAction
        row = self.marked
        if row is not None:
            self.open_row(row)

    def open_row(self, row: Row) -> None:
        """Enter on a row: go where it stands."""
        if row.reference:
            self.leave(row.reference)

    # The box

    def ask_text(self, label: str, value: str, answer: Callable[[str], None]) -> None:
        """Ask for a line of text."""
        self._answer = answer
        self._open_box(label, value)

    def action_find(self) -> None:
        """Find by words, as one types."""
        self._answer = None
        self._open_box("/ ", self._query)

    def _open_box(self, label: str, value: str) -> None:
        self.query_one("#label", Static).update(Content(label))
        self.query_one("#asked").display = True
        box = self.query_one(Box)
        with box.prevent(Input.Changed):
            box.value = value
        box.cursor_position = len(value)
        box.focus()

    def _close_box(self) -> None:
        self._answer = None
        box = self.query_one(Box)
        with box.prevent(Input.Changed):
            box.value = ""
        self.query_one("#asked").display = False
        self.query_one(OptionList).focus()

    @on(Input.Changed, "#box")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._answer is None:
            self._query = event.value
            self.reload()

    @on(Input.Submitted, "#box")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        answer, value = self._answer, event.value
        if answer is None:
            self.query_one(OptionList).focus()  # what was found stays; Esc shows all again
            return
        self._close_box()
        answer(value)

    # Keys

    def action_leave(self) -> None:
        """One step back: out of the box, out of what was found, out of the list."""
        if self._answer is not None:
            self._close_box()
        elif self._query or self.query_one("#asked").display:
            self._query = ""
            self._close_box()
            self.reload()
        else:
            self.leave(None)

    def leave(self, reference: str | None) -> None:
        """Leave the list for a place, or for where one was."""
        self.put_away()
        self.dismiss(reference)

    def put_away(self) -> None:
        """Forget what is shown."""
        self._rows, self._query = (), ""
        self.query_one(OptionList).set_options([])
        self._show(None)
        self.tell("")
        self._close_box()

    def action_undo(self) -> None:
        """Take the last change back."""
        self.at_desk(lambda desk: desk.undo.undo(), self._undone)

    def _undone(self, what: str) -> None:
        self.tell(f"Taken back: {what}." if what else "There is nothing to take back.")
        self.reload()

    def done(self, words: str, _: object = None) -> None:
        """Something was changed at the desk: say so, and show the list as it is now."""
        self.tell(words)
        self.reload()

    def told(self, words: str) -> Callable[[object], None]:
        """:meth:`done` with these words, to be called when the desk has done it."""
        return partial(self.done, words)

    def action_resolve(self) -> None:
        """Look at what an edition changed or took away."""
        from handbook.tui.screens.resolver import ResolverScreen

        self.handbook_app.installed("resolver", ResolverScreen).prepare()
        self.app.push_screen("resolver", self._resolved)

    def _resolved(self, reference: str | None) -> None:
        if reference:
            self.leave(reference)
        else:
            self.reload()
