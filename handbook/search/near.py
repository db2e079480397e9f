"""How near the words of a query stand to one another in a passage."""

from __future__ import annotations

from collections.abc import Sequence

Places = list[tuple[int, int]]
"""First and last place of each occurrence, ascending."""
_MOST_PLACES = 400


def closeness(places: Sequence[Places], share: Sequence[float]) -> tuple[float, float]:
    """Nearness and order, each from 0 to 1.

    Args:
        places: Where each part of the query stands, in the order typed; empty where it does not.
        share: How much each part counts, together 1.

    Returns:
        *Nearness*: over the shortest stretches that hold all parts found, the parts' number over the stretch's length,
        times their share of the query. *Order*: the share of neighbouring parts that also stand next to one another.
    """
    found = [at for at, there in enumerate(places) if there]
    if len(found) < 2:
        return 0.0, 0.0
    covered = sum(share[at] for at in found)
    return _nearness(places, found) * covered, _order(places, share)


def _nearness(places: Sequence[Places], found: Sequence[int]) -> float:
    """Parts over places of the shortest stretch that has each of them: a window moved over all occurrences."""
    events = sorted((first, last, at) for at in found for first, last in places[at])[:_MOST_PLACES]
    counts = dict.fromkeys(found, 0)
    width = sum(places[at][0][1] - places[at][0][0] + 1 for at in found)
    missing = len(found)
    shortest = 0
    start = 0
    for _first, last, at in events:
        missing -= counts[at] == 0
        counts[at] += 1
        while not missing:
            length = max(last, events[start][1]) - events[start][0] + 1
            shortest = min(shortest, length) if shortest else length
            gone = events[start][2]
            counts[gone] -= 1
            missing += counts[gone] == 0
            start += 1
    return min(1.0, width / shortest) if shortest else 0.0


def _order(places: Sequence[Places], share: Sequence[float]) -> float:
    whole = kept = 0.0
    for at in range(len(places) - 1):
        weight = share[at] + share[at + 1]
        whole += weight
        if places[at] and places[at + 1]:
            starts = {first for first, _ in places[at + 1]}
            if any(last + 1 in starts for _, last in places[at]):
                kept += weight
    return kept / whole if whole else 0.0
