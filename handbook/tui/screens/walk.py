"""A decision guide, a question at a time."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding

from handbook.model.block import Block, ListBlock, Paragraph, Span, span_text
from handbook.model.guide import Pathway
from handbook.model.page import Page, PageInfo, Passage
from handbook.model.reference import split
from handbook.tui.screens.base import HandbookScreen, TooSmall
from handbook.tui.screens.picker import Choice, PickerScreen
from handbook.tui.walking import Walk
from handbook.tui.widgets.bar import Bar
from handbook.tui.widgets.page_view import PageView


@dataclass(frozen=True, slots=True)
class Left:
    """How the guide was left: for a page, or for the chart."""

    reference: str


class WalkScreen(HandbookScreen):
    """Ask, answer, end with what to do and record. Dismissed with :class:`Left`, or None on Esc."""

    CSS = """
    WalkScreen #title { color: $text-muted; }
    WalkScreen PageView { height: 1fr; margin: 1 0 0 0; }
    """

    BINDINGS = [
        Binding("escape,q", "leave", "Leave the guide", show=False),
        Binding("backspace", "back", "One step back", show=False),
        Binding("0", "restart", "Start again", show=False),
        Binding("i", "why", "Why am I here", show=False),
        Binding("c", "chart", "The whole chart", show=False),
        Binding("l", "rests_on", "What it rests on", show=False),
        Binding("question_mark", "app.push_screen('help')", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._walk: Walk | None = None
        self._because = False
        self._standing = ""

    def compose(self) -> ComposeResult:
        """The title with the step, the question, the keys."""
        yield Bar(id="title")
        yield PageView(id="step")
        yield Bar(id="foot")
        yield TooSmall()

    def prepare(self, pathway: Pathway, *, standing: str = "", at: str = "") -> None:
        """Say which guide is walked; one left half-way goes on where it was, unless it is begun ``at`` a step."""
        if self._walk is None or self._walk.pathway.id != pathway.id:
            self._walk = Walk(pathway)
        if at:
            self._walk.begin_at(at)
        self._standing = standing
        self._because = False
        if self.is_mounted:
            self._show()

    def on_mount(self) -> None:
        """Show the present step."""
        self._show()

    def on_screen_resume(self) -> None:
        """The step can be scrolled and its answers chosen at once."""
        self.query_one(PageView).focus()

    def _show(self) -> None:
        walk = self._walk
        if walk is None:
            return
        step = walk.step
        right = (
            "step " + str(walk.number) + "   why am I here: i"
            if not step.is_end
            else f"end, after {walk.number - 1} answers"
        )
        self.query_one("#title", Bar).say(walk.pathway.title, right)
        passages = [Passage("walk", "top", step.question, 1, (), tuple(self._blocks(walk)))]
        page = Page(PageInfo("walk", step.question), tuple(passages))
        self.query_one(PageView).show(page, meta="")
        answers = len(step.answers)
        keys = f"1 to {answers} answer   " if answers > 1 else ("1 answers   " if answers else "")
        self.query_one("#foot", Bar).say(f"{keys}Backspace back   0 start again   c chart   l rests on   Esc leave")

    def _blocks(self, walk: Walk) -> list[Block]:
        """The step as the guide's page has it, its answers first and numbered, then the way one came."""
        page = self.services.library.page(walk.pathway.id)
        passage = page.passage(walk.step.id) if page is not None else None
        blocks: list[Block] = []
        for block in passage.blocks if passage is not None else ():
            answers = _answers(block, walk)
            if answers is not None:
                blocks.insert(0, answers)
            else:
                blocks.append(block)
        if walk.path and (self._because or walk.step.is_end):
            lines = tuple(
                (Paragraph((Span(f"{past.question} "), Span(f"→ {answer}", strong=True))),)
                for past, answer in walk.path
            )
            blocks.append(Paragraph((Span("How you came here", strong=True),)))
            blocks.append(ListBlock(lines))
        elif walk.path:
            past, answer = walk.path[-1]
            blocks.append(Paragraph((Span(f"so far: {past.question} → {answer}", emphasis=True),)))
        elif self._because:
            blocks.append(Paragraph((Span("This is the first question of the guide.", emphasis=True),)))
        if self._standing:
            blocks.append(Paragraph((Span(self._standing, emphasis=True),)))
        return blocks

    def _title_of(self, reference: str) -> str:
        handbook = self.services.library.handbook
        page, slug = split(handbook.resolve(reference) or reference)
        info = handbook.pages.get(page)
        if info is None:
            return reference
        heading = info.heading(slug) if slug else None
        return f"{info.title}: {heading.title}" if heading else info.title

    @on(PageView.LinkFollowed)
    def _followed(self, event: PageView.LinkFollowed) -> None:
        event.stop()
        kind, _, value = event.target.partition(":")
        if kind == "answer":
            self._answer(int(value))
        else:
            self.dismiss(Left(event.target))

    def on_key(self, event: events.Key) -> None:
        """A digit answers."""
        if event.character is not None and event.character in "123456789":
            event.stop()
            self._answer(int(event.character))

    def _answer(self, number: int) -> None:
        if self._walk is not None and self._walk.answer(number):
            self._because = False
            self._show()

    def action_back(self) -> None:
        """Take the last answer back; at the start, leave."""
        if self._walk is not None and self._walk.back():
            self._because = False
            self._show()
        else:
            self.dismiss(None)

    def action_restart(self) -> None:
        """Begin again."""
        if self._walk is not None:
            self._walk.restart()
            self._because = False
            self._show()

    def action_why(self) -> None:
        """Show, or put away, the path so far."""
        self._because = not self._because
        self._show()

    def action_chart(self) -> None:
        """The whole guide as text."""
        if self._walk is not None:
            step = self._walk.step.id
            self.dismiss(Left(f"{self._walk.pathway.id}#{step}"))

    def action_rests_on(self) -> None:
        """Choose among the passages the step rests on."""
        if self._walk is None:
            return
        choices = [
            Choice(reference, self._title_of(reference))
            for reference in self._walk.step.rests_on
            if self.services.library.handbook.resolve(reference)
        ]
        picker = self.handbook_app.installed("picker", PickerScreen)
        picker.prepare("This step rests on", choices, none="This step names nothing it rests on.")
        self.app.push_screen("picker", self._picked)

    def _picked(self, reference: str | None) -> None:
        if reference:
            self.dismiss(Left(reference))

    def action_leave(self) -> None:
        """Back to where one was; the guide is remembered while the handbook is open."""
        self.dismiss(None)


def _answers(block: Block, walk: Walk) -> Block | None:
    """The list of a step's answers without the questions they lead to, or None for any other block."""
    answers = walk.step.answers
    if not answers or not isinstance(block, ListBlock) or len(block.items) != len(answers):
        return None
    items: list[tuple[Block, ...]] = []
    for number, (item, answer) in enumerate(zip(block.items, answers, strict=True), 1):
        first = item[0] if item else None
        if not isinstance(first, Paragraph) or first.spans[-1].target != f"{walk.pathway.id}#{answer.to}":
            return None
        words = span_text(first.spans[:-2])
        items.append((Paragraph((Span(words, target=f"answer:{number}"),)),))
    return ListBlock(tuple(items), ordered=True)
