"""Facts, expressions and decision lists as formulas for z3.

A `Deal` has one variable per fact and one for the day. What somebody knows of a deal is a
`Knowledge`: one more Bool per fact. Tables are read in two ways, both written anew here and
sharing nothing with the engine but the parser:

- `TwoValued`: over all facts of the deal, every proposition is true or false;
- `ThreeValued`: over what is known of it, every proposition is a pair of Bools, "true" and
  "false", and neither of them is "unknown" (strong Kleene logic).

The day is a variable, so a proof speaks of every day; a rule that is not in force is false.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

from assistant.rules.facts import FactValue
from assistant.rules.program import DAY_OF_LAW
from corpus.check import choices
from corpus.duties import condition
from corpus.expression import AS_OF, AllOf, AnyOf, Node, Not, Ref, Test, Value, parse, walk
from corpus.model import Corpus, Expression, FactSpec, Rule, Table

Term: TypeAlias = Any  # a z3 expression: z3 has no types of its own for mypy

OTHER = "(other)"  # the codes of a set that no rule asks for, taken together
LISTING = frozenset({"listed_national", "listed_regional"})  # what assistant.rules.derive works out
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


class Pair(NamedTuple):
    """A three-valued proposition: when it is true and when it is false."""

    t: Term
    f: Term


def table_expressions(table: Table) -> list[Expression]:
    """Return every condition of a table."""
    found = [rule.when for rule in table.rules]
    found += [outcome.when for outcome in table.outcomes if outcome.when is not None]
    return found + [condition(table, duty) for duty in table.duties]


def never_known(corpus: Corpus) -> frozenset[str]:
    """Return derived facts that nothing derives: no answer and no inference can ever settle them."""
    settled = {inference.fact for inference in corpus.inferences} | LISTING | {DAY_OF_LAW}
    return frozenset(name for name, spec in corpus.facts.items() if spec.asks and name not in settled)


class Deal:
    """A complete set of facts and the day it is judged on: z3 variables and what any deal obeys.

    Numbers are reals, dates day numbers, choices positions in `choices`, sets one Bool per code
    that a table asks for (`codes`) and one for all others.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.rules: dict[str, Rule] = {r.id: r for table in corpus.tables.values() for r in table.rules}
        self.as_of: Term = z3.Int(AS_OF)
        self.choices: dict[str, tuple[str, ...]] = {}
        self.codes: dict[str, dict[str, Term]] = {}
        self.values: dict[str, Term] = {}  # of every fact but the sets
        asked = _asked_codes(corpus)
        for name, spec in corpus.facts.items():
            if spec.type in ("choice", "set"):
                self.choices[name] = tuple(sorted(choices(corpus, spec)))
            if spec.type == "set":
                self.codes[name] = self._code_variables(name, asked.get(name, frozenset()))
            else:
                self.values[name] = self.as_of if name == DAY_OF_LAW else _variable(spec)

    def _code_variables(self, name: str, asked: frozenset[str]) -> dict[str, Term]:
        rest = [OTHER] if set(self.choices[name]) - asked else []
        return {code: z3.Bool(f"{name}:{code}") for code in (*sorted(asked), *rest)}

    def variables(self) -> dict[str, list[Term]]:
        """Return the variables behind each fact, and behind the day."""
        found = {name: [variable] for name, variable in self.values.items() if name != DAY_OF_LAW}
        found |= {name: list(codes.values()) for name, codes in self.codes.items()}
        return found | {AS_OF: [self.as_of]}

    def bounds(self) -> list[Term]:
        """Return what the type of each fact demands."""
        found = [self.as_of >= FIRST_DAY, self.as_of <= LAST_DAY]
        for name, variable in self.values.items():
            found += self._bounds(self.corpus.facts[name], variable)
        return found + [z3.Or(*codes.values()) for codes in self.codes.values()]

    def _bounds(self, spec: FactSpec, variable: Term) -> list[Term]:
        if spec.type == "number":
            return [variable >= 0] + ([variable <= 100] if spec.unit == "percent" else [])
        if spec.type == "date":
            return [variable >= FIRST_DAY, variable <= LAST_DAY]
        if spec.type == "choice":
            return [variable >= 0, variable < len(self.choices[spec.name])]
        return []

    def wholes(self) -> list[Term]:
        """Return what `within` demands: a part that is true has wholes that are true."""
        return [
            z3.Implies(self.values[spec.name], self.values[whole])
            for spec in self.corpus.facts.values()
            for whole in spec.within
        ]

    def holds(self, test: Test) -> Term:
        """Return when one comparison is true of the deal."""
        if test.op == "has":
            codes = self.codes[test.fact]
            return z3.Or(*(codes[code] for code in _several(test.value)))
        variable = self.values[test.fact]
        if self.corpus.facts[test.fact].type == "choice":
            positions = [self.choices[test.fact].index(code) for code in _several(test.value)]
            return z3.Or(*(variable == position for position in positions))
        return _ordered(variable, test.op, self._operand(test.value))

    def _operand(self, value: Value) -> Term:
        return self.as_of if value == AS_OF else _constant(value)

    def in_force(self, rule: Rule) -> Term:
        """Return when the day lies in the rule's period."""
        first, last = rule.valid.from_, rule.valid.to
        ends = [self.as_of >= first.toordinal()] if first else []
        ends += [self.as_of <= last.toordinal()] if last else []
        return z3.And(*ends)

    def equals(self, facts: Mapping[str, FactValue], day: date) -> list[Term]:
        """Return that the deal has these facts on this day."""
        found = [self.as_of == day.toordinal()]
        for name, value in facts.items():
            if isinstance(value, frozenset):
                codes = self.codes[name]
                rest = bool(value - codes.keys())
                found += [v == (rest if code == OTHER else code in value) for code, v in codes.items()]
            elif isinstance(value, str):
                found.append(self.values[name] == self.choices[name].index(value))
            else:
                found.append(self.values[name] == _constant(value))
        return found


