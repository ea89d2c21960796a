"""The shape of a false premise: what people wrongly take for granted, and the correction."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from corpus.entry import parse_entry
from corpus.errors import CorpusError
from corpus.lexicon import fill
from corpus.model import Bilingual, Period, ProvisionId, Slug, Strict, Text
from corpus.yamlfile import line_of, read_yaml

ValueKind = Literal["date", "year", "percent", "percent?", "money", "power", "count", "agency"]
FIELDS = ("words", "agencies", "premises")
VALUE = "{value}"


class Premise(Strict):
    """One belief that is wrong, recognised by its form, with what is right and where that stands."""

    id: Slug
    about: tuple[Text, ...] = Field(min_length=1)  # expressions: what the sentence speaks of
    claims: tuple[Text, ...] = Field(
        min_length=1
    )  # expressions: what it says of it; {value} is what it states
    unless: tuple[Text, ...] = ()  # expressions: it speaks of something else, or says the right thing
    value: ValueKind | None = None  # of what kind {value} is; with "?" it need not be there
    right: tuple[date | int | float | Slug, ...] = ()  # values that are right
    of: Literal["from", "to"] | None = None  # the right date is this end of the first provision's validity
    range: tuple[int, int] | None = None  # only values in it are corrected
    correction: Bilingual  # with {said} and {right}
    provisions: tuple[ProvisionId, ...] = Field(min_length=1)
    valid: Period = Period()  # days of asking on which the correction holds
    corrected: tuple[Text, ...] = Field(min_length=1)  # examples that are corrected
    left: tuple[Text, ...] = Field(min_length=1)  # examples that are not

    @model_validator(mode="after")
    def _values_belong_together(self) -> Self:
        states = any(VALUE in claim for claim in self.claims)
        if states != (self.value is not None):
            raise ValueError("'value' must be given where a claim has {value}, and only there")
        compares = self.value is not None and not self.value.endswith("?")
        if compares == (not self.right and self.of is None):
            raise ValueError("'right' or 'of' must be given where a value is compared, and only there")
        return self


def load_premises(path: Path, sources: dict[str, str]) -> tuple[tuple[Premise, ...], dict[str, str]]:
    """Return the premises of a file with their word classes filled in, and its agencies.

    Raises `CorpusError` naming the line, the field and the remedy.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict) or set(raw) != set(FIELDS):
        remedy = f"Keep to the fields {', '.join(FIELDS)}."
        raise CorpusError(path, "file", "has other fields than it should.", remedy)
    found = tuple(_premise(entry, raw["words"], path) for entry in raw["premises"])
    for entry, premise in zip(raw["premises"], found, strict=True):
        key = f"Premise:{premise.id}"
        if key in sources:
            raise CorpusError(path, line_of(entry), f"{premise.id!r} stands twice.", "Rename one.")
        sources[key] = f"{path}: {line_of(entry)}"
    return found, dict(raw["agencies"])


def _premise(entry: Any, words: dict[str, str], path: Path) -> Premise:
    filled = dict(entry)
    for name in ("about", "claims", "unless"):
        filled[name] = [_filled(p, words, path, line_of(entry), name) for p in filled.get(name, ())]
    return parse_entry(Premise, filled, path, line_of(entry))


def _filled(pattern: str, words: dict[str, str], path: Path, where: str, name: str) -> str:
    try:
        whole = fill(pattern, {**words, "value": VALUE.replace("{", "\0").replace("}", "\1")})
        re.compile(whole.replace("(?:\0value\1)", r"\d"))
    except (KeyError, re.error) as error:
        problem = f"holds an expression that cannot be: {error}."
        raise CorpusError(path, f"{where}, field '{name}'", problem, "Correct it.") from None
    return whole.replace("(?:\0value\1)", VALUE)
