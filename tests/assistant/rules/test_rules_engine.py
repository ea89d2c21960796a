"""The rule check against a plain evaluator, and what must hold of every screening."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.missing import MissingFact
from assistant.rules.program import DAY_OF_LAW, compile_program
from assistant.rules.requested import on_request
from assistant.rules.screen import NEEDS_FACTS, Screening, screen
from assistant.rules.spaces import open_space, probe_values
from assistant.rules.worlds import BASE, ORDINARY, Worlds
from corpus import Corpus
from corpus.model import FactSpec, Flag

Facts = dict[str, FactValue]
DAYS = [date(2026, 11, 23), date(2026, 5, 1), date(2024, 12, 1), date(2023, 6, 30)]
seeds = st.integers(0, 2**32)
shares = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])
days = st.sampled_from(DAYS)
# Mutation testing draws fewer examples, and wants to know that one fails, not the smallest that does.
FEW = int(os.environ.get("CONJUNCTION_TEST_EXAMPLES", "0"))
EXAMPLES = FEW or 40
PHASES = (Phase.generate,) if FEW else tuple(Phase)
thorough = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, phases=PHASES)
slow = settings(max_examples=max(1, EXAMPLES // 4), deadline=None, derandomize=True, phases=PHASES)


def drawn(lab: Any, seed: int, share: float, day: date) -> tuple[Any, Facts]:
    dealer = lab.deal(seed)
    whole = dealer.complete(day)
    assume(whole is not None)
    return dealer, dealer.some(whole, share)


def everything(lab: Any, facts: Mapping[str, FactValue], day: date) -> Screening:
    """Screen with the tables that run on request, too."""
    return screen(lab.corpus, facts, day, requested=on_request(lab.corpus))


# ---------------------------------------------------------------- against the plain evaluator


@thorough
@given(seed=seeds, share=shares, day=days)
def test_screening_agrees_with_the_plain_evaluator(seed: int, share: float, day: date, lab: Any) -> None:
    _, facts = drawn(lab, seed, share, day)
    result = everything(lab, facts, day)
    plain, ordinary = lab.naive(result.known, day), lab.naive(result.known, day, ordinary=True)
    for step in result.trace:
        assert step.value is plain.rule(step.rule.id), step.rule.id
    for table in result.tables.values():
        assert frozenset(table.possible) == plain.statuses(table.table)
        usual = ordinary.statuses(table.table)
        assert table.provisional == (next(iter(usual)) if len(usual) == 1 else NEEDS_FACTS)
    in_force = [flag for flag in lab.corpus.flags if flag.valid.covers(day)]
    assert [f.id for f in result.flags] == [f.id for f in in_force if plain.says(f.when) is True]
    deciding = [f for f in in_force if f.level == "stop" or f.refer]
    assert [f.id for f in result.open_flags] == [f.id for f in deciding if plain.says(f.when) is None]


@slow
@given(seed=seeds, share=shares, day=days)
def test_what_ifs_agree_with_the_plain_evaluator(seed: int, share: float, day: date, lab: Any) -> None:
    dealer, facts = drawn(lab, seed, share, day)
    facts[DAY_OF_LAW] = day
    program = compile_program(lab.corpus, day, on_request(lab.corpus))
    worlds = Worlds(open_space(program, day), facts)
    program.run(worlds)
    plain = lab.naive(facts, day)
    probes = [
        probe
        for name, found in worlds.space.by_fact.items()
        for probe in found
        if name not in facts and (name not in program.bool_facts or plain.bool_fact(name) is None)
    ]
    for probe in dealer.random.sample(probes, min(6, len(probes))):
        assumed = {**facts, probe.fact: probe.value}
        for bit, usual in ((probe.open_world, False), (probe.ordinary_world, True)):
            other = lab.naive(assumed, day, ordinary=usual)
            for name in program.bool_facts:
                assert worlds.value(name, bit) is other.bool_fact(name), (probe, name)
            for rule_id in program.rules:
                assert worlds.value(rule_id, bit) is other.rule(rule_id), (probe, rule_id)


# ---------------------------------------------------------------- learning more


@thorough
@given(seed=seeds, day=days)
def test_learning_a_fact_never_overturns_what_was_definite(seed: int, day: date, lab: Any) -> None:
    dealer, whole = drawn(lab, seed, 1.0, day)
    order = list(whole)
    dealer.random.shuffle(order)
    known: Facts = {}
    before: dict[str, frozenset[str]] = {}
    rules: dict[str, bool | None] = {}
    for position in range(0, len(order) + 1, 4):
        known.update({name: whole[name] for name in order[:position]})
        result = everything(lab, known, day)
        for name, table in result.tables.items():
            now = frozenset(table.possible)
            assert now, name
            assert now <= before.get(name, now), (name, known)
            before[name] = now
        for step in result.trace:
            assert rules.get(step.rule.id) in (None, step.value), (step.rule.id, known)
            rules[step.rule.id] = step.value


@thorough
@given(seed=seeds, share=shares, day=days)
def test_provisional_status_is_still_possible(seed: int, share: float, day: date, lab: Any) -> None:
    _, facts = drawn(lab, seed, share, day)
    for table in everything(lab, facts, day).tables.values():
        assert table.provisional in (*table.possible, NEEDS_FACTS)
        if table.definite:
            assert table.provisional == table.status == table.possible[0]
        assert list(table.possible) == sorted(table.possible, key=table.table.severity.index)


@thorough
@given(seed=seeds, day=days)
def test_a_complete_deal_is_decided(seed: int, day: date, lab: Any) -> None:
    _, facts = drawn(lab, seed, 1.0, day)
    result = everything(lab, facts, day)
    for name in ("us.status", "cn.admission", "cn.security_review"):
        assert result.tables[name].definite, name
    assert not [m for m in result.missing if "us.status" in m.would_change]


@pytest.mark.parametrize("side", ["us", "cn"])
def test_one_side_is_judged_as_with_both(side: Any, lab: Any) -> None:
    facts = lab.deal(7).some(lab.deal(7).complete(), 0.4)
    one, both = screen(lab.corpus, facts, lab.day, frozenset({side})), screen(lab.corpus, facts, lab.day)
    assert one.tables == {name: table for name, table in both.tables.items() if name.startswith(side)}
    assert one.flags == tuple(flag for flag in both.flags if flag.side == side)
    assert {m.fact for m in one.missing} <= {m.fact for m in both.missing}


# ---------------------------------------------------------------- what is missing


def asked_first(corpus: Corpus, known: Callable[[str], bool | None], name: str) -> str:
    spec = corpus.facts[name]
    if spec.asks is not None:
        return spec.asks
    open_wholes = [whole for whole in spec.within if known(whole) is None]
    return asked_first(corpus, known, open_wholes[0]) if open_wholes else name


def deciding(flags: tuple[Flag, ...], side_day: date) -> Iterator[Flag]:
    return (f for f in flags if f.valid.covers(side_day) and (f.level == "stop" or f.refer))


def could_change(lab: Any, result: Screening, missing: MissingFact) -> set[str]:
    """Try each value of the fact, and of those asked for through it: what would it change, alone?"""
    day, corpus = result.as_of, lab.corpus
    plain, usual = lab.naive(result.known, day), lab.naive(result.known, day, ordinary=True)
    tables = [table.table for table in result.tables.values()]
    changed: set[str] = set()
    for spec in corpus.facts.values():
        if spec.name in result.known or asked_first(corpus, plain.bool_fact, spec.name) != missing.fact:
            continue
        for value in values_of(lab, spec, day):
            new = {**result.known, spec.name: value}
            opened, settled = lab.naive(new, day), lab.naive(new, day, ordinary=True)
            for table in tables:
                narrower = opened.statuses(table) < plain.statuses(table)
                if narrower or settled.statuses(table) != usual.statuses(table):
                    changed.add(table.decides)
            for flag in deciding(corpus.flags, day):
                if settled.says(flag.when) is True and usual.says(flag.when) is not True:
                    changed.add("flags")
    return changed


def values_of(lab: Any, spec: FactSpec, day: date) -> tuple[FactValue, ...]:
    return probe_values(compile_program(lab.corpus, day, on_request(lab.corpus)), spec.name, day)


@slow
@given(seed=seeds, share=st.sampled_from([0.0, 0.3, 0.6, 0.85]), day=days)
def test_every_missing_fact_could_change_something(seed: int, share: float, day: date, lab: Any) -> None:
    dealer, facts = drawn(lab, seed, share, day)
    result = everything(lab, facts, day)
    support = compile_program(lab.corpus, day, on_request(lab.corpus)).support
    for missing in dealer.random.sample(result.missing, min(4, len(result.missing))):
        assert missing.fact not in facts
        assert lab.corpus.facts[missing.fact].asks is None, "a derived fact cannot be asked for"
        unproven = missing.would_change - could_change(lab, result, missing) - {"duties"}
        if "duties" in missing.would_change:
            starts = {o.duty.due.start for o in result.duties if o.certain and o.day is None and o.duty.due}
            assert missing.fact in {
                asked_first(lab.corpus, lab.naive(result.known, day).bool_fact, s) for s in starts
            }
        for name in unproven:  # no fact alone decides: then each that an open row rests on is named
            table = result.tables[name]
            assert not table.definite
            rows = {
                f for key, found in support.items() for f in found if key.startswith(table.table.table + ":")
            }
            assert missing.fact in {
                asked_first(lab.corpus, lab.naive(result.known, day).bool_fact, f) for f in rows
            }


@thorough
@given(seed=seeds, share=shares, day=days)
def test_an_open_status_always_leaves_a_question(seed: int, share: float, day: date, lab: Any) -> None:
    """Except in the Catalogue and its benefits, where a known activity may lie at the edge of an item."""
    _, facts = drawn(lab, seed, share, day)
    result = everything(lab, facts, day)
    for name, table in result.tables.items():
        settled = name.startswith(("cn.encouraged", "cn.benefits")) and "activity" in facts
        if not table.definite and not settled:
            assert [m.fact for m in result.missing if name in m.would_change], name


def test_most_decisive_first(lab: Any) -> None:
    missing = screen(lab.corpus, {}, lab.day).missing
    assert [m.score for m in missing] == sorted((m.score for m in missing), reverse=True)
    assert len({m.fact for m in missing}) == len(missing)
    for each in missing:
        assert all(effect.status in result_values(lab, effect.field) for effect in each.effects)


def result_values(lab: Any, name: str) -> set[str]:
    return {
        row.value for table in lab.corpus.tables.values() if table.decides == name for row in table.outcomes
    }


def test_a_whole_is_asked_before_its_parts(lab: Any) -> None:
    asked = {m.fact for m in screen(lab.corpus, {}, lab.day).missing}
    parts = {name for name in asked if lab.corpus.facts[name].within}
    assert parts == set()
    asked = {m.fact for m in screen(lab.corpus, {"chips_activity": True}, lab.day).missing}
    assert "chips_activity" not in asked
    assert "designs_ic" in asked


# ---------------------------------------------------------------- wholes and parts


def closed(corpus: Corpus, facts: Facts, bit: int = BASE) -> dict[str, bool | None]:
    program = compile_program(corpus, DAYS[0])
    worlds = Worlds(open_space(program, DAYS[0]), facts)
    program.run(worlds)
    return {name: worlds.value(name, bit) for name in program.bool_facts}


PARTS = ["ic_3a090", "military_supply", "ai_sensitive_designed", "cfe_ongoing_operations", "ns_cmic"]


@pytest.mark.parametrize("name", PARTS)
def test_a_true_part_makes_its_wholes_true(name: str, corpus: Corpus) -> None:
    truths = closed(corpus, {name: True})
    rising = [name]
    while rising:
        wholes = corpus.facts[rising.pop()].within
        rising += wholes
        assert all(truths[whole] is True for whole in wholes)


@pytest.mark.parametrize("name", ["chips_activity", "sensitive_end_use", "prior_interest", "on_us_list"])
def test_a_false_whole_makes_its_parts_false(name: str, corpus: Corpus) -> None:
    truths = closed(corpus, {name: False})
    below = [spec.name for spec in corpus.facts.values() if name in spec.within]
    assert below
    assert all(truths[part] is False for part in below)


def test_the_rest_stays_unknown(corpus: Corpus) -> None:
    assert set(closed(corpus, {}).values()) == {None}
    assert closed(corpus, {"chips_activity": True})["designs_ic"] is None
    assert closed(corpus, {"designs_ic": False})["chips_activity"] is None


def test_ordinary_values_respect_the_wholes(corpus: Corpus) -> None:
    truths = closed(corpus, {"military_use": True}, ORDINARY)
    assert truths["sensitive_end_use"] is True
    assert truths["surveillance_use"] is False
    assert truths["listed_national"] is None, "what follows from other facts has no ordinary value"
    for spec in corpus.facts.values():
        if truths.get(spec.name) is True:
            assert all(truths[whole] for whole in spec.within)


# ---------------------------------------------------------------- contradictions


@pytest.mark.parametrize(
    ("facts", "wholes", "parts"),
    [
        ({"chips_activity": False, "designs_ic": True}, ("chips_activity",), ("designs_ic",)),
        ({"chips_activity": False, "ic_3a090": True}, ("chips_activity",), ("ic_3a090",)),
        (
            {"military_use": False, "military_supply": True, "surveillance_use": True},
            ("military_use",),
            ("military_supply",),
        ),
        (
            {"ai_activity": False, "sensitive_end_use": False, "ai_sensitive_intended": True, "fto": True},
            ("ai_activity", "sensitive_end_use"),
            ("ai_sensitive_intended",),
        ),
    ],
    ids=["whole and part", "two steps apart", "a fact that only shares a whole is left out", "two wholes"],
)  # fmt: skip
def test_contradictions_name_the_facts_and_no_others(
    facts: Facts, wholes: tuple[str, ...], parts: tuple[str, ...], corpus: Corpus
) -> None:
    with pytest.raises(ContradictionError) as caught:
        screen(corpus, facts, DAYS[0])
    assert (caught.value.wholes, caught.value.parts) == (wholes, parts)
    assert caught.value.name == parts[0]
    assert all(f"{name} is true" in str(caught.value) for name in parts)
    assert all(f"{name} is false" in str(caught.value) for name in wholes)
    assert "Correct one of them or leave it out." in str(caught.value)


def test_what_is_missing_is_never_found_by_contradiction(lab: Any) -> None:
    """A what-if that clashes with what is known is no what-if."""
    result = screen(lab.corpus, {"military_supply": True}, lab.day)
    assert not {"military_use", "sensitive_end_use"} & {m.fact for m in result.missing}


# ---------------------------------------------------------------- caches


def test_programs_are_compiled_once_per_set_of_rules(corpus: Corpus) -> None:
    first = compile_program(corpus, date(2026, 11, 23))
    assert compile_program(corpus, date(2026, 11, 24)) is first
    assert compile_program(corpus, date(2024, 1, 1)) is not first


def test_screenings_do_not_disturb_each_other(lab: Any) -> None:
    facts = {"us_person": True, "chips_activity": True}
    before = screen(lab.corpus, facts, lab.day)
    screen(lab.corpus, {"chips_activity": False}, lab.day)
    screen(lab.corpus, {}, date(2024, 1, 1))
    after = screen(lab.corpus, facts, lab.day)
    assert (after.tables, after.trace, after.missing) == (before.tables, before.trace, before.missing)
    assert facts == {"us_person": True, "chips_activity": True}


OUT_OF_IT: list[Facts] = [
    {"us_person": True, "deal_type": "employment_award"},
    {"us_person": True, "deal_type": "equity", "public_security": True, "beyond_minority_rights": False},
    {
        "us_person": True,
        "deal_type": "equity",
        "completion_date": date(2024, 12, 30),
        "not_yet_completed": False,
    },
    {"us_person": False, "investor_is_cfe": False, "us_person_authority": False, "deal_type": "equity"},
]


@pytest.mark.parametrize("facts", OUT_OF_IT)
def test_where_the_deal_is_out_of_the_rule_its_open_terms_do_not_matter(corpus: Corpus, facts: Facts) -> None:
    listed: Facts = {"on_us_list": False, "target_in_coc": True, "completion_date": date(2026, 12, 1)}
    found = screen(corpus, {**listed, **facts}, DAYS[0], frozenset({"us"}))
    assert found.tables["us.status"].definite
    assert not [flag.id for flag in found.open_flags if flag.id.endswith("-term")]
    within: Facts = {"us_person": True, "deal_type": "equity", "not_yet_completed": True, **listed}
    doubts = screen(corpus, within, DAYS[0], frozenset({"us"})).open_flags
    assert "robotic-term" in [flag.id for flag in doubts]
