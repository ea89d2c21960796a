"""Which unknown facts could change the verdict, most decisive first.

A fact counts when giving it a value narrows what is still possible, or would turn the
provisional status into another. The order is an estimate: the odds of each value (declared in
the vocabulary as `surprise`) times how far the status would move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.rules.facts import FactValue
from assistant.rules.program import Program, possible_outcomes
from assistant.rules.worlds import BASE, ORDINARY, Probe, Worlds, truth_at
from corpus.model import FactSpec, Flag, Table

WEIGHTS = {"us.status": 1.0, "cn.admission": 1.0, "cn.security_review": 0.15, "cn.encouraged": 0.3}
FLAG_WEIGHTS = {True: 0.6, False: 0.05}  # by whether the flag would stop the deal
PROVISIONAL_WEIGHT = 2.0  # a changed provisional status tells the asker more than a narrower range


@dataclass(frozen=True)
class Effect:
    """What one value of an unknown fact would make of a status."""

    value: FactValue
    field: str
    status: str


@dataclass
class MissingFact:
    """An unknown fact that could change the verdict."""

    fact: str
    score: float = 0.0
    would_change: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)


@dataclass(frozen=True)
class _Position:
    """Statuses of one table in every world, as masks per value."""

    table: Table
    masks: tuple[tuple[str, int], ...]

    def possible(self, bit: int) -> frozenset[str]:
        return frozenset(value for value, mask in self.masks if mask >> bit & 1)


def missing_facts(program: Program, worlds: Worlds, sides: Iterable[str]) -> list[MissingFact]:
    """Return the unknown facts that could change a status or a deciding flag."""
    sides = frozenset(sides)
    positions = [_position(program, t, worlds) for t in program.tables if t.decides.split(".")[0] in sides]
    flags = [f for f in program.flags if f.side in sides and (f.level == "stop" or f.refer)]
    found: dict[str, MissingFact] = {}
    probes: dict[str, list[Probe]] = defaultdict(list)
    for probe in worlds.probes:
        probes[probe.fact].append(probe)
    for name, of_fact in probes.items():
        if not _decided(worlds, name):
            candidate = _weigh(program.corpus.facts[name], of_fact, positions, flags, worlds)
            if candidate.would_change:
                found[name] = candidate
    _add_unresolved(program, worlds, positions, found)
    return sorted(_askable(program, worlds, found).values(), key=lambda m: (-m.score, m.fact))


def _position(program: Program, table: Table, worlds: Worlds) -> _Position:
    masks: dict[str, int] = {}
    for outcome, mask in possible_outcomes(program, table, worlds):
        masks[outcome.value] = masks.get(outcome.value, 0) | mask
    return _Position(table, tuple(masks.items()))


def _decided(worlds: Worlds, name: str) -> bool:
    """Tell whether a bool fact follows from another (a part of a whole that is known)."""
    return name in worlds.truth and truth_at(worlds.truth[name], BASE) is not None


def _weigh(
    spec: FactSpec, probes: list[Probe], positions: list[_Position], flags: list[Flag], worlds: Worlds
) -> MissingFact:
    candidate = MissingFact(spec.name)
    odds = _odds(spec, probes, worlds)
    for probe in probes:
        for position in positions:
            _weigh_status(candidate, probe, position, odds[probe.value])
        for flag in flags:
            mask = worlds.truth[f"flag:{flag.id}"]
            before, after = truth_at(mask, ORDINARY), truth_at(mask, probe.ordinary_world)
            if after is True and before is not True:
                candidate.would_change.add("flags")
                candidate.score += FLAG_WEIGHTS[flag.level == "stop"] * odds[probe.value]
    return candidate


def _odds(spec: FactSpec, probes: list[Probe], worlds: Worlds) -> dict[FactValue, float]:
    ordinary = worlds.ordinary.get(spec.name)
    unusual = [p.value for p in probes if p.value != ordinary]
    return {p.value: 1 - spec.surprise if p.value == ordinary else spec.surprise / max(1, len(unusual)) for p in probes}


def _weigh_status(candidate: MissingFact, probe: Probe, position: _Position, odds: float) -> None:
    name, severity = position.table.decides, position.table.severity
    weight = WEIGHTS[name] * odds
    before, after = position.possible(BASE), position.possible(probe.open_world)
    if after < before:
        candidate.would_change.add(name)
        candidate.score += weight * (len(before) - len(after)) / max(1, len(before) - 1)
    usual, changed = position.possible(ORDINARY), position.possible(probe.ordinary_world)
    if changed != usual and len(changed) == 1 and len(before) > 1:
        (status,) = changed
        if status in before:
            candidate.would_change.add(name)
            candidate.effects.append(Effect(probe.value, name, status))
            candidate.score += weight * PROVISIONAL_WEIGHT * _distance(severity, usual, status)


def _distance(severity: tuple[str, ...], usual: frozenset[str], status: str) -> float:
    if len(usual) != 1:
        return 1.0
    (before,) = usual
    return abs(severity.index(before) - severity.index(status)) / max(1, len(severity) - 1)


def _add_unresolved(
    program: Program, worlds: Worlds, positions: list[_Position], found: dict[str, MissingFact]
) -> None:
    """Where no single fact decides an open status, name every unknown fact it depends on."""
    for position in positions:
        name = position.table.decides
        if len(position.possible(BASE)) < 2 or any(name in m.would_change for m in found.values()):
            continue
        for row, outcome in enumerate(position.table.outcomes):
            key = f"{position.table.table}:{row}"
            if outcome.when is None or truth_at(worlds.truth[key], BASE) is not None:
                continue
            for fact in program.support[key] - worlds.known.keys():
                if not _decided(worlds, fact):
                    found.setdefault(fact, MissingFact(fact)).would_change.add(name)


def _askable(program: Program, worlds: Worlds, found: dict[str, MissingFact]) -> dict[str, MissingFact]:
    """Fold each fact into the one to ask first: an open whole before its parts, a source before
    what is derived from it."""
    folded: dict[str, MissingFact] = {}
    for missing in found.values():
        name = _ask_first(program, worlds, missing.fact)
        target = folded.setdefault(name, MissingFact(name))
        target.score = max(target.score, missing.score)
        target.would_change |= missing.would_change
        target.effects += missing.effects if name == missing.fact else _as_effects_of(name, missing)
    return {name: m for name, m in folded.items() if name not in worlds.known}


def _ask_first(program: Program, worlds: Worlds, name: str) -> str:
    spec = program.corpus.facts[name]
    if spec.asks is not None:
        return spec.asks
    for parent in spec.within:
        if truth_at(worlds.truth[parent], BASE) is None:
            return _ask_first(program, worlds, parent)
    return name


def _as_effects_of(whole: str, part: MissingFact) -> list[Effect]:
    """A part that is true means that its whole is."""
    return [Effect(True, e.field, e.status) for e in part.effects if e.value is True]
