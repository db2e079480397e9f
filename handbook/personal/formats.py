"""The forms of an export: Markdown, JSON Lines, HTML and, where python-docx is there, DOCX."""

from __future__ import annotations

import html
import importlib
import io
import json
from collections.abc import Iterator
from typing import Any

from handbook.model.wording import day
from handbook.personal.clock import stamp
from handbook.personal.errors import Refused
from handbook.personal.exporting import UNPROTECTED, Export, Format, Item, standing_words
from handbook.personal.record import Bookmark, Note

JSONL_FORMAT = "handbook-personal"
JSONL_VERSION = 1


def render(export: Export, form: Format) -> bytes:
    """An export in one of its forms. Raises Refused where DOCX is asked for and python-docx is missing."""
    if form == "docx":
        return _docx(export)
    made = {"markdown": _markdown, "jsonl": _jsonl, "html": _html}[form](export)
    return made.encode()


def facts(item: Item) -> str:
    """One line about an item: what it is, when, on which edition, whose word the page is, and its reference."""
    source = item.source
    what = source.kind if isinstance(source, Note) else "bookmark"
    parts = [what, day(source.created.date())]
    if source.edition:
        parts.append(f"edition {source.edition}")
    parts += [part for part in (item.provenance, item.page_state) if part]
    if isinstance(source, Note):
        parts.append(f"keep until {day(source.keep_until)}")
        parts += [f"#{tag}" for tag in source.tags]
    elif source.folder:
        parts.append(f"in {source.folder}")
    return " · ".join([*parts, standing_words(item), f"reference {item.reference}"])


def _groups(export: Export) -> Iterator[tuple[str, list[Item]]]:
    """Items under their heading paths, in order."""
    path, group = "", list[Item]()
    for item in export.items:
        here = " › ".join((item.title, *item.headings))
        if group and here != path:
            yield path, group
            group = []
        path = here
        group.append(item)
    if group:
        yield path, group


def _opening(export: Export) -> list[str]:
    edition = f" Edition of the handbook: {export.edition}." if export.edition else ""
    return [f"Exported {day(export.day)}.{edition}", UNPROTECTED, *export.restraints]


def _markdown(export: Export) -> str:
    lines = ["# My notes and bookmarks", ""]
    for words in _opening(export):
        lines += [words, ""]
    for path, items in _groups(export):
        lines += [f"## {path}", ""]
        for item in items:
            if item.quote:
                around = " ".join(part for part in (item.before, f"**{_one(item.quote)}**", item.after) if part)
                lines += [f"> {_one(around)}", ""]
            if item.now:
                lines += [f"> Now: {_one(item.now)}", ""]
            if isinstance(item.source, Note):
                lines += [item.source.text, ""]
            lines += [f"*{facts(item)}*", ""]
            if item.restraint:
                lines += [f"*{item.restraint}*", ""]
    return "\n".join(lines)


def _one(text: str) -> str:
    return " ".join(text.split())


_HEAD = """\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>My notes and bookmarks</title>
<style>
body { font: 1rem/1.5 serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
blockquote { margin: 0.5rem 0; padding-left: 1rem; border-left: 3px solid #666; color: #333; }
.text { white-space: pre-wrap; }
.facts, .restraint { font-size: 0.85rem; color: #444; }
@media print { h2 { break-after: avoid; } }
</style>
</head>
<body>
<h1>My notes and bookmarks</h1>
"""


def _html(export: Export) -> str:
    def safe(text: str) -> str:
        return html.escape(text, quote=True)

    parts = [_HEAD, *(f"<p>{safe(words)}</p>\n" for words in _opening(export))]
    for path, items in _groups(export):
        parts.append(f"<h2>{safe(path)}</h2>\n")
        for item in items:
            parts.append("<section>\n")
            if item.quote:
                parts.append(
                    f"<blockquote>{safe(item.before)} <strong>{safe(item.quote)}</strong> {safe(item.after)}</blockquote>\n"
                )
            if item.now:
                parts.append(f"<blockquote>Now: {safe(item.now)}</blockquote>\n")
            if isinstance(item.source, Note):
                parts.append(f'<p class="text">{safe(item.source.text)}</p>\n')
            parts.append(f'<p class="facts">{safe(facts(item))}</p>\n')
            if item.restraint:
                parts.append(f'<p class="restraint">{safe(item.restraint)}</p>\n')
            parts.append("</section>\n")
    return "".join([*parts, "</body>\n</html>\n"])


def _jsonl(export: Export) -> str:
    head = {
        "format": JSONL_FORMAT,
        "version": JSONL_VERSION,
        "exported": export.day.isoformat(),
        "edition": export.edition,
        "restraints": list(export.restraints),
    }
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *map(document, export.items)))


def document(item: Item) -> dict[str, Any]:
    """An item as a line of JSON Lines; ``place`` tells where it stands and is not read by an import."""
    source = item.source
    common = {
        "id": source.id,
        "anchor": source.anchor.document(),
        "edition": source.edition,
        "created": stamp(source.created),
        "changed": stamp(source.changed),
        "place": {
            "reference": item.reference,
            "state": item.state,
            "title": item.title,
            "headings": list(item.headings),
            "before": item.before,
            "now": item.now,
            "after": item.after,
            "provenance": item.provenance,
            "restraint": item.restraint,
        },
    }
    if isinstance(source, Bookmark):
        return {"type": "bookmark", **common, "folder": source.folder, "order": source.place}
    return {
        "type": "note",
        **common,
        "text": source.text,
        "kind": source.kind,
        "tags": list(source.tags),
        "keep_until": source.keep_until.isoformat(),
        "formerly": list(source.formerly),
    }


def _docx(export: Export) -> bytes:
    try:
        docx: Any = importlib.import_module("docx")
    except ImportError:
        raise Refused(
            "DOCX needs the package python-docx, which is not installed here.",
            "Export to .html instead: word processors open it.",
        ) from None
    made = docx.Document()
    made.add_heading("My notes and bookmarks", 0)
    for words in _opening(export):
        made.add_paragraph(words)
    for path, items in _groups(export):
        made.add_heading(path, 1)
        for item in items:
            if item.quote:
                quoted = made.add_paragraph(style="Quote")
                quoted.add_run(f"{item.before} ".lstrip())
                quoted.add_run(item.quote).bold = True
                quoted.add_run(f" {item.after}".rstrip())
            if item.now:
                made.add_paragraph(f"Now: {item.now}", style="Quote")
            if isinstance(item.source, Note):
                made.add_paragraph(item.source.text)
            made.add_paragraph().add_run(facts(item)).italic = True
            if item.restraint:
                made.add_paragraph().add_run(item.restraint).italic = True
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
