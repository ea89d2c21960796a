"""Thresholds of the law that decide how a figure is read; the law itself stands in the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from corpus import Corpus
from corpus.expression import Test, parse, walk
from corpus.model import Expression

NONE = float("inf")  # of a fact of which the law asks no "more than": no figure is sure to be grave


def highest(corpus: Corpus, fact: str) -> float:
    """Return the highest figure of which the law asks whether a fact is more, or as much, in its unit.

    Above it the fact can only make a result graver, so a figure need not be stated plainly to count.
    """
    return _highest(corpus).get(fact, NONE)


@lru_cache(maxsize=2)
def _highest(corpus: Corpus) -> dict[str, float]:
    """Return the thresholds of all facts: the law is gone through once, before the first question."""
    found: dict[str, float] = {}
    for expression in _expressions(corpus):
        for test in walk(parse(expression)):
            if isinstance(test, Test) and test.op in ("gt", "ge") and isinstance(test.value, int | float):
                found[test.fact] = max(float(test.value), found.get(test.fact, 0.0))
    return found


def _expressions(corpus: Corpus) -> Iterator[Expression]:
    for table in corpus.tables.values():
        yield from (rule.when for rule in table.rules)
    yield from (inference.when for inference in corpus.inferences)
