"""The publishing rules: what a page must have before it goes out. Only a check runs them, never a build."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

from handbook.content.figures import contact_details, unsourced_figures
from handbook.content.language import FILE, near_terms, read_watched, watched_words
from handbook.content.loaded import Loaded
from handbook.content.prose import Files, pieces
from handbook.content.readability import ANSWER_LINES, ANSWER_WIDTH, EASE_AT_LEAST, lines_at, reading_ease
from handbook.content.record import Record
from handbook.content.report import Place, in_file
from handbook.content.targets import is_address
from handbook.model.block import Block, Callout, leaves, span_text
from handbook.model.handbook import Handbook
from handbook.model.page import GUIDE_KINDS, Page, PageInfo
from handbook.model.problem import Problem, Severity
from handbook.model.reference import TOP, passage_id

Finds: TypeAlias = Callable[[str, str], tuple[int | None, tuple[str, ...]]]
"""Given what a person types and a page id: the page's rank (from 1; None: not found) and the titles before it."""

FOUND_BY_AT_LEAST = 5
FOUND_WITHIN = 3

_ALWAYS = ("title", "summary", "provenance", "audience", "owner", "checked", "reviewed", "review_by")
_FINDABLE = ("found_by", "related", "sources", "covers")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]?\s+[\"'“‘(]?[A-Z]")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|No|St|Dr|Mr|Mrs|Ms)\.\s")
_REVIEWED = re.compile(r"(\d{4}-\d{2}-\d{2})\b\W*\w")


