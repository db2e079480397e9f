"""The words of the index: which there are, which share a stem, which begin so, which are spelt nearly so."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import nlargest, nsmallest
from typing import Any

from handbook.search.stem import stem

_LAST = "\U0010ffff"


class Vocabulary:
    """Every term of the index. Words are known by their number in alphabetical order."""

    def __init__(self, data: bytes) -> None:
        said: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
        self.words: list[str] = said["words"]
        self.pages: list[int] = said["pages"]
        """How many pages have each word."""
        self._mass: list[int] = said["mass"]
        self._groups: dict[str, list[int]] = said["groups"]
        self._letters: list[int] = []

    def number(self, word: str) -> int:
        """The number of a word, or -1."""
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else -1

    def pages_of(self, word: str) -> int:
        """How many pages have a word."""
        at = self.number(word)
        return self.pages[at] if at >= 0 else 0

    def mates(self, word: str) -> list[str]:
        """Other words of the same stem, weightiest first."""
        group = self._groups.get(stem(word), ())
        return [self.words[at] for at in self._heaviest(group, len(group)) if self.words[at] != word]

    def completions(self, beginning: str, most: int, most_pages: int) -> list[str]:
        """The likeliest words that begin so and are longer, up to so many words and pages."""
        low = bisect_left(self.words, beginning)
        high = bisect_left(self.words, beginning + _LAST, low)
        chosen: list[str] = []
        pages = 0
        for at in self._heaviest(range(low, high), most + 1):
            if self.words[at] != beginning:
                pages += self.pages[at]
                if len(chosen) == most or (chosen and pages > most_pages):
                    break
                chosen.append(self.words[at])
        return chosen

    def begins(self, beginning: str) -> bool:
        """Whether any word begins so."""
        at = bisect_left(self.words, beginning)
        return at < len(self.words) and self.words[at].startswith(beginning)

    def spelt_like(self, word: str, most: int = 3) -> list[str]:
        """Words one or two slips away, nearest first, then weightiest.

        A slip is a letter missing, too many, wrong, or changed places with its neighbour (Damerau's four). Three
        letters may have two of them exchanged; four and five letters bear one slip; more letters two.
        """
        edits = 2 if len(word) >= 6 else 1
        if len(word) < 3 or len(word) > 40 or word.isdigit():
            return []
        wanted = _letters(word)
        bits = 2 * edits
        near = [at for at, there in enumerate(self._signatures()) if (there ^ wanted).bit_count() <= bits]
        found: list[tuple[int, bool, int, str]] = []
        for at in near:
            other = self.words[at]
            if abs(len(other) - len(word)) > edits or other == word:
                continue
            if len(word) == 3 and sorted(other) != sorted(word):
                continue
            slips = distance(word, other, edits)
            if slips <= edits:
                found.append((slips, other[0] != word[0], -self._mass[at], other))
        return [other for _, _, _, other in nsmallest(most, found)]

    def begins_like(self, beginning: str, most: int = 3) -> list[str]:
        """Words of which the beginning is one slip away: for a word that is still being typed."""
        if len(beginning) < 4 or len(beginning) > 40:
            return []
        found: dict[str, int] = {}
        for variant in one_slip(beginning):
            low = bisect_left(self.words, variant)
            if low < len(self.words) and self.words[low].startswith(variant):
                high = bisect_left(self.words, variant + _LAST, low)
                for at in self._heaviest(range(low, high), most):
                    found[self.words[at]] = self._mass[at]
        return nsmallest(most, found, key=lambda word: (word[0] != beginning[0], -found[word], word))

    def cuts(self, word: str) -> list[tuple[str, ...]]:
        """Ways to read a word as two to four words run together, fewest and weightiest first."""
        if not 5 <= len(word) <= 40:
            return []
        found: list[tuple[str, ...]] = []
        self._cut(word, (), found)
        found.sort(key=lambda parts: (len(parts), -min(self.pages_of(part) for part in parts), parts))
        return found[:4]

    def heaviest(self, most: int) -> list[str]:
        """The weightiest words."""
        return [self.words[at] for at in self._heaviest(range(len(self.words)), most)]

    def warm(self) -> None:
        """Make ready what the first misspelt word would wait for."""
        self._signatures()

    def _cut(self, rest: str, before: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
        if len(before) >= 1 and len(rest) > 1 and self.number(rest) >= 0:
            found.append((*before, rest))
        if len(before) == 3 or len(found) > 24:
            return
        for at in range(2, len(rest) - 1):
            if self.number(rest[:at]) >= 0:
                self._cut(rest[at:], (*before, rest[:at]), found)

    def _heaviest(self, numbers: Sequence[int], most: int) -> Iterable[int]:
        mass = self._mass
        return nlargest(most, numbers, key=lambda at: (mass[at], -at))

    def _signatures(self) -> list[int]:
        if not self._letters:
            self._letters = [_letters(word) for word in self.words]
        return self._letters


def _letters(word: str) -> int:
    """Which characters a word has, as bits: words so many slips apart differ in at most twice as many."""
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 63)
    return bits


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def one_slip(word: str) -> set[str]:
    """Every text of small letters one slip away."""
    made: set[str] = set()
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        made.update(head + letter + tail for letter in _ALPHABET)
        if tail:
            made.add(head + tail[1:])
            made.update(head + letter + tail[1:] for letter in _ALPHABET)
        if len(tail) > 1:
            made.add(head + tail[1] + tail[0] + tail[2:])
    made.discard(word)
    return made


def distance(one: str, other: str, most: int) -> int:
    """How many slips apart two words are, or ``most + 1`` where they are more than that.

    Optimal string alignment: Levenshtein's distance with exchanges of neighbours.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, there in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != there))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most and min(last) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)
