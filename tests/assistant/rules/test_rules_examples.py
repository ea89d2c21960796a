"""Every worked example of the corpus, and what the examples must cover between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.rules.derive import derive, infer
from assistant.rules.facts import FactValue, parse_facts
from assistant.rules.program import DAY_OF_LAW, compile_program
from assistant.rules.requested import on_request
from assistant.rules.screen import screen
from assistant.rules.spaces import open_space
from assistant.rules.worlds import BASE, Worlds
from corpus import Corpus, load
from corpus.expression import Ref, parse, walk
from corpus.expression import Test as Comparison
from corpus.model import Duty, DutyExample, Example, Flag, Rule

CORPUS = load()
DAY = date(2026, 11, 23)
DUTIES = [duty for table in CORPUS.tables.values() for duty in table.duties]
RULES: dict[str, Rule | Flag | Duty] = {
    **{rule.id: rule for table in CORPUS.tables.values() for rule in table.rules},
    **{f"flag:{flag.id}": flag for flag in CORPUS.flags},
    **{f"duty:{duty.id}": duty for duty in DUTIES},
}
EXAMPLES = [(key, example) for key, rule in RULES.items() for example in rule.examples]
VALUES = {"true": True, "false": False, "unknown": None}


def truths(corpus: Corpus, raw: dict[str, Any], day: date) -> dict[str, bool | None]:
    """Evaluate everything over the facts of an example, derived facts given outright included."""
    facts: dict[str, FactValue] = {n: v for n, v in raw.items() if corpus.facts[n].asks is not None}
    facts |= parse_facts(corpus, {n: v for n, v in raw.items() if n not in facts})
    facts[DAY_OF_LAW] = day
    program = compile_program(corpus, day, on_request(corpus))
    facts |= {d.fact: d.value for d in derive(corpus, facts, day) if d.fact not in facts}
    worlds = Worlds(open_space(program, day), facts)
    infer(program, worlds)
    return {key: worlds.value(key, BASE) for key in worlds.truth}


@pytest.mark.parametrize(("key", "example"), EXAMPLES, ids=[f"{key}: {e.why}" for key, e in EXAMPLES])
def test_example(key: str, example: Example, corpus: Corpus) -> None:
    found = truths(corpus, example.facts, example.as_of or DAY)
    lapsed = key.startswith("flag:") and key not in found  # a flag not in force that day is not raised
    assert (False if lapsed else found[key]) is VALUES[example.result]


@pytest.mark.parametrize(
    ("duty", "example"),
    [(duty, example) for duty in DUTIES for example in duty.examples],
    ids=[f"{duty.id}: {e.why}" for duty in DUTIES for e in duty.examples],
)
def test_the_day_of_a_duty(duty: Duty, example: DutyExample, corpus: Corpus) -> None:
    day = example.as_of or DAY
    found = {o.duty.id: o for o in screen(corpus, parse_facts(corpus, example.facts), day).duties}
    standing = found.get(duty.id)
    assert (standing is not None and standing.certain) is (example.result == "true")
    if standing is not None and standing.certain:
        assert standing.day == example.due


@pytest.mark.parametrize("duty", [d for d in DUTIES if d.due is not None], ids=lambda duty: duty.id)
def test_every_dated_duty_has_a_dated_example(duty: Duty) -> None:
    assert any(example.due is not None for example in duty.examples)


@pytest.mark.parametrize("key", RULES)
def test_every_rule_has_a_hit_and_a_miss(key: str) -> None:
    assert {"true", "false"} <= {example.result for example in RULES[key].examples}


@pytest.mark.parametrize("key", RULES)
def test_examples_say_why_each_in_its_own_words(key: str) -> None:
    reasons = [example.why for example in RULES[key].examples]
    assert len(set(reasons)) == len(reasons)


def thresholds() -> Iterator[tuple[str, Comparison]]:
    """Every comparison with a number or a day that a rule or flag makes itself."""
    for key, rule in RULES.items():
        for node in walk(parse(rule.when)) if rule.when is not None else ():
            if isinstance(node, Comparison) and node.op in ("gt", "ge", "lt", "le") and node.value != "as_of":
                yield key, node


def values_of(fact: str, examples: Iterable[Example]) -> list[Any]:
    if fact == DAY_OF_LAW:
        return [example.as_of or DAY for example in examples]
    return [example.facts[fact] for example in examples if fact in example.facts]


def sides(test: Comparison, values: list[Any]) -> set[str]:
    found = set()
    for value in values:
        found.add("at or above" if value >= test.value else "below")
        found.add("above" if value > test.value else "at or below")
    return found


@pytest.mark.parametrize(
    ("key", "test"), list(thresholds()), ids=[f"{key}: {t.fact} {t.op} {t.value}" for key, t in thresholds()]
)
def test_every_threshold_has_examples_on_both_sides(key: str, test: Comparison) -> None:
    """An inclusive limit needs a value that meets it and one beyond; the rule's own examples come first."""
    values = values_of(test.fact, RULES[key].examples)
    wanted = {"at or above", "below"} if test.op in ("ge", "lt") else {"above", "at or below"}
    assert wanted <= sides(test, values)


def numbers_and_days() -> set[tuple[str, Any]]:
    return {(test.fact, test.value) for _, test in thresholds()}


@pytest.mark.parametrize(("fact", "limit"), sorted(numbers_and_days(), key=str), ids=str)
def test_some_example_stands_exactly_on_every_limit(fact: str, limit: Any) -> None:
    values = values_of(fact, [example for _, example in EXAMPLES])
    near = limit - timedelta(days=1) if isinstance(limit, date) else None
    assert limit in values or near in values


