"""What people type and what they find."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.search.engine import Engine
from handbook.search.hit import Request, Results
from handbook.search.query import MOST_PARTS
from handbook.search.words import tokens
from tests.search.made import HANDBOOK, TODAY, ask, found, lexicon, opened, page

FINDING = "synopsis/investigative-mindset"
STRATEGY = "procedures/strategy-discussion"
RECORDING = "procedures/recording"
OVERVIEW = "hard-to-reach/overview"
COMPLIANCE = "hard-to-reach/disguised-compliance"
VOICE = "practice/voice-of-the-child"


def outcome(results: Results) -> list[tuple[str, str, float]]:
    return [(hit.page, hit.passage, hit.score) for hit in results.hits]


@pytest.mark.parametrize(
    ("texts"),
    [
        ("s.47", "s47", "s 47", "section 47", "sec 47", "Section 47?", "sections 47"),
        ("hard-to-reach", "hard to reach", "Hard‐to‐Reach", "hard/to/reach"),
        ("child's", "childʼs", "CHILD’S", "child"),
        ("don't tidy", "don’t tidy", "dont tidy"),
        ("multi agency", "multi-agency"),
    ],
)
def test_the_same_however_it_is_written(engine: Engine, texts: tuple[str, ...]) -> None:
    first = outcome(ask(engine, texts[0]))
    assert first
    for text in texts[1:]:
        assert outcome(ask(engine, text)) == first, text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("section 47", FINDING),
        ("strat", STRATEGY),
        ("what do I write down", RECORDING),
        ("she said something odd", RECORDING),
        ("they won't let me in", OVERVIEW),
        ("wouldn't open the door", OVERVIEW),
        ("HTR", OVERVIEW),
        ("htr families", OVERVIEW),
        ("hardtoreach", OVERVIEW),
        ("multiagency", OVERVIEW),
        ("false compliance", COMPLIANCE),
        ("cooperation", COMPLIANCE),
        ("going through the motions", COMPLIANCE),
        ("strategy meeting", STRATEGY),
        ("curious", VOICE),
        ("recorded", RECORDING),
        ("voice of the child", VOICE),
        ("checklist home", "checklists/home-visit"),
        ("the", VOICE),
    ],
)
def test_what_people_mean(engine: Engine, text: str, first: str) -> None:
    assert found(engine, text)[0] == first


def test_exact_words_go_before_what_they_may_become(engine: Engine) -> None:
    """`joint` must find the finding on joint enquiries before the page that says `jointly`."""
    pages = found(engine, "joint", typing=True)
    assert pages.index(FINDING) < pages.index(STRATEGY)


def test_exact_then_stem_then_synonym_then_correction(tmp_path: Path) -> None:
    pages = [
        page("p/stem", "One", [("top", "", "We were visiting there.")]),
        page("p/synonym", "Two", [("top", "", "We had a call there.")]),
        page("p/exact", "Three", [("top", "", "We made a visit there.")]),
        page("p/none", "Four", [("top", "", "We made a lapse there.")]),
    ]
    engine = opened(tmp_path, pages, lexicon(("synonym", ("visit", "call"))))
    assert found(engine, "visit") == ["p/exact", "p/stem", "p/synonym"]
    assert found(engine, "visti") == ["p/exact", "p/stem", "p/synonym"]


def test_pages_with_all_words_in_one_place_go_first(tmp_path: Path) -> None:
    pages = [
        page("p/one", "Apart", [("a", "A", "the dentist is here " * 3)]),
        page("p/two", "Apart too", [("a", "A", "neglect is here " * 3)]),
        page(
            "p/both", "Together", [("a", "A", "Dental neglect: the dentist wrote to us " + "of other things " * 30)]
        ),
    ]
    engine = opened(tmp_path, pages)
    assert found(engine, "neglect dentist")[0] == "p/both"
    assert found(engine, "dentist neglect")[0] == "p/both"


def test_nearer_words_go_first_and_in_order_first_of_all(tmp_path: Path) -> None:
    filler = "of other things that fill the page "
    pages = [
        page("p/far", "A", [("a", "A", f"core {filler * 4} group {filler}")]),
        page("p/turned", "B", [("a", "B", f"group core {filler * 5}")]),
        page("p/near", "C", [("a", "C", f"core group {filler * 5}")]),
    ]
    engine = opened(tmp_path, pages)
    assert found(engine, "core group") == ["p/near", "p/turned", "p/far"]


def test_a_situation_near_a_whole_phrase_beats_words_here_and_there(tmp_path: Path) -> None:
    pages = [
        page(
            "p/words", "Words", [("top", "", "The dog is in. He will not let go. The door and the house. Let me in.")]
        ),
        page(
            "p/phrase", "Home visits", [("top", "", "Go with a colleague.")], found_by=("big dog will not let me in",)
        ),
    ]
    engine = opened(tmp_path, pages)
    assert found(engine, "the dog will not let me in")[0] == "p/phrase"


def test_common_words_never_exclude(engine: Engine) -> None:
    assert RECORDING in found(engine, "what should I do about the minutes of the recording")
    assert found(engine, "of the") != []


def test_a_phrase_must_be_there(engine: Engine) -> None:
    assert found(engine, '"hard to reach"') == [OVERVIEW]
    assert ask(engine, '"reach to hard"').dropped == ('"reach to hard"',)
    assert found(engine, '"health must be there" minutes') == [STRATEGY]


def test_a_phrase_that_stands_nowhere_gives_way_to_its_words(engine: Engine) -> None:
    results = ask(engine, '"child alone the see"')
    assert results.dropped == ('"child alone the see"',)
    assert results.hits[0].page == VOICE


def test_minus_takes_pages_out(engine: Engine) -> None:
    assert STRATEGY in found(engine, "enquiry")
    assert STRATEGY not in found(engine, "enquiry -minutes")
    assert STRATEGY not in found(engine, 'enquiry -"social care plan"')


def test_scopes(engine: Engine) -> None:
    assert found(engine, "kind:procedure") == [STRATEGY, RECORDING]
    assert found(engine, "child", kind="procedure") == found(engine, "child kind:procedure") == [RECORDING]
    assert found(engine, "part:hard-to-reach child") == [COMPLIANCE]
    assert found(engine, "child", part="practice") == [VOICE]
    assert found(engine, "enquiry", state="historic") == [FINDING]
    assert found(engine, "state:overdue") == [RECORDING]
    assert found(engine, "state:due") == [STRATEGY]
    assert found(engine, "kind:procedure kind:finding enquiry") == found(engine, "enquiry")[:2]


def test_a_scope_of_a_value_there_is_not_is_words(engine: Engine) -> None:
    assert ask(engine, "kind:elephant child").hits


def test_misspelt(engine: Engine) -> None:
    results = ask(engine, "Disgiused compliance")
    assert results.suggestion == "disguised compliance"
    assert results.hits[0].page == COMPLIANCE
    assert 'spelling "disguised"' in results.hits[0].why
    assert results.dropped == ()


def test_misspelt_words_lead_on_to_what_the_lexicon_says(engine: Engine) -> None:
    results = ask(engine, "stratergy meeting")
    assert results.suggestion == "strategy meeting"
    assert results.hits[0].page == STRATEGY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recroding", "recording"),
        ("complience", "compliance"),
        ("neglct", "neglect"),
        ("relationshpi", "relationship"),
        ("aprt", "apart"),
    ],
)
def test_one_or_two_slips_are_mended(engine: Engine, typed: str, meant: str) -> None:
    assert ask(engine, typed).suggestion == meant


def test_a_suggestion_keeps_the_rest_of_the_query(engine: Engine) -> None:
    assert ask(engine, 'kind:guidance disgiused  "compliance"').suggestion == 'kind:guidance disguised  "compliance"'


def test_words_run_together(engine: Engine) -> None:
    results = ask(engine, "disguisedcompliance")
    assert results.suggestion == "disguised compliance"
    assert results.hits[0].page == COMPLIANCE


def test_a_suggestion_finds_something(engine: Engine) -> None:
    for typed in ("disgiused", "stratergy", "childrn", "enquirry minutez"):
        suggestion = ask(engine, typed).suggestion
        assert suggestion
        assert ask(engine, suggestion).hits
        assert ask(engine, suggestion).suggestion is None


def test_words_that_find_nothing_are_named(engine: Engine) -> None:
    results = ask(engine, "Zzzqqq minutes")
    assert results.dropped == ("Zzzqqq",)
    assert results.hits[0].page == STRATEGY
    nothing = ask(engine, "zzzqqq xxwwyy")
    assert (nothing.hits, nothing.total, nothing.suggestion) == ((), 0, None)
    assert nothing.dropped == ("zzzqqq", "xxwwyy")


def test_nothing_but_white_space_or_signs(engine: Engine) -> None:
    for text in ("", "   ", "\n\t", "???", "😀", '"', "-", "\x00\x1b"):
        results = ask(engine, text)
        assert (results.hits, results.total, results.suggestion, results.dropped) == ((), 0, None, ()), repr(text)


def test_the_last_word_while_typing(engine: Engine) -> None:
    for length in range(4, 10):
        assert found(engine, "disguised"[:length], typing=True)[0] == COMPLIANCE
    assert found(engine, "strategy di", typing=True)[0] == STRATEGY
    assert found(engine, "strategy disgu", typing=True)[0] in (STRATEGY, COMPLIANCE)


def test_a_beginning_with_a_slip_in_it(engine: Engine) -> None:
    results = ask(engine, "disgiu", typing=True)
    assert results.hits[0].page == COMPLIANCE


@pytest.mark.parametrize("letters", ["c", "ch", "chi", "dis", "v", "s4"])
def test_one_to_three_letters(engine: Engine, letters: str) -> None:
    results = ask(engine, letters, typing=True)
    assert results.hits
    for hit in results.hits:
        assert hit.why[0].startswith(("completes ", "word ")), hit.why
        word = hit.why[0].split('"')[1]
        assert word.startswith(letters)
    assert results.total >= len(results.hits)
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)


def test_the_table_of_beginnings_agrees_with_counting(engine: Engine) -> None:
    for letters in ("c", "wh", "enq", "d"):
        expected = set()
        for entry in HANDBOOK:
            written = [entry.info.title, entry.info.summary, entry.info.kind, *entry.info.found_by]
            for passage in entry.passages:
                written += [*passage.headings, passage.text]
            if any(token.term.startswith(letters) for text in written for token in tokens(text)):
                expected.add(entry.info.id)
        results = ask(engine, letters, typing=True, limit=50)
        assert results.total == len(expected)
        assert {hit.page for hit in results.hits} == expected


def test_best_passage(engine: Engine) -> None:
    passages = {hit.page: hit.passage for hit in ask(engine, "who comes minutes").hits}
    assert passages[STRATEGY] in (f"{STRATEGY}#who", f"{STRATEGY}#minutes")
    assert ask(engine, "curiosity").hits[0].passage == f"{VOICE}#telling"
    assert ask(engine, "curiosity").hits[0].headings == ("Telling",)
    assert ask(engine, "disguised compliance").hits[0].passage == f"{COMPLIANCE}#top"
    assert ask(engine, "disguised compliance").hits[0].headings == ()


def test_one_page_on_request(engine: Engine) -> None:
    results = ask(engine, "child", page=VOICE)
    assert {hit.passage for hit in results.hits} == {f"{VOICE}#top", f"{VOICE}#telling"}
    assert results.total == 2
    assert results.facets["kind"] == {"guidance": 1}
    assert ask(engine, "child", page="no/such-page").hits == ()


def test_a_hit_says_what_it_is(engine: Engine) -> None:
    hit = ask(engine, "section 47").hits[0]
    assert (hit.title, hit.part, hit.kind, hit.provenance, hit.state) == (
        "Finding: joint agency section 47 enquiries",
        "synopsis",
        "finding",
        "synopsis 2015",
        "historic",
    )
    assert hit.why


def test_why(engine: Engine) -> None:
    assert "title" in ask(engine, "strategy discussion").hits[0].why
    assert 'found by "what do I write down"' in ask(engine, "what do I write down").hits[0].why
    assert 'synonym "disguised compliance"' in ask(engine, "false compliance").hits[0].why
    assert 'abbreviation "hard to reach"' in ask(engine, "htr").hits[0].why
    assert 'family "curiosity"' in ask(engine, "curious").hits[0].why
    assert 'everyday "won\'t let me in"' in ask(engine, "wouldn't open the door").hits[0].why
    assert any(reason.startswith('stem "') for reason in ask(engine, "recorded").hits[0].why)
    assert "heading" in ask(engine, "threshold").hits[0].why


def test_one_way_words_do_not_lead_back(engine: Engine) -> None:
    assert not any("everyday" in reason for hit in ask(engine, "won't let me in").hits for reason in hit.why)


def test_facets_count_all_matching_pages(engine: Engine) -> None:
    results = ask(engine, "child", limit=1)
    assert len(results.hits) == 1
    assert sum(results.facets["kind"].values()) == results.total > 1
    assert results.facets["state"] == {"overdue": 1, "current": 2}


def test_state_is_that_of_the_day(engine: Engine) -> None:
    def state(day: date) -> str:
        return engine.search(Request("strategy discussion"), today=day).hits[0].state

    info = next(entry.info for entry in HANDBOOK if entry.info.id == STRATEGY)
    assert info.review_by is not None
    for days in (-400, -61, -60, -1, 0, 1, 400):
        day = info.review_by + timedelta(days=days)
        assert state(day) == info.state(day)
    assert engine.search(Request("threshold"), today=date.max).hits[0].state == "historic"
    assert engine.search(Request("minutes"), today=date.min).hits[0].state == "current"


def test_limit(engine: Engine) -> None:
    everything = ask(engine, "the child", limit=100)
    assert everything.total == len(everything.hits)
    for limit in (0, 1, 2, 3):
        assert outcome(ask(engine, "the child", limit=limit)) == outcome(everything)[:limit]
    assert ask(engine, "the child", limit=-5).hits == ()


def test_equal_pages_stand_in_reading_order(tmp_path: Path) -> None:
    pages = [page(f"p/{name}", "Same", [("top", "", "alike in every word")]) for name in ("c", "a", "b")]
    assert found(opened(tmp_path, pages), "alike") == ["p/c", "p/a", "p/b"]


def test_snippets_mark_what_matched(engine: Engine) -> None:
    for text in ("child", "hard to reach", "section 47", "write down", "false compliance", "htr", "enq"):
        for hit in ask(engine, text, typing=True).hits:
            assert "\n" not in hit.snippet
            last = 0
            for start, end in hit.matches:
                assert last <= start < end <= len(hit.snippet)
                last = end
    hit = ask(engine, "hard to reach").hits[0]
    start, end = hit.matches[0]
    assert hit.snippet[start:end].lower() == "hard-to-reach"


def test_a_page_with_nothing_in_it(tmp_path: Path) -> None:
    engine = opened(
        tmp_path, [page("empty", "Nothing here", summary="To be written."), page("p/bare", "Bare", [("top", "", "")])]
    )
    hit = ask(engine, "nothing").hits[0]
    assert (hit.page, hit.passage, hit.part, hit.snippet, hit.matches) == (
        "empty",
        "empty#top",
        "",
        "To be written.",
        (),
    )
    assert ask(engine, "bare").hits[0].passage == "p/bare#top"


def test_no_pages_at_all(tmp_path: Path) -> None:
    engine = opened(tmp_path, [])
    for text in ("child", "c", "kind:procedure", '"a b"', "-a b"):
        assert ask(engine, text, typing=True).hits == ()


def test_a_long_paste_is_looked_for_by_its_rarest_words(engine: Engine) -> None:
    paste = (
        "the of and to in " * 60 + "Hard-to-reach describes a relationship, not a family. " + "is it at by or " * 60
    )
    results = ask(engine, paste)
    assert results.hits[0].page == OVERVIEW
    assert results.dropped
    assert len(results.dropped) <= 40


def test_a_query_of_many_words_uses_no_more_than_it_may(engine: Engine) -> None:
    query = "who comes health must be there nobody leaves jointly agreed actions without a date"
    results = ask(engine, query)
    assert len(query.split()) - len(results.dropped) <= MOST_PARTS
    assert results.hits[0].page == STRATEGY


BOMBS = [
    "*", "b*", "*a*", "???*", "?*?*?*z", "[a TO z]", "{TO}", "child~", "child~9", "b" * 200 + "~5",
    'r".*"', 'r"((.|..)*)*x"', "(" * 1000 + "child" + ")" * 1000, " OR ".join(["child"] * 2000),
    "NOT " * 2000 + "child", "b" * 100_000, " " * 100_000 + "child", " ".join(f"w{n}" for n in range(20_000)),
    '"a b"~1000000', "child^99999999999", "child^nan", "year:abc", "day:[x TO y]", "a\0b \x1b[31m", "a\ud800b", '"',
    "AND OR NOT ANDNOT", "\u0627\u0644\U0001f600\u200d\u202e", "a" + "\u0301" * 200, "kind:", "kind::::", "-", "--", "- -",
    "kind:procedure kind:procedure", '-"', '"-child"', "child -child", "s.", "section", "s.47.48", "'", "’s",
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("typing", [True, False])
def test_bombs(engine: Engine, bomb: str, typing: bool) -> None:
    results = ask(engine, bomb, typing=typing)
    assert results.query == bomb
    assert results.took_ms < 5_000
    json.dumps(results.suggestion)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(["child", "s.47", '"', "-", "kind:", "procedure", " ", "hard", "disgiused", "c", "*", "the"]),
        max_size=12,
    ).map(" ".join),
    typing=st.booleans(),
    limit=st.integers(-1, 60),
)
def test_any_text(engine: Engine, text: str, typing: bool, limit: int) -> None:
    results = ask(engine, text, typing=typing, limit=limit)
    assert len(results.hits) == min(max(limit, 0), results.total)
    assert len({hit.page for hit in results.hits}) == len(results.hits)
    for hit in results.hits:
        assert hit.passage.startswith(f"{hit.page}#")
    assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)
    finder = engine.highlighter(text, typing=typing)
    assert finder.find(text) is not None


class Countdown:
    """Says stop from some question on."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_cancelled_at_any_step(engine: Engine) -> None:
    for after in range(12):
        cancelled = Countdown(after)
        results = engine.search(Request("the child at the centre of every visit"), today=TODAY, cancelled=cancelled)
        assert results.cancelled == (cancelled.left < 0)
        assert results.cancelled == (not results.hits)


def test_threads_get_the_same_answers(engine: Engine) -> None:
    texts = ["child", "section 47", "hard to reach", "disgiused compliance", '"hard to reach"', "enq", "c"] * 6
    expected = {text: outcome(ask(engine, text, typing=True)) for text in texts}
    engine.close()
    wrong: list[str] = []

    def run() -> None:
        for text in texts:
            if outcome(ask(engine, text, typing=True)) != expected[text]:
                wrong.append(text)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_rank(engine: Engine) -> None:
    assert engine.rank("what do I write down", RECORDING, today=TODAY) == (1, ())
    rank, above = engine.rank("child", RECORDING, today=TODAY)
    assert rank == len(above) + 1 > 1
    assert engine.rank("minutes", VOICE, today=TODAY)[0] is None
    assert engine.rank("zzzqqq", VOICE, today=TODAY) == (None, ())


def test_every_found_by_finds_its_page(engine: Engine) -> None:
    for entry in HANDBOOK:
        for phrase in entry.info.found_by:
            rank, above = engine.rank(phrase, entry.info.id, today=TODAY)
            assert rank == 1, (phrase, rank, above)
