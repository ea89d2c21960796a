"""Many partial states of knowledge evaluated at once.

A *world* is one assignment of values to some facts. To tell which unknown fact matters, the
rule check asks "what if?" for every unknown fact; so it evaluates hundreds of worlds. They are
kept side by side as bits of two integers per proposition: bit i of `t` says "true in world i",
bit i of `f` says "false in world i", and neither says "unknown". Strong Kleene logic is then a
handful of integer operations for all worlds together (Kleene, *Introduction to
Metamathematics*, 1952, § 64).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from assistant.rules.facts import FactValue
from corpus.expression import AS_OF, All, Any_, Node, Not, Ref, Test, Value


class Mask(NamedTuple):
    """Worlds in which a proposition is true, and worlds in which it is false."""

    t: int
    f: int


@dataclass(frozen=True)
class Probe:
    """A what-if: one unknown fact takes a value, the rest stays unknown or turns ordinary."""

    fact: str
    value: FactValue
    open_world: int  # bit number: the rest stays unknown
    ordinary_world: int  # bit number: the rest has its ordinary value

    @property
    def worlds(self) -> int:
        """Mask of the two worlds."""
        return (1 << self.open_world) | (1 << self.ordinary_world)


BASE = 0  # bit of the world in which only what is known is known
ORDINARY = 1  # bit of the world in which every unknown fact has its ordinary value


@dataclass
class Worlds:
    """The worlds of one screening and the truth of every proposition in them."""

    known: dict[str, FactValue]
    ordinary: dict[str, FactValue]
    as_of: date
    probes: list[Probe] = field(default_factory=list)
    by_fact: dict[str, list[Probe]] = field(default_factory=dict)
    truth: dict[str, Mask] = field(default_factory=dict)  # rules, and bool facts after closure

    def add_probe(self, fact: str, value: FactValue) -> None:
        """Add the two worlds in which the unknown `fact` has `value`."""
        bit = 2 + 2 * len(self.probes)
        probe = Probe(fact, value, bit, bit + 1)
        self.probes.append(probe)
        self.by_fact.setdefault(fact, []).append(probe)

    @property
    def everywhere(self) -> int:
        """Mask of all worlds."""
        return (4 << 2 * len(self.probes)) - 1

    @property
    def ordinary_worlds(self) -> int:
        """Mask of the worlds in which unknown facts have their ordinary value: every second bit."""
        return self.everywhere // 3 * 2

    def test(self, test: Test) -> Mask:
        """Evaluate one comparison in all worlds."""
        operand = self.as_of if test.value == AS_OF else test.value
        if test.fact in self.known:
            holds = compare(self.known[test.fact], test.op, operand)
            return Mask(self.everywhere, 0) if holds else Mask(0, self.everywhere)
        probed = t = f = 0
        for probe in self.by_fact.get(test.fact, ()):
            bits = probe.worlds
            probed |= bits
            if compare(probe.value, test.op, operand):
                t |= bits
            else:
                f |= bits
        if test.fact in self.ordinary:
            rest = self.ordinary_worlds & ~probed
            if compare(self.ordinary[test.fact], test.op, operand):
                t |= rest
            else:
                f |= rest
        return Mask(t, f)

    def evaluate(self, node: Node) -> Mask:
        """Evaluate an expression in all worlds (strong Kleene)."""
        match node:
            case Ref(name):
                return self.truth[name]
            case Not(part):
                mask = self.evaluate(part)
                return Mask(mask.f, mask.t)
            case All(parts):
                t, f = self.everywhere, 0
                for part in parts:
                    mask = self.evaluate(part)
                    t &= mask.t
                    f |= mask.f
                return Mask(t, f)
            case Any_(parts):
                t, f = 0, self.everywhere
                for part in parts:
                    mask = self.evaluate(part)
                    t |= mask.t
                    f &= mask.f
                return Mask(t, f)
            case Test():
                return self.test(node)


def compare(value: FactValue, op: str, operand: Value) -> bool:
    """Compare one known value; types were checked when the table was loaded."""
    match op:
        case "is":
            return value == operand
        case "in":
            return isinstance(operand, tuple) and value in operand
        case "has":
            return isinstance(value, frozenset) and isinstance(operand, tuple) and not value.isdisjoint(operand)
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
