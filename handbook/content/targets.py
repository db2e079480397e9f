"""Where a link leads, by what is written in it and where it stands."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from handbook.content.ids import page_id_of
from handbook.model.reference import is_page_id, is_slug, passage_id, split

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_OPENED = ("https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved link."""

    to: str
    """A page or passage id or an address. Text that is neither stays as it is: a dead link, said by the rules."""
    rule: str = ""
    """The rule that it breaks, or empty."""
    message: str = ""
    fix: str = ""

    @property
    def opens(self) -> bool:
        """Whether it is well formed: a page or passage id, or an address that may be opened."""
        return not self.rule and (is_address(self.to) or is_reference(self.to))


def is_address(target: str) -> bool:
    """Whether a target is an address outside the handbook."""
    return target.startswith(tuple(f"{scheme}:" for scheme in _OPENED))


def is_reference(target: str) -> bool:
    """Whether a target is a well-formed page id or passage id."""
    page, slug = split(target)
    return is_page_id(page) and ("#" not in target or is_slug(slug))


def resolve(written: str, page: str, file: str) -> Target:
    """What a link on a page leads to.

    Args:
        written: The target as written: a page id, ``page#slug``, ``#slug``, a relative ``.md`` path or an address.
        page: The id of the page it stands on.
        file: That page's file, relative to the content folder.
    """
    written = written.strip()
    if not written or written == "#":
        return Target(
            "", "bad-link", "The link has no target.", "Write a page id in the round brackets: [text](page-id)."
        )
    scheme = _SCHEME.match(written)
    if scheme:
        return _address(written, scheme.group(1))
    if written.startswith("#"):
        return Target(passage_id(page, written[1:]))
    path, hash_, slug = written.partition("#")
    if path.startswith(("/", "\\")):
        return _outside(written)
    if path.lower().endswith(".md"):
        return _file(unquote(path), hash_ + slug, written, file)
    if ".." in path.split("/"):
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(path)))
        return _outside(written) if inside.startswith("..") else Target(written)
    return Target(written)


def _address(written: str, scheme: str) -> Target:
    lower = scheme.lower()
    if lower not in _OPENED:
        return Target(
            written,
            "link-scheme",
            f"Links to {scheme}: are not opened from the handbook.",
            "Use an https:, mailto: or tel: address, or a page id.",
        )
    rest = written[len(scheme) + 1 :]
    if not rest.strip("/") or re.search(r"\s", rest):
        message = "The address of this link is incomplete or holds a space."
        return Target(written, "bad-link", message, "Write the whole address, without spaces.")
    return Target(f"{lower}:{rest}")


def _file(path: str, fragment: str, written: str, file: str) -> Target:
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    if inside.startswith(("..", "/")) or "\\" in inside:
        return _outside(written)
    return Target(page_id_of(inside) + fragment)


def _outside(written: str) -> Target:
    return Target(
        written,
        "link-outside",
        "The link leads out of the content folder.",
        "Link to a page of the handbook by its id, or to an https: address.",
    )
