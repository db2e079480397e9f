"""Why a hit is there, and what of the query to mark in a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handbook.model.tuning import Ranking
from handbook.search.directory import Entry
from handbook.search.find import Finder
from handbook.search.highlight import Groups, Sought
from handbook.search.parts import Part
from handbook.search.schema import HEADING_PLACES
from handbook.search.score import Scored

_WORDS = {"prefix": "completes", "correction": "spelling"}
_TELLING = 0.12
"""A field that gives less than this share of the score is no reason."""


def reasons(scored: Scored, parts: Sequence[Part], entry: Entry, phrase: str, finder: Finder) -> tuple[str, ...]:
    """Reasons, strongest first: the fields that count, then what stood for which word.

    Args:
        scored: The page as it was scored.
        parts: The query.
        entry: The page.
        phrase: Its nearest ``found_by``, or nothing.
        finder: To look at places.
    """
    fields = [
        (scored.title, "title"),
        (scored.found_by, f'found by "{phrase}"'),
        (scored.summary, "summary"),
        (scored.text, _of_text(scored, parts, finder)),
    ]
    whole = sum(value for value, _ in fields) or 1.0
    said = [name for value, name in sorted(fields, key=lambda field: -field[0]) if value > _TELLING * whole and name]
    if len(parts) > 1:
        present = sum(bool(part.marks) and scored.page in part.pages for part in parts)
        said.append("all words" if present == len(parts) else f"{present} of {len(parts)} words")
        if scored.order > 0.99:
            said.append("words in order")
    documents = tuple(at for at in (scored.passage, entry.first, scored.phrase, entry.first + 1) if at >= 0)
    for part in parts:
        variant = finder.variant(part, documents)
        if variant is not None and variant.kind not in ("exact", "phrase"):
            said.append(f'{_WORDS.get(variant.kind, variant.kind)} "{variant.label}"')
        elif variant is not None and variant.kind == "phrase":
            said.append("phrase")
    return tuple(dict.fromkeys(said))


def _of_text(scored: Scored, parts: Sequence[Part], finder: Finder) -> str:
    if scored.passage < 0:
        return ""
    for part in parts:
        if part.glue or scored.passage not in part.marks:
            continue
        places = finder.places(part, scored.passage)
        if places and places[0][0] < HEADING_PLACES:
            return "heading"
    return "text"


def sought(parts: Sequence[Part], stem: Callable[[str], str], ranking: Ranking) -> list[Sought]:
    """For each part what to mark. Joining words are marked between others only, unless there are no others."""
    only_glue = all(part.glue for part in parts)
    found = []
    for at, part in enumerate(parts):
        if part.glue and not only_glue:
            found.append(Sought({}, sequences=_longer(part)))
            continue
        words: dict[str, float] = {}
        stems: list[tuple[str, float]] = []
        beginnings: list[tuple[str, float]] = []
        for variant in part.variants:
            if len(variant.groups) == 1:
                for word in variant.groups[0]:
                    words.setdefault(word, variant.weight)
                if variant.kind in ("exact", "stem", "correction") and not stems:
                    stems.append((stem(part.term), ranking.stem))
                if variant.kind == "prefix" and not beginnings:
                    beginnings.append((part.term, ranking.prefix))
        found.append(
            Sought(words, tuple(beginnings), tuple(stems), _longer(part) + _through_glue(parts, at, ranking))
        )
    return found


def _longer(part: Part) -> tuple[tuple[Groups, float], ...]:
    return tuple((variant.groups, variant.weight) for variant in part.variants if len(variant.groups) > 1)


def _through_glue(parts: Sequence[Part], at: int, ranking: Ranking) -> tuple[tuple[Groups, float], ...]:
    """``hard to reach`` as one stretch: from a word over the joining words after it to the next word."""
    run = [part.term for part in parts[at : at + 1]]
    for part in parts[at + 1 :]:
        if part.required:
            return ()
        run.append(part.term)
        if not part.glue:
            break
    if len(run) < 3 or parts[at].required or parts[at + len(run) - 1].glue:
        return ()
    return ((tuple((term,) for term in run), ranking.exact),)
