"""Facts established for one answer: carried over, stated, given, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from assistant.answer.findings import value_words
from assistant.contract import FactOut
from assistant.reader.kinds import says
from assistant.reader.read import Reading, StatedFact
from assistant.rules.facts import ContradictionError, FactError, FactValue, parse_fact, parse_facts, plain
from assistant.rules.screen import Screening, Side, screen
from corpus import Corpus

INVESTOR_FACTS = frozenset(
    {
        "us_person",
        "investor_kind",
        "investor_is_cfe",
        "us_person_authority",
        "us_person_directs",
        "us_person_edits_documents",
        "us_person_negotiates",
        "us_parent_share",
        "us_general_partner",
        "us_fund_adviser",
        "nasa_money",
    }
)
BLANKETS = frozenset({"no_other_activity", "no_other_chip_activity"})  # fall with any "no" that is taken back
Source = Literal["stated", "given", "carried"]
APPROXIMATE = (
    "completion_date:approximate"  # kept beside the facts of a conversation; no fact has such a name
)


@dataclass(frozen=True)
class Established:
    """The known facts of one answer, each with where it came from."""

    values: dict[str, FactValue]
    sources: dict[str, Source]
    stated: dict[str, StatedFact] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    carried_approximate: bool = False  # the carried completion date was one

    @property
    def approximate_date(self) -> bool:
        """Whether the completion date is only the last day of the period that was named."""
        fact, source = self.stated.get("completion_date"), self.sources.get("completion_date")
        if source == "carried":
            return self.carried_approximate
        return fact is not None and fact.approximate and source == "stated"

    @property
    def province(self) -> str | None:
        """Slug of the province, if one is known."""
        value = self.values.get("province")
        return value if isinstance(value, str) else None

    def to_carry(self) -> dict[str, Any]:
        """Return what a later turn can build on, ready for JSON."""
        facts = {name: plain(value) for name, value in self.values.items()}
        return {**facts, APPROXIMATE: True} if self.approximate_date else facts

    def without(self, names: tuple[str, ...]) -> Established:
        """Leave facts open that contradict others, and say so."""
        keep = {n: v for n, v in self.values.items() if n not in names}
        return replace(self, values=keep, conflicts=(*self.conflicts, *names))


def establish(
    corpus: Corpus, reading: Reading, given: Mapping[str, Any] | None, carried: Mapping[str, Any]
) -> Established:
    """Put the facts together: given wins over stated, stated over carried.

    A given or carried `null` takes a fact back. Raises `FactError` for a given fact that the
    vocabulary does not allow.
    """
    values: dict[str, FactValue] = {}
    sources: dict[str, Source] = {}
    for name, value in _kept(corpus, reading, _still_valid(corpus, carried)).items():
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
    return Established(values, sources, dict(reading.facts), conflicts, bool(carried.get(APPROXIMATE)))


def _kept(corpus: Corpus, reading: Reading, carried: dict[str, FactValue]) -> dict[str, FactValue]:
    """Return what still holds of the earlier turns.

    A new target takes every fact about the old one with it; only the investor's own facts stay. A
    fact the new words speak of without settling it is open again, and so are its parts and wholes.
    """
    if says("new_target", reading.text) and {"activity", "province"} & reading.facts.keys():
        return {name: value for name, value in carried.items() if name in INVESTOR_FACTS}
    reopened = set(reading.touched)
    for name in reading.touched & corpus.facts.keys():
        reopened |= set(corpus.facts[name].within)
    reopened |= {name for name, spec in corpus.facts.items() if reading.touched & set(spec.within)}
    if reopened & carried.keys():
        reopened |= BLANKETS
    return {name: value for name, value in carried.items() if name not in reopened}


def _still_valid(corpus: Corpus, carried: Mapping[str, Any]) -> dict[str, FactValue]:
    """Read facts kept by an earlier turn; one the vocabulary no longer has is dropped."""
    found: dict[str, FactValue] = {}
    for name, value in carried.items():
        if name in corpus.facts and corpus.facts[name].asks is None and value is not None:
            with suppress(FactError):  # kept under an older vocabulary: as if it had not been said
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
