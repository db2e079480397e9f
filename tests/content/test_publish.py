"""The publishing rules, which only a check runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from handbook.content.loaded import Loaded
from handbook.content.loader import load
from handbook.content.publish import publishing_problems
from handbook.content.readability import lines_at, reading_ease
from handbook.model.problem import Problem
from tests.conftest import ROOT
from tests.content.helpers import blocks, by_rule, write

TODAY = date(2026, 11, 22)

PAGE = """\
---
title: Recording
summary: What to write down.
kind: procedure
provenance: procedure
audience: [practitioner]
found_by: [one, two, three, four, five]
related: [part/other]
sources: [seed]
covers: [S1]
owner: Editor
checked: 2026-11-01
reviewed: ""
review_by: 2027-11-01
---

::: answer
Write it the same day. Use the words that were used. Say what you did about it.
:::

## Next {#next}

Some text [@seed].
"""
OTHER = (
    PAGE.replace("covers: [S1]", "covers: [S2]")
    .replace("title: Recording", "title: Other")
    .replace("part/other", "part/page")
)
FILES = {
    "content/handbook.yaml": "title: T\nstrict: true\nparts:\n  - {id: part, title: P, pages: [part/page, part/other]}\n",
    "content/part/page.md": PAGE,
    "content/part/other.md": OTHER,
    "content/sources.yaml": "sources:\n  - {id: seed, title: Seed}\n  - {id: more, title: More}\n",
    "content/statements.yaml": "statements:\n  - {id: S1, heading: H, text: First.}\n  - {id: S2, heading: H, text: Second.}\n",
    "content/glossary.yaml": "terms:\n"
    "  - {id: sd, term: Strategy discussion, meaning: A talk., also: [multi-agency meeting]}\n"
    "  - {id: sg, term: Safeguarding, meaning: Keeping safe.}\n",
    "index/language.yaml": """\
banned:
  - {words: [lifestyle choice], write: what happened, on: [part/other]}
