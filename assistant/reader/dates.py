"""Dates in English and Chinese, as they are written in full or named from today on."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from assistant.reader.feast_days import CHINESE, ENGLISH, FEASTS
from assistant.reader.numerals import chinese_number
from assistant.reader.relative_dates import MONTH, MONTHS, relative_dates

_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")
_TENS = ("twentieth", *(f"twenty-{unit}" for unit in _UNITS), "thirtieth", "thirty-first")
_ORDINALS = {
    word: day for day, word in enumerate((*_UNITS, "tenth", "eleventh", "twelfth", *_TEENS, *_TENS), 1)
}
_WORD = "(?P<w>" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>20\d\d)"
_ZH = "[一二三四五六七八九十]"
_ZH_DAY = rf"(?P<cm>{_ZH}{{1,2}})月(?:(?P<cd>{_ZH}{{1,3}})[日号])?"
_DATES = (
    re.compile(rf"\b(?P<f>{ENGLISH}),? (?:of |in )?{_YEAR}\b"),
    re.compile(rf"{_YEAR}\s?年?的?(?:三八|六一)?(?P<f>{CHINESE})(?:节|日)?(?!月|[一二三四五六七八九])"),
    re.compile(rf"(?P<f>{CHINESE})(?:节|日)?[（(]{_YEAR}"),
    re.compile(rf"\b(?P<f>leap day),? {_YEAR}\b"),
    re.compile(rf"\b(?P<last>last) day (?:of|in) (?:(?P<n>{MONTH}),? )?{_YEAR}\b"),
    re.compile(rf"{_YEAR}\s?年(?:(?P<m>\d{{1,2}})\s?月)?的?(?P<last>最后一天|最后一日)"),
    re.compile(r"(?<![\d年])(?P<yy>2[4-9]|3\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
    re.compile(
        rf"民国(?P<roc>一[〇零○一二三四五六七八九]{{2}}|1\d\d)年(?:(?P<cm>{_ZH}{{1,2}})|(?P<m>\d{{1,2}}))月"
        rf"(?:(?P<cd>{_ZH}{{1,3}})|(?P<d>\d{{1,2}}))[日号]"
    ),
    re.compile(rf"(?<![\d-]){_YEAR}(?P<s>[-/·])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<![\d·/-])(?P<d>\d{{1,2}})·(?P<m>\d{{1,2}})·{_YEAR}(?!\d)"),  # 15.03.2027
    re.compile(rf"(?<![\d/-])(?P<a>\d{{1,2}})(?P<s>[-/])(?P<b>\d{{1,2}})(?P=s){_YEAR}(?!\d)"),
    re.compile(rf"\b{_DAY}(?: of)?[ -](?P<n>{MONTH}),?[ -]{_YEAR}\b"),
    re.compile(rf"\b(?P<n>{MONTH}) (?:the )?{_DAY},? {_YEAR}\b"),
    re.compile(rf"\b{_WORD}(?: day)?(?: of)? (?P<n>{MONTH}),? {_YEAR}\b"),
    re.compile(rf"\b(?P<n>{MONTH}) (?:the )?{_WORD},? {_YEAR}\b"),
    re.compile(rf"{_YEAR}\s?年\s?(?P<m>\d{{1,2}})\s?月\s?(?P<d>\d{{1,2}})\s?[日号]"),
    re.compile(rf"(?:(?P<cy>二[〇零○][〇零○一二三四五六七八九]{{2}})|{_YEAR}\s?)年{_ZH_DAY}"),
    re.compile(rf"\b(?:in |by )?(?P<n>{MONTH}) {_YEAR}\b"),
    re.compile(rf"{_YEAR}\s?年\s?(?P<m>\d{{1,2}})\s?月(?:底|末)?"),
    re.compile(rf"\b(?:in|during) {_YEAR}\b"),
)
_FULL = re.compile(r"20|二[〇零○]|民国|[23]\d年")  # one of these stands in every full date
_REPUBLIC = 1911  # the year before the first of the Republic of China's


@dataclass(frozen=True)
class FoundDate:
    """A date in the text; `exact` when the day was named, else the last day of the period."""

    day: date
    exact: bool
    start: int
    end: int
    relative: bool = False  # named from today on, or without its year


def dates(text: str, today: date) -> list[FoundDate]:
    """Return every date in `text`, in order; impossible dates are passed over.

    What is named from today on, or without its year, counts only where no full date stands.
    """
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []  # impossible ones too: "31 February 2026" is no "February 2026"
    for pattern in _DATES if _FULL.search(text) else ():
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            parsed = _date(match)
            if parsed is not None:
                found.append(parsed)
    for named in relative_dates(text, today):
        if not any(named.start < end and start < named.end for start, end in taken):
            taken.append((named.start, named.end))
            found.append(FoundDate(named.day, named.exact, named.start, named.end, relative=True))
    return sorted(found, key=lambda f: f.start)


def _date(match: re.Match[str]) -> FoundDate | None:
    """Return the date that was matched; of a month or a year its last day."""
    groups = {name: text for name, text in match.groupdict().items() if text}
    if "a" in groups:
        return _either_order(match)
    if "f" in groups:
        feast = _valid(_year(groups), *FEASTS[groups["f"]])
        return FoundDate(feast, True, *match.span()) if feast else None
    year, month, day = _year(groups), _month(groups), _day(groups)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    exact, day = day is not None or "last" in groups, last if day is None else day
    return FoundDate(date(year, month, day), exact, *match.span()) if 1 <= day <= last else None


def _year(groups: dict[str, str]) -> int:
    if "cy" in groups:
        return _digits(groups["cy"])
    if "roc" in groups:
        return _REPUBLIC + _digits(groups["roc"])
    return int(groups.get("y") or f"20{groups['yy']}")


def _digits(numeral: str) -> int:
    """Return the number that is written digit by digit: 一一六, like 116."""
    return int("".join(str(chinese_number(digit)) for digit in numeral))


def _month(groups: dict[str, str]) -> int:
    if "cm" in groups:
        return chinese_number(groups["cm"])
    return int(groups["m"]) if "m" in groups else MONTHS.get(groups.get("n", "").rstrip(".·"), 12)


def _day(groups: dict[str, str]) -> int | None:
    if "cd" in groups:
        return chinese_number(groups["cd"])
    if "w" in groups:
        return _ORDINALS[groups["w"]]
    return int(groups["d"]) if "d" in groups else None


def _either_order(match: re.Match[str]) -> FoundDate | None:
    """Return the date that 3/12/2027 means; the later of two, and then not an exact one."""
    year, first, second = (int(match.group(name)) for name in ("y", "a", "b"))
    orders = (_valid(year, first, second), _valid(year, second, first))
    days = {day for day in orders if day is not None}
    return FoundDate(max(days), len(days) == 1, *match.span()) if days else None


def _valid(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
