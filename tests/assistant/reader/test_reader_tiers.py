"""Votes in the investor, tier by tier: whose they are and in whom must be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.investor import investor
from assistant.reader.scope import scope_of
from assistant.reader.text import normalise
from assistant.reader.tiers import Tiers, tiers
from assistant.rules.screen import screen
from corpus import Corpus, load
from corpus.yamlfile import read_yaml

from .conftest import TODAY, Facts, Read

CORPUS = load()
CASES = read_yaml(Path(__file__).with_name("tiers.yaml"))


def read_tiers(text: str, *, american: bool = False) -> dict[str, Any]:
    found = tiers(scope_of(normalise(text).lower()), CORPUS, american=american)
    return {mention.fact.removeprefix("us_"): mention.value for mention in found.stated}


@pytest.mark.parametrize(("text", "votes"), CASES["stated"])
def test_votes_by_tier(text: str, votes: dict[str, float]) -> None:
    assert read_tiers(text) == votes


@pytest.mark.parametrize("text", CASES["open"])
def test_what_is_not_said_is_not_guessed(text: str) -> None:
    assert read_tiers(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "We directly hold 30% of the buyer's votes and 25% through subsidiaries.",
        "我们直接持有买方30%的表决权，另通过全资子公司持有25%。",
    ],
)
def test_we_count_only_where_we_are_american(text: str) -> None:
    assert read_tiers(text) == {}
    assert read_tiers(text, american=True) == {"votes_direct": 30, "votes_subsidiaries": 25}


def test_no_words_of_votes_cost_nothing() -> None:
    assert tiers(scope_of("we buy 30% of a shanghai company."), CORPUS, american=True) == Tiers()


@pytest.mark.parametrize(
    "text",
    [
        "The buyer is a Singapore company. Our U.S. parent holds 30% of its voting shares directly and"
        " another 25% through a wholly owned subsidiary. It buys 12% of a Shanghai company.",
        "买方为开曼公司，其美国母公司直接持有30%表决权，另通过全资子公司持有25%。买方拟收购上海某公司12%股权。",
    ],
)
def test_votes_in_the_investor_are_no_stake_and_no_holding_of_the_target(facts: Facts, text: str) -> None:
    found = facts(text)
    assert (found["us_votes_direct"], found["us_votes_subsidiaries"], found["stake"]) == (30, 25, 12)
    assert not {"holds_coc_interests", "prior_interest", "gains_control"} & found.keys()


@pytest.mark.parametrize(
    ("text", "controlled"),
    [
        ("A U.S. person directly holds 51% of the buyer's votes.", True),
        ("Directly and indirectly our American parent holds 52% of our votes.", True),
        ("A U.S. person itself has 30% of the buyer's votes, 15% via subsidiaries, and 20% through"
         " a company in which it holds 40%.", True),
        ("A U.S. person itself has 30% of the buyer's votes, 15% via subsidiaries, and 10% through"
         " a company in which it holds 40%.", None),
        ("A U.S. person itself has 30% of the buyer's votes and 25% via subsidiaries.", True),
        ("美国股东直接持有买方51%的表决权。", True),
        ("美国股东直接持有买方30%的表决权。", None),
    ],
)  # fmt: skip
def test_control_follows_from_more_than_half(
    corpus: Corpus, facts: Facts, text: str, controlled: bool | None
) -> None:
    """Less than half of the votes is no denial: the board, the general partner and the adviser count too."""
    assert screen(corpus, facts(text), TODAY).known.get("investor_is_cfe") is controlled


@pytest.mark.parametrize(
    ("text", "american"),
    [
        ("An Ohio corporation directly holds 30% of the buyer's votes.", None),
        (
            "We are an Ohio corporation and directly hold 30% of the votes of our Cayman vehicle, the buyer.",
            True,
        ),
        ("俄亥俄公司直接持有买方30%的表决权。", None),
        ("我们是俄亥俄公司，直接持有买方30%的表决权。", True),
    ],
)
def test_whoever_holds_the_votes_is_not_the_investor(facts: Facts, text: str, american: bool | None) -> None:
    found = facts(text)
    assert found["us_votes_direct"] == 30
    assert found.get("us_person") is american


def test_the_span_is_that_of_the_figure(reading: Read) -> None:
    question = "Our U.S. parent holds 30% of the buyer's voting shares directly."
    start, end = reading(question).facts["us_votes_direct"].span
    assert question[start:end] == "30%"


@given(direct=st.integers(1, 99), through=st.integers(1, 99), chinese=st.booleans())
def test_every_figure_is_read_as_it_stands(direct: int, through: int, chinese: bool) -> None:
    text = (
        f"美国母公司直接持有买方{direct}%的表决权，通过子公司持有{through}%。"
        if chinese
        else f"A U.S. person directly holds {direct}% of the buyer's votes and {through}% via a subsidiary."
    )
    assert read_tiers(text) == {"votes_direct": direct, "votes_subsidiaries": through}


@given(st.text(alphabet="美国人直接持有买方表决权子公司通过，。;,30%5 usvotebuyr's"))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    scope = scope_of(normalise(text).lower())
    investor(scope)
    for mention in tiers(scope, CORPUS, american=True).stated:
        assert 0 <= mention.start < mention.end <= len(text)
        assert isinstance(mention.value, float)
        assert 0 <= mention.value <= 100
