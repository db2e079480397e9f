"""Glossary, sources, statements, contacts, handbook.yaml, and what tunes search."""

from __future__ import annotations

import pytest

from handbook.content.record import Manifest, PlannedPart
from handbook.model.page import Link
from handbook.model.registry import Contact, Source, Statement, Term
from handbook.model.tuning import GoldenQuery, Lexicon, LexiconEntry, Ranking
from tests.content.helpers import compiled, only, said


def test_glossary() -> None:
    text = """\
terms:
  - id: strategy-discussion
    term: Strategy discussion
    meaning: "A talk, see [here](procedures/strategy-discussion)."
    also: [strategy meeting, strat]
    historic: true
    see: [procedures/strategy-discussion]
  - {id: b, term: B, meaning: M}
"""
    record = compiled(text, "glossary.yaml")
    assert not record.problems
    assert record.data == (
        Term(
            "strategy-discussion",
            "Strategy discussion",
            "A talk, see [here](procedures/strategy-discussion).",
            ("strategy meeting", "strat"),
            True,
            ("procedures/strategy-discussion",),
        ),
        Term("b", "B", "M"),
    )
    assert record.links == (Link("procedures/strategy-discussion", 4, 27),)
    assert record.places["terms.0.see.0"] == (7, 11)


def test_sources() -> None:
    text = """\
sources:
  - {id: a, title: A, publisher: P, edition: "2015", type: t, url: "https://a.org/b", status: superseded,
     superseded_by: b, read: true}
  - {id: b, title: B, url: "", status: current, superseded_by: "", read: false}
"""
    record = compiled(text, "sources.yaml")
    assert not record.problems
    assert record.data == (
        Source("a", "A", "P", "2015", "t", "https://a.org/b", "superseded", "b", True),
        Source("b", "B", status="current"),
    )


def test_statements_and_contacts() -> None:
    record = compiled("statements:\n  - {id: S7, heading: H, text: T, case: true}\n", "statements.yaml")
    assert record.data == (Statement("S7", "H", "T", True),)
    record = compiled('contacts:\n  - {id: a, name: N, use: U, value: "", checked: ""}\n', "contacts.yaml")
    assert record.data == (Contact("a", "N", "U"),) and not record.problems


@pytest.mark.parametrize(
    ("file", "text", "place", "rule", "fix"),
    [
        ("glossary.yaml", "terms:\n  - {id: a, term: A, meaning: M}\n  - {id: a, term: B, meaning: M}\n", (3, 10),
         "duplicate-id", "another id"),
        ("glossary.yaml", "terms:\n  - {id: a, meaning: M}\n", (2, 5), "missing", "term"),
        ("glossary.yaml", "terms:\n  - {id: a, term: No, meaning: M}\n", (2, 19), "quote-it", '"No"'),
        ("glossary.yaml", "terms:\n  - {id: a, term: A, meaning: M, historic: yes}\n", (2, 44), "wrong-type",
         "historic: true"),
        ("glossary.yaml", "terms: none\n", (1, 8), "wrong-type", "hyphen"),
        ("glossary.yaml", "term: []\n", (1, 1), "missing", "terms"),
        ("glossary.yaml", "terms:\n  - {id: ../a, term: A, meaning: M}\n", (2, 10), "bad-id", "small letters"),
        ("glossary.yaml", "terms:\n  - {id: a, term: A, meaning: 'x <i>y</i>'}\n", (2, 34), "raw-html", "Remove"),
        ("sources.yaml", "sources:\n  - {id: a, title: A, status: old}\n", (2, 31), "wrong-value", "current"),
        ("sources.yaml", "sources:\n  - {id: a, title: A, url: 'http://x'}\n", (2, 28), "bad-address", "whole address"),
        ("sources.yaml", "sources:\n  - {id: a, title: A, edition: 2015}\n", (2, 32), "quote-it", '"2015"'),
        ("sources.yaml", "sources:\n  - {id: a, title: A, superseded_by: b}\n", (2, 38), "dead-source", "replaced"),
        ("statements.yaml", "statements:\n  - {id: X1, heading: H, text: T}\n", (2, 10), "bad-id", "S21"),
        ("statements.yaml", "statements:\n  - {id: S1, heading: H, text: T}\n  - {id: S1, heading: H, text: T}\n",
         (3, 10), "duplicate-id", "another number"),
        ("contacts.yaml", "contacts:\n  - {id: a, name: N, use: U, checked: 2026-11-22}\n", (2, 39), "quote-it",
         '"2026-11-22"'),
        ("contacts.yaml", "contacts:\n  - {id: a, name: N, use: U, number: 5}\n", (2, 30), "unknown-key", "Correct"),
    ],
)  # fmt: skip
def test_mistakes_in_registries(file: str, text: str, place: tuple[int, int], rule: str, fix: str) -> None:
    problem = compiled(text, file).problems[0]
    assert (problem.file, problem.line, problem.column, problem.rule) == (file, *place, rule), problem
    assert fix in problem.fix, problem.fix
    assert problem.quoted == text.split("\n")[place[0] - 1]


