"""The wordings of facts, loaded and compiled once, and their matches in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.reader.clearing import clears, settled
from assistant.reader.doubt import denied_after
from assistant.reader.literals import Filter
from assistant.reader.places import filled
from assistant.reader.scope import Scope
from assistant.reader.text import HAN
from assistant.rules.facts import FactValue
from corpus.yamlfile import read_yaml

FOLDER = Path(__file__).with_name("wordings")


class Wording(BaseModel):
    """How people word one fact: an entry of a file in `wordings/`.

    Regular expressions over normalised lower-case text (`text.py`), one alternative each; the
    places of the world may be put in by name (`places.py`). An entry gives the value that words
    have when they stand affirmed, by default true, and when they stand negated: by default none,
    since a denial of one wording seldom denies the whole fact.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    value: Any = True
    negated: Any = None
    raw: bool = False  # the expression carries its own negation, and polarity is not applied
    about: Literal["target", "any"] = "target"  # of whom the words must speak
    made: bool = False  # counts only as the target's own making, not when it merely uses or buys the thing
    of_past: bool = False  # speaks of earlier times by its nature: "we had no stake in it formerly"
    unless_between: str | None = (
        None  # words between negator and mention (of a raw one: within it) that void it
    )
    blanket: Literal["fields", "uses"] | None = (
        None  # a negated mention counts only where nothing narrows it: not "no military chips"
    )
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


# "It uses EDA tools", "parts for a maker of etchers": having, buying or serving is not making.
_BUYS = re.compile(r"buy|bought|purchas|购买")
_OF_A_COMPANY = re.compile(
    r"%|\b(?:percent|stakes?|shares?|equity|compan(?:y|ies)|firms?|makers?|start-?ups?|developers?|"
    r"producers?)\b"
    r"|股|公司|企业|厂商"
)
_ONLY_USED = re.compile(
    r"\b(?:us(?:es?|ing|ed)|buys?|bought|buying|rents?|renting|leas(?:es?|ing)|licen[cs]\w+|purchas\w+|"
    r"supplies|supplier|"
    r"suppl(?:y|ying)|inspects?|inspection|time on|for (?:a )?makers? of)\b[^,;]{0,45}$"
    r"|(?:使用|采购|购买|租用|租赁|外购|供应|配套|检测)[^，；]{0,12}$"
)
# "No other chips" leaves those already named; it denies nothing.
# "No direct military use" leaves an indirect one.
_NARROWED = re.compile(
    r"\b(?:other|else|further|additional|known|declared|publicly|obvious(?:ly)?|current(?:ly)?(?! or\b|"
    r" nor\b)|major|"
    r"significant(?:ly)?|substantial(?:ly)?|material|primar(?:y|ily)|main(?:ly)?|direct(?:ly)?(?! or\b|"
    r" nor\b))\b"
    r"|其他|其它|别的|另外|直接(?![或和及、])|明显|已知|重大|主要|显著|公开|大量|专门"
    r"|(?:不|未|没有?|并非)(?:都|全(?!部?不)|尽|总|太|大(?=涉|做)|怎么|单独|独立|太多|多少|几个|什么(?!业务)|获批|产生|单独列示)"
)
# "It does not merely design chips" denies nothing.
_NOT_ONLY = re.compile(
    r"\b(?:not|n't) (?:only|merely|just|simply|solely|exclusively)\b|不(?:仅|但|只|光|单|止)"
)
# "It develops no AI for the army", 不为军方开发: for whom, by whom or why it is not done, not whether.
_FOR_WHOM = re.compile(r"(?:不|未|没有)(?:再)?(?:是)?(?:以|为(?!零)|向|给|因|由|按|替|帮)")
_PIECE = re.compile(r"[a-z'-]+|[\u4e00-\u9fff]+")
_FIELD_WORDS_EN = (
    r"fabricat\w+|packag\w+|design\w*|eda|learned|building|anywhere|no|not|nothing|never|none|neither|nor|without|non|free|in|with|to|do|does|of|any|at|all|or|and|on|"
    r"from|about|it|"
    r"is|are|has|have|had|the|its|their|involved|involvement|active|engaged|exposure|link|links|connection|"
    r"touch|touches|"
    r"related|relating|business|businesses|activity|activities|work|works|technology|technologies|"
    r"whatsoever|there|that|"
    r"for|this|firm|company|target|\w+n't|chips?|semiconductors?|microelectronics|integrated|circuits?|ai|"
    r"a|i|artificial|"
    r"intelligence|machine|learning|quantum|super-?comput\w+|robot\w*|biotech\w*|hypersonics?|including|"
    r"apart|otherwise|"
    r"beyond|else"
)
_FIELD_WORDS_ZH = (
    "完全|也|都|过|曾|亦|均|并|且|从|此外|除|外|之|以|上述|业务|不|没有|没|无|未|非|涉及|涉|及|从事|做|碰|搞|有|任何|在|与|和|或|以及|"
    "方面|相关|活动|领域|技术|芯片|半导体|集成电路|微电子|量子|人工智能|超级计算机?|超算|计算|公司|目标|该|其|它|这|企业|属于|关|、"
)
# Who uses the products, and what else is owned: "sells to no military customers" denies the use.
_USE_WORDS_EN = (
    r"soldiers?|spies|troops|forces|agenc(?:y|ies)|watchers?|secret|services?|armed|monitoring|intelligence|military|paramilitary|surveillance|government|mass|defen[cs]e|weapons?|security|police|dual|end|"
    r"end-use|use|uses|"
    r"used|users?|customers?|clients?|buyers?|purposes?|aims?|applications?|sales?|contracts?|sells?|sold|"
    r"suppl\w+|"
    r"serves?|intended|meant|designed|made|direct|directly|indirect|indirectly|kind|form|sort|role|ever|by|"
    r"as|be|been|"
    r"being|products?|output|anything|anyone|army|navy|air|force|pla|goes|stakes?|shares?|equity|holdings?|"
    r"interests?|"
    r"shareholdings?|subsidiar\w+|investments?|board|seats?|holds?|owns?|keeps?|outside"
)
_USE_WORDS_ZH = (
    "军事|军方|军队|军用|军|情报|监控|监视|政府|国防|公安|武器|客户|用户|用途|用于|用作|用|供给|供应|供货|供|销售|销|售|给|向|为|"
    "服务|产品|最终|大规模|直接|间接|持有|持股|投资|股权|股份|权益|对外|参股|子公司|可|会|将|是|的|交付|提供|机构|部门"
)
_BLANKET_WORD = {
    "fields": re.compile(rf"(?:{_FIELD_WORDS_EN})|(?:{_FIELD_WORDS_ZH})+"),
    "uses": re.compile(rf"(?:{_FIELD_WORDS_EN}|{_USE_WORDS_EN})|(?:{_FIELD_WORDS_ZH}|{_USE_WORDS_ZH})+"),
}


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
    chinese: bool  # of its Latin abbreviations, the letters may stand within a word of a Latin text


