"""The shipped corpus, and complete deals drawn at random from its vocabulary."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from assistant.rules.facts import FactValue
from corpus import Corpus, load
from corpus.check import choices
from corpus.expression import AS_OF, Test, parse, walk
from corpus.model import Expression, FactSpec

Facts = dict[str, FactValue]
DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


def expressions(corpus: Corpus) -> Iterator[Expression]:
    for table in corpus.tables.values():
        yield from (rule.when for rule in table.rules)
        yield from (outcome.when for outcome in table.outcomes if outcome.when is not None)
        yield from (deadline.when for deadline in table.deadlines)
    yield from (flag.when for flag in corpus.flags)
    yield from (inference.when for inference in corpus.inferences)


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
        self.names = [spec.name for spec in corpus.facts.values() if spec.asks is None]

    def value(self, spec: FactSpec) -> FactValue:
        pick = self.random.choice
        if spec.type == "bool":
            return self.random.random() < 0.4
        if spec.type == "number":
            return float(pick(self.operands.get(spec.name, [30]))) * pick([0.0, 0.5, 0.99, 1.0, 1.01, 1.5])  # type: ignore[arg-type]
        if spec.type == "date":
            on = pick([*self.operands.get(spec.name, []), DAY])
            return (on if isinstance(on, date) else DAY) + timedelta(days=pick([-200, -1, 0, 1, 200]))
        if spec.type == "set":
            tested = [code for value in self.operands.get(spec.name, []) for code in value]  # type: ignore[attr-defined]
            return frozenset({pick(tested), pick(sorted(choices(self.corpus, spec)))})
        return pick(sorted(choices(self.corpus, spec)))

    def complete(self) -> Facts:
        """Return a value for every fact that can be given, wholes and parts in agreement."""
        facts = {name: self.value(self.corpus.facts[name]) for name in self.names}
        for _ in range(5):
            self._agree(facts)
        return facts

    def _agree(self, facts: Facts) -> None:
        for name in self.names:
            if facts[name] is True and not all(facts[whole] for whole in self.corpus.facts[name].within):
                facts[name] = False

    def partial(self, share: float) -> Facts:
        """Return some of the facts of a complete deal."""
        return {name: value for name, value in self.complete().items() if self.random.random() < share}


@pytest.fixture
def dealer(corpus: Corpus) -> Callable[[int], Dealer]:
    return lambda seed: Dealer(corpus, seed)


__all__ = ["AS_OF", "DAY", "Dealer", "Facts"]
