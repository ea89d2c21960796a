"""The rule tables of one day, parsed and put in order once, ready to be run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.rules.closure import Closure, closure_of
from assistant.rules.facts import FactValue
from assistant.rules.worlds import Evaluator, Space, Worlds, evaluator, never
from corpus import Corpus
from corpus.expression import AllOf, AnyOf, Node, Not, Ref, Test, names, parse, replaced, walk
from corpus.model import Duty, Flag, Inference, Outcome, Rule, Table

DUTY = "duty:"
KEPT = 64  # days of which the program and the worlds are kept
DAY_OF_LAW = "day_of_law"  # the fact that is always known

Condition = tuple[str, Evaluator]  # key and test


@dataclass(frozen=True, eq=False)
class Conditions:
    """Conditions in an order in which each comes after those it speaks of."""

    all: tuple[Condition, ...]
    closure: Closure
    resting_on: Mapping[str, frozenset[int]]  # of each fact: places of the conditions it bears on

    def run(self, worlds: Worlds) -> None:
        """Fill `worlds.truth` with every bool fact and every condition.

        Little is known in most screenings, so what holds when nothing is told is kept, and only what
        the facts told since bear on is evaluated (again).
        """
        if worlds.told is None:
            start = _start(self, worlds.space)
            worlds.truth, worlds.told = dict(start.truth), start.told
        told = _differing(worlds.known, worlds.told or {})
        worlds.told = worlds.known
        families, rest = self.closure.families, self.resting_on
        self.closure.close(worlds, {name for fact in told & families.keys() for name in families[fact]})
        places = sorted(set().union(*(rest[fact] for fact in told if fact in rest)))
        _evaluate([self.all[place] for place in places], worlds)

    def run_whole(self, worlds: Worlds) -> None:
        """Do the same, but evaluate everything."""
        self.closure.close(worlds)
        _evaluate(self.all, worlds)
        worlds.told = worlds.known


def _evaluate(conditions: Iterable[Condition], worlds: Worlds) -> None:
    truth = worlds.truth
    for key, test in conditions:
        truth[key] = test(worlds)


def _differing(known: Mapping[str, FactValue], other: Mapping[str, FactValue]) -> set[str]:
    return {name for name in known.keys() | other.keys() if known.get(name) != other.get(name)}


@lru_cache(maxsize=2 * KEPT)
def _start(conditions: Conditions, space: Space) -> Worlds:
    """Return the worlds of a screening to which nothing was told."""
    worlds = Worlds(space, {DAY_OF_LAW: space.as_of})
    conditions.run_whole(worlds)
    return worlds


@dataclass(frozen=True, eq=False)
class Program:
    """Tables, flags and facts in force on a day, with their conditions ready to be evaluated."""

    corpus: Corpus
    tables: tuple[Table, ...]
    rules: dict[str, Rule]
    flags: Mapping[str, Flag]  # by the key of the condition
    conditions: Conditions  # by rule id, "flag:<id>", "<table>:<row>", "duty:<id>", "inference:<place>"
    inferences: tuple[tuple[Inference, str], ...]  # each with the key of its condition
    weighed: tuple[str, ...]  # facts that a status or a deciding flag can depend on, sorted
    operands: dict[str, tuple[Test, ...]]  # fact name -> the comparisons that these make of it
    comparisons: dict[str, tuple[Test, ...]]  # fact name -> those that anything makes of it
    support: dict[str, tuple[str, ...]]  # key of a condition -> facts it can depend on, sorted

    @property
    def bool_facts(self) -> tuple[str, ...]:
        """The bool facts, wholes before their parts."""
        return self.conditions.closure.names

    def run(self, worlds: Worlds) -> None:
        """Fill `worlds.truth` with every bool fact, rule, flag, row, duty and inference."""
        self.conditions.run(worlds)


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
    ruled = _conditions(corpus, tables, rules, flags)
    inferring = {inference_key(place): parse(i.when) for place, i in enumerate(corpus.inferences)}
    nodes = _by_comparison({**ruled, **inferring})
    support = _support(corpus, nodes)
    weighing = _weighing(corpus, nodes)
    spoken_of = {name for node in nodes.values() if node for name in names(node)}
    closure = closure_of(corpus.facts, spoken_of | {inference.fact for inference in corpus.inferences})
    return Program(
        corpus=corpus,
        tables=tables,
        rules={rule.id: rule for table in tables for rule in table.rules},
        flags={flag_key(flag.id): flag for flag in corpus.flags if flag.id in flags},
        conditions=_ready(nodes, support, closure),
        inferences=tuple(zip(corpus.inferences, inferring, strict=True)),
        weighed=tuple(sorted({fact for key in weighing for fact in support[key]})),
        operands=_operands({key: nodes[key] for key in weighing}),
        comparisons=_operands(nodes),
        support=support,
    )


def _ready(
    nodes: Mapping[str, Node | None], support: Mapping[str, tuple[str, ...]], closure: Closure
) -> Conditions:
    conditions = tuple((key, never if node is None else evaluator(node)) for key, node in nodes.items())
    resting_on: dict[str, set[int]] = {}
    for place, key in enumerate(nodes):
        for fact in support[key]:
            for name in closure.families.get(fact, (fact,)):
                resting_on.setdefault(name, set()).add(place)
    return Conditions(conditions, closure, {fact: frozenset(places) for fact, places in resting_on.items()})


def _by_comparison(nodes: Mapping[str, Node | None]) -> dict[str, Node | None]:
    """Name every comparison, as a condition of its own before those that make it: each is evaluated once."""
    named: dict[str, Node | None] = {}
    for key, node in nodes.items():
        tests = [part for part in walk(node) if isinstance(part, Test)] if node is not None else []
        named |= {comparison_key(test): test for test in tests if comparison_key(test) != key}
        named[key] = node if node is None or key in map(comparison_key, tests) else _with_keys(node)
    return named


def _with_keys(node: Node) -> Node:
    return replaced(node, lambda test: Ref(comparison_key(test)))


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


def comparison_key(test: Test) -> str:
    """Name of a comparison: its own words, which no rule has for an id."""
    return f"{test.fact} {test.op} {test.value}"


def inference_key(place: int) -> str:
    """Name of the condition of one inference."""
    return f"inference:{place}"


def row_key(table: Table, row: int) -> str:
    """Name of the condition of one outcome row."""
    return f"{table.table}:{row}"


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


def possible_outcomes(table: Table, worlds: Worlds) -> list[tuple[Outcome, int]]:
    """For each row of the decision list, the set of worlds in which it may still be the one that decides."""
    space = worlds.space
    remaining = space.everywhere
    rows: list[tuple[Outcome, int]] = []
    for row, outcome in enumerate(table.outcomes):
        if outcome.when is None:
            rows.append((outcome, remaining))
            break
        truth = worlds.truth[row_key(table, row)]
        rows.append((outcome, remaining & truth))
        remaining &= ~(truth >> space.size)
    return rows