@lru_cache(maxsize=1)
def wordings() -> tuple[Wording, ...]:
    """Return all wordings, file by file."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(Wording.model_validate(entry) for file in files for entry in read_yaml(file))


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[_Compiled, ...], Filter]:
    """Return the expressions, and what tells which of them a text could match."""
    found = tuple(compiled for wording in wordings() for compiled in _compile(wording))
    return found, Filter([compiled.pattern.pattern for compiled in found])


def _compile(wording: Wording) -> Iterator[_Compiled]:
    """Yield each expression by itself, so that the filter can leave out each by itself."""
    unless = re.compile(wording.unless_between) if wording.unless_between else None
    for chinese, patterns in ((False, wording.en), (True, tuple(map(_chinese, wording.zh)))):
        for pattern in patterns:
            yield _Compiled(wording, re.compile(_dotted(pattern)), unless, chinese)


def _chinese(pattern: str) -> str:
    """Lower the case; "ai" within a Chinese sentence must not match the end of "Shanghai"."""
    return re.sub("(?<![a-z])ai(?![a-z])", "(?<![a-z])ai(?![a-z])", pattern.lower())


def _dotted(pattern: str) -> str:
    """Fill in the places; inner full stops are a middle dot, and no wording runs past a question mark."""
    pattern = filled(pattern).replace("[^。；", "[^。；？！").replace("[^.;", "[^.;?!")
    return pattern.replace(r"u\.?s\.?", "u[.·]?s[.·]?").replace(r"(\.\d+)", "([.·]\\d+)")


def mentions(scope: Scope) -> tuple[list[Mention], frozenset[str]]:
    """Return every fact worded in the text, polarity applied, and the facts it leaves open.

    The second are spoken of without being settled: an earlier value of theirs no longer holds.
    """
    found: list[Mention] = []
    unsettled: list[tuple[str, int, int]] = []
    touched: set[str] = set()
    expressions, possible = _compiled()
    has_chinese = HAN.search(scope.text) is not None
    for index in possible.candidates(scope.text):
        compiled = expressions[index]
        if compiled.chinese and not has_chinese:
            continue
        wording = compiled.wording
        for match in compiled.pattern.finditer(scope.text):
            value = _plain_value(compiled, scope, match)
            if value is None:
                touched.add(wording.fact)
                unsettled += [(wording.fact, *match.span())] if wording.raw else []
            else:
                found.append(Mention(wording.fact, value, match.start(), match.end(), wording.raw))
    return [m for m in found if m.raw or not _inside(m, unsettled)], frozenset(touched)


def _inside(mention: Mention, unsettled: Iterable[tuple[str, int, int]]) -> bool:
    """Tell whether a mention is part of a denial that is left open, and so is no affirmation."""
    return any(
        fact == mention.fact and start < mention.end <= end and mention.start >= start
        for fact, start, end in unsettled
    )


def _plain_value(compiled: _Compiled, scope: Scope, match: re.Match[str]) -> FactValue | None:
    """Return what a mention says; what would make the result milder counts only if said plainly."""
    fact, value = compiled.wording.fact, _value(compiled, scope, match)
    if value is not None and clears(fact, value) and not settled(scope, fact, *match.span()):
        return None
    return value


def _value(compiled: _Compiled, scope: Scope, match: re.Match[str]) -> FactValue | None:
    wording = compiled.wording
    start, end = match.span()
    polarity = scope.polarity(start, end, of_past=wording.of_past)
    if polarity == "open" or (wording.about == "target" and scope.subject(start) != "target"):
        return None
    if wording.raw:  # "not purely civil" does not say of what kind it is
        void = scope.denied_before(start) or _unless(compiled, match.group())
        void = void or _NOT_ONLY.search(match.group()) is not None
        void = void or (wording.value is False and scope.guessed(start, of_past=wording.of_past))
        void = void or (wording.value is not False and denied_after(scope.text, end))
    elif polarity == "affirmed":
        void = wording.made and _is_only_used(scope, start, end)
    else:
        return _denied(compiled, _narrowing(scope, start))
    return None if void else _typed(wording.value)


def _is_only_used(scope: Scope, start: int, end: int) -> bool:
    """Tell whether the target only buys or uses what is mentioned; buying a maker of it is the deal."""
    first, last = scope.clause_of(start)
    used = _ONLY_USED.search(scope.text[first:start])
    if used is None:
        return False
    bought = _BUYS.match(used.group()) is not None
    return not (bought and _OF_A_COMPANY.search(scope.text[first + used.start() : max(last, end)]))


def _narrowing(scope: Scope, start: int) -> str:
    """Return the words that may narrow a denied mention: "other" of "no other chips", "Other chips: none"."""
    return (
        scope.words_between(start)
        if scope.is_denied(start)
        else scope.text[scope.clause_of(start)[0] : start]
    )


def _denied(compiled: _Compiled, between: str) -> FactValue | None:
    blanket = compiled.wording.blanket
    narrowed = _NARROWED.search(between) is not None or not _is_blanket(blanket, between)
    for_whom = blanket != "uses" and _FOR_WHOM.search(between) is not None
    left_open = narrowed or for_whom or _unless(compiled, between)
    return None if left_open else _typed(compiled.wording.negated)


def _unless(compiled: _Compiled, words: str) -> bool:
    return compiled.unless is not None and compiled.unless.search(words) is not None


def _is_blanket(kind: str | None, between: str) -> bool:
    """Tell whether only function words and others of its kind stand between a negator and a mention."""
    return kind is None or all(_BLANKET_WORD[kind].fullmatch(word) for word in _PIECE.findall(between))


def _typed(value: Any) -> FactValue | None:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
