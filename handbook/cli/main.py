"""The parser, and who answers which command."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from handbook import __version__
from handbook.errors import HandbookError, UsageError
from handbook.text import guard

_EPILOG = """\
where things are:
  content and index  beside the program in a checkout, else the installed edition
  your own data      this computer's data folder for one user, or --data

exit status: 0 done, 1 the answer is no (nothing found, errors found), 2 used wrongly

examples:
  handbook                                   open the handbook
  handbook procedures/professionals-meeting  open it at a page
  handbook the carer says he has moved out   open it at a search
  handbook search "third review"             hits in plain text
  handbook show hard-to-reach/indicators     a page as text
  handbook check                             what is wrong with the content, and how to mend it
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence, and where the help is."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {guard(message)}", file=sys.stderr)
        print(f"Try: {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line, or with ``only`` one command's, or none's (the empty string).

    Nothing heavy is imported to make it; what is not needed is left out, because every start waits for it.
    """
    top = _Parser(
        prog="handbook",
        description="An offline reference for people who protect children: the S15 synopsis of learning, procedures, "
        "and guidance on hard-to-reach families, searched and read in a terminal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="handbook [options] [PAGE or QUERY ...]\n       handbook [options] COMMAND [...]",
    )
    top.add_argument("--version", action="version", version=f"handbook {__version__}")
    top.add_argument("--content", metavar="DIR", help="the content folder (or HANDBOOK_CONTENT)")
    top.add_argument("--index", metavar="DIR", help="the index folder (or HANDBOOK_INDEX)")
    top.add_argument("--data", metavar="DIR", help="the folder of your own data (or HANDBOOK_DATA)")
    top.add_argument(
        "--plain",
        action="store_true",
        help="no colour, no cursor tricks, one thing a line: for screen readers and pipes",
    )
    if only == "":
        return top
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, module, summary in GROUPS:
        if only in (None, name):
            importlib.import_module(module).describe(name, commands, summary)
    return top


GROUPS: tuple[tuple[str, str, str], ...] = (
    ("search", "handbook.cli.read", "search the handbook"),
    ("show", "handbook.cli.read", "print a page or a passage"),
    ("contents", "handbook.cli.read", "list all there is"),
    ("walk", "handbook.cli.guides", "print a decision guide, the whole chart as text"),
    ("checklist", "handbook.cli.guides", "print a checklist"),
    ("check", "handbook.cli.maintain", "say what is wrong with the content, where, and how to mend it"),
    ("build", "handbook.cli.maintain", "compile the content and the search index"),
    ("judge", "handbook.cli.judge", "how well search answers the golden queries"),
    ("new", "handbook.cli.maintain", "make a page with its front matter to fill in"),
    ("bookmark", "handbook.cli.bookmarks", "keep places and list them"),
    ("note", "handbook.cli.notes", "write notes on passages and list them"),
    ("personal", "handbook.cli.personal", "your own data as a whole: export, import, back up, protect, erase"),
    ("doctor", "handbook.cli.doctor", "one page about this machine"),
    ("completion", "handbook.cli.completion", "print a completion script for a shell"),
)
"""Name, module and summary of each command, in the order of the help."""

_TAKES_VALUE = ("--content", "--index", "--data")


def run(arguments: Sequence[str]) -> int:
    """Run one command line. Returns the exit status; never raises, never prints a traceback."""
    try:
        return _run(list(arguments))
    except HandbookError as error:
        print(f"handbook: {guard(error.message)}", file=sys.stderr)
        if error.hint:
            print(guard(error.hint), file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        with contextlib.suppress(OSError):  # the reader of our output went away, as `| head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except Exception as error:  # a fault of ours: say where, never what was typed
        at = "unknown place"
        trace = error.__traceback__
        while trace is not None:
            at = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
            trace = trace.tb_next
        print(f"handbook: a fault of its own stopped this command ({type(error).__name__} at {at}).", file=sys.stderr)
        print("Nothing you had saved was touched. Please tell whoever looks after the handbook.", file=sys.stderr)
        return 1


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    before, rest = split_arguments(arguments)
    names = {name for name, _, _ in GROUPS}
    if rest and rest[0] in names:
        cut = rest.index("--") if "--" in rest else len(rest)
        options = parser(rest[0]).parse_args([*before, *rest[:cut]])
        options.after = rest[cut + 1 :]
        status: int = options.answer(options)
        return status
    asks_for_help = any(word in ("-h", "--help") for word in before)
    options = parser(None if asks_for_help else "").parse_args(before)
    from handbook.cli.start import start

    return start(options, rest)


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The options before the command, and the rest. After ``--`` all is the rest."""
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word == "--":
            return arguments[:at], ["--", *arguments[at + 1 :]]
        if not word.startswith("-") or word == "-":
            break
        at += 2 if word in _TAKES_VALUE else 1
    return arguments[:at], arguments[at:]


def places(options: argparse.Namespace) -> Any:
    """The folders this command line asks for. Raises UsageError where one that was named is not there."""
    from handbook import paths

    named = options.content or os.environ.get("HANDBOOK_CONTENT")
    if named and not Path(named).expanduser().is_dir():
        raise UsageError(
            f"There is no folder {named}.", "Name the content folder with --content DIR, or leave the option out."
        )
    return paths.find(options.content, options.index, options.data)