def _asked_codes(corpus: Corpus) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for table in corpus.tables.values():
        for expression in table_expressions(table):
            for part in walk(parse(expression)):
                if isinstance(part, Test) and part.op == "has":
                    found[part.fact] = found.get(part.fact, frozenset()).union(_several(part.value))
    return found


def _variable(spec: FactSpec) -> Term:
    if spec.type == "bool":
        return z3.Bool(spec.name)
    return z3.Real(spec.name) if spec.type == "number" else z3.Int(spec.name)


def _several(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _constant(value: object) -> Term:
    """Return the value exactly; a float stands for the binary fraction that the engine compares with."""
    if isinstance(value, bool):
        return z3.BoolVal(value)
    if isinstance(value, date):
        return z3.IntVal(value.toordinal())
    if isinstance(value, int | float):
        return z3.RealVal(str(Fraction(value)))
    raise TypeError(f"{value!r} is no value of a bool, number or date fact")


def _ordered(variable: Term, op: str, operand: Term) -> Term:
    match op:
        case "is":
            return variable == operand
        case "gt":
            return variable > operand
        case "ge":
            return variable >= operand
        case "lt":
            return variable < operand
        case _:
            return variable <= operand


class Knowledge:
    """Which facts of a deal somebody knows; the day is always known.

    Without a label, everything that can be known is.
    """

    def __init__(self, deal: Deal, label: str | None = None) -> None:
        self.deal = deal
        unknowable = never_known(deal.corpus)
        self.knows: dict[str, Term] = {}
        for name in deal.corpus.facts:
            if name in unknowable:
                self.knows[name] = z3.BoolVal(False)
            elif label is None or name == DAY_OF_LAW:
                self.knows[name] = z3.BoolVal(True)
            else:
                self.knows[name] = z3.Bool(f"{label} knows {name}")

    def open(self) -> dict[str, Term]:
        """Return the variables of the facts that may or may not be known."""
        return {name: known for name, known in self.knows.items() if z3.is_const(known) and _free(known)}

    def within(self, other: Knowledge) -> list[Term]:
        """Return that everything known here is known there too."""
        return [z3.Implies(known, other.knows[name]) for name, known in self.knows.items()]

    def only(self, facts: Mapping[str, FactValue]) -> list[Term]:
        """Return that these facts are known and no others."""
        return [known == (name in facts) for name, known in self.open().items()]


def _free(term: Term) -> bool:
    return not (z3.is_true(term) or z3.is_false(term))


class TwoValued:
    """Tables read over a complete deal."""

    def __init__(self, deal: Deal) -> None:
        self.deal = deal
        self._rules: dict[str, Term] = {}

    def rule(self, rule_id: str) -> Term:
        """Return when the rule is in force and its condition holds."""
        if rule_id not in self._rules:
            rule = self.deal.rules[rule_id]
            self._rules[rule_id] = z3.And(self.deal.in_force(rule), self.node(parse(rule.when)))
        return self._rules[rule_id]

    def node(self, node: Node) -> Term:
        """Return when the expression is true."""
        match node:
            case Ref(name):
                return self.rule(name) if name in self.deal.rules else self.deal.values[name]
            case Test():
                return self.deal.holds(node)
            case Not(part):
                return z3.Not(self.node(part))
            case AllOf(parts):
                return z3.And(*(self.node(part) for part in parts))
            case AnyOf(parts):
                return z3.Or(*(self.node(part) for part in parts))

    def rows(self, table: Table) -> list[Term]:
        """Return, for each row, when its own condition holds."""
        whens = [outcome.when for outcome in table.outcomes]
        return [z3.BoolVal(True) if when is None else self.node(parse(when)) for when in whens]

    def deciding(self, table: Table) -> list[Term]:
        """Return, for each row, when it is the first that holds."""
        rows = self.rows(table)
        return [z3.And(row, *(z3.Not(earlier) for earlier in rows[:i])) for i, row in enumerate(rows)]

    def outcome(self, table: Table) -> dict[str, Term]:
        """Return, for each value of the table, when a row of that value decides."""
        return _by_value(table, self.deciding(table))


class ThreeValued:
    """Tables read over what is known of a deal."""

    def __init__(self, deal: Deal, knowledge: Knowledge) -> None:
        self.deal = deal
        self.knowledge = knowledge
        facts = deal.corpus.facts
        self._parts: dict[str, list[str]] = {name: [] for name in facts}
        for spec in facts.values():
            for whole in spec.within:
                self._parts[whole].append(spec.name)
        self._true: dict[str, Term] = {}
        self._false: dict[str, Term] = {}
        self._rules: dict[str, Pair] = {}

    def consistent(self) -> Term:
        """Return that no fact is both true and false, that is, that the known facts agree with `within`."""
        names = [name for name, spec in self.deal.corpus.facts.items() if spec.type == "bool"]
        return z3.And(*(z3.Not(z3.And(*self.bool_fact(name))) for name in names))

    def bool_fact(self, name: str) -> Pair:
        """Return the fact after closure: true by itself or a part of it, false by itself or its whole."""
        return Pair(self._known_true(name), self._known_false(name))

    def _known_true(self, name: str) -> Term:
        if name not in self._true:
            given = z3.And(self.knowledge.knows[name], self.deal.values[name])
            self._true[name] = z3.Or(given, *(self._known_true(part) for part in self._parts[name]))
        return self._true[name]

    def _known_false(self, name: str) -> Term:
        if name not in self._false:
            given = z3.And(self.knowledge.knows[name], z3.Not(self.deal.values[name]))
            wholes = self.deal.corpus.facts[name].within
            self._false[name] = z3.Or(given, *(self._known_false(whole) for whole in wholes))
        return self._false[name]

    def test(self, test: Test) -> Pair:
        """Return one comparison; it is unknown while the fact is."""
        known, holds = self.knowledge.knows[test.fact], self.deal.holds(test)
        return Pair(z3.And(known, holds), z3.And(known, z3.Not(holds)))

    def rule(self, rule_id: str) -> Pair:
        """Return the rule; false where it is not in force."""
        if rule_id not in self._rules:
            rule = self.deal.rules[rule_id]
            in_force, when = self.deal.in_force(rule), self.node(parse(rule.when))
            self._rules[rule_id] = Pair(z3.And(in_force, when.t), z3.Or(z3.Not(in_force), when.f))
        return self._rules[rule_id]

    def node(self, node: Node) -> Pair:
        """Return the expression by strong Kleene logic."""
        match node:
            case Ref(name):
                return self.rule(name) if name in self.deal.rules else self.bool_fact(name)
            case Test():
                return self.test(node)
            case Not(part):
                return Pair(*reversed(self.node(part)))
            case AllOf(parts):
                pairs = [self.node(part) for part in parts]
                return Pair(z3.And(*(pair.t for pair in pairs)), z3.Or(*(pair.f for pair in pairs)))
            case AnyOf(parts):
                pairs = [self.node(part) for part in parts]
                return Pair(z3.Or(*(pair.t for pair in pairs)), z3.And(*(pair.f for pair in pairs)))

    def possible(self, table: Table) -> dict[str, Term]:
        """Return, for each value of the table, when a row of that value may still be the one that decides."""
        open_rows: list[Term] = []
        earlier: list[Term] = []
        for outcome in table.outcomes:
            if outcome.when is None:
                row = Pair(z3.BoolVal(True), z3.BoolVal(False))
            else:
                row = self.node(parse(outcome.when))
            open_rows.append(z3.And(z3.Not(row.f), *(z3.Not(true) for true in earlier)))
            earlier.append(row.t)
        return _by_value(table, open_rows)


def _by_value(table: Table, rows: list[Term]) -> dict[str, Term]:
    found: dict[str, list[Term]] = {value: [] for value in table.severity}
    for outcome, row in zip(table.outcomes, rows, strict=True):
        found[outcome.value].append(row)
    return {value: z3.Or(*terms) for value, terms in found.items()}
