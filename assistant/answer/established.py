"""Facts established for one answer: carried over, stated, given, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from assistant.answer.findings import value_words
from assistant.contract import FactOut
from assistant.reader.followups import PLAIN, Manner
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
DEAL_FACTS = frozenset(
    {
        "deal_type", "stake", "foreign_share", "completion_date", "not_yet_completed", "beyond_minority_rights",
        "lp_commitment_usd", "lp_assurance", "fund_is_foreign", "fund_likely_invests", "debt_equity_rights",
    }
)  # fmt: skip
BLANKETS = frozenset({"no_other_activity", "no_other_chip_activity"})  # fall with any "no" that is taken back
FIELDS = frozenset({"chips_activity", "ai_activity", "quantum_activity", "supercomputer"})
GROWS = frozenset({"activity", "not_yet_completed"})  # another value is a further one, or a later one
Source = Literal["stated", "given", "carried"]
# Kept beside the facts of a conversation; no fact has such a name.
APPROXIMATE = "completion_date:approximate"
SUPPOSED, DISPUTED = ":supposed", ":disputed"


@dataclass(frozen=True)
class Established:
    """The known facts of one answer, each with where it came from."""

    values: dict[str, FactValue]
    sources: dict[str, Source]
    stated: dict[str, StatedFact] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    carried_approximate: bool = False  # the carried completion date was one
    supposed: frozenset[str] = frozenset()  # only supposed by the asker: "what if …"
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
    *,
    again: bool = False,
) -> Established:
    """Put the facts together: given wins over stated, stated over carried.

    A value that differs from the carried one corrects it where it is worded as a correction; else
    the fact is disputed: left open, named and asked about. `again` says that the message was
    answered before, so that it settles no dispute it raised itself. A given or carried `null` takes
    a fact back. Raises `FactError` for a given fact that the vocabulary does not allow.
    """
    parsed = parse_facts(corpus, given or {})
    kept = _kept(corpus, reading, _still_valid(corpus, carried), manner)
    spoken = _spoken(reading, kept, manner)
    disputed = _disputes(corpus, carried, kept, spoken, reading, manner, again=again)
    values: dict[str, FactValue] = {**kept, **spoken}
    sources: dict[str, Source] = {name: "carried" for name in kept}
    sources |= {name: "stated" for name in spoken}
    disputed = {name: said for name, said in disputed.items() if name not in (given or {})}
    conflicts = tuple(name for name in reading.conflicts if name not in (given or {}))
    for name in (*disputed, *conflicts):
        values.pop(name, None)
    values |= parsed
    sources |= {name: "given" for name in parsed}
    for name, value in (given or {}).items():
        if value is None:
            values.pop(name, None)
    return Established(
        values,
        sources,
        dict(reading.facts),
        (*conflicts, *(name for name in disputed if name not in conflicts)),
        bool(carried.get(APPROXIMATE)),
        supposed=_supposed(carried, kept, spoken, manner) - parsed.keys(),
        before={n: kept[n] for n in spoken if n in kept and values.get(n) != kept[n] and n not in disputed},
        disputed=disputed,
    )


def _spoken(reading: Reading, kept: Mapping[str, FactValue], manner: Manner) -> dict[str, FactValue]:
    """Return the values a message states; what only follows from its words gives way to what was said."""
    spoken = {
        name: fact.value
        for name, fact in reading.facts.items()
        if not (name in manner.implied and name in kept)
    }
    named, known = spoken.get("activity"), kept.get("activity")
    if "activity" in manner.adds and isinstance(named, frozenset) and isinstance(known, frozenset):
        spoken["activity"] = named | known
    return spoken


def _supposed(
    carried: Mapping[str, Any], kept: Mapping[str, FactValue], spoken: Mapping[str, FactValue], manner: Manner
) -> frozenset[str]:
    """Return what is only supposed: now, or since an earlier message; not what was known all the same."""
    earlier = {name for name in kept if carried.get(name + SUPPOSED)}
    now = {name for name in manner.supposed & spoken.keys() if kept.get(name) != spoken[name]}
    return frozenset(now | (earlier - (spoken.keys() - manner.supposed)))


def _disputes(
    corpus: Corpus,
    carried: Mapping[str, Any],
    kept: Mapping[str, FactValue],
    spoken: Mapping[str, FactValue],
    reading: Reading,
    manner: Manner,
    *,
    again: bool,
) -> dict[str, tuple[FactValue, FactValue]]:
    """Return facts with two values, the earlier and the later; a dispute stays until somebody settles it."""
    found: dict[str, tuple[FactValue, FactValue]] = {}
    gone = manner.new_target or manner.starts_over
    for name in corpus.facts:
        said = carried.get(name + DISPUTED)
        spoken_of = name in reading.touched or (name in spoken and not again)
        if said and not spoken_of and not (gone and name not in INVESTOR_FACTS):
            with suppress(FactError):
                one, two = (parse_fact(corpus, name, value) for value in said)
                found[name] = (one, two)
    for name, value in spoken.items():
        if name in kept and name not in manner.corrected and _differs(name, kept[name], value, carried):
            found[name] = (kept[name], value)
    return found


def _differs(name: str, earlier: FactValue, now: FactValue, carried: Mapping[str, Any]) -> bool:
    """Tell whether a later value contradicts an earlier one, and is not only more exact."""
    if name in GROWS or earlier == now:
        return False
    if name == "deal_type":
        return earlier != "equity"  # of two forms of deal the more special one is meant
    if name == "completion_date" and isinstance(earlier, date) and isinstance(now, date):
        return not (carried.get(APPROXIMATE) and now <= earlier and now.year == earlier.year)
    return True


def _kept(
    corpus: Corpus, reading: Reading, carried: dict[str, FactValue], manner: Manner
) -> dict[str, FactValue]:
    """Return what still holds of the earlier turns.

    A new target takes every fact about the old one with it; the investor's own facts stay, and the
    deal's where it is said to be the same. A fact the new words speak of without settling it is
    open again, and so are its parts and wholes; so is what a corrected fact rules out.
    """
    if manner.starts_over:
        return {}
    if manner.new_target:
        stay = INVESTOR_FACTS | DEAL_FACTS if manner.same_deal else INVESTOR_FACTS
        return {name: value for name, value in carried.items() if name in stay}
    reopened = set(reading.touched)
    for name in reading.touched & corpus.facts.keys():
        reopened |= set(corpus.facts[name].within)
    reopened |= {name for name, spec in corpus.facts.items() if reading.touched & set(spec.within)}
    reopened |= set(_ruled_out(corpus, reading, carried, manner))
    if reopened & carried.keys() or _adds_activity(corpus, reading, carried):
        reopened |= BLANKETS
    return {name: value for name, value in carried.items() if name not in reopened}


def _ruled_out(
    corpus: Corpus, reading: Reading, carried: Mapping[str, FactValue], manner: Manner
) -> Iterator[str]:
    """Yield carried facts that cannot hold beside a corrected one: a denied whole, parts of what is denied."""
    for name in manner.corrected & reading.facts.keys():
        value = reading.facts[name].value
        if value is True:
            yield from (whole for whole in _wholes(corpus, name) if carried.get(whole) is False)
        elif value is False:
            yield from (n for n, v in carried.items() if v is True and name in _wholes(corpus, n))


def _wholes(corpus: Corpus, name: str) -> frozenset[str]:
    """Return everything that a fact is a part of, at any remove."""
    direct = corpus.facts[name].within if name in corpus.facts else ()
    return frozenset(direct).union(*(_wholes(corpus, whole) for whole in direct))


def _adds_activity(corpus: Corpus, reading: Reading, carried: Mapping[str, FactValue]) -> bool:
    """Tell whether a field of activity is named that was not known: "nothing else" holds no longer."""
    return any(
        fact.value is True and carried.get(name) is not True and FIELDS & {name, *_wholes(corpus, name)}
        for name, fact in reading.facts.items()
    )


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
            supposed=name in facts.supposed,
            before=plain(facts.before[name]) if name in facts.before else None,
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
