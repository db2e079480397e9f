"""The contract of ``search``, ``show``, ``contents`` and of ``handbook`` without a terminal."""

from __future__ import annotations

import pytest

from tests.contract.conftest import Run

HIT_KEYS = {
    "page", "passage", "title", "headings", "part", "kind", "provenance", "state", "score", "snippet", "matches", "why",
}  # fmt: skip


def test_search_json_has_the_shape_of_the_contract(run: Run) -> None:
    ran = run("search", "disguised", "compliance", "--json")
    assert ran.status == 0
    document = ran.json
    assert set(document) == {"query", "took_ms", "total", "suggestion", "dropped", "hits"}
    assert document["query"] == "disguised compliance"
    assert isinstance(document["took_ms"], float) and document["took_ms"] >= 0
    assert isinstance(document["dropped"], list)
    assert document["suggestion"] is None or isinstance(document["suggestion"], str)
    assert document["total"] >= len(document["hits"]) >= 1
    pages = [hit["page"] for hit in document["hits"]]
    assert len(pages) == len(set(pages)), "one hit a page"
    scores = [hit["score"] for hit in document["hits"]]
    assert scores == sorted(scores, reverse=True)
    for hit in document["hits"]:
        assert set(hit) == HIT_KEYS
        assert hit["passage"].startswith(hit["page"] + "#")
        assert hit["state"] in {"current", "due", "overdue", "historic"}
        assert hit["why"] and all(isinstance(reason, str) for reason in hit["why"])
        for start, end in hit["matches"]:
            assert 0 <= start < end <= len(hit["snippet"])
    best = document["hits"][0]
    assert best["passage"] == "procedures/meeting#disguised-compliance"
    assert best["headings"] == ["Disguised compliance"]
    assert best["part"] == "procedures" and best["kind"] == "procedure" and best["provenance"] == "procedure"


def test_matches_are_offsets_of_what_was_asked_for(run: Run) -> None:
    hit = run("search", "opinion", "--json").json["hits"][0]
    assert hit["passage"] == "procedures/recording#words"
    assert [hit["snippet"][start:end].lower() for start, end in hit["matches"]] == ["opinion"]


@pytest.mark.parametrize("limit", ["1", "2"])
def test_search_limit(run: Run, limit: str) -> None:
    document = run("search", "the family", "--limit", limit, "--json").json
    assert len(document["hits"]) <= int(limit) <= document["total"]


def test_search_scopes(run: Run) -> None:
    by_option = run("search", "meeting", "--kind", "procedure", "--json").json
    assert by_option["hits"] and {hit["kind"] for hit in by_option["hits"]} == {"procedure"}
    by_word = run("search", "kind:procedure meeting", "--json").json
    assert [hit["page"] for hit in by_word["hits"]] == [hit["page"] for hit in by_option["hits"]]
    part = run("search", "meeting", "--part", "pathways", "--json").json
    assert {hit["part"] for hit in part["hits"]} == {"pathways"}
    state = run("search", "state:historic synopsis", "--json").json
    assert {hit["state"] for hit in state["hits"]} == {"historic"}


def test_guides_are_found(run: Run) -> None:
    for query, page in (
        ("tell someone where you are", "checklists/visit"),
        ("should I call a meeting", "pathways/call"),
        ("ten minute briefing", "sessions/brief"),
    ):
        assert run("search", query, "--json").json["hits"][0]["page"] == page


def test_nothing_found_is_status_1_with_json(run: Run) -> None:
    ran = run("search", "xylophone", "--json")
    assert ran.status == 1
    assert ran.json["hits"] == [] and ran.json["total"] == 0


@pytest.mark.parametrize("query", ["", " ", "\t \n"])
def test_a_query_of_white_space_is_used_wrongly(run: Run, query: str) -> None:
    ran = run("search", query)
    assert ran.status == 2
    assert ran.err and not ran.out


@pytest.mark.parametrize("query", ["--weird", "-x", "--json", "AND OR", "'", '"', "s.47?", "[/oops]", "\x1b[31m"])
def test_after_two_dashes_any_text_is_a_query(run: Run, query: str) -> None:
    ran = run("search", "--json", "--", query)
    assert ran.status in (0, 1)
    assert ran.json["query"] == query
    assert "\x1b" not in ran.out


def test_explain_says_why(run: Run) -> None:
    ran = run("search", "--explain", "false compliance")
    assert ran.status == 0 and "why:" in ran.out and "synonym" in ran.out


def test_show_json_has_the_shape_of_the_contract(run: Run) -> None:
    ran = run("show", "synopsis/about", "--json")
    document = ran.json
    assert ran.status == 0
    assert set(document) == {
        "page", "title", "part", "kind", "provenance", "state", "checked", "reviewed", "review_by", "restraint", "passages",
    }  # fmt: skip
    assert document["page"] == "synopsis/about" and document["part"] == "synopsis"
    assert document["state"] == "historic" and document["checked"] == "2026-11-01" and document["reviewed"] == ""
    assert document["restraint"] == "Do not add case detail."
    assert [passage["passage"] for passage in document["passages"]] == [
        "synopsis/about#top",
        "synopsis/about#what-it-says",
    ]
    assert document["passages"][1]["headings"] == ["What it says"]
    assert document["passages"][1]["text"].startswith("Practitioners should show curiosity and challenge.")


