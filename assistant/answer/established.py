"""Facts established for one answer: carried over, stated, given, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from assistant.answer.carrying import APPROXIMATE, BY_MODEL, DISPUTED, SUPPOSED, Message
from assistant.contract import FactOut
from assistant.reader.followups import PLAIN, Manner
from assistant.reader.read import Reading, StatedFact
from assistant.rules.facts import ContradictionError, FactValue, parse_facts, plain
from assistant.rules.screen import Screening, Side, screen
from corpus import Corpus
from corpus.wording import value_words

Source = Literal["stated", "given", "carried"]


@dataclass(frozen=True)
class Established:
    """The known facts of one answer, each with where it came from."""

    values: dict[str, FactValue]
    sources: dict[str, Source]
    stated: dict[str, StatedFact] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    carried_approximate: bool = False  # the carried completion date was one
    supposed: frozenset[str] = frozenset()  # only supposed by the asker: "what if …"
    by_model: frozenset[str] = frozenset()  # found by a model in the asker's words
    before: dict[str, FactValue] = field(default_factory=dict)  # what corrected facts were before
    disputed: dict[str, tuple[FactValue, FactValue]] = field(default_factory=dict)  # said earlier, and now

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
        facts: dict[str, Any] = {name: plain(value) for name, value in self.values.items()}
        facts |= {name + SUPPOSED: True for name in sorted(self.supposed & self.values.keys())}
        facts |= {name + BY_MODEL: True for name in sorted(self.by_model & self.values.keys())}
        facts |= {name + DISPUTED: [plain(v) for v in values] for name, values in self.disputed.items()}
        return {**facts, APPROXIMATE: True} if self.approximate_date else facts

    def without(self, names: tuple[str, ...]) -> Established:
        """Leave facts open that contradict others, and say so."""
        keep = {n: v for n, v in self.values.items() if n not in names}
        return replace(self, values=keep, conflicts=(*self.conflicts, *names))


def establish(
    corpus: Corpus,
    reading: Reading,
    given: Mapping[str, Any] | None,
    carried: Mapping[str, Any],
    manner: Manner = PLAIN,
) -> Established:
    """Put the facts together: given wins over stated, stated over carried.

    A value that differs from the carried one corrects it where it is worded as a correction; else
    the fact is disputed: left open, named and asked about. A given or carried `null` takes a fact
    back. Raises `FactError` for a given fact that the vocabulary does not allow.
    """
    given = given or {}
    message = Message(corpus, reading, manner, carried)
    kept = message.kept()
    spoken = message.spoken(kept)
    set_by_user = parse_facts(corpus, given)
    disputed = {n: said for n, said in message.disputes(kept, spoken).items() if n not in given}
    conflicts = [name for name in reading.conflicts if name not in given]
    conflicts += [name for name in disputed if name not in conflicts]
    left_open = {*conflicts, *(name for name, value in given.items() if value is None)}
    values = {**kept, **spoken, **set_by_user}
    return Established(
        values={name: value for name, value in values.items() if name not in left_open},
        sources=_sources(kept, spoken, set_by_user),
        stated=dict(reading.facts),
        conflicts=tuple(conflicts),
        carried_approximate=bool(carried.get(APPROXIMATE)),
        supposed=message.supposed(kept, spoken) - set_by_user.keys(),
        by_model=message.by_model(kept, spoken) - set_by_user.keys(),
        before={n: kept[n] for n in spoken.keys() & kept.keys() if values[n] != kept[n]},
        disputed=disputed,
    )


def _sources(*groups: Mapping[str, FactValue]) -> dict[str, Source]:
    """Name the source of every fact; a later group wins."""
    names: tuple[Source, ...] = ("carried", "stated", "given")
    return {name: source for source, group in zip(names, groups, strict=True) for name in group}


def screen_established(
    corpus: Corpus,
    facts: Established,
    as_of: date,
    sides: frozenset[Side],
    requested: frozenset[str] = frozenset(),
) -> tuple[Screening, Established]:
    """Screen; where words contradict each other, leave the blanket "no" open rather than guess.

    Raises `ContradictionError` only when the contradiction is between facts that were given.
    """
    while True:
        try:
            return screen(corpus, facts.values, as_of, sides, requested), facts
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
            supposed=name in facts.supposed,
            before=plain(facts.before[name]) if name in facts.before else None,
            found_by=_found_by(name, facts),
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


def _found_by(name: str, facts: Established) -> Literal["reader", "model"] | None:
    if name in facts.by_model:
        return "model"
    return "reader" if facts.sources[name] == "stated" else None


def fact_lines(corpus: Corpus, facts: Established, lang: str) -> tuple[str, ...]:
    """Return the known facts as short lines for a prompt."""
    return tuple(
        f"{corpus.facts[name].label.get(lang)}: {value_words(corpus, corpus.facts[name], value).get(lang)}"
        for name, value in facts.values.items()
    )
