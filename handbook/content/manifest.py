"""``handbook.yaml``: the handbook's name and edition, and the order of its parts and pages."""

from __future__ import annotations

from datetime import date

from handbook.content.fields import Fields
from handbook.content.ids import title_of
from handbook.content.record import Manifest, Named, PlannedPart
from handbook.content.strictyaml import Scalar
from handbook.content.values import is_text
from handbook.model.reference import is_page_id, is_slug, part_of


def read_manifest(fields: Fields) -> Manifest:
    """What ``handbook.yaml`` says. Each page and guide it names stands there once."""
    taken: dict[str, int] = {}
    day: date | None = fields.day("date")
    manifest = Manifest(
        title=fields.one_line("title", required=True),
        edition=fields.one_line("edition"),
        date=day.isoformat() if day else "",
        owner=fields.one_line("owner"),
        languages=fields.texts("languages") or ("en-GB",),
        strict=fields.flag("strict"),
        parts=tuple(_part(entry, taken) for entry in fields.each("parts")),
        pathways=_named(fields, "pathways", taken),
        checklists=_named(fields, "checklists", taken),
        sessions=_named(fields, "sessions", taken),
    )
    fields.finish()
    return manifest


def _part(entry: Fields, taken: dict[str, int]) -> PlannedPart:
    found = entry.scalar("id", required=True)
    part = found.raw.strip() if found else ""
    if found and not is_slug(part):
        fix = "Write small letters, digits, - and _ only."
        entry.report.error("bad-id", found.at, f'"{part[:80]}" cannot be the id of a part.', fix)
    title = entry.one_line("title") or title_of(part)
    pages = _named(entry, "pages", taken)
    for number, (page, _) in enumerate(pages):
        if part_of(page) not in ("", part):
            message = f'"{page}" stands under the part "{part}", and its id names the part "{part_of(page)}".'
            fix = f'Move the line to the part "{part_of(page)}", or give the page another id.'
            entry.report.error("wrong-part", entry.places[f"{entry.path('pages')}.{number}"], message, fix)
    entry.finish()
    return PlannedPart(part, title, pages)


def _named(fields: Fields, key: str, taken: dict[str, int]) -> tuple[Named, ...]:
    """Ids with titles: ``{id: ..., title: ...}``, or an id alone."""
    found: list[Named] = []
    for node in fields.items(key):
        scalar: Scalar | None
        if isinstance(node, Scalar):
            scalar, title = (node if is_text(node, key, fields.report) else None), ""
        else:
            entry = Fields(node, fields.report, {})
            scalar, title = entry.scalar("id", required=True), entry.one_line("title")
            entry.finish()
        page = scalar.raw.strip() if scalar else ""
        if scalar and not is_page_id(page):
            fix = "Write the id of a page, such as procedures/recording."
            fields.report.error("bad-id", scalar.at, f'"{page[:80]}" is not the id of a page.', fix)
        elif scalar and page in taken:
            message = f'"{page}" is named twice, first on line {taken[page]}.'
            fields.report.error("duplicate-id", scalar.at, message, "Remove one of the two lines.")
        elif scalar:
            taken[page] = scalar.at[0]
            fields.places[f"{fields.path(key)}.{len(found)}"] = scalar.at
            found.append((page, title or title_of(page.rpartition("/")[2])))
    return tuple(found)
