"""Markdown to blocks and passages."""

from __future__ import annotations

import pytest

from handbook.content.markup import plain, read_blocks
from handbook.model.block import Break, Callout, Code, ListBlock, Paragraph, Quote, Span, Table, plain_text
from handbook.model.page import Link
from tests.content.helpers import blocks, by_rule, compiled, only, passages, said


def text_of(markdown: str) -> str:
    (block,) = blocks(markdown)
    return plain_text((block,))


# Running text


def test_manners_of_text() -> None:
    (paragraph,) = blocks("a *b **c*** `d *e*` **f**\n")
    assert paragraph == Paragraph((
        Span("a "), Span("b ", emphasis=True), Span("c", emphasis=True, strong=True), Span(" "),
        Span("d *e*", code=True), Span(" "), Span("f", strong=True),
    ))  # fmt: skip


def test_a_soft_break_is_a_space_and_a_hard_break_a_line_feed() -> None:
    assert text_of("one\ntwo\\\nthree  \nfour\n") == "one two\nthree\nfour"


def test_runs_of_spaces_are_one_space_outside_code() -> None:
    assert text_of("one.  Two `a  b`\n") == "one. Two a  b"


def test_entities_and_escapes() -> None:
    assert text_of("a &amp; b \\* &lt; 3 < 4\n") == "a & b * < 3 < 4"


# Links


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("[a](other/page)", "other/page"),
        ("[a](other/page#slug)", "other/page#slug"),
        ("[a](#slug)", "part/page#slug"),
        ("[a](sibling.md)", "part/sibling"),
        ("[a](../other/page.md#slug)", "other/page#slug"),
        ("[a](./My%20Page.md)", "part/my-page"),
        ("[a](https://example.org/a?b=c#d)", "https://example.org/a?b=c#d"),
        ("[a](mailto:a@example.org)", "mailto:a@example.org"),
        ("[a](tel:0123)", "tel:0123"),
        ("<https://example.org>", "https://example.org"),
        ("[a][ref]\n\n[ref]: other/page", "other/page"),
        ("[a](HTTPS://example.org)", "https://example.org"),
    ],
)
def test_where_links_lead(written: str, target: str) -> None:
    record = compiled(f"Text {written}\n")
    assert not record.problems and record.info and record.body
    assert record.info.links == (Link(target, 1, 6),)
    (top,) = record.body.passages
    (paragraph,) = top.blocks
    assert isinstance(paragraph, Paragraph) and paragraph.spans[-1].target == target


@pytest.mark.parametrize("written", ["picture.png", "../other/", "Other/Page", "page#Bad Slug", "a b"])
def test_a_link_to_no_page_is_kept_for_the_rules_and_leads_nowhere(written: str) -> None:
    record = compiled(f"[a](<{written}>)\n")
    assert not record.problems and record.info and record.body
    assert [link.target for link in record.info.links] == [written]
    assert record.body.passages[0].blocks == (Paragraph((Span("a"),)),)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("javascript:alert(1)", "link-scheme"),
        ("http://example.org", "link-scheme"),
        ("file:///etc/passwd", "link-scheme"),
        ("ms-msdt:x", "link-scheme"),
        ("data:text/html,x", "link-scheme"),
        ("C:/x.md", "link-scheme"),
        ("../../etc/passwd.md", "link-outside"),
        ("../../../x", "link-outside"),
        ("..%2f..%2fx.md", "link-outside"),
        ("/etc/passwd", "link-outside"),
        ("//host/share", "link-outside"),
        ("\\\\\\\\host\\\\share.md", "link-outside"),
        ("", "bad-link"),
        ("https:", "bad-link"),
        ("&#x202e;x", "control-character"),
    ],
)
def test_links_that_are_errors(written: str, rule: str) -> None:
    problem = only(compiled(f"One.\n\nSee [a]({written}) there.\n"))
    assert said(problem) == (3, 5, rule, "error")
    assert problem.fix and problem.quoted == f"See [a]({written}) there."


def test_every_link_has_its_line_and_column() -> None:
    text = """\
Text [a](x/a) and [b](x/b)
goes on [c *d*](x/c).

* item [d](x/d)
  and [e](x/e)
  1. deep [f](x/f)

> quoted [g](x/g)

| one | two |
| --- | --- |
| [h](x/h) | [h](x/h) |

## Heading [i](x/i)

::: ask
* question [j](x/j) [@source]
:::
"""
    record = compiled(text)
    assert record.info
    lines = text.split("\n")
    assert len(record.info.links) == 12
    for link in record.info.links:
        begins = "[@" if link.citation else "["
        assert lines[link.line - 1][link.column - 1 :].startswith(begins), link
        assert link.citation or f"]({link.target})" in lines[link.line - 1][link.column - 1 :], link
    twins = [link for link in record.info.links if link.target == "x/h"]
    assert twins[0].line == twins[1].line and twins[0].column < twins[1].column


