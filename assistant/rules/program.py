"""The rule tables of one day, parsed and put in order once, ready to be run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.worlds import BASE, Mask, Worlds
from corpus import Corpus
from corpus.expression import AS_OF, Node, Test, names, parse, walk
from corpus.model import Flag, Outcome, Rule, Table


@dataclass(frozen=True)
class Program:
    """Tables, flags and facts in force on a day, with parsed conditions."""

    corpus: Corpus
    tables: tuple[Table, ...]
    rules: dict[str, Rule]
    conditions: dict[str, Node | None]  # by rule id, "flag:<id>", "<table>:<row>" or "deadline:<id>";
    #                                     None for a rule that is not in force: it is false
    flags: tuple[Flag, ...]
    bool_facts: tuple[str, ...]  # parents before children
    operands: dict[str, tuple[Test, ...]]  # fact name -> the comparisons made of it
    support: dict[str, frozenset[str]]  # rule or condition key -> facts it can depend on

    def run(self, worlds: Worlds) -> None:
        """Fill `worlds.truth` with every bool fact, rule, flag, row and deadline."""
        close(self, worlds)
        nothing = Mask(0, worlds.everywhere)
        for key, node in self.conditions.items():
            worlds.truth[key] = nothing if node is None else worlds.evaluate(node)


@lru_cache(maxsize=64)
def _compiled(corpus_key: int, in_force: frozenset[str]) -> Program:
    corpus = _CORPORA[corpus_key]
    conditions: dict[str, Node | None] = {}
    rules: dict[str, Rule] = {}
    for table in corpus.tables.values():
        for rule in table.rules:
            rules[rule.id] = rule
            conditions[rule.id] = parse(rule.when) if rule.id in in_force else None
        for row, outcome in enumerate(table.outcomes):
            if outcome.when is not None:
                conditions[row_key(table, row)] = parse(outcome.when)
        for deadline in table.deadlines:
            conditions[f"deadline:{deadline.id}"] = parse(deadline.when)
    flags = tuple(flag for flag in corpus.flags if flag.id in in_force)
    conditions |= {f"flag:{flag.id}": parse(flag.when) for flag in flags}
    return Program(
        corpus=corpus,
        tables=tuple(corpus.tables.values()),
        rules=rules,
        conditions=conditions,
        flags=flags,
        bool_facts=_parents_first(corpus),
        operands=_operands(conditions),
        support=_support(corpus, conditions),
    )


_CORPORA: dict[int, Corpus] = {}


def compile_program(corpus: Corpus, day: date) -> Program:
    """Return the program of the tables in force on `day`; compiled once per set of rules."""
    _CORPORA[id(corpus)] = corpus
    rules = {rule.id for table in corpus.tables.values() for rule in table.rules if rule.valid.covers(day)}
    flags = {flag.id for flag in corpus.flags if flag.valid.covers(day)}
    return _compiled(id(corpus), frozenset(rules | flags))


def row_key(table: Table, row: int) -> str:
    """Name of the condition of one outcome row."""
    return f"{table.table}:{row}"


def _parents_first(corpus: Corpus) -> tuple[str, ...]:
    ordered: list[str] = []

    def place(name: str) -> None:
        if name not in ordered:
            for parent in corpus.facts[name].within:
                place(parent)
            ordered.append(name)

    for spec in corpus.facts.values():
        if spec.type == "bool":
            place(spec.name)
    return tuple(ordered)


def _operands(conditions: dict[str, Node | None]) -> dict[str, tuple[Test, ...]]:
    found: dict[str, dict[Test, None]] = {}
    for node in conditions.values():
        for part in walk(node) if node is not None else ():
            if isinstance(part, Test):
                found.setdefault(part.fact, {})[part] = None
    return {fact: tuple(tests) for fact, tests in found.items()}


def _support(corpus: Corpus, conditions: dict[str, Node | None]) -> dict[str, frozenset[str]]:
    support: dict[str, frozenset[str]] = {}
    for key, node in conditions.items():
        direct = names(node) if node is not None else frozenset()
        indirect = [support[name] for name in direct if name in support]
        support[key] = frozenset(name for name in direct if name in corpus.facts).union(*indirect)
    return support


def close(program: Program, worlds: Worlds) -> None:
    """Set every bool fact in every world, respecting `within`.

    A part that is true makes its whole true; a whole that is false makes its parts false. What
    is known or probed wins over ordinary values. Raises `ContradictionError` when the known
    facts themselves break this.
    """
    facts = program.corpus.facts
    ordinary_worlds = worlds.ordinary_worlds
    true, false = _explicit(program, worlds)
    for name in reversed(program.bool_facts):
        for parent in facts[name].within:
            true[parent] |= true[name]
    for name in program.bool_facts:
        for parent in facts[name].within:
            false[name] |= false[parent]
        if (true[name] & false[name]) >> BASE & 1:
            raise _contradiction(program, worlds, name)
    for name in program.bool_facts:
        undecided = ordinary_worlds & ~(true[name] | false[name])
        possible = undecided if worlds.ordinary.get(name) is True else 0
        for parent in facts[name].within:
            possible &= worlds.truth[parent].t
        # Without an ordinary value a derived fact stays unknown even in the ordinary worlds.
        otherwise = undecided & ~possible if name in worlds.ordinary else 0
        t = true[name] | possible
        worlds.truth[name] = Mask(t, (false[name] | otherwise) & ~t)


def _explicit(program: Program, worlds: Worlds) -> tuple[dict[str, int], dict[str, int]]:
    true = dict.fromkeys(program.bool_facts, 0)
    false = dict.fromkeys(program.bool_facts, 0)
    for name in program.bool_facts:
        if name in worlds.known:
            (true if worlds.known[name] is True else false)[name] = worlds.everywhere
    for probe in worlds.probes:
        if probe.fact in true:
            side = true if probe.value is True else false
            side[probe.fact] |= probe.worlds
    return true, false


def _contradiction(program: Program, worlds: Worlds, name: str) -> ContradictionError:
    children = [
        child
        for child in program.bool_facts
        if worlds.known.get(child) is True and name in _ancestors(program.corpus, child) | {child}
    ]
    parents = [p for p in _ancestors(program.corpus, name) | {name} if worlds.known.get(p) is False]
    pair = " and ".join(sorted(f"{n} is {'true' if n in children else 'false'}" for n in [*children, *parents]))
    return ContradictionError(name, f"contradicts another fact: {pair}.", "Correct one of them or leave it out.")


def _ancestors(corpus: Corpus, name: str) -> set[str]:
    found: set[str] = set()
    for parent in corpus.facts[name].within:
        found |= {parent} | _ancestors(corpus, parent)
    return found


def probe_values(program: Program, fact: str, as_of: date) -> tuple[FactValue, ...]:
    """Return values of an unknown fact that between them reach every side of every comparison."""
    if program.corpus.facts[fact].type == "bool":
        return (True, False)
    values: set[FactValue] = set()
    for test in program.operands.get(fact, ()):
        operand = as_of if test.value == AS_OF else test.value
        values |= _around(operand)
    if program.corpus.facts[fact].type == "choice":
        values |= set(program.corpus.facts[fact].choices)
    if program.corpus.facts[fact].type == "set":
        values = {frozenset({str(value)}) for value in values} | {frozenset()}
    return tuple(sorted(values, key=str))


def _around(operand: object) -> set[FactValue]:
    if isinstance(operand, tuple):
        return set(operand)
    if isinstance(operand, date):
        return {operand - timedelta(days=1), operand, operand + timedelta(days=1)}
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return {operand * 0.99, float(operand), operand * 1.01}
    return {operand} if isinstance(operand, str) else set()


def possible_outcomes(program: Program, table: Table, worlds: Worlds) -> list[tuple[Outcome, int]]:
    """For each row of the decision list, the worlds in which it may still be the one that decides."""
    remaining = worlds.everywhere
    rows: list[tuple[Outcome, int]] = []
    for row, outcome in enumerate(table.outcomes):
        if outcome.when is None:
            rows.append((outcome, remaining))
            break
        mask = worlds.truth[row_key(table, row)]
        rows.append((outcome, remaining & ~mask.f))
        remaining &= ~mask.t
    return rows
