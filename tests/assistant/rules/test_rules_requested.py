"""Tables that run only on request: left out otherwise, and without a trace on the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.facts import parse_facts
from assistant.rules.program import compile_program
from assistant.rules.requested import on_request, requested_by
from assistant.rules.screen import screen
from corpus import Corpus
from corpus.expression import names, parse

DAY = date(2026, 11, 23)
BENEFITS = {
    "cn.benefits.equipment", "cn.benefits.land", "cn.benefits.income_tax", "cn.benefits.reinvestment",
}  # fmt: skip
SHENYANG = {"activity": ["satellite_parts"], "province": "liaoning", "main_business_share": 90}


def statuses(corpus: Corpus, raw: dict[str, Any], *wanted: str, day: date = DAY) -> dict[str, str]:
    result = screen(corpus, parse_facts(corpus, raw), day, requested=frozenset(wanted))
    return {name: table.status for name, table in result.tables.items() if name in BENEFITS}


def test_the_benefits_run_on_request(corpus: Corpus) -> None:
    assert on_request(corpus) == BENEFITS


def test_nothing_runs_that_was_not_asked_for(corpus: Corpus) -> None:
    assert statuses(corpus, SHENYANG) == {}
    assert statuses(corpus, SHENYANG, "cn.benefits.income_tax") == {"cn.benefits.income_tax": "not_available"}
    assert set(statuses(corpus, SHENYANG, *BENEFITS)) == BENEFITS


def test_the_other_side_is_not_asked(corpus: Corpus) -> None:
    facts = parse_facts(corpus, SHENYANG)
    assert set(screen(corpus, facts, DAY, frozenset({"us"}), on_request(corpus)).tables) == {"us.status"}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.0, 0.3, 0.9]))
def test_a_request_changes_nothing_else(seed: int, share: float, lab: Any) -> None:
    dealer = lab.deal(seed)
    facts = dealer.some(dealer.complete() or {}, share)
    bare = screen(lab.corpus, facts, DAY)
    full = screen(lab.corpus, facts, DAY, requested=on_request(lab.corpus))
    assert {name: table for name, table in full.tables.items() if name not in BENEFITS} == bare.tables
    assert (full.flags, full.open_flags, full.deadlines) == (bare.flags, bare.open_flags, bare.deadlines)
    assert {m.fact for m in bare.missing} <= {m.fact for m in full.missing}


def test_no_flag_and_no_inference_rests_on_them(corpus: Corpus) -> None:
    rules = {rule.id for table in corpus.tables.values() if table.on_request for rule in table.rules}
    for entry in (*corpus.flags, *corpus.inferences):
        assert not rules & names(parse(entry.when))


@pytest.mark.parametrize(
    ("fact", "benefit"),
    [
        ("confirmation_letter", "cn.benefits.equipment"),
        ("intensive_land_use", "cn.benefits.land"),
        ("main_business_share", "cn.benefits.income_tax"),
        ("place_like_west", "cn.benefits.income_tax"),
        ("holding_months", "cn.benefits.reinvestment"),
    ],
)
def test_a_fact_that_one_benefit_alone_asks_for_asks_for_it(corpus: Corpus, fact: str, benefit: str) -> None:
    assert requested_by(corpus, [fact]) == {benefit}


@pytest.mark.parametrize("fact", ["province", "activity", "stake", "us_person", "listed_national"])
def test_a_fact_that_others_ask_for_asks_for_none(corpus: Corpus, fact: str) -> None:
    assert requested_by(corpus, [fact]) == frozenset()


def test_facts_of_two_benefits_ask_for_both(corpus: Corpus) -> None:
    asked = requested_by(corpus, ["holding_months", "industrial_project", "us_person"])
    assert asked == {"cn.benefits.reinvestment", "cn.benefits.land"}


def test_the_program_without_them_is_smaller(corpus: Corpus) -> None:
    bare, full = compile_program(corpus, DAY), compile_program(corpus, DAY, on_request(corpus))
    assert "main_business_share" not in bare.weighed
    assert "main_business_share" in full.weighed
    assert {table.decides for table in full.tables} - {table.decides for table in bare.tables} == BENEFITS


def test_a_flag_that_only_informs_needs_no_what_ifs(corpus: Corpus) -> None:
    """A note on drones cannot change the verdict, so nobody is asked whether it is about drones."""
    program = compile_program(corpus, DAY)
    assert "chinese_technology_leaves" not in program.weighed
    asked = {code for test in program.operands["activity"] for code in test.value}  # type: ignore[union-attr]
    assert "drones" not in asked
    assert "satcom_operation" in asked


# ---------------------------------------------------------------- each benefit, as its words have it


@pytest.mark.parametrize(
    ("province", "status"),
    [
        ("sichuan", "available"), ("shaanxi", "available"), ("inner-mongolia", "available"),
        ("anhui", "not_available"), ("liaoning", "not_available"), ("shanghai", "not_available"),
        ("hubei", "needs_facts"), ("jilin", "needs_facts"), ("hainan", "needs_facts"),
    ],
)  # fmt: skip
def test_where_the_income_tax_rate_is_to_be_had(corpus: Corpus, province: str, status: str) -> None:
    raw = {**SHENYANG, "province": province}
    assert statuses(corpus, raw, "cn.benefits.income_tax") == {"cn.benefits.income_tax": status}


def test_outside_the_regions_nothing_else_need_be_known(corpus: Corpus) -> None:
    assert statuses(corpus, {"province": "anhui"}, "cn.benefits.income_tax") == {
        "cn.benefits.income_tax": "not_available"
    }


def test_two_rows_that_agree_say_the_reason_that_holds(corpus: Corpus) -> None:
    """Launch services in Hainan: not available whatever the share of income, for the additions' reason."""
    facts = parse_facts(corpus, {"province": "hainan", "activity": ["launch_services"]})
    table = screen(corpus, facts, DAY, requested=on_request(corpus)).tables["cn.benefits.income_tax"]
    assert table.status == "not_available"
    assert [rule.id for rule in table.grounds] == ["tax_not_encouraged", "tax_hainan_additions"]


def test_a_regional_item_earns_no_credit(corpus: Corpus) -> None:
    raw = {"activity": ["space_food_medicine"], "province": "hainan", "reinvests_profits": True}
    result = screen(corpus, parse_facts(corpus, raw), DAY, requested=on_request(corpus))
    assert result.tables["cn.encouraged"].status == "yes"
    credit = result.tables["cn.benefits.reinvestment"]
    assert credit.status == "not_available"
    assert [rule.id for rule in credit.grounds] == ["credit_not_nationwide", "credit_deferral_apart"]
