"""The tokeniser: one way from text to terms for pages, queries and highlights."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.search.words import GAP, LONGEST, gather, terms, tokens

WRITTEN = st.text(alphabet=st.sampled_from("aàbZs47.'’-‐/ \n_\u0301\u00ad½\"(sectionSEC, and)"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Child's", ["child"]),
        ("childʼs", ["child"]),
        ("the children’s voice", ["the", "children", "voice"]),
        ("don't don’t", ["dont", "dont"]),
        ("O'Brien", ["obrien"]),
        ("Café, cafe\u0301", ["cafe", "cafe"]),
        ("hard-to-reach", ["hard", "to", "reach"]),
        ("hard‐to‑reach", ["hard", "to", "reach"]),
        ("and/or", ["and", "or"]),
        ("C.S.A. and c.s.a", ["csa", "and", "csa"]),
        ("e.g. this", ["eg", "this"]),
        ("gov.uk", ["gov", "uk"]),
        ("snake_case", ["snake", "case"]),
        ("mother-in-law's", ["mother", "in", "law"]),
        ("s.47", ["s47"]),
        ("sections 17 and 47", ["s17", "s47"]),
        ("ss 17, 20 & 47", ["s17", "s20", "s47"]),
        ("section 47(2)(a)", ["s47", "2", "a"]),
        ("section 47A", ["s47a"]),
        ("in s 2015", ["in", "s", "2015"]),
        ("this section", ["this", "section"]),
        ("47th section", ["47th", "section"]),
        ("parents 47", ["parents", "47"]),
        ("日本語", ["日本語"]),
        ("😀 — …", []),
        ("", []),
    ],
)
def test_what_text_becomes(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    "written", ["s.47", "s47", "s 47", "S. 47", "sec 47", "Section 47", "sections 47", "ss.47", "section\u00a047"]
)
def test_a_section_is_one_term_however_it_is_written(written: str) -> None:
    assert terms(written) == ["s47"]
    assert terms(f"a {written} enquiry") == ["a", "s47", "enquiry"]


def test_words_of_a_section_are_found_by_themselves_at_its_place() -> None:
    section, word, number, after = tokens("Section 47 applies")
    assert (section.term, section.place, section.extra) == ("s47", 0, False)
    assert (word.term, word.place, word.extra, word.start, word.end) == ("section", 0, True, 0, 7)
    assert (number.term, number.place, number.extra, number.start, number.end) == ("47", 0, True, 8, 10)
    assert (after.term, after.place) == ("applies", 1)


def test_a_name_written_like_a_section_has_no_words_of_its_own() -> None:
    assert [token.term for token in tokens("the S15 review")] == ["the", "s15", "review"]


def test_a_compound_is_also_known_joined() -> None:
    multi, joined, agency = tokens("Multi-agency")
    assert (joined.term, joined.place, joined.extra) == ("multiagency", 0, True)
    assert (multi.place, agency.place) == (0, 1)


def test_a_line_feed_leaves_a_gap() -> None:
    first, second = tokens("one\ntwo")
    assert second.place - first.place == 1 + GAP


def test_absurdly_long_words_are_cut() -> None:
    assert terms("x" * 5000) == ["x" * LONGEST]


def check(text: str) -> None:
    found = tokens(text)
    where: dict[str, list[int]] = {}
    after = gather(text, where, 7)
    again: dict[str, list[int]] = {}
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert len(token.term) <= LONGEST
        assert not token.term.isspace()
        again.setdefault(token.term, []).append(token.place + 7)
    assert again == where
    assert after > max((place for places in where.values() for place in places), default=6)
    starts = [token.start for token in found if not token.extra]
    assert starts == sorted(starts)


@given(st.text(max_size=80) | WRITTEN)
def test_any_text(text: str) -> None:
    """Offsets lie in the text, and indexing sees the same terms at the same places as reading does."""
    check(text)


@pytest.mark.long
@settings(max_examples=50_000, deadline=None)
@given(st.text(max_size=200) | WRITTEN)
def test_any_text_long(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(["child", "s.47", "hard-to-reach", "don't", "C.S.A."]), max_size=6))
def test_words_do_not_depend_on_what_stands_around_them(words: list[str]) -> None:
    assert terms(" | ".join(words)) == [term for word in words for term in terms(word)]


@given(st.text(max_size=60))
def test_case_does_not_matter(text: str) -> None:
    if text.isascii():
        assert terms(text.upper()) == terms(text.lower())