def publishing_problems(
    loaded: Loaded, *, today: date, finds: Finds | None = None, before: Handbook | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a handbook that loads.

    What is missing is an error in a strict handbook and a warning in any other; style is always a warning.

    Args:
        loaded: The handbook.
        today: The day on which it is checked.
        finds: Searches: with it, each phrase of ``found_by`` must find its page among the first three.
        before: The edition before: with it, every id that it had must still lead somewhere.
    """
    check = _Check(loaded, today, finds)
    problems = [*check.pages(), *check.coverage(), *check.words()]
    if before:
        problems += check.lost(before)
    return tuple(sorted(problems, key=in_file))


class _Check:
    def __init__(self, loaded: Loaded, today: date, finds: Finds | None) -> None:
        self._loaded = loaded
        self._handbook = loaded.handbook
        self._today = today
        self._finds = finds
        self._files = Files(loaded.folder)
        self._severity: Severity = "error" if loaded.handbook.strict else "warning"
        self._records: Mapping[str, Record] = loaded.records

    def pages(self) -> Iterator[Problem]:
        """The rules for each page by itself."""
        for page, info in self._handbook.pages.items():
            record = self._records[info.file]
            yield from self._required(info, record)
            yield from self._dates(info, record)
            yield from self._sources(info, record)
            if info.findable:
                yield from self._found_by(info, record)
                if info.kind not in GUIDE_KINDS:
                    yield from self._answer(self._loaded.pages[page], record)

    def _problem(self, file: str, at: Place, rule: str, severity: Severity, message: str, fix: str) -> Problem:
        return self._files.problem(file, at, rule, severity, message, fix)

    def _required(self, info: PageInfo, record: Record) -> Iterator[Problem]:
        wanted = [*_ALWAYS, *(_FINDABLE if info.findable else ())]
        wanted += [] if info.kind in GUIDE_KINDS else ["kind"]
        may_be_empty = ("reviewed", "sources", "covers")
        for key in wanted:
            if key not in record.places:
                message, fix = f'The key "{key}" is missing.', f"Add it: {key}: {_EXAMPLES[key]}"
                yield self._problem(info.file, (1, 1), "missing", self._severity, message, fix)
            elif key not in may_be_empty and not getattr(info, key):
                message, fix = f'The key "{key}" has no value.', f"Write one, as in {key}: {_EXAMPLES[key]}"
                yield self._problem(info.file, record.places[key], "missing", self._severity, message, fix)
        if info.summary:
            plain = _ABBREVIATED.sub(" ", info.summary)
            at = record.places.get("summary", (1, 1))
            if _SENTENCE_END.search(plain) or not re.search(r"[.!?][\"'”’)]?$", info.summary):
                message = "The summary is not one whole sentence."
                fix = "Say in one sentence, with a full stop, what the reader gets here."
                yield self._problem(info.file, at, "summary", "warning", message, fix)

    def _dates(self, info: PageInfo, record: Record) -> Iterator[Problem]:
        if info.checked and info.checked > self._today:
            message = f"The text is marked as checked on {info.checked}, a day to come."
            fix = "Write the day on which it was last read against its sources."
            yield self._problem(info.file, record.places["checked"], "checked", self._severity, message, fix)
        if info.review_by and info.checked and info.review_by <= info.checked:
            message = "The page is to be read again before the day it was checked."
            at = record.places["review_by"]
            yield self._problem(info.file, at, "review-by", self._severity, message, "Write a later day.")
        if info.review_by and not info.historic and info.review_by < self._today:
            message = f"The page was to be read again by {info.review_by}."
            fix = "Read it against its sources, then change checked and review_by."
            yield self._problem(info.file, record.places["review_by"], "overdue", "warning", message, fix)
        if info.reviewed:
            at, found = record.places["reviewed"], _REVIEWED.match(info.reviewed)
            if found is None:
                message, fix = "The review has no day or no role.", 'Write both: "2026-11-22, practice supervisor".'
                yield self._problem(info.file, at, "reviewed", self._severity, message, fix)
            elif found.group(1) > self._today.isoformat():
                message, fix = "The review lies on a day to come.", "Write the day on which it took place."
                yield self._problem(info.file, at, "reviewed", self._severity, message, fix)

    def _sources(self, info: PageInfo, record: Record) -> Iterator[Problem]:
        """Sources that are cited and not named in ``sources``; numbers and mailboxes that are links."""
        missing: dict[str, Place] = {}
        for link in record.info.links if record.info else ():
            if link.citation and link.target not in info.sources and info.findable:
                missing.setdefault(link.target, (link.line, link.column))
            elif is_address(link.target) and not link.target.startswith("https:"):
                message = "A telephone number or an e-mail address is linked in the text."
                fix = "Move it to contacts.yaml, where it has a date, and name the role here."
                yield self._problem(info.file, (link.line, link.column), "contact-in-prose", "error", message, fix)
        for source, at in missing.items():
            message = f'"{source}" is cited here and is not among the page\'s sources.'
            yield self._problem(info.file, at, "source-not-listed", "warning", message, f"Add {source} to sources.")

    def _found_by(self, info: PageInfo, record: Record) -> Iterator[Problem]:
        at = record.places.get("found_by", (1, 1))
        if info.found_by and len(info.found_by) < FOUND_BY_AT_LEAST:
            message = f"The page has {len(info.found_by)} of at least {FOUND_BY_AT_LEAST} phrases that find it."
            fix = "Add what people would type or say, situations included."
            yield self._problem(info.file, at, "found-by", self._severity, message, fix)
        for number, phrase in enumerate(info.found_by if self._finds else ()):
            assert self._finds
            rank, instead = self._finds(phrase, info.id)
            if rank is not None and rank <= FOUND_WITHIN:
                continue
            where = f"as number {rank}" if rank else "not at all"
            outranked = "; before it: " + ", ".join(instead[:FOUND_WITHIN]) if instead else ""
            message = f'"{phrase}" finds this page {where}{outranked}.'
            fix = "Use the words of the phrase in a heading or the summary, or word the phrase more closely."
            place = record.places.get(f"found_by.{number}", at)
            yield self._problem(info.file, place, "found-by", self._severity, message, fix)

    def _answer(self, page: Page, record: Record) -> Iterator[Problem]:
        file, top = page.info.file, page.passages[0]
        answers = [block for block in top.blocks if isinstance(block, Callout) and block.kind == "answer"]
        if not answers:
            message = "The page does not begin with its answer."
            fix = "Add a block ::: answer at the top: what to do or know, in at most six lines."
            yield self._problem(file, (top.line, 1), "no-answer", "warning", message, fix)
        blocks: tuple[Block, ...] = tuple(block for answer in answers for block in answer.blocks)
        at = self._line_of(file, "::: answer", top.line)
        lines = lines_at(blocks)
        if lines > ANSWER_LINES:
            message = (
                f"The answer takes {lines} lines at {ANSWER_WIDTH} columns; at a glance people read {ANSWER_LINES}."
            )
            yield self._problem(file, at, "long-answer", "warning", message, "Shorten it, or move detail below.")
        ease = reading_ease(span_text(spans) for spans in leaves(blocks))
        if ease is not None and ease < EASE_AT_LEAST:
            message = (
                f"The answer is hard to read: a reading ease of {ease:.0f}, where {EASE_AT_LEAST:.0f} is wanted."
            )
            fix = "Make sentences shorter and use everyday words."
            yield self._problem(file, at, "reading-ease", "warning", message, fix)

    def _line_of(self, file: str, words: str, first: int) -> Place:
        for number, line in enumerate(self._files.lines(file), 1):
            if number >= first and " ".join(line.split()).startswith(words):
                return number, 1
        return first, 1

    def coverage(self) -> Iterator[Problem]:
        """Every statement of the synopsis is taken up by a page, and a fact of the case by one page only."""
        places = self._records["statements.yaml"].places if "statements.yaml" in self._records else {}
        covering: dict[str, list[PageInfo]] = {}
        for info in self._handbook.pages.values():
            for statement_id in info.covers:
                covering.setdefault(statement_id, []).append(info)
        for number, statement in enumerate(self._handbook.statements):
            pages = covering.get(statement.id, [])
            at = places.get(f"statements.{number}.id", (1, 1))
            if not any(info.kind not in GUIDE_KINDS for info in pages):
                message = f"No page takes up {statement.id}."
                fix = f"Name {statement.id} under covers on the page that does."
                yield self._problem("statements.yaml", at, "not-covered", self._severity, message, fix)
            for info in pages[1:] if statement.case else ():
                record = self._records[info.file]
                place = record.places.get(f"covers.{info.covers.index(statement.id)}", (1, 1))
                message = f"{statement.id} is a fact of the case and stands on {pages[0].id} already."
                fix = "Remove it here, from covers and from the text: facts of the case stand on one page."
                yield self._problem(info.file, place, "case-repeated", self._severity, message, fix)

    def words(self) -> Iterator[Problem]:
        """The rules for words and figures, over all text."""
        texts = list(pieces(self._records))
        watched, problems = read_watched(self._loaded.index)
        yield from (_beside(problem, self._loaded) for problem in problems)
        yield from watched_words(texts, watched, self._files)
        yield from near_terms(texts, self._handbook.terms, self._files)
        yield from unsourced_figures(texts, self._files)
        yield from contact_details(texts, self._files)

    def lost(self, before: Handbook) -> Iterator[Problem]:
        """Ids of the edition before that lead nowhere now: bookmarks, notes and links hold on to them."""
        for info in before.pages.values():
            if self._handbook.resolve(info.id) is None:
                message = f'The page "{info.id}" of the edition before is gone, and no page says where.'
                fix = f"Add {info.id} to former_ids of the page that takes its place."
                yield self._problem("handbook.yaml", (1, 1), "former-id-lost", self._severity, message, fix)
                continue
            for slug in (TOP, *(heading.slug for heading in info.headings)):
                old = passage_id(info.id, slug)
                if self._handbook.resolve(old) is None:
                    now = self._handbook.pages.get(info.id)
                    file = now.file if now else "handbook.yaml"
                    message = f'The passage "{old}" of the edition before is gone, and no page says where.'
                    fix = f'Add "{old} > new-slug" to former_ids of the page that has it now.'
                    yield self._problem(file, (1, 1), "former-id-lost", self._severity, message, fix)


_EXAMPLES = {
    "title": "Recording concerns",
    "summary": "What to write down when you are worried about a child.",
    "kind": "procedure",
    "provenance": "practice guidance",
    "audience": "[practitioner, supervisor]",
    "found_by": "[what do I write down, recording a concern]",
    "related": "[practice/when-a-child-tells]",
    "sources": "[seed-s15]",
    "covers": "[S54]",
    "owner": "Procedures editor",
    "checked": "2026-11-22",
    "reviewed": '""',
    "review_by": "2027-11-22",
}


def _beside(problem: Problem, loaded: Loaded) -> Problem:
    """A problem of the file of words, named from the content folder."""
    from dataclasses import replace

    assert loaded.index
    try:
        file = Path(os.path.relpath(loaded.index / FILE, loaded.folder)).as_posix()
    except ValueError:  # another drive
        file = (loaded.index / FILE).as_posix()
    return replace(problem, file=file)
