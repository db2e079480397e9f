"""``judge``: how well search answers the golden queries."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handbook.cli.output import Output
    from handbook.search.judge import Judgement

LISTED = 20
"""How many misses are listed as text; ``--json`` has them all."""


def describe(name: str, commands: Any, summary: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        name,
        help=summary,
        description="Ask every query of index/queries.yaml and grade what comes: success at 1 and 3 (an answer among the "
        "first hits) and nDCG at 10, for each subset, with the misses and what came instead.",
        epilog="examples:\n  handbook judge\n  handbook judge --json\n\nexit status: 0 judged, 1 there are no queries\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=judge)


def judge(options: argparse.Namespace) -> int:
    """Print the figures. Raises NotFound where there is no golden query."""
    from handbook.cli.opening import library, output
    from handbook.errors import NotFound

    out = output(options)
    found = library(options, out, search=True)
    judgement = found.judge()
    if not judgement.queries:
        raise NotFound("There are no golden queries.", "Write some into index/queries.yaml: see index/README.md.")
    if options.json:
        document = figures(judgement)
        document["subsets"] = {name: figures(subset) for name, subset in judgement.subsets.items()}
        out.json(document)
    else:
        _print(judgement, out)
    return 0


def figures(judgement: Judgement) -> dict[str, Any]:
    """One set of figures in the shape of ``judge --json``."""
    return {
        "queries": judgement.queries,
        "success_at_1": judgement.success_at_1,
        "success_at_3": judgement.success_at_3,
        "ndcg_at_10": judgement.ndcg_at_10,
        "misses": [
            {"query": miss.query, "wanted": list(miss.wanted), "got": list(miss.got)} for miss in judgement.misses
        ],
    }


def _print(judgement: Judgement, out: Output) -> None:
    from handbook.cli.output import BOLD

    out.raw(out.styled(f"{'':<18}{'queries':>8}{'success@1':>11}{'success@3':>11}{'nDCG@10':>9}", BOLD))
    for name, figure in (("all", judgement), *judgement.subsets.items()):
        out.line(
            f"{name:<18}{figure.queries:>8}{figure.success_at_1:>11.3f}{figure.success_at_3:>11.3f}{figure.ndcg_at_10:>9.3f}"
        )
    if judgement.misses:
        out.line()
        out.raw(out.styled(f"{len(judgement.misses)} without an answer in the first three:", BOLD))
    for miss in judgement.misses[:LISTED]:
        out.line(f"  {miss.query}")
        out.line(f"      wanted {', '.join(miss.wanted)}")
        out.line(f"      got    {', '.join(miss.got) or 'nothing'}")
    if len(judgement.misses) > LISTED:
        out.line(f"  and {len(judgement.misses) - LISTED} more: --json lists them all")
    if judgement.stale:
        out.remark("Graded pages that are not there: " + ", ".join(judgement.stale))
