"""Cross-references of the corpus: every id, fact, rule and value that is named must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from corpus.errors import CorpusError
from corpus.expression import AS_OF, ExpressionError, Node, Ref, Test, parse, walk
from corpus.model import (
    Corpus,
    Due,
    Duty,
    Example,
    Expression,
    FactSpec,
    Flag,
    Inference,
    Instrument,
    Provision,
    Rule,
    Sum,
    Table,
    Topic,
)
from corpus.premise import Premise

ORDERED = ("is", "gt", "ge", "lt", "le")
OPERATORS_OF = {"bool": (), "number": ORDERED, "date": ORDERED, "choice": ("is", "in"), "set": ("has",)}


class _Checker:
    """Carries the corpus and the map from entries to where they stand."""

    def __init__(self, corpus: Corpus, sources: dict[str, str]) -> None:
        self.corpus = corpus
        self.sources = sources
        self.duties: set[str] = set()  # seen so far
        self.rules = {rule.id for table in corpus.tables.values() for rule in table.rules}
        always = [table for table in corpus.tables.values() if not table.on_request]
        self.always = {rule.id for table in always for rule in table.rules}

    def fail(self, key: str, field: str, problem: str, remedy: str) -> None:
        file, _, where = self.sources.get(key, f"corpus: {key}").rpartition(": ")
        raise CorpusError(file or "corpus", f"{where}, field '{field}'", problem, remedy)

    def known(self, key: str, field: str, names: Iterable[str], pool: Iterable[str], what: str) -> None:
        pool = pool if isinstance(pool, dict | set | frozenset) else set(pool)
        for name in names:
            if name not in pool:
                near = get_close_matches(name, list(pool), n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Add it, or remove it from '{field}'."
                self.fail(key, field, f"{name!r} is not a known {what}.", hint)

    def provisions(self, key: str, field: str, ids: Iterable[str]) -> None:
        self.known(key, field, ids, self.corpus.provisions, "provision")


def check(corpus: Corpus, sources: dict[str, str]) -> None:
    """Raise `CorpusError` at the first reference that leads nowhere or value that cannot be."""
    checker = _Checker(corpus, sources)
    for instrument in corpus.instruments.values():
        _check_instrument(checker, instrument)
    for provision in corpus.provisions.values():
        _check_provision(checker, provision)
    for fact in corpus.facts.values():
        _check_fact(checker, fact)
    for code, activity in corpus.activities.items():
        key = f"Activity:{code}"
        checker.provisions(key, "items", (*activity.items, *activity.maybe_items))
        checker.known(key, "raises", activity.raises, corpus.facts, "fact")
    for topic in corpus.topics:
        _check_topic(checker, topic)
    _check_premises(checker)
    for position, term in enumerate(corpus.terms, 1):
        checker.provisions(f"Term:{position}", "provision", [term.provision] if term.provision else [])
    _check_rules(checker)


def _check_rules(checker: _Checker) -> None:
    corpus = checker.corpus
    for table in corpus.tables.values():
        _check_table(checker, table)
    for flag in corpus.flags:
        _check_flag(checker, flag)
    for position, inference in enumerate(corpus.inferences, 1):
        _check_inference(checker, f"Inference:{position}", inference)
    for position, total in enumerate(corpus.sums, 1):
        _check_sum(checker, f"Sum:{position}", total)


def _check_topic(checker: _Checker, topic: Topic) -> None:
    key = f"Topic:{topic.id}"
    checker.provisions(key, "provisions", topic.provisions)
    checker.known(key, "areas", topic.areas, checker.corpus.places, "place")
    requested = {table.decides for table in checker.corpus.tables.values() if table.on_request}
    checker.known(key, "asks", topic.asks, requested, "status decided on request")


def _check_instrument(checker: _Checker, instrument: Instrument) -> None:
    if instrument.standing != "verified" and instrument.note is None:
        problem = f"is missing though the standing is {instrument.standing}."
        checker.fail(f"Instrument:{instrument.id}", "note", problem, "Say what is doubtful.")


def _check_provision(checker: _Checker, provision: Provision) -> None:
    key = f"Provision:{provision.id}"
    checker.known(key, "instrument", [provision.instrument], checker.corpus.instruments, "instrument")
    checker.provisions(key, "refs", provision.refs)
    checker.provisions(key, "terms", provision.terms)
    instrument = checker.corpus.instruments[provision.instrument]
    if provision.jurisdiction != instrument.jurisdiction:
        remedy = f"Begin it with /{instrument.jurisdiction}."
        checker.fail(key, "id", "begins with the other jurisdiction.", remedy)
    if provision.standing != "verified" and provision.note is None and instrument.note is None:
        problem = f"is missing though the standing is {provision.standing}."
        checker.fail(key, "note", problem, "Say what is doubtful.")


def _check_premises(checker: _Checker) -> None:
    for premise in checker.corpus.premises:
        _check_premise(checker, premise)


def _check_premise(checker: _Checker, premise: Premise) -> None:
    key = f"Premise:{premise.id}"
    checker.provisions(key, "provisions", premise.provisions)
    if premise.value == "agency":
        checker.known(key, "right", map(str, premise.right), checker.corpus.agencies, "agency")
    valid = checker.corpus.provisions[premise.provisions[0]].valid
    bound = valid.from_ if premise.of == "from" else valid.to
    if premise.of is not None and bound is None:
        problem = f"names the '{premise.of}' of {premise.provisions[0]}, which has none."
        checker.fail(key, "of", problem, "Give 'right', or name another provision first.")


def _check_fact(checker: _Checker, fact: FactSpec) -> None:
    key = f"FactSpec:{fact.name}"
    checker.known(key, "asks", [fact.asks] if fact.asks else [], checker.corpus.facts, "fact")
    checker.provisions(key, "provisions", fact.provisions)
    _check_within(checker, key, fact)
    if fact.type == "choice" and not fact.choices and fact.choices_from is None:
        remedy = "List the choices, or set 'choices_from'."
        checker.fail(key, "choices", "is missing for a choice fact.", remedy)
    lacking = [choice for choice in fact.choices if choice not in fact.labels]
    if lacking:
        checker.fail(key, "labels", f"lacks {', '.join(lacking)}.", "Give every choice a label.")
    checker.known(key, "labels", fact.labels, fact.choices, "choice of this fact")
    if fact.ordinary is not None:
        _check_value(checker, key, "ordinary", fact, fact.ordinary)


def _check_within(checker: _Checker, key: str, fact: FactSpec) -> None:
    facts = checker.corpus.facts
    checker.known(key, "within", fact.within, facts, "fact")
    for spec in (fact, *(facts[name] for name in fact.within)):
        if fact.within and spec.type != "bool":
            problem = f"is only for bool facts, and {spec.name!r} is a {spec.type} fact."
            checker.fail(key, "within", problem, "Remove it.")
    above: set[str] = set()
    rising = list(fact.within)
    while rising:
        name = rising.pop()
        if name not in above and name in facts:
            above.add(name)
            rising += facts[name].within
    if fact.name in above:
        checker.fail(key, "within", f"leads from {fact.name!r} back to itself.", "Remove one of the steps.")


def _check_value(checker: _Checker, key: str, field: str, spec: FactSpec, value: object) -> None:
    if not _of_type(spec, value):
        checker.fail(key, field, f"{value!r} is not a {spec.type}.", f"Give a {spec.type}, or null.")
    if spec.type in ("choice", "set"):
        values = value if isinstance(value, tuple | list) else (value,)
        checker.known(key, field, map(str, values), choices(checker.corpus, spec), f"value of {spec.name!r}")


def _of_type(fact: FactSpec, value: object) -> bool:
    match fact.type:
        case "bool":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) or value == AS_OF
        case "choice":
            return isinstance(value, str)
        case "set":
            return isinstance(value, tuple | list)


def _check_table(checker: _Checker, table: Table) -> None:
    seen: set[str] = set()
    for rule in table.rules:
        _check_rule(checker, rule, seen)
        seen.add(rule.id)
    key = f"Table:{table.table}"
    if not table.outcomes:
        checker.fail(key, "outcomes", "is empty.", "Add at least the row without 'when'.")
    checker.provisions(key, "scope_provisions", table.scope_provisions)
    for row, outcome in enumerate(table.outcomes, 1):
        field = f"outcomes row {row}"
        checker.known(key, field, [outcome.value], set(table.severity), "value of 'severity'")
        checker.known(key, field, outcome.grounds, seen, "rule of this table")
        checker.provisions(key, field, outcome.provisions)
        last = row == len(table.outcomes)
        if (outcome.when is None) != last:
            checker.fail(key, field, "only the last row has no 'when'.", "Move it, or add 'when'.")
        if outcome.when is not None:
            _check_expression(checker, key, outcome.when, seen, field)
    for duty in table.duties:
        _check_duty(checker, table, duty, seen)


def _check_duty(checker: _Checker, table: Table, duty: Duty, seen: set[str]) -> None:
    key, field = f"Table:{table.table}", f"duty {duty.id}"
    if duty.id in checker.duties or duty.id in checker.rules:
        checker.fail(key, field, f"{duty.id!r} is taken by a rule or another duty.", "Rename the duty.")
    checker.duties.add(duty.id)
    if not duty.status and duty.when is None:
        checker.fail(key, field, "has neither 'status' nor 'when'.", "Say when it stands.")
    checker.known(key, field, duty.status, set(table.severity), "value of 'severity'")
    checker.provisions(key, field, (*duty.provisions, *(i for step in duty.steps for i in step.provisions)))
    if duty.when is not None:
        _check_expression(checker, key, duty.when, seen, field)
    if duty.due is not None:
        _check_due(checker, key, field, duty.due)
    _check_examples(checker, key, duty.examples, field)


def _check_due(checker: _Checker, key: str, field: str, due: Due) -> None:
    checker.known(key, field, [due.start], checker.corpus.facts, "fact")
    if checker.corpus.facts[due.start].type != "date":
        checker.fail(key, field, f"{due.start!r} is not a date fact.", "Start it on a date fact.")
    if not all("{date}" in finding for finding in (due.finding.en, due.finding.zh)):
        checker.fail(key, field, "'finding' does not say the day.", "Write {date} in both languages.")


def _check_rule(checker: _Checker, rule: Rule, seen: set[str]) -> None:
    key = f"Rule:{rule.id}"
    if rule.id in seen or rule.id in checker.corpus.facts:
        checker.fail(key, "id", f"{rule.id!r} is taken by another rule or a fact.", "Rename the rule.")
    checker.provisions(key, "provisions", rule.provisions)
    _check_expression(checker, key, rule.when, seen)
    _check_examples(checker, key, rule.examples)


def _check_flag(checker: _Checker, flag: Flag) -> None:
    key = f"Flag:{flag.id}"
    checker.provisions(key, "provisions", flag.provisions)
    _check_expression(checker, key, flag.when, checker.always)
    _check_examples(checker, key, flag.examples)


def _check_inference(checker: _Checker, key: str, inference: Inference) -> None:
    checker.known(key, "fact", [inference.fact], checker.corpus.facts, "fact")
    _check_value(checker, key, "value", checker.corpus.facts[inference.fact], inference.value)
    checker.provisions(key, "provisions", inference.provisions)
    _check_expression(checker, key, inference.when, checker.always)


def _check_sum(checker: _Checker, key: str, total: Sum) -> None:
    terms = [name for chain in total.of for name in chain]
    for field, names in (("fact", [total.fact]), ("of", terms)):
        checker.known(key, field, names, checker.corpus.facts, "fact")
        for name in names:
            if checker.corpus.facts[name].unit != "percent":
                checker.fail(key, field, f"{name!r} is no share.", "Name facts in percent.")
    if total.fact in terms or {other.fact for other in checker.corpus.sums} & set(terms):
        checker.fail(key, "of", "adds up what is itself a sum.", "Name facts that are given.")
    checker.provisions(key, "provisions", total.provisions)


def _check_examples(
    checker: _Checker, key: str, examples: Iterable[Example], field: str = "examples"
) -> None:
    for example in examples:
        checker.known(key, field, example.facts, checker.corpus.facts, "fact")
        for name, value in example.facts.items():
            _check_value(checker, key, field, checker.corpus.facts[name], value)


def _check_expression(
    checker: _Checker, key: str, raw: Expression, usable: set[str], field: str = "when"
) -> None:
    """Check one condition; it may speak of facts and of the rules in `usable`."""
    try:
        nodes = list(walk(parse(raw)))
    except ExpressionError as error:
        checker.fail(key, field, f"{error}.", "See the head of corpus/expression.py for the language.")
        return
    for node in nodes:
        if isinstance(node, Ref) and node.name in checker.rules:
            if node.name not in usable:
                _out_of_reach(checker, key, field, node.name)
        elif isinstance(node, Ref):
            checker.known(key, field, [node.name], {*checker.corpus.facts, *usable}, "fact or rule")
        elif isinstance(node, Test):
            checker.known(key, field, [node.fact], checker.corpus.facts, "fact")
        for problem in _problems(checker.corpus, node):
            checker.fail(key, field, problem, "Correct the name, the operator or the value.")


def _out_of_reach(checker: _Checker, key: str, field: str, rule: str) -> None:
    if rule not in checker.always and key.startswith(("Flag:", "Inference:")):
        problem = f"rule {rule!r} is of a table that runs only on request."
        checker.fail(key, field, problem, "Say the condition itself, or use a rule of another table.")
    problem = f"rule {rule!r} stands further down or in another table."
    checker.fail(key, field, problem, "Move that rule above this one.")


def _problems(corpus: Corpus, node: Node) -> Iterator[str]:
    if isinstance(node, Ref) and node.name in corpus.facts:
        spec = corpus.facts[node.name]
        if spec.type != "bool":
            yield f"{node.name!r} is a {spec.type} fact and needs a comparison with a {spec.type}."
    elif isinstance(node, Test):
        yield from _test_problems(corpus, corpus.facts[node.fact], node)


def _test_problems(corpus: Corpus, spec: FactSpec, test: Test) -> Iterator[str]:
    if test.op not in OPERATORS_OF[spec.type]:
        usable = " or ".join(OPERATORS_OF[spec.type]) or "its name alone"
        yield f"'{test.op}' cannot compare the {spec.type} fact {spec.name!r} (use {usable})."
    elif spec.type in ("number", "date") and not _of_type(spec, test.value):
        yield f"{test.value!r} is not a {spec.type}."
    elif spec.type in ("choice", "set"):
        allowed = choices(corpus, spec)
        for value in test.value if isinstance(test.value, tuple) else (test.value,):
            if value not in allowed:
                yield f"{value!r} is not a value of {spec.name!r}."


def choices(corpus: Corpus, spec: FactSpec) -> frozenset[str]:
    """Return the values a choice or set fact may take."""
    if spec.choices_from == "places":
        return frozenset(corpus.places)
    if spec.choices_from == "activities":
        return frozenset(corpus.activities)
    return frozenset(spec.choices)
