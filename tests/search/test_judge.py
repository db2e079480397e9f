"""The figures by which search is judged, worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from handbook.model.tuning import GoldenQuery
from handbook.search.engine import Engine
from handbook.search.judge import gain, judge
from tests.search.made import TODAY, found

RECORDING = "procedures/recording"
STRATEGY = "procedures/strategy-discussion"


def test_gain_by_hand() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert gain(["a", "b", "c"], grades) == pytest.approx(7 + 3 / log2(3) + 1 / 2)
    assert gain(["x", "a"], grades) == pytest.approx(7 / log2(3))
    assert gain(["x"] * 10 + ["a"], grades) == 0


def test_a_query_with_its_answer_first(engine: Engine) -> None:
    result = judge(engine, [GoldenQuery("what do I write down", {RECORDING: 3}, ("situation",))], today=TODAY)
    assert (result.queries, result.success_at_1, result.success_at_3, result.ndcg_at_10) == (1, 1.0, 1.0, 1.0)
    assert result.misses == ()
    assert set(result.subsets) == {"situation"}
    assert result.subsets["situation"].queries == 1


def test_an_answer_further_down(engine: Engine) -> None:
    pages = found(engine, "child")
    assert len(pages) >= 3
    result = judge(engine, [GoldenQuery("child", {pages[1]: 3, pages[0]: 1})], today=TODAY)
    assert (result.success_at_1, result.success_at_3) == (0.0, 1.0)
    ideal = 7 + 1 / log2(3)
    assert result.ndcg_at_10 == pytest.approx((1 + 7 / log2(3)) / ideal, abs=1e-4)


def test_a_miss_says_what_was_wanted_and_what_came(engine: Engine) -> None:
    result = judge(engine, [GoldenQuery("strategy discussion", {RECORDING: 2, "gone/page": 1})], today=TODAY)
    assert result.success_at_3 == 0.0
    (miss,) = result.misses
    assert (miss.query, miss.wanted) == ("strategy discussion", (RECORDING,))
    assert miss.got[0] == STRATEGY
    assert result.stale == ("gone/page",)


def test_held_out_queries_are_a_subset_of_their_own(engine: Engine) -> None:
    queries = [
        GoldenQuery("what do I write down", {RECORDING: 3}, ("a", "b"), held_out=True),
        GoldenQuery("strategy discussion", {STRATEGY: 3}, ("a",)),
        GoldenQuery("zzzqqq", {STRATEGY: 3}, ("b",)),
    ]
    result = judge(engine, queries, today=TODAY)
    assert {name: each.queries for name, each in result.subsets.items()} == {"a": 2, "b": 2, "held-out": 1}
    assert result.subsets["b"].success_at_1 == 0.5
    assert result.success_at_1 == pytest.approx(2 / 3, abs=1e-4)


def test_nothing_to_judge(engine: Engine) -> None:
    for queries in ([], [GoldenQuery("child", {})]):
        result = judge(engine, queries, today=TODAY)
        assert (result.queries, result.success_at_1, result.ndcg_at_10, result.subsets) == (0, 0.0, 0.0, {})
