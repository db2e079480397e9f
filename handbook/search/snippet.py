"""The piece of a passage that a hit shows: whole words around where the query matches best."""

from __future__ import annotations

from collections.abc import Sequence

from handbook.search.highlight import Mark, spans

WIDTH = 160
_ONE_LINE = str.maketrans("\n\t\r", "   ")
_MORE = "…"
_LEAD = 40
_MOST_MARKS = 300


def snippet(
    text: str,
    marks: Sequence[Mark],
    shares: Sequence[float],
    *,
    more_before: bool = False,
    more_after: bool = False,
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line of a text around its best stretch, and what matches in it.

    Args:
        text: A passage.
        marks: What matches in it.
        shares: How much each part of the query counts.
        more_before: The text is part of a longer one, and does not stand at its beginning.
        more_after: Nor at its end.

    Returns:
        At most :data:`WIDTH` characters and the marks of what is left out; half-open offsets in them.
    """
    start, end = _window(text, marks, shares)
    start, end = _trimmed(text, start, end)
    line = text[start:end].translate(_ONE_LINE)
    before = f"{_MORE} " if more_before or text[:start].strip() else ""
    after = f" {_MORE}" if more_after or text[end:].strip() else ""
    shift = len(before) - start
    kept = [
        Mark(max(mark.start, start) + shift, min(mark.end, end) + shift, mark.part, mark.weight)
        for mark in marks
        if mark.end > start and mark.start < end
    ]
    return f"{before}{line}{after}", spans(kept)


def _window(text: str, marks: Sequence[Mark], shares: Sequence[float]) -> tuple[int, int]:
    """The stretch with the most of the query in it: each part once by its best match, a little for every further one."""
    if len(text) <= WIDTH or not marks:
        return 0, min(len(text), WIDTH)
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))[:_MOST_MARKS]
    best = (-1.0, 0, 0)
    for at, first in enumerate(ordered):
        value = 0.0
        by_part: dict[int, float] = {}
        last = first
        for mark in ordered[at:]:
            if mark.end - first.start > WIDTH - _LEAD:
                break
            had = by_part.get(mark.part, 0.0)
            by_part[mark.part] = max(had, mark.weight)
            value += shares[mark.part] * (max(0.0, mark.weight - had) + (0.05 * mark.weight if had else 0.0))
            last = mark
        if value > best[0] + 1e-9:
            best = (value, first.start, last.end)
    _, first_start, last_end = best
    room = max(0, WIDTH - (last_end - first_start))
    start = max(0, first_start - min(_LEAD, room // 2))
    return start, min(len(text), start + WIDTH)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without words cut in two at its ends, and without white space there."""
    if start > 0 and not text[start - 1].isspace():
        step = next((at for at in range(start, min(end, start + 40)) if text[at].isspace()), None)
        start = start if step is None else step
    if end < len(text) and not text[end].isspace():
        step = next((at for at in range(end - 1, max(start, end - 40), -1) if text[at].isspace()), None)
        end = end if step is None else step
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
