"""Values of facts: what is taken, what is refused, and what the refusal says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from assistant.rules.facts import FactError, parse_facts, plain
from corpus import Corpus


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("us_person", True, True),
        ("us_person", False, False),
        ("stake", 30, 30.0),
        ("stake", 0, 0.0),
        ("stake", 100, 100.0),
        ("ai_training_ops", 10**26, 1e26),
        ("completion_date", "2028-02-29", date(2028, 2, 29)),
        ("completion_date", date(2026, 1, 1), date(2026, 1, 1)),
        ("deal_type", "equity", "equity"),
        ("province", "sichuan", "sichuan"),
        ("activity", ["satellite_parts", "satellite_parts"], frozenset({"satellite_parts"})),
        ("activity", "satellite_parts", frozenset({"satellite_parts"})),
    ],
)
def test_taken(name: str, raw: Any, value: Any, corpus: Corpus) -> None:
    (found,) = parse_facts(corpus, {name: raw}).values()
    assert found == value
    assert type(found) is type(value)


def test_null_means_not_known(corpus: Corpus) -> None:
    assert parse_facts(corpus, {"us_person": None, "stake": 0}) == {"stake": 0.0}


@pytest.mark.parametrize(
    ("name", "raw", "problem", "remedy"),
    [
        ("us_persn", True, "not a fact of the vocabulary", "Did you mean 'us_person'?"),
        ("zzzzzzzz", True, "not a fact of the vocabulary", "GET /facts"),
        ("listed_national", True, "is derived", "Give 'activity' instead"),
        ("us_person", 1, "true or false", "Leave it out"),
        ("us_person", "yes", "true or false", "Leave it out"),
        ("stake", "30", "must be a number", "percent"),
        ("stake", True, "must be a number", "percent"),
        ("stake", float("nan"), "must be a number", "percent"),
        ("ai_training_ops", float("inf"), "must be a number", "operations"),
        ("ai_training_ops", 10**400, "must be a number", "operations"),
        ("stake", -1, "cannot be -1", "0 to 100"),
        ("stake", 100.5, "cannot be 100.5", "0 to 100"),
        ("lp_commitment_usd", -1, "cannot be -1", "0 or more"),
        ("completion_date", "2026-02-29", "date that exists", "YYYY-MM-DD"),
        ("completion_date", "tomorrow", "date that exists", "YYYY-MM-DD"),
        ("completion_date", 20261231, "date that exists", "YYYY-MM-DD"),
        ("completion_date", datetime(2026, 1, 1), "date that exists", "YYYY-MM-DD"),
        ("deal_type", "stock", "not one of its values", "equity"),
        ("deal_type", ["equity"], "not one of its values", "equity"),
        ("province", "atlantis", "not one of its values", "sichuan"),
        ("activity", ["witchcraft"], "not one of its values", "…"),
        ("activity", [["satellite_parts"]], "not one of its values", "…"),
        ("activity", 7, "must be a list", "[\"…\"]"),
        ("activity", {"satellite_parts": 1}, "must be a list", "[\"…\"]"),
        ("activity", [], "at least one", "Leave it out"),
    ],
)  # fmt: skip
def test_refused(name: str, raw: Any, problem: str, remedy: str, corpus: Corpus) -> None:
    with pytest.raises(FactError) as caught:
        parse_facts(corpus, {name: raw})
    assert caught.value.name == name
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert str(caught.value) == f"{name}: {caught.value.problem} {caught.value.remedy}"


def test_a_very_long_name_is_cut(corpus: Corpus) -> None:
    with pytest.raises(FactError) as caught:
        parse_facts(corpus, {"x" * 10_000: True})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, True),
        (30.0, 30),
        (4.5, 4.5),
        (1e25, 1e25),
        (date(2026, 1, 2), "2026-01-02"),
        (frozenset({"b", "a"}), ["a", "b"]),
        ("equity", "equity"),
    ],
)
def test_plain(value: Any, said: Any) -> None:
    assert plain(value) == said
    assert type(plain(value)) is type(said)
