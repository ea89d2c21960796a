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

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import count, groupby
from operator import attrgetter
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
    odds: float  # how likely the value is, of an estimate


BASE = 0  # bit of the world in which only what is known is known
ORDINARY = 1  # bit of the world in which every unknown fact has its ordinary value
NOWHERE = Mask(0, 0)


class Space:
    """The worlds of one day: every fact's what-ifs and ordinary value, as long as it is not known."""

    def __init__(
        self,
        tried: Iterable[tuple[str, FactValue, float]],
        ordinary: Mapping[str, FactValue],
        as_of: date,
    ) -> None:
        """Lay out the worlds: `tried` has facts with a value and its odds, each fact's together."""
        self.ordinary = dict(ordinary)
        self.as_of = as_of
        self.probes = tuple(
            Probe(fact, value, bit, bit + 1, 3 << bit, odds)
            for bit, (fact, value, odds) in zip(count(2, step=2), tried, strict=False)
        )
        self.everywhere = (1 << 2 * len(self.probes) + 2) - 1
        self.ordinary_worlds = self.everywhere // 3 * 2  # every second bit

    def probes_in(self, mask: int) -> Iterator[Probe]:
        """Yield the what-ifs that have a world in the mask."""
        pairs = bin((mask | mask >> 1) & self.everywhere // 3)[:1:-1]  # every second digit, lowest first
        place = pairs.find("1", 2)
        while place != -1:
            yield self.probes[place // 2 - 1]
            place = pairs.find("1", place + 2)

    @cached_property
    def by_fact(self) -> dict[str, tuple[Probe, ...]]:
        """The what-ifs of each fact."""
        return {fact: tuple(probes) for fact, probes in groupby(self.probes, key=attrgetter("fact"))}

    def unknown(self, test: Test) -> Mask:
        """Evaluate a comparison of a fact that is not known: only what-ifs and its ordinary value speak."""
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
        self.known: Mapping[str, FactValue] = dict(known)
        self.told: Mapping[str, FactValue] | None = None  # the known facts `truth` takes account of
        self.truth: dict[str, Mask] = {}  # rules, and bool facts after closure
        self._holds = Mask(space.everywhere, 0)
        self._fails = Mask(0, space.everywhere)

    def learn(self, facts: Mapping[str, FactValue]) -> None:
        """Add known facts; `truth` is behind until the program is run again."""
        self.known = {**self.known, **facts}

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
    """Turn an expression into a function that evaluates it in all worlds (strong Kleene).

    What the expression names must be in `worlds.truth` by then.
    """
    match node:
        case Ref(name):
            return lambda worlds: worlds.truth[name]
        case Test():
            return lambda worlds: worlds.test(node)
        case Not(part):
            return _opposite(evaluator(part))
        case AllOf(parts):
            return _all(*_sorted_out(parts))
        case AnyOf(parts):
            return _any(*_sorted_out(parts))


def _sorted_out(parts: tuple[Node, ...]) -> tuple[tuple[str, ...], tuple[Evaluator, ...]]:
    """Part the mere names, most by far and looked up without a call, from what is to be evaluated."""
    names = tuple(part.name for part in parts if isinstance(part, Ref))
    return names, tuple(evaluator(part) for part in parts if not isinstance(part, Ref))


def never(worlds: Worlds) -> Evaluation:
    """Stand in for the condition of a rule that is not in force."""
    return 0, worlds.space.everywhere


def _opposite(part: Evaluator) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = part(worlds)
        return f, t

    return evaluate


def _all(names: tuple[str, ...], parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = worlds.space.everywhere, 0
        truth = worlds.truth
        for name in names:
            part_t, part_f = truth[name]
            t &= part_t
            f |= part_f
        for part in parts:
            part_t, part_f = part(worlds)
            t &= part_t
            f |= part_f
        return t, f

    return evaluate


def _any(names: tuple[str, ...], parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Evaluation:
        t, f = 0, worlds.space.everywhere
        truth = worlds.truth
        for name in names:
            part_t, part_f = truth[name]
            t |= part_t
            f &= part_f
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
    t, f = mask
    world = 1 << bit
    if t & world:
        return True
    return False if f & world else None
