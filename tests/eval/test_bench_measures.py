"""The measures are the standard tool's, checked on rankings small enough to work out by hand."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from eval.bench.measures import averages, per_query

MEASURES = (R @ 5, RR, nDCG @ 10)


@pytest.mark.parametrize("place", [1, 2, 5, 6, 10])
def test_one_answer_at_a_place(place: int) -> None:
    ranked = {"q": {("answer" if p == place else f"other-{p}"): 1 / p for p in range(1, 12)}}
    values = per_query(MEASURES, {"q": {"answer": 1}}, ranked)["q"]
    assert values["R@5"] == (place <= 5)
    assert values["RR"] == pytest.approx(1 / place)
    assert values["nDCG@10"] == pytest.approx(1 / log2(place + 1))


def test_a_query_that_brought_nothing_scores_zero() -> None:
    scored = per_query(MEASURES, {"q": {"a": 1}, "r": {"a": 1}}, {"q": {"a": 1.0}})
    assert scored["q"]["RR"] == 1
    assert set(scored["r"].values()) == {0.0}


def test_averages() -> None:
    assert averages({"q": {"RR": 1.0}, "r": {"RR": 0.5}}) == {"RR": 0.75}


def test_nothing_has_no_average() -> None:
    with pytest.raises(ValueError, match="no queries"):
        averages({})


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_averages_lie_between_the_worst_and_the_best(places: list[int]) -> None:
    judged = {f"q{i}": {"answer": 1} for i in range(len(places))}
    ranked = {
        f"q{i}": {("answer" if p == place else f"o{p}"): 1 / p for p in range(1, 21)}
        for i, place in enumerate(places)
    }
    mean = averages(per_query((RR,), judged, ranked))["RR"]
    assert 1 / max(places) - 1e-9 <= mean <= 1 / min(places) + 1e-9
