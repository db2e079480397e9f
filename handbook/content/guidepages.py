"""Guides as pages: the blocks in which a step, an item or a session's step is read, found and linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handbook.content.ids import title_of
from handbook.model.block import Block, Callout, ListBlock, Paragraph, Quote, Span, Spans
from handbook.model.guide import Pathway, SessionStep, Step
from handbook.model.reference import TOP, passage_id, split

Blocks = tuple[Block, ...]

RESTS_ON = Span("Rests on: ")
"""What a line of references made by this module begins with."""

_KIND_WORDS = {"prompt": "question to the room"}


def readable(reference: str) -> str:
    """A page or passage id in words: ``Joint or single agency: threshold``.

    The page's own title is not used: a guide's text is made from its file alone, so that it changes with it alone.
    """
    page, slug = split(reference)
    words = title_of(page.rpartition("/")[2])
    return f"{words}: {title_of(slug).lower()}" if slug and slug != TOP else words


def labelled(label: str, blocks: Blocks) -> Blocks:
    """Blocks under a label in strong words, on the first line of the text where it begins with a paragraph."""
    if not blocks:
        return ()
    first = blocks[0]
    if isinstance(first, Paragraph):
        return (Paragraph((Span(f"{label}: ", strong=True), *first.spans)), *blocks[1:])
    return (Paragraph((Span(f"{label}:", strong=True),)), *blocks)


def bullets(items: Iterable[Blocks]) -> Blocks:
    """A list, or nothing where it has no items."""
    kept = tuple(items)
    return (ListBlock(kept),) if kept else ()


def rests_on(references: Sequence[str]) -> Blocks:
    """The pages and passages that something rests on, as links."""
    if not references:
        return ()
    spans: list[Span] = [RESTS_ON]
    for number, reference in enumerate(references):
        spans += [Span("; ")] if number else []
        spans.append(Span(readable(reference), target=reference))
    return (Paragraph(tuple(spans)),)


def pathway_top(pathway: Pathway) -> Blocks:
    """How a guide is used, and where it begins."""
    if not pathway.steps:
        return ()
    first = pathway.steps[0]
    start = Span(first.question, target=passage_id(pathway.id, first.id))
    return (Paragraph((Span("A question at a time, each answer leads on. It begins with: "), start)),)


def step_blocks(
    pathway: Pathway, step: Step, answers: Sequence[Spans], why: Blocks, do: Blocks, record: Blocks
) -> Blocks:
    """A step: why we ask and where each answer leads; an end: what to do and what to record."""
    titles = {other.id: other.question for other in pathway.steps}
    ways = []
    for answer, spans in zip(step.answers, answers, strict=True):
        way = Span(titles.get(answer.to, answer.to), target=passage_id(pathway.id, answer.to))
        ways.append((Paragraph((*(replace(span, strong=True) for span in spans), Span(" → "), way)),))
    return (
        *labelled("Why we ask", why),
        *bullets(ways),
        *((Callout("do", do),) if do else ()),
        *labelled("Record", record),
        *rests_on(step.rests_on),
    )


def item_blocks(text: Spans, why: Blocks, references: Sequence[str]) -> Blocks:
    """An item of a checklist below its own words, which are its heading: again in full if they hold links."""
    full = (Paragraph(text),) if any(span.target or span.source for span in text) else ()
    return (*full, *labelled("Why", why), *rests_on(references))


def session_top(minutes: int, audience: str, warning: Blocks, aims: Blocks) -> Blocks:
    """What a trainer needs to know before anything else."""
    length = f"{minutes} minutes"
    about = Paragraph((Span(f"{length}. For: {audience}" if audience else f"{length}."),))
    return (about, *labelled("Say before it starts", warning), *labelled("Aims", aims))


def session_step_blocks(step: SessionStep, texts: Mapping[str, Blocks]) -> Blocks:
    """A step of a session. What only the facilitator sees stands last, under words that say so."""
    minutes = f"{step.minutes} minute{'' if step.minutes == 1 else 's'}, {_KIND_WORDS.get(step.kind, step.kind)}"
    kept = f"; kept when there are {_either(step.keep_at)} minutes" if step.keep_at else ""
    room = texts.get("room", ())
    return (
        Paragraph((Span(f"{minutes}{kept}."),)),
        *((Paragraph((Span("The room sees:", strong=True),)), Quote(room)) if room else ()),
        *labelled("Ask the room", texts.get("prompt", ())),
        *labelled("Activity", texts.get("activity", ())),
        *labelled("For the facilitator only", texts.get("notes", ())),
        *labelled("For the facilitator only, if it gets difficult", texts.get("difficulty", ())),
        *rests_on(step.rests_on),
    )


def _either(minutes: Sequence[int]) -> str:
    words = [str(minute) for minute in minutes]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
