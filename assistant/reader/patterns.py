"""The wording patterns, loaded and compiled once, and their matches in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.reader.scope import Scope
from assistant.rules.facts import FactValue
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("patterns.yaml")
PLACES = Path(__file__).with_name("us_places.yaml")


class Wording(BaseModel):
    """How people word one fact; see the head of patterns.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    value: Any = True
    negated: Any = None
    raw: bool = False
    about: Literal["target", "any"] = "target"
    unless_between: str | None = None
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A fact as worded in the text, with the words it was read from."""

    fact: str
    value: FactValue
    start: int
    end: int
    raw: bool = False
    note: str | None = None


@dataclass(frozen=True)
class _Compiled:
    wording: Wording
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@lru_cache(maxsize=1)
def wordings() -> tuple[Wording, ...]:
    """Return all wordings of patterns.yaml."""
    return tuple(Wording.model_validate(entry) for entry in read_yaml(FILE))


@lru_cache(maxsize=1)
def _compiled() -> tuple[_Compiled, ...]:
    return tuple(_compile(wording) for wording in wordings())


def _compile(wording: Wording) -> _Compiled:
    joined = "|".join(f"(?:{_dotted(p)})" for p in (*wording.en, *(z.lower() for z in wording.zh)))
    unless = re.compile(wording.unless_between) if wording.unless_between else None
    return _Compiled(wording, re.compile(joined), unless)


@lru_cache(maxsize=1)
def _us_places() -> dict[str, str]:
    return {lang: "|".join(map(re.escape, names)) for lang, names in read_yaml(PLACES).items()}


def _dotted(pattern: str) -> str:
    """Fill in the American places; inner full stops are a middle dot in normalised text."""
    places = _us_places()
    pattern = pattern.replace("{us_place_en}", places["en"]).replace("{us_place_zh}", places["zh"])
    return pattern.replace(r"u\.?s\.?", "u[.·]?s[.·]?").replace(r"(\.\d+)", "([.·]\\d+)")


def mentions(scope: Scope) -> Iterator[Mention]:
    """Yield every fact worded in the text, polarity applied."""
    for compiled in _compiled():
        for match in compiled.pattern.finditer(scope.text):
            value = _value(compiled, scope, match)
            if value is not None:
                yield Mention(compiled.wording.fact, value, match.start(), match.end(), compiled.wording.raw)


def _value(compiled: _Compiled, scope: Scope, match: re.Match[str]) -> FactValue | None:
    wording = compiled.wording
    start, end = match.span()
    polarity = scope.polarity(start, end)
    if polarity == "open":
        return None
    if wording.about == "target" and scope.subject(start) != "target":
        return None
    if wording.raw or polarity == "affirmed":
        return _typed(wording.value)
    between = scope.words_between(start)
    if compiled.unless is not None and compiled.unless.search(between):
        return None
    return _typed(wording.negated)


def _typed(value: Any) -> FactValue | None:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
