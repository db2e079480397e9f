"""The rules for words: banned and contested ones, American spellings, terms that are nearly those of the glossary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handbook.content.fields import Fields
from handbook.content.files import Found, read
from handbook.content.prose import Files, Piece
from handbook.content.report import Report
from handbook.content.source import decode
from handbook.content.strictyaml import read as read_yaml
from handbook.model.problem import Problem
from handbook.model.registry import Term

FILE = "language.yaml"

_TOKEN = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_QUOTED = re.compile(r"""[“‘"'].*[”’"']""")
_SHORTEST = 8
"""Letters of a glossary's word below which too many ordinary words are near it."""
_ESTABLISHED = 3
"""A word that the handbook uses so often is meant, whatever it is near to."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Words to look for."""

    words: tuple[str, ...]
    kind: str
    """``banned``, ``contested`` or ``spelling``."""
    advice: str
    on: tuple[str, ...] = ()
    """Ids of pages that may use them; ``part/*`` for all of a part."""

    def allowed(self, page: str) -> bool:
        """Whether a page may use them."""
        return any(page == name or (name.endswith("/*") and page.startswith(name[:-1])) for name in self.on)


def read_watched(index: Path | None) -> tuple[tuple[Watched, ...], tuple[Problem, ...]]:
    """The words of ``language.yaml`` in an index folder, with the file's problems. Without the file there are none."""
    path = index / FILE if index else None
    if path is None or not path.is_file():
        return (), ()
    report = Report(f"index/{FILE}")
    data = read(Found(report.file, path))
    if isinstance(data, Problem):
        return (), (data,)
    text = decode(data, report)
    node = read_yaml(text, report) if text is not None else None
    watched: list[Watched] = []
    if node is not None:
        fields = Fields(node, report, {})
        for entry in fields.each("banned"):
            advice = f"Write {entry.one_line('write', required=True)}."
            watched.append(Watched(entry.texts("words"), "banned", advice, entry.texts("on")))
            entry.finish()
        for entry in fields.each("contested"):
            watched.append(Watched(entry.texts("words"), "contested", entry.one_line("why"), entry.texts("on")))
            entry.finish()
        for entry in fields.each("spellings"):
            advice = f"Write it as in {entry.one_line('write', required=True)}."
            watched.append(Watched(entry.texts("not"), "spelling", advice))
            entry.finish()
        fields.finish()
    return tuple(watched), tuple(report.problems)


def watched_words(texts: Iterable[Piece], watched: Iterable[Watched], files: Files) -> Iterator[Problem]:
    """Banned, contested and misspelt words in texts, each once a file.

    A word in quotation marks is spoken about, not used; and a name may be spelt as it likes.
    """
    by_word = {" ".join(word.lower().split()): entry for entry in watched for word in entry.words}
    if not by_word:
        return
    words = sorted(by_word, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)
    texts = list(texts)
    explained = {piece.page for piece in texts if "language" in piece.callouts}
    said: set[tuple[str, str]] = set()
    for piece in texts:
        text = " ".join(piece.text.split())
        for found in pattern.finditer(text):
            word = found.group()
            entry = by_word[word.lower()]
            if entry.allowed(piece.page) or "language" in piece.callouts or _QUOTED.search(text, *_around(found)):
                continue
            if entry.kind == "contested" and (piece.page in explained or not piece.page):
                continue
            if entry.kind == "spelling" and word[0].isupper() and found.start():
                continue
            if (piece.file, word.lower()) in said:
                continue
            said.add((piece.file, word.lower()))
            message, fix = _words(entry, word)
            at = files.find(piece, word)
            yield files.problem(piece.file, at, f"{entry.kind}-word", "warning", message, fix)


def _around(found: re.Match[str]) -> tuple[int, int]:
    return max(found.start() - 1, 0), found.end() + 1


def _words(entry: Watched, word: str) -> tuple[str, str]:
    if entry.kind == "banned":
        return f'"{word}" is a word this handbook does not use.', entry.advice
    if entry.kind == "spelling":
        return f'"{word}" is an American spelling.', entry.advice
    fix = "Write what was done and seen, or add a ::: language block that says why the word is contested."
    return f'"{word}" is contested. {entry.advice}'.strip(), fix


def near_terms(texts: Iterable[Piece], terms: Iterable[Term], files: Files) -> Iterator[Problem]:
    """Words that are one letter away from a word of the glossary, and used nowhere else: misspelt terms.

    A letter too many, too few, another one, or two exchanged, but not in the ending, where words of one family
    differ. Words that the handbook uses often are left alone.
    """
    texts = list(texts)
    names = [name for term in terms for name in (term.term, *term.also)]
    spelt = {token.lower() for name in names for token in _TOKEN.findall(name)}
    wanted = {word for word in spelt if len(word.replace("-", "")) >= _SHORTEST}
    near = _shapes(wanted)
    used = Counter(token.lower() for piece in texts for token in _TOKEN.findall(piece.text))
    phrases = {word: name for name in sorted(names, key=len) for word in map(str.lower, _TOKEN.findall(name))}
    doubtful: dict[str, str] = {}
    for word, times in used.items():
        if times < _ESTABLISHED and len(word) >= _SHORTEST - 1 and word not in spelt:
            meant = next((near[shape] for shape in _deletions(word) if shape in near), "")
            if meant and _one_apart(word, meant):
                doubtful[word] = meant
    for piece in texts:
        for found in _TOKEN.finditer(piece.text):
            term = doubtful.get(found.group().lower())
            if term:
                at = files.find(piece, found.group())
                message = f'"{found.group()}" is nearly "{term}", which the glossary has in "{phrases[term]}".'
                yield files.problem(piece.file, at, "glossary-spelling", "warning", message, f'Write "{term}".')


def _deletions(word: str) -> Iterator[str]:
    """A word itself and with each of its letters left out: two words one change apart share one of these."""
    yield word
    for position in range(len(word)):
        yield word[:position] + word[position + 1 :]


def _shapes(words: Iterable[str]) -> Mapping[str, str]:
    return {shape: word for word in sorted(words) for shape in _deletions(word)}


def _one_apart(word: str, term: str) -> bool:
    """Whether two words differ by one change that is not in an ending."""
    same = next((at for at, (a, b) in enumerate(zip(word, term, strict=False)) if a != b), min(len(word), len(term)))
    rest, other = word[same:], term[same:]
    if rest[1:] == other or rest == other[1:]:  # a letter too many or too few
        return min(len(rest), len(other)) >= 1
    if rest[1:] == other[1:]:  # another letter
        return len(rest) > 2
    return rest[:2] == other[1::-1] and rest[2:] == other[2:]  # two letters exchanged
