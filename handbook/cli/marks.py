"""What ``bookmark``, ``note`` and ``personal`` share: their arguments, and the desk beside the open library."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from handbook.errors import UsageError

if TYPE_CHECKING:
    from handbook.cli.output import Output
    from handbook.desk import Desk
    from handbook.library import Library
    from handbook.personal.record import Anchor
    from handbook.personal.standing import Standing


def group(commands: Any, name: str, summary: str, epilog: str) -> Any:
    """A command with actions below it."""
    parser = commands.add_parser(
        name,
        prog=f"handbook {name}",
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)


def passage_arguments(parser: argparse.ArgumentParser) -> None:
    """``PASSAGE`` and ``--quote``."""
    parser.add_argument(
        "passage", metavar="PASSAGE", help="a page or passage id in full, as show and search print them"
    )
    parser.add_argument("--quote", default="", metavar="TEXT", help="words of the passage; whole sentences are kept")


def identifier_arguments(parser: argparse.ArgumentParser) -> None:
    """``--mask`` and ``--keep-identifiers``."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--mask", action="store_true", help="replace what looks like an identifier by its kind")
    choice.add_argument("--keep-identifiers", action="store_true", help="keep what looks like an identifier")


def json_argument(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def desk_of(library: Library) -> Desk:
    """The desk beside an open library."""
    from handbook.desk import Desk

    return Desk(library.places.data, library)


def opened(options: argparse.Namespace) -> tuple[Output, Library, Desk]:
    """How to print, the library and the desk; what the desk has to tell goes to standard error."""
    from handbook.cli.opening import library, output

    if options.after:
        raise UsageError("There is too much on this command line.", "Put a text in quotes: --text 'like this'")
    out = output(options)
    found = library(options, out)
    desk = desk_of(found)
    for notice in desk.notices:
        out.remark(notice)
    return out, found, desk


def anchored(found: Library, desk: Desk, options: argparse.Namespace) -> Anchor:
    """The anchor a command names. Raises NotFound, or Refused where the quote does not stand in the passage."""
    from handbook.cli.read import no_such

    resolved = found.handbook.resolve(options.passage)
    if resolved is None:
        raise no_such(options.passage, found)
    return desk.anchor(resolved, options.quote)


def standing_words(at: Standing) -> str:
    """What is not as it was, in brackets."""
    if at.state == "moved":
        return f"  (moved, was {at.was})"
    if at.state == "changed":
        return "  (slightly reworded)" if at.is_certain else "  (reads differently now, please confirm)"
    return ""


def short(quote: str) -> str:
    """A quote on one line, cut where it is long."""
    text = " ".join(quote.split())
    return text if len(text) <= 160 else text[:159].rstrip() + "…"


def counted(number: int, what: str) -> str:
    """``1 note``, ``2 notes``."""
    return f"{number} {what}{'' if number == 1 else 's'}"
