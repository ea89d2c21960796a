"""The shipped corpus, complete deals drawn from its vocabulary, and a slow, obvious evaluator."""

from __future__ import annotations

import operator
import os
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from math import prod
from typing import Any

import pytest

from assistant.rules import derive, program, requested, spaces
from assistant.rules.facts import FactValue
from assistant.rules.program import DAY_OF_LAW
from corpus import Corpus, load
from corpus.check import choices
from corpus.duties import condition
from corpus.expression import AS_OF, AllOf, AnyOf, Node, Not, Ref, Test, parse, walk
from corpus.model import Expression, FactSpec, Table

Facts = dict[str, FactValue]
DAY = date(2026, 11, 23)

# "Beyond what is stated there is nothing else": said of what is stated, so stating more takes it back.
CLOSING = {"no_other_activity", "no_other_chip_activity"}


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture(autouse=True)
def cold() -> None:
    """Under mutation testing start every test without what an earlier one has cached.

    Else only the first test to compile a program would count as a test of compiling.
    """
    if "CONJUNCTION_TEST_EXAMPLES" in os.environ:
        for module in (program, spaces, derive, requested):
            for found in vars(module).values():
                if hasattr(found, "cache_clear") and found.__module__ == module.__name__:
                    found.cache_clear()


def expressions(corpus: Corpus) -> Iterator[Expression]:
    for table in corpus.tables.values():
        yield from (rule.when for rule in table.rules)
        yield from (outcome.when for outcome in table.outcomes if outcome.when is not None)
        yield from (condition(table, duty) for duty in table.duties)
    yield from (flag.when for flag in corpus.flags)
    yield from (inference.when for inference in corpus.inferences)


PARSED: dict[int, tuple[Expression, Node]] = {}  # the expression is kept, so that its id stays its own


def parsed(expression: Expression) -> Node:
    if id(expression) not in PARSED:
        PARSED[id(expression)] = expression, parse(expression)
    return PARSED[id(expression)][1]


@cache
def parts(corpus: Corpus) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spec in corpus.facts.values():
        for whole in spec.within:
            found.setdefault(whole, []).append(spec.name)
    return found


class Naive:
    """One world at a time, by plain recursion over the expressions: no masks, no order, no cache of rules."""

    def __init__(
        self, corpus: Corpus, facts: Mapping[str, FactValue], day: date, *, ordinary: bool = False
    ) -> None:
        self.corpus = corpus
        self.facts = facts
        self.day = day
        self.ordinary = ordinary
        self.rules = {rule.id: rule for table in corpus.tables.values() for rule in table.rules}

    def bool_fact(self, name: str) -> bool | None:
        if self._true(name):
            return True
        if self._false(name):
            return False
        spec = self.corpus.facts[name]
        if not self.ordinary or spec.asks is not None or spec.ordinary is None:
            return None
        return spec.ordinary is True and all(self.bool_fact(whole) is True for whole in spec.within)

    def _true(self, name: str) -> bool:
        return self.facts.get(name) is True or any(map(self._true, parts(self.corpus).get(name, ())))

    def _false(self, name: str) -> bool:
        return self.facts.get(name) is False or any(self._false(w) for w in self.corpus.facts[name].within)

    def value(self, name: str) -> FactValue | None:
        if name == DAY_OF_LAW:
            return self.day
        if name in self.facts:
            return self.facts[name]
        ordinary = self.corpus.facts[name].ordinary
        if not self.ordinary or ordinary is None:
            return None
        return self.day if ordinary == AS_OF else ordinary  # type: ignore[return-value]

    def rule(self, rule_id: str) -> bool | None:
        rule = self.rules[rule_id]
        return self.says(rule.when) if rule.valid.covers(self.day) else False

    def says(self, expression: Expression) -> bool | None:
        return self.node(parsed(expression))

    def node(self, node: Node) -> bool | None:
        match node:
            case Ref(name):
                return self.rule(name) if name in self.rules else self.bool_fact(name)
            case Not(part):
                inner = self.node(part)
                return None if inner is None else not inner
            case AllOf(parts):
                values = [self.node(part) for part in parts]
                return False if False in values else None if None in values else True
            case AnyOf(parts):
                values = [self.node(part) for part in parts]
                return True if True in values else None if None in values else False
            case Test():
                return self.test(node)

    def test(self, test: Test) -> bool | None:
        value = self.value(test.fact)
        operand = self.day if test.value == AS_OF else test.value
        if value is None:
            return None
        compare: dict[str, Callable[[Any, Any], bool]] = {
            "is": operator.eq,
            "in": lambda value, operand: value in operand,
            "has": lambda value, operand: any(item in value for item in operand),
            "gt": operator.gt,
            "ge": operator.ge,
            "lt": operator.lt,
            "le": operator.le,
        }
        return compare[test.op](value, operand)

    def statuses(self, table: Table) -> frozenset[str]:
        """Return the values of the rows that may decide."""
        found = set()
        for outcome in table.outcomes:
            holds = True if outcome.when is None else self.says(outcome.when)
            if holds is not False:
                found.add(outcome.value)
            if holds is True:
                break
        return frozenset(found)


