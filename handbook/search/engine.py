"""An open index: it takes a request and answers with hits. Threads may share one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from handbook.errors import IndexUnusable
from handbook.model.page import STATES
from handbook.search import seal
from handbook.search.beginnings import Beginnings
from handbook.search.directory import FILE, Directory
from handbook.search.expand import Expander
from handbook.search.find import Finder
from handbook.search.forms import Forms
from handbook.search.highlight import Highlighter
from handbook.search.hit import Request, Results
from handbook.search.parts import Expansion
from handbook.search.query import Query, compile_query
from handbook.search.reasons import sought
from handbook.search.schema import INDEX
from handbook.search.score import Allowed, Scored, Scorer
from handbook.search.sequences import Sequences
from handbook.search.show import Shower
from handbook.search.stem import stem
from handbook.search.store import Store
from handbook.search.summary import BEGINNINGS_FILE, KEPT_PAGES, LETTERS, WORDS_FILE
from handbook.search.thesaurus import Thesaurus
from handbook.search.vocabulary import Vocabulary

_RANKS_LOOKED_AT = 50
_MOST_PAGES = 3_000


def _never() -> bool:
    return False


class Engine:
    """An index of one edition of a handbook, held in memory: nothing of the folder is needed once it is open."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Open an index from the bytes of its files; :meth:`open` for a folder."""
        try:
            self._directory = Directory.from_bytes(files[FILE])
            self._vocabulary = Vocabulary(files[WORDS_FILE])
            self._beginnings = Beginnings(files[BEGINNINGS_FILE])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise IndexUnusable(
                "The search index cannot be read.", "It is built again from the content: handbook build."
            ) from error
        self._pages = self._directory.pages
        self._store = Store({name: data for name, data in files.items() if INDEX in name})
        self._page_of, role_of = self._directory.layout()
        self._numbers = {entry.id: number for number, entry in enumerate(self._pages)}
        self._scopes: dict[str, frozenset[str]] = {
            "kind": frozenset(entry.kind for entry in self._pages if entry.kind),
            "part": frozenset(entry.part for entry in self._pages if entry.part),
            "state": frozenset(STATES),
        }
        self._states: tuple[date, list[str]] = (date.min, [])
        thesaurus = Thesaurus(self._directory.lexicon)
        self._thesaurus = thesaurus
        ranking = self._directory.ranking
        forms = Forms(self._vocabulary, thesaurus, ranking, _MOST_PAGES + len(self._page_of) // 8)
        sequences = Sequences(self._store, role_of)
        self._expander = Expander(self._store, forms, sequences, ranking.exact, self._page_of, role_of)
        finder = Finder(self._store)
        self._scorer = Scorer(self._directory, finder)
        self._shower = Shower(self._pages, self._store, finder, ranking)

    @classmethod
    def open(cls, folder: Path) -> Engine:
        """Open a sealed folder. What is parsed are the very bytes whose digests were checked.

        Raises:
            IndexUnusable: It is missing, damaged, of another version or not ours.
        """
        _, files = seal.read(folder)
        return cls(files)

    def close(self) -> None:
        """Let go of what is remembered. No file is open."""
        self._expander.forget()
        self._store.close()

    def warm(self) -> None:
        """Do what the first queries would otherwise wait for; for a worker, after opening."""
        self._vocabulary.warm()
        self._beginnings.warm()
        for word in self._vocabulary.heaviest(40):
            self._store.listing(word)

    def search(self, request: Request, *, today: date, cancelled: Callable[[], bool] = _never) -> Results:
        """Answer a request, whatever its text.

        Args:
            request: What is asked.
            today: The day by which pages are current, due or overdue.
            cancelled: Looked at between steps: once it says so, the answer comes back at once and empty.

        Raises:
            IndexUnusable: The index cannot be read, although its seal was good.
        """
        began = time.perf_counter()
        query = compile_query(request.text, typing=request.typing, scopes=self._scopes)
        if query.empty:
            return Results(request.text, _since(began))
        states = self._states_on(today)
        allowed = self._allowed(query, request, states)
        beginning = self._lone_beginning(query, request)
        if beginning is not None:
            return self._begin(beginning, request, states, began)
        expansion = self._expander.expand(query, cancelled)
        parts = expansion.parts
        dropped = tuple(dict.fromkeys(expansion.dropped))
        if cancelled():
            return Results(request.text, _since(began), cancelled=True)
        if not parts and (query.words or query.phrases):
            best, matching = [], []
        elif not parts:
            matching = [page for page in range(len(self._pages)) if allowed is None or allowed(page)]
            best = [_listed(page) for page in matching[: max(request.limit, 0)]]
        elif request.page:
            number = self._numbers.get(request.page)
            may = number is not None and (allowed is None or allowed(number))
            best = self._scorer.passages(parts, number, cancelled) if number is not None and may else []
            matching = [scored.page for scored in best]
            best = best[: max(request.limit, 0)]
        else:
            best, matching = self._scorer.pages(parts, allowed, max(request.limit, 0), cancelled)
        if cancelled():
            return Results(request.text, _since(began), cancelled=True)
        return Results(
            query=request.text,
            total=len(matching),
            suggestion=self._mended(query, expansion),
            dropped=dropped,
            hits=self._shower.hits(best, parts, states),
            facets=self._shower.facets(list(dict.fromkeys(matching)), states),
            took_ms=_since(began),
        )

    def highlighter(self, text: str, *, typing: bool = False) -> Highlighter:
        """What finds the matches of a query in any plain text."""
        query = compile_query(text, typing=typing, scopes=self._scopes)
        expansion = self._expander.expand(query, _never)
        return Highlighter(sought(expansion.parts, stem, self._directory.ranking), stem)

    def rank(self, text: str, page_id: str, *, today: date) -> tuple[int | None, tuple[str, ...]]:
        """The place of a page among the hits for a text, from 1, and the pages before it.

        None where it is not among the first 50; then all of those are given.
        """
        found = self.search(Request(text, limit=_RANKS_LOOKED_AT), today=today).hits
        pages = [hit.page for hit in found]
        if page_id in pages:
            at = pages.index(page_id)
            return at + 1, tuple(pages[:at])
        return None, tuple(pages)

    @property
    def page_ids(self) -> tuple[str, ...]:
        """Every page of the index, in reading order."""
        return tuple(entry.id for entry in self._pages)

    def _states_on(self, today: date) -> list[str]:
        if self._states[0] != today or not self._states[1]:
            self._states = (today, self._directory.states(today))
        return self._states[1]

    def _allowed(self, query: Query, request: Request, states: Sequence[str]) -> Allowed | None:
        """Whether a page may be a hit: by scopes, by what is excluded, by phrases that must be there. None: any may."""
        wanted: list[tuple[Sequence[str], frozenset[str]]] = []
        for key in ("kind", "part", "state"):
            asked = getattr(request, key)
            for values in (query.scopes.get(key), frozenset({asked}) if asked else None):
                if values is not None:
                    wanted.append(
                        (states if key == "state" else [getattr(entry, key) for entry in self._pages], values)
                    )
        excluded = frozenset().union(*(self._expander.pages_with(terms) for terms in query.excluded))
        required = [pages for phrase in query.phrases if (pages := self._expander.pages_with(phrase.terms))]
        if not (wanted or excluded or required):
            return None

        def allowed(page: int) -> bool:
            return (
                page not in excluded
                and all(column[page] in values for column, values in wanted)
                and all(page in pages for pages in required)
            )

        return allowed

    def _lone_beginning(self, query: Query, request: Request) -> str | None:
        """The one to three letters that are all that was typed, where their best pages are known beforehand."""
        if len(query.words) != 1 or query.phrases or query.excluded or query.scopes:
            return None
        if request.kind or request.part or request.state or request.page or request.limit > KEPT_PAGES:
            return None
        word = query.words[0]
        known = word.prefix and len(word.term) <= LETTERS and not self._thesaurus.knows(word.term)
        return word.term if known and self._beginnings.knows(word.term) else None

    def _begin(self, letters: str, request: Request, states: Sequence[str], began: float) -> Results:
        matching, best = self._beginnings.find(letters)
        return Results(
            query=request.text,
            took_ms=_since(began),
            total=len(matching),
            hits=self._shower.beginnings(letters, best[: max(request.limit, 0)], states),
            facets=self._shower.facets(matching, states),
        )

    def _mended(self, query: Query, expansion: Expansion) -> str | None:
        """The whole query with the words that match nothing spelt as words that do."""
        if not expansion.mended:
            return None
        text, shift = query.text, 0
        for word in sorted(expansion.mended, key=lambda word: word.start):
            better = expansion.mended[word]
            text = text[: word.start + shift] + better + text[word.end + shift :]
            shift += len(better) - (word.end - word.start)
        return text


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1e3, 3)


def _listed(page: int) -> Scored:
    """A page that is a hit by its scope alone."""
    return Scored(page, -1, 1.0)
