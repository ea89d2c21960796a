"""Halves by the hash of the id: stable, about equal, and averaged apart."""

from __future__ import annotations

import pytest

from eval.bench.obliqa.halves import HALVES, half, means


def test_an_id_stays_in_its_half() -> None:
    assert [half(f"q{n}") for n in range(8)] == [half(f"q{n}") for n in range(8)]
    share = sum(half(f"q{n}") for n in range(2000)) / 2000
    assert share == pytest.approx(0.5, abs=0.05)


def test_means_are_over_all_and_over_each_half() -> None:
    first = next(f"q{n}" for n in range(99) if half(f"q{n}") == 0)
    second = next(f"q{n}" for n in range(99) if half(f"q{n}") == 1)
    found = means({first: {"R@10": 1.0}, second: {"R@10": 0.0}})
    assert found == {"all": {"R@10": 0.5}, HALVES[0]: {"R@10": 1.0}, HALVES[1]: {"R@10": 0.0}}


def test_a_half_without_questions_has_no_mean() -> None:
    first = next(f"q{n}" for n in range(99) if half(f"q{n}") == 0)
    assert set(means({first: {"R@10": 1.0}})) == {"all", HALVES[0]}
