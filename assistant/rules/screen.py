"""The rule check: known facts in; statuses, open range, what is missing, flags and trace out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from assistant.rules.derive import Listing, derive, infer, listing
from assistant.rules.derived import Derived
from assistant.rules.duties import Owed, owed
from assistant.rules.facts import FactValue
from assistant.rules.missing import MissingFact, missing_facts
from assistant.rules.program import (
    DAY_OF_LAW,
    Program,
    compile_program,
    decides,
    possible_outcomes,
)
from assistant.rules.spaces import open_space
from assistant.rules.sums import add_up
from assistant.rules.worlds import BASE, ORDINARY, Worlds
from corpus import Corpus
from corpus.model import Flag, Outcome, Rule, Table

Side = Literal["us", "cn"]
BOTH: frozenset[Side] = frozenset({"us", "cn"})
NEEDS_FACTS = "needs_facts"


@dataclass(frozen=True)
class TableResult:
    """What one table says: the statuses still possible, from the mildest to the gravest."""

    table: Table
    possible: tuple[str, ...]
    provisional: str  # a status, or needs_facts when even ordinary values leave it open
    decided_by: Outcome | None  # the row behind the definite or provisional status
    grounds: tuple[Rule, ...]

    @property
    def status(self) -> str:
        """The definite status, or `needs_facts`."""
        return self.possible[0] if len(self.possible) == 1 else NEEDS_FACTS

    @property
    def definite(self) -> bool:
        """Whether the known facts alone decide."""
        return len(self.possible) == 1


class Step(NamedTuple):
    """One line of the trace."""

    rule: Rule
    table: str
    value: bool | None
    support: tuple[str, ...]  # facts the rule can depend on
    all_known: Mapping[str, FactValue]

    @property
    def facts(self) -> tuple[str, ...]:
        """The known facts the rule rests on."""
        return tuple(fact for fact in self.support if fact in self.all_known)


@dataclass(frozen=True)
class Screening:
    """The whole result of a rule check."""

    as_of: date
    known: dict[str, FactValue]
    derived: tuple[Derived, ...]
    tables: dict[str, TableResult]
    missing: tuple[MissingFact, ...]
    flags: tuple[Flag, ...]
    open_flags: tuple[Flag, ...]  # stop or refer flags the known facts neither raise nor rule out
    duties: tuple[Owed, ...]
    trace: tuple[Step, ...]
    items: Listing

    @property
    def deadlines(self) -> tuple[Owed, ...]:
        """The duties that stand and whose last day is known."""
        return tuple(found for found in self.duties if found.certain and found.day is not None)


def screen(
    corpus: Corpus,
    facts: Mapping[str, FactValue],
    as_of: date,
    sides: frozenset[Side] = BOTH,
    requested: frozenset[str] = frozenset(),
) -> Screening:
    """Run the rule tables in force on `as_of` over the known facts.

    Facts that are not in `facts` are unknown and never count as "no". A table that runs on request
    does so if what it decides is in `requested`. Raises `ContradictionError` when the facts
    contradict each other.
    """
    program = compile_program(corpus, as_of, requested)
    facts = {**facts, DAY_OF_LAW: as_of}
    derived = [d for d in derive(corpus, facts, as_of) if d.fact not in facts]
    derived += add_up(corpus, facts, program.comparisons)
    worlds = Worlds(open_space(program, as_of), {**facts, **{d.fact: d.value for d in derived}})
    derived += infer(program, worlds)
    known = worlds.known
    asked = [t for t in program.tables if t.decides.split(".")[0] in sides]
    tables: dict[str, TableResult] = {t.decides: _result(program, t, worlds) for t in asked}
    flags = {key: flag for key, flag in program.flags.items() if flag.side in sides}
    raised = [(flag, worlds.value(key, BASE)) for key, flag in flags.items()]
    return Screening(
        as_of=as_of,
        known=dict(known),
        derived=tuple(derived),
        tables=tables,
        missing=tuple(missing_facts(program, asked, flags, worlds)),
        flags=tuple(flag for flag, value in raised if value),
        open_flags=tuple(flag for flag, value in raised if value is None and decides(flag)),
        duties=tuple(owed(asked, worlds)),
        trace=tuple(_trace(program, asked, worlds)),
        items=listing(corpus, known, as_of),
    )


def _result(program: Program, table: Table, worlds: Worlds) -> TableResult:
    rows = possible_outcomes(table, worlds)
    possible = [outcome for outcome, found in rows if found >> BASE & 1]
    ordinary = [outcome for outcome, found in rows if found >> ORDINARY & 1]
    definite = _agree(possible)
    world = BASE if definite else ORDINARY
    agreed = possible if definite else ordinary if _agree(ordinary) else []
    decided = _deciding(agreed, worlds, world)
    rules = [program.rules[g] for g in (decided.grounds if decided else ())]
    return TableResult(
        table=table,
        possible=tuple(sorted({o.value for o in possible}, key=table.severity.index)),
        provisional=decided.value if decided else NEEDS_FACTS,
        decided_by=decided,
        grounds=tuple(rule for rule in rules if worlds.value(rule.id, world)),
    )


def _deciding(agreed: list[Outcome], worlds: Worlds, world: int) -> Outcome | None:
    """Return the row behind a status: of several that agree, the first with a ground that holds."""
    for outcome in agreed:
        if any(worlds.value(ground, world) for ground in outcome.grounds):
            return outcome
    return agreed[0] if agreed else None


def _agree(outcomes: list[Outcome]) -> bool:
    return len({outcome.value for outcome in outcomes}) == 1


def _trace(program: Program, tables: Iterable[Table], worlds: Worlds) -> list[Step]:
    value, support, known = worlds.value, program.support, worlds.known
    return [
        Step(rule, table.table, value(rule.id, BASE), support[rule.id], known)
        for table in tables
        for rule in table.rules
    ]


__all__ = ["Screening", "Side", "TableResult", "screen"]