class Dealer:
    """Draws values that lie on and beside every threshold, so that rules fire as often as not."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.random = random.Random(seed)  # noqa: S311  (no secret)
        self.operands: dict[str, list[object]] = {}
        for expression in expressions(corpus):
            for node in walk(parse(expression)):
                if isinstance(node, Test):
                    self.operands.setdefault(node.fact, []).append(node.value)
        specs = [spec for spec in corpus.facts.values() if spec.asks is None and spec.name not in CLOSING]
        self.names = [spec.name for spec in specs]

    def value(self, spec: FactSpec) -> FactValue:
        pick = self.random.choice
        if spec.type == "bool":
            return self.random.random() < 0.4
        if spec.type == "number":
            factor = pick([0.0, 0.5, 0.99, 1.0, 1.01, 1.5])
            return float(pick(self.operands.get(spec.name, [30]))) * factor  # type: ignore[arg-type]
        if spec.type == "date":
            on = pick([*self.operands.get(spec.name, []), DAY])
            return (on if isinstance(on, date) else DAY) + timedelta(days=pick([-200, -1, 0, 1, 200]))
        if spec.type == "set":
            tested = sorted(code for value in self.operands[spec.name] for code in value)  # type: ignore[attr-defined]
            return frozenset({pick(tested), pick(sorted(choices(self.corpus, spec)))})
        return pick(sorted(choices(self.corpus, spec)))

    def complete(self, day: date = DAY) -> Facts | None:
        """Return a value for every fact that can be given, in agreement; `None` if that fails."""
        facts = {name: self.value(self.corpus.facts[name]) for name in self.names}
        for _ in range(12):
            before = dict(facts)
            self._agree(facts)
            self._add_up(facts)
            self._infer(facts, day)
            if facts == before:
                return facts
        return None

    def _agree(self, facts: Facts) -> None:
        for name in self.names:
            if facts[name] is True and not all(facts[whole] for whole in self.corpus.facts[name].within):
                facts[name] = False

    def _add_up(self, facts: Facts) -> None:
        """Make the tiers of ownership add up, and the higher of votes and board votes the parent's."""
        totals: dict[str, float] = {}
        for total in self.corpus.sums:
            terms = [prod(float(facts[name]) / 100 for name in chain) * 100 for chain in total.of]  # type: ignore[arg-type]
            if sum(terms) > 100:
                facts |= dict.fromkeys((name for chain in total.of for name in chain), 0.0)
                terms = [0.0]
            totals[total.fact] = sum(terms)
        facts |= totals
        facts["us_parent_share"] = max(totals.values())

    def _infer(self, facts: Facts, day: date) -> None:
        for inference in self.corpus.inferences:
            if Naive(self.corpus, facts, day).says(inference.when):
                facts[inference.fact] = inference.value
                if inference.value is True:
                    self._raise_wholes(facts, inference.fact)

    def _raise_wholes(self, facts: Facts, name: str) -> None:
        for whole in self.corpus.facts[name].within:
            facts[whole] = True
            self._raise_wholes(facts, whole)

    def some(self, facts: Facts, share: float) -> Facts:
        return {name: value for name, value in facts.items() if self.random.random() < share}


class Lab:
    """What the property tests work with."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.day = DAY
        self.expressions = list(expressions(corpus))

    def __repr__(self) -> str:
        return "Lab()"

    def deal(self, seed: int) -> Dealer:
        return Dealer(self.corpus, seed)

    def naive(self, facts: Mapping[str, FactValue], day: date = DAY, *, ordinary: bool = False) -> Naive:
        return Naive(self.corpus, facts, day, ordinary=ordinary)


@pytest.fixture(scope="session")
def lab(corpus: Corpus) -> Lab:
    return Lab(corpus)
