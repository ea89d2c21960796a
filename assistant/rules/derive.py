"""Facts that follow from other facts: Catalogue listing, and the inferences of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.rules.facts import FactValue
from assistant.rules.program import Program
from assistant.rules.worlds import BASE, Worlds, truth_at
from corpus import Corpus
from corpus.expression import parse
from corpus.model import Bilingual, Provision

NATIONAL = "national"


@dataclass(frozen=True)
class Derived:
    """A value that follows from known facts, with the reason and the provisions behind it."""

    fact: str
    value: FactValue
    because: Bilingual
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Catalogue items in force on a day for an activity: those that cover it, those that may."""

    certain: tuple[Provision, ...]
    possible: tuple[Provision, ...]

    def within(self, area: str) -> Listing:
        """Keep the items of one list: `national` or a province slug."""
        return Listing(
            tuple(p for p in self.certain if p.area == area), tuple(p for p in self.possible if p.area == area)
        )


def listing(corpus: Corpus, known: Mapping[str, FactValue], day: date) -> Listing:
    """Return the Catalogue items in force on `day` for the known activities."""
    codes = known.get("activity")
    activities = [corpus.activities[code] for code in sorted(codes)] if isinstance(codes, frozenset) else []
    certain = _in_force(corpus, (item for a in activities for item in a.items), day)
    possible = _in_force(corpus, (item for a in activities for item in a.maybe_items), day)
    return Listing(certain, tuple(p for p in possible if p not in certain))


def _in_force(corpus: Corpus, ids: Iterable[str], day: date) -> tuple[Provision, ...]:
    unique = dict.fromkeys(ids)
    return tuple(corpus.provisions[i] for i in unique if corpus.provisions[i].valid.covers(day))


def derive(corpus: Corpus, known: Mapping[str, FactValue], day: date) -> list[Derived]:
    """Return the listing facts that the known activity, province and day decide."""
    if "activity" not in known:
        return []
    items = listing(corpus, known, day)
    whole = _edition_is_whole(corpus, day)
    found = [_national(items.within(NATIONAL), whole), _regional(items, known.get("province"), whole)]
    return [derived for derived in found if derived is not None]


def _edition_is_whole(corpus: Corpus, day: date) -> bool:
    editions = [i for i in corpus.instruments.values() if i.kind == "catalogue" and i.valid.covers(day)]
    held = {p.instrument for p in corpus.provisions.values() if p.catalogue is not None}
    return any(i.holds == "whole" and i.id in held for i in editions)


def _national(items: Listing, whole: bool) -> Derived | None:
    if items.certain:
        return _listed("listed_national", items.certain)
    if items.possible or not whole:
        return None
    because = Bilingual(
        en="No item of the nationwide list covers the activity.", zh="全国目录中没有涵盖该业务的条目。"
    )
    return Derived("listed_national", False, because)


def _regional(items: Listing, province: FactValue | None, whole: bool) -> Derived | None:
    if isinstance(province, str):
        local = items.within(province)
        if local.certain:
            return _listed("listed_regional", local.certain)
        decided = not local.possible and whole
    else:
        decided = whole and all(p.area == NATIONAL for p in (*items.certain, *items.possible))
    because = Bilingual(
        en="No item of the province's list covers the activity.", zh="所在省份目录中没有涵盖该业务的条目。"
    )
    return Derived("listed_regional", False, because) if decided else None


def _listed(fact: str, items: tuple[Provision, ...]) -> Derived:
    because = Bilingual(
        en="Listed: " + "; ".join(p.pinpoint.en for p in items) + ".",
        zh="已列入：" + "；".join(p.pinpoint.zh for p in items) + "。",
    )
    return Derived(fact, True, because, tuple(p.id for p in items))


def infer(program: Program, known: Mapping[str, FactValue], as_of: date) -> list[Derived]:
    """Return what the corpus's inferences add to the known facts; a known fact is never replaced."""
    worlds = Worlds(known=dict(known), ordinary={}, as_of=as_of)
    program.run(worlds)
    found: dict[str, Derived] = {}
    for inference in program.corpus.inferences:
        spec = program.corpus.facts[inference.fact]
        settled = worlds.known.get(inference.fact) is not None
        if spec.type == "bool":
            settled = truth_at(worlds.truth[inference.fact], BASE) is not None
        if settled or inference.fact in found:
            continue
        if truth_at(worlds.evaluate(parse(inference.when)), BASE):
            value = float(inference.value) if spec.type == "number" else inference.value
            found[inference.fact] = Derived(inference.fact, value, inference.because, inference.provisions)
    return list(found.values())
