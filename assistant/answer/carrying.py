"""What a message leaves of what was established before it in a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.reader.followups import Manner
from assistant.reader.read import Reading
from assistant.rules.facts import FactError, FactValue, parse_fact
from corpus import Corpus

INVESTOR_FACTS = frozenset(
    {
        "us_person", "investor_kind", "investor_is_cfe", "us_person_authority", "us_person_directs",
        "us_person_edits_documents", "us_person_negotiates", "us_parent_share", "us_general_partner",
        "us_fund_adviser", "nasa_money",
    }
)  # fmt: skip
DEAL_FACTS = frozenset(
    {
        "deal_type", "stake", "foreign_share", "completion_date", "not_yet_completed",
        "beyond_minority_rights", "lp_commitment_usd", "lp_assurance", "fund_is_foreign",
        "fund_likely_invests", "debt_equity_rights",
    }
)  # fmt: skip
FIELDS = frozenset({"chips_activity", "ai_activity", "quantum_activity", "supercomputer"})
BLANKETS = frozenset({"no_other_activity", "no_other_chip_activity"})  # fall with any "no" that is taken back
GROWS = frozenset({"activity", "not_yet_completed"})  # another value is a further one, or a later one
# Kept beside the facts of a conversation; no fact has such a name.
APPROXIMATE = "completion_date:approximate"
SUPPOSED, DISPUTED, BY_MODEL = ":supposed", ":disputed", ":model"

Facts = Mapping[str, FactValue]


@dataclass(frozen=True)
class Message:
    """One message, how it stands to the earlier ones, and what those left."""

    corpus: Corpus
    reading: Reading
    manner: Manner
    carried: Mapping[str, Any]  # as `Established.to_carry` gave it

    def kept(self) -> dict[str, FactValue]:
        """Return what still holds of the earlier messages.

        A new target takes every fact about the old one with it; the investor's own facts stay, and
        the deal's where it is said to be the same. A fact the new words speak of without settling
        it is open again, and so are its parts and wholes; so is what a corrected fact rules out.
        """
        known = self._still_valid()
        if self.manner.starts_over:
            return {}
        if self.manner.new_target:
            stay = INVESTOR_FACTS | DEAL_FACTS if self.manner.same_deal else INVESTOR_FACTS
            return {name: value for name, value in known.items() if name in stay}
        reopened = self._reopened() | set(self._ruled_out(known))
        if reopened & known.keys() or self._names_new_field(known):
            reopened |= BLANKETS
        return {name: value for name, value in known.items() if name not in reopened}

    def spoken(self, kept: Facts) -> dict[str, FactValue]:
        """Return the values the message states; what only follows from them gives way."""
        facts = self.reading.facts
        spoken = {n: fact.value for n, fact in facts.items() if not (n in self.manner.implied and n in kept)}
        named, known = spoken.get("activity"), kept.get("activity")
        if "activity" in self.manner.adds and isinstance(named, frozenset) and isinstance(known, frozenset):
            spoken["activity"] = named | known
        return spoken

    def supposed(self, kept: Facts, spoken: Facts) -> frozenset[str]:
        """Return what is only supposed: now, or since an earlier message; not what was known all the same."""
        earlier = {name for name in kept if self.carried.get(name + SUPPOSED)}
        now = {name for name in self.manner.supposed & spoken.keys() if kept.get(name) != spoken[name]}
        return frozenset(now | (earlier - (spoken.keys() - self.manner.supposed)))

    def by_model(self, kept: Facts, spoken: Facts) -> frozenset[str]:
        """Return what a model found in an earlier message and nobody has stated since."""
        return frozenset(name for name in kept if self.carried.get(name + BY_MODEL) and name not in spoken)

    def disputes(self, kept: Facts, spoken: Facts) -> dict[str, tuple[FactValue, FactValue]]:
        """Return facts with two values, earlier and later; a dispute stays until it is settled."""
        found = dict(self._standing_disputes(spoken))
        for name, value in spoken.items():
            if name in kept and name not in self.manner.corrected and self._differs(name, kept[name], value):
                found[name] = (kept[name], value)
        return found

    def _still_valid(self) -> dict[str, FactValue]:
        """Read facts kept by an earlier turn; one the vocabulary no longer has is dropped."""
        found: dict[str, FactValue] = {}
        for name, value in self.carried.items():
            spec = self.corpus.facts.get(name)
            if spec is not None and spec.asks is None and value is not None:
                with suppress(FactError):  # kept under an older vocabulary: as if it had not been said
                    found[name] = parse_fact(self.corpus, name, value)
        return found

    def _reopened(self) -> set[str]:
        """Return the facts that are spoken of and not settled, with their parts and wholes."""
        touched, facts = self.reading.touched, self.corpus.facts
        reopened = set(touched)
        for name in touched & facts.keys():
            reopened |= set(facts[name].within)
        return reopened | {name for name, spec in facts.items() if touched & set(spec.within)}

    def _ruled_out(self, known: Facts) -> Iterator[str]:
        """Yield known facts that cannot hold beside a corrected one: its denied wholes, or its parts."""
        for name in self.manner.corrected & self.reading.facts.keys():
            value = self.reading.facts[name].value
            if value is True:
                yield from (whole for whole in self._wholes(name) if known.get(whole) is False)
            elif value is False:
                yield from (n for n, v in known.items() if v is True and name in self._wholes(n))

    def _wholes(self, name: str) -> frozenset[str]:
        """Return everything that a fact is a part of, at any remove."""
        direct = self.corpus.facts[name].within if name in self.corpus.facts else ()
        return frozenset(direct).union(*(self._wholes(whole) for whole in direct))

    def _names_new_field(self, known: Facts) -> bool:
        """Tell whether a field of activity is named that was not known: "nothing else" holds no longer."""
        return any(
            fact.value is True and known.get(name) is not True and FIELDS & {name, *self._wholes(name)}
            for name, fact in self.reading.facts.items()
        )

    def _standing_disputes(self, spoken: Facts) -> Iterator[tuple[str, tuple[FactValue, FactValue]]]:
        """Yield the disputes of earlier messages that this one does not settle, reopen or leave behind."""
        moves_on = self.manner.new_target or self.manner.starts_over
        for name in self.corpus.facts:
            said = self.carried.get(name + DISPUTED)
            settled = name in self.reading.touched or (name in spoken and not self.manner.again)
            if said and not settled and (name in INVESTOR_FACTS or not moves_on):
                with suppress(FactError):  # kept under an older vocabulary
                    one, two = (parse_fact(self.corpus, name, value) for value in said)
                    yield name, (one, two)

    def _differs(self, name: str, earlier: FactValue, now: FactValue) -> bool:
        """Tell whether a later value contradicts an earlier one, and is not only more exact."""
        if name in GROWS or earlier == now:
            return False
        if name == "deal_type":
            return earlier != "equity"  # of two forms of deal the more special one is meant
        if name == "completion_date" and isinstance(earlier, date) and isinstance(now, date):
            within = now <= earlier and now.year == earlier.year
            return not (self.carried.get(APPROXIMATE) and within)
        return True
