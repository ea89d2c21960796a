"""Numbers with units: training computation, money, chip parameters, supercomputers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.reader.bounds import COMMITMENT, is_plain
from assistant.reader.literals import Filter
from assistant.reader.numerals import NUMBER, chinese_number, number
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from corpus import Corpus

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MILLIONS = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "万": 1e4,
    "百万": 1e6,
    "亿": 1e8,
    "千万": 1e7,
}

_EXPONENT = r"\{?(\d{1,2}|[一二三四五六七八九十]+)\}?(?:th|rd|nd|st|次方)?"
_TIMES = r"(?:(\d+(?:[.·]\d+)?)\s?(?:x|×|\*)\s?)?"
_POWER = re.compile(
    rf"{_TIMES}10\s?(?:\^|\*\*|的|to the(?: power(?: of)?)?)\s?{_EXPONENT}"
    rf"|{_TIMES}10([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})"
    r"|(\d+(?:[.·]\d+)?)e\+?(\d{1,2})(?![\d.·])"
    r"|十的([一二三四五六七八九十]+|\d{1,2})次方"
)
_COMPUTE = re.compile(
    r"\b(?:operations?|flops?|ops|compute|computation\w*|trained|training|model)\b|运算|算力|训练|模型|"
    r"计算量|次"
)
_TEMPERATURE = re.compile(
    r"\b(?:temperatures?|cryo\w*|operat(?:e|es|ed|ing)|cool\w*|designed (?:for|to)|(?:work|run|"
    r"function)(?:s|ing)?)\b"
    r"|温度|低温|工作|运行|冷却"
)


@dataclass(frozen=True)
class _Unit:
    fact: str
    pattern: re.Pattern[str]
    value: Callable[[re.Match[str]], float]


def _money(match: re.Match[str]) -> float:
    return number(match.group(1)) * _MILLIONS.get((match.group(2) or "").strip(), 1.0)


def _any(match: re.Match[str]) -> float:
    return number(next(group for group in match.groups() if group))


_NANOMETRES = r"\s?(?:nm|nanomet\w+|纳米)"
_OF_DRAM = r"[^.;。；]{0,25}(?:half[- ]pitch|dram|半间距)"
_DOUBLE = "double[- ]precision|64-bit|fp64|双精度|64位"
_SINGLE = "single[- ]precision|32-bit|fp32|单精度|32位"
_PFLOPS = r"(?:petaflops|pflops|千万亿次)"


def _precision(before: str, after: str) -> re.Pattern[str]:
    """Match a capacity whose precision stands before the unit, after it, or before the number."""
    return re.compile(
        rf"{NUMBER}\s?(?:{before})[^.;]{{0,12}}{_PFLOPS}"
        rf"|{NUMBER}\s?{_PFLOPS}[^.;。；\d]{{0,25}}(?:{after})"
        rf"|(?:{before})[^\d。；a-z]{{0,8}}{NUMBER}"
    )


_UNITS = (
    _Unit(
        COMMITMENT,
        re.compile(rf"(?:usd|us\$|\$)\s?{NUMBER}\s?(thousand|million|billion|bn|k|m)?\b"),
        _money,
    ),
    _Unit(COMMITMENT, re.compile(rf"{NUMBER}\s?(百万|千万|万|亿)?美[元金]"), _money),
    _Unit(
        COMMITMENT,
        re.compile(rf"{NUMBER}\s?(thousand|million|billion|bn|k|m)? (?:u·s· )?dollars\b"),
        _money,
    ),
    _Unit(
        "ic_operating_kelvin",
        re.compile(
            rf"(?<![$€£¥\d,.·]){NUMBER}\s?(?:k(?![a-z0-9])(?!\s?(?:usd|video|cameras?|display))|kelvins?\b|开尔文)"
        ),
        _any,
    ),
    _Unit(
        "nand_layers",
        re.compile(
            rf"{NUMBER}[- ]?layers?\b(?=[^.;]{{0,20}}nand)|nand[^.;]{{0,20}}?{NUMBER}[- ]?(?:layers?|层)"
            rf"|{NUMBER}层[^。；]{{0,4}}nand|(?<=[ (]){NUMBER}[- ]layers?\b(?! (?:board|pcb|stack))"
        ),
        _any,
    ),
    _Unit(
        "dram_half_pitch_nm",
        re.compile(rf"{NUMBER}{_NANOMETRES}{_OF_DRAM}|dram[^.;。；]{{0,25}}?{NUMBER}{_NANOMETRES}"),
        _any,
    ),
    _Unit("ic_node_nm", re.compile(rf"{NUMBER}{_NANOMETRES}(?!{_OF_DRAM})"), _any),
    _Unit("supercomputer_pflops_64", _precision(_DOUBLE, "double|64[- ]?bit|fp64"), _any),
    _Unit("supercomputer_pflops_32", _precision(_SINGLE, "single|32[- ]?bit|fp32"), _any),
    _Unit(
        "supercomputer_cubic_feet",
        re.compile(rf"{NUMBER}\s?(万)?(?:cubic[- ]f(?:ee|oo)t|ft3|ft³|立方英尺)"),
        _money,
    ),
)
_POSSIBLE = Filter([unit.pattern.pattern for unit in _UNITS])


def quantities(scope: Scope, corpus: Corpus) -> Iterator[Mention]:
    """Yield every number whose words say which fact it is, and how much it is."""
    found = (*_computation(scope), *_with_units(scope))
    yield from (mention for mention in found if is_plain(scope, corpus, mention))


def _with_units(scope: Scope) -> Iterator[Mention]:
    pitches: list[tuple[int, int]] = []  # a half-pitch is no process node
    for index in _POSSIBLE.candidates(scope.text):
        unit = _UNITS[index]
        for match in unit.pattern.finditer(scope.text):
            start, end = match.span()
            if unit.fact == "ic_node_nm" and any(s < end and start < e for s, e in pitches):
                continue
            if _fits(unit, scope, match) and scope.polarity(start, end) != "open":
                pitches += [(start, end)] if unit.fact == "dram_half_pitch_nm" else []
                yield Mention(unit.fact, unit.value(match), start, end)


def _fits(unit: _Unit, scope: Scope, match: re.Match[str]) -> bool:
    """Tell whether the words around a number make it what its unit may mean."""
    if unit.fact == COMMITMENT:
        return _is_commitment(scope, match)
    if unit.fact == "ic_operating_kelvin" and scope.polarity(*match.span()) == "negated":
        return False  # "no parts for 4.5 K"
    if unit.fact == "ic_operating_kelvin" and match.group().endswith("k"):
        start, end = scope.sentence_of(match.start())  # a 4K camera and 10k people are no temperatures
        return _TEMPERATURE.search(scope.text[start:end]) is not None
    return True


def _is_commitment(scope: Scope, match: re.Match[str]) -> bool:
    start, end = scope.sentence_of(match.start())
    return (
        re.search(r"\bcommit|(?<![a-z])lp(?![a-z])|limited partner|承诺|认缴|有限合伙", scope.text[start:end])
        is not None
    )


def _computation(scope: Scope) -> Iterator[Mention]:
    for match in _POWER.finditer(scope.text):
        around = scope.text[max(0, match.start() - 60) : match.start()]
        around += " " + scope.text[match.end() : match.end() + 40]
        if _COMPUTE.search(around) and scope.polarity(match.start(), match.end()) != "open":
            yield Mention("ai_training_ops", _power(match), match.start(), match.end())


def _power(match: re.Match[str]) -> float:
    factor1, exponent1, factor2, superscript, mantissa, exponent2, chinese = match.groups()
    factor = (factor1 or factor2 or mantissa or "1").replace("·", ".")
    exponent = exponent2 or (superscript or "").translate(_SUPERSCRIPTS) or exponent1 or chinese
    return float(f"{factor}e{chinese_number(exponent)}")  # one rounding: 2 x 10^23 is exactly 2e23
