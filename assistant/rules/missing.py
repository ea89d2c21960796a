"""Which unknown facts could change the verdict, most decisive first.

A fact counts when giving it a value narrows what is still possible, or would turn the
provisional status into another. The order is an estimate: the odds of each value (declared in
the vocabulary as `surprise`) times how far the status would move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.rules.facts import FactValue
from assistant.rules.program import Program, decides, duty_key, flag_key, possible_outcomes, row_key
from assistant.rules.worlds import BASE, ORDINARY, Probe, Space, Worlds, truth_at
from corpus.model import Flag, Table

WEIGHTS = {"us.status": 1.0, "cn.admission": 1.0, "cn.security_review": 0.15, "cn.encouraged": 0.3}
WEIGHTS |= dict.fromkeys(
    ("cn.benefits.equipment", "cn.benefits.land", "cn.benefits.income_tax", "cn.benefits.reinvestment"), 0.2
)
FLAG_WEIGHTS = {True: 0.6, False: 0.05}  # by whether the flag would stop the deal
PROVISIONAL_WEIGHT = 2.0  # a changed provisional status tells the asker more than a narrower range


@dataclass(frozen=True, slots=True)
class Effect:
    """What one value of an unknown fact would make of a status."""

    value: FactValue
    field: str
    status: str


@dataclass(slots=True)
class MissingFact:
    """An unknown fact that could change the verdict."""

    fact: str
    score: float = 0.0
    would_change: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)


class _Change(NamedTuple):
    """What a what-if makes of one table."""

    tells: bool  # whether it is worth asking for
    worth: float  # share of the statuses, but one, that fall, and how far the provisional one moves
    status: str | None  # the provisional status, where it becomes another


class _Position:
    """Statuses of one table in every world, as masks per value."""

    def __init__(self, table: Table, worlds: Worlds) -> None:
        self.table = table
        self.masks: dict[str, int] = {}
        for outcome, mask in possible_outcomes(table, worlds):
            self.masks[outcome.value] = self.masks.get(outcome.value, 0) | mask
        self.before = self._possible(BASE)
        self.usual = self._possible(ORDINARY)
        self.changed = self._changed(worlds.space)
        self._changes: dict[tuple[int, ...], _Change] = {}

    def change(self, probe: Probe) -> _Change:
        """Return what the value would change; many what-ifs leave the same statuses."""
        bits = tuple([mask >> probe.open_world & 3 for mask in self.masks.values()])
        found = self._changes.get(bits)
        if found is None:
            after = frozenset(value for value, both in zip(self.masks, bits, strict=True) if both & 1)
            usual = frozenset(value for value, both in zip(self.masks, bits, strict=True) if both & 2)
            found = self._changes[bits] = self._compare(after, usual)
        return found

    def _compare(self, after: frozenset[str], usual: frozenset[str]) -> _Change:
        before = self.before
        narrowed = (len(before) - len(after)) / max(1, len(before) - 1) if after < before else 0.0
        if usual == self.usual or len(usual) != 1 or len(before) < 2 or not usual <= before:
            return _Change(narrowed > 0, narrowed, None)
        (status,) = usual
        distance = _distance(self.table.severity, self.usual, status)
        return _Change(True, narrowed + PROVISIONAL_WEIGHT * distance, status)

    def _possible(self, bit: int) -> frozenset[str]:
        return frozenset([value for value, mask in self.masks.items() if mask >> bit & 1])

    def _changed(self, space: Space) -> int:
        """Mask of the what-ifs that leave other statuses possible than are possible without them."""
        ordinary = space.ordinary_worlds
        others = space.everywhere & ~ordinary
        mask = 0
        for value, possible in self.masks.items():
            unchanged = (others if value in self.before else 0) | (ordinary if value in self.usual else 0)
            mask |= possible ^ unchanged
        return mask


def missing_facts(
    program: Program, tables: Iterable[Table], flags: Iterable[Flag], worlds: Worlds
) -> list[MissingFact]:
    """Return the unknown facts that could change a status of `tables` or raise a deciding flag.

    Last come the dates that a duty which stands counts from.
    """
    tables = list(tables)
    positions = [_Position(table, worlds) for table in tables]
    unsettled = {name for name in worlds.space.by_fact if not _settled(worlds, name)}
    found: dict[str, MissingFact] = {}
    for position in positions:
        _weigh_status(position, worlds.space.probes_in(position.changed), unsettled, found)
    for weight, probe in _alarms(flags, worlds):
        if probe.fact in unsettled:
            candidate = _candidate(found, probe.fact)
            candidate.would_change.add("flags")
            candidate.score += weight * probe.odds
    _add_unresolved(program, worlds, positions, found)
    _add_starts(tables, worlds, found)
    return sorted(_askable(program, worlds, found).values(), key=lambda m: (-m.score, m.fact))


def _candidate(found: dict[str, MissingFact], name: str) -> MissingFact:
    candidate = found.get(name)
    if candidate is None:
        candidate = found[name] = MissingFact(name)
    return candidate


def _settled(worlds: Worlds, name: str) -> bool:
    """Tell whether a fact is known, or follows from another (a part of a whole that is known)."""
    if name in worlds.known:
        return True
    return name in worlds.truth and truth_at(worlds.truth[name], BASE) is not None


def _alarms(flags: Iterable[Flag], worlds: Worlds) -> Iterator[tuple[float, Probe]]:
    """Yield what raises a deciding flag that is not raised as things ordinarily are, with its weight."""
    for flag in flags:
        raised = worlds.truth[flag_key(flag.id)].t
        if decides(flag) and not raised >> ORDINARY & 1:
            weight = FLAG_WEIGHTS[flag.level == "stop"]
            for probe in worlds.space.probes_in(raised & worlds.space.ordinary_worlds):
                yield weight, probe


def _weigh_status(
    position: _Position, probes: Iterable[Probe], unsettled: set[str], found: dict[str, MissingFact]
) -> None:
    name = position.table.decides
    weight = WEIGHTS[name]
    for probe in probes:
        if probe.fact not in unsettled:
            continue
        change = position.change(probe)
        if change.tells:
            candidate = _candidate(found, probe.fact)
            candidate.would_change.add(name)
            candidate.score += weight * probe.odds * change.worth
            if change.status is not None:
                candidate.effects.append(Effect(probe.value, name, change.status))


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
        if len(position.before) < 2 or any(name in m.would_change for m in found.values()):
            continue
        for row, outcome in enumerate(position.table.outcomes):
            key = row_key(position.table, row)
            if outcome.when is None or truth_at(worlds.truth[key], BASE) is not None:
                continue
            for fact in program.support[key]:
                if not _settled(worlds, fact):
                    found.setdefault(fact, MissingFact(fact)).would_change.add(name)


def _add_starts(tables: Iterable[Table], worlds: Worlds, found: dict[str, MissingFact]) -> None:
    """Name the dates from which the last days of duties that stand are counted."""
    for table in tables:
        for duty in table.duties:
            due = duty.due
            if due is None or duty.kind != "duty" or due.start in worlds.known:
                continue
            if truth_at(worlds.truth[duty_key(duty.id)], BASE) is True:
                found.setdefault(due.start, MissingFact(due.start)).would_change.add("duties")


def _askable(program: Program, worlds: Worlds, found: dict[str, MissingFact]) -> dict[str, MissingFact]:
    """Fold each fact into the one to ask first.

    An open whole comes before its parts, and a source before what is derived from it.
    """
    facts = program.corpus.facts
    folded: dict[str, MissingFact] = {}
    for missing in found.values():
        name = _ask_first(program, worlds, missing.fact)
        if name == missing.fact and name not in folded:
            folded[name] = missing
            continue
        target = _candidate(folded, name)
        # A part only matters as often as its whole is there at all.
        scale = facts[name].surprise / facts[missing.fact].surprise if name != missing.fact else 1.0
        target.score = max(target.score, missing.score * scale)
        target.would_change |= missing.would_change
        target.effects += missing.effects if name == missing.fact else _as_effects_of(name, missing)
    return {name: m for name, m in folded.items() if name not in worlds.known}


def _ask_first(program: Program, worlds: Worlds, name: str) -> str:
    spec = program.corpus.facts[name]
    if spec.asks is not None:
        return spec.asks
    for whole in spec.within:
        if truth_at(worlds.truth[whole], BASE) is None:
            return _ask_first(program, worlds, whole)
    return name


def _as_effects_of(whole: str, part: MissingFact) -> list[Effect]:
    """Return the effects a true part has, as effects of the whole: it is true then, too."""
    return [Effect(True, e.field, e.status) for e in part.effects if e.value is True]
