"""Counterexamples: found by z3, cut down to what matters, and told as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import z3  # type: ignore[import-untyped]

from assistant.rules.facts import FactValue, plain
from assistant.rules.program import DAY_OF_LAW
from corpus.expression import AS_OF
from eval.proofs.encode import Deal, Knowledge, Term

MILLISECONDS = 120_000  # after which a question counts as undecided


class UndecidedError(RuntimeError):
    """The solver gave up: nothing is proved and nothing refuted."""


def find(conditions: Iterable[Term]) -> Term | None:
    """Return a model of the conditions, or `None` if there is none.

    Raises `UndecidedError` when the solver gives up.
    """
    solver = _solver(conditions)
    found = solver.check()
    if found == z3.unknown:
        raise UndecidedError(solver.reason_unknown())
    return solver.model() if found == z3.sat else None


def _solver(conditions: Iterable[Term]) -> Term:
    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.add(*conditions)
    return solver


class Witness:
    """A deal that breaks a claim, and the facts without which it would not.

    `given` is what was assumed of every deal, `claim` what the deal breaks; each of `knowledge`
    is made as small as it can be.
    """

    def __init__(
        self, deal: Deal, given: list[Term], claim: Term, knowledge: Sequence[Knowledge] = ()
    ) -> None:
        self.deal = deal
        self.model = _least(given, claim, [k for known in knowledge for k in known.open().values()])
        self.matters = self._matters(given, claim, knowledge)

    def _matters(self, given: list[Term], claim: Term, knowledge: Sequence[Knowledge]) -> frozenset[str]:
        solver = _solver([*given, claim])
        solver.set(unsat_core=True)
        solver.set("core.minimize", True)
        for known in knowledge:
            solver.add(*(self._pin(term) for term in known.open().values()))
        for name, variables in self.deal.variables().items():
            solver.assert_and_track(z3.And(*(self._pin(v) for v in variables)), z3.Bool(f"fact {name}"))
        solver.check()
        return frozenset(str(term).removeprefix("fact ") for term in solver.unsat_core())

    def _pin(self, variable: Term) -> Term:
        return variable == self.model.eval(variable, model_completion=True)

    def true(self, term: Term) -> bool:
        """Tell whether the proposition holds in the witness."""
        return bool(z3.is_true(self.model.eval(term, model_completion=True)))

    def values(self, terms: Mapping[str, Term]) -> str:
        """Name the keys whose propositions hold in the witness."""
        return "{" + ", ".join(name for name, term in terms.items() if self.true(term)) + "}"

    def known(self, knowledge: Knowledge) -> dict[str, FactValue]:
        """Return what is known of the deal."""
        names = [name for name, known in knowledge.knows.items() if self.true(known) and name != DAY_OF_LAW]
        return {name: fact(self.deal, self.model, name) for name in names}

    def decisive(self) -> dict[str, FactValue]:
        """Return the facts that break the claim, whatever the others are."""
        names = sorted(self.matters - {AS_OF})
        return {name: fact(self.deal, self.model, name) for name in names}

    def told(self, facts: Mapping[str, FactValue]) -> str:
        """Write facts in one line, with the day if it matters."""
        day = [f"as_of = {day_of(self.deal, self.model)}"] if AS_OF in self.matters else []
        return "; ".join(day + [f"{name} = {_word(value)}" for name, value in facts.items()]) or "no facts"


def _least(given: list[Term], claim: Term, knows: list[Term]) -> Term:
    """Return a model of the broken claim in which as little as possible is known."""
    solver = _solver([*given, z3.Not(claim)])
    for known in knows:
        solver.push()
        solver.add(z3.Not(known))
        if solver.check() != z3.sat:
            solver.pop()
    if solver.check() != z3.sat:
        raise UndecidedError(solver.reason_unknown())
    return solver.model()


def fact(deal: Deal, model: Term, name: str) -> FactValue:
    """Return the value of one fact in a model, as the engine takes it."""
    if name in deal.codes:
        codes = deal.codes[name].items()
        return frozenset(code for code, v in codes if z3.is_true(model.eval(v, model_completion=True)))
    value = model.eval(deal.values[name], model_completion=True)
    match deal.corpus.facts[name].type:
        case "bool":
            return bool(z3.is_true(value))
        case "number":
            return float(value.as_fraction())
        case "date":
            return date.fromordinal(value.as_long())
    return deal.choices[name][int(value.as_long())]


def day_of(deal: Deal, model: Term) -> date:
    """Return the day in a model."""
    return date.fromordinal(model.eval(deal.as_of, model_completion=True).as_long())


def _word(value: FactValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = plain(value)
    return "[" + ", ".join(shown) + "]" if isinstance(shown, list) else str(shown)
