"""Where an anchor stands in another edition: found honestly, never by a silent guess.

What differs is accepted without asking only where at most 20 % of the words differ, nothing else comes near, the
passage and the words around agree, and no number, duty or negation changed. Everything else is shown and asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from handbook.model.reference import split
from handbook.personal import sentences
from handbook.personal.matching import Candidate, Reader, Sentence, difference, turns_sense
from handbook.personal.record import Anchor

State: TypeAlias = Literal["exact", "moved", "changed", "lost"]
STATES: tuple[State, ...] = ("exact", "moved", "changed", "lost")

ACCEPT = 0.20
"""The most that may differ without asking."""
MARGIN = 0.15
"""How much further away the next candidate must be."""
STRANGER = 0.15
"""What each neighbour that is another sentence than it was adds to a candidate's distance."""
ASK_HERE, ASK_ELSEWHERE = 0.55, 0.40
"""The most that may differ for a place to be shown and asked about, in the passage and elsewhere."""
ASK_IN_PLACE = 0.75
"""The same between the same two neighbours: more than this is another sentence."""
LONG_ENOUGH = 4
"""Words from which a sentence found once, word for word, in another place is taken for the one that moved."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an anchor stands in an edition."""

    state: State
    passage: str | None
    """None when lost."""
    was: str | None
    """The passage where it was written, when that is not where it stands."""
    start: int = 0
    end: int = 0
    """Its characters in the passage; both 0 for a whole passage."""
    now: str = ""
    """How the quote reads now, when it stands."""
    is_certain: bool = True
    """Nothing to ask: it stands as it was, or the change is small, in place and without another candidate."""
    difference: float = 0.0
    others: tuple[Candidate, ...] = ()
    """Other places worth showing when the person is asked."""


def locate(anchor: Anchor, reader: Reader) -> Standing:
    """Where an anchor stands in the edition that a reader holds."""
    here = reader.texts.resolve(anchor.passage)
    if here is not None and reader.texts.text(here) is None:
        here = None
    return _locate_quote(anchor, reader, here) if anchor.quote else _locate_whole(anchor, reader, here)


# A quote


def _locate_quote(anchor: Anchor, reader: Reader, here: str | None) -> Standing:
    if here is not None:
        found = _exact_here(anchor, reader, here)
        if found is not None:
            return found
    known = frozenset(anchor.siblings)
    near = reader.near_here(here, anchor.quote, known, ASK_HERE) if here is not None else []
    exact = reader.exact_elsewhere(anchor.quote, here)
    if exact:
        return _exact_elsewhere(anchor, reader, exact, near)
    far = reader.near_elsewhere(anchor.quote, here, ASK_ELSEWHERE)
    if near:
        return _reworded(anchor, reader, near, far)
    if far:
        return _standing(anchor, reader, far[0], "changed", is_certain=False, others=far[1:4])
    between = _between_neighbours(anchor, reader, here, known) if here is not None else None
    if between is not None:
        return _standing(anchor, reader, between, "changed", is_certain=False)
    return Standing("lost", None, anchor.passage, is_certain=True, difference=1.0)


def _exact_here(anchor: Anchor, reader: Reader, here: str) -> Standing | None:
    text = reader.texts.text(here) or ""
    hits = sentences.find(text, anchor.quote)
    if not hits:
        return None
    state: State = "exact" if here == anchor.passage else "moved"
    cut, wanted = reader.sentences(here), sentences.words(anchor.quote)
    touched = [_candidate(here, cut, start, end) for start, end in hits]
    candidates = [c for c in touched if c.words == wanted]  # inside a longer sentence they may say something else
    if not candidates:
        return None
    had_twin = sentences.mark(anchor.quote) in anchor.siblings
    if len(candidates) == 1 and not had_twin:
        return _standing(anchor, reader, candidates[0], state)
    agreeing = [c for c in candidates if _agreement(anchor, reader, c) == 2]
    agreeing = agreeing or [c for c in candidates if _agreement(anchor, reader, c) == 1]
    if len(agreeing) == 1:
        return _standing(anchor, reader, agreeing[0], state)
    best = (agreeing or candidates)[0]
    return _standing(
        anchor, reader, best, "changed", is_certain=False, others=[c for c in candidates if c != best][:3]
    )


def _exact_elsewhere(anchor: Anchor, reader: Reader, exact: list[Candidate], near: list[Candidate]) -> Standing:
    best = max(exact, key=lambda c: _agreement(anchor, reader, c, edges=False))
    agreement = _agreement(anchor, reader, best, edges=False)
    same_page = split(best.passage)[0] == split(anchor.passage)[0]
    long_enough = len(sentences.words(anchor.quote)) >= LONG_ENOUGH
    alone = len(exact) == 1 and anchor.twins == 0 and (long_enough or agreement or same_page)
    by_context = len(exact) == 1 and anchor.twins < 0 and agreement > 0
    is_clear = not near or near[0].difference > ACCEPT + MARGIN
    others = [c for c in (*near, *exact) if c != best][:3]
    if (alone or by_context) and is_clear:
        return _standing(anchor, reader, best, "moved", others=others)
    return _standing(anchor, reader, best, "changed", is_certain=False, others=others)


