"""The fact vocabulary as clients see it, and which provisions use each fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus import Corpus
from corpus.check import choices
from corpus.expression import names, parse
from corpus.model import Duty, Expression, FactSpec, Outcome, Rule


def vocabulary(corpus: Corpus) -> list[dict[str, Any]]:
    """Return every fact with its type, wording, choices, ordinary value and provisions."""
    used = uses(corpus)
    return [_entry(corpus, spec, used.get(spec.name, ())) for spec in corpus.facts.values()]


def uses(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Return, for each fact, the provisions behind the rules, flags and inferences that name it."""
    found: dict[str, dict[str, None]] = {
        spec.name: dict.fromkeys(spec.provisions) for spec in corpus.facts.values()
    }
    for condition, provisions in _conditions(corpus):
        for name in names(parse(condition)):
            if name in found:
                found[name].update(dict.fromkeys(provisions))
    return {name: tuple(ids) for name, ids in found.items()}


def _conditions(corpus: Corpus) -> Iterator[tuple[Expression, Iterable[str]]]:
    for table in corpus.tables.values():
        rows: tuple[Rule | Outcome | Duty, ...] = (*table.rules, *table.outcomes, *table.duties)
        for row in rows:
            if row.when is not None:
                yield row.when, row.provisions
    for flag in corpus.flags:
        yield flag.when, flag.provisions
    for inference in corpus.inferences:
        yield inference.when, inference.provisions


def _entry(corpus: Corpus, spec: FactSpec, provisions: tuple[str, ...]) -> dict[str, Any]:
    return {
        **spec.model_dump(
            mode="json", include={"name", "type", "side", "unit", "label", "meaning", "question", "ordinary"}
        ),
        "choices": sorted(choices(corpus, spec)) if spec.choices_from else list(spec.choices),
        "choice_labels": _labels(corpus, spec),
        "within": list(spec.within),
        "derived": spec.asks is not None,
        "provisions": list(provisions),
    }


def _labels(corpus: Corpus, spec: FactSpec) -> dict[str, dict[str, str]]:
    if spec.choices_from == "places":
        return {slug: place.name.model_dump() for slug, place in corpus.places.items()}
    if spec.choices_from == "activities":
        return {code: activity.label.model_dump() for code, activity in corpus.activities.items()}
    return {choice: label.model_dump() for choice, label in spec.labels.items()}
