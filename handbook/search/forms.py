"""What may stand for a word of a query: its endings, what it may become, what the lexicon says, what was meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from handbook.model.tuning import Ranking
from handbook.search.parts import Groups, Repair, Variant
from handbook.search.query import Word
from handbook.search.thesaurus import Alternative, Thesaurus
from handbook.search.vocabulary import Vocabulary

MOST_COMPLETIONS = 48
_SHORTEST_BEGINNING = 3
_MOST_FORMS = 4
_SECOND_THOUGHT = 0.5
"""What another correction counts for, where the likeliest counts for 1."""


class Forms:
    """Variants of words. Knows the vocabulary and no postings."""

    def __init__(self, vocabulary: Vocabulary, thesaurus: Thesaurus, ranking: Ranking, most_pages: int) -> None:
        """Set up.

        Args:
            vocabulary: The words there are.
            thesaurus: The lexicon.
            ranking: What each kind of variant counts for.
            most_pages: How many pages the completions of a beginning may have together.
        """
        self._vocabulary = vocabulary
        self._thesaurus = thesaurus
        self._ranking = ranking
        self._most_pages = most_pages
        self._weights = {
            "family": ranking.stem,
            "spelling": ranking.spelling,
            "abbreviation": ranking.abbreviation,
            "synonym": ranking.synonym,
            "everyday": ranking.synonym,
        }

    def variants(self, word: Word, repair: Repair, spanning: Sequence[Alternative]) -> list[Variant]:
        """Everything that may stand for a word, given what it was mended to and what the lexicon has there."""
        variants = self._endings(replace(word, term=repair.term)) + self._from_lexicon(spanning)
        return self._as_corrections(variants, repair) if repair.label else variants

    def spanning(self, terms: Sequence[str]) -> list[list[Alternative]]:
        """For each of some terms the alternatives for stretches that it is part of."""
        found = [*self._thesaurus.find(terms), *self._joined(terms)]
        return [[each for each in found if each.start <= at < each.stop] for at in range(len(terms))]

    def repair(self, word: Word, stands: Callable[[Groups], bool]) -> Repair:
        """The word as it is if there is anything like it, else as it was probably meant.

        Args:
            word: A word of a query.
            stands: Whether words stand one after another anywhere.
        """
        if self._is_known(word):
            return Repair(word.term)
        vocabulary = self._vocabulary
        for cut in vocabulary.cuts(word.term):
            if stands(tuple((part,) for part in cut)):
                return Repair(word.term, " ".join(cut), cut=cut)
        near = vocabulary.spelt_like(word.term)
        if not near and word.prefix:
            near = vocabulary.begins_like(word.term)
        return Repair(near[0], near[0], others=tuple(near[1:])) if near else Repair(word.term)

    def pages_of(self, term: str) -> int:
        """About how many pages have a term in any ending."""
        vocabulary = self._vocabulary
        return vocabulary.pages_of(term) or sum(map(vocabulary.pages_of, vocabulary.mates(term)))

    def _is_known(self, word: Word) -> bool:
        vocabulary, term = self._vocabulary, word.term
        if vocabulary.number(term) >= 0 or self._thesaurus.knows(term) or vocabulary.mates(term):
            return True
        return (word.prefix or len(term) >= _SHORTEST_BEGINNING) and vocabulary.begins(term)

    def _endings(self, word: Word) -> list[Variant]:
        """The word itself, its other endings and, where it is a beginning, what it may become."""
        ranking, vocabulary, term = self._ranking, self._vocabulary, word.term
        variants = []
        if vocabulary.number(term) >= 0:
            variants.append(Variant(((term,),), ranking.exact, "exact", term))
        variants += [Variant(((mate,),), ranking.stem, "stem", mate) for mate in vocabulary.mates(term)]
        if word.prefix or (not variants and len(term) >= _SHORTEST_BEGINNING and not self._thesaurus.knows(term)):
            for longer in vocabulary.completions(term, MOST_COMPLETIONS, self._most_pages):
                variants.append(Variant(((longer,),), ranking.prefix, "prefix", longer))
        return variants

    def _from_lexicon(self, spanning: Sequence[Alternative]) -> list[Variant]:
        variants = []
        for found in spanning:
            groups = tuple(self._any_ending(term) for term in found.terms)
            if not all(groups):
                continue
            weight, covers = self._weights[found.kind], found.stop - found.start
            for each in [((form,),) for form in groups[0]] if len(groups) == 1 else [groups]:
                variants.append(Variant(each, weight, found.kind, found.label, covers))
        return variants

    def _as_corrections(self, variants: list[Variant], repair: Repair) -> list[Variant]:
        """Everything that goes through a correction counts by so much less."""
        weight = self._ranking.correction
        if repair.cut:
            cut = tuple((part,) for part in repair.cut)
            variants = [Variant(cut, self._ranking.exact, "exact", repair.label)]
        lessened = []
        for variant in variants:
            kind = "correction" if variant.kind == "exact" else variant.kind
            lessened.append(replace(variant, weight=variant.weight * weight, kind=kind))
        for other in repair.others:
            lessened.append(Variant(((other,),), weight * _SECOND_THOUGHT, "correction", other))
        return lessened

    def _any_ending(self, term: str) -> tuple[str, ...]:
        forms = [term] if self._vocabulary.number(term) >= 0 else []
        return tuple((forms + self._vocabulary.mates(term))[:_MOST_FORMS])

    def _joined(self, terms: Sequence[str]) -> list[Alternative]:
        """``multi agency`` may be written ``multiagency``."""
        found = []
        for start in range(len(terms) - 1):
            joined = terms[start] + terms[start + 1]
            if self._vocabulary.number(joined) >= 0:
                found.append(Alternative(start, start + 2, (joined,), "spelling", joined))
        return found
