"""The scope words of the search box: read from it and written into it. Pure."""

from __future__ import annotations

import re


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
