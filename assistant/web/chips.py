"""Facts as chips: a few words, a value, where it came from, and how to correct it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.problems import FactProblem
from assistant.problems import Words as ProblemWords
from assistant.web.marks import Quote, quote
from assistant.web.strings import Words, words
from assistant.web.views import (
    Choice,
    allowed_codes,
    as_field,
    choice_label,
    said_choices,
    unit_label,
    value_label,
)
from corpus.model import Corpus, FactSpec

Data = Mapping[str, Any]
ORDER = ("given", "stated", "model", "supposed", "carried", "inferred")  # of the groups


@dataclass(frozen=True)
class Chip:
    """One fact as shown."""

    fact: str
    label: str
    value: str
    tone: str  # yes, no, value, unknown
    source: str
    group: str  # the source, or what is more telling: supposed, model
    group_name: str
    group_long: str
    quote: Quote | None
    before: str  # the value an earlier turn gave it, in words
    because: str
    kind: str
    raw: str  # the value as a form field
    flip: str  # the other truth value, "" where there is none
    flip_label: str
    choices: tuple[Choice, ...]
    without: tuple[Choice, ...]  # of a set: the sets that lack one member, named by that member
    unit: str
    editable: bool
    undo: bool  # whether the question itself states the fact, so that a correction can be taken back


@dataclass(frozen=True)
class Reading:
    """The question the facts of a turn were read from."""

    question: str
    stated: frozenset[str]  # facts it states, whatever the user made of them since


@dataclass(frozen=True)
class Disputed:
    """A fact of which contradictory things were said, and what one tap can make of it."""

    fact: str
    label: str
    question: str
    values: tuple[Choice, ...]
    kind: str
    choices: tuple[Choice, ...]
    unit: str


def chips(facts: Sequence[Data], reading: Reading, corpus: Corpus | None, words: Words) -> tuple[Chip, ...]:
    """Return the chips for the facts of an answer: what was said first, what follows from it last."""
    ranked = sorted(facts, key=lambda fact: ORDER.index(_group(fact)))
    return tuple(_chip(fact, reading, corpus, words) for fact in ranked)


def grouped(shown: Sequence[Chip]) -> tuple[tuple[str, tuple[Chip, ...]], ...]:
    """Return chips under the name of the source they share, in the order given."""
    groups: dict[str, list[Chip]] = {}
    for chip in shown:
        groups.setdefault(chip.group_name, []).append(chip)
    return tuple((name, tuple(members)) for name, members in groups.items())


def removed_chips(
    given: Mapping[str, Any], reading: Reading, corpus: Corpus | None, words: Words
) -> tuple[Chip, ...]:
    """Return chips for stated facts that the user took away, so that it can be undone."""
    names = [name for name, value in given.items() if value is None and name in reading.stated]
    gone = [{"name": name, "value": None, "source": "given"} for name in names]
    return tuple(_chip(fact, reading, corpus, words) for fact in gone)


def disputed(items: Sequence[Data], corpus: Corpus | None, words: Words) -> tuple[Disputed, ...]:
    """Return the contradictions of an answer, each with the values that were said."""
    return tuple(_disputed(item, corpus, words) for item in items)


def _disputed(item: Data, corpus: Corpus | None, words: Words) -> Disputed:
    name = item["fact"]
    spec = corpus.facts.get(name) if corpus else None
    return Disputed(
        fact=name,
        label=item.get("label") or name.replace("_", " "),
        question=item.get("question") or "",
        values=said_choices(name, item.get("said") or (), corpus, words),
        kind=spec.type if spec else "bool",
        choices=choices(name, corpus, words),
        unit=unit_label(spec.unit if spec else None),
    )


def _group(fact: Data) -> str:
    if fact.get("supposed"):
        return "supposed"
    return "model" if fact.get("found_by") == "model" else str(fact["source"])


def _chip(fact: Data, reading: Reading, corpus: Corpus | None, words: Words) -> Chip:
    name, value, source = fact["name"], fact["value"], fact["source"]
    spec = corpus.facts.get(name) if corpus else None
    group = _group(fact)
    flip = {True: "false", False: "true"}[value] if isinstance(value, bool) else ""
    return Chip(
        fact=name,
        label=fact.get("label") or (spec.label.get(words.lang) if spec else name.replace("_", " ")),
        value=value_label(name, value, corpus, words),
        tone="unknown" if value is None else {True: "yes", False: "no"}[value] if flip else "value",
        source=source,
        group=group,
        group_name=words(f"source_{group}"),
        group_long=words(f"source_{group}_long"),
        quote=quote(reading.question, fact.get("span")) if source == "stated" else None,
        before="" if fact.get("before") is None else value_label(name, fact["before"], corpus, words),
        because=fact.get("because") or "",
        kind=spec.type if spec else "bool",
        raw=as_field(value),
        flip=flip,
        flip_label=words("flip_yes" if flip == "true" else "flip_no"),
        choices=choices(name, corpus, words),
        without=_without(name, value, corpus, words) if spec and spec.type == "set" else (),
        unit=unit_label(spec.unit if spec else None),
        editable=spec is None or spec.asks is None,
        undo=source == "given" and name in reading.stated,
    )


def _without(name: str, value: Any, corpus: Corpus | None, words: Words) -> tuple[Choice, ...]:
    """Return a set's smaller sets; the last member is taken away by making the fact unknown."""
    members = list(value) if isinstance(value, list | tuple) and len(value) > 1 else []
    return tuple(
        Choice(as_field([m for m in members if m != member]), choice_label(name, member, corpus, words))
        for member in members
    )


def choices(name: str, corpus: Corpus | None, words: Words) -> tuple[Choice, ...]:
    """Return the values a fact may have, in words."""
    return tuple(
        Choice(code, choice_label(name, code, corpus, words)) for code in allowed_codes(name, corpus)
    )


def parse_value(spec: FactSpec | None, name: str, text: str) -> Any:
    """Return a form field's text as the fact's value; nothing at all means that it is not known.

    Raises `FactProblem` when the text cannot be such a value.
    """
    text = text.strip()
    if not text:
        return None
    kind = spec.type if spec else "bool"
    if kind == "number":
        return _number(spec, name, text)
    if kind == "bool":
        return _bool(spec, name, text)
    if kind == "set":
        return [part for part in text.split(",") if part]
    return text


def _bool(spec: FactSpec | None, name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise _wrong(spec, name, "bad_bool")
    return text == "true"


def _wrong(spec: FactSpec | None, name: str, key: str) -> FactProblem:
    """Say what a fact's value must be, naming the fact as its chip does."""
    en, zh = words("en"), words("zh")
    label = (spec.label.en, spec.label.zh) if spec else (name, name)
    what = ProblemWords(en(key, label=label[0]), zh(key, label=label[1]))
    remedy = ProblemWords(en(f"{key}_remedy"), zh(f"{key}_remedy"))
    problem = FactProblem(name, what, remedy)
    problem.title = ProblemWords(en("bad_value"), zh("bad_value"))
    return problem


def _number(spec: FactSpec | None, name: str, text: str) -> float:
    """Read 30, 30%, 2,000,000, 1e23, 10^23 and 3 x 10^23."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "").rstrip("%％").replace("**", "^").lower()
    factor, power, exponent = plain.replace("×", "x").replace("*", "x").rpartition("10^")
    try:
        if power:
            return float(factor.rstrip("x") or 1) * 10.0 ** int(exponent)
        return float(plain)
    except (ValueError, OverflowError):
        raise _wrong(spec, name, "bad_number") from None


def dump_given(given: Mapping[str, Any]) -> str:
    """Return given facts as a form field."""
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=str)
