"""Numbers typed as items or articles, before it is known of which list or law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from index.citing import Span, overlaps


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the citation it stands in; `items 137 and 140` gives two with one span."""

    text: str
    span: Span
    value: int
    is_article: bool = False  # 条 or "article": may be a law's
    is_item: bool = True  # may be an item of a list
    paragraphs: tuple[int, ...] = ()
    area: str | None = None  # slug, where the number follows the name of an area at once


_N = r"\d{1,5}(?![\d%]|\.\d)"
_AND = r"\s*(?:,\s*(?:(?:and|or)\s+)?|\b(?:and|or)\s+|&\s*)(?:items?\s+)?#?"
_NEXT = rf"{_AND}{_N}(?!\s*(?:edition|negative|catalog|list))"
_ITEM = re.compile(
    rf"(?:\b(?:items?|entry|entries)\s*(?:nos?\b\.?\s*|numbers?\s+)?|\b(?:nos?\.|number)\s*)#?(?P<ns>{_N}(?:{_NEXT})*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    rf"\b(?:articles?|arts?\b\.?)\s*(?P<ns>{_N}(?:{_NEXT})*)(?P<paras>(?:\(\d{{1,2}}\))*)", re.IGNORECASE
)
_ZH_N = r"(?:\d{1,5}|[一二三四五六七八九十百千零〇两]{1,9})"
_ZH = re.compile(
    rf"""第\s*(?P<ns>{_ZH_N}(?:\s*[条项]?\s*[、,，和及与或]\s*第?\s*{_ZH_N}(?=\s*[条项、,，和及与或]))*)\s*(?P<unit>[条项])
    (?P<paras>(?:\s*第?\s*[(（]?{_ZH_N}[)）]?\s*[款项])*)""",
    re.VERBOSE,
)
_ZH_ENTRY = re.compile(r"条目\s*(?:第\s*)?(?P<ns>\d{1,5})(?![\d%.])")
_ZH_DIGITS = re.compile(_ZH_N)
_AFTER_AREA = r"""(?:省|市|自治区)?\s*(?:\#|no\.?\s*)?(?P<ns>\d{1,4})(?![\d%\-]|[.,]\d)
    (?!\s*(?:percent|million|billion|thousand|usd|rmb|people|employees|staff|years?|months?|days?|km|edition|catalog|list
    |[a-z]*\s*projects?|万|亿|人|年|元|美元|家|个|名|月|日|天|号|岁|版|公里|多|余|座|颗|台|吨|条线))
    (?=\s*(?:[条项的和及与或、在是有能还，。；：？！,;:?!.)(（）]|[a-z]|$))"""
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_YEARS = range(1900, 2100)


class NumberScanner:
    """Finds the numbers of a text that may be items or articles."""

    def __init__(self, area_pattern: str, area: Callable[[str], str]) -> None:
        self._area_number = re.compile(rf"(?P<area>{area_pattern}){_AFTER_AREA}", re.IGNORECASE | re.VERBOSE)
        self._area = area

    def find(self, text: str) -> list[Number]:
        """Return the numbers in order; of two that overlap the one of the fuller form."""
        found: list[Number] = []
        taken: list[Span] = []
        for numbers in chain(_groups(text), self._after_areas(text)):
            if not overlaps(numbers[0].span, taken):
                found.extend(numbers)
                taken.append(numbers[0].span)
        return sorted(found, key=lambda number: number.span)

    def _after_areas(self, text: str) -> Iterator[list[Number]]:
        for match in self._area_number.finditer(text):
            value = int(match["ns"])
            if value not in _YEARS:
                yield [Number(match.group(), match.span(), value, area=self._area(match["area"]))]


def _groups(text: str) -> Iterator[list[Number]]:
    for match in chain(_ITEM.finditer(text), _ZH_ENTRY.finditer(text)):
        yield [Number(match.group(), match.span(), int(n)) for n in re.findall(r"\d+", match["ns"])]
    for match in _ARTICLE.finditer(text):
        steps = tuple(map(int, re.findall(r"\d+", match["paras"])))
        numbers = map(int, re.findall(r"\d+", match["ns"]))
        yield [Number(match.group(), match.span(), n, True, False, steps) for n in numbers]
    for match in _ZH.finditer(text):
        steps = tuple(map(chinese_number, _ZH_DIGITS.findall(match["paras"])))
        numbers = map(chinese_number, _ZH_DIGITS.findall(match["ns"]))
        yield [Number(match.group(), match.span(), n, match["unit"] == "条", True, steps) for n in numbers]


def chinese_number(text: str) -> int:
    """Read a whole number below 10,000 in Chinese or Arabic numerals: 三百四十八, 二〇, 十二, 28."""
    if text.isdecimal():
        return int(text)
    if not any(character in _UNITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
