"""Values of facts, checked against the vocabulary."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from corpus import Corpus
from corpus.check import choices
from corpus.model import FactSpec

FactValue = bool | float | date | str | frozenset[str]


class FactError(ValueError):
    """A fact has no such name or cannot have such a value; says what to do instead."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        self.name = name
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{name}: {problem} {remedy}")


class ContradictionError(FactError):
    """Facts that cannot all hold: a part is true and its whole is false."""

    def __init__(self, wholes: tuple[str, ...], parts: tuple[str, ...]) -> None:
        self.wholes = wholes
        self.parts = parts
        said = [f"{name} is true" for name in parts] + [f"{name} is false" for name in wholes]
        problem = f"contradicts another fact: {' and '.join(said)}."
        super().__init__((parts or wholes)[0], problem, "Correct one of them or leave it out.")


def parse_facts(corpus: Corpus, raw: Mapping[str, Any]) -> dict[str, FactValue]:
    """Check names and values; `None` means not known and is left out.

    Raises `FactError` for an unknown name or a value of the wrong type.
    """
    return {name: parse_fact(corpus, name, value) for name, value in raw.items() if value is not None}


def parse_fact(corpus: Corpus, name: str, value: Any) -> FactValue:
    """Return the value in the form the engine works on."""
    spec = corpus.facts.get(name)
    if spec is None:
        near = get_close_matches(name[:80], list(corpus.facts), n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else "GET /facts lists the names."
        raise FactError(name[:80], "is not a fact of the vocabulary.", remedy)
    if spec.asks is not None:
        raise FactError(name, "is derived and cannot be given.", f"Give {spec.asks!r} instead.")
    return _PARSERS[spec.type](corpus, spec, value)


def _bool(corpus: Corpus, spec: FactSpec, value: Any) -> FactValue:
    if not isinstance(value, bool):
        raise FactError(spec.name, "must be true or false.", "Leave it out when it is not known.")
    return value


def _number(corpus: Corpus, spec: FactSpec, value: Any) -> FactValue:
    number = _finite(value)
    if number is None:
        raise FactError(spec.name, "must be a number.", f"Give it in {spec.unit or 'plain digits'}.")
    if number < 0 or (spec.unit == "percent" and number > 100):
        remedy = "Give 0 to 100." if spec.unit == "percent" else "Give 0 or more."
        raise FactError(spec.name, f"cannot be {number:g}.", remedy)
    return number


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:  # JSON has whole numbers of any length
        return None
    return number if math.isfinite(number) else None


def _date(corpus: Corpus, spec: FactSpec, value: Any) -> FactValue:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise FactError(spec.name, "must be a date that exists.", "Write it as YYYY-MM-DD.") from None


def _choice(corpus: Corpus, spec: FactSpec, value: Any) -> FactValue:
    allowed = choices(corpus, spec)
    if not isinstance(value, str) or value not in allowed:
        raise FactError(spec.name, "is not one of its values.", f"Use one of: {_listed(allowed)}.")
    return value


def _set(corpus: Corpus, spec: FactSpec, value: Any) -> FactValue:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple | set | frozenset):
        raise FactError(spec.name, "must be a list.", 'Write it as ["…"].')
    if not items:  # "none" would count as a "no" to every rule; what is not known is left out
        raise FactError(spec.name, "must name at least one.", "Leave it out when it is not known.")
    for item in items:
        _choice(corpus, spec, item)
    return frozenset(items)


def _listed(allowed: Iterable[str]) -> str:
    names = sorted(allowed)
    return ", ".join(names[:40]) + (" …" if len(names) > 40 else "")


_PARSERS = {"bool": _bool, "number": _number, "date": _date, "choice": _choice, "set": _set}


def plain(value: FactValue) -> Any:
    """Return the value as JSON can carry it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
