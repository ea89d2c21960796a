"""The worlds of a day: which values of which unknown facts are tried, and what is ordinary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from assistant.rules.days import shifted
from assistant.rules.facts import FactValue
from assistant.rules.program import KEPT, Program
from assistant.rules.worlds import Space
from corpus import Corpus
from corpus.check import choices
from corpus.expression import AS_OF
from corpus.model import FactSpec


@lru_cache(maxsize=KEPT)
def open_space(program: Program, as_of: date) -> Space:
    """Return the worlds in which a screening on `as_of` asks what every unknown fact would change."""
    ordinary = _ordinary(program.corpus, as_of)
    tried = [
        (fact, value, odds)
        for fact in program.weighed
        for value, odds in _odds(program.corpus.facts[fact], probe_values(program, fact, as_of), ordinary)
    ]
    return Space(tried, ordinary, as_of)


def _odds(
    spec: FactSpec, values: Sequence[FactValue], ordinary: Mapping[str, FactValue]
) -> Iterator[tuple[FactValue, float]]:
    """Yield each value with its share of the surprise, or with what the surprise leaves it."""
    usual = ordinary.get(spec.name)
    share = spec.surprise / max(1, sum(value != usual for value in values))
    for value in values:
        yield value, 1 - spec.surprise if value == usual else share


def _ordinary(corpus: Corpus, as_of: date) -> dict[str, FactValue]:
    values: dict[str, FactValue] = {}
    for spec in corpus.facts.values():
        value = as_of if spec.ordinary == AS_OF else spec.ordinary
        # A derived fact has no ordinary value of its own: what it derives from decides.
        if value is not None and spec.asks is None and not isinstance(value, tuple):
            values[spec.name] = value
    return values


def probe_values(program: Program, fact: str, as_of: date) -> tuple[FactValue, ...]:
    """Return values of an unknown fact that between them reach every side of every comparison."""
    if program.corpus.facts[fact].type == "bool":
        return (True, False)
    values: set[FactValue] = set()
    for test in program.operands.get(fact, ()):
        operand = as_of if test.value == AS_OF else test.value
        values |= _around(operand)
    if program.corpus.facts[fact].type == "choice":
        values |= set(program.corpus.facts[fact].choices) or _none_of(program.corpus, fact, values)
    if program.corpus.facts[fact].type == "set":
        values = {frozenset({str(value)}) for value in values}
        values.add(frozenset())  # some value that no rule asks for
    return tuple(sorted(values, key=str))


def _none_of(corpus: Corpus, fact: str, values: set[FactValue]) -> set[FactValue]:
    """Return one value that no comparison names, of a choice with too many to try each."""
    rest = sorted(choices(corpus, corpus.facts[fact]) - values)
    return set(rest[:1])


def _around(operand: object) -> set[FactValue]:
    if isinstance(operand, tuple):
        return set(operand)
    if isinstance(operand, date):
        return {shifted(operand, -1), operand, shifted(operand, 1)}
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return {operand * 0.99, float(operand), operand * 1.01}
    return {operand} if isinstance(operand, str) else set()
