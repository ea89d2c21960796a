"""Which unknown facts could change the verdict, most decisive first.

A fact counts when giving it a value narrows what is still possible, or would turn the
provisional status into another. The order is an estimate: the odds of each value (declared in
the vocabulary as `surprise`) times how far the status would move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.rules.facts import FactValue
from assistant.rules.program import Program, decides, duty_key, possible_outcomes, row_key
from assistant.rules.worlds import BASE, ORDINARY, Probe, Space, Worlds
from corpus.model import Flag, Table

WEIGHTS = {"us.status": 1.0, "cn.admission": 1.0, "cn.security_review": 0.15, "cn.encouraged": 0.3}
WEIGHTS |= dict.fromkeys(
    ("cn.benefits.equipment", "cn.benefits.land", "cn.benefits.income_tax", "cn.benefits.reinvestment"), 0.2
)
FLAG_WEIGHTS = {True: 0.6, False: 0.05}  # by whether the flag would stop the deal
PROVISIONAL_WEIGHT = 2.0  # a changed provisional status tells the asker more than a narrower range


class Effect(NamedTuple):
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
    """Statuses of one table, each with the set of worlds in which it is possible."""

    def __init__(self, table: Table, worlds: Worlds) -> None:
        self.table = table
        self.worlds: dict[str, int] = {}
        for outcome, found in possible_outcomes(table, worlds):
            self.worlds[outcome.value] = self.worlds.get(outcome.value, 0) | found
        self.before = self._possible(BASE)
        self.usual = self._possible(ORDINARY)
        self.changed = self._changed(worlds.space)
        self._changes: dict[tuple[int, ...], _Change] = {}

    def change(self, probe: Probe) -> _Change:
        """Return what the value would change; many what-ifs leave the same statuses."""
        place = probe.open_world
        bits = tuple([worlds >> place & 3 for worlds in self.worlds.values()])
        found = self._changes.get(bits)
        if found is None:
            after = self._possible(probe.open_world)
            found = self._changes[bits] = self._compare(after, self._possible(probe.ordinary_world))
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
        return frozenset([value for value, worlds in self.worlds.items() if worlds >> bit & 1])

    def _changed(self, space: Space) -> int:
        """Set of the what-ifs that leave other statuses possible than are possible without them."""
        ordinary = space.ordinary_worlds
        others = space.everywhere & ~ordinary
        changed = 0
        for value, possible in self.worlds.items():
            unchanged = (others if value in self.before else 0) | (ordinary if value in self.usual else 0)
            changed |= possible ^ unchanged
        return changed


def missing_facts(
    program: Program, tables: Iterable[Table], flags: Mapping[str, Flag], worlds: Worlds
) -> list[MissingFact]:
    """Return the unknown facts that could change a status of `tables` or raise a deciding flag.

    `flags` are by the key of their condition. Last come the dates that a duty which stands counts from.
    """
    tables = list(tables)
    positions = [_Position(table, worlds) for table in tables]
    settled = _Settled(worlds)
    found: dict[str, MissingFact] = {}
    for position in positions:
        _weigh_status(position, settled, found)
    for key, flag in flags.items():
        if decides(flag):
            _weigh_flag(key, flag, settled, found)
    _add_unresolved(program, settled, positions, found)
    _add_starts(tables, worlds, found)
    return sorted(_askable(program, worlds, found).values(), key=lambda m: (-m.score, m.fact))


def _candidate(found: dict[str, MissingFact], name: str) -> MissingFact:
    candidate = found.get(name)
    if candidate is None:
        candidate = found[name] = MissingFact(name)
    return candidate


class _Settled(dict[str, bool]):
    """Whether a fact is known or follows from another (a part of a whole that is known); kept once found."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.worlds = worlds

    def __missing__(self, name: str) -> bool:
        worlds = self.worlds
        follows = name in worlds.truth and worlds.value(name, BASE) is not None
        self[name] = found = name in worlds.known or follows
        return found


