"""What was typed, as words, phrases, exclusions and scopes. Never fails, whatever the text, and knows no index.

* ``"words in quotes"`` are a phrase; a quote without its partner is a character like any other;
* ``-word`` and ``-"a phrase"`` exclude, at the start of a word only, and only beside something to look for;
* ``kind:procedure``, ``part:hard-to-reach``, ``state:current`` scope, where the value is one there is; else they are
  words;
* ``word*`` is the beginning of a word, and so is the last word while it is being typed.

There is nothing else to learn and nothing else to go wrong: brackets, ``AND`` and ``~`` are what they look like.
A text of more than :data:`LONGEST` characters is a paste: its words are taken, signs in it mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from handbook.search.words import Token, tokens
from handbook.text import fold

LONGEST = 200
"""Characters of a typed query."""
LONGEST_PASTE = 4_000
"""Characters of a paste that are looked at."""
MOST_WORDS = 200
MOST_PARTS = 12
"""Words and phrases that are looked for; of more the rarest are taken."""
_LONGEST_PHRASE = 40

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
_OPERATOR = re.compile(
    r'(?<!\S)(?P<key>kind|part|state):(?P<value>"[^"\n]*"|[^\s"]*)(?=\s|$)'
    r'|(?<!\S)-"(?P<without>[^"]*)"|(?<!\S)-(?P<not>\w[^\s"]*)'
    r'|"(?P<phrase>[^"]*)"',
    re.IGNORECASE,
)
_NO_SCOPES: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for."""

    term: str
    start: int
    end: int
    """It stands at ``text[start:end]`` of the query."""
    prefix: bool = False
    """It is the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found one after another, as they are."""

    terms: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled query."""

    text: str
    """What was typed, without white space around it, cut if very long."""
    words: tuple[Word, ...] = ()
    """Each once, in order."""
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    """Terms; more than one are a phrase."""
    scopes: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NO_SCOPES, hash=False)
    """Allowed values by ``kind``, ``part`` and ``state``."""
    pasted: bool = False

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing at all."""
        return not (self.words or self.phrases or self.scopes)


def compile_query(text: str, *, typing: bool = False, scopes: Mapping[str, Collection[str]] = _NO_SCOPES) -> Query:
    """Compile any text.

    Args:
        text: What was typed.
        typing: Whether its last word may be unfinished.
        scopes: The values there are for ``kind``, ``part`` and ``state``.
    """
    typing = typing and not text[-1:].isspace()
    text = text.strip()
    if len(text) > LONGEST:
        text = text[:LONGEST_PASTE]
        return Query(text, words=_words(text, text, typing=False), pasted=True)
    text = text.translate(_QUOTES)
    plain = list(text)
    phrases: dict[tuple[str, ...], Phrase] = {}
    excluded: dict[tuple[str, ...], None] = {}
    scoped: dict[str, frozenset[str]] = {}
    for match in _OPERATOR.finditer(text):
        if match["key"] is not None:
            values = _values(
                match["value"], scopes.get(match["key"].lower(), ()), typing and match.end() == len(text)
            )
            if values is None:
                continue
            if values:
                key = match["key"].lower()
                scoped[key] = scoped.get(key, frozenset()) | values
        elif match["phrase"] is not None:
            terms = _terms(match["phrase"])
            if terms:
                phrases.setdefault(terms, Phrase(terms, match["phrase"].strip()))
        else:
            terms = _terms(match["without"] if match["without"] is not None else match["not"])
            if terms:
                excluded[terms] = None
        plain[match.start() : match.end()] = "\n" * (match.end() - match.start())
    query = Query(
        text=text,
        words=_words("".join(plain), text, typing),
        phrases=tuple(phrases.values()),
        excluded=tuple(excluded),
        scopes=MappingProxyType(scoped),
    )
    if query.empty and excluded:  # nothing to look for: then the sign was not meant as one
        return replace(query, words=_words(text, text, typing), excluded=())
    return query


def _words(plain: str, text: str, typing: bool) -> tuple[Word, ...]:
    found: dict[str, Word] = {}
    for token in tokens(plain):
        if token.extra:
            continue
        if len(found) >= MOST_WORDS:
            break
        word = _word(token, text, typing)
        if token.term not in found or word.prefix:
            found[token.term] = word
    return tuple(sorted(found.values(), key=lambda word: word.start))


def _word(token: Token, text: str, typing: bool) -> Word:
    prefix = text[token.end : token.end + 1] == "*" or (typing and token.end == len(text))
    return Word(token.term, token.start, token.end, prefix)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(token.term for token in tokens(text) if not token.extra)[:_LONGEST_PHRASE]


def _values(typed: str, there: Collection[str], unfinished: bool) -> frozenset[str] | None:
    """The values of a scope that are meant; none yet while it is being typed; None where there is no such value."""
    wanted = "-".join(fold(typed.strip('"')).replace("-", " ").split())
    if not wanted:
        return frozenset() if unfinished else None
    by_name = {"-".join(fold(value).split()): value for value in there}
    for name in (wanted, wanted.removesuffix("s"), wanted.removesuffix("es")):
        if name in by_name:
            return frozenset({by_name[name]})
    begun = frozenset(value for name, value in by_name.items() if name.startswith(wanted))
    return begun or None