def test_handbook_yaml() -> None:
    text = """\
title: My handbook
edition: "1"
date: 2026-11-22
owner: Us
languages: [en-GB, cy]
strict: true
parts:
  - id: synopsis
    title: Synopsis
    pages:
      - {id: synopsis/about, title: About}
      - synopsis/other-page
      - single
pathways:
  - {id: pathways/a, title: A}
"""
    record = compiled(text, "handbook.yaml")
    assert not record.problems
    assert record.data == Manifest(
        "My handbook", "1", "2026-11-22", "Us", ("en-GB", "cy"), True,
        (PlannedPart("synopsis", "Synopsis", (
            ("synopsis/about", "About"), ("synopsis/other-page", "Other page"), ("single", "Single"))),),
        (("pathways/a", "A"),),
    )  # fmt: skip
    assert record.data.named()["pathways/a"] == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "place", "rule"),
    [
        ("edition: '1'\n", (1, 1), "missing"),
        ("title: A\nedition: 1\n", (2, 10), "quote-it"),
        ("title: A\nstrict: yes\n", (2, 9), "wrong-type"),
        ("title: A\ndate: soon\n", (2, 7), "bad-date"),
        ("title: A\nparts:\n  - id: a\n    pages: [b/c]\n", (4, 13), "wrong-part"),
        ("title: A\nparts:\n  - id: a\n    pages: [a/c, a/c]\n", (4, 18), "duplicate-id"),
        ("title: A\nparts:\n  - id: ..\n", (3, 9), "bad-id"),
        ("title: A\nparts:\n  - id: a\n    pages: [../x]\n", (4, 13), "bad-id"),
        ("title: A\npathways: [a/b]\nchecklists: [a/b]\n", (3, 14), "duplicate-id"),
        ("title: A\nlanguages: en-GB\n", (2, 12), "wrong-type"),
    ],
)
def test_mistakes_in_handbook_yaml(text: str, place: tuple[int, int], rule: str) -> None:
    problem = only(compiled(text, "handbook.yaml"))
    assert said(problem) == (*place, rule, "error")
    assert problem.fix and problem.quoted == text.split("\n")[place[0] - 1]


def test_lexicon() -> None:
    text = """\
families:
  - [pregnancy, pregnant]
abbreviations:
  - [icpc, initial child protection conference]
synonyms:
  - [strategy discussion, strategy meeting]
everyday:
  - said: ring social care
    finds: [referral, "section 47"]
spellings:
  - [enquiry, inquiry]
"""
    record = compiled(text, "index/lexicon.yaml")
    assert not record.problems
    assert record.data == Lexicon((
        LexiconEntry("family", ("pregnancy", "pregnant"), line=2),
        LexiconEntry("abbreviation", ("icpc", "initial child protection conference"), line=4),
        LexiconEntry("synonym", ("strategy discussion", "strategy meeting"), line=6),
        LexiconEntry("everyday", ("ring social care", "referral", "section 47"), one_way=True, line=8),
        LexiconEntry("spelling", ("enquiry", "inquiry"), line=11),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "place", "rule", "severity"),
    [
        ("lexicon", "families:\n  - [47, s47]\n", (2, 6), "quote-it", "error"),
        ("lexicon", "families:\n  - word\n", (2, 5), "wrong-type", "error"),
        ("lexicon", "families:\n  - [word]\n", (2, 5), "one-word", "warning"),
        ("lexicon", "familys: []\n", (1, 1), "unknown-key", "warning"),
        ("lexicon", "everyday:\n  - {said: a}\n", (2, 5), "missing", "error"),
        ("ranking", "title: lots\n", (1, 8), "wrong-type", "error"),
        ("ranking", "title: 1e3\n", (1, 8), "wrong-type", "error"),
        ("ranking", 'title: "3"\n', (1, 8), "wrong-type", "error"),
        ("ranking", "titel: 3\n", (1, 1), "unknown-key", "warning"),
        ("queries", "queries:\n  - {query: a, pages: {x/y: 4}}\n", (2, 29), "wrong-type", "error"),
        ("queries", "queries:\n  - {query: a, pages: {X: 3}}\n", (2, 24), "bad-id", "error"),
        ("queries", "queries:\n  - {query: a}\n", (2, 5), "missing", "error"),
        ("queries", "queries:\n  - {query: 47, pages: {x: 3}}\n", (2, 13), "quote-it", "error"),
    ],
)
def test_mistakes_in_what_tunes_search(
    file: str, text: str, place: tuple[int, int], rule: str, severity: str
) -> None:
    problem = compiled(text, f"index/{file}.yaml").problems[0]
    assert said(problem) == (*place, rule, severity), problem
    assert problem.fix and problem.quoted == text.split("\n")[place[0] - 1]


def test_ranking_and_queries() -> None:
    record = compiled("title: 7.5\nbody: 2\n", "index/ranking.yaml")
    assert record.data == Ranking(title=7.5, body=2.0) and not record.problems
    text = "queries:\n  - {query: a b, pages: {x/y: 3, z: 1}, subset: [safety-critical], held_out: true}\n"
    record = compiled(text, "index/queries.yaml")
    assert record.data == (GoldenQuery("a b", {"x/y": 3, "z": 1}, ("safety-critical",), True, 2),)
    assert not record.problems
    assert compiled("", "index/ranking.yaml").data == Ranking()
