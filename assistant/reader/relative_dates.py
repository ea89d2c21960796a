"""Days named from today on, or without their year: "next month", "by the end of Q1 2027", 明年三月底.

A period stands for its last day. A day without a year is the next one to come, or the last one
gone by where the words around it speak of what is done.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.reader.literals import Filter

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")[.·]?"

_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
           "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "a couple of": 2,
           "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
           "十一": 11, "十二": 12}  # fmt: skip
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True))
_DAY_WORDS = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "昨天": -1,
}
_PARTS = {"early": 4, "beginning": 3, "start": 3, "spring": 6, "mid": 8, "middle": 8, "summer": 9,
          "autumn": 12, "fall": 12, "late": 12, "end": 12,
          "初": 3, "上半年": 6, "中": 8, "下半年": 12, "底": 12, "末": 12}  # fmt: skip
_PART_EN = "early|beginning|start|spring|mid|middle|summer|autumn|fall|late|end"
_SHIFT = {"this": 0, "next": 1, "last": -1, "本": 0, "这个": 0, "这": 0, "下个": 1, "下": 1, "上个": -1,
          "上": -1, "今": 0, "明": 1, "后": 2, "去": -1, "前": -2}  # fmt: skip
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_DONE = re.compile(
    r"\b(?:closed|completed|settled|bought|acquired|purchased|was|were|took|since|last|passed|already|had)\b"
    r"|已|了|去年|此前|曾"
)
_CONTEXT = 40  # characters before a day without a year in which its tense is looked for
_NUMERAL = rf"(?P<n>\d{{1,2}}|{_COUNT})"


@dataclass(frozen=True)
class RelativeDate:
    """A day that was named relatively; `exact` when a day was meant and not a period."""

    day: date
    exact: bool
    start: int
    end: int


Solve = Callable[[re.Match[str], date], tuple[date, bool] | None]


def relative_dates(text: str, today: date) -> Iterator[RelativeDate]:
    """Yield the days named relatively in normalised lower-case text."""
    for index in _POSSIBLE.candidates(text):
        pattern, solve = _RULES[index]
        for match in pattern.finditer(text):
            solved = solve(match, today)
            if solved is not None:
                yield RelativeDate(*solved, *match.span())


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month; months beyond December run into the years after."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]


def _day_word(match: re.Match[str], today: date) -> tuple[date, bool]:
    return today + timedelta(days=_DAY_WORDS[match.group()]), True


def _ahead(match: re.Match[str], today: date) -> tuple[date, bool]:
    """Solve "in two weeks", 三个月后."""
    return _away(_count(match.group("n")), match.group("unit"), today)


def _ago(match: re.Match[str], today: date) -> tuple[date, bool]:
    """Solve "two weeks ago", 三个月前."""
    return _away(-_count(match.group("n")), match.group("unit"), today)


def _away(count: int, unit: str, today: date) -> tuple[date, bool]:
    if unit.startswith(("day", "天", "日")):
        return today + timedelta(days=count), True
    if unit.startswith(("week", "周", "个星期", "星期")):
        return today + timedelta(weeks=count), False
    months = count * (12 if unit.startswith(("year", "年")) else 1)
    last = end_of_month(today.year, today.month + months)
    return last.replace(day=min(today.day, last.day)), False


def _period(match: re.Match[str], today: date) -> tuple[date, bool]:
    """Solve "next month", "the end of the year", 下个月, 年底."""
    shift, unit = _SHIFT[match.groupdict().get("shift") or "this"], match.group("unit")
    if unit in ("week", "周"):
        return today + timedelta(days=6 - today.weekday() + 7 * shift), False
    if unit in ("month", "月"):
        return end_of_month(today.year, today.month + shift), False
    if unit in ("quarter", "季度"):
        return end_of_month(today.year, ((today.month - 1) // 3 + 1 + shift) * 3), False
    return date(today.year + shift, 12, 31), False


def _quarter(match: re.Match[str], today: date) -> tuple[date, bool]:
    """Solve "Q1 2027", "the first quarter", 2027年第一季度; without a year it is the next to end."""
    named = match.group("q")
    months = 3 * (int(named) if named.isdigit() else _QUARTERS[named])
    if match.group("y"):
        return end_of_month(int(match.group("y")), months), False
    day = end_of_month(today.year, months)
    return (day if day >= today else end_of_month(today.year + 1, months)), False


def _part_of_year(match: re.Match[str], today: date) -> tuple[date, bool]:
    """Solve "mid-2027", 明年上半年."""
    named = match.group("y")
    year = int(named) if named.isdigit() else today.year + _SHIFT[named[0]]
    return end_of_month(year, _PARTS[match.group("part").removeprefix("年")]), False


def _month_of_shifted_year(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    """Solve 明年三月(五日)."""
    return _month_day(today.year + _SHIFT[match.group("shift")], _count(match.group("m")), match.group("d"))


def _without_year(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    """Solve "15 March", 三月十五日."""
    named, day = match.group("m").rstrip(".·"), match.groupdict().get("d")
    month = MONTHS[named] if named in MONTHS else _count(named)
    found = _month_day(today.year, month, day)
    if found is None:
        return None
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    is_done = _DONE.search(before.rsplit("，", 1)[-1]) is not None
    if is_done and found[0] > today:
        return _month_day(today.year - 1, month, day)
    if not is_done and found[0] < today:
        return _month_day(today.year + 1, month, day)
    return found


def _month_day(year: int, month: int, day: str | None) -> tuple[date, bool] | None:
    if not 1 <= month <= 12:
        return None
    last = end_of_month(year, month)
    if day is None:
        return last, False
    return (last.replace(day=_count(day)), True) if 1 <= _count(day) <= last.day else None


_EN_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_ZH_MONTH = r"(?P<m>\d{1,2}|十[一二]|[一二三四五六七八九十])月"
_BEFORE_MONTH = "in|by|end of|late|early|mid-?|next|last|during"
_NO_YEAR = r"(?!,? ?20\d\d)"
_EXPRESSIONS: tuple[tuple[str, Solve], ...] = (
    (r"\b(?:today|tomorrow|yesterday)\b|今[天日]|明[天日]|后天|昨天", _day_word),
    (rf"\b(?:in|within) {_NUMERAL} (?P<unit>days?|weeks?|months?|years?)\b(?! old)", _ahead),
    (rf"\b{_NUMERAL} (?P<unit>days?|weeks?|months?|years?) (?:ago|earlier)\b", _ago),
    (rf"{_NUMERAL}(?P<unit>天|日|周|个?星期|个月|年)(?:之?后|以后|之?内)", _ahead),
    (rf"{_NUMERAL}(?P<unit>天|日|周|个?星期|个月|年)(?:之?前|以前)", _ago),
    (r"\b(?P<shift>this|next|last) (?P<unit>week|month|quarter|year)\b", _period),
    (r"\bend of (?:the |our )?(?P<unit>week|month|quarter|year)\b", _period),
    (r"\b(?P<unit>month|quarter|year)[- ]end\b", _period),
    (r"(?P<shift>本|这个|下个|下|上个|上)(?P<unit>月|周|季度)", _period),
    (r"(?P<shift>今|明|去|前)(?P<unit>年)[底末]?(?![初中上下\d一二三四五六七八九十])", _period),
    (r"(?<![\d今明去前])(?P<unit>年)[底末]", _period),
    (r"(?<![\d一二三四五六七八九十])(?P<unit>月)[底末]", _period),
    (r"\bq(?P<q>[1-4])\b(?:,? (?:of )?(?P<y>20\d\d))?", _quarter),
    (r"\b(?P<q>first|second|third|fourth|last) quarter\b(?:,? (?:of )?(?P<y>20\d\d))?", _quarter),
    (r"(?:(?P<y>20\d\d)年?)?第?(?P<q>[1-4一二三四])季度", _quarter),
    (rf"\b(?P<part>{_PART_EN})(?:[- ]|(?: of) )?(?P<y>20\d\d)\b", _part_of_year),
    (r"(?P<y>20\d\d|[今明去]年)年?(?P<part>年?初|上半年|年中|下半年|年[底末])", _part_of_year),
    (rf"(?P<shift>今|明|去|前)年{_ZH_MONTH}(?:(?P<d>\d{{1,2}})[日号])?", _month_of_shifted_year),
    (rf"\b{_EN_DAY}(?: of)? (?P<m>{MONTH})(?![a-z]){_NO_YEAR}", _without_year),
    (rf"\b(?P<m>{MONTH}) {_EN_DAY}(?!\d){_NO_YEAR}(?!\s?(?:%|nm|k\b|/))", _without_year),
    (rf"\b(?:{_BEFORE_MONTH}) ?(?P<m>{MONTH})(?! \d)(?![a-z]){_NO_YEAR}", _without_year),
    (rf"(?<![\d年]){_ZH_MONTH}(?P<d>\d{{1,2}})[日号]", _without_year),
    (rf"(?<![\d年个十]){_ZH_MONTH}(?:份|[底末初]|[上中下]旬)", _without_year),
)  # fmt: skip
_RULES = tuple((re.compile(expression), solve) for expression, solve in _EXPRESSIONS)
_POSSIBLE = Filter([expression for expression, _ in _EXPRESSIONS])
