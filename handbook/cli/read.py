"""``search``, ``show`` and ``contents``: reading without the screens."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from handbook.errors import NotFound, UsageError

if TYPE_CHECKING:
    from handbook.cli.output import Output
    from handbook.library import Library
    from handbook.model.page import Page, Passage
    from handbook.search.hit import Hit, Results


def describe(name: str, commands: Any, summary: str) -> None:
    """Add one of the commands to the parser."""
    {"search": _describe_search, "show": _describe_show, "contents": _describe_contents}[name](commands, summary)


def _add(commands: Any, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


# search

_SEARCH_EPILOG = """\
words        in any order and any form; passages with all of them come first
"two words"  side by side
-word        without it (write it after --, so that it is not taken for an option)
kind:K part:P state:S   only these, as the options do

examples:
  handbook search disguised compliance
  handbook search '"third review"' --explain
  handbook search --kind procedure medical
  handbook search -- s.47 -police

exit status: 0 hits, 1 nothing found, 2 no query
"""


def _describe_search(commands: Any, summary: str) -> None:
    parser = _add(commands, "search", summary, _SEARCH_EPILOG)
    parser.add_argument("query", nargs="*", metavar="QUERY", help="what to look for; after -- any text is a query")
    parser.add_argument("--limit", type=_positive, default=10, metavar="N", help="list at most N hits (10)")
    parser.add_argument(
        "--kind",
        default="",
        metavar="K",
        help="only this kind: finding, procedure, guidance, reference, local, pathway, checklist, session",
    )
    parser.add_argument(
        "--part", default="", metavar="P", help="only this part, by its id: `handbook contents` lists them"
    )
    parser.add_argument("--explain", action="store_true", help="say of each hit why it is there")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=search)


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("give a whole number from 1 to 1000")
    return number


def search(options: argparse.Namespace) -> int:
    """Print ranked hits. 1 where nothing is found, 2 for a query of white space."""
    from handbook.cli.opening import library, output
    from handbook.search.hit import Request

    text = " ".join([*options.query, *options.after])
    if not text.strip():
        raise UsageError("There is nothing to search for.", 'Give some words: handbook search "third review"')
    out = output(options)
    found = library(options, out, search=True)
    results = found.search(Request(text=text, limit=options.limit, kind=options.kind, part=options.part))
    if options.json:
        out.json(results_document(results))
    else:
        print_results(results, out, explain=options.explain)
    return 0 if results.hits else 1


def results_document(results: Results) -> dict[str, Any]:
    """The results in the shape of ``search --json``."""
    return {
        "query": results.query,
        "took_ms": round(results.took_ms, 3),
        "total": results.total,
        "suggestion": results.suggestion,
        "dropped": list(results.dropped),
        "hits": [
            {
                "page": hit.page,
                "passage": hit.passage,
                "title": hit.title,
                "headings": list(hit.headings),
                "part": hit.part,
                "kind": hit.kind,
                "provenance": hit.provenance,
                "state": hit.state,
                "score": round(hit.score, 4),
                "snippet": hit.snippet,
                "matches": [list(match) for match in hit.matches],
                "why": list(hit.why),
            }
            for hit in results.hits
        ],
    }


def print_results(results: Results, out: Output, *, explain: bool = False) -> None:
    """The hits as text, best first; where there are none, three ways on."""
    if results.dropped:
        out.remark("Not in the handbook: " + ", ".join(results.dropped))
    if results.suggestion:
        out.remark(f"Did you mean: {results.suggestion}")
    if not results.hits:
        out.remark("Nothing in the handbook for these words.")
        out.remark(
            "Try fewer words, or say it as you would to a colleague; take away kind:, part:, quotes or a minus;"
        )
        out.remark("or look through the list of everything: handbook contents")
        return
    for number, hit in enumerate(results.hits, 1):
        _print_hit(number, hit, out, explain)
    if results.total > len(results.hits):
        out.remark(f"{len(results.hits)} of {results.total} pages. --limit N lists more.")


def _print_hit(number: int, hit: Hit, out: Output, explain: bool) -> None:
    from handbook.cli.output import BOLD, DIM

    standing = " · ".join(word for word in (hit.provenance or hit.kind, hit.state) if word)
    if out.plain:
        out.line(f"{number}. {hit.title}")
        out.line(f"   {standing}")
        out.line(f"   id: {hit.passage}")
        if hit.headings:
            out.line("   under: " + ", ".join(hit.headings))
        out.line("   " + " ".join(hit.snippet.split()))
    else:
        if number > 1:
            out.line()
        out.raw(f"{number:>2}  {out.styled(hit.title, BOLD)}   {out.styled(standing, DIM)}")
        out.raw(
            f"    {out.styled(hit.passage, DIM)}"
            + (f"  {out.styled(' › '.join(hit.headings))}" if hit.headings else "")
        )
        out.raw("    " + _marked(hit, out))
    if explain:
        for reason in hit.why:
            out.line(f"    why: {reason}")
        out.line(f"    score: {hit.score:.2f}")


def _marked(hit: Hit, out: Output) -> str:
    from handbook.cli.output import BOLD, UNDERLINE

    text, at = "", 0
    for start, end in hit.matches:
        text += out.styled(hit.snippet[at:start]).replace("\n", " ") + out.styled(
            hit.snippet[start:end], BOLD, UNDERLINE
        )
        at = end
    return (text + out.styled(hit.snippet[at:])).replace("\n", " ")


# show

_SHOW_EPILOG = """\
examples:
  handbook show hard-to-reach/indicators
  handbook show procedures/professionals-meeting#agenda
  handbook --plain show synopsis/supervision
  handbook show reference/glossary --json