# ---------------------------------------------------------------- outcomes

DEAL = {
    "us_person": True, "investor_kind": "fund", "target_in_coc": True, "deal_type": "equity", "stake": 30,
    "completion_date": "2026-12-15", "prior_interest": False, "public_security": False,
    "buys_all_coc_interests": False, "us_government_business": False, "holds_coc_interests": False,
    "chips_activity": False, "ai_activity": False, "quantum_activity": False, "supercomputer": False,
    "on_us_list": False, "sensitive_end_use": False, "learned_after_completion": False,
}  # fmt: skip
REACHED: dict[tuple[str, str], dict[str, Any]] = {
    ("us.status", "not_in_force"): {"completion_date": "2025-01-01"},
    ("us.status", "excepted"): {"public_security": True, "beyond_minority_rights": False},
    ("us.status", "prohibited"): {"chips_activity": True, "eda_software": True},
    ("us.status", "notifiable"): {
        "ai_activity": True, "ai_develops": True, "ai_internal_only": False, "ai_robot_control": True,
        "ai_training_ops": 1e20, "ai_biological_data": False,
    },
    ("us.status", "no_hit"): {},
    ("cn.admission", "prohibited"): {"activity": ["surveying_mapping"]},
    ("cn.admission", "restricted"): {"activity": ["satcom_operation"]},
    ("cn.admission", "open"): {"activity": ["satellite_parts"]},
    ("cn.encouraged", "yes"): {"activity": ["satellite_parts"], "province": "sichuan"},
    ("cn.encouraged", "no"): {"activity": ["surveying_mapping"], "province": "shanghai"},
    ("cn.security_review", "declare"): {"near_military_site": True},
    ("cn.security_review", "not_indicated"): {"near_military_site": False, "important_field": False},
}  # fmt: skip
TAX = {"activity": ["satellite_parts"], "province": "sichuan", "main_business_share": 61}
CREDIT = {
    "activity": ["satellite_parts"], "reinvests_profits": True, "reinvestment_date": "2026-11-23",
    "reinvestment_form": "capital_increase", "holding_months": 60,
}  # fmt: skip
EQUIPMENT = {
    "activity": ["satellite_parts"], "equipment_self_used": True, "equipment_within_investment": True,
    "equipment_excluded": False, "confirmation_letter": True,
}  # fmt: skip
LAND = {"activity": ["satellite_parts"], "industrial_project": True, "intensive_land_use": True}
REACHED |= {
    ("cn.benefits.equipment", "refer"): EQUIPMENT,
    ("cn.benefits.equipment", "not_available"): {**EQUIPMENT, "equipment_excluded": True},
    ("cn.benefits.equipment", "available"): {**EQUIPMENT, "activity": ["aerospace_materials"]},
    ("cn.benefits.land", "refer"): LAND,
    ("cn.benefits.land", "not_available"): {**LAND, "industrial_project": False},
    ("cn.benefits.land", "available"): LAND,
    ("cn.benefits.income_tax", "refer"): {
        **TAX, "activity": ["launch_services"], "on_western_list_only": True,
    },
    ("cn.benefits.income_tax", "not_available"): {**TAX, "province": "anhui"},
    ("cn.benefits.income_tax", "available"): TAX,
    ("cn.benefits.reinvestment", "not_available"): {**CREDIT, "holding_months": 59},
    ("cn.benefits.reinvestment", "available"): CREDIT,
}  # fmt: skip
# A benefit whose notice for the present edition is not held is had, or out of reach, on an earlier day only.
ON = {
    ("cn.benefits.equipment", "available"): date(2025, 6, 1),
    ("cn.benefits.land", "refer"): date(2022, 6, 1),
}


def reached(decides: str, value: str) -> tuple[dict[str, Any], date]:
    return {**DEAL, **REACHED[decides, value]}, ON.get((decides, value), DAY)


def outcomes() -> list[tuple[str, str]]:
    return [(table.decides, row.value) for table in CORPUS.tables.values() for row in table.outcomes]


@pytest.mark.parametrize(("decides", "value"), outcomes())
def test_every_outcome_is_reached(decides: str, value: str, corpus: Corpus) -> None:
    raw, day = reached(decides, value)
    result = screen(corpus, parse_facts(corpus, raw), day, requested=on_request(corpus)).tables[decides]
    assert result.status == value
    assert result.provisional == value
    assert result.decided_by is not None
    assert result.decided_by.value == value


def test_every_rule_matters(lab: Any) -> None:
    """A rule that no row, deadline, flag or other rule speaks of is dead."""
    table_rules = [key for key in RULES if ":" not in key]
    spoken = {
        node.name
        for expression in lab.expressions
        for node in walk(parse(expression))
        if isinstance(node, Ref)
    }
    grounds = {g for table in CORPUS.tables.values() for row in table.outcomes for g in row.grounds}
    assert [rule for rule in table_rules if rule not in spoken | grounds] == []


def test_every_ground_says_something() -> None:
    """What stands as a ground of an outcome is said to the reader, so it has a finding or provisions."""
    for table in CORPUS.tables.values():
        for row in table.outcomes:
            for ground in row.grounds:
                rule = RULES[ground]
                assert isinstance(rule, Rule)
                assert rule.finding is not None, ground
                assert rule.provisions, ground
