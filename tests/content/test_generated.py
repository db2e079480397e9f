"""Pages made from the registries."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.content.loaded import Loaded
from handbook.content.loader import load
from handbook.model.block import ListBlock, Paragraph, Span
from handbook.model.page import Page
from tests.content.helpers import by_rule, write

CASE = "A fact about the family that stands on one page."
FILES = {
    "glossary.yaml": """\
terms:
  - {id: zeta, term: Zeta, meaning: "Last, see [one](a/one)."}
  - {id: abe, term: "ABE interview", meaning: First., also: [video interview], historic: true, see: [a/one#part, a/gone]}
""",
    "sources.yaml": """\
sources:
  - {id: new, title: New guidance, publisher: P, edition: "2023", type: guidance, url: "https://a.org", status: current,
     read: true}
  - {id: old, title: Old guidance, status: superseded, superseded_by: new}
""",
    "statements.yaml": f"""\
statements:
  - {{id: S1, heading: Introduction, text: "It was written."}}
  - {{id: S2, heading: Background, text: "{CASE}", case: true}}
  - {{id: S3, heading: Introduction, text: "Nobody took this up."}}
""",
    "contacts.yaml": """\
contacts:
  - {id: police, name: Police, use: "Danger now.", value: "", checked: ""}
  - {id: duty, name: Duty team, use: "A worry, see [one](a/one).", value: "Room 5", checked: "2026-11-01"}
  - {id: lado, name: LADO, use: Staff., value: "Room 6", checked: ""}
""",
    "a/one.md": "---\ntitle: One\ncovers: [S1, S2]\n---\n\n## A part {#part}\n",
    "a/two.md": "---\ntitle: Two\ncovers: [S1]\n---\n",
    "pathways/p.yaml": "title: A guide\ncovers: [S1]\nsteps: [{id: s, question: Q, answers: [{text: X, to: e}]}]\n"
    "ends: [{id: e, title: E}]\n",
    "reference/glossary.md": "---\ntitle: Glossary\ngenerated_from: glossary\n---\n\nOwn text.\n\n## Own heading {#own}\n",
    "reference/sources.md": "---\ntitle: Sources\ngenerated_from: content/sources.yaml\n---\n",
    "reference/coverage.md": "---\ntitle: Coverage\ngenerated_from: covers\n---\n",
    "reference/contacts.md": "---\ntitle: Contacts\ngenerated_from: contacts\n---\n",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(write(tmp_path_factory.mktemp("generated"), FILES))


def texts(page: Page) -> list[tuple[str, str, str]]:
    return [(passage.slug, passage.title, passage.text) for passage in page.passages]


def test_glossary(loaded: Loaded) -> None:
    page = loaded.pages["reference/glossary"]
    assert texts(page) == [
        ("top", "Glossary", "Own text."),
        ("own", "Own heading", ""),
        ("abe", "ABE interview", "First.\nHistoric: of its time, and no longer current.\nAlso: video interview\n"
                                 "See: One: A part; a/gone"),
        ("zeta", "Zeta", "Last, see one."),
    ]  # fmt: skip
    see = page.passages[2].blocks[-1]
    assert see == Paragraph((
        Span("See: "), Span("One: A part", target="a/one#part"), Span("; "), Span("a/gone"),
    ))  # fmt: skip
    assert page.passages[3].blocks[0].spans[1] == Span("one", target="a/one")  # type: ignore[union-attr]
    info = loaded.handbook.pages["reference/glossary"]
    assert [heading.slug for heading in info.headings] == ["own", "abe", "zeta"]
    assert [link.target for link in info.links] == ["a/one#part", "a/one"]
    assert loaded.handbook.resolve("reference/glossary#abe") == "reference/glossary#abe"


def test_sources(loaded: Loaded) -> None:
    page = loaded.pages["reference/sources"]
    assert texts(page)[1:] == [
        ("new", "New guidance", "P, 2023, guidance.\nCurrent. Read: a public copy.\nhttps://a.org"),
        (
            "old",
            "Old guidance",
            "Superseded: replaced by New guidance. Not read: cited from general professional knowledge.",
        ),
    ]
    assert page.passages[2].blocks[0].spans[1].target == "reference/sources#new"  # type: ignore[union-attr]


def test_coverage_repeats_no_fact_of_the_case(loaded: Loaded) -> None:
    page = loaded.pages["reference/coverage"]
    assert [passage.slug for passage in page.passages] == ["top", "introduction", "background"]
    introduction, background = page.passages[1].blocks[0], page.passages[2].blocks[0]
    assert isinstance(introduction, ListBlock) and isinstance(background, ListBlock)
    assert introduction.items[0] == (
        Paragraph((
            Span("S1 ", strong=True), Span("It was written."), Span(" See: "), Span("One", target="a/one"), Span("; "),
            Span("Two", target="a/two"), Span("; "), Span("A guide (decision guide)", target="pathways/p"),
        )),
    )  # fmt: skip
    assert page.passages[1].text.endswith("S3 Nobody took this up. No page takes it up yet.")
    assert page.passages[2].text == "S2 A fact of the case, stated once on One."
    assert not any(CASE in passage.text for one in loaded.pages.values() for passage in one.passages)


def test_contacts_say_in_words_that_they_are_empty(loaded: Loaded) -> None:
    assert texts(loaded.pages["reference/contacts"])[1:] == [
        ("police", "Police", "Not filled in yet. Your area adds it in content/contacts.yaml.\nDanger now."),
        ("duty", "Duty team", "Room 5\nLast tried: 2026-11-01.\nA worry, see one."),
        ("lado", "LADO", "Room 6\nNot tried yet: try it before you need it.\nStaff."),
    ]


def test_a_generated_page_changes_with_what_it_is_made_of_and_no_other_page_does(
    loaded: Loaded, tmp_path: Path
) -> None:
    changed = load(write(tmp_path, FILES | {"a/two.md": "---\ntitle: Two again\ncovers: [S1]\n---\n"}))
    different = {page for page, mark in changed.fingerprints.items() if loaded.fingerprints[page] != mark}
    assert different == {"a/two", "reference/coverage"}


def test_a_heading_with_the_id_of_an_entry_is_an_error(tmp_path: Path) -> None:
    text = "---\ntitle: Glossary\ngenerated_from: glossary\n---\n\n## Mine {#abe}\n"
    (problem,) = by_rule(load(write(tmp_path, FILES | {"reference/glossary.md": text})).problems, "duplicate-slug")
    assert (problem.file, problem.line, problem.severity) == ("reference/glossary.md", 6, "error")
    assert problem.quoted == "## Mine {#abe}"


def test_without_its_registry_a_generated_page_has_its_own_text(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {"g.md": "---\ntitle: G\ngenerated_from: glossary\n---\nOwn.\n"}))
    assert [passage.text for passage in loaded.pages["g"].passages] == ["Own."] and not loaded.problems
