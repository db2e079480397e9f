"""Ids of pages and passages, and how they are written.

A page id is one or more steps of ``[a-z0-9][a-z0-9_-]*`` joined by ``/``; the first of two or more names the part.
A passage id is ``page-id#slug``; what stands before a page's first heading is ``page-id#top``.
"""

from __future__ import annotations

import re

TOP = "top"
"""The slug of the passage before a page's first heading."""

STEP = r"[a-z0-9][a-z0-9_-]*"
_PAGE = re.compile(rf"{STEP}(?:/{STEP})*")
_SLUG = re.compile(STEP)


def is_page_id(text: str) -> bool:
    """Whether a text is a well-formed page id. Says nothing about whether such a page exists."""
    return len(text) <= 200 and _PAGE.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Whether a text is a well-formed slug of a passage."""
    return len(text) <= 120 and _SLUG.fullmatch(text) is not None


def passage_id(page: str, slug: str) -> str:
    """The id of a passage: ``page#slug``."""
    return f"{page}#{slug}"


def split(reference: str) -> tuple[str, str]:
    """Page and slug of ``page``, ``page#slug`` or ``#slug``; what is not named is the empty string."""
    page, _, slug = reference.partition("#")
    return page, slug


def part_of(page: str) -> str:
    """The part that a page id names: its first step, or the empty string for an id of one step."""
    first, slash, _ = page.partition("/")
    return first if slash else ""
