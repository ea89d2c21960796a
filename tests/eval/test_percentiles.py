"""Percentiles: one definition, the same as the standard library's inclusive quantiles."""

from __future__ import annotations

from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.percentiles import median_and_95th, percentile

TIMES = st.lists(st.floats(0, 1e6), min_size=2, max_size=50)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 95, 7.0),
        ([1.0, 2.0], 50, 1.5),
        ([10.0, 20.0, 30.0], 95, 29.0),
        ([30.0, 10.0, 20.0], 0, 10.0),
        ([30.0, 10.0, 20.0], 100, 30.0),
    ],
)
def test_it_lies_on_the_line_between_two_places(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == pytest.approx(expected)


@given(TIMES)
def test_it_agrees_with_the_standard_library(values: list[float]) -> None:
    cuts = quantiles(values, n=100, method="inclusive")
    assert percentile(values, 95) == pytest.approx(cuts[94])
    assert median_and_95th(values) == pytest.approx((median(values), cuts[94]))


@given(TIMES, st.floats(0, 100), st.floats(0, 100))
def test_it_grows_with_the_percent_and_stays_within_the_values(
    values: list[float], one: float, other: float
) -> None:
    low, high = percentile(values, min(one, other)), percentile(values, max(one, other))
    assert low <= high or low == pytest.approx(high)
    assert min(values) <= low
    assert high <= max(values) or high == pytest.approx(max(values))


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_is_of_a_hundred(percent: float) -> None:
    with pytest.raises(ValueError, match="range"):
        percentile([1.0, 2.0], percent)
