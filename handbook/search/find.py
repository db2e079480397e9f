"""Where in one document a part of a query stands, and as which variant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from handbook.search.near import Places
from handbook.search.parts import Part, Variant
from handbook.search.schema import unpack
from handbook.search.store import Store


class Finder:
    """Looks into lists of postings for single documents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def places(self, part: Part, document: int) -> Places:
        """Where the best variant of a part that stands in a document stands there; empty where none does."""
        for variant in part.variants:
            places = self._places_of(variant, document)
            if places:
                return places
        return []

    def variant(self, part: Part, documents: tuple[int, ...]) -> Variant | None:
        """The best variant of a part that stands in any of some documents."""
        for variant in part.variants:
            if any(self._places_of(variant, document) for document in documents):
                return variant
        return None

    def _places_of(self, variant: Variant, document: int) -> Places:
        groups = variant.groups
        if len(groups) == 1 and len(groups[0]) == 1:
            return [(place, place) for place in self._term(groups[0][0], document)]
        starts: set[int] | None = None
        for step, group in enumerate(groups):
            there = {place for term in group for place in self._term(term, document)}
            starts = there if starts is None else {start for start in starts if start + step in there}
            if not starts:
                return []
        return [(start, start + len(groups) - 1) for start in sorted(starts or ())]

    def _term(self, term: str, document: int) -> Sequence[int]:
        listing = self._store.listing(term)
        if listing is None:
            return ()
        at = bisect_left(listing.documents, document)
        if at == len(listing.documents) or listing.documents[at] != document:
            return ()
        return unpack(listing.values[at])
