"""What tunes and judges search: ``lexicon.yaml``, ``ranking.yaml`` and ``queries.yaml``."""

from __future__ import annotations

from dataclasses import fields as fields_of

from handbook.content.fields import Fields
from handbook.content.strictyaml import Node, Scalar, Sequence
from handbook.content.values import described, is_text
from handbook.model.reference import is_page_id
from handbook.model.tuning import EntryKind, GoldenQuery, Lexicon, LexiconEntry, Ranking

_LISTS: dict[str, EntryKind] = {
    "families": "family",
    "abbreviations": "abbreviation",
    "synonyms": "synonym",
    "spellings": "spelling",
}
GRADES = (1, 2, 3)
"""1 helps, 2 is a good answer, 3 is the answer."""


def read_lexicon(fields: Fields) -> Lexicon:
    """The lexicon: four lists of groups of words that mean the same, and ``everyday`` phrases that work one way."""
    entries: list[LexiconEntry] = []
    for key, kind in _LISTS.items():
        for node in fields.items(key):
            words = _group(node, key, fields)
            if words:
                entries.append(LexiconEntry(kind, words, line=node.at[0]))
    for entry in fields.each("everyday"):
        said, finds = entry.one_line("said", required=True), entry.texts("finds")
        entry.finish()
        if said and finds:
            entries.append(LexiconEntry("everyday", (said, *finds), one_way=True, line=entry.at[0]))
        elif said and not entry.has("finds"):
            message = f'The everyday words "{said}" have no "finds".'
            fields.report.error("missing", entry.at, message, "Add what they find: finds: [strategy discussion]")
    fields.finish()
    return Lexicon(tuple(sorted(entries, key=lambda entry: entry.line)))


def _group(node: Node, key: str, fields: Fields) -> tuple[str, ...]:
    """Words that mean the same."""
    if not isinstance(node, Sequence):
        message = f'Each line of "{key}" is a list of words that mean the same, and this is {described(node)}.'
        fields.report.error("wrong-type", node.at, message, "Write it as [first, second].")
        return ()
    words: list[str] = []
    for item in node.items:
        if is_text(item, key, fields.report) and isinstance(item, Scalar) and item.raw.strip():
            words.append(" ".join(item.raw.split()))
    if 0 < len(words) == len(node.items) < 2:
        message = f'"{words[0]}" stands alone, so there is nothing that means the same.'
        fields.report.warning("one-word", node.at, message, "Add a second word, or remove the line.")
    return tuple(dict.fromkeys(words))


def read_ranking(fields: Fields) -> Ranking:
    """The weights that ``ranking.yaml`` changes; the others keep their defaults."""
    changed = {field.name: fields.number(field.name) for field in fields_of(Ranking)}
    fields.finish()
    return Ranking(**{name: value for name, value in changed.items() if value is not None})


def read_queries(fields: Fields) -> tuple[GoldenQuery, ...]:
    """The golden queries: each with its pages and their grades."""
    queries = []
    for entry in fields.each("queries", required=True):
        query = entry.one_line("query", required=True)
        grades = _grades(entry)
        queries.append(GoldenQuery(query, grades, entry.texts("subset"), entry.flag("held_out"), entry.at[0]))
        entry.finish()
    fields.finish()
    return tuple(queries)


def _grades(entry: Fields) -> dict[str, int]:
    node = entry.node("pages", required=True)
    if node is None:
        return {}
    pages = Fields(node, entry.report, entry.places, entry.path("pages"))
    grades: dict[str, int] = {}
    for page in pages.names():
        grade = pages.integer(page, GRADES[0], GRADES[-1], required=True)
        if not is_page_id(page):
            message = f'"{page[:80]}" is not the id of a page.'
            entry.report.error(
                "bad-id", pages.key_at(page), message, "Write the id of a page, such as procedures/recording."
            )
        elif grade is not None:
            grades[page] = grade
    return grades
