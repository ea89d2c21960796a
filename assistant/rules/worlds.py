"""Many partial states of knowledge evaluated at once.

A *world* is one assignment of values to some facts. To tell which unknown fact matters, the
rule check asks "what if?" for every unknown fact; so it evaluates hundreds of worlds. They are
kept side by side as bits of one integer per proposition, its *truth*: of n worlds, bit i says
"not false in world i" and bit n + i says "true in world i"; only the first says "unknown". Strong
Kleene logic is then one integer operation for all worlds together: "and" is `&`, "or" is `|`, and
"not" changes the halves and inverts them (Kleene, *Introduction to Metamathematics*, 1952, § 64).
A set of worlds is the half of a truth: bit i stands for world i.

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

Truth = int  # of one proposition in every world


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
        self.size = 2 * len(self.probes) + 2
        self.everywhere = (1 << self.size) - 1
        self.ordinary_worlds = self.everywhere // 3 * 2  # every second bit
        self.true: Truth = (1 << 2 * self.size) - 1
        self.false: Truth = 0

    def truth(self, true: int, false: int) -> Truth:
        """Say that something is true in some worlds and false in others; true wins where both are said."""
        return true << self.size | self.everywhere & ~false | true

    def opposite(self, truth: Truth) -> Truth:
        """Say the contrary, in every world."""
        return self.true ^ (truth >> self.size | (truth & self.everywhere) << self.size)

    def value(self, truth: Truth, world: int) -> bool | None:
        """Read one world, by its bit number: true, false or unknown."""
        if not truth >> world & 1:
            return False
        return True if truth >> self.size + world & 1 else None

    def probes_in(self, worlds: int) -> Iterator[Probe]:
        """Yield the what-ifs that have a world in the set."""
        pairs = bin((worlds | worlds >> 1) & self.everywhere // 3)[:1:-1]  # every second digit, lowest first
        place = pairs.find("1", 2)
        while place != -1:
            yield self.probes[place // 2 - 1]
            place = pairs.find("1", place + 2)

    @cached_property
    def by_fact(self) -> dict[str, tuple[Probe, ...]]:
        """The what-ifs of each fact."""
        return {fact: tuple(probes) for fact, probes in groupby(self.probes, key=attrgetter("fact"))}

    def unknown(self, test: Test) -> Truth:
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
        return self.truth(t, f)

    @cached_property
    def probed(self) -> dict[str, tuple[int, int]]:
        """For each fact with bool what-ifs, the worlds in which these make it true, and false."""
        sets: dict[str, tuple[int, int]] = {}
        for fact, probes in self.by_fact.items():
            t = sum(probe.worlds for probe in probes if probe.value is True)
            f = sum(probe.worlds for probe in probes if probe.value is False)
            sets[fact] = t, f
        return sets


class Worlds:
    """The worlds of one screening and the truth of every proposition in them."""

    def __init__(self, space: Space, known: Mapping[str, FactValue]) -> None:
        self.space = space
        self._size = space.size
        self.known: Mapping[str, FactValue] = dict(known)
        self.told: Mapping[str, FactValue] | None = None  # the known facts `truth` takes account of
        self.truth: dict[str, Truth] = {}  # of rules, and of bool facts after closure

    def learn(self, facts: Mapping[str, FactValue]) -> None:
        """Add known facts; `truth` is behind until the program is run again."""
        self.known = {**self.known, **facts}

    def value(self, name: str, world: int) -> bool | None:
        """Tell whether a proposition holds in one world: `Space.value`, without the cost of calling it."""
        truth = self.truth[name]
        if not truth >> world & 1:
            return False
        return True if truth >> self._size + world & 1 else None

    def test(self, test: Test) -> Truth:
        """Evaluate one comparison in all worlds."""
        value = self.known.get(test.fact)
        if value is None:
            return self.space.unknown(test)
        operand = self.space.as_of if test.value == AS_OF else test.value
        return self.space.true if compare(value, test.op, operand) else self.space.false


Evaluator = Callable[[Worlds], Truth]


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


def never(worlds: Worlds) -> Truth:
    """Stand in for the condition of a rule that is not in force."""
    return worlds.space.false


def _opposite(part: Evaluator) -> Evaluator:
    return lambda worlds: worlds.space.opposite(part(worlds))


def _all(names: tuple[str, ...], parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Truth:
        found, truth = worlds.space.true, worlds.truth
        for name in names:
            found &= truth[name]
        for part in parts:
            found &= part(worlds)
        return found

    return evaluate


def _any(names: tuple[str, ...], parts: tuple[Evaluator, ...]) -> Evaluator:
    def evaluate(worlds: Worlds) -> Truth:
        found, truth = worlds.space.false, worlds.truth
        for name in names:
            found |= truth[name]
        for part in parts:
            found |= part(worlds)
        return found

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
