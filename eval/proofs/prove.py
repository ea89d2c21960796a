"""The properties every rule table must have, each proved or refuted with a counterexample."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import z3  # type: ignore[import-untyped]

from corpus.duties import condition
from corpus.expression import parse
from corpus.model import Corpus, Table
from eval.proofs.encode import Deal, Knowledge, Term, ThreeValued, TwoValued
from eval.proofs.witness import UndecidedError, Witness, find

Verdict = Literal["proved", "refuted", "undecided"]


@dataclass(frozen=True)
class Proof:
    """What became of one property of one table."""

    table: str
    property: str
    verdict: Verdict
    counterexample: str  # or why the solver gave up; empty if proved
    seconds: float


class Case:
    """One table and its readings."""

    def __init__(self, corpus: Corpus, table: Table, reading: type[ThreeValued]) -> None:
        self.table = table
        self.deal = Deal(corpus)
        self.two = TwoValued(self.deal)
        self.reading = reading
        self.any_deal = [*self.deal.bounds(), *self.deal.wholes()]

    def knowing(self, label: str | None = None) -> ThreeValued:
        """Read the table over what one person knows; without a label, over everything."""
        return self.reading(self.deal, Knowledge(self.deal, label))


def prove(corpus: Corpus, table: Table, reading: type[ThreeValued] = ThreeValued) -> list[Proof]:
    """Prove or refute every property of one table; `reading` is the three-valued logic it is read in."""
    case = Case(corpus, table, reading)
    return [_one(case, name, check) for name, check in PROPERTIES.items()]


def _one(case: Case, name: str, check: Callable[[Case], str | None]) -> Proof:
    start = time.perf_counter()
    verdict: Verdict
    try:
        told = check(case)
        verdict = "proved" if told is None else "refuted"
    except UndecidedError as error:
        told, verdict = str(error), "undecided"
    return Proof(case.table.table, name, verdict, told or "", time.perf_counter() - start)


def _total(case: Case) -> str | None:
    """Every complete set of facts that agrees with `within` gets some outcome."""
    claim = z3.Or(*case.two.rows(case.table))
    if find([*case.any_deal, z3.Not(claim)]) is None:
        return None
    witness = Witness(case.deal, case.any_deal, claim)
    return f"no row holds: {witness.told(witness.decisive())}"


def _single(case: Case) -> str | None:
    """With every fact known, no two outcomes that differ are left."""
    possible = case.knowing().possible(case.table)
    claim = z3.AtMost(*possible.values(), 1)
    if find([*case.any_deal, z3.Not(claim)]) is None:
        return None
    witness = Witness(case.deal, case.any_deal, claim)
    return f"{witness.values(possible)} all left: {witness.told(witness.decisive())}"


def _rows(case: Case) -> str | None:
    """Every row decides some deal."""
    return "; ".join(_dead_rows(case)) or None


def _dead_rows(case: Case) -> Iterator[str]:
    rows = case.two.rows(case.table)
    for index, deciding in enumerate(case.two.deciding(case.table)):
        if find([*case.any_deal, deciding]) is not None:
            continue
        name = f"row {index + 1} ({case.table.outcomes[index].value})"
        if find([*case.any_deal, rows[index]]) is None:
            yield f"{name} never holds"
        else:
            witness = Witness(case.deal, case.any_deal, z3.Not(rows[index]))
            yield f"{name} never decides: with {witness.told(witness.decisive())} an earlier row does"


def _rules(case: Case) -> str | None:
    """Every rule, and every duty, holds for some deal and not for another."""
    terms = {f"rule {rule.id}": case.two.rule(rule.id) for rule in case.table.rules}
    duties = {f"duty {d.id}": condition(case.table, d) for d in case.table.duties}
    terms |= {name: case.two.node(parse(when)) for name, when in duties.items()}
    return "; ".join(_constants(case, terms)) or None


def _constants(case: Case, terms: dict[str, Term]) -> Iterator[str]:
    for name, term in terms.items():
        if find([*case.any_deal, term]) is None:
            yield f"{name} is always false"
        elif find([*case.any_deal, z3.Not(term)]) is None:
            yield f"{name} is always true"


def _monotone(case: Case) -> str | None:
    """Who knows more never has an outcome left that who knows less had ruled out.

    As some outcome is always left, a definite outcome so never turns into another either.
    """
    less, more = case.knowing("less"), case.knowing("more")
    before, after = less.possible(case.table), more.possible(case.table)
    given = [*case.deal.bounds(), *less.knowledge.within(more.knowledge), more.consistent()]
    claim = z3.And(*(z3.Implies(after[value], before[value]) for value in before))
    if find([*given, z3.Not(claim)]) is None:
        return None
    witness = Witness(case.deal, given, claim, [more.knowledge, less.knowledge])
    known = witness.known(less.knowledge)
    added = {name: value for name, value in witness.known(more.knowledge).items() if name not in known}
    return (
        f"knowing {witness.told(known)}: {witness.values(before)}; "
        f"knowing also {witness.told(added)}: {witness.values(after)}"
    )


def _sound(case: Case) -> str | None:
    """Whatever the unknown facts turn out to be, the outcome is one of those still possible.

    So where only one is possible, every completion has it.
    """
    partial = case.knowing("somebody")
    possible, outcome = partial.possible(case.table), case.two.outcome(case.table)
    claim = z3.And(*(z3.Implies(outcome[value], possible[value]) for value in outcome))
    if find([*case.any_deal, z3.Not(claim)]) is None:
        return None
    witness = Witness(case.deal, case.any_deal, claim, [partial.knowledge])
    known = witness.known(partial.knowledge)
    rest = {name: value for name, value in witness.decisive().items() if name not in known}
    also = f" with {witness.told(rest)}" if rest else ""
    partly = f"knowing {witness.told(known)}: {witness.values(possible)}"
    return f"{partly}; yet the outcome is {witness.values(outcome)}{also}"


def _reachable(case: Case) -> str | None:
    """Every value of `severity` is the outcome of some deal."""
    outcomes = case.two.outcome(case.table).items()
    lost = [value for value, term in outcomes if find([*case.any_deal, term]) is None]
    return f"no facts lead to {', '.join(lost)}" if lost else None


PROPERTIES: dict[str, Callable[[Case], str | None]] = {
    "total": _total,
    "single": _single,
    "rows": _rows,
    "rules": _rules,
    "monotone": _monotone,
    "sound": _sound,
    "reachable": _reachable,
}
