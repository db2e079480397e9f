"""From scored pages to hits as people see them. Only the hits that are shown are ever turned into text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handbook.model.reference import TOP, passage_id
from handbook.model.tuning import Ranking
from handbook.search.beginnings import Best
from handbook.search.directory import Entry
from handbook.search.find import Finder
from handbook.search.highlight import Highlighter, Sought
from handbook.search.hit import Hit
from handbook.search.parts import Part
from handbook.search.reasons import reasons, sought
from handbook.search.record import Kept
from handbook.search.score import Scored, weights
from handbook.search.snippet import snippet
from handbook.search.stem import stem
from handbook.search.store import Store

_STRETCH = 12_000


class Shower:
    """Makes hits for the pages of one index."""

    def __init__(self, pages: Sequence[Entry], store: Store, finder: Finder, ranking: Ranking) -> None:
        self._pages = pages
        self._store = store
        self._finder = finder
        self._ranking = ranking

    def hits(self, best: Sequence[Scored], parts: Sequence[Part], states: Sequence[str]) -> tuple[Hit, ...]:
        """Hits for scored pages; ``states`` holds the state of every page."""
        highlighter = Highlighter(sought(parts, stem, self._ranking), stem)
        shares = weights(parts, len(self._pages))
        hits = []
        for scored in best:
            entry = self._pages[scored.page]
            phrase = self._store.kept(scored.phrase)[2] if scored.phrase >= 0 else ""
            why = reasons(scored, parts, entry, phrase, self._finder)
            kept = self._shown(entry, scored.passage)
            hits.append(_hit(entry, kept, scored.score, why, states[scored.page], highlighter, shares))
        return tuple(hits)

    def beginnings(self, letters: str, best: Sequence[Best], states: Sequence[str]) -> tuple[Hit, ...]:
        """Hits for the first letters of a word."""
        highlighter = Highlighter([Sought({letters: 1.0}, beginnings=((letters, 1.0),))])
        hits = []
        for page, document, score, word in best:
            entry = self._pages[page]
            why = f'word "{word}"' if word == letters else f'completes "{word}"'
            kept = self._shown(entry, document)
            hits.append(_hit(entry, kept, score / 1e4, (why,), states[page], highlighter, (1.0,)))
        return tuple(hits)

    def facets(self, matching: Sequence[int], states: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """How many of some pages there are of each part, kind and state."""
        columns = {
            "part": [self._pages[page].part for page in matching],
            "kind": [self._pages[page].kind for page in matching],
            "state": [states[page] for page in matching],
        }
        return MappingProxyType({key: MappingProxyType(dict(Counter(column))) for key, column in columns.items()})

    def _shown(self, entry: Entry, document: int) -> Kept:
        """The passage to show; where the page answers by its title alone, its first with any text."""
        if document >= 0:
            slug, headings, text = self._store.kept(document)
            return slug, headings, text if text.strip() else self._store.kept(entry.first + 1)[2]
        for at in range(entry.texts, entry.end):
            kept = self._store.kept(at)
            if kept[2].strip():
                return kept
        return TOP, (), self._store.kept(entry.first + 1)[2]


def _hit(
    entry: Entry,
    kept: Kept,
    score: float,
    why: tuple[str, ...],
    state: str,
    highlighter: Highlighter,
    shares: Sequence[float],
) -> Hit:
    slug, headings, text = kept
    line, matches = _line(text, highlighter, shares)
    return Hit(
        page=entry.id,
        passage=passage_id(entry.id, slug),
        title=entry.title,
        headings=tuple(headings),
        part=entry.part,
        kind=entry.kind,
        provenance=entry.provenance,
        state=state,
        score=round(score, 4),
        snippet=line,
        matches=matches,
        why=why,
    )


def _line(text: str, highlighter: Highlighter, shares: Sequence[float]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The snippet of a passage. Of a very long one no more is read than up to the first matches."""
    start = 0
    while True:
        stop = _stop(text, start)
        marks = highlighter.marks(text[start:stop])
        if marks or stop == len(text):
            break
        start = stop
    if not marks:
        start, stop = 0, _stop(text, 0)
    more_before, more_after = start > 0, stop < len(text)
    return snippet(text[start:stop], marks, shares, more_before=more_before, more_after=more_after)


def _stop(text: str, start: int) -> int:
    """Where a stretch ends that starts there: between words, if there are any."""
    stop = start + _STRETCH
    if stop >= len(text):
        return len(text)
    gap = text.rfind(" ", start + 1, stop)
    return gap if gap > 0 else stop
