"""The layout of the worlds of a day, and the logic over them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.program import compile_program
from assistant.rules.spaces import open_space
from assistant.rules.worlds import BASE, ORDINARY, Space, Worlds, compare, evaluator, never
from corpus import Corpus
from corpus.expression import AllOf, AnyOf, Not, Ref
from corpus.expression import Test as Comparison

DAY = date(2026, 11, 23)
SPACE = Space([("a", True, 0.1), ("a", False, 0.9), ("b", 5.0, 0.5), ("c", "x", 1.0)], {"a": False}, DAY)
truths = st.sampled_from([True, False, None])


def test_every_what_if_has_two_worlds_of_its_own() -> None:
    bits = [bit for probe in SPACE.probes for bit in (probe.open_world, probe.ordinary_world)]
    assert sorted([BASE, ORDINARY, *bits]) == list(range(SPACE.everywhere.bit_length()))
    assert all(SPACE.ordinary_worlds >> probe.ordinary_world & 1 for probe in SPACE.probes)
    assert not any(SPACE.ordinary_worlds >> probe.open_world & 1 for probe in SPACE.probes)


@given(st.integers(0, SPACE.everywhere))
def test_what_ifs_in_a_set_of_worlds(worlds: int) -> None:
    found = list(SPACE.probes_in(worlds))
    assert found == [probe for probe in SPACE.probes if probe.worlds & worlds]


def test_what_ifs_by_fact() -> None:
    assert {fact: [p.value for p in probes] for fact, probes in SPACE.by_fact.items()} == {
        "a": [True, False],
        "b": [5.0],
        "c": ["x"],
    }


def test_the_odds_of_a_fact_add_up_to_one_or_to_its_surprise(corpus: Corpus) -> None:
    space = open_space(compile_program(corpus, DAY), DAY)
    for fact, probes in space.by_fact.items():
        total = sum(probe.odds for probe in probes)
        usual = any(probe.value == space.ordinary.get(fact) for probe in probes)
        assert total == pytest.approx(1.0 if usual else corpus.facts[fact].surprise)


def test_an_unknown_fact_speaks_only_in_its_what_ifs_and_as_things_ordinarily_are() -> None:
    found = Worlds(SPACE, {}).test(Comparison("b", "ge", 5.0))
    assert SPACE.value(found, BASE) is None
    assert [SPACE.value(found, p.open_world) for p in SPACE.probes] == [None, None, True, None]
    assert Worlds(SPACE, {"b": 4.0}).test(Comparison("b", "ge", 5.0)) == SPACE.false


def test_every_what_if_of_an_unknown_fact_speaks_for_itself() -> None:
    space = Space([("b", value, 0.25) for value in (4.0, 5.0, 6.0, 7.0)], {"b": 9.0}, DAY)
    found = space.unknown(Comparison("b", "ge", 5.0))
    assert [space.value(found, p.open_world) for p in space.probes] == [False, True, True, True]
    assert [space.value(found, p.ordinary_world) for p in space.probes] == [False, True, True, True]
    other = space.unknown(Comparison("b", "lt", 6.0))
    assert [space.value(other, p.open_world) for p in space.probes] == [True, True, False, False]
    assert (space.value(found, ORDINARY), space.value(other, ORDINARY)) == (True, False)
    assert (space.value(found, BASE), space.value(other, BASE)) == (None, None)


@given(st.lists(truths, min_size=SPACE.size, max_size=SPACE.size))
def test_a_truth_says_of_every_world_what_it_was_made_of(said: list[bool | None]) -> None:
    truth = truth_of(said)
    assert [SPACE.value(truth, world) for world in range(SPACE.size)] == said
    contrary = [None if value is None else not value for value in said]
    assert SPACE.opposite(truth) == truth_of(contrary)


def test_true_wins_over_false() -> None:
    assert SPACE.truth(SPACE.everywhere, SPACE.everywhere) == SPACE.true
    assert SPACE.truth(0, SPACE.everywhere) == SPACE.false
    assert SPACE.opposite(SPACE.true) == SPACE.false


def truth_of(said: list[bool | None]) -> int:
    true = sum(1 << world for world, value in enumerate(said) if value is True)
    return SPACE.truth(true, sum(1 << world for world, value in enumerate(said) if value is False))


@given(truths, truths)
def test_strong_kleene(one: bool | None, other: bool | None) -> None:
    worlds = Worlds(SPACE, {})
    worlds.truth = {"one": truth_of([one] * SPACE.size), "other": truth_of([other] * SPACE.size)}
    both, parts = [one, other], (Ref("one"), Not(Not(Ref("other"))))
    every = False if False in both else None if None in both else True
    some = True if True in both else None if None in both else False
    for world in range(SPACE.size):
        assert SPACE.value(evaluator(AllOf(parts))(worlds), world) is every
        assert SPACE.value(evaluator(AnyOf(parts))(worlds), world) is some
        contrary = SPACE.value(evaluator(Not(AllOf(parts)))(worlds), world)
        assert contrary is (None if every is None else not every)


def test_nothing_to_hold_holds_and_nothing_to_choose_from_fails() -> None:
    worlds = Worlds(SPACE, {})
    assert evaluator(AllOf(()))(worlds) == SPACE.true
    assert evaluator(AnyOf(()))(worlds) == SPACE.false


def test_what_is_not_in_force_is_false_in_every_world() -> None:
    assert never(Worlds(SPACE, {})) == SPACE.false


@pytest.mark.parametrize("op", ["gt", "ge", "lt", "le"])
def test_what_has_no_order_is_not_compared(op: str) -> None:
    with pytest.raises(TypeError, match=op):
        compare(DAY, op, 5.0)
    with pytest.raises(TypeError, match=op):
        compare(5.0, op, DAY)
    with pytest.raises(TypeError, match=op):
        compare("words", op, 5.0)