contested:
  - {words: [disguised compliance], why: A trap., on: [away/*]}
spellings:
  - {not: [behavior, gray], write: behaviour}
""",
}


def loading(tmp_path: Path, changed: dict[str, str] | None = None) -> Loaded:
    write(tmp_path, FILES | (changed or {}))
    loaded = load(tmp_path / "content", tmp_path / "index")
    assert not loaded.failed, loaded.problems
    return loaded


def checking(tmp_path: Path, changed: dict[str, str] | None = None) -> tuple[Problem, ...]:
    return publishing_problems(loading(tmp_path, changed), today=TODAY)


def page(*changes: tuple[str, str]) -> dict[str, str]:
    text = PAGE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return {"content/part/page.md": text}


def test_a_page_that_has_everything_has_no_problems(tmp_path: Path) -> None:
    assert checking(tmp_path) == ()


KEYS = (
    "summary",
    "kind",
    "provenance",
    "audience",
    "found_by",
    "related",
    "sources",
    "covers",
    "owner",
    "checked",
    "reviewed",
)


@pytest.mark.parametrize("key", [*KEYS, "review_by"])
def test_required_keys(tmp_path: Path, key: str) -> None:
    text = "".join(line for line in PAGE.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    problems = by_rule(checking(tmp_path, {"content/part/page.md": text}), "missing")
    (problem,) = problems
    assert (problem.file, problem.line, problem.severity) == ("part/page.md", 1, "error")
    assert f'"{key}"' in problem.message and f"{key}: " in problem.fix and problem.quoted == "---"


def test_in_a_folder_that_is_not_strict_nothing_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "notes", {"a.md": "# A\n\nText.\n", "b.md": "# B\n\nText.\n"})
    problems = publishing_problems(load(folder), today=TODAY)
    assert problems and {problem.severity for problem in problems} == {"warning"}


def test_a_key_without_a_value_is_missing_except_where_it_may_be_empty(tmp_path: Path) -> None:
    problems = checking(
        tmp_path, page(("owner: Editor", "owner:"), ("sources: [seed]", "sources: []"), (" [@seed]", ""))
    )
    (problem,) = problems
    assert (problem.rule, problem.line, problem.quoted) == ("missing", 11, "owner:")


@pytest.mark.parametrize(
    "summary", ["What to write. And when.", "No full stop", "Is it so? It is.", 'It is said \\"so.\\" Then more.']
)
def test_a_summary_is_one_sentence(tmp_path: Path, summary: str) -> None:
    (problem,) = checking(tmp_path, page(("summary: What to write down.", f'summary: "{summary}"')))
    assert (problem.rule, problem.line, problem.severity) == ("summary", 3, "warning")


@pytest.mark.parametrize(
    "summary", ["What is it?", "Use e.g. A or B.", "See Dr. Who.", "It rests on section 1.2 of it."]
)
def test_what_is_one_sentence_passes(tmp_path: Path, summary: str) -> None:
    assert not checking(tmp_path, page(("summary: What to write down.", f'summary: "{summary}"')))


@pytest.mark.parametrize(
    ("before", "after", "line", "rule", "severity"),
    [
        ("checked: 2026-11-01", "checked: 2026-11-23", 12, "checked", "error"),
        ("review_by: 2027-11-01", "review_by: 2026-11-01", 14, "review-by", "error"),
        ('reviewed: ""', 'reviewed: "team manager"', 13, "reviewed", "error"),
        ('reviewed: ""', 'reviewed: "2026-11-10"', 13, "reviewed", "error"),
        ('reviewed: ""', 'reviewed: "2027-01-01, team manager"', 13, "reviewed", "error"),
    ],
)
def test_dates(tmp_path: Path, before: str, after: str, line: int, rule: str, severity: str) -> None:
    (problem,) = by_rule(checking(tmp_path, page((before, after))), rule)
    assert (problem.line, problem.severity, problem.quoted) == (line, severity, after)


def test_overdue(tmp_path: Path) -> None:
    late = (("checked: 2026-11-01", "checked: 2025-11-01"), ("review_by: 2027-11-01", "review_by: 2026-11-21"))
    (problem,) = checking(tmp_path, page(*late))
    assert (problem.rule, problem.line, problem.severity) == ("overdue", 14, "warning")
    assert not checking(tmp_path, page(*late, ("owner: Editor", "owner: Editor\nstate: historic")))
    today = (late[0], ("review_by: 2027-11-01", "review_by: 2026-11-22"))
    assert not checking(tmp_path, page(*today))


def test_every_statement_is_taken_up_by_a_page(tmp_path: Path) -> None:
    statements = FILES["content/statements.yaml"] + "  - {id: S3, heading: H, text: Third.}\n"
    guide = "title: G\ncovers: [S3]\nsteps: [{id: s, question: Q, answers: [{text: X, to: e}]}]\nends: [{id: e, title: E}]\n"
    changed = {"content/statements.yaml": statements, "content/pathways/g.yaml": guide}
    (problem,) = by_rule(checking(tmp_path, changed), "not-covered")
    assert (problem.file, problem.line, problem.column, problem.severity) == ("statements.yaml", 4, 10, "error")
    assert "S3" in problem.message


def test_a_fact_of_the_case_stands_on_one_page(tmp_path: Path) -> None:
    statements = (
        "statements:\n  - {id: S1, heading: H, text: First., case: true}\n  - {id: S2, heading: H, text: Second.}\n"
    )
    changed = {"content/statements.yaml": statements, "content/part/other.md": OTHER.replace("[S2]", "[S2, S1]")}
    (problem,) = checking(tmp_path, changed)
    assert (problem.file, problem.line, problem.column) == ("part/other.md", 10, 14)
    assert (problem.rule, problem.severity) == ("case-repeated", "error") and "part/page" in problem.message


def finder(ranks: dict[str, int | None]) -> Callable[[str, str], tuple[int | None, tuple[str, ...]]]:
    def finds(phrase: str, page_id: str) -> tuple[int | None, tuple[str, ...]]:
        assert page_id in ("part/page", "part/other")
        return ranks.get(phrase, 1), ("Other", "Third", "Fourth", "Fifth")

    return finds


def test_each_phrase_finds_its_page_among_the_first_three(tmp_path: Path) -> None:
    loaded = loading(
        tmp_path, {"content/part/other.md": OTHER.replace("[one, two, three, four, five]", "[a, b, c, d, e]")}
    )
    problems = publishing_problems(loaded, today=TODAY, finds=finder({"two": 3, "four": 4, "five": None}))
    assert [(p.file, p.line, p.column, p.rule, p.severity) for p in problems] == [
        ("part/page.md", 7, 29, "found-by", "error"),
        ("part/page.md", 7, 35, "found-by", "error"),
    ]
    assert "number 4" in problems[0].message and "Other, Third, Fourth" in problems[0].message
    assert "not at all" in problems[1].message


def test_five_phrases_at_least(tmp_path: Path) -> None:
    (problem,) = checking(tmp_path, page(("[one, two, three, four, five]", "[one, two, three, four]")))
    assert (problem.rule, problem.line, problem.severity) == (
        "found-by",
        7,
        "error",
    ) and "4 of at least 5" in problem.message


def test_a_page_that_search_leaves_out_needs_no_phrases(tmp_path: Path) -> None:
    start = "---\ntitle: Start\nsummary: Choose.\nkind: reference\nprovenance: local\naudience: [manager]\nfindable: false\n"
    start += "owner: E\nchecked: 2026-11-01\nreviewed: ''\nreview_by: 2027-01-01\n---\n\nGo [there](part/page).\n"
    assert not checking(tmp_path, {"content/start.md": start})


# The answer


def test_a_page_begins_with_its_answer(tmp_path: Path) -> None:
    (problem,) = checking(tmp_path, page(("::: answer", "::: do")))
    assert (problem.rule, problem.line, problem.severity) == ("no-answer", 17, "warning")
    moved = PAGE.replace("## Next {#next}\n", "").replace("::: answer", "## Next {#next}\n\n::: answer")
    assert [p.rule for p in checking(tmp_path, {"content/part/page.md": moved})] == ["no-answer"]


def test_an_answer_is_read_at_a_glance(tmp_path: Path) -> None:
    sentence = "Write it the same day and use the words that were said to you then. "
    (problem,) = checking(tmp_path, page(("Write it the same day. ", sentence * 6)))
    assert (problem.rule, problem.line, problem.severity) == (
        "long-answer",
        17,
        "warning",
    ) and "7 lines" in problem.message
    assert not checking(tmp_path, page(("Write it the same day. ", sentence * 5)))


def test_an_answer_in_hard_words_is_a_warning(tmp_path: Path) -> None:
    hard = (
        "Multidisciplinary organisational accountability necessitates comprehensive contemporaneous documentation "
        "incorporating interdisciplinary considerations, notwithstanding countervailing administrative requirements."
    )
    (problem,) = checking(tmp_path, page(("Write it the same day. ", hard)))
    assert (problem.rule, problem.line, problem.severity) == ("reading-ease", 17, "warning")


def test_reading_ease_is_fleschs_formula() -> None:
    """Ten words, two sentences, twelve syllables by hyphenation (pa-per and wa-ter have two)."""
    ease = reading_ease(["The cat sat on paper. The dog drank the water."])
    assert ease == pytest.approx(206.835 - 1.015 * 10 / 2 - 84.6 * 12 / 10)
    assert reading_ease(["Too short."]) is None
    assert reading_ease(["It is so [1] and that is all there is to it."]) == reading_ease(
        ["It is so and that is all there is to it."]
    )


def test_lines_of_text_at_a_width() -> None:
    assert lines_at(blocks("word " * 15), width=76) == 1
    assert lines_at(blocks("word " * 16), width=76) == 2
    assert lines_at(blocks("* a\n* b\n  * c\n\nText\n"), width=76) == 4


# Words


def words(tmp_path: Path, text: str, changed: dict[str, str] | None = None) -> tuple[Problem, ...]:
    return checking(tmp_path, page(("Some text [@seed].", text + " [@seed].")) | (changed or {}))


def test_banned_words(tmp_path: Path) -> None:
    (problem,) = words(tmp_path, "Not a *Lifestyle\nchoice* at all")
    assert (problem.line, problem.column, problem.rule, problem.severity) == (23, 8, "banned-word", "warning")
    assert "what happened" in problem.fix and problem.quoted == "Not a *Lifestyle"


@pytest.mark.parametrize(
    "text",
    [
        'They wrote "lifestyle choice" there',
        "They wrote “lifestyle choice” there",
        "lifestyle choices differ",
        "a lifestyle-choice",
    ],
)
def test_a_word_that_is_spoken_about_or_another_word_is_none(tmp_path: Path, text: str) -> None:
    assert not words(tmp_path, text)


def test_a_word_is_placed_in_the_text_and_not_in_the_front_matter(tmp_path: Path) -> None:
    text = PAGE.replace("[one,", "[lifestyle choice,").replace("Write it the same day.", "Write no lifestyle choice.")
    (problem,) = checking(tmp_path, {"content/part/page.md": text})
    assert (problem.line, problem.column) == (18, 10)


def test_a_page_that_explains_a_word_may_use_it(tmp_path: Path) -> None:
    assert not checking(tmp_path, {"content/part/other.md": OTHER.replace("Some text", "A lifestyle choice")})


def test_contested_words(tmp_path: Path) -> None:
    (problem,) = words(tmp_path, "It is disguised compliance and disguised compliance again")
    assert (problem.rule, problem.line, problem.column) == ("contested-word", 23, 7) and "A trap." in problem.message
    assert not words(tmp_path, "It is disguised compliance\n\n::: language\nA word.\n:::\n\nMore")
    (tmp_path / "index" / "language.yaml").unlink()
    loaded = load(tmp_path / "content", tmp_path / "index")
    assert not publishing_problems(loaded, today=TODAY)


def test_british_spelling(tmp_path: Path) -> None:
    (problem,) = words(tmp_path, "His behavior was noted by Ms Gray")
    assert (problem.rule, problem.line, problem.column) == ("spelling-word", 23, 5) and "behaviour" in problem.fix


def test_mistakes_in_the_file_of_words_are_named(tmp_path: Path) -> None:
    bad = FILES["index/language.yaml"].replace("write: what happened", "rite: what happened")
    problems = checking(tmp_path, {"index/language.yaml": bad})
    assert {(p.file, p.line, p.rule) for p in problems} == {
        ("../index/language.yaml", 2, "missing"), ("../index/language.yaml", 2, "unknown-key"),
    }  # fmt: skip
    assert all(problem.quoted for problem in problems)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A stratergy discussion is held", "stratergy"),
        ("Ask for a Strategey discussion", "Strategey"),
        ("It is about safegaurding", "safegaurding"),
        ("A multiagency meeting", "multiagency"),
        ("A startegy discussion", "startegy"),
    ],
)
def test_terms_are_spelt_as_in_the_glossary(tmp_path: Path, text: str, found: str) -> None:
    (problem,) = words(tmp_path, text)
    assert (problem.rule, problem.severity, problem.line) == ("glossary-spelling", "warning", 23)
    assert problem.column == text.index(found) + 1 and f'"{found}"' in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "strategy discussions",
        "Strategies differ",
        "strategic discussion",
        "multi-agency work",
        "discussing it",
        "safeguard",
    ],
)
def test_forms_of_a_term_are_no_mistakes(tmp_path: Path, text: str) -> None:
    assert not words(tmp_path, text)


# Figures and contacts


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Hold it within 15 working days.", ["15 working days"]),
        ("Hold it within ten\nworking days.", ["ten working days"]),
        ("It was 1 in 10, or 12.5% of them.", ["12.5%"]),
        ("It costs £1,200 at 45 per cent.", ["£1,200", "45 per cent"]),
        ("It takes 24 to 72 hours or 3 months.", ["24 to 72 hours", "3 months"]),
        ("After 5 years it ends.", ["5 years"]),
        ("* one\n* 6 weeks\n", ["6 weeks"]),
        ("| a | b |\n| - | - |\n| c | 28 days |\n", ["28 days"]),
    ],
)
def test_a_figure_has_its_source_beside_it(tmp_path: Path, text: str, figures: list[str]) -> None:
    problems = checking(tmp_path, page(("Some text [@seed].", text)))
    assert [(p.rule, p.severity, p.message.split('"')[1]) for p in problems] == [
        ("unsourced-figure", "warning", figure) for figure in figures
    ]
    for problem in problems:
        assert problem.quoted and problem.line >= 23


@pytest.mark.parametrize(
    "text",
    [
        "Hold it within 15 working days [@seed].",
        "Hold it within 15 working days.\n\n[@seed] says so.",
        "* 6 weeks\n* one [@seed]\n",
        "It takes 15 working days [@seed].\n\n## More\n\nSo 15 working days it is.",
        "She is 14 years old, under 16 years, aged 12 years, or 5 years of age. 16 years or over. Mia, 8 months.",
        "In 2015 there were 3 meetings and 20 minutes.",
        "::: example\nAfter 3 weeks he came.\n:::",
        "::: ask\n* What happened in the last 6 weeks?\n:::",
        "A few days, two weeks, some years.",
    ],
)
def test_what_needs_no_source_or_has_one(tmp_path: Path, text: str) -> None:
    assert not by_rule(checking(tmp_path, page(("Some text [@seed].", text))), "unsourced-figure")


def test_a_citation_far_below_is_not_beside_a_figure(tmp_path: Path) -> None:
    text = "Hold it within 15 working days.\n\nOther words come here. And then [@seed].\n"
    assert by_rule(checking(tmp_path, page(("Some text [@seed].", text))), "unsourced-figure")


@pytest.mark.parametrize(
    "text", ["Ring 01632 960 123 now", "Ring +44 1632 960123", "Ring 07700 900123", "Mail a.b@example.org"]
)
def test_telephone_numbers_and_mailboxes_in_prose_are_errors(tmp_path: Path, text: str) -> None:
    (problem,) = words(tmp_path, text)
    assert (problem.rule, problem.severity, problem.line) == ("contact-in-prose", "error", 23)
    assert "contacts.yaml" in problem.fix


@pytest.mark.parametrize("text", ["[call](tel:01632960123)", "[write](mailto:a@example.org)"])
def test_so_are_links_to_them(tmp_path: Path, text: str) -> None:
    assert by_rule(words(tmp_path, text), "contact-in-prose")


@pytest.mark.parametrize(
    "text", ["Section 47 of 1989, S15, 2012 to 2014", "Room 0123 456", "At 09:30 on 2026-11-22", "@home"]
)
def test_other_numbers_are_none(tmp_path: Path, text: str) -> None:
    assert not words(tmp_path, text)


def test_sources_that_are_cited_are_named_in_front_matter(tmp_path: Path) -> None:
    (problem,) = words(tmp_path, "Text [@more]")
    assert (problem.rule, problem.severity, problem.line, problem.column) == ("source-not-listed", "warning", 23, 6)


def test_no_id_of_the_edition_before_is_lost(tmp_path: Path) -> None:
    before = loading(tmp_path / "before", {"content/part/gone.md": PAGE.replace("S1", "S2")}).handbook
    changed = page(("## Next {#next}", "## Next {#then}"))
    problems = publishing_problems(loading(tmp_path / "now", changed), today=TODAY, before=before)
    assert [(p.file, p.rule, p.severity) for p in problems] == [
        ("handbook.yaml", "former-id-lost", "error"),
        ("part/page.md", "former-id-lost", "error"),
    ]
    assert "part/gone" in problems[0].message and "part/page#next" in problems[1].message
    moved = page(
        ("## Next {#next}", "## Next {#then}"),
        ("owner: Editor", 'owner: Editor\nformer_ids: [part/gone, "part/page#next > then", "part/gone#next > then"]'),
    )
    assert not publishing_problems(loading(tmp_path / "moved", moved), today=TODAY, before=before)


def test_of_a_guide_the_same_is_asked_but_a_kind_and_an_answer(tmp_path: Path) -> None:
    guide = "title: G\nsteps: [{id: s, question: Q, answers: [{text: X, to: e}]}]\nends: [{id: e, title: Within 5 days.}]\n"
    problems = checking(tmp_path, {"content/checklists/.keep": "", "content/pathways/g.yaml": guide})
    missing = {problem.message.split('"')[1] for problem in by_rule(problems, "missing")}
    assert missing == {*KEYS, "review_by"} - {"kind"}
    assert not by_rule(problems, "no-answer")


def test_the_handbook_itself_loads_without_an_error() -> None:
    loaded = load(ROOT / "content", ROOT / "index")
    assert [str(problem) for problem in loaded.problems if problem.severity == "error"] == []
    assert len(loaded.handbook.pages) > 90