def test_show_a_passage_only(run: Run) -> None:
    document = run("show", "procedures/meeting#how", "--json").json
    assert [passage["passage"] for passage in document["passages"]] == ["procedures/meeting#how"]


def test_show_follows_former_ids(run: Run) -> None:
    assert run("show", "procedures/nppm", "--json").json["page"] == "procedures/meeting"
    moved = run("show", "procedures/old-meeting#agenda", "--json").json
    assert [passage["passage"] for passage in moved["passages"]] == ["procedures/meeting#how"]


def test_show_as_text_says_whose_word_it_is_and_how_fresh(run: Run) -> None:
    text = run("show", "procedures/recording").out
    assert "procedure · overdue" in text and "reviewed 2025-01-10, team manager" in text
    assert "no practitioner's review yet" in run("show", "procedures/meeting").out


@pytest.mark.parametrize(
    "reference", ["nowhere", "procedures/meeting#nowhere", "../../etc/passwd", "procedures/planned"]
)
def test_show_of_nothing_is_status_1_and_says_what_there_is(run: Run, reference: str) -> None:
    ran = run("show", reference)
    assert ran.status == 1 and not ran.out and ran.err


def test_contents_json_has_the_shape_of_the_contract(run: Run) -> None:
    ran = run("contents", "--json")
    document = ran.json
    assert ran.status == 0
    assert set(document) == {"title", "edition", "date", "parts", "pathways", "checklists", "sessions"}
    assert (document["title"], document["edition"], document["date"]) == ("Small handbook", "2", "2026-11-22")
    assert [part["id"] for part in document["parts"]] == ["synopsis", "procedures"]
    for part in document["parts"]:
        assert set(part) == {"id", "title", "pages"}
        for page in part["pages"]:
            assert set(page) == {"id", "title", "kind", "provenance", "state"}
    assert [page["id"] for page in document["parts"][1]["pages"]] == ["procedures/meeting", "procedures/recording"]
    assert document["pathways"] == [{"id": "pathways/call", "title": "Should I call a meeting?"}]
    assert document["checklists"] == [{"id": "checklists/visit", "title": "Before a visit"}]
    assert document["sessions"] == [{"id": "sessions/brief", "title": "Ten-minute briefing", "minutes": 10}]


def test_without_a_terminal_the_contents_and_how_to_search_are_printed(run: Run) -> None:
    ran = run()
    assert ran.status == 0
    assert "procedures/meeting" in ran.out and "handbook search" in ran.out


def test_without_a_terminal_an_id_is_shown_and_other_words_are_searched(run: Run) -> None:
    assert "Ask your manager" in run("procedures/meeting").out
    hits = run("disguised", "compliance")
    assert hits.status == 0 and "procedures/meeting#disguised-compliance" in hits.out
    assert run("xylophone").status == 1


def test_plain_is_one_thing_a_line_without_colour(run: Run) -> None:
    out = run("--plain", "search", "compliance").out
    assert out.startswith("1. ") and "\x1b" not in out
    assert "    id: " in out or "   id: " in out


def test_any_folder_of_markdown_opens(run: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.md").write_text("# First\n\nSome words about kittens.\n")
    (folder / "deep" / "two.md").write_text("# Second\n\n## A heading\n\nMore words.\n")
    index = tmp_path / "notes-index"
    ran = run("--content", str(folder), "--index", str(index), "contents", "--json", bare=True)
    assert ran.status == 0 and ran.json["title"] == "notes"
    ids = [page["id"] for part in ran.json["parts"] for page in part["pages"]]
    assert sorted(ids) == ["deep/two", "one"]
    hits = run("--content", str(folder), "--index", str(index), "search", "kittens", "--json", bare=True).json["hits"]
    assert hits[0]["passage"] == "one#top"


def test_one_process_many_calls(run: Run) -> None:
    first = run("search", "meeting", "--json").json
    second = run("search", "meeting", "--json").json
    assert [hit["passage"] for hit in first["hits"]] == [hit["passage"] for hit in second["hits"]]
    assert run("contents").status == 0


def test_walk_prints_the_whole_chart(run: Run) -> None:
    ran = run("walk", "pathways/call")
    assert ran.status == 0
    for words in (
        "Can everyone say what worries them",
        "Call the meeting",
        "Carry on as planned",
        "Why no meeting was needed",
    ):
        assert words in ran.out
    assert run("walk", "checklists/visit").status == 1
    assert run("walk", "pathways/none").status == 1


def test_checklist_prints_boxes(run: Run) -> None:
    ran = run("checklist", "checklists/visit")
    assert ran.status == 0 and ran.out.count("[ ] ") == 2 and "Read the chronology." in ran.out
    assert run("checklist", "pathways/call").status == 1
