"""Shares that add up over tiers of ownership (31 CFR 850.206(b))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.derived import Derived
from assistant.rules.facts import parse_facts
from assistant.rules.program import compile_program
from assistant.rules.screen import Screening, screen
from assistant.rules.sums import add_up
from corpus import Corpus

DAY = date(2026, 11, 23)
VOTES = {"us_votes_direct": 30, "us_votes_subsidiaries": 15, "us_other_share": 40, "us_votes_others": 20}
NO_BOARD = {"us_board_direct": 0, "us_board_subsidiaries": 0, "us_board_others": 0}
NO_PARENT = {"us_general_partner": False, "us_fund_adviser": False}
shares = st.integers(0, 100)


def added(corpus: Corpus, facts: dict[str, Any]) -> dict[str, Derived]:
    comparisons = compile_program(corpus, DAY).comparisons
    return {d.fact: d for d in add_up(corpus, parse_facts(corpus, facts), comparisons)}


def screened(corpus: Corpus, *facts: dict[str, Any]) -> Screening:
    together = {name: value for part in facts for name, value in part.items()}
    return screen(corpus, parse_facts(corpus, together), DAY)


def test_the_sum_is_written_out(corpus: Corpus) -> None:
    found = added(corpus, VOTES)["us_votes_share"]
    assert found.value == 53
    assert found.because.en.startswith("30% + 15% + 40% × 20% = 53%. ")
    assert found.because.zh.startswith("30% + 15% + 40% × 20% = 53%。")
    assert found.provisions == ("/us/cfr/t31/s850.206/b",)


@pytest.mark.parametrize("missing", ["us_votes_direct", "us_votes_subsidiaries", "us_other_share"])
def test_what_is_not_known_is_not_nothing(corpus: Corpus, missing: str) -> None:
    facts = {name: value for name, value in VOTES.items() if name != missing}
    assert "us_votes_share" not in added(corpus, facts)


def test_over_half_already_is_over_half_whatever_the_rest_is(corpus: Corpus) -> None:
    found = added(corpus, {"us_votes_direct": 30, "us_votes_subsidiaries": 25})["us_votes_share"]
    assert found.value == 55
    assert found.because.en.startswith("30% + 25% = 55% at least. ")
    assert found.because.zh.startswith("30% + 25% = 55%以上。")
    screening = screened(corpus, {"us_votes_direct": 30, "us_votes_subsidiaries": 25})
    assert screening.known["investor_is_cfe"] is True


@pytest.mark.parametrize("direct", [0, 24.9, 25])
def test_half_or_less_is_not_settled_by_a_part(corpus: Corpus, direct: float) -> None:
    facts = {"us_votes_direct": direct, "us_votes_subsidiaries": 25}
    assert "us_votes_share" not in added(corpus, facts)
    assert "investor_is_cfe" not in screened(corpus, facts, NO_PARENT, NO_BOARD).known


@given(direct=shares, subsidiaries=shares, rest=shares)
def test_what_a_part_settles_the_whole_never_overturns(
    corpus: Corpus, direct: int, subsidiaries: int, rest: int
) -> None:
    facts = {"us_votes_direct": direct, "us_votes_subsidiaries": subsidiaries}
    part = screened(corpus, facts).known.get("investor_is_cfe")
    whole = screened(corpus, facts, {"us_other_share": 100, "us_votes_others": rest}).known
    assert part is None or whole.get("investor_is_cfe") is part or direct + subsidiaries + rest > 100


def test_nothing_of_whatever_is_nothing(corpus: Corpus) -> None:
    facts = {"us_votes_direct": 50, "us_votes_subsidiaries": 0, "us_votes_others": 0}
    assert added(corpus, facts)["us_votes_share"].value == 50


def test_more_than_the_whole_concludes_nothing(corpus: Corpus) -> None:
    assert added(corpus, {**VOTES, "us_votes_direct": 77})["us_votes_share"].value == 100
    assert "us_votes_share" not in added(corpus, {**VOTES, "us_votes_direct": 77.1})


def test_a_stated_share_is_not_replaced(corpus: Corpus) -> None:
    assert added(corpus, {**VOTES, "us_votes_share": 10}) == {}


@given(direct=shares, subsidiaries=shares, other=shares, others=shares)
def test_a_plain_computation_agrees(
    corpus: Corpus, direct: int, subsidiaries: int, other: int, others: int
) -> None:
    facts = dict(zip(VOTES, (direct, subsidiaries, other, others), strict=True))
    total = direct + subsidiaries + other * others / 100
    found = added(corpus, facts)
    if total > 100:
        assert found == {}
    else:
        assert found["us_votes_share"].value == pytest.approx(total)


@pytest.mark.parametrize(
    ("direct", "parent"), [(27, None), (27.1, True), (50.1, True)], ids=["half", "over", "directly"]
)
def test_votes_over_half_make_a_parent(corpus: Corpus, direct: float, parent: bool | None) -> None:
    found = screened(corpus, VOTES, {"us_votes_direct": direct})
    assert found.known.get("investor_is_cfe") is parent
    if parent:
        assert found.known["us_votes_share"] == pytest.approx(direct + 23)


def test_votes_and_board_votes_are_never_added(corpus: Corpus) -> None:
    board = {"us_board_direct": 40, "us_board_subsidiaries": 0, "us_board_others": 0}
    found = screened(corpus, VOTES, {"us_votes_direct": 20}, board, NO_PARENT)
    assert (found.known["us_votes_share"], found.known["us_board_share"]) == (43, 40)
    assert found.known["investor_is_cfe"] is False


def test_no_parent_only_when_votes_and_board_votes_are_known(corpus: Corpus) -> None:
    half = {"us_votes_direct": 27}
    assert "investor_is_cfe" not in screened(corpus, VOTES, half, NO_PARENT).known
    assert "investor_is_cfe" not in screened(corpus, VOTES, half, NO_BOARD).known
    assert screened(corpus, VOTES, half, NO_BOARD, NO_PARENT).known["investor_is_cfe"] is False


def test_a_corpus_without_sums_adds_nothing(corpus: Corpus) -> None:
    assert list(add_up(replace(corpus, sums=()), parse_facts(corpus, VOTES), {})) == []
