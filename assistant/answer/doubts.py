"""What an answer rests on and nobody has confirmed: unverified provisions, and overdue checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.answer.phrases import say
from assistant.contract import DoubtOut
from corpus import Corpus
from corpus.model import Instrument, Provision

Reason = Literal["unverified", "recheck"]


@dataclass(frozen=True)
class Doubt:
    """One provision that a person must check before anyone relies on it."""

    provision: Provision
    instrument: Instrument
    reason: Reason
    since: date | None = None  # the first day nobody has confirmed; only for a check that is overdue

    def told(self, lang: str) -> str:
        """Say what is doubtful."""
        short = self.instrument.short.get(lang)
        if self.reason == "recheck":
            last = (self.since or date.max) - timedelta(days=1)
            return say("recheck", lang, what=_named(self, lang), date=last.isoformat())
        note = self.provision.note or self.instrument.note
        pinpoint = f"{short} {self.provision.pinpoint.get(lang)}"
        return say("unverified", lang, pinpoint=pinpoint, note=note.get(lang) if note else "")


def _named(doubt: Doubt, lang: str) -> str:
    """Name the instrument, or the provision where it alone needs the check."""
    alone = doubt.provision.recheck is not None and doubt.provision.recheck == doubt.since
    words = doubt.provision.pinpoint if alone else doubt.instrument.short
    return words.get(lang)


def doubts(corpus: Corpus, ids: Iterable[str], as_of: date) -> Iterator[Doubt]:
    """Yield what is doubtful on `as_of` among the provisions, each provision and instrument once."""
    seen: set[str] = set()
    for provision_id in ids:
        provision, instrument = corpus.provisions[provision_id], corpus.instrument_of(provision_id)
        if provision.standing == "unverified" and provision_id not in seen:
            seen.add(provision_id)
            yield Doubt(provision, instrument, "unverified")
        since = provision.recheck or instrument.recheck
        key = provision_id if provision.recheck is not None else instrument.id
        if since is not None and since <= as_of and key not in seen:
            seen.add(key)
            yield Doubt(provision, instrument, "recheck", since)


def entries(found: Iterable[Doubt], lang: str) -> list[DoubtOut]:
    """Return the doubts as the contract gives them."""
    return [
        DoubtOut(provision_id=d.provision.id, reason=d.reason, since=d.since, text=d.told(lang))
        for d in found
    ]
