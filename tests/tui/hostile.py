"""The app on a terminal with hostile text wherever text is shown: ``python -m tests.tui.hostile FOLDER``.

Content like this is refused when it is read; it is handed to the screens here as if it had not been, since a refusal
in one place is no reason to trust another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import MappingProxyType

from handbook.model.block import Block, Callout, CalloutKind, Code, ListBlock, Paragraph, Quote, Span, Table
from handbook.model.guide import Answer, Checklist, Item, ItemGroup, Pathway, Session, Step
from handbook.model.handbook import Handbook, Part
from handbook.model.page import Heading, Page, PageInfo, Passage
from handbook.model.registry import Contact
from handbook.search.hit import Hit, Request, Results
from handbook.settings import SettingsFile
from handbook.tui.services import Services

EVIL = {
    "CSI colour": "\x1b[31m", "OSC title": "\x1b]0;PWNED\x07", "OSC 52 clipboard": "\x1b]52;c;UFdO\x07",
    "OSC 8 link": "\x1b]8;;evil:x\x1b\\", "DCS": "\x1bPqPWNED\x1b\\", "C1 CSI": "\x9b31m", "C1 OSC": "\x9d0;PWNED\x9c",
    "BEL": "\x07", "BS": "\x08\x08", "CR": "\r", "NUL": "\0", "DEL": "\x7f", "OSC 52 with ST": "\x1b]52;c;UFdO\x1b\\",
    "OSC title with ST": "\x1b]0;PWNED\x1b\\", "OSC 52 unterminated": "\x1b]52;c;UFdO", "RLO": "\u202e", "ZWJ": "\u200d",
    "clear": "\x1b[2J", "query": "\x1b[6n", "VT": "\x0b", "FF": "\x0c", "SO": "\x0e",
}  # fmt: skip
"""The sequences, by name. The zero-width joiner passes on purpose: some scripts and emoji need it."""

DAY = date(2026, 11, 22)


def evil(place: str) -> list[str]:
    """Every sequence in a word of its own that says in which place it stands."""
    return [f"{place}{number:02}{sequence}z" for number, sequence in enumerate(EVIL.values())]


def all_evil(place: str) -> str:
    """The same in one text."""
    return " ".join(evil(place))


def _paragraph(text: str, **options: str) -> Paragraph:
    return Paragraph((Span(text, **options),))


def _list(place: str) -> ListBlock:
    return ListBlock(tuple((_paragraph(word),) for word in evil(place)))


def _passage(page: str, slug: str, title: str, level: int, *blocks: Block) -> Passage:
    return Passage(page, slug, title, level, () if level == 1 else (title,), blocks)


def _body(page: str, title: str) -> tuple[Passage, ...]:
    kinds: tuple[CalloutKind, ...] = ("answer", "ask", "do", "avoid", "example", "language")
    return (
        _passage(
            page, "top", title, 1,
            *(Callout(kind, (_paragraph(all_evil(f"c{kind[:3].ljust(3, '_')}")),)) for kind in kinds),
            Callout("ask", (_list("ques"),)),
            _paragraph(all_evil("para")),
            _list("item"),
            Code("\n".join(evil("code"))),
            Table(
                ((Span(all_evil("head")),), (Span("other"),)), tuple(((Span(word),), (Span(word),)) for word in evil("cell")),
                ("left", "left"),
            ),
            Quote((_paragraph(all_evil("quot")),)),
            Paragraph((
                Span(all_evil("link"), target="https://example.org/"), Span(all_evil("emph"), emphasis=True, strong=True),
                Span(all_evil("span"), code=True),
            )),
            Paragraph((Span(all_evil("cite"), source="seed"), Span(" on", target="https://example.org/ " + all_evil("addr")))),
        ),
        _passage(page, "second", all_evil("hdng"), 2, _paragraph("plain")),
    )  # fmt: skip


def handbook() -> tuple[Handbook, dict[str, Page]]:
    """A handbook in which nothing can be trusted."""
    pages: dict[str, Page] = {}

    def add(page: str, title: str, passages: tuple[Passage, ...], kind: str = "procedure") -> None:
        headings = tuple(Heading(p.slug, p.title, p.level) for p in passages if p.level > 1)
        info = PageInfo(
            page, title, part=page.partition("/")[0], kind=kind, provenance=all_evil("prov"), summary=all_evil("summ"),  # type: ignore[arg-type]
            related=tuple(f"p/n{number:02}" for number in range(len(EVIL))), owner=all_evil("ownr"), checked=DAY,
            reviewed=all_evil("revw"), review_by=date(2020, 1, 1), restraint=all_evil("rstr"), headings=headings,
        )  # fmt: skip
        pages[page] = Page(info, passages)

    title = all_evil("titl")
    add("p/first", title, _body("p/first", title))
    for number, word in enumerate(evil("tree")):
        add(f"p/n{number:02}", word, _body(f"p/n{number:02}", word))
    steps = [
        Step(
            "one", all_evil("step"), why=all_evil("why_"), answers=tuple(Answer(word, "end") for word in evil("answ"))
        ),
        Step("end", all_evil("endq"), do=(all_evil("endd"),), record=(all_evil("endr"),)),
    ]
    walk = (
        _passage("pathways/w", "one", steps[0].question, 2, _paragraph(steps[0].why), ListBlock(tuple(
            (Paragraph((Span(word), Span(" "), Span("end", target="pathways/w#end"))),) for word in evil("answ")))),
        _passage("pathways/w", "end", steps[1].question, 2, _list("endl")),
    )  # fmt: skip
    add("pathways/w", all_evil("walk"), walk, "pathway")
    items = tuple(Item(f"i{number}", word) for number, word in enumerate(evil("tick")))
    ticked = tuple(
        _passage("checklists/c", f"i{number}", word, 3, _paragraph("Why: " + all_evil("whyt")))
        for number, word in enumerate(evil("tick"))
    )
    add("checklists/c", all_evil("chck"), ticked, "checklist")
    made = Handbook(
        all_evil("name"),
        (Part("p", all_evil("part"), tuple(page for page in pages if page.startswith("p/"))),),
        MappingProxyType({page: found.info for page, found in pages.items()}),
        edition=all_evil("edit"),
        date=all_evil("date"),
        contacts=(Contact("c", all_evil("cnam"), "", all_evil("cval"), all_evil("cchk")),),
        pathways=(Pathway("pathways/w", all_evil("walk"), tuple(steps)),),
        checklists=(Checklist("checklists/c", all_evil("chck"), (ItemGroup(all_evil("grup"), items),)),),
        sessions=(Session("sessions/s", all_evil("sess"), 10),),
    )
    return made, pages


class _Finder:
    @staticmethod
    def find(text: str) -> tuple[tuple[int, int], ...]:
        """Matches that cut through what is hostile."""
        return tuple((at, at + 7) for at in range(0, max(len(text) - 7, 0), 11))


class HostileLibrary:
    """What the screens ask of a library."""

    def __init__(self) -> None:
        self.handbook, self._pages = handbook()
        self.notices = (all_evil("noti"),)
        self.ready = True

    def open(self, progress: Callable[[int, int], object]) -> None:
        """Already open."""

    def prepare(self, progress: Callable[[int, int], object]) -> None:
        """Already prepared."""

    def page(self, page: str) -> Page | None:
        """A page by its id."""
        return self._pages.get(page)

    def search(self, request: Request, *, cancelled: Callable[[], bool]) -> Results:
        """Hits that cannot be trusted; none for words with an x."""
        hits = tuple(
            Hit(
                "p/first", f"p/n{number:02}#top", f"hitt{word[4:]}", (f"hith{word[4:]}", f"hit2{word[4:]}"), "",
                f"hitk{word[4:]}", f"hitv{word[4:]}", f"hits{word[4:]}", 1.0, f"snip{word[4:]} {all_evil('snip')}",
                ((2, 9), (12, 15)),
                (f"hitw{word[4:]}",),
            )
            for number, word in enumerate(evil("hit_"))
        )  # fmt: skip
        if request.text.startswith("x"):
            hits = ()
        facets = {name: dict.fromkeys(evil(f"fac{name[0]}"), 1) for name in ("part", "kind", "state")}
        mended = all_evil("sugg") if not hits else None
        return Results(
            all_evil("asks"), 1.0, len(hits), suggestion=mended, dropped=tuple(evil("drop")), hits=hits, facets=facets
        )

    def highlighter(self, text: str) -> _Finder:
        """What marks matches."""
        return _Finder()


def main() -> int:
    """Run the app on it."""
    from handbook.tui.app import run

    folder = Path(sys.argv[1])
    services = Services(
        library=HostileLibrary(),  # type: ignore[arg-type]
        settings=SettingsFile(folder),
        today=lambda: DAY,
    )
    return run(services)


if __name__ == "__main__":
    sys.exit(main())
