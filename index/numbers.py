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
    is_weak: bool = False  # 项 or "No.": an item only where a list is named
    paragraphs: tuple[int, ...] = ()
    area: str | None = None  # slug, where the number follows the name of an area at once


_RANGE = r"\s*(?:-|–|—|~|\bto\b|\bthrough\b|至|到)\s*"
_PLAIN = r"\d{1,5}(?![\d%]|\.\d)"
_N = rf"{_PLAIN}(?:{_RANGE}{_PLAIN})?"
_AND = r"\s*(?:,\s*(?:(?:and|or)\s+)?|\b(?:and|or)\s+|&\s*)(?:items?\s+)?\#?"
_NEXT = rf"{_AND}{_N}(?!\s*(?:edition|negative|catalog|list))"
_ITEM = re.compile(
    rf"""(?:\b(?P<strong>items?|entry|entries)\s*(?:nos?\b\.?\s*|numbers?\s+)?|\b(?:nos?\.|number)\s*)
    \#?(?P<ns>{_N}(?:{_NEXT}){{0,20}})""",
    re.IGNORECASE | re.VERBOSE,
)
_ARTICLE = re.compile(
    rf"\b(?:articles?|arts?\b\.?)\s*(?P<ns>{_N}(?:{_NEXT}){{0,20}})(?P<paras>(?:\(\d{{1,2}}\))*)",
    re.IGNORECASE,
)
_ZH_N = r"(?:\d{1,5}|[一二三四五六七八九十百千零〇两]{1,9})"
_ZH = re.compile(
    rf"""第\s*(?P<ns>{_ZH_N}(?:\s*[条项]?\s*[、,，和及与或至到\-–—~]\s*第?\s*{_ZH_N}(?=\s*[条项、,，和及与或至到])){{0,20}})
    \s*(?P<unit>[条项])(?!线|河|路|船|街|目标|目[^录中里])
    (?P<paras>(?:\s*第?\s*[(（]?{_ZH_N}[)）]?\s*[款项]){{0,3}})""",
    re.VERBOSE,
)
_ZH_ENTRY = re.compile(r"条目\s*(?:第\s*)?(?P<strong>(?P<ns>\d{1,5}))(?![\d%.])")
_ONE_OR_RANGE = re.compile(rf"({_ZH_N})(?:\s*[条项]?{_RANGE}第?\s*({_ZH_N}))?", re.IGNORECASE)
_ZH_DIGITS = re.compile(_ZH_N)
_LONGEST_RANGE = 30  # items; beyond that two numbers are no list of citations
# A bare number after the name of a place is an item only where nothing says that it counts something else.
_AFTER_AREA = r"""(?:省|市|自治区)?\s*(?:\#|no\.?\s*)?(?P<ns>\d{1,4})(?![\d%\-]|[.,]\d)
    (?=\s*(?:[条项的和及与或、是，。；：？！,;:?!.)(（）]|$
    |(?:and|or|is|was|vs|versus|under|in\s+the|on\s+the|of\s+the|say|says|mean|means|listed|still)\b))"""
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
        weak = match["strong"] is None
        yield [Number(match.group(), match.span(), n, is_weak=weak) for n in _values(match["ns"])]
    for match in _ARTICLE.finditer(text):
        steps = tuple(map(int, re.findall(r"\d+", match["paras"])))
        yield [
            Number(match.group(), match.span(), n, True, False, False, steps) for n in _values(match["ns"])
        ]
    for match in _ZH.finditer(text):
        steps = tuple(map(chinese_number, _ZH_DIGITS.findall(match["paras"])))
        article = match["unit"] == "条"
        numbers = _values(match["ns"])
        yield [Number(match.group(), match.span(), n, article, True, not article, steps) for n in numbers]


def _values(text: str) -> list[int]:
    """Read the numbers of an enumeration; a short range stands for all it spans."""
    found: list[int] = []
    for match in _ONE_OR_RANGE.finditer(text):
        first = chinese_number(match[1])
        last = chinese_number(match[2]) if match[2] else first
        found.extend(range(first, last + 1) if 0 <= last - first <= _LONGEST_RANGE else (first, last))
    return found


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
