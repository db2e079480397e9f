"""Opening the library for a command, with its progress and remarks on standard error."""

from __future__ import annotations

import argparse
from datetime import date

from handbook.cli.main import places
from handbook.cli.output import Output, make
from handbook.library import Library


def output(options: argparse.Namespace) -> Output:
    """How to print in this run."""
    return make(options.plain)


def library(options: argparse.Namespace, out: Output, *, search: bool = False) -> Library:
    """The handbook, opened; with ``search`` its index too, built where it is missing or stale."""
    found = Library(places(options), today=date.today)
    with out.progress("Reading the content") as progress:
        found.open(progress)
    if search:
        with out.progress("Making the search index") as progress:
            found.prepare(progress)
    for notice in found.notices:
        out.remark(notice)
    return found
