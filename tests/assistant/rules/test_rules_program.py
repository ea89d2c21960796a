"""A program evaluates again only what new facts bear on; that must not be seen in what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.rules.closure import closure_of
from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.program import DAY_OF_LAW, Program, comparison_key, compile_program
from assistant.rules.requested import on_request
from assistant.rules.spaces import open_space
from assistant.rules.worlds import BASE, Truth, Worlds
from corpus import Corpus
from corpus.expression import Test as Comparison

DAYS = [date(2026, 11, 23), date(2024, 12, 1)]


def program_of(corpus: Corpus, day: date) -> Program:
    return compile_program(corpus, day, on_request(corpus))


def whole(program: Program, day: date, known: dict[str, FactValue]) -> dict[str, Truth]:
    worlds = Worlds(open_space(program, day), known)
    program.conditions.run_whole(worlds)
    return worlds.truth


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.0, 0.1, 0.5, 1.0]), day=st.sampled_from(DAYS))
def test_told_in_steps_is_told_at_once(seed: int, share: float, day: date, lab: Any) -> None:
    dealer = lab.deal(seed)
    complete = dealer.complete(day)
    assume(complete is not None)
    known: dict[str, FactValue] = {DAY_OF_LAW: day, **dealer.some(complete, share)}
    program = program_of(lab.corpus, day)
    worlds = Worlds(open_space(program, day), {})
    order = list(known)
    dealer.random.shuffle(order)
    for names in (order[: len(order) // 3], order[len(order) // 3 :], []):
        worlds.learn({name: known[name] for name in names})
        program.run(worlds)
    assert worlds.truth == whole(program, day, known)


@pytest.mark.parametrize("day", DAYS)
def test_nothing_told_is_what_is_kept(corpus: Corpus, day: date) -> None:
    program = program_of(corpus, day)
    worlds = Worlds(open_space(program, day), {DAY_OF_LAW: day})
    program.run(worlds)
    assert worlds.truth == whole(program, day, {DAY_OF_LAW: day})
    worlds.truth["us_person"] = worlds.space.true  # one screening cannot spoil the next
    other = Worlds(worlds.space, {DAY_OF_LAW: day})
    program.run(other)
    assert other.value("us_person", BASE) is None


def test_another_day_of_law_is_told_too(corpus: Corpus) -> None:
    program = program_of(corpus, DAYS[0])
    early: dict[str, FactValue] = {DAY_OF_LAW: date(2023, 1, 1)}
    worlds = Worlds(open_space(program, DAYS[0]), early)
    program.run(worlds)
    assert worlds.truth == whole(program, DAYS[0], early)


def test_a_contradiction_in_a_later_step_is_found(corpus: Corpus) -> None:
    program = program_of(corpus, DAYS[0])
    part, above = next((name, spec.within[0]) for name, spec in corpus.facts.items() if spec.within)
    worlds = Worlds(open_space(program, DAYS[0]), {part: True})
    program.run(worlds)
    worlds.learn({above: False})
    with pytest.raises(ContradictionError) as caught:
        program.run(worlds)
    assert (caught.value.wholes, caught.value.parts) == ((above,), (part,))


def test_every_comparison_has_one_name_of_its_own(corpus: Corpus) -> None:
    program = program_of(corpus, DAYS[0])
    keys = [key for key, _ in program.conditions.all]
    assert len(keys) == len(set(keys))
    compared = [test for tests in program.operands.values() for test in tests]
    assert len({comparison_key(test) for test in compared}) == len(set(compared))
    assert not {comparison_key(test) for test in compared} & (program.rules.keys() | corpus.facts.keys())
    assert comparison_key(Comparison("stake", "ge", 50)) != comparison_key(Comparison("stake", "gt", 50))


def test_what_bears_on_a_condition_includes_the_family(corpus: Corpus) -> None:
    program = program_of(corpus, DAYS[0])
    keys = [key for key, _ in program.conditions.all]
    for fact, places in program.conditions.resting_on.items():
        for other in program.conditions.closure.families.get(fact, frozenset()):
            assert program.conditions.resting_on[other] == places
        supported = {key for key in keys if fact in program.support[key]}
        assert supported <= {keys[place] for place in places}


def test_families_join_what_wholes_and_parts_link(corpus: Corpus) -> None:
    closure = closure_of(corpus.facts, corpus.facts)
    for name, wholes in closure.wholes.items():
        assert name in closure.families[name]
        for above in wholes:
            assert closure.families[above] == closure.families[name]
            assert closure.names.index(above) < closure.names.index(name)
    assert any(len(family) == 1 for family in closure.families.values())
    assert any(len(family) > 2 for family in closure.families.values())
