"""The keys that a page's front matter and a guide's file have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handbook.content.fields import Fields
from handbook.content.ids import former, page_id_of, slugify
from handbook.content.report import Place, Report, meant
from handbook.content.targets import is_reference
from handbook.model.page import AUDIENCES, PAGE_KINDS, PROVENANCES, Kind, PageInfo
from handbook.model.reference import TOP, is_page_id, is_slug, part_of

_STATEMENT = re.compile(r"S[1-9][0-9]{0,3}")

GENERATED = {
    "glossary": "glossary",
    "content/glossary.yaml": "glossary",
    "sources": "sources",
    "content/sources.yaml": "sources",
    "coverage": "coverage",
    "covers": "coverage",
    "contacts": "contacts",
    "content/contacts.yaml": "contacts",
}
"""What ``generated_from`` may say, and the registry that is meant."""


def read_info(fields: Fields, file: str, kind: Kind = "", title: str = "") -> PageInfo:
    """What a page or guide says of itself.

    Args:
        fields: The front matter, or a guide's file.
        file: Relative to the content folder.
        kind: For a guide, its kind; a page says its own.
        title: What a page is called if its front matter does not say; a guide must say.
    """
    page = _page_id(fields, file)
    info_title = fields.one_line("title", required=not title) or title or page
    if kind:
        fields.choice("kind", (kind,), kind)
    else:
        kind = fields.choice("kind", PAGE_KINDS, "")
    return PageInfo(
        id=page,
        title=info_title,
        part=part_of(page),
        kind=kind,
        provenance=fields.choice("provenance", PROVENANCES, ""),
        summary=fields.one_line("summary"),
        audience=fields.choices("audience", AUDIENCES),
        found_by=fields.texts("found_by"),
        related=references(fields, "related"),
        sources=fields.texts("sources", check_source, "Write the id that the source has in sources.yaml."),
        covers=fields.texts("covers", _check_statement, "Write S and the number, as in S21."),
        owner=fields.one_line("owner"),
        checked=fields.day("checked"),
        reviewed=fields.one_line("reviewed"),
        review_by=fields.day("review_by"),
        historic=fields.choice("state", ("historic",), "") == "historic",
        former_ids=fields.texts("former_ids", _check_former, _FORMER_FIX),
        restraint=fields.one_line("restraint"),
        generated_from="" if kind in ("pathway", "checklist", "session") else _generated(fields),
        file=file,
        findable=fields.flag("findable", default=True),
        unquoted=fields.texts("unquoted", _check_slug, "Write the slug of a heading of this page."),
    )


def check_unquoted(info: PageInfo, places: Mapping[str, Place], report: Report) -> None:
    """Report ``unquoted`` passages that a page does not have: their words would be quoted after all."""
    known = [TOP, *(heading.slug for heading in info.headings)]
    for number, slug in enumerate(info.unquoted):
        if slug not in known:
            message = f'"unquoted" names "{slug}", and the page has no such passage.'
            fix = meant(slug, known) + "Write the slug of a heading of this page."
            report.error("dead-slug", places[f"unquoted.{number}"], message, fix)


def _page_id(fields: Fields, file: str) -> str:
    by_path = page_id_of(file)
    found = fields.scalar("id")
    if found is None:
        return by_path
    page = found.raw.strip()
    if is_page_id(page):
        return page
    fix = f"Write small letters, digits, - and _ with / between steps, or leave the key out for {by_path}."
    fields.report.error("bad-id", found.at, f'"{page[:80]}" cannot be the id of a page.{_leaves(page)}', fix)
    return by_path


def _leaves(reference: str) -> str:
    """A word about ids that try to lead out of the folder."""
    steps = re.split(r"[/\\]", reference)
    outside = ".." in steps or reference.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", reference)
    return " An id cannot lead out of the handbook." if outside else ""


def slug_of(fields: Fields, taken: dict[str, int], what: str) -> str:
    """The ``id`` of a step, an item or an entry, unique among those ``taken`` (by the line they stand on)."""
    found = fields.scalar("id", required=True)
    if found is None:
        return ""
    slug = found.raw.strip()
    if not is_slug(slug) or slug == TOP:
        fix = f"Write small letters, digits, - and _ only: {slugify(slug)}"
        fields.report.error("bad-id", found.at, f'"{slug[:80]}" cannot be the id of {what}.{_leaves(slug)}', fix)
    elif slug in taken:
        message = f'The id "{slug}" is given twice, first on line {taken[slug]}.'
        fields.report.error("duplicate-id", found.at, message, "Give one of the two another id.")
    else:
        taken[slug] = found.at[0]
    return slug


def references(fields: Fields, key: str) -> tuple[str, ...]:
    """A list of page or passage ids."""
    return fields.texts(key, _check_reference, "Write a page id, with #slug for a passage of it.")


def _check_reference(text: str) -> str:
    return "" if is_reference(text) else f'"{text[:80]}" is not the id of a page or passage.{_leaves(text)}'


def check_source(text: str) -> str:
    """What is wrong with the id of a source, or the empty string."""
    return "" if is_slug(text) else f'"{text[:80]}" is not the id of a source.'


def _check_slug(text: str) -> str:
    return "" if is_slug(text) else f'"{text[:80]}" is not the slug of a passage.'


def _check_statement(text: str) -> str:
    return "" if _STATEMENT.fullmatch(text) else f'"{text[:80]}" is not the number of a statement.'


_FORMER_FIX = "Write old/page, old/page#slug, or old/page#slug > new-slug in quotes."


def _check_former(text: str) -> str:
    return "" if former(text) else f'"{text[:80]}" is not a former id of a page or passage.{_leaves(text)}'


def _generated(fields: Fields) -> str:
    found = fields.choice("generated_from", tuple(GENERATED), "")
    return GENERATED.get(found, "")
