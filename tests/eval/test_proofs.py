"""The rule tables are proved; a table broken in one way fails exactly the proof that speaks of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.program import DAY_OF_LAW, compile_program
from assistant.rules.requested import on_request
from assistant.rules.screen import Screening, screen
from assistant.rules.spaces import probe_values
from corpus import Corpus, load
from corpus.check import choices
from corpus.errors import CorpusError
from corpus.expression import Test as Comparison
from corpus.model import FactSpec, Inference, Table
from eval.proofs import __main__ as command
from eval.proofs import witness
from eval.proofs.encode import OTHER, Deal, Knowledge, Pair, ThreeValued, TwoValued, never_known
from eval.proofs.prove import PROPERTIES, Proof, prove
from eval.proofs.witness import Witness, day_of, fact, find

SHIPPED = sorted(load().tables)
WORDS = {"en": "words", "zh": "文字"}
DAYS = [date(2022, 6, 1), date(2024, 10, 31), date(2024, 11, 1), date(2025, 1, 1), date(2025, 1, 2)]
DAYS += [date(2026, 11, 23)]


@cache
def proofs_of(name: str) -> list[Proof]:
    """Prove a shipped table, once for all tests."""
    return prove(load(), load().tables[name])


def everything(corpus: Corpus, facts: dict[str, FactValue], day: date) -> Screening:
    """Screen with the tables that run on request, too."""
    return screen(corpus, facts, day, requested=on_request(corpus))


# ---------------------------------------------------------------- the shipped tables


@pytest.mark.parametrize("name", SHIPPED)
def test_every_property_of_a_shipped_table_is_proved(name: str) -> None:
    proofs = proofs_of(name)
    assert [(p.property, p.verdict, p.counterexample) for p in proofs] == [
        (name, "proved", "") for name in PROPERTIES
    ]


@pytest.mark.parametrize(
    ("table", "value"), [(t.table, value) for t in load().tables.values() for value in t.severity]
)
def test_the_engine_agrees_with_a_deal_that_reaches_the_value(table: str, value: str) -> None:
    deal = Deal(load())
    reached = TwoValued(deal).outcome(load().tables[table])[value]
    model = find([*deal.bounds(), *deal.wholes(), reached])
    assert model is not None
    facts = {name: fact(deal, model, name) for name in load().facts if name != DAY_OF_LAW}
    facts = {name: _real_codes(deal, name, held) for name, held in facts.items()}
    result = everything(load(), facts, day_of(deal, model)).tables[load().tables[table].decides]
    assert result.status == value


def _real_codes(deal: Deal, name: str, held: FactValue) -> FactValue:
    if isinstance(held, frozenset) and OTHER in held:
        unasked = sorted(set(deal.choices[name]) - deal.codes[name].keys())
        return held - {OTHER} | {unasked[0]}
    return held


def test_every_derived_fact_of_the_shipped_corpus_is_derived_somewhere() -> None:
    assert never_known(load()) == frozenset()


# ---------------------------------------------------------------- the encoding and the engine


class Oracle:
    """The three-valued encoding of all tables, asked about one partial set of facts at a time."""

    def __init__(self, corpus: Corpus) -> None:
        self.tables = corpus.tables.values()
        self.deal = Deal(corpus)
        self.knowledge = Knowledge(self.deal, "somebody")
        self.reading = ThreeValued(self.deal, self.knowledge)
        self.terms = {t.decides: self.reading.possible(t) for t in self.tables}

    def model(self, facts: dict[str, FactValue], day: date) -> Any:
        return find([*self.deal.equals(facts, day), *self.knowledge.only(facts)])

    def possible(self, facts: dict[str, FactValue], day: date) -> dict[str, set[str]]:
        model = self.model(facts, day)
        return {
            decides: {v for v, term in terms.items() if z3.is_true(model.eval(term, model_completion=True))}
            for decides, terms in self.terms.items()
        }

    def rules(self, facts: dict[str, FactValue], day: date) -> dict[str, bool | None]:
        model = self.model(facts, day)
        return {name: _truth(model, self.reading.rule(name)) for name in self.deal.rules}

    def consistent(self, facts: dict[str, FactValue], day: date) -> bool:
        term = self.reading.consistent()
        return z3.is_true(self.model(facts, day).eval(term, model_completion=True))


def _truth(model: Any, pair: Pair) -> bool | None:
    true, false = (z3.is_true(model.eval(term, model_completion=True)) for term in pair)
    assert not (true and false)
    return True if true else False if false else None


@lru_cache
def oracle() -> Oracle:
    return Oracle(load())


@lru_cache
def uninferred() -> Corpus:
    return replace(load(), inferences=())


@st.composite
def partial_facts(draw: st.DrawFn) -> tuple[dict[str, FactValue], date]:
    day = draw(st.sampled_from(DAYS))
    names = st.sampled_from(sorted(set(load().facts) - {DAY_OF_LAW}))
    chosen = draw(st.lists(names, unique=True, max_size=40))
    facts = {name: draw(_values(name, day)) for name in chosen}
    if draw(st.integers(0, 3)):  # mostly in agreement with `within`
        for name in [n for n, value in facts.items() if value is True]:
            for whole in _wholes(name):
                facts.pop(whole, None) if facts.get(whole) is False else None
    return facts, day


def _wholes(name: str) -> set[str]:
    direct = load().facts[name].within
    return set(direct).union(*(_wholes(whole) for whole in direct))


def _values(name: str, day: date) -> st.SearchStrategy[FactValue]:
    """Values on and beside every threshold, so that comparisons are tried where they turn."""
    spec = load().facts[name]
    if spec.type == "set":
        asked = sorted(oracle().deal.codes[name].keys() - {OTHER})
        codes = st.sampled_from(asked) | st.sampled_from(sorted(choices(load(), spec)))
        return st.frozensets(codes, min_size=1, max_size=3)
    if spec.type == "choice":
        return st.sampled_from(sorted(choices(load(), spec)))
    values = list(probe_values(compile_program(load(), day, on_request(load())), name, day))
    values = values or ([7.0] if spec.type == "number" else [])
    if spec.type == "date":
        values += [day - timedelta(days=1), day]
    if spec.type == "number":
        values = [v for v in values if isinstance(v, float) and (spec.unit != "percent" or v <= 100)]
        values = values or [7.0]
    return st.sampled_from(values)


@given(partial_facts())
@settings(max_examples=40, deadline=None)
def test_the_encoding_says_what_the_engine_says(
    drawn: tuple[dict[str, FactValue], date],
) -> None:
    facts, day = drawn
    try:
        screening = everything(load(), facts, day)
    except ContradictionError:
        try:  # inferences are no part of the encoding
            screening = everything(uninferred(), facts, day)
        except ContradictionError:
            assert not oracle().consistent(facts, day)
            return
    assert oracle().consistent(facts, day)
    possible = {decides: set(result.possible) for decides, result in screening.tables.items()}
    assert oracle().possible(screening.known, day) == possible
    assert oracle().rules(screening.known, day) == {step.rule.id: step.value for step in screening.trace}


# ---------------------------------------------------------------- broken tables


def spec(name: str, kind: str = "bool", **fields: Any) -> FactSpec:
    words = {"label": WORDS, "meaning": WORDS, "question": WORDS}
    basis = {"name": name, "type": kind, "side": "cn", "ordinary": None, **words}
    return FactSpec.model_validate(basis | fields)


def corpus_with(*rows: tuple[str, Any], rules: dict[str, Any] | None = None, **fields: Any) -> Corpus:
    """Return a corpus of one small table: facts a, b, c, an amount, a part of `a`, and a derived fact."""
    facts = [spec("a"), spec("b"), spec("c"), spec("part", within=["a"]), spec("amount", "number")]
    facts += [spec(DAY_OF_LAW, "date", asks="a"), spec("derived", asks="a")]
    raw = {
        "table": "small",
        "title": WORDS,
        "decides": "cn.encouraged",
        "severity": fields.pop("severity", ["no", "yes"]),
        "rules": [{"id": name, "title": WORDS, "when": when} for name, when in (rules or {}).items()],
        "outcomes": [{"value": value, "when": when, "finding": WORDS} for value, when in rows],
        **fields,
    }
    table = Table.model_validate(raw)
    specs = {one.name: one for one in facts}
    return replace(load(), facts=specs, tables={"small": table}, inferences=())


def refuted(corpus: Corpus, reading: type[ThreeValued] = ThreeValued) -> dict[str, str]:
    proofs = prove(corpus, corpus.tables["small"], reading)
    assert {proof.verdict for proof in proofs} <= {"proved", "refuted"}
    return {proof.property: proof.counterexample for proof in proofs if proof.verdict == "refuted"}


def test_a_small_sound_table_passes_every_proof() -> None:
    over = {"any": ["a", {"amount": {"gt": 50}}]}
    assert refuted(corpus_with(("yes", "over"), ("no", None), rules={"over": over})) == {}


def test_a_table_without_a_last_row_is_not_total() -> None:
    told = refuted(corpus_with(("yes", "a"), ("no", {"amount": {"lt": 50}})))
    assert told.keys() == {"total"}
    assert re.fullmatch(
        r"no row holds: a = false; amount = (5[0-9]|[6-9][0-9]|[1-9][0-9]{2,}).*", told["total"]
    )


def test_a_total_proof_takes_wholes_into_account() -> None:
    """Where no row holds, `part` is true and `a`, its whole, is false: no such deal exists."""
    assert refuted(corpus_with(("yes", "a"), ("no", {"not": "part"}))) == {}


def test_a_table_that_rests_on_a_fact_nobody_can_settle_leaves_two_outcomes() -> None:
    told = refuted(corpus_with(("yes", {"all": ["a", "derived"]}), ("no", None)))
    assert told == {"single": "{no, yes} all left: a = true"}


def test_an_inferred_fact_counts_as_settled() -> None:
    corpus = corpus_with(("yes", {"all": ["a", "derived"]}), ("no", None))
    inference = Inference.model_validate({"fact": "derived", "value": True, "when": "a", "because": WORDS})
    assert refuted(replace(corpus, inferences=(inference,))) == {}


def test_a_row_behind_a_wider_one_is_dead() -> None:
    told = refuted(corpus_with(("yes", "a"), ("yes", {"all": ["part", "b"]}), ("no", None)))
    assert told == {"rows": "row 2 (yes) never decides: with b = true; part = true an earlier row does"}


def test_a_row_that_contradicts_itself_is_dead() -> None:
    impossible = {"all": [{"amount": {"gt": 50}}, {"amount": {"le": 50}}]}
    told = refuted(corpus_with(("yes", impossible), ("yes", "a"), ("no", None)))
    assert told == {"rows": "row 1 (yes) never holds"}


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"any": ["a", {"not": "part"}]}, "rule odd is always true"),
        ({"all": ["part", {"not": "a"}]}, "rule odd is always false"),
        ({"amount": {"ge": 0}}, "rule odd is always true"),
    ],
)
def test_a_rule_that_never_changes_is_found(when: object, told: str) -> None:
    assert refuted(corpus_with(("yes", "b"), ("no", None), rules={"odd": when})) == {"rules": told}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"when": {"all": ["a", {"not": "a"}]}}, "duty late is always false"),
        ({"status": ["yes"], "when": {"not": "b"}}, "duty late is always false"),
        ({"status": ["yes", "no"]}, "duty late is always true"),
    ],
    ids=["contradicts itself", "contradicts its status", "whatever the outcome"],
)
def test_a_duty_that_never_changes_is_found(fields: dict[str, Any], told: str) -> None:
    duty = {"id": "late", "title": WORDS, "text": WORDS, "provisions": [], **fields}
    assert refuted(corpus_with(("yes", "b"), ("no", None), duties=[duty])) == {"rules": told}


def test_a_duty_under_a_status_is_found_to_come_and_go() -> None:
    duty = {"id": "late", "title": WORDS, "text": WORDS, "provisions": [], "status": ["yes"], "when": "a"}
    assert refuted(corpus_with(("yes", "b"), ("no", None), duties=[duty])) == {}


def test_a_value_that_no_row_gives_is_out_of_reach() -> None:
    told = refuted(corpus_with(("yes", "a"), ("no", None), severity=["no", "maybe", "yes"]))
    assert told == {"reachable": "no facts lead to maybe"}


class Forgetful(ThreeValued):
    """The flaw of a logic that is not monotone: `a` is in doubt again once `b` is known and `c` is not."""

    def bool_fact(self, name: str) -> Pair:
        pair = super().bool_fact(name)
        if name != "a":
            return pair
        knows = self.knowledge.knows
        firm = z3.Or(z3.Not(knows["b"]), knows["c"])
        return Pair(z3.And(firm, pair.t), z3.And(firm, pair.f))


def test_a_table_in_which_an_answer_raises_new_doubt_is_not_monotone() -> None:
    told = refuted(corpus_with(("yes", "a"), ("no", None)), Forgetful)
    assert told.keys() == {"monotone"}
    shape = r"knowing (a|part) = (true|false): \{(yes|no)\}; knowing also b = (true|false): \{no, yes\}"
    assert re.fullmatch(shape, told["monotone"])


class Careless(ThreeValued):
    """A three-valued reading that takes "more than" for "at least"."""

    def test(self, test: Comparison) -> Pair:
        return super().test(replace(test, op="ge") if test.op == "gt" else test)


def test_a_table_read_past_its_threshold_is_not_sound() -> None:
    told = refuted(corpus_with(("yes", {"amount": {"gt": 50}}), ("no", None)), Careless)
    assert told == {"sound": "knowing amount = 50: {yes}; yet the outcome is {no}"}


class ClosedWorld(ThreeValued):
    """The classical mistake: what is not known to be true counts as false."""

    def bool_fact(self, name: str) -> Pair:
        known_true = super().bool_fact(name).t
        return Pair(known_true, z3.Not(known_true))


def test_a_table_that_takes_silence_for_no_is_neither_monotone_nor_sound() -> None:
    told = refuted(corpus_with(("yes", "a"), ("no", None)), ClosedWorld)
    assert told.keys() == {"monotone", "sound"}
    silence = r"knowing no facts: \{no\}; "
    assert re.fullmatch(silence + r"knowing also (a|part) = true: \{yes\}", told["monotone"])
    assert re.fullmatch(silence + r"yet the outcome is \{yes\} with (a|part) = true", told["sound"])


def test_a_rule_that_depends_on_the_day_names_the_day() -> None:
    early = {DAY_OF_LAW: {"lt": date(2025, 1, 2)}}
    told = refuted(corpus_with(("yes", early), ("no", {DAY_OF_LAW: {"gt": date(2025, 1, 2)}})))
    assert told == {"total": "no row holds: as_of = 2025-01-02"}


# ---------------------------------------------------------------- solver and command


def test_a_solver_that_gives_up_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tired(z3.Solver):  # type: ignore[misc]
        def check(self, *assumptions: object) -> Any:
            return z3.unknown

        def reason_unknown(self) -> str:
            return "timeout"

    monkeypatch.setattr(witness.z3, "Solver", Tired)
    corpus = corpus_with(("yes", "rule"), ("no", None), rules={"rule": "a"})
    proofs = prove(corpus, corpus.tables["small"])
    assert {(proof.verdict, proof.counterexample) for proof in proofs} == {("undecided", "timeout")}


def test_a_witness_names_only_what_matters() -> None:
    deal = Deal(corpus_with(("yes", "a"), ("no", None)))
    found = Witness(deal, deal.bounds(), z3.Not(deal.values["b"]))
    assert found.told(found.decisive()) == "b = true"


def test_the_command_lists_every_proof(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "prove", lambda _, table: proofs_of(table.table))
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(SHIPPED) * len(PROPERTIES)
    assert all(" proved " in line for line in lines[1:])


def test_the_command_fails_with_the_counterexample(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "load", lambda: corpus_with(("yes", "a"), ("yes", "part"), ("no", None)))
    assert command.main([]) == 1
    assert "    row 2 (yes) never decides: with part = true" in capsys.readouterr().out


def test_an_undecided_proof_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = Proof("small", "total", "undecided", "timeout", 0.0)
    monkeypatch.setattr(command, "prove", lambda corpus, table: [proof])
    assert command.main([]) == 1


def test_a_broken_corpus_cannot_be_proved(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Corpus:
        raise CorpusError("facts.yaml", "line 1", "is empty.", "Fill it.")

    monkeypatch.setattr(command, "load", broken)
    assert command.main([]) == 2
    assert "facts.yaml" in capsys.readouterr().err
