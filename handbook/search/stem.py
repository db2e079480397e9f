"""Stems: words that differ in their ending only. Porter's algorithm (1980), as Whoosh has it."""

from __future__ import annotations

from functools import lru_cache

from handbook.search import safe  # noqa: F401  (before anything of Whoosh is used)

from whoosh.lang.porter import stem as _porter  # isort: skip


@lru_cache(maxsize=20_000)
def stem(term: str) -> str:
    """The stem of a folded term; a term with a figure or a letter beyond a to z is its own."""
    if len(term) < 4 or not (term.isascii() and term.isalpha()):
        return term
    found: str = _porter(term)
    return found
