"""Facts established for one answer: carried over, stated, given, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from assistant.answer.findings import value_words
from assistant.contract import FactOut
from assistant.reader.read import Reading, StatedFact
from assistant.rules.facts import ContradictionError, FactValue, parse_fact, parse_facts, plain
from assistant.rules.screen import Screening, Side, screen
from corpus import Corpus

Source = Literal["stated", "given", "carried"]


@dataclass(frozen=True)
class Established:
    """The known facts of one answer, each with where it came from."""

    values: dict[str, FactValue]
    sources: dict[str, Source]
    stated: dict[str, StatedFact] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    @property
    def approximate_date(self) -> bool:
        """Whether the completion date is only the last day of the period that was named."""
        fact = self.stated.get("completion_date")
        return fact is not None and fact.approximate and self.sources.get("completion_date") == "stated"

    def without(self, names: tuple[str, ...]) -> Established:
        """Leave facts open that contradict others, and say so."""
        keep = {n: v for n, v in self.values.items() if n not in names}
        return Established(keep, self.sources, self.stated, (*self.conflicts, *names))


def establish(
    corpus: Corpus, reading: Reading, given: Mapping[str, Any] | None, carried: Mapping[str, Any]
) -> Established:
    """Put the facts together: given wins over stated, stated over carried.

    A given or carried `null` takes a fact back. Raises `FactError` for a given fact that the
    vocabulary does not allow.
    """
    values: dict[str, FactValue] = {}
    sources: dict[str, Source] = {}
    for name, value in _still_valid(corpus, carried).items():
        values[name], sources[name] = value, "carried"
    for name, fact in reading.facts.items():
        values[name], sources[name] = fact.value, "stated"
    for name, value in parse_facts(corpus, given or {}).items():
        values[name], sources[name] = value, "given"
    for name, value in (given or {}).items():
        if value is None:
            values.pop(name, None)
    conflicts = tuple(name for name in reading.conflicts if name not in (given or {}))
    for name in conflicts:
        values.pop(name, None)
    return Established(values, sources, dict(reading.facts), conflicts)


def _still_valid(corpus: Corpus, carried: Mapping[str, Any]) -> dict[str, FactValue]:
    """Read facts kept by an earlier turn; one the vocabulary no longer has is dropped."""
    found: dict[str, FactValue] = {}
    for name, value in carried.items():
        if name in corpus.facts and corpus.facts[name].asks is None and value is not None:
            found[name] = parse_fact(corpus, name, value)
    return found


def screen_established(
    corpus: Corpus, facts: Established, as_of: date, sides: frozenset[Side]
) -> tuple[Screening, Established]:
    """Screen; where words contradict each other, leave the blanket "no" open rather than guess.

    Raises `ContradictionError` only when the contradiction is between facts that were given.
    """
    while True:
        try:
            return screen(corpus, facts.values, as_of, sides), facts
        except ContradictionError as error:
            loose = tuple(name for name in error.wholes if facts.sources.get(name) != "given")
            loose = loose or tuple(name for name in error.parts if facts.sources.get(name) != "given")
            if not loose:
                raise
            facts = facts.without(loose)


def fact_entries(corpus: Corpus, facts: Established, screening: Screening | None, lang: str) -> list[FactOut]:
    """Return every known fact with its source, what was inferred last."""
    entries = [
        FactOut(
            name=name,
            value=plain(value),
            source=facts.sources[name],
            span=facts.stated[name].span if facts.sources[name] == "stated" else None,
            label=corpus.facts[name].label.get(lang),
        )
        for name, value in facts.values.items()
    ]
    for derived in screening.derived if screening else ():
        entries.append(
            FactOut(
                name=derived.fact,
                value=plain(derived.value),
                source="inferred",
                label=corpus.facts[derived.fact].label.get(lang),
                because=derived.because.get(lang),
            )
        )
    return entries


def fact_lines(corpus: Corpus, facts: Established, lang: str) -> tuple[str, ...]:
    """Return the known facts as short lines for a prompt."""
    return tuple(
        f"{corpus.facts[name].label.get(lang)}: {value_words(corpus, corpus.facts[name], value, lang)}"
        for name, value in facts.values.items()
    )
