"""The rule tables of one day, parsed and put in order once, ready to be run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.worlds import BASE, NOWHERE, Evaluator, Mask, Space, Worlds, evaluator
from corpus import Corpus
from corpus.check import choices
from corpus.expression import AS_OF, AllOf, AnyOf, Node, Not, Ref, Test, names, parse, walk
from corpus.model import Duty, Flag, Inference, Outcome, Rule, Table

DUTY = "duty:"
KEPT = 64  # days of which the program and the worlds are kept

Condition = tuple[str, Evaluator | None]  # key and test; None for a rule that is not in force: it is false


@dataclass(frozen=True, eq=False)
class Program:
    """Tables, flags and facts in force on a day, with their conditions ready to be evaluated."""

    corpus: Corpus
    tables: tuple[Table, ...]
    rules: dict[str, Rule]
    flags: tuple[Flag, ...]
    conditions: tuple[Condition, ...]  # by rule id, "flag:<id>", "<table>:<row>" or "duty:<id>", in order
    inferences: tuple[tuple[Inference, Evaluator], ...]
    inference_conditions: tuple[Condition, ...]  # those that the inferences rest on
    bool_facts: tuple[str, ...]  # parents before children
    parents: dict[str, tuple[str, ...]]  # of each bool fact
    weighed: tuple[str, ...]  # facts that a status or a deciding flag can depend on, sorted
    operands: dict[str, tuple[Test, ...]]  # fact name -> the comparisons that these make of it
    support: dict[str, tuple[str, ...]]  # key of a condition -> facts it can depend on, sorted

    def run(self, worlds: Worlds) -> None:
        """Fill `worlds.truth` with every bool fact, rule, flag, row and duty."""
        self._run(self.conditions, worlds)

    def run_for_inferences(self, worlds: Worlds) -> None:
        """Fill `worlds.truth` only with what the inferences rest on."""
        self._run(self.inference_conditions, worlds)

    def _run(self, conditions: Iterable[Condition], worlds: Worlds) -> None:
        close(self, worlds)
        truth, nothing = worlds.truth, Mask(0, worlds.space.everywhere)
        for key, test in conditions:
            truth[key] = nothing if test is None else Mask(*test(worlds))


@lru_cache(maxsize=KEPT)
def compile_program(corpus: Corpus, day: date, requested: frozenset[str] = frozenset()) -> Program:
    """Return the program of the tables in force on `day`; compiled once per set of rules.

    A table that runs on request is left out unless what it decides is in `requested`.
    """
    tables = _tables(corpus, requested)
    rules = {rule.id for table in tables for rule in table.rules if rule.valid.covers(day)}
    flags = {flag.id for flag in corpus.flags if flag.valid.covers(day)}
    return _compiled(corpus, requested, frozenset(rules), frozenset(flags))


def _tables(corpus: Corpus, requested: frozenset[str]) -> tuple[Table, ...]:
    return tuple(t for t in corpus.tables.values() if not t.on_request or t.decides in requested)


@lru_cache(maxsize=KEPT)
def _compiled(
    corpus: Corpus, requested: frozenset[str], rules: frozenset[str], flags: frozenset[str]
) -> Program:
    tables = _tables(corpus, requested)
    conditions = _conditions(corpus, tables, rules, flags)
    tests = tuple((key, None if node is None else evaluator(node)) for key, node in conditions.items())
    inferences = [(inference, parse(inference.when)) for inference in corpus.inferences]
    needed = _needed(conditions, [node for _, node in inferences])
    support = _support(corpus, conditions)
    weighing = _weighing(corpus, conditions)
    spoken_of = {
        name for node in [*conditions.values(), *(n for _, n in inferences)] if node for name in names(node)
    }
    spoken_of |= {inference.fact for inference in corpus.inferences}
    bool_facts = _parents_first(corpus, spoken_of)
    return Program(
        corpus=corpus,
        tables=tables,
        rules={rule.id: rule for table in tables for rule in table.rules},
        flags=tuple(flag for flag in corpus.flags if flag.id in flags),
        conditions=tests,
        inferences=tuple((inference, evaluator(node)) for inference, node in inferences),
        inference_conditions=tuple(test for test in tests if test[0] in needed),
        bool_facts=bool_facts,
        parents={name: corpus.facts[name].within for name in bool_facts},
        weighed=tuple(sorted({fact for key in weighing for fact in support[key]})),
        operands=_operands({key: conditions[key] for key in weighing}),
        support=support,
    )


def _conditions(
    corpus: Corpus, tables: Iterable[Table], rules: frozenset[str], flags: frozenset[str]
) -> dict[str, Node | None]:
    """Parse every condition, each after those it speaks of."""
    conditions: dict[str, Node | None] = {}
    for table in tables:
        for rule in table.rules:
            conditions[rule.id] = parse(rule.when) if rule.id in rules else None
        for row, outcome in enumerate(table.outcomes):
            if outcome.when is not None:
                conditions[row_key(table, row)] = parse(outcome.when)
        for duty in table.duties:
            conditions[duty_key(duty.id)] = _standing(table, duty)
    for flag in corpus.flags:
        if flag.id in flags:
            conditions[flag_key(flag.id)] = parse(flag.when)
    return conditions


def _standing(table: Table, duty: Duty) -> Node:
    """Return `corpus.duties.condition` in terms of the rows, which have been evaluated by then."""
    own = (parse(duty.when),) if duty.when is not None else ()
    if not duty.status:
        return AllOf(own)
    deciding: list[Node] = []
    before: list[Node] = []
    for row, outcome in enumerate(table.outcomes):
        holds = Ref(row_key(table, row))
        if outcome.value in duty.status:
            deciding.append(AllOf((*(() if outcome.when is None else (holds,)), *before)))
        before.append(Not(holds))
    return AllOf((AnyOf(tuple(deciding)), *own))


def _needed(conditions: dict[str, Node | None], roots: Iterable[Node]) -> frozenset[str]:
    """Return the conditions that the roots rest on, directly or through others."""
    needed = {name for node in roots for name in names(node)}
    for key, node in reversed(conditions.items()):
        if key in needed and node is not None:
            needed |= names(node)
    return frozenset(needed & conditions.keys())


def decides(flag: Flag) -> bool:
    """Tell whether a flag bears on the overall verdict: it stops the deal, or sends it to a person."""
    return flag.level == "stop" or flag.refer


def _weighing(corpus: Corpus, conditions: dict[str, Node | None]) -> tuple[str, ...]:
    """Return the conditions that a status or a deciding flag rests on: no other needs what-ifs."""
    rows = {row_key(table, row) for table in corpus.tables.values() for row in range(len(table.outcomes))}
    flags = {flag_key(flag.id) for flag in corpus.flags if decides(flag)}
    roots = [(key, node) for key, node in conditions.items() if key in rows | flags]
    needed = _needed(conditions, [node for _, node in roots if node is not None])
    return tuple(key for key in conditions if key in needed or key in rows | flags)


def flag_key(flag_id: str) -> str:
    """Name of the condition of one flag."""
    return f"flag:{flag_id}"


def duty_key(duty_id: str) -> str:
    """Name of the condition of one duty."""
    return f"{DUTY}{duty_id}"


def row_key(table: Table, row: int) -> str:
    """Name of the condition of one outcome row."""
    return f"{table.table}:{row}"


def _parents_first(corpus: Corpus, spoken_of: set[str]) -> tuple[str, ...]:
    """Return the bool facts spoken of and those that are wholes or parts, each after its wholes."""
    ordered: list[str] = []
    wholes = {whole for spec in corpus.facts.values() for whole in spec.within}

    def place(name: str) -> None:
        if name not in ordered:
            for parent in corpus.facts[name].within:
                place(parent)
            ordered.append(name)

    for spec in corpus.facts.values():
        if spec.type == "bool" and (spec.name in spoken_of | wholes or spec.within):
            place(spec.name)
    return tuple(ordered)


def _operands(conditions: dict[str, Node | None]) -> dict[str, tuple[Test, ...]]:
    found: dict[str, dict[Test, None]] = {}
    for node in conditions.values():
        for part in walk(node) if node is not None else ():
            if isinstance(part, Test):
                found.setdefault(part.fact, {})[part] = None
    return {fact: tuple(tests) for fact, tests in found.items()}


def _support(corpus: Corpus, conditions: dict[str, Node | None]) -> dict[str, tuple[str, ...]]:
    support: dict[str, frozenset[str]] = {}
    for key, node in conditions.items():
        direct = names(node) if node is not None else frozenset()
        indirect = [support[name] for name in direct if name in support]
        support[key] = frozenset(name for name in direct if name in corpus.facts).union(*indirect)
    return {key: tuple(sorted(facts)) for key, facts in support.items()}


def close(program: Program, worlds: Worlds) -> None:
    """Set every bool fact in every world, respecting `within`.

    A part that is true makes its whole true; a whole that is false makes its parts false. What
    is known or probed wins over ordinary values. Raises `ContradictionError` when the known
    facts themselves break this.
    """
    space = worlds.space
    true, false = _explicit(program, worlds)
    for name in reversed(program.bool_facts):
        for parent in program.parents[name]:
            true[parent] |= true[name]
    for name in program.bool_facts:
        for parent in program.parents[name]:
            false[name] |= false[parent]
        if (true[name] & false[name]) >> BASE & 1:
            raise _contradiction(program, worlds)
    for name in program.bool_facts:
        undecided = space.ordinary_worlds & ~(true[name] | false[name])
        possible = undecided if space.ordinary.get(name) is True else 0
        for parent in program.parents[name]:
            possible &= worlds.truth[parent].t
        # Without an ordinary value a derived fact stays unknown even in the ordinary worlds.
        otherwise = undecided & ~possible if name in space.ordinary else 0
        t = true[name] | possible
        worlds.truth[name] = Mask(t, (false[name] | otherwise) & ~t)


def _explicit(program: Program, worlds: Worlds) -> tuple[dict[str, int], dict[str, int]]:
    true: dict[str, int] = {}
    false: dict[str, int] = {}
    everywhere, probed = worlds.space.everywhere, worlds.space.probed
    for name in program.bool_facts:
        value = worlds.known.get(name)
        if value is None:
            true[name], false[name] = probed.get(name, NOWHERE)
        else:
            true[name], false[name] = (everywhere, 0) if value is True else (0, everywhere)
    return true, false


def _contradiction(program: Program, worlds: Worlds) -> ContradictionError:
    """Name the parts that are true and, of their wholes, those that are false; nothing else."""
    denied = {name for name in program.bool_facts if worlds.known.get(name) is False}
    clashes = {
        name: denied & _ancestors(program, name)
        for name in program.bool_facts
        if worlds.known.get(name) is True
    }
    wholes = tuple(sorted(set().union(*clashes.values())))
    return ContradictionError(wholes, tuple(name for name, above in clashes.items() if above))


def _ancestors(program: Program, name: str) -> set[str]:
    found: set[str] = set()
    for parent in program.parents[name]:
        found |= {parent} | _ancestors(program, parent)
    return found


@lru_cache(maxsize=KEPT)
def open_space(program: Program, as_of: date) -> Space:
    """Return the worlds in which a screening on `as_of` asks what every unknown fact would change."""
    probes = ((fact, value) for fact in program.weighed for value in probe_values(program, fact, as_of))
    return Space(probes, _ordinary(program.corpus, as_of), as_of)


def _ordinary(corpus: Corpus, as_of: date) -> dict[str, FactValue]:
    values: dict[str, FactValue] = {}
    for spec in corpus.facts.values():
        value = as_of if spec.ordinary == AS_OF else spec.ordinary
        # A derived fact has no ordinary value of its own: what it derives from decides.
        if value is not None and spec.asks is None and not isinstance(value, tuple):
            values[spec.name] = value
    return values


def probe_values(program: Program, fact: str, as_of: date) -> tuple[FactValue, ...]:
    """Return values of an unknown fact that between them reach every side of every comparison."""
    if program.corpus.facts[fact].type == "bool":
        return (True, False)
    values: set[FactValue] = set()
    for test in program.operands.get(fact, ()):
        operand = as_of if test.value == AS_OF else test.value
        values |= _around(operand)
    if program.corpus.facts[fact].type == "choice":
        values |= set(program.corpus.facts[fact].choices) or _none_of(program.corpus, fact, values)
    if program.corpus.facts[fact].type == "set":
        values = {frozenset({str(value)}) for value in values}
        values.add(frozenset())  # some value that no rule asks for
    return tuple(sorted(values, key=str))


def _none_of(corpus: Corpus, fact: str, values: set[FactValue]) -> set[FactValue]:
    """Return one value that no comparison names, of a choice with too many to try each."""
    rest = sorted(choices(corpus, corpus.facts[fact]) - values)
    return set(rest[:1])


def shifted(day: date, days: int) -> date:
    """Return the day so many calendar days later (earlier if negative), within what a date can be."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def _around(operand: object) -> set[FactValue]:
    if isinstance(operand, tuple):
        return set(operand)
    if isinstance(operand, date):
        return {shifted(operand, -1), operand, shifted(operand, 1)}
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return {operand * 0.99, float(operand), operand * 1.01}
    return {operand} if isinstance(operand, str) else set()


def possible_outcomes(table: Table, worlds: Worlds) -> list[tuple[Outcome, int]]:
    """For each row of the decision list, the worlds in which it may still be the one that decides."""
    remaining = worlds.space.everywhere
    rows: list[tuple[Outcome, int]] = []
    for row, outcome in enumerate(table.outcomes):
        if outcome.when is None:
            rows.append((outcome, remaining))
            break
        mask = worlds.truth[row_key(table, row)]
        rows.append((outcome, remaining & ~mask.f))
        remaining &= ~mask.t
    return rows
