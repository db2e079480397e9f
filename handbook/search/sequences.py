"""Words one after another: in which documents they stand so, by the places in their postings."""

from __future__ import annotations

from bisect import bisect_left

from handbook.search.memory import Recent
from handbook.search.parts import Groups, Marks
from handbook.search.record import FOUND_BY, TITLE
from handbook.search.schema import unpack
from handbook.search.store import Listing, Store
from handbook.search.weigh import VALUE, mark

_MOST_REMEMBERED = 200_000


class Sequences:
    """Finds sequences, and remembers those asked for last. Threads may share it."""

    def __init__(self, store: Store, role_of: bytes) -> None:
        self._store = store
        self._role_of = role_of
        self._found: Recent[Groups, Marks] = Recent(_MOST_REMEMBERED)

    def find(self, groups: Groups) -> Marks:
        """Documents that have one word of each group, one after another. The answer is not to be changed."""
        known = self._found.get(groups)
        if known:
            return known[0]
        marks = self._find(groups)
        self._found.put(groups, marks, len(marks) + 16)
        return marks

    def forget(self) -> None:
        """Let go of what is remembered."""
        self._found.clear()

    def _find(self, groups: Groups) -> Marks:
        columns: list[list[Listing]] = []
        common: set[int] | None = None
        for group in groups:
            listings = [listing for term in group if (listing := self._store.listing(term)) is not None]
            there: set[int] = set().union(*(listing.documents for listing in listings))
            common = there if common is None else common & there
            if not common:
                return {}
            columns.append(listings)
        marks: Marks = {}
        for document in sorted(common or ()):
            ends: set[int] | None = None
            values: list[float] = []
            for column in columns:
                places, value = _in_document(column, document)
                values.append(value)
                ends = places if ends is None else {end + 1 for end in ends} & places
                if not ends:
                    break
            if ends:
                marks[document] = mark(self._together(document, values))
        return marks

    def _together(self, document: int, values: list[float]) -> float:
        """What words one after another are worth: of a phrase their shares added, of a text their mean."""
        if self._role_of[document] in (TITLE, FOUND_BY):
            shares: float = sum(value * value for value in values)
            return float(min(1.0, shares) ** 0.5)
        return sum(values) / len(values)


def _in_document(column: list[Listing], document: int) -> tuple[set[int], float]:
    """The places of any of some terms in a document, and the value of the best of them."""
    places: set[int] = set()
    best = 0
    for listing in column:
        at = bisect_left(listing.documents, document)
        if at < len(listing.documents) and listing.documents[at] == document:
            places.update(unpack(listing.values[at]))
            best = max(best, listing.marks[at])
    return places, VALUE[best]
