"""``walk`` and ``checklist``: guides as plain text."""

from __future__ import annotations

import argparse
from typing import Any

from handbook.errors import NotFound


def describe(name: str, commands: Any, summary: str) -> None:
    """Add one of the commands to the parser."""
    example = {"walk": "pathways/joint-enquiry", "checklist": "checklists/before-a-home-visit"}[name]
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n  handbook {name} {example}\n\nexit status: 0 printed, 1 no such guide\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("guide", metavar={"walk": "PATHWAY", "checklist": "ID"}[name], help="its id in full")
    parser.set_defaults(answer={"walk": walk, "checklist": checklist}[name])


def walk(options: argparse.Namespace) -> int:
    """Print the whole chart of a decision guide. Raises NotFound where there is none of this id."""
    return _print(options, "pathway")


def checklist(options: argparse.Namespace) -> int:
    """Print a checklist with boxes to tick by hand. Raises NotFound where there is none of this id."""
    return _print(options, "checklist")


def _print(options: argparse.Namespace, kind: str) -> int:
    from handbook.cli.opening import library, output
    from handbook.cli.read import print_page
    from handbook.model.reference import split

    out = output(options)
    found = library(options, out)
    resolved = found.handbook.resolve(options.guide)
    page = found.page(split(resolved)[0]) if resolved else None
    if page is None or page.info.kind != kind:
        known = ", ".join(info.id for info in found.handbook.pages.values() if info.kind == kind) or "none"
        raise NotFound(f"There is no {kind} {options.guide}.", f"There are: {known}")
    if kind == "checklist":
        _print_checklist(page.info.id, found, out)
    else:
        print_page(page, list(page.passages), out, found)
    return 0


def _print_checklist(checklist_id: str, found: Any, out: Any) -> None:
    from handbook.cli.output import ACCENT, BOLD, DIM
    from handbook.model.wording import checking, standing

    page = found.page(checklist_id)
    listed = next(checklist for checklist in found.handbook.checklists if checklist.id == checklist_id)
    out.raw(out.styled(page.info.title, BOLD))
    out.raw(out.styled(standing(page.info, found.today()), DIM))
    out.raw(out.styled(checking(page.info), DIM))
    for group in listed.groups:
        out.line()
        out.raw(out.styled(group.title, BOLD, ACCENT))
        for item in group.items:
            passage = page.passage(item.id)
            words = passage.title if passage is not None else item.text
            for number, line in enumerate(_wrapped(words, out.width)):
                out.line(("[ ] " if number == 0 else "    ") + line)
            why = next((line for line in passage.text.split("\n") if line.startswith("Why: ")), "") if passage else ""
            for line in _wrapped(why.removeprefix("Why: "), out.width) if why else ():
                out.raw(out.styled(f"    {line}", DIM))


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(20, width - 4), break_on_hyphens=False) if width else [text]
