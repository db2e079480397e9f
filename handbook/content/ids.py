"""How files, titles and headings become ids and slugs, and how former ids are written."""

from __future__ import annotations

import hashlib
import re
from posixpath import splitext

from handbook.model.reference import is_page_id, is_slug
from handbook.text import fold

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_NOT_IN_STEP = re.compile(r"[^a-z0-9_-]+")
_FORMER = re.compile(r"([^\s#>]+)(?:#([^\s#>]+)(?:\s*>\s*([^\s#>]+))?)?")
_MOST = 80


def slugify(text: str, otherwise: str = "section") -> str:
    """A slug for a heading: folded, words joined by hyphens; ``otherwise`` where no letter or digit is left."""
    return _NOT_IN_SLUG.sub("-", fold(text).replace("'", "")).strip("-")[:_MOST].strip("-") or otherwise


def page_id_of(file: str) -> str:
    """The id that a file has by its path: ``procedures/recording`` for ``procedures/recording.md``.

    Capitals, accents and spaces are folded away. A step with no letter or digit that an id can hold becomes ``page-``
    and a short digest of its name, so that it is the same every time.
    """
    return "/".join(_step(step) for step in splitext(file)[0].split("/"))


def _step(name: str) -> str:
    folded = _NOT_IN_STEP.sub("-", fold(name).replace("'", "")).strip("-_")[:_MOST]
    return folded or f"page-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


def title_of(name: str) -> str:
    """A title for a file or folder without one: ``Hard to reach`` for ``hard-to-reach``."""
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:] or name


def former(text: str) -> tuple[str, str] | None:
    """A former id and the slug it has now: ``("old/page", "")`` or ``("old/page#slug", "new-slug")``.

    None if it is malformed. Without ``>`` a passage keeps its slug.
    """
    found = _FORMER.fullmatch(text)
    if not found:
        return None
    page, slug, now = found.groups()
    if not is_page_id(page) or not all(is_slug(part) for part in (slug, now) if part):
        return None
    return (f"{page}#{slug}", now or slug) if slug else (page, "")
