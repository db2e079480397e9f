"""The lexicon as queries use it: given the words of a query, what else to look for.

Entries are found wherever their words stand in a query, by stem, so that *strategy meetings* finds the entry of
*strategy meeting*. One step is taken, never two: what a synonym is a synonym of is somebody else's meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handbook.model.tuning import EntryKind, Lexicon
from handbook.search.stem import stem
from handbook.search.words import terms as terms_of


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may stand in place of ``query[start:stop]``."""

    start: int
    stop: int
    terms: tuple[str, ...]
    kind: EntryKind
    label: str
    """As the maintainers wrote it."""


_Target = tuple[tuple[str, ...], EntryKind, str]


class Thesaurus:
    """Look-up by the stems of an entry's words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._targets: dict[tuple[str, ...], list[_Target]] = {}
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for entry in lexicon.entries:
            sides = [(terms, words) for words in entry.words if (terms := tuple(terms_of(words)))]
            sources = sides[:1] if entry.one_way else sides
            for source, _ in sources:
                key = tuple(map(stem, source))
                if key not in self._targets:
                    self._targets[key] = []
                    self._by_first.setdefault(key[0], []).append(key)
                targets = self._targets[key]
                for terms, label in sides:
                    target = (terms, entry.kind, label)
                    if terms != source and target not in targets:
                        targets.append(target)

    def find(self, terms: Sequence[str]) -> list[Alternative]:
        """Alternatives for stretches of a query's terms."""
        stems = [stem(term) for term in terms]
        found = []
        for start, first in enumerate(stems):
            for key in self._by_first.get(first, ()):
                stop = start + len(key)
                if tuple(stems[start:stop]) != key:
                    continue
                written = tuple(terms[start:stop])
                for other, kind, label in self._targets[key]:
                    if other != written:
                        found.append(Alternative(start, stop, other, kind, label))
        return found

    def knows(self, term: str) -> bool:
        """Whether a term alone has an entry."""
        return (stem(term),) in self._targets

    def first_words(self) -> set[str]:
        """The stems entries begin with."""
        return set(self._by_first)