def _reworded(anchor: Anchor, reader: Reader, near: list[Candidate], far: list[Candidate]) -> Standing:
    """The nearest wording in the passage; accepted only where words, rivals, neighbours and sense all agree."""

    def score(candidate: Candidate) -> float:
        return candidate.difference + STRANGER * (2 - _agreement(anchor, reader, candidate))

    ordered = sorted(near, key=score)
    best, rest = ordered[0], [*ordered[1:], *far]
    runner_up = min((score(candidate) for candidate in rest), default=1.0)
    wanted = sentences.words(anchor.quote)
    certain = (
        best.difference <= ACCEPT
        and runner_up - score(best) >= MARGIN
        and _agreement(anchor, reader, best) > 0
        and not turns_sense(wanted, best.words)
    )
    return _standing(anchor, reader, best, "changed", is_certain=certain, others=rest[:3])


def _between_neighbours(anchor: Anchor, reader: Reader, here: str, known: frozenset[str]) -> Candidate | None:
    """One or two new sentences that stand where the quote stood: between the same neighbours."""
    cut = reader.sentences(here)
    before, after = _number_of(cut, anchor.before), _number_of(cut, anchor.after)
    if (anchor.before and before is None) or (anchor.after and after is None):
        return None
    if before is None and after is None:
        return None
    first = 0 if before is None else before + 1
    last = len(cut) - 1 if after is None else after - 1
    run = cut[first : last + 1]
    if not 1 <= len(run) <= 2 or any(sentence.mark in known for sentence in run):
        return None
    words = tuple(word for sentence in run for word in sentence.words)
    apart = difference(sentences.words(anchor.quote), words)
    return Candidate(here, run[0].start, run[-1].end, apart, first, last, words) if apart <= ASK_IN_PLACE else None


def _number_of(cut: list[Sentence], sentence: str) -> int | None:
    wanted = sentences.mark(sentence)
    return next((s.number for s in cut if s.mark == wanted), None)


def _agreement(anchor: Anchor, reader: Reader, candidate: Candidate, *, edges: bool = True) -> int:
    """How many of the two neighbours agree: the sentence before, the sentence after.

    With ``edges``, standing first or last in the passage as before agrees too.
    """
    cut = reader.sentences(candidate.passage)
    before = cut[candidate.first - 1].words if candidate.first > 0 else ()
    after = cut[candidate.last + 1].words if candidate.last + 1 < len(cut) else ()
    return _agrees(anchor.before, before, edges) + _agrees(anchor.after, after, edges)


def _agrees(was: str, now: tuple[str, ...], edges: bool) -> bool:
    wanted = sentences.words(was)
    if not wanted and not now:
        return edges
    return bool(wanted and now) and difference(wanted, now, 0.35) <= 0.35


def _candidate(passage: str, cut: list[Sentence], start: int, end: int) -> Candidate:
    """The sentences that a range touches, with their words."""
    touched = [s for s in cut if s.start < end and start < s.end]
    words = tuple(word for s in touched for word in s.words)
    first, last = (touched[0].number, touched[-1].number) if touched else (0, 0)
    return Candidate(passage, start, end, 0.0, first, last, words)


def _standing(
    anchor: Anchor,
    reader: Reader,
    candidate: Candidate,
    state: State,
    *,
    is_certain: bool = True,
    others: list[Candidate] | None = None,
) -> Standing:
    text = reader.texts.text(candidate.passage) or ""
    return Standing(
        state=state,
        passage=candidate.passage,
        was=None if candidate.passage == anchor.passage else anchor.passage,
        start=candidate.start,
        end=candidate.end,
        now=text[candidate.start : candidate.end],
        is_certain=is_certain,
        difference=candidate.difference,
        others=tuple(others or ()),
    )


# A whole passage


def _locate_whole(anchor: Anchor, reader: Reader, here: str | None) -> Standing:
    if here is not None:
        was = None if here == anchor.passage else anchor.passage
        kept = _kept(anchor, reader, here)
        if kept >= 1 - ACCEPT:
            return Standing("moved" if was else "exact", here, was)
        return Standing(
            "changed",
            here,
            was,
            is_certain=_kept(anchor, reader, here) >= 0.5,
            difference=1 - _kept(anchor, reader, here),
        )
    same = reader.whole_elsewhere(anchor.whole) if len(sentences.words(anchor.said)) >= LONG_ENOUGH else []
    if len(same) == 1:
        return Standing("moved", same[0], anchor.passage)
    if same:
        return Standing("changed", same[0], anchor.passage, is_certain=False)
    first = anchor.said[: next(iter(sentences.spans(anchor.said)), (0, 0))[1]]
    near = reader.exact_elsewhere(first, None) or reader.near_elsewhere(first, None, ASK_ELSEWHERE)
    if near and len(sentences.words(first)) >= LONG_ENOUGH:
        return Standing("changed", near[0].passage, anchor.passage, is_certain=False, difference=near[0].difference)
    return Standing("lost", None, anchor.passage, difference=1.0)


def _kept(anchor: Anchor, reader: Reader, here: str) -> float:
    """How much of a passage is as it was, 0 to 1: the share of its sentences, or of the words it opens with."""
    cut = reader.sentences(here)
    now = {sentence.mark for sentence in cut}
    if not anchor.siblings:
        return 1.0 if not cut else 0.0
    kept = sum(1 for mark in anchor.siblings if mark in now) / len(anchor.siblings)
    if kept >= 1 - ACCEPT or len(anchor.siblings) > 3:
        return kept
    opening = sentences.words(anchor.said)
    run: tuple[str, ...] = ()
    best = 1.0
    for sentence in cut[:5]:
        run += sentence.words
        best = min(best, difference(opening, run, 0.5))
    return max(kept, 1 - best)