def test_citations() -> None:
    record = compiled("It is so [@seed-s15].\n")
    assert record.info and record.body
    assert record.info.links == (Link("seed-s15", 1, 10, citation=True),)
    spans = record.body.passages[0].blocks[0]
    assert spans == Paragraph((Span("It is so "), Span("[1]", source="seed-s15"), Span(".")))


def test_a_citation_is_the_id_of_a_source() -> None:
    problem = only(compiled("It is so [@Seed S15].\n"))
    assert said(problem) == (1, 10, "bad-citation", "error") and "[@seed-s15]" in problem.fix


# Blocks


def test_lists_in_lists() -> None:
    (block,) = blocks("* a\n  * b\n\n    more\n* c\n\n  3. d\n  4. e\n")
    assert block == ListBlock((
        (Paragraph((Span("a"),)), ListBlock(((Paragraph((Span("b"),)), Paragraph((Span("more"),))),))),
        (Paragraph((Span("c"),)), ListBlock((
            (Paragraph((Span("d"),)),), (Paragraph((Span("e"),)),)), ordered=True, start=3)),
    ))  # fmt: skip


def test_a_table() -> None:
    (block,) = blocks("| a | b | c |\n| :- | :-: | -: |\n| *d* | e \\| f | [@s] |\n| g |\n")
    assert block == Table(
        ((Span("a"),), (Span("b"),), (Span("c"),)),
        (
            ((Span("d", emphasis=True),), (Span("e | f"),), (Span("[1]", source="s"),)),
            ((Span("g"),), (), ()),
        ),
        ("left", "center", "right"),
    )


def test_quotation_code_and_rule() -> None:
    found = blocks("> said\n>\n> * so\n\n```py\n::: x\n# y\n```\n\n    indented\n      more\n\n***\n")
    assert found == (
        Quote((Paragraph((Span("said"),)), ListBlock(((Paragraph((Span("so"),)),),)))),
        Code("::: x\n# y"),
        Code("indented\n  more"),
        Break(),
    )


@pytest.mark.parametrize("kind", ["answer", "ask", "do", "avoid", "example", "language"])
def test_the_handbooks_own_blocks(kind: str) -> None:
    (block,) = blocks(f"Before\n::: {kind}\nText\n\n* one\n  * two\n:::\n".replace("Before\n", ""))
    assert isinstance(block, Callout) and block.kind == kind
    assert plain_text((block,)) == "Text\none\ntwo"


def test_an_own_block_ends_what_goes_before_it_and_holds_code() -> None:
    before, callout, after = blocks("* item\n::: do\n```\n:::\n```\n:::\nAfter\n")
    assert isinstance(before, ListBlock) and callout == Callout("do", (Code(":::"),))
    assert after == Paragraph((Span("After"),))


def test_an_own_block_in_a_list() -> None:
    (block,) = blocks("* item\n\n  ::: do\n  text\n  :::\n\n  after\n")
    assert isinstance(block, ListBlock)
    assert block.items[0][1] == Callout("do", (Paragraph((Span("text"),)),))


def test_an_unclosed_block_is_an_error_at_its_opening() -> None:
    record = compiled("Text\n\n::: answer\nText\n\n## Next\n\nText\n")
    problem = only(record)
    assert said(problem) == (3, 1, "unclosed-block", "error")
    assert problem.quoted == "::: answer" and ":::" in problem.fix


def test_a_block_that_opens_in_another_ends_it_with_an_error() -> None:
    record = compiled("::: answer\nText\n::: do\nText\n:::\n")
    assert said(only(record)) == (1, 1, "unclosed-block", "error")


def test_a_closing_line_alone_is_an_error() -> None:
    assert said(only(compiled("Text\n\n:::\n"))) == (3, 1, "stray-block", "error")


def test_an_unknown_block_is_an_error_that_names_the_nearest() -> None:
    problem = only(compiled("::: anwser\nText\n:::\n"))
    assert said(problem) == (1, 1, "unknown-block", "error")
    assert '"answer"' in problem.fix and "language" in problem.fix


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("<div>x</div>\n", (1, 1)),
        ("Text <b>x</b>\n", (1, 6)),
        ("Text\n\n<!-- note -->\n", (3, 1)),
        ("a <br> b\n", (1, 3)),
    ],
)
def test_html_is_an_error(text: str, at: tuple[int, int]) -> None:
    problem = compiled(text).problems[0]
    assert said(problem) == (*at, "raw-html", "error") and problem.fix


def test_a_picture_is_an_error() -> None:
    problem = only(compiled("Text ![a map](map.png)\n"))
    assert said(problem) == (1, 6, "picture", "error") and "words" in problem.fix


def test_characters_that_come_in_as_entities_are_refused() -> None:
    problem = only(compiled("One\ntwo &#x202e; three\n"))
    assert said(problem) == (2, 5, "control-character", "error") and "U+202E" in problem.message


def test_lists_are_not_nested_without_end() -> None:
    deep = "".join("  " * depth + "* x\n" for depth in range(12))
    assert by_rule(compiled(deep).problems, "too-deep")
    assert by_rule(compiled("> " * 500 + "x\n").problems, "too-deep")
    assert not compiled("".join("  " * depth + "* x\n" for depth in range(6))).problems


