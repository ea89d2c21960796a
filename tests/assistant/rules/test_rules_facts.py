"""Values of facts: what is taken, what is refused, and what the refusal says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from assistant.rules.facts import ContradictionError, FactError, parse_facts, plain
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


def test_every_refusal_reads_word_for_word(corpus: Corpus) -> None:
    """The words reach users: a slip in one is seen here."""

    def said(name: str, raw: Any) -> str:
        with pytest.raises(FactError) as caught:
            parse_facts(corpus, {name: raw})
        return f"{caught.value.problem} {caught.value.remedy}"

    assert said("zzzzzzzz", True) == "is not a fact of the vocabulary. GET /facts lists the names."
    assert said("us_persn", True) == "is not a fact of the vocabulary. Did you mean 'us_person'?"
    assert said("listed_national", True) == "is derived and cannot be given. Give 'activity' instead."
    assert said("us_person", 1) == "must be true or false. Leave it out when it is not known."
    assert said("stake", "30") == "must be a number. Give it in percent."
    assert said("stake", -1) == "cannot be -1. Give 0 to 100."
    assert said("lp_commitment_usd", -1) == "cannot be -1. Give 0 or more."
    assert said("completion_date", "tomorrow") == "must be a date that exists. Write it as YYYY-MM-DD."
    assert said("enterprise_form", "club") == (
        "is not one of its values. Use one of: company, partnership, sole_proprietor."
    )
    assert said("activity", 7) == 'must be a list. Write it as ["…"].'
    assert said("activity", []) == "must name at least one. Leave it out when it is not known."


def test_a_long_list_of_values_is_cut_after_forty(corpus: Corpus) -> None:
    with pytest.raises(FactError) as caught:
        parse_facts(corpus, {"activity": ["witchcraft"]})
    listed = caught.value.remedy.removeprefix("Use one of: ").removesuffix(" ….")
    assert listed.split(", ") == sorted(corpus.activities)[:40]
    with pytest.raises(FactError) as caught:
        parse_facts(corpus, {"province": "atlantis"})
    assert caught.value.remedy.endswith("zhejiang."), "thirty-four are listed whole"


def test_a_contradiction_names_every_part_and_whole() -> None:
    error = ContradictionError(("ai_activity", "chips_activity"), ("ai_develops", "designs_ic"))
    assert error.name == "ai_develops"
    assert error.problem == (
        "contradicts another fact: ai_develops is true and designs_ic is true "
        "and ai_activity is false and chips_activity is false."
    )
    assert error.remedy == "Correct one of them or leave it out."
    assert ContradictionError(("ai_activity",), ()).name == "ai_activity"


@pytest.mark.parametrize(("value", "kind"), [(999_999_999_999_999.0, int), (1e15, float), (-1e15, float)])
def test_whole_numbers_stay_whole_as_far_as_they_are_exact(value: float, kind: type) -> None:
    assert type(plain(value)) is kind
    assert plain(value) == value
