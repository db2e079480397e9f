"""From the words of a query to lists of documents: each word with all that may stand for it, and how well.

A *part* is a word or phrase of the query with the documents that have it in some form and a mark for each: the best
of its *variants*. The word itself counts whole; other endings, synonyms and corrections count what ``ranking.yaml``
says. Parts are remembered, so that of a query that grows letter by letter only its last word is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handbook.search.forms import Forms
from handbook.search.memory import Recent
from handbook.search.parts import Expansion, Marks, Part, Repair, Variant
from handbook.search.query import MOST_PARTS, Query, Word
from handbook.search.record import FOUND_BY, TITLE
from handbook.search.sequences import Sequences
from handbook.search.store import Store
from handbook.search.thesaurus import Alternative
from handbook.search.weigh import GLUE, VALUE, mark

_MOST_REMEMBERED = 400_000
"""Documents remembered in parts; 100 bytes each."""
_MOST_DROPPED = 20


class Expander:
    """Makes parts. Threads may share it."""

    def __init__(
        self, store: Store, forms: Forms, sequences: Sequences, exact: float, page_of: Sequence[int], role_of: bytes
    ) -> None:
        """Set up.

        Args:
            store: The postings.
            forms: What may stand for words.
            sequences: Words one after another.
            exact: What a phrase as it was typed counts for.
            page_of: The page of each document.
            role_of: The role of each document.
        """
        self._store = store
        self._forms = forms
        self._sequences = sequences
        self._exact = exact
        self._page_of = page_of
        self._role_of = role_of
        self._tables: dict[float, bytes] = {}
        self._parts: Recent[object, Part] = Recent(_MOST_REMEMBERED)

    def expand(self, query: Query, cancelled: Callable[[], bool]) -> Expansion:
        """The parts of a query; it is stopped between parts when ``cancelled`` says so."""
        expansion = Expansion()
        words = list(query.words)
        for phrase in query.phrases:
            if cancelled():
                return expansion
            part = self._phrase(phrase.text, phrase.terms)
            if part.marks:
                expansion.parts.append(part)
            else:  # it stands nowhere: then its words will do
                expansion.dropped.append(f'"{phrase.text}"')
                held = {word.term for word in words}
                words += [Word(term, -1, -1) for term in dict.fromkeys(phrase.terms) if term not in held]
        words = self._chosen(query, words, max(1, MOST_PARTS - len(expansion.parts)), expansion)
        repairs = [self._repair(word, query.pasted, expansion) for word in words]
        spanning = self._forms.spanning([repair.term for repair in repairs])
        for word, repair, around in zip(words, repairs, spanning, strict=True):
            if cancelled():
                return expansion
            found = self._word(word, repair, around)
            if found is not None:
                expansion.parts.append(found)
            elif len(expansion.dropped) < _MOST_DROPPED:
                expansion.dropped.append(_typed(query, word))
        return expansion

    def pages_with(self, terms: tuple[str, ...]) -> frozenset[int]:
        """The pages that have a word as it is, or words one after another."""
        return self._pages(self._sequences.find(tuple((term,) for term in terms)))

    def forget(self) -> None:
        """Let go of what is remembered."""
        self._parts.clear()
        self._sequences.forget()

    def _chosen(self, query: Query, words: list[Word], room: int, expansion: Expansion) -> list[Word]:
        """The words to look for: of more than there is room for, the rarest that there are."""
        if len(words) <= room:
            return words
        known = {word: self._forms.pages_of(word.term) for word in words}
        ordered = sorted(words, key=lambda word: (not known[word], word.term in GLUE, known[word], word.start))
        chosen = set(ordered[:room])
        expansion.dropped += [_typed(query, word) for word in words if word not in chosen][:_MOST_DROPPED]
        return [word for word in words if word in chosen]

    def _repair(self, word: Word, pasted: bool, expansion: Expansion) -> Repair:
        """What to look for in place of a word. The words of a paste are taken as they are."""
        if pasted:
            return Repair(word.term)
        repair = self._forms.repair(word, lambda groups: bool(self._sequences.find(groups)))
        if repair.label and word.end > 0:
            expansion.mended[word] = repair.label
        return repair

    def _phrase(self, text: str, terms: tuple[str, ...]) -> Part:
        groups = tuple((term,) for term in terms)
        marks = self._sequences.find(groups)
        variants = (Variant(groups, self._exact, "phrase", text),)
        return Part(text, text, variants, marks, self._pages(marks), required=True)

    def _word(self, word: Word, repair: Repair, around: Sequence[Alternative]) -> Part | None:
        key = (word.term, word.prefix, *((found.terms, found.kind, found.stop - found.start) for found in around))
        known = self._parts.get(key)
        if known:
            return known[0]
        part = self._part(word.term, repair.term, self._forms.variants(word, repair, around))
        if part is not None:
            self._parts.put(key, part, len(part.marks))
        return part

    def _part(self, text: str, term: str, variants: list[Variant]) -> Part | None:
        """One list of documents of all variants, each with the best it has; None where there is none."""
        marks: Marks = {}
        found: dict[object, Variant] = {}
        for variant in sorted(variants, key=lambda variant: -variant.weight):
            if variant.groups in found:
                continue
            more = self._marks(variant)
            if not more:
                continue
            found[variant.groups] = variant
            for document in marks.keys() & more.keys():
                if marks[document] > more[document]:
                    more[document] = marks[document]
            marks.update(more)
        if not found:
            return None
        return Part(text, term, tuple(found.values()), marks, self._pages(marks), glue=term in GLUE)

    def _marks(self, variant: Variant) -> Marks:
        """Documents of a variant, with its weight in their marks: a list of the caller's own."""
        table = self._table(variant.weight)
        if len(variant.groups) > 1 or len(variant.groups[0]) > 1:
            marks = {document: table[had] for document, had in self._sequences.find(variant.groups).items()}
        else:
            listing = self._store.listing(variant.groups[0][0])
            if listing is None:
                return {}
            marks = dict(zip(listing.documents, listing.marks.translate(table), strict=True))
        if variant.covers > 1:  # in a phrase, what stands for several words of the query is shared among them
            each = variant.covers**-0.5
            for document, had in marks.items():
                if self._role_of[document] in (TITLE, FOUND_BY):
                    marks[document] = mark(VALUE[had] * each)
        return marks

    def _table(self, weight: float) -> bytes:
        """Marks as they become when their values count by a weight."""
        table = self._tables.get(weight)
        if table is None:
            table = self._tables[weight] = bytes([0, *(mark(value * weight) for value in VALUE[1:])])
        return table

    def _pages(self, marks: Marks) -> frozenset[int]:
        return frozenset(map(self._page_of.__getitem__, marks))


def _typed(query: Query, word: Word) -> str:
    return query.text[word.start : word.end] if word.end > 0 else word.term