def _weigh_status(position: _Position, settled: _Settled, found: dict[str, MissingFact]) -> None:
    name = position.table.decides
    weight = WEIGHTS[name]
    for probe in settled.worlds.space.probes_in(position.changed):
        if settled[probe.fact]:
            continue
        change = position.change(probe)
        if change.tells:
            candidate = _candidate(found, probe.fact)
            candidate.would_change.add(name)
            candidate.score += weight * probe.odds * change.worth
            if change.status is not None:
                candidate.effects.append(Effect(probe.value, name, change.status))


def _weigh_flag(key: str, flag: Flag, settled: _Settled, found: dict[str, MissingFact]) -> None:
    """Count what raises a flag that is not raised as things ordinarily are."""
    worlds, space = settled.worlds, settled.worlds.space
    raised = worlds.truth[key] >> space.size
    if raised >> ORDINARY & 1:
        return
    weight = FLAG_WEIGHTS[flag.level == "stop"]
    for probe in space.probes_in(raised & space.ordinary_worlds):
        if not settled[probe.fact]:
            candidate = _candidate(found, probe.fact)
            candidate.would_change.add("flags")
            candidate.score += weight * probe.odds


def _distance(severity: tuple[str, ...], usual: frozenset[str], status: str) -> float:
    if len(usual) != 1:
        return 1.0
    (before,) = usual
    return abs(severity.index(before) - severity.index(status)) / max(1, len(severity) - 1)


def _add_unresolved(
    program: Program, settled: _Settled, positions: list[_Position], found: dict[str, MissingFact]
) -> None:
    """Where no single fact decides an open status, name every unknown fact it depends on."""
    for position in positions:
        name = position.table.decides
        if len(position.before) < 2 or any(name in m.would_change for m in found.values()):
            continue
        for row, outcome in enumerate(position.table.outcomes):
            key = row_key(position.table, row)
            if outcome.when is None or settled.worlds.value(key, BASE) is not None:
                continue
            for fact in program.support[key]:
                if not settled[fact]:
                    found.setdefault(fact, MissingFact(fact)).would_change.add(name)


def _add_starts(tables: Iterable[Table], worlds: Worlds, found: dict[str, MissingFact]) -> None:
    """Name the dates from which the last days of duties that stand are counted."""
    for table in tables:
        for duty in table.duties:
            due = duty.due
            if due is None or duty.kind != "duty" or due.start in worlds.known:
                continue
            if worlds.value(duty_key(duty.id), BASE) is True:
                found.setdefault(due.start, MissingFact(due.start)).would_change.add("duties")


def _askable(program: Program, worlds: Worlds, found: dict[str, MissingFact]) -> dict[str, MissingFact]:
    """Fold each fact into the one to ask first.

    An open whole comes before its parts, and a source before what is derived from it.
    """
    folded: dict[str, MissingFact] = {}
    for name, missing in found.items():
        first = _ask_first(program, worlds, name)
        if first in worlds.known:
            continue
        if first == name and name not in folded:
            folded[name] = missing
        else:
            _fold(program, missing, _candidate(folded, first))
    return folded


def _fold(program: Program, missing: MissingFact, target: MissingFact) -> None:
    facts, same = program.corpus.facts, missing.fact == target.fact
    # A part only matters as often as its whole is there at all.
    scale = 1.0 if same else facts[target.fact].surprise / facts[missing.fact].surprise
    target.score = max(target.score, missing.score * scale)
    target.would_change |= missing.would_change
    target.effects += missing.effects if same else _as_effects_of(target.fact, missing)


def _ask_first(program: Program, worlds: Worlds, name: str) -> str:
    spec = program.corpus.facts[name]
    if spec.asks is not None:
        return spec.asks
    for whole in spec.within:
        if worlds.value(whole, BASE) is None:
            return _ask_first(program, worlds, whole)
    return name


def _as_effects_of(whole: str, part: MissingFact) -> list[Effect]:
    """Return the effects a true part has, as effects of the whole: it is true then, too."""
    return [Effect(True, e.field, e.status) for e in part.effects if e.value is True]
