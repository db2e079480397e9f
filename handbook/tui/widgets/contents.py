"""The contents: parts that open and close, the pages in them, and where one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from handbook.text import guard
from handbook.tui.widgets.bar import shorten


@dataclass(frozen=True, slots=True)
class Section:
    """A part as the contents show it."""

    id: str
    title: str
    pages: tuple[tuple[str, str], ...]
    """Id and title of each page."""


class ContentsList(OptionList):
    """A list of parts; the open ones show their pages, the page being read carries a mark."""

    DEFAULT_CSS = """
    ContentsList {
        width: 30; min-width: 4; height: 1fr; border: none; background: $background; padding: 0 0 0 1;
        scrollbar-size-vertical: 1;
    }
    ContentsList:focus { border: none; background-tint: transparent 0%; }
    """

    BINDINGS = [
        Binding("right", "open_section", "Open the part", show=False),
        Binding("left", "close_section", "Close the part", show=False),
    ]

    @dataclass
    class PageChosen(Message):
        """A page was chosen."""

        page: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self._sections: tuple[Section, ...] = ()
        self._open: set[str] = set()
        self._page = ""

    def fill(self, sections: Sequence[Section]) -> None:
        """Show these parts, all closed but the one of the present page."""
        self._sections = tuple(sections)
        self._open = {section.id for section in self._sections if len(self._sections) == 1}
        self._draw()

    def mark(self, page: str) -> None:
        """Say which page is being read; its part opens."""
        self._page = page
        home = next((s.id for s in self._sections if any(p == page for p, _ in s.pages)), None)
        if home is not None:
            self._open.add(home)
        self._draw(highlight=f"page:{page}")

    def _draw(self, highlight: str | None = None) -> None:
        wanted = highlight or self._highlighted_id()
        options: list[Option] = []
        for section in self._sections:
            is_open = section.id in self._open
            sign = "▾" if is_open else "▸"
            options.append(Option(self._line(f"{sign} {section.title}"), id=f"part:{section.id}"))
            if is_open:
                for page, title in section.pages:
                    mark = "●" if page == self._page else " "
                    options.append(Option(self._line(f"{mark} {title}", page == self._page), id=f"page:{page}"))
        self.set_options(options)
        if wanted is not None:
            for index, option in enumerate(options):
                if option.id == wanted:
                    self.highlighted = index
                    break

    def on_resize(self, event: events.Resize) -> None:
        """Titles are cut to the width anew."""
        self._draw()

    def _line(self, text: str, strong: bool = False) -> Content:
        room = self.scrollable_content_region.width - 2
        content = Content(shorten(guard(text).replace("\n", " "), room if room > 3 else 200))
        return content.stylize("bold") if strong else content

    def _highlighted_id(self) -> str | None:
        if self.highlighted is None or self.highlighted >= self.option_count:
            return None
        return self.get_option_at_index(self.highlighted).id

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        kind, _, name = (event.option.id or "").partition(":")
        if kind == "part":
            self._open ^= {name}
            self._draw()
        elif kind == "page":
            self.post_message(self.PageChosen(name))

    def action_open_section(self) -> None:
        """Open the part that is marked."""
        kind, _, name = (self._highlighted_id() or "").partition(":")
        if kind == "part" and name not in self._open:
            self._open.add(name)
            self._draw()

    def action_close_section(self) -> None:
        """Close the part that is marked, or the part of the page that is."""
        kind, _, name = (self._highlighted_id() or "").partition(":")
        if kind == "page":
            name = next((s.id for s in self._sections if any(p == name for p, _ in s.pages)), "")
        if name in self._open:
            self._open.discard(name)
            self._draw(highlight=f"part:{name}")
