"""Facts that follow from other facts: Catalogue listing, and the inferences of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.rules.derived import Derived
from assistant.rules.facts import FactValue
from assistant.rules.program import KEPT, Program
from assistant.rules.worlds import BASE, Worlds
from corpus import Corpus
from corpus.model import Bilingual, Provision

NATIONAL = "national"


@dataclass(frozen=True)
class Listing:
    """Catalogue items in force on a day for an activity: those that cover it, those that may."""

    certain: tuple[Provision, ...]
    possible: tuple[Provision, ...]

    def within(self, area: str) -> Listing:
        """Keep the items of one list: `national` or a province slug."""
        certain = tuple(item for item in self.certain if item.area == area)
        return Listing(certain, tuple(item for item in self.possible if item.area == area))


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


@lru_cache(maxsize=KEPT)
def _edition_is_whole(corpus: Corpus, day: date) -> bool:
    """Tell whether an edition in force is held with every item; only then does silence mean "not listed"."""
    editions = {i.id for i in corpus.instruments.values() if i.kind == "catalogue" and i.valid.covers(day)}
    editions = {i for i in editions if corpus.instruments[i].holds == "whole"}
    numbers: dict[tuple[str, str | None], list[int | None]] = {}
    for item in corpus.provisions.values():
        if item.catalogue is not None and item.instrument in editions:
            numbers.setdefault((item.instrument, item.area), []).append(item.number)
    gaps = {edition for (edition, _), found in numbers.items() if set(found) != set(range(1, len(found) + 1))}
    return bool({edition for edition, _ in numbers} - gaps)


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


def infer(program: Program, worlds: Worlds) -> list[Derived]:
    """Add to the known facts what the corpus's inferences say; a known fact is never replaced.

    What is so comes before what is not: a part that is inferred to be true settles its wholes,
    and only what is then still open may be inferred to be false.
    """
    program.run(worlds)
    found: list[Derived] = []
    for denials in (False, True):
        derived = _infer(program, worlds, denials=denials)
        if derived:
            worlds.learn({d.fact: d.value for d in derived})
            program.run(worlds)
            found += derived
    return found


def _infer(program: Program, worlds: Worlds, *, denials: bool) -> list[Derived]:
    found: dict[str, Derived] = {}
    for inference, key in program.inferences:
        fact = inference.fact
        if (inference.value is False) != denials or fact in worlds.known or fact in found:
            continue
        settled = fact in worlds.truth and worlds.value(fact, BASE) is not None
        if not settled and worlds.value(key, BASE):
            found[fact] = Derived(fact, inference.value, inference.because, inference.provisions)
    return list(found.values())
