"""``doctor``: one page about this machine, for whoever has to help."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        name,
        help=summary,
        description="Look at the terminal, folders, permissions, index and edition, and say what is not as it should be. "
        "Nothing is sent anywhere; nothing of your notes or searches is looked at.",
        epilog="examples:\n  handbook doctor\n  handbook doctor --json\n\nexit status: 0 all is well, 1 something is not\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=doctor)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    topic: str
    is_well: bool
    words: str
    fix: str = ""


def doctor(options: argparse.Namespace) -> int:
    """Print the findings. 1 where one is not as it should be."""
    from handbook.cli.main import places
    from handbook.cli.opening import output

    out = output(options)
    findings = examine(places(options))
    if options.json:
        out.json(
            {"findings": [{"topic": f.topic, "ok": f.is_well, "message": f.words, "fix": f.fix} for f in findings]}
        )
    else:
        for finding in findings:
            out.line(f"{'ok  ' if finding.is_well else 'look'}  {finding.topic}: {finding.words}")
            if finding.fix:
                out.line(f"      {finding.fix}")
    return 0 if all(finding.is_well for finding in findings) else 1


def examine(where: Any) -> list[Finding]:
    """Look at everything; no finding stops the others."""
    return [*_program(), *_terminal(), *_folders(where), *_content(where)]


def _program() -> list[Finding]:
    from handbook import __version__

    return [
        Finding(
            "program",
            True,
            f"handbook {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        )
    ]


def _terminal() -> list[Finding]:
    found = []
    if sys.stdout.isatty():
        size = shutil.get_terminal_size((80, 24))
        large = size.columns >= 60 and size.lines >= 18
        found.append(
            Finding(
                "terminal size",
                large,
                f"{size.columns} by {size.lines}",
                "" if large else "The handbook needs 60 columns and 18 rows: make the window larger.",
            )
        )
    else:
        found.append(Finding("terminal size", True, "no terminal here; the screens need one, the commands do not"))
    term = os.environ.get("TERM", "")
    colours = os.environ.get("COLORTERM", "") or ("256" if "256" in term else "few")
    found.append(
        Finding(
            "colours",
            True,
            "none, as NO_COLOR asks" if "NO_COLOR" in os.environ else f"{colours} ({term or 'no TERM'})",
        )
    )
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower()
    is_utf8 = encoding.replace("-", "") == "utf8"
    found.append(
        Finding(
            "text encoding",
            is_utf8,
            encoding or "unknown",
            "" if is_utf8 else "Set the terminal or PYTHONUTF8=1 to UTF-8.",
        )
    )
    host = os.environ.get("TERM_PROGRAM", "")
    if host == "vscode":
        found.append(
            Finding(
                "keys",
                True,
                "this editor's terminal keeps some Ctrl keys for itself; the handbook needs none of them",
            )
        )
    return found


def _folders(where: Any) -> list[Finding]:
    found = []
    for topic, folder, must in (("content folder", where.content, True), ("index folder", where.index, False)):
        there = folder.is_dir()
        found.append(
            Finding(
                topic,
                there or not must,
                str(folder) + ("" if there else " (not there)"),
                "" if there or not must else "Name it with --content DIR.",
            )
        )
    found.append(_can_write("built index", where.built, "Without it the index is made anew at each start."))
    found.append(_can_write("your own data", where.data, "Reading works; settings and notes cannot be kept."))
    if where.data.is_dir() and os.name == "posix":
        mode = where.data.stat().st_mode & 0o077
        found.append(
            Finding(
                "who can read your data",
                mode == 0,
                "only you" if mode == 0 else "others on this computer too",
                "" if mode == 0 else f"Close it with: chmod 700 '{where.data}'",
            )
        )
    synced = _synced(where.data)
    found.append(
        Finding(
            "synced folder",
            not synced,
            f"your data lies in a folder that {synced} copies elsewhere" if synced else "no",
            "Choose another with --data DIR." if synced else "",
        )
    )
    return found


def _can_write(topic: str, folder: Path, otherwise: str) -> Finding:
    probe = folder
    while not probe.exists() and probe.parent != probe:
        probe = probe.parent
    can = probe.is_dir() and os.access(probe, os.W_OK)
    return Finding(topic, can, f"{folder}" + ("" if can else " cannot be written"), "" if can else otherwise)


_SYNCED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
}


def _synced(folder: Path) -> str:
    for step in folder.parts:
        for mark, name in _SYNCED.items():
            if step.casefold().startswith(mark) or (mark == "icloud" and "icloud" in step.casefold()):
                return name
    return ""


def _content(where: Any) -> list[Finding]:
    from handbook.errors import HandbookError
    from handbook.library import Library

    library = Library(where)
    try:
        library.open()
    except HandbookError as error:
        return [Finding("content", False, error.message, error.hint)]
    handbook = library.handbook
    errors = sum(problem.severity == "error" for problem in library.problems)
    edition = f"{handbook.title}, edition {handbook.edition or 'not named'}, {handbook.date or 'no date'}"
    found = [Finding("edition", True, edition)]
    found.append(
        Finding(
            "content",
            errors == 0,
            f"{len(handbook.pages)} pages" + (f", {errors} errors" if errors else ""),
            "See them with: handbook check" if errors else "",
        )
    )
    built = library.built_folder()
    found.append(
        Finding("search index", True, f"up to date, {built.name[:12]}" if built else "will be made at the next start")
    )
    today = library.today()
    overdue = sum(info.state(today) == "overdue" for info in handbook.pages.values())
    found.append(
        Finding(
            "reviews",
            overdue == 0,
            "no page is past its review date" if not overdue else f"{overdue} pages are past their review date",
            "If this computer's date is wrong, that is why; else ask for the next edition." if overdue else "",
        )
    )
    return found
