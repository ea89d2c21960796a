"""Everything the reader takes from one question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assistant.reader import declining, forms, kinds
from assistant.reader.blanket import blanket
from assistant.reader.bounds import GRAVER
from assistant.reader.completion import completion_dates
from assistant.reader.dates import dates
from assistant.reader.declining import Decline
from assistant.reader.duty_dates import duty_dates
from assistant.reader.first_deal import first_deal
from assistant.reader.holdings import holdings
from assistant.reader.investor import investor, unconnected
from assistant.reader.list_checks import list_checks
from assistant.reader.outsourcing import outsourcing
from assistant.reader.patterns import Mention, mentions
from assistant.reader.quantities import quantities
from assistant.reader.scope import Scope, scope_of
from assistant.reader.shares import shares
from assistant.reader.text import HAN, language, normalise, without_capitals
from assistant.reader.tiers import tiers
from assistant.reader.topics import activities, places
from assistant.rules.facts import FactValue
from corpus import Corpus

OF_THE_TARGET = frozenset({"holds_coc_interests", "prior_interest", "gains_control"})
OFFERED = re.compile(r"\b(?:buy|buys|buying|bought|purchas\w+|offers?|broker)\b|买|券商")
AN_ANSWER = (
    60  # letters, Chinese ones twice: a shorter text may answer a question, and need not name its subject
)
# What matters only where something is spoken of: a capital increase is no reinvestment of profits by itself,
# and whether a fund is foreign matters where an interest in it is bought.
ONLY_WITH = {
    "fund_is_foreign": re.compile(
        r"\blimited partner\b(?!ship)|\blps?\b|(?<![a-z])lp(?![a-z])|有限合伙人|份额|基金.{0,6}认[缴购]"
    ),
    "reinvestment_form": re.compile(r"\b(?:re-?invest\w*|dividends?|profits?)\b|再投资|分红|利润"),
    "place_like_west": re.compile(
        r"\b(?:tax|benefits?|incentives?|western|encouraged|relief)\b|税|优惠|西部|鼓励|减免"
    ),
}
ONE_VALUE = frozenset({"completion_date"})  # two different ones settle nothing


@dataclass(frozen=True)
class StatedFact:
    """A fact with the words it was read from; the span counts characters of the question."""

    name: str
    value: FactValue
    span: tuple[int, int]
    approximate: bool = False


@dataclass(frozen=True)
class Reading:
    """What was read from a question."""

    question: str  # as typed
    text: str  # normalised, lower case, same length as the question
    lang: str
    facts: dict[str, StatedFact]
    conflicts: tuple[str, ...] = ()  # facts stated both ways: left open and asked about
    activities: dict[str, tuple[int, int]] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()  # facts spoken of without being settled


def read(corpus: Corpus, question: str, today: date) -> Reading:
    """Read the facts stated in a question, with their spans; `today` is what "next month" counts from."""
    text = normalise(question).lower()
    if len(text) != len(question):  # lower() may lengthen a few letters; spans must keep pointing right
        text = normalise(question)
    scope = scope_of(without_capitals(text))
    worded, touched = mentions(scope)
    denials = blanket(scope)
    worded = [m for m in worded if not denials.settles(m)]
    if len(text) + len(HAN.findall(text)) > AN_ANSWER:
        worded = [m for m in worded if m.fact not in ONLY_WITH or ONLY_WITH[m.fact].search(text)]
    named_days = dates(scope.text, today)
    days = [*completion_dates(scope, named_days, today), *duty_dates(scope, named_days)]
    owners = _owners(corpus, scope, forms.meant(scope, worded))
    found = [
        *owners,
        *denials.found,
        *first_deal(scope),
        *list_checks(scope),
        *outsourcing(scope),
        *quantities(scope, corpus),
        *days,
    ]
    facts, conflicts = _settle(found)
    named = list(activities(corpus, scope))
    _add_activities(facts, named)
    _add_place(facts, list(places(corpus, scope)), scope)
    _add_deal(facts, touched, text)
    return Reading(
        question=question,
        text=text,
        lang=language(question),
        facts=facts,
        conflicts=conflicts,
        activities={str(m.value): (m.start, m.end) for m in named},
        touched=touched,
    )


def _owners(corpus: Corpus, scope: Scope, worded: Iterable[Mention]) -> list[Mention]:
    """Return what is worded, who invests, who holds it and what share of the target is bought.

    Words of votes in the investor are none of the target's holdings or of a stake in it.
    """
    who = investor(scope)
    held = tiers(scope, corpus, american=any(m.fact == "us_person" and m.value is True for m in who))
    worded = [m for m in worded if unconnected(scope, m)]
    ours = [m for m in worded if m.fact not in OF_THE_TARGET or not held.speak_of(m.start, m.end)]
    bought = [m for m in shares(scope) if not held.speak_of(m.start, m.end)]
    who = [m for m in who if m.fact != "us_person" or not held.hold(m.start, m.end)]
    return [*ours, *who, *held.stated, *holdings(scope, corpus), *bought]


def _settle(found: Iterable[Mention]) -> tuple[dict[str, StatedFact], tuple[str, ...]]:
    """Keep one value per fact.

    A wording that carries its own negation wins over one inside it; facts stated both ways are
    conflicts and are left open.
    """
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        groups[mention.fact].append(mention)
    facts: dict[str, StatedFact] = {}
    conflicts: list[str] = []
    for name, group in groups.items():
        kept = _without_covered(group)
        values = {m.value for m in kept}
        chosen = _chosen(name, kept)
        if len(values) > 1 and (isinstance(chosen.value, bool) or name in ONE_VALUE):
            conflicts.append(name)
        else:
            facts[name] = StatedFact(
                name, chosen.value, (chosen.start, chosen.end), chosen.note == "approximate"
            )
    return facts, tuple(conflicts)


def _without_covered(group: list[Mention]) -> list[Mention]:
    raw = [m for m in group if m.raw]
    free = [m for m in group if not m.raw and not any(_covered(m, r) for r in raw)]
    return raw + free


def _covered(mention: Mention, raw: Mention) -> bool:
    """Tell whether a denial reaches into a mention: 非上市 into 上市公司; what goes on from it says more."""
    goes_on = mention.start <= raw.start and mention.end > raw.end
    return raw.start < mention.end and mention.start < raw.end and not goes_on


def _chosen(name: str, group: list[Mention]) -> Mention:
    if name == forms.FORM:
        return forms.chosen(group)
    figures = [m for m in group if isinstance(m.value, float)]
    if name in GRAVER and figures:
        gravest = GRAVER[name](float(m.value) for m in figures if isinstance(m.value, float))
        return next(m for m in figures if m.value == gravest)
    return group[0]


def _add_activities(facts: dict[str, StatedFact], named: list[Mention]) -> None:
    if named:
        codes = frozenset(str(m.value) for m in named)
        facts["activity"] = StatedFact("activity", codes, (named[0].start, named[0].end))


def _add_place(facts: dict[str, StatedFact], named: list[Mention], scope: Scope) -> None:
    if not named:
        return
    chosen = named[-1]
    facts["province"] = StatedFact("province", chosen.value, (chosen.start, chosen.end))
    if (
        "target_in_coc" not in facts
        and chosen.value != "taiwan"
        and scope.polarity(chosen.start, chosen.end) == "affirmed"
    ):
        facts["target_in_coc"] = StatedFact("target_in_coc", True, (chosen.start, chosen.end))


def _add_deal(facts: dict[str, StatedFact], touched: frozenset[str], text: str) -> None:
    """Take a stake, or listed shares on offer, for a purchase of equity where no form of deal is named."""
    listed = facts.get("public_security")
    on_offer = listed is not None and listed.value is True and OFFERED.search(text) is not None
    bought = facts.get("stake") or (listed if on_offer else None)
    if bought is not None and "deal_type" not in facts and "deal_type" not in touched:
        facts["deal_type"] = StatedFact("deal_type", "equity", bought.span)


def classify(reading: Reading, *, cites: bool, follows_up: bool) -> tuple[kinds.Kind, Decline | None]:
    """Tell the kind of question, and why it is declined if it is."""
    reason = declining.decline(reading.text, reading.facts, known=cites or follows_up)
    if reason is not None:
        return "declined", reason
    return kinds.kind(reading.text, reading.facts, cites=cites, follows_up=follows_up), None