A former id leads to where the text stands now. exit status: 0 shown, 1 no such page or passage
"""


def _describe_show(commands: Any, summary: str) -> None:
    parser = _add(commands, "show", summary, _SHOW_EPILOG)
    parser.add_argument(
        "reference", metavar="PAGE[#PASSAGE]", help="an id in full, as search and contents print them"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=show)


def show(options: argparse.Namespace) -> int:
    """Print a page or a passage. Raises NotFound where there is none of this id."""
    from handbook.cli.opening import library, output
    from handbook.model.reference import split

    out = output(options)
    found = library(options, out)
    resolved = found.handbook.resolve(options.reference)
    if resolved is None:
        raise no_such(options.reference, found)
    page_id, slug = split(resolved)
    page = found.page(page_id)
    if page is None:
        raise no_such(options.reference, found)
    if resolved != options.reference:
        out.remark(f"{options.reference} is now {resolved}.")
    passages = [passage for passage in page.passages if not slug or passage.slug == slug]
    if options.json:
        out.json(page_document(page, passages, found))
    else:
        if not slug:
            passages = list(found.handbook.with_sources(page).passages)
        print_page(page, passages, out, found)
    return 0


def no_such(reference: str, found: Library) -> NotFound:
    """What is said of an id that leads nowhere: the passages there are, or the nearest page."""
    from difflib import get_close_matches

    page = reference.partition("#")[0]
    near = get_close_matches(page, list(found.handbook.pages), n=1, cutoff=0.5)
    if page in found.handbook.pages:
        slugs = ", ".join(heading.slug for heading in found.handbook.pages[page].headings) or "none"
        return NotFound(f"{page} has no passage of that name.", f"Its passages: {slugs}")
    for part in found.handbook.parts:
        for planned, title in part.planned:
            if planned == page:
                return NotFound(f"{page} ({title}) is planned and not yet written.", "See: handbook contents")
    hint = f"Did you mean {near[0]} ? " if near else ""
    return NotFound(f"There is no page {page}.", f"{hint}`handbook contents` lists every page.")


def page_document(page: Page, passages: list[Passage], found: Library) -> dict[str, Any]:
    """A page in the shape of ``show --json``."""
    info = page.info
    return {
        "page": info.id,
        "title": info.title,
        "part": info.part,
        "kind": info.kind,
        "provenance": info.provenance,
        "state": info.state(found.today()),
        "checked": info.checked.isoformat() if info.checked else "",
        "reviewed": info.reviewed,
        "review_by": info.review_by.isoformat() if info.review_by else "",
        "restraint": info.restraint,
        "passages": [
            {"passage": passage.id, "headings": list(passage.headings), "text": passage.text} for passage in passages
        ],
    }


def print_page(page: Page, passages: list[Passage], out: Output, found: Library) -> None:
    """A page or a passage as text, with whose word it is and how fresh."""
    from handbook.cli.output import ACCENT, BOLD, DIM
    from handbook.cli.render import blocks_as_lines
    from handbook.model.wording import caution, checking, standing

    info = page.info
    out.raw(out.styled(info.title, BOLD))
    out.raw(out.styled(standing(info, found.today()), DIM))
    out.raw(out.styled(checking(info), DIM))
    for words in (caution(info, found.today()), info.restraint):
        if words:
            for line in _wrap(words, out):
                out.line(line)
    if info.summary:
        out.line()
        for line in _wrap(info.summary, out):
            out.line(line)
    for passage in passages:
        if passage.level > 1 or passage.slug != "top":
            out.line()
            out.raw(out.styled(passage.title, BOLD, ACCENT))
            if passage.level <= 2 and not out.plain:
                out.raw(out.styled("─" * min(len(passage.title), out.width), DIM))
        if passage.blocks:
            out.line()
            for line in blocks_as_lines(passage.blocks, out):
                out.raw(line)


def _wrap(text: str, out: Output) -> list[str]:
    import textwrap

    return textwrap.wrap(text, out.width, break_long_words=False, break_on_hyphens=False) if out.width else [text]


# contents


def _describe_contents(commands: Any, summary: str) -> None:
    parser = _add(commands, "contents", summary, "examples:\n  handbook contents\n  handbook contents --json\n")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(answer=contents)


def contents(options: argparse.Namespace) -> int:
    """List parts, pages and guides."""
    from handbook.cli.opening import library, output

    out = output(options)
    found = library(options, out)
    if options.json:
        out.json(contents_document(found))
    else:
        print_contents(found, out)
    return 0


def contents_document(found: Library) -> dict[str, Any]:
    """All there is in the shape of ``contents --json``."""
    handbook, today = found.handbook, found.today()
    return {
        "title": handbook.title,
        "edition": handbook.edition,
        "date": handbook.date,
        "parts": [
            {
                "id": part.id,
                "title": part.title,
                "pages": [
                    {
                        "id": info.id,
                        "title": info.title,
                        "kind": info.kind,
                        "provenance": info.provenance,
                        "state": info.state(today),
                    }
                    for info in (handbook.pages[page] for page in part.pages)
                ],
            }
            for part in handbook.parts
        ],
        "pathways": [{"id": pathway.id, "title": pathway.title} for pathway in handbook.pathways],
        "checklists": [{"id": checklist.id, "title": checklist.title} for checklist in handbook.checklists],
        "sessions": [
            {"id": session.id, "title": session.title, "minutes": session.minutes} for session in handbook.sessions
        ],
    }


def print_contents(found: Library, out: Output) -> None:
    """The contents as text, every id in full."""
    from handbook.cli.output import BOLD, DIM

    handbook, today = found.handbook, found.today()
    edition = " · ".join(
        word
        for word in (handbook.title, f"Edition {handbook.edition}" if handbook.edition else "", handbook.date)
        if word
    )
    out.raw(out.styled(edition, BOLD))
    for part in handbook.parts:
        out.line()
        out.raw(out.styled(part.title, BOLD))
        for page in part.pages:
            info = handbook.pages[page]
            state = info.state(today)
            standing = ", ".join(word for word in (info.provenance, state if state != "current" else "") if word)
            if out.plain:
                out.line(f"{info.title}. {info.id}." + (f" {standing}." if standing else ""))
            else:
                out.raw(
                    f"  {out.styled(info.title)}  {out.styled(info.id, DIM)}"
                    + (f"  {out.styled(standing, DIM)}" if standing else "")
                )
        if part.planned:
            out.line(f"  ({len(part.planned)} more planned)")
    guides = (
        ("Decision guides", handbook.pathways),
        ("Checklists", handbook.checklists),
        ("Training sessions", handbook.sessions),
    )
    for title, listed in guides:
        if listed:
            out.line()
            out.raw(out.styled(title, BOLD))
        for guide in listed:
            if out.plain:
                out.line(f"{guide.title}. {guide.id}.")
            else:
                out.raw(f"  {out.styled(guide.title)}  {out.styled(guide.id, DIM)}")
