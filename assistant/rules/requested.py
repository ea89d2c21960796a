"""Which tables that run on request the known facts ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpus import Corpus
from corpus.expression import names, parse
from corpus.model import Expression, Table


def on_request(corpus: Corpus) -> frozenset[str]:
    """Return what the tables decide that run only on request."""
    return frozenset(table.decides for table in corpus.tables.values() if table.on_request)


def requested_by(corpus: Corpus, facts: Iterable[str]) -> frozenset[str]:
    """Return what those tables decide that alone ask for one of these facts: giving it is asking."""
    given = frozenset(facts)
    return frozenset(decides for decides, own in _own_facts(corpus).items() if own & given)


@lru_cache(maxsize=4)
def _own_facts(corpus: Corpus) -> dict[str, frozenset[str]]:
    """Return, for each table that runs on request, the facts that nothing else asks for."""
    tables = list(corpus.tables.values())
    spoken_of = {table.decides: _facts(corpus, _expressions(table)) for table in tables}
    conditions = [*(flag.when for flag in corpus.flags), *(rule.when for rule in corpus.inferences)]
    elsewhere = _facts(corpus, conditions)
    own: dict[str, frozenset[str]] = {}
    for table in tables:
        if table.on_request:
            others = [found for decides, found in spoken_of.items() if decides != table.decides]
            own[table.decides] = spoken_of[table.decides].difference(elsewhere, *others)
    return own


def _expressions(table: Table) -> Iterator[Expression]:
    yield from (rule.when for rule in table.rules)
    yield from (outcome.when for outcome in table.outcomes if outcome.when is not None)


def _facts(corpus: Corpus, expressions: Iterable[Expression]) -> frozenset[str]:
    return frozenset(
        name for expression in expressions for name in names(parse(expression)) if name in corpus.facts
    )
