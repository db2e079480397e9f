"""``bookmark``: places to come back to, without the screens."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from handbook.cli.marks import (
    anchored,
    group,
    identifier_arguments,
    json_argument,
    opened,
    passage_arguments,
    short,
    standing_words,
)

if TYPE_CHECKING:
    from handbook.personal.record import Bookmark
    from handbook.personal.standing import Standing

_EPILOG = """\
examples:
  handbook bookmark add hard-to-reach/indicators
  handbook bookmark add procedures/recording#words --folder "before a visit"
  handbook bookmark list --json
  handbook bookmark remove ID

Bookmarks need no passphrase; a folder's name is kept in clear.
exit status: 0 done, 1 no such passage or bookmark, or the quote does not stand there
"""


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    actions = group(commands, name, summary, _EPILOG)
    add = actions.add_parser("add", help="keep a place")
    passage_arguments(add)
    add.add_argument("--folder", default="", metavar="NAME", help="the folder to keep it in")
    identifier_arguments(add)
    json_argument(add)
    add.set_defaults(answer=bookmark_add)
    listed = actions.add_parser("list", help="list every bookmark and where it stands now")
    listed.add_argument("--folder", metavar="NAME", help="only this folder")
    json_argument(listed)
    listed.set_defaults(answer=bookmark_list)
    remove = actions.add_parser("remove", help="put bookmarks in the bin")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(answer=bookmark_remove)


def bookmark_add(options: argparse.Namespace) -> int:
    """Keep a place and print the bookmark's id."""
    from handbook.cli.passphrase import gate

    out, found, desk = opened(options)
    at = anchored(found, desk, options)
    folder = gate(options.folder, options, "The folder's name looks")
    kept = desk.bookmark(at, folder=folder)
    if options.json:
        out.json({"id": kept.id})
    else:
        out.line(kept.id)
    return 0


def bookmark_list(options: argparse.Namespace) -> int:
    """Print the bookmarks, by folder and in their order."""
    out, _, desk = opened(options)
    marks = [b for b in desk.bookmarks.all() if options.folder is None or b.folder == options.folder]
    standing = [(bookmark, desk.standing(bookmark.anchor)) for bookmark in marks]
    if options.json:
        out.json({"bookmarks": [bookmark_document(bookmark, at) for bookmark, at in standing]})
        return 0
    for bookmark, at in standing:
        where = at.passage or f"{at.was} (no longer in the handbook)"
        folder = f"  in {bookmark.folder}" if bookmark.folder else ""
        out.line(f"{bookmark.id}  {where}{folder}{standing_words(at)}")
        if bookmark.anchor.quote:
            out.line(f"    “{short(bookmark.anchor.quote)}”")
    if not standing:
        out.remark("There are no bookmarks.")
    return 0


def bookmark_document(bookmark: Bookmark, at: Standing) -> dict[str, Any]:
    """A bookmark in the shape of ``bookmark list --json``."""
    return {
        "id": bookmark.id,
        "passage": at.passage,
        "quote": bookmark.anchor.quote,
        "folder": bookmark.folder,
        "anchor": at.state,
        "was": at.was,
    }


def bookmark_remove(options: argparse.Namespace) -> int:
    """Put bookmarks in the bin. Raises NoSuch."""
    out, _, desk = opened(options)
    for bookmark_id in options.ids:
        desk.bookmarks.get(bookmark_id)
    for bookmark_id in options.ids:
        desk.bookmarks.remove(bookmark_id)
    out.remark(f"In the bin: {len(options.ids)}.")
    return 0