def test_a_paragraph_is_not_long_without_end() -> None:
    problem = only(compiled("[" * 30_000))
    assert (problem.rule, problem.severity) == ("too-long", "error")


# Passages


def test_passages_and_the_headings_above_them() -> None:
    found = passages(
        "---\ntitle: A page\n---\nIntro\n\n## One {#first}\n\nText\n\n### Sub *one*\n\n## Two\n\nText\n\n#### Deep\n"
    )
    assert [(p.id, p.title, p.level, p.headings, p.line) for p in found] == [
        ("part/page#top", "A page", 1, (), 4),
        ("part/page#first", "One", 2, ("One",), 6),
        ("part/page#sub-one", "Sub one", 3, ("One", "Sub one"), 10),
        ("part/page#two", "Two", 2, ("Two",), 12),
        ("part/page#deep", "Deep", 4, ("Two", "Deep"), 16),
    ]
    assert [p.text for p in found] == ["Intro", "Text", "", "Text", ""]


def test_a_first_heading_that_says_the_title_is_dropped() -> None:
    found = passages("---\ntitle: A page\n---\n\n# A  page\n\nText\n\n## One\n")
    assert [p.slug for p in found] == ["top", "one"] and found[0].text == "Text"


def test_another_heading_of_level_one_opens_a_passage() -> None:
    found = passages("---\ntitle: A page\n---\n\n# Other\n\nText\n\n# A page\n\n# More {#x}\n")
    assert [(p.slug, p.level) for p in found] == [("top", 1), ("other", 1), ("a-page", 1), ("x", 1)]


def test_underlined_headings() -> None:
    found = passages("---\ntitle: A\n---\n\nOne {#uno}\n---\n\nText\n")
    assert [(p.slug, p.title, p.level) for p in found[1:]] == [("uno", "One", 2)]


def test_derived_slugs() -> None:
    titles = ["What's new?", "Überblick über £5", "日本語", "A/B & C"]
    found = passages("".join(f"## {title}\n\n" for title in titles))
    assert [p.slug for p in found[1:]] == ["whats-new", "uberblick-uber-5", "section", "a-b-c"]


def test_a_derived_slug_met_again_gets_a_number_and_a_warning() -> None:
    record = compiled("## Note\n\n## Note\n\n## Note\n\n## Note 2\n\n## Later {#note-4}\n\n## Top\n")
    assert record.body and [p.slug for p in record.body.passages] == [
        "top", "note", "note-2", "note-3", "note-2-2", "note-4", "top-2",
    ]  # fmt: skip
    warned = by_rule(record.problems, "duplicate-slug")
    assert [(problem.line, problem.severity) for problem in warned] == [
        (3, "warning"), (5, "warning"), (7, "warning"), (11, "warning"),
    ]  # fmt: skip
    assert "{#note-2}" in warned[0].fix and warned[0].quoted == "## Note"


def test_a_written_slug_has_the_right_of_way() -> None:
    record = compiled("## Note\n\n## Other {#note}\n")
    assert record.body and [p.slug for p in record.body.passages] == ["top", "note-2", "note"]


def test_a_slug_written_twice_is_an_error() -> None:
    problem = only(compiled("## One {#a}\n\n## Two {#a}\n"))
    assert said(problem) == (3, 8, "duplicate-slug", "error")
    assert "line 1" in problem.message and problem.quoted == "## Two {#a}"


@pytest.mark.parametrize("slug", ["Big", "a b", "", "top", "../x", "é"])
def test_a_slug_must_be_one(slug: str) -> None:
    problem = only(compiled(f"## One {{#{slug}}}\n"))
    assert said(problem) == (1, 8, "bad-slug", "error") and problem.fix


def test_a_heading_without_words_is_an_error() -> None:
    assert said(only(compiled("Text\n\n##\n"))) == (3, 1, "empty-heading", "error")


def test_a_heading_inside_a_list_is_shown_in_strong_words_with_a_warning() -> None:
    record = compiled("* ## *Inner* one\n")
    assert said(only(record)) == (1, 1, "inner-heading", "warning")
    assert record.body and plain_text(record.body.passages[0].blocks) == "Inner one"
    (item,) = record.body.passages[0].blocks[0].items  # type: ignore[union-attr]
    assert all(span.strong for span in item[0].spans)  # type: ignore[union-attr]


# Texts on their own


def test_texts_of_a_session_can_be_read_on_their_own() -> None:
    assert read_blocks("**Big**\n\n* one [a](#x)", "sessions/a") == (
        Paragraph((Span("Big", strong=True),)),
        ListBlock(((Paragraph((Span("one "), Span("a", target="sessions/a#x"))),),)),
    )
    assert plain("Say *this* [@seed-s15].") == "Say this [1]."
    assert plain("") == ""


@pytest.mark.parametrize("text", ["Plain words, no marks: (really) - yes!", "Two  spaces", "a\nb", "1. not a list?"])
def test_the_short_way_for_plain_text_gives_what_the_parser_gives(text: str) -> None:
    assert read_blocks(text) == blocks(text)
