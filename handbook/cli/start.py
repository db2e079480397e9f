"""``handbook`` by itself: the screens at a terminal, else the contents, a page or hits as text."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from handbook.cli.output import Output

if TYPE_CHECKING:
    from handbook.desk import Desk


def start(options: argparse.Namespace, words: list[str]) -> int:
    """Open the terminal screens at a page or a search; without a terminal at both ends print instead."""
    if words and words[0] == "--":
        words = words[1:]
    text = " ".join(words).strip()
    if sys.stdin.isatty() and sys.stdout.isatty() and not options.plain:
        return _open(options, text)
    return _print(options, text)


def _open(options: argparse.Namespace, text: str) -> int:
    from handbook.cli.main import places
    from handbook.library import Library
    from handbook.model.reference import is_page_id
    from handbook.settings import SettingsFile
    from handbook.tui.app import run
    from handbook.tui.services import Services

    where = places(options)
    library = Library(where)

    def desk() -> Desk:
        from handbook.desk import Desk

        return Desk(where.data, library)

    services = Services(library=library, settings=SettingsFile(where.data), open_address=_open_address, desk=desk)
    page = query = ""
    if text:
        if is_page_id(text.partition("#")[0]):
            library.open()  # a known id is opened, any other word is searched
            page = text if library.handbook.resolve(text) else ""
        query = "" if page else text
    return run(services, page=page, query=query)


def _open_address(address: str) -> bool:
    import webbrowser  # only who opens an address waits for it

    return webbrowser.open(address)


def _print(options: argparse.Namespace, text: str) -> int:
    from handbook.cli import read
    from handbook.cli.opening import library, output

    out = output(options)
    if not text:
        found = library(options, out)
        read.print_contents(found, out)
        _say_how(out)
        return 0
    found = library(options, out)
    if found.handbook.resolve(text):
        options.reference, options.json = text, False
        return read.show(options)
    options.query, options.after, options.limit, options.kind, options.part = [text], [], 10, "", ""
    options.explain, options.json = False, False
    return read.search(options)


def _say_how(out: Output) -> None:
    out.line()
    out.line("Search:  handbook search WORDS      for example: handbook search disguised compliance")
    out.line("Read:    handbook show ID           for example: handbook show hard-to-reach/indicators")
    out.line("At a terminal, `handbook` alone opens it for reading; / searches, ? helps, q quits.")
