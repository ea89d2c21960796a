"""Cross-references of the corpus: every id, fact, rule and value that is named must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from corpus.errors import CorpusError
from corpus.expression import AS_OF, ExpressionError, Node, Ref, Test, parse, walk
from corpus.model import Corpus, Expression, FactSpec, Flag, Provision, Rule, Table

ORDERED = {"gt", "ge", "lt", "le"}


class _Checker:
    """Carries the corpus and the map from entries to where they stand."""

    def __init__(self, corpus: Corpus, sources: dict[str, str]) -> None:
        self.corpus = corpus
        self.sources = sources
        self.rules = {rule.id for table in corpus.tables.values() for rule in table.rules}

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
    for provision in corpus.provisions.values():
        _check_provision(checker, provision)
    for fact in corpus.facts.values():
        _check_fact(checker, fact)
    for code, activity in corpus.activities.items():
        key = f"Activity:{code}"
        checker.provisions(key, "items", (*activity.items, *activity.maybe_items))
        checker.known(key, "raises", activity.raises, corpus.facts, "fact")
    for term in corpus.terms:
        checker.provisions("Term", "provision", [term.provision] if term.provision else [])
    for table in corpus.tables.values():
        _check_table(checker, table)
    for flag in corpus.flags:
        _check_flag(checker, flag)
    for position, inference in enumerate(corpus.inferences, 1):
        key = f"Inference:{position}"
        checker.known(key, "fact", [inference.fact], corpus.facts, "fact")
        checker.provisions(key, "provisions", inference.provisions)
        _check_expression(checker, key, inference.when)


def _check_provision(checker: _Checker, provision: Provision) -> None:
    key = f"Provision:{provision.id}"
    checker.known(key, "instrument", [provision.instrument], checker.corpus.instruments, "instrument")
    checker.provisions(key, "refs", provision.refs)
    checker.provisions(key, "terms", provision.terms)
    instrument = checker.corpus.instruments[provision.instrument]
    if provision.jurisdiction != instrument.jurisdiction:
        checker.fail(key, "id", "begins with the other jurisdiction.", f"Begin it with /{instrument.jurisdiction}.")
    if provision.standing != "verified" and provision.note is None and instrument.note is None:
        checker.fail(key, "note", f"is missing though the standing is {provision.standing}.", "Say what is doubtful.")


def _check_fact(checker: _Checker, fact: FactSpec) -> None:
    key = f"FactSpec:{fact.name}"
    checker.known(key, "within", fact.within, checker.corpus.facts, "fact")
    checker.known(key, "asks", [fact.asks] if fact.asks else [], checker.corpus.facts, "fact")
    checker.provisions(key, "provisions", fact.provisions)
    if fact.within and fact.type != "bool":
        checker.fail(key, "within", "is only for bool facts.", "Remove it.")
    if fact.type == "choice" and not fact.choices and fact.choices_from is None:
        checker.fail(key, "choices", "is missing for a choice fact.", "List the choices, or set 'choices_from'.")
    lacking = [choice for choice in fact.choices if choice not in fact.labels]
    if lacking:
        checker.fail(key, "labels", f"lacks {', '.join(lacking)}.", "Give every choice a label.")
    if fact.ordinary is not None and not _of_type(fact, fact.ordinary):
        checker.fail(key, "ordinary", f"{fact.ordinary!r} is not a {fact.type}.", f"Give a {fact.type}, or null.")


def _of_type(fact: FactSpec, value: object) -> bool:
    match fact.type:
        case "bool":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) or value == AS_OF
        case "choice":
            return fact.choices_from is not None or value in fact.choices
        case "set":
            return isinstance(value, tuple)


def _check_table(checker: _Checker, table: Table) -> None:
    seen: set[str] = set()
    for rule in table.rules:
        _check_rule(checker, rule, seen)
        seen.add(rule.id)
    key = f"Table:{table.table}"
    for row, outcome in enumerate(table.outcomes, 1):
        field = f"outcomes row {row}"
        checker.known(key, field, [outcome.value], set(table.severity), "value of 'severity'")
        checker.known(key, field, outcome.grounds, seen, "rule of this table")
        checker.provisions(key, field, outcome.provisions)
        last = row == len(table.outcomes)
        if (outcome.when is None) != last:
            checker.fail(key, field, "only the last row has no 'when'.", "Move it, or add 'when'.")
        if outcome.when is not None:
            _check_expression(checker, key, outcome.when)
    for deadline in table.deadlines:
        checker.known(key, f"deadline {deadline.id}", [deadline.start], checker.corpus.facts, "fact")
        checker.provisions(key, f"deadline {deadline.id}", deadline.provisions)
        _check_expression(checker, key, deadline.when)


def _check_rule(checker: _Checker, rule: Rule, seen: set[str]) -> None:
    key = f"Rule:{rule.id}"
    if rule.id in seen or rule.id in checker.corpus.facts:
        checker.fail(key, "id", f"{rule.id!r} is taken by another rule or a fact.", "Rename the rule.")
    checker.provisions(key, "provisions", rule.provisions)
    for node in _check_expression(checker, key, rule.when):
        if isinstance(node, Ref) and node.name in checker.rules and node.name not in seen:
            problem = f"rule {node.name!r} stands further down or in another table."
            checker.fail(key, "when", problem, "Move that rule above this one.")
    for example in rule.examples:
        checker.known(key, "examples", example.facts, checker.corpus.facts, "fact")


def _check_flag(checker: _Checker, flag: Flag) -> None:
    key = f"Flag:{flag.id}"
    checker.provisions(key, "provisions", flag.provisions)
    _check_expression(checker, key, flag.when)


def _check_expression(checker: _Checker, key: str, raw: Expression) -> list[Node]:
    try:
        nodes = list(walk(parse(raw)))
    except ExpressionError as error:
        checker.fail(key, "when", f"{error}.", "See the head of corpus/expression.py for the language.")
        return []
    for node in nodes:
        for problem in _problems(checker, node):
            checker.fail(key, "when", problem, "Correct the name, the operator or the value.")
    return nodes


def _problems(checker: _Checker, node: Node) -> Iterator[str]:
    facts = checker.corpus.facts
    if isinstance(node, Ref) and node.name not in checker.rules:
        spec = facts.get(node.name)
        if spec is None:
            yield f"{node.name!r} is neither a fact nor a rule."
        elif spec.type != "bool":
            yield f"{node.name!r} is a {spec.type} fact and needs a comparison."
    elif isinstance(node, Test):
        spec = facts.get(node.fact)
        if spec is None:
            yield f"{node.fact!r} is not a known fact."
        else:
            yield from _test_problems(checker.corpus, spec, node)


def _test_problems(corpus: Corpus, spec: FactSpec, test: Test) -> Iterator[str]:
    if test.op in ORDERED and spec.type not in ("number", "date"):
        yield f"'{test.op}' cannot compare the {spec.type} fact {spec.name!r}."
    if test.op in ORDERED and not _of_type(spec, test.value):
        yield f"{test.value!r} is not a {spec.type}."
    if test.op == "has" and spec.type != "set":
        yield f"'has' is for set facts, and {spec.name!r} is a {spec.type} fact."
    allowed = choices(corpus, spec)
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if spec.type in ("choice", "set") and value not in allowed:
            yield f"{value!r} is not a value of {spec.name!r}."


def choices(corpus: Corpus, spec: FactSpec) -> frozenset[str]:
    """Return the values a choice or set fact may take."""
    if spec.choices_from == "places":
        return frozenset(corpus.places)
    if spec.choices_from == "activities":
        return frozenset(corpus.activities)
    return frozenset(spec.choices)
