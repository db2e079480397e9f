"""The words of the search box: scopes read from it and written into it, and what a hit says of them. Pure."""

from __future__ import annotations

import re

from handbook.search.hit import Hit

_SOME = re.compile(r"\d+ of \d+ words")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=\s)){name}:(\S*)\s*", re.IGNORECASE)


def scope_of(text: str, name: str) -> str:
    """The value of ``name:`` in a query, or the empty string."""
    found = _pattern(name).search(text)
    return found.group(1) if found else ""


def narrowed(text: str, name: str, value: str) -> str:
    """The query with ``name:value`` in front, replacing what was there; an empty value takes it away."""
    rest = _pattern(name).sub("", text)
    return f"{name}:{value} {rest.lstrip()}" if value else rest


def has_all_words(hit: Hit) -> bool:
    """Whether a hit has every word of the query: only then does the page at hand go before better pages."""
    return not any(_SOME.fullmatch(reason) for reason in hit.why)
