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
    asked = [value for op, value in _thresholds(corpus).get(fact, ()) if op in ("gt", "ge")]
    return max(asked, default=NONE)


def is_beyond(corpus: Corpus, fact: str, value: float, *, more: bool) -> bool:
    """Tell whether every figure of more (or of less) than `value` answers all the law asks as `value` does.

    False where the law compares the fact with no figure.
    """
    asked = _thresholds(corpus).get(fact, ())
    reaches = ("gt", "le") if more else ("lt", "ge")  # of these the threshold itself is on the near side
    sign = 1.0 if more else -1.0
    return bool(asked) and all(
        sign * value > sign * threshold or (value == threshold and op not in reaches)
        for op, threshold in asked
    )


@lru_cache(maxsize=2)
def _thresholds(corpus: Corpus) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return all that the law compares facts with: it is gone through once, before the first question."""
    found: dict[str, set[tuple[str, float]]] = {}
    for expression in _expressions(corpus):
        for test in walk(parse(expression)):
            if (
                isinstance(test, Test)
                and test.op in ("gt", "ge", "lt", "le")
                and isinstance(test.value, int | float)
            ):
                found.setdefault(test.fact, set()).add((test.op, float(test.value)))
    return {fact: tuple(sorted(asked)) for fact, asked in found.items()}


def _expressions(corpus: Corpus) -> Iterator[Expression]:
    for table in corpus.tables.values():
        yield from (rule.when for rule in table.rules)
    yield from (inference.when for inference in corpus.inferences)
