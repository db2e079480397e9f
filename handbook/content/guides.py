"""Decision guides, checklists and sessions: YAML to what is walked, ticked and presented, and to pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handbook.content import guidepages
from handbook.content.fields import Fields
from handbook.content.ids import slugify
from handbook.content.markup import MarkupReader
from handbook.content.record import Guide
from handbook.content.report import Report
from handbook.content.schema import read_info, references, slug_of
from handbook.content.strictyaml import Scalar
from handbook.content.walk import check_walk
from handbook.model.block import Block, Spans, span_text
from handbook.model.guide import (
    Answer,
    Checklist,
    Item,
    ItemGroup,
    Pathway,
    Session,
    SessionStep,
    Step,
)
from handbook.model.page import Heading, Kind, Link, PageInfo, Passage
from handbook.model.reference import TOP

STEP_KINDS = ("talk", "prompt", "activity", "break", "close")
SHORTENED = (7, 20, 45)
"""The shortened lengths, in minutes, for which ``keep_at`` may keep a step."""
_MOST_MINUTES = 24 * 60


def read_guide(kind: Kind, fields: Fields, file: str) -> tuple[PageInfo, tuple[Passage, ...], Guide]:
    """A guide of a kind (pathway, checklist or session), with what it says of itself and its passages."""
    info = read_info(fields, file, kind)
    reader = _Reader(info, MarkupReader(info.id, file, fields.report, info.sources), fields.report)
    if kind == "pathway":
        guide: Guide = reader.pathway(fields)
    elif kind == "checklist":
        guide = reader.checklist(fields)
    else:
        guide = reader.session(fields)
    fields.finish()
    passages = tuple(reader.passages)
    headings = tuple(Heading(passage.slug, passage.title, passage.level) for passage in passages[1:])
    links = tuple(sorted(reader.markup.links, key=lambda link: (link.line, link.column)))
    return replace(info, headings=headings, links=links), passages, guide


@dataclass(slots=True)
class _Texts:
    """The texts of a step as blocks, by key."""

    blocks: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    answers: list[Spans] = field(default_factory=list)


class _Reader:
    """Reads one guide: its texts once, for the guide (as written) and for its page (as blocks)."""

    def __init__(self, info: PageInfo, markup: MarkupReader, report: Report) -> None:
        self.info = info
        self.markup = markup
        self.report = report
        self.passages: list[Passage] = []
        self._taken: dict[str, int] = {}

    def pathway(self, fields: Fields) -> Pathway:
        steps: list[Step] = []
        texts: list[_Texts] = []
        lines: list[int] = []
        for key in ("steps", "ends"):
            for entry in fields.each(key, required=True):
                text = _Texts()
                steps.append(self._step(entry, text) if key == "steps" else self._end(entry, text))
                texts.append(text)
                lines.append(entry.at[0])
                entry.finish()
        pathway = Pathway(self.info.id, self.info.title, tuple(steps))
        check_walk(pathway, fields.places, self.report)
        self._passage(TOP, self.info.title, 1, guidepages.pathway_top(pathway), 1)
        for step, text, line in zip(steps, texts, lines, strict=True):
            parts = (text.blocks.get(key, ()) for key in ("why", "do", "record"))
            blocks = guidepages.step_blocks(pathway, step, text.answers, *parts)
            self._passage(step.id, step.question, 2, blocks, line)
        return pathway

    def _step(self, entry: Fields, text: _Texts) -> Step:
        slug = slug_of(entry, self._taken, "a step")
        question = span_text(self._spans(entry.scalar("question", required=True)))
        why = self._text(entry, "why", text)
        answers = []
        for answer in entry.each("answers"):
            spans = self._spans(answer.scalar("text", required=True))
            answers.append(Answer(span_text(spans), answer.one_line("to", required=True)))
            text.answers.append(spans)
            answer.finish()
        return Step(slug, question, why, tuple(answers), self._rests_on(entry))

    def _end(self, entry: Fields, text: _Texts) -> Step:
        slug = slug_of(entry, self._taken, "an end")
        title = span_text(self._spans(entry.scalar("title", required=True)))
        why = self._text(entry, "why", text)
        do, record = self._list(entry, "do", text), self._list(entry, "record", text)
        return Step(slug, title, why, (), self._rests_on(entry), do, record)

    def checklist(self, fields: Fields) -> Checklist:
        groups = []
        self._passage(TOP, self.info.title, 1, (), 1)
        for group in fields.each("groups", required=True):
            title = group.one_line("title", required=True)
            position = len(self.passages)
            items = tuple(self._item(entry, title) for entry in group.each("items", required=True))
            groups.append(ItemGroup(title, items))
            self.passages.insert(position, self._group(title, group.at[0]))
            group.finish()
        return Checklist(self.info.id, self.info.title, tuple(groups))

    def _group(self, title: str, line: int) -> Passage:
        base = slug = slugify(title)
        number = 1
        while slug in self._taken or slug == TOP:
            number += 1
            slug = f"{base}-{number}"
        self._taken[slug] = line
        return Passage(self.info.id, slug, title, 2, (title,), (), line)

    def _item(self, entry: Fields, group: str) -> Item:
        slug = slug_of(entry, self._taken, "an item")
        text = _Texts()
        spans = self._spans(entry.scalar("text", required=True))
        words = " ".join(span_text(spans).split())
        item = Item(slug, words, self._text(entry, "why", text), self._rests_on(entry))
        blocks = guidepages.item_blocks(spans, text.blocks["why"], item.rests_on)
        self.passages.append(Passage(self.info.id, slug, words, 3, (group, words), blocks, entry.at[0]))
        entry.finish()
        return item

    def session(self, fields: Fields) -> Session:
        text = _Texts()
        minutes = fields.integer("minutes", 1, _MOST_MINUTES, required=True) or 0
        aims = self._list(fields, "aims", text)
        audience = fields.one_line("session_audience")
        warning = self._text(fields, "warning", text)
        top = guidepages.session_top(minutes, audience, text.blocks["warning"], text.blocks["aims"])
        self._passage(TOP, self.info.title, 1, top, 1)
        steps = tuple(self._session_step(entry) for entry in fields.each("steps", required=True))
        total = sum(step.minutes for step in steps)
        if minutes and all(step.minutes for step in steps) and total != minutes:
            message = f"The steps take {total} minutes together, and the session says {minutes}."
            at = fields.places["minutes"]
            self.report.error("minutes-sum", at, message, f"Change a step, or write minutes: {total}")
        info = self.info
        return Session(info.id, info.title, minutes, aims, audience, warning, info.restraint, info.sources, steps)

    def _session_step(self, entry: Fields) -> SessionStep:
        text = _Texts()
        step = SessionStep(
            id=slug_of(entry, self._taken, "a step"),
            title=entry.one_line("title", required=True),
            minutes=entry.integer("minutes", 1, _MOST_MINUTES, required=True) or 0,
            kind=entry.choice("kind", STEP_KINDS, "talk"),
            room=self._text(entry, "room", text),
            prompt=self._text(entry, "prompt", text),
            activity=self._text(entry, "activity", text),
            notes=self._text(entry, "notes", text),
            difficulty=self._text(entry, "difficulty", text),
            keep_at=entry.integers("keep_at", SHORTENED),
            rests_on=self._rests_on(entry),
        )
        entry.finish()
        self._passage(step.id, step.title, 2, guidepages.session_step_blocks(step, text.blocks), entry.at[0])
        return step

    def _passage(self, slug: str, title: str, level: int, blocks: tuple[Block, ...], line: int) -> None:
        headings = (title,) if level > 1 else ()
        self.passages.append(Passage(self.info.id, slug, title, level, headings, blocks, line))

    def _spans(self, scalar: Scalar | None) -> Spans:
        return self.markup.spans(scalar) if scalar else ()

    def _text(self, fields: Fields, key: str, into: _Texts) -> str:
        scalar = fields.scalar(key)
        into.blocks[key] = self.markup.blocks(scalar) if scalar else ()
        return scalar.raw.strip() if scalar else ""

    def _list(self, fields: Fields, key: str, into: _Texts) -> tuple[str, ...]:
        scalars = fields.scalars(key)
        into.blocks[key] = guidepages.bullets(self.markup.blocks(scalar) for scalar in scalars)
        return tuple(scalar.raw.strip() for scalar in scalars)

    def _rests_on(self, entry: Fields) -> tuple[str, ...]:
        found = references(entry, "rests_on")
        for number, reference in enumerate(found):
            self.markup.links.append(Link(reference, *entry.places[f"{entry.path('rests_on')}.{number}"]))
        return found
