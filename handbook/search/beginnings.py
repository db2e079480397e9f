"""Reading the table of what starts with one to three letters; it is made by :mod:`handbook.search.summary`."""

from __future__ import annotations

import json

Best = tuple[int, int, int, str]
"""Number of a page, document of its best passage (-1: none), score in ten-thousandths, the word that starts so."""


class Beginnings:
    """The table, read line by line as it is asked."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines: dict[str, str] = {}

    def warm(self) -> None:
        """Find the lines."""
        data = self._data
        if data:
            text = data.decode("utf-8", "surrogatepass")
            self._lines = dict(line.split("\t", 1) for line in text.split("\n"))
            self._data = b""

    def knows(self, letters: str) -> bool:
        """Whether anything starts so."""
        self.warm()
        return letters in self._lines

    def find(self, letters: str) -> tuple[list[int], list[Best]]:
        """All pages that have a word that starts so, in reading order, and the best of them, best first."""
        self.warm()
        bits, best = json.loads(self._lines[letters])
        pages = [at for at, bit in enumerate(reversed(f"{int(bits, 16):b}")) if bit == "1"]
        return pages, [(page, document, score, word) for page, document, score, word in best]
