"""The front matter of a page."""

from __future__ import annotations

from handbook.content.frontmatter import split
from handbook.content.report import Report
from tests.content.helpers import compiled, only, said


def test_the_body_keeps_its_lines() -> None:
    report = Report("x")
    matter = split("---\ntitle: A\n---\n\nText.\n", report)
    assert matter and matter.yaml == "title: A" and matter.yaml_line == 2
    assert matter.body.split("\n") == ["", "", "", "", "Text.", ""]


def test_a_page_without_any_is_all_body() -> None:
    record = compiled("# My *own* page\n\nText.\n", "notes/my-page.md")
    assert record.info and (record.info.id, record.info.title) == ("notes/my-page", "My own page")
    assert not record.problems
    assert record.body and len(record.body.passages) == 1


def test_a_page_with_neither_title_nor_heading_is_called_by_its_file() -> None:
    record = compiled("Text.\n", "notes/shopping-list.md")
    assert record.info and record.info.title == "Shopping list"


def test_an_empty_file_is_a_page() -> None:
    record = compiled("", "notes/empty.md")
    assert record.info and not record.problems


def test_front_matter_must_end() -> None:
    problem = only(compiled("---\ntitle: A\nsummary: B\n\n## Heading\n\nText.\n"))
    assert said(problem) == (1, 1, "unclosed-front-matter", "error")
    assert problem.quoted == "---" and "after line 3" in problem.fix


def test_front_matter_must_stand_at_the_top() -> None:
    problem = only(compiled("\n---\ntitle: A\n---\n"))
    assert said(problem) == (2, 1, "front-matter-place", "error") and "Delete" in problem.fix


def test_front_matter_must_be_opened() -> None:
    problem = only(compiled("title: A\nsummary: B\n---\n\nText.\n"))
    assert said(problem) == (1, 1, "front-matter-place", "error")


def test_a_rule_below_text_is_no_front_matter() -> None:
    assert not compiled("Note: this is prose\nthat goes on.\n\n---\n\nMore.\n").problems
    assert not compiled("One line\n---\n").problems


def test_it_may_be_empty_where_a_heading_gives_the_title() -> None:
    record = compiled("---\n---\n# A\n")
    assert record.info and record.info.title == "A" and not record.problems


def test_front_matter_without_a_title_is_an_error_where_no_heading_gives_one() -> None:
    problem = only(compiled("---\nsummary: B\n---\nText.\n"))
    assert said(problem) == (2, 1, "missing", "error")
    assert '"title"' in problem.message and "title:" in problem.fix
