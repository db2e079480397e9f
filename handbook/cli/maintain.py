"""``check``, ``build`` and ``new``: the content maintainer's loop."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from handbook.errors import HandbookError, UsageError

if TYPE_CHECKING:
    from handbook.cli.output import Output
    from handbook.library import BuildReport, Library
    from handbook.model.problem import Problem

WATCH_SECONDS = 0.5
"""How often ``--watch`` looks at the files."""


def describe(name: str, commands: Any, summary: str) -> None:
    """Add one of the commands to the parser."""
    {"check": _describe_check, "build": _describe_build, "new": _describe_new}[name](commands, summary)


# check


def _describe_check(commands: Any, summary: str) -> None:
    parser = commands.add_parser(
        "check",
        help=summary,
        description="Check every page, registry and guide, and every rule for publishing: fields, links, coverage, dates, "
        "words, and that each `found_by` phrase finds its page.",
        epilog="examples:\n  handbook check\n  handbook check --json\n\n"
        "exit status: 0 nothing, or warnings alone; 1 errors\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=check)


def check(options: argparse.Namespace) -> int:
    """Print every problem. 1 where there is an error."""
    from handbook.cli.opening import output
    from handbook.library import Library

    out = output(options)
    library = _library(options, Library)
    with out.progress("Checking") as progress:
        problems = library.check(progress)
    if options.json:
        out.json({"problems": [problem_document(problem) for problem in problems]})
    else:
        print_problems(problems, out)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _library(options: argparse.Namespace, kind: type[Library]) -> Library:
    from handbook.cli.main import places

    return kind(places(options))


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem in the shape of ``check --json``."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "fix": problem.fix,
    }


def print_problems(problems: tuple[Problem, ...], out: Output) -> None:
    """Each problem with its place, the line as it stands, and what to do."""
    from handbook.cli.output import BOLD, DIM

    for problem in problems:
        place = f"{problem.file}:{problem.line}:{problem.column}"
        out.raw(f"{out.styled(place, BOLD)}  {problem.severity}: {out.styled(problem.message)}")
        if problem.quoted.strip():
            out.raw(f"    {out.styled(problem.quoted.strip()[:200], DIM)}")
        out.line(f"    {problem.fix}  [{problem.rule}]")
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    out.line(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# build


def _describe_build(commands: Any, summary: str) -> None:
    parser = commands.add_parser(
        "build",
        help=summary,
        description="Compile the content and its search index. Only what changed is done anew; readers go on with the "
        "old index until the new one is whole. An error in the content stops the build and leaves the old index.",
        epilog="examples:\n  handbook build\n  handbook build --watch\n  handbook build --force --json\n\n"
        "exit status: 0 built or up to date; 1 errors in the content\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--force", action="store_true", help="build everything anew")
    parser.add_argument("--watch", action="store_true", help="build again whenever a file changes, until stopped")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=build)


def build(options: argparse.Namespace) -> int:
    """Build. 1 where the content has errors."""
    from handbook.cli.opening import output

    out = output(options)
    if options.watch:
        return _watch(options, out)
    return _build_once(options, out)


def _build_once(options: argparse.Namespace, out: Output) -> int:
    from handbook.library import ContentErrors, Library

    library = _library(options, Library)
    try:
        with out.progress("Building") as progress:
            report = library.build(force=options.force, progress=progress)
    except ContentErrors as stopped:
        print_problems(stopped.problems, _to_stderr(out))
        out.remark(stopped.message)
        out.remark(stopped.hint)
        return 1
    if options.json:
        out.json(report_document(report))
        return 0
    if report.problems:
        print_problems(report.problems, _to_stderr(out))
    changed = "nothing changed" if not report.changed else f"{_count(report.changed, 'page')} indexed anew"
    out.line(
        f"{_count(report.pages, 'page')}, {_count(report.passages, 'passage')}; {changed}; {report.took_s:.2f} s."
    )
    return 0


def _to_stderr(out: Output) -> Output:
    from handbook.cli.output import Remarks

    return Remarks(colour=False, plain=out.plain, width=out.width)


def report_document(report: BuildReport) -> dict[str, Any]:
    """A build in the shape of ``build --json``."""
    return {
        "pages": report.pages,
        "passages": report.passages,
        "changed": report.changed,
        "took_s": round(report.took_s, 3),
        "index": str(report.index),
    }


def _watch(options: argparse.Namespace, out: Output) -> int:
    """Build at every change until Ctrl-C. An error leaves the last good index in place and the watch going."""
    import time

    from handbook.cli.main import places
    from handbook.content.loader import digests

    where = places(options)
    seen: Any = None
    out.remark("Watching. Ctrl-C ends it.")
    while True:
        try:
            present = digests(where.content, where.index)
        except HandbookError:
            present = None
        if present != seen:
            seen = present
            try:
                _build_once(options, out)
            except HandbookError as error:
                out.remark(str(error))
            options.force = False
        time.sleep(WATCH_SECONDS)


# new


def _describe_new(commands: Any, summary: str) -> None:
    parser = commands.add_parser(
        "new",
        help=summary,
        description="Make a page with its front matter to fill in. Nothing that exists is overwritten.",
        epilog="examples:\n  handbook new page procedures/recording\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["page"], help="what to make")
    parser.add_argument("id", metavar="ID", help="the page's id, such as procedures/recording")
    parser.set_defaults(answer=new)


_PAGE = """\
---
id: {id}
title: "{title}"
summary: ""
kind: guidance                 # finding, procedure, guidance, reference or local
provenance: practice guidance  # synopsis 2015, procedure, practice guidance or local
audience: [practitioner]
found_by:                      # at least five things a person would type or say
  - ""
related: []
sources: []
covers: []
owner: ""
checked: {today}
reviewed: ""
review_by: {due}
---

::: answer
What to do or know, in at most six lines.
:::

## First heading {{#first-heading}}
"""


def new(options: argparse.Namespace) -> int:
    """Make the file. Raises UsageError for an id that is no id, HandbookError where the file is there already."""
    from datetime import date

    from handbook.cli.main import places
    from handbook.cli.opening import output
    from handbook.model.reference import is_page_id

    out = output(options)
    if not is_page_id(options.id):
        raise UsageError(
            f"{options.id!r} cannot be an id.",
            "Use small letters, digits, - and _, steps joined by /: procedures/recording",
        )
    path = places(options).content.joinpath(*options.id.split("/")).with_suffix(".md")
    today = date.today()
    try:
        due = today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        due = date(today.year + 1, 3, 1)
    title = options.id.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ").capitalize()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_PAGE.format(id=options.id, title=title, today=today.isoformat(), due=due.isoformat()))
    except FileExistsError:
        raise HandbookError(f"{path} is there already.", "Nothing was changed; edit that file.") from None
    except OSError as error:
        raise HandbookError(
            f"{path} cannot be written ({error.strerror}).", "Check the folder's permissions."
        ) from None
    out.line(str(path))
    out.remark("Fill it in, name it in content/handbook.yaml where it belongs, and run: handbook check")
    return 0
