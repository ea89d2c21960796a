"""Duties: when they stand, their last days, and the statuses they go with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.days import years_later
from assistant.rules.duties import Owed
from assistant.rules.facts import ContradictionError, parse_facts
from assistant.rules.program import compile_program, duty_key
from assistant.rules.screen import Screening, screen
from assistant.rules.spaces import open_space
from assistant.rules.worlds import BASE, ORDINARY, Worlds
from corpus import Corpus
from corpus.duties import condition

NOW = date(2026, 11, 23)
DEAL = {
    "us_person": True, "target_in_coc": True, "deal_type": "equity", "public_security": False,
    "prior_interest": False, "buys_all_coc_interests": False, "completion_date": "2026-12-15",
}  # fmt: skip
CHIPS = {
    "designs_ic": True, "ic_3a090": False, "ic_cryogenic": False, "fabricates_ic": False,
    "packages_ic": False, "chip_tools": False, "quantum_activity": False, "supercomputer": False,
    "ai_activity": False,
    "on_us_list": False, "holds_coc_interests": False,
}  # fmt: skip
QUANTUM = {"quantum_computer": True}
FOREIGN = {"us_person": False, "investor_is_cfe": False}


def result(corpus: Corpus, *parts: dict[str, Any], day: date = NOW) -> Screening:
    facts: dict[str, Any] = {}
    for part in (DEAL, *parts):
        facts |= part
    return screen(corpus, parse_facts(corpus, facts), day)


def standing(found: Screening) -> set[str]:
    return {owed.duty.id for owed in found.duties if owed.certain and owed.duty.kind == "duty"}


def one(found: Screening, name: str) -> Owed:
    return next(owed for owed in found.duties if owed.duty.id == name)


# ---------------------------------------------------------------- which duties


@pytest.mark.parametrize(
    ("parts", "status", "duties"),
    [
        ([CHIPS], "notifiable", {"notify"}),
        ([CHIPS, FOREIGN, {"investor_is_cfe": True}], "notifiable", {"notify_cfe"}),
        ([QUANTUM], "prohibited", {"refrain"}),
        ([QUANTUM, FOREIGN, {"investor_is_cfe": True}], "prohibited", {"prevent_cfe"}),
        ([QUANTUM, FOREIGN, {"us_person_directs": True}], "prohibited", {"recuse"}),
        ([CHIPS, FOREIGN, {"us_person_directs": True}], "no_hit", set()),
        ([QUANTUM, FOREIGN, {"us_person_authority": False}], "no_hit", set()),
        ([QUANTUM, {"public_security": True, "beyond_minority_rights": False}], "excepted", set()),
    ],
    ids=["own deal", "of a controlled entity", "ban", "stop the entity", "direct",
         "303 leaves notifiable deals", "nobody American", "excepted"],
)  # fmt: skip
def test_each_status_has_its_duties(
    parts: list[dict[str, Any]], status: str, duties: set[str], corpus: Corpus
) -> None:
    found = result(corpus, *parts)
    assert found.tables["us.status"].status == status
    assert standing(found) == duties


RECUSAL = ("us_person_directs", "us_person_edits_documents", "us_person_negotiates")


@pytest.mark.parametrize("taken", RECUSAL)
def test_taking_part_in_one_of_three_is_directing(taken: str, corpus: Corpus) -> None:
    parts = {name: name == taken for name in RECUSAL}
    found = result(corpus, QUANTUM, FOREIGN, {"us_person_authority": True}, parts)
    assert found.tables["us.status"].status == "prohibited"
    assert "/us/cfr/t31/s850.303/b" in {
        i for rule in found.tables["us.status"].grounds for i in rule.provisions
    }


@pytest.mark.parametrize("unknown", RECUSAL)
def test_unknown_never_counts_as_recused(unknown: str, corpus: Corpus) -> None:
    parts = {name: False for name in RECUSAL if name != unknown}
    found = result(corpus, QUANTUM, FOREIGN, {"us_person_authority": True}, parts)
    assert found.tables["us.status"].possible == ("no_hit", "prohibited")
    assert found.tables["us.status"].provisional == "prohibited"
    assert unknown in {missing.fact for missing in found.missing}


def test_out_of_all_three_is_recused_and_stays_so(corpus: Corpus) -> None:
    parts = dict.fromkeys(RECUSAL, False)
    found = result(corpus, QUANTUM, FOREIGN, {"us_person_authority": True}, parts)
    assert found.tables["us.status"].status == "no_hit"
    assert standing(found) == {"recuse"}


def test_a_director_who_learned_only_afterwards_directed_nothing_knowingly(corpus: Corpus) -> None:
    late = {"completion_date": "2026-01-15", "learned_after_completion": True, "us_person_directs": True}
    found = result(corpus, QUANTUM, FOREIGN, late)
    assert found.tables["us.status"].status == "no_hit"
    found = result(corpus, QUANTUM, {**late, "us_person": True})
    assert found.tables["us.status"].status == "notifiable", "the party to the deal notifies what it learned"
    assert standing(found) == {"notify_learned"}


# ---------------------------------------------------------------- exceptions that are lost


@pytest.mark.parametrize("form", ["registered_fund", "derivative"])
def test_a_lost_exception_is_no_all_clear(form: str, corpus: Corpus) -> None:
    """Fund shares and derivatives with rights over the target are acquisitions like any other."""
    private = {"us_government_business": False, "beyond_minority_rights": True}
    found = result(corpus, QUANTUM, {"deal_type": form, **private})
    assert found.tables["us.status"].status == "prohibited"
    assert "x501_a_lost" in {rule.id for rule in found.tables["us.status"].grounds}


def test_default_on_a_loan_outside_the_exception_is_no_all_clear(corpus: Corpus) -> None:
    agent = {
        "deal_type": "loan_default", "loan_syndicated": True, "lender_cannot_act_alone": True,
        "syndication_agent": True, "us_government_business": False,
    }  # fmt: skip
    assert result(corpus, QUANTUM, agent).tables["us.status"].possible[-1] == "prohibited"
    pledged = {**agent, "collateral_pledged_on": "2025-01-02", "lender_knew_collateral": True}
    assert result(corpus, QUANTUM, pledged).tables["us.status"].status == "prohibited"
    before = {**pledged, "collateral_pledged_on": "2025-01-01"}
    assert result(corpus, QUANTUM, before).tables["us.status"].status == "no_hit"


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2027, 1, 10), 10, date(2037, 1, 10)),
        (date(2028, 2, 29), 10, date(2038, 3, 1)),
        (date(2028, 2, 29), 8, date(2036, 2, 29)),
        (date(2096, 2, 29), 4, date(2100, 3, 1)),
        (date(1996, 2, 29), 4, date(2000, 2, 29)),
        (date(9999, 1, 1), 10, date.max),
    ],
    ids=[
        "same day",
        "no leap day",
        "leap to leap",
        "a century is none",
        "the fourth is",
        "end of the calendar",
    ],
)
def test_years_later(day: date, years: int, later: date) -> None:
    assert years_later(day, years) == later


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)), st.integers(1, 50))
def test_years_later_is_never_early(day: date, years: int) -> None:
    later = years_later(day, years)
    assert later.year == day.year + years
    assert (later.month, later.day) >= (day.month, day.day)
    assert later - day >= timedelta(days=365 * years)


def test_what_counts_from_completion_has_no_day_without_it(corpus: Corpus) -> None:
    assert one(result(corpus, CHIPS), "notify").day == date(2027, 1, 14)
    records = one(result(corpus, CHIPS), "keep_records")
    assert records.day is None
    assert records.until == records.duty.due.open  # type: ignore[union-attr]
    filed = one(result(corpus, CHIPS, {"filed_on": "2027-01-10"}), "keep_records")
    assert filed.day == date(2037, 1, 10)


def test_the_day_of_knowledge_is_asked_for(corpus: Corpus) -> None:
    late = {"completion_date": "2026-01-15", "learned_after_completion": True}
    asked = {m.fact: m.would_change for m in result(corpus, CHIPS, late).missing}
    assert asked["knowledge_acquired_on"] == {"duties"}
    told = result(corpus, CHIPS, late, {"knowledge_acquired_on": "2026-11-02"})
    assert "knowledge_acquired_on" not in {m.fact for m in told.missing}
    assert one(told, "notify_learned").day == date(2026, 12, 2)


def test_a_day_that_has_passed_is_overdue_and_a_record_never_is(corpus: Corpus) -> None:
    closed = {"completion_date": "2026-10-01", "learned_after_completion": False, "filed_on": "2010-01-01"}
    found = result(corpus, CHIPS, closed)
    assert one(found, "notify").day == date(2026, 10, 31)
    assert one(found, "notify").overdue(NOW)
    assert not one(found, "notify").overdue(date(2026, 10, 31)), "the last day itself is in time"
    assert one(found, "keep_records").day == date(2020, 1, 1)
    assert not one(found, "keep_records").overdue(NOW)


def test_what_is_not_decided_is_owed_only_as_things_ordinarily_are(corpus: Corpus) -> None:
    closed = {"completion_date": "2026-10-01"}
    found = result(corpus, CHIPS, closed)
    assert found.tables["us.status"].status == "notifiable"
    assert (one(found, "notify").certain, one(found, "notify").usual) == (False, True)
    assert found.deadlines == ()


def test_advice_is_given_while_the_outcome_is_open(corpus: Corpus) -> None:
    open_deal = screen(corpus, parse_facts(corpus, {"us_person": True}), NOW)
    assert not one(open_deal, "diligence").certain
    clear = result(corpus, {**CHIPS, "designs_ic": False})
    assert clear.tables["us.status"].status == "no_hit"
    assert "diligence" not in {owed.duty.id for owed in clear.duties}


# ---------------------------------------------------------------- against plain reading


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.2, 0.5, 0.8, 1.0]))
def test_a_duty_stands_as_its_table_reads(seed: int, share: float, lab: Any) -> None:
    """The engine builds on the rows already evaluated; the naive reading spells everything out."""
    dealer = lab.deal(seed)
    facts = dealer.complete()
    if facts is None:
        return
    try:
        known = screen(lab.corpus, dealer.some(facts, share), lab.day).known
    except ContradictionError:
        return
    worlds = Worlds(open_space(compile_program(lab.corpus, lab.day), lab.day), known)
    compile_program(lab.corpus, lab.day).run(worlds)
    plain, usual = lab.naive(known), lab.naive(known, ordinary=True)
    for table in lab.corpus.tables.values():
        for duty in table.duties:
            key = duty_key(duty.id)
            assert worlds.value(key, BASE) is plain.says(condition(table, duty)), duty.id
            assert worlds.value(key, ORDINARY) is usual.says(condition(table, duty)), duty.id


def test_what_only_a_duty_asks_for_is_no_what_if(corpus: Corpus) -> None:
    space = open_space(compile_program(corpus, NOW), NOW)
    assert not {"filing_error", "filing_changed", "knowledge_acquired_on"} & space.by_fact.keys()
    assert "us_person_negotiates" in space.by_fact
