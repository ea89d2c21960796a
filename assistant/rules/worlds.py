"""Many partial states of knowledge evaluated at once.

A *world* is one assignment of values to some facts. To tell which unknown fact matters, the
rule check asks "what if?" for every unknown fact; so it evaluates hundreds of worlds. They are
kept side by side as bits of two integers per proposition: bit i of `t` says "true in world i",
bit i of `f` says "false in world i", and neither says "unknown". Strong Kleene logic is then a
handful of integer operations for all worlds together (Kleene, *Introduction to
Metamathematics*, 1952, § 64).

Which world is which bit is laid out once in a `Space`, for every fact, and shared by all
screenings of a day: for a fact that is known, its what-if worlds merely repeat the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from assistant.rules.facts import FactValue
from corpus.expression import AS_OF, AllOf, AnyOf, Node, Not, Ref, Test, Value


class Mask(NamedTuple):
    """Worlds in which a proposition is true, and worlds in which it is false."""

    t: int
    f: int


class Probe(NamedTuple):
    """A what-if: one unknown fact takes a value, the rest stays unknown or turns ordinary."""

    fact: str
    value: FactValue
    open_world: int  # bit number: the rest stays unknown
    ordinary_world: int  # bit number: the rest has its ordinary value
    worlds: int  # mask of the two


BASE = 0  # bit of the world in which only what is known is known
ORDINARY = 1  # bit of the world in which every unknown fact has its ordinary value
NOWHERE = Mask(0, 0)


class Space:
    """The worlds of one day: every fact's what-ifs and ordinary value, as long as it is not known."""

    def __init__(
        self, probes: Iterable[tuple[str, FactValue]], ordinary: Mapping[str, FactValue], as_of: date
    ) -> None:
        self.ordinary = dict(ordinary)
        self.as_of = as_of
        self.by_fact: dict[str, list[Probe]] = {}
        self.worlds_of: dict[str, int] = {}  # mask of all what-ifs of a fact
        bit = 2
        for fact, value in probes:
            self.by_fact.setdefault(fact, []).append(Probe(fact, value, bit, bit + 1, 3 << bit))
            self.worlds_of[fact] = self.worlds_of.get(fact, 0) | 3 << bit
            bit += 2
        self.everywhere = (1 << bit) - 1
        self.ordinary_worlds = self.everywhere // 3 * 2  # every second bit
        self._unknown: dict[Test, Mask] = {}

    def unknown(self, test: Test) -> Mask:
        """Evaluate a comparison of a fact that is not known: only what-ifs and its ordinary value speak."""
        found = self._unknown.get(test)
        if found is None:
            found = self._unknown[test] = self._compare(test)
        return found

    def _compare(self, test: Test) -> Mask:
        operand = self.as_of if test.value == AS_OF else test.value
        t = f = 0
        for probe in self.by_fact.get(test.fact, ()):
            if compare(probe.value, test.op, operand):
                t |= probe.worlds
            else:
                f |= probe.worlds
        if test.fact in self.ordinary:
            rest = self.ordinary_worlds & ~(t | f)
            if compare(self.ordinary[test.fact], test.op, operand):
                t |= rest
            else:
                f |= rest
        return Mask(t, f)

    @cached_property
    def probed(self) -> dict[str, Mask]:
        """For each fact with bool what-ifs, the worlds in which these make it true and false."""
        masks: dict[str, Mask] = {}
        for fact, probes in self.by_fact.items():
            t = sum(probe.worlds for probe in probes if probe.value is True)
            f = sum(probe.worlds for probe in probes if probe.value is False)
            masks[fact] = Mask(t, f)
        return masks


class Worlds:
    """The worlds of one screening and the truth of every proposition in them."""

    def __init__(self, space: Space, known: Mapping[str, FactValue]) -> None:
        self.space = space
        self.known = dict(known)
        self.truth: dict[str, Mask] = {}  # rules, and bool facts after closure
        self._holds = Mask(space.everywhere, 0)
        self._fails = Mask(0, space.everywhere)

    def test(self, test: Test) -> Mask:
        """Evaluate one comparison in all worlds."""
        value = self.known.get(test.fact)
        if value is None:
            return self.space.unknown(test)
        operand = self.space.as_of if test.value == AS_OF else test.value
        return self._holds if compare(value, test.op, operand) else self._fails


Evaluation = tuple[int, int]  # as a Mask, without the cost of naming the two
Evaluator = Callable[[Worlds], Evaluation]


def evaluator(node: Node) -> Evaluator:
    """Turn an expression into a function that evaluates it in all worlds (strong Kleene)."""
    match node:
        case Ref(name):
            return lambda worlds: worlds.truth[name]
        case Test():
            return lambda worlds: worlds.test(node)
        case Not(part):
            return _opposite(evaluator(part))
        case AllOf(parts):
            return _all(tuple(evaluator(part) for part in parts))
        case AnyOf(parts):
            return _any(tuple(evaluator(part) for part in parts))


def _opposite(part: Evaluator) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = part(worlds)
        return f, t

    return evaluate


def _all(parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = worlds.space.everywhere, 0
        for part in parts:
            part_t, part_f = part(worlds)
            t &= part_t
            f |= part_f
        return t, f

    return evaluate


def _any(parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = 0, worlds.space.everywhere
        for part in parts:
            part_t, part_f = part(worlds)
            t |= part_t
            f &= part_f
        return t, f

    return evaluate


def compare(value: FactValue, op: str, operand: Value) -> bool:
    """Compare one known value; types were checked when the table was loaded."""
    match op:
        case "is":
            return value == operand
        case "in":
            return isinstance(operand, tuple) and value in operand
        case "has":
            return (
                isinstance(value, frozenset) and isinstance(operand, tuple) and not value.isdisjoint(operand)
            )
    return _ordered(value, op, operand)


def _ordered(value: FactValue, op: str, operand: Value) -> bool:
    if isinstance(value, date) and isinstance(operand, date):
        difference = float((value - operand).days)
    elif isinstance(value, int | float) and isinstance(operand, int | float):
        difference = float(value > operand) - float(value < operand)
    else:
        raise TypeError(f"{value!r} {op} {operand!r}")
    return {"gt": difference > 0, "ge": difference >= 0, "lt": difference < 0, "le": difference <= 0}[op]


def truth_at(mask: Mask, bit: int) -> bool | None:
    """Read one world: true, false or unknown."""
    if mask.t >> bit & 1:
        return True
    return False if mask.f >> bit & 1 else None
