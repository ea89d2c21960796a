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
    unless_between: str | None = (
        None  # words between negator and mention (of a raw one: within it) that void it
    )
    blanket: bool = False  # a negated mention counts only where nothing narrows it: not "no military chips"
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


# "No other chips" leaves those already named; it denies nothing.
# "No direct military use" leaves an indirect one.
_NARROWED = re.compile(
    r"\b(?:other|else|further|additional|known|declared|publicly|obvious(?:ly)?|current(?:ly)?(?! or\b|"
    r" nor\b)|major|"
    r"significant(?:ly)?|substantial(?:ly)?|material|primar(?:y|ily)|main(?:ly)?|direct(?:ly)?(?! or\b|"
    r" nor\b))\b"
    r"|其他|其它|别的|另外|直接(?![或和及、])|明显|已知|重大|主要|显著|公开|大量|专门"
)
_PIECE = re.compile(r"[a-z'-]+|[\u4e00-\u9fff]+")
_BLANKET_WORD = re.compile(
    r"(?:no|not|nothing|never|none|neither|nor|without|non|free|in|with|to|do|does|of|any|at|all|or|and|on|"
    r"from|about|it|is|are|has|have|"
    r"had|the|its|their|involved|involvement|active|engaged|exposure|link|links|connection|touch|touches|"
    r"related|relating|business|"
    r"businesses|activity|activities|work|works|technology|technologies|whatsoever|there|that|for|this|"
    r"firm|company|target|"
    r"\w+n't|chips?|semiconductors?|microelectronics|integrated|circuits?|ai|a|i|artificial|intelligence|"
    r"machine|learning|quantum|"
    r"super-?comput\w+|robot\w*|biotech\w*|hypersonics?|including|apart|otherwise|beyond|else)"
    r"|(?:完全|也|都|亦|均|并|且|从|此外|除|外|之|以|上述|业务|不|没有|没|无|未|非|涉及|涉|及|从事|做|碰|"
    r"搞|有|任何|在|与|和|或|以及|方面|相关|活动|"
    r"领域|技术|芯片|半导体|集成电路|微电子|量子|人工智能|超级计算机?|超算|计算|公司|目标|该|其|它|这|企业|"
    r"属于|关)+"
)


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
    joined = "|".join(f"(?:{_dotted(p)})" for p in (*wording.en, *map(_chinese, wording.zh)))
    unless = re.compile(wording.unless_between) if wording.unless_between else None
    return _Compiled(wording, re.compile(joined), unless)


def _chinese(pattern: str) -> str:
    """Lower the case; "ai" within a Chinese sentence must not match the end of "Shanghai"."""
    return re.sub("(?<![a-z])ai(?![a-z])", "(?<![a-z])ai(?![a-z])", pattern.lower())


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
    if polarity == "open" or (wording.about == "target" and scope.subject(start) != "target"):
        return None
    if wording.raw:  # "not purely civil" does not say of what kind it is
        void = scope.denied_before(start) or _unless(compiled, match.group())
    elif polarity == "affirmed":
        void = False
    else:
        return _denied(compiled, scope.words_between(start))
    return None if void else _typed(wording.value)


def _denied(compiled: _Compiled, between: str) -> FactValue | None:
    narrowed = _NARROWED.search(between) or (compiled.wording.blanket and not _is_blanket(between))
    return None if narrowed or _unless(compiled, between) else _typed(compiled.wording.negated)


def _unless(compiled: _Compiled, words: str) -> bool:
    return compiled.unless is not None and compiled.unless.search(words) is not None


def _is_blanket(between: str) -> bool:
    """Tell whether only function words and other fields stand between a negator and a mention."""
    return all(_BLANKET_WORD.fullmatch(word) for word in _PIECE.findall(between))


def _typed(value: Any) -> FactValue | None:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
