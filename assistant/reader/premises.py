"""False premises in a question: what it takes for granted and the corpus holds to be otherwise.

A stated date, threshold, count or issuer is compared with the one held; so any wrong value is found,
not only those somebody thought of. A plain question ("does the Catalogue ban rockets?") takes
nothing for granted; one that names a value ("did it take effect in 2024?") is answered by the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.reader.numerals import chinese_number
from assistant.reader.relative_dates import MONTH, MONTHS
from corpus import Corpus
from corpus.premise import VALUE, Premise

_SENTENCE = re.compile(r"[^.;!?。；！？\n]+[.;!?。；！？]*")
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:(?:the )?(?:end|beginning|start) of )?(?:{_YEAR}-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? {_YEAR}|{MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?{_YEAR}"
    rf"|{_YEAR}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?[日号])?)?[初底末]?|{_YEAR})(?!\d)"
)
_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
)  # fmt: skip
_WORDS = {word: n for n, word in enumerate(_UNITS, 1)}
_WORDS |= {"twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90}
_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8,
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SCALE = "thousand|million|billion|bn|mn|m|k|百万|千万|万|亿"
_VALUES = {
    "date": _DATE,
    "year": rf"{_YEAR}(?!\d)",
    "percent": r"\d{1,3}(?:[.·]\d+)?\s?(?:%|per ?cent\b|percent\b)",
    "money": rf"(?:usd|us\$|\$)?\s?\d[\d,]*(?:[.·]\d+)?\s?(?:{_SCALE})?"
    r"(?![\d%])(?:\s?(?:usd|dollars|美元|美金))?",
    "power": r"10\s?(?:\^|\*\*|的|to the(?: power(?: of)?)?)\s?\{?\d{1,2}\}?(?:th)?(?:次方)?"
    r"|10[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|1e\+?\d{1,2}|十的[一二三四五六七八九十]+次方",
    "count": r"(?:(?<![\d,.·])\d[\d,]*(?![\d%]|[.·]\d)|[一二三四五六七八九十两]{1,3}"
    rf"|\b(?:{'|'.join(_WORDS)})\b)",
}
_DENIED = re.compile(
    r"\b(?:not|never|no longer|isn't|wasn't|doesn't|didn't|don't|cannot)\b"
    r"(?! (?:only|just|covered|in|on|part|china|count))|(?<!是)(?:不是|并非|并不|没有|未)(?!列|在|进)"
)
_BEFORE = 18  # characters before a claim in which it may be denied
_TAG = re.compile(
    r"\b(?:right|correct|isn't it|aren't they|doesn't it|don't we|yes|true)\W*$"
    r"|(?:对吧|吧|对吗|是吧|没错吧|对不对)\W*$"
)
_OPENS_A_QUESTION = re.compile(
    r"^\W*(?:(?:so|and|but|also|then|please|or) )*(?:is|are|was|were|does|do|did|can|could|may|must|"
    r"should|will|would|has|have|whether)\b[^?]*\?"
)
_ASKS = re.compile(r"(?:吗|么|呢)\W*$|是否|是不是|会不会|能不能|有没有|算不算|能否|可否")
_CLAUSE_END = re.compile(r"[，,；;。？?！!]|$")


_Value = float | str | tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Wrong:
    """A premise that is wrong, with the words that state it."""

    premise: Premise
    said: str  # the value as stated, or the words of the claim
    right: str  # the right value in words
    span: tuple[int, int]  # characters of the claim in the text
    said_span: tuple[int, int]  # and of what is said in it


@dataclass(frozen=True)
class _Matcher:
    premise: Premise
    about: re.Pattern[str]
    claims: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


def wrong_premises(corpus: Corpus, text: str, as_of: date) -> list[Wrong]:
    """Return what a normalised lower-case text wrongly takes for granted, each premise once, in its order."""
    found: dict[str, Wrong] = {}
    matchers = [m for m in _matchers(corpus) if m.premise.valid.covers(as_of) and m.about.search(text)]
    for sentence in _SENTENCE.finditer(text):
        for matcher in matchers:
            if matcher.premise.id not in found:
                for wrong in _claimed(corpus, matcher, sentence.group(), sentence.start()):
                    found[matcher.premise.id] = wrong
                    break
    return sorted(found.values(), key=lambda wrong: wrong.span)


@lru_cache(maxsize=2)
def _matchers(corpus: Corpus) -> tuple[_Matcher, ...]:
    return tuple(_matcher(corpus, premise) for premise in corpus.premises)


def _matcher(corpus: Corpus, premise: Premise) -> _Matcher:
    kind = (premise.value or "").rstrip("?")
    value = _whole("|".join(corpus.agencies.values())) if kind == "agency" else _VALUES.get(kind, "")
    claims = [claim.replace(VALUE, rf"(?P<v{n}>{value})") for n, claim in enumerate(premise.claims)]
    unless = [one.replace(VALUE, f"(?:{value})") for one in premise.unless]
    return _Matcher(
        premise,
        re.compile("|".join(f"(?:{one})" for one in premise.about), re.ASCII),
        tuple(re.compile(_once(claim), re.ASCII) for claim in claims),
        re.compile("|".join(f"(?:{one})" for one in unless), re.ASCII) if unless else None,
    )


def _whole(pattern: str) -> str:
    """Match whole words only: "sec" is no part of "section"."""
    return rf"(?<![a-z])(?:{pattern})(?![a-z])"


def _once(claim: str) -> str:
    """Name a group once: where a claim says its value twice, in alternatives, number them apart."""
    count = iter(range(1, 9))
    return re.sub(r"\(\?P<(v\d)>", lambda match: f"(?P<{match.group(1)}_{next(count)}>", claim)


def _claimed(corpus: Corpus, matcher: _Matcher, sentence: str, offset: int) -> Iterator[Wrong]:
    premise = matcher.premise
    if not matcher.about.search(sentence) or (matcher.unless and matcher.unless.search(sentence)):
        return
    compares = premise.value is not None and not premise.value.endswith("?")
    for claim in matcher.claims:
        for match in claim.finditer(sentence):
            if _DENIED.search(sentence[max(0, match.start() - _BEFORE) : match.start()]):
                continue
            if not compares and _asks_plainly(sentence, match.end()):
                continue
            stated: str | int = next((name for name, value in match.groupdict().items() if value), 0)
            said = match.group(stated)
            if not compares or _differs(corpus, premise, said, sentence):
                spans = [(offset + match.start(g), offset + match.end(g)) for g in (0, stated)]
                yield Wrong(premise, said.strip(), _right(corpus, premise), spans[0], spans[1])


def _asks_plainly(sentence: str, end: int) -> bool:
    """Tell whether a claim that ends at `end` is only asked about: "does it ban rockets?", "禁止火箭吗"."""
    if _TAG.search(sentence):
        return False
    stop = _CLAUSE_END.search(sentence, end)
    clause = re.split(r"[，,；;]", sentence[: stop.start() if stop else len(sentence)])[-1]
    return _OPENS_A_QUESTION.search(sentence) is not None or _ASKS.search(clause) is not None


def _differs(corpus: Corpus, premise: Premise, said: str, sentence: str) -> bool:
    """Tell whether the stated value is another than the right ones, and none of these stands beside it."""
    kind = premise.value or ""
    stated = _values(corpus, kind, said)
    if not stated or any(_right_one(corpus, premise, value) for value in stated):
        return False
    if premise.range is not None:
        low, high = premise.range
        if not all(isinstance(v, float) and low <= v <= high for v in stated):
            return False
    beside = (value for value in _all_values(corpus, kind, sentence) if _is_exact(value))
    return not any(_right_one(corpus, premise, value) for value in beside)


def _is_exact(value: _Value) -> bool:
    return not isinstance(value, tuple) or None not in value


def _right_one(corpus: Corpus, premise: Premise, value: _Value) -> bool:
    for right in _held(corpus, premise):
        if isinstance(value, tuple):
            if isinstance(right, date) and _within(right, value):
                return True
        elif isinstance(right, date) or isinstance(value, str) != isinstance(right, str):
            continue
        elif value == right:
            return True
    return False


def _within(day: date, period: tuple[int, int | None, int | None]) -> bool:
    year, month, of_month = period
    return day.year == year and month in (None, day.month) and of_month in (None, day.day)


def _held(corpus: Corpus, premise: Premise) -> tuple[date | float | str, ...]:
    if premise.of is None:
        return premise.right
    valid = corpus.provisions[premise.provisions[0]].valid
    bound = valid.from_ if premise.of == "from" else valid.to
    return (bound,) if bound is not None else ()


def _right(corpus: Corpus, premise: Premise) -> str:
    return ", ".join(f"{r:,}" if isinstance(r, int) and r > 9999 else str(r) for r in _held(corpus, premise))


def _all_values(corpus: Corpus, kind: str, sentence: str) -> list[_Value]:
    if kind == "agency":
        return _values(corpus, kind, sentence)
    return [v for m in re.finditer(_VALUES[kind], sentence) for v in _values(corpus, kind, m.group())]


def _values(corpus: Corpus, kind: str, said: str) -> list[_Value]:
    if kind == "agency":
        return [name for name, pattern in corpus.agencies.items() if re.search(_whole(pattern), said)]
    if kind == "date":
        period = _period(said)
        return [period] if period else []
    figure = _READ[kind](said)
    return [figure] if figure is not None else []


def _period(said: str) -> tuple[int, int | None, int | None] | None:
    year = re.search(_YEAR, said)
    if year is None:
        return None
    rest = said[: year.start()] + " " + said[year.end() :]
    named = re.search(rf"\b{MONTH}", rest)
    numbers = [int(n) for n in re.findall(r"\d+", rest)]
    if named:
        return int(year.group()), MONTHS[named.group().rstrip(".·")], numbers[0] if numbers else None
    if "end of" in said or re.search(r"[底末]$", said):
        return (int(year.group()), numbers[0], None) if numbers else (int(year.group()), 12, None)
    month, of_month, *_ = [*numbers, None, None]
    return int(year.group()), month, of_month


def _number(said: str) -> float | None:
    digits = re.search(r"\d[\d,]*(?:[.·]\d+)?", said)
    if digits:
        return float(digits.group().replace(",", "").replace("·", "."))
    if said.strip() in _WORDS:
        return float(_WORDS[said.strip()])
    return float(chinese_number(said)) if re.fullmatch(r"[一二三四五六七八九十两百]+", said) else None


def _amount(said: str) -> float | None:
    figure = _number(said)
    scale = re.search(r"(百万|千万|万|亿|thousand|million|billion|bn|mn|m|k)\b|(百万|千万|万|亿)", said)
    if figure is None:
        return None
    return figure * _SCALES[scale.group().strip()] if scale else figure


def _power(said: str) -> float | None:
    exponent = re.search(
        r"(\d{1,2}|[一二三四五六七八九十]+)\}?(?:th)?(?:次方)?$", said.translate(_SUPERSCRIPTS)
    )
    if exponent is None:
        return None
    return float(f"1e{chinese_number(exponent.group(1))}")


_READ = {"year": _number, "percent": _number, "money": _amount, "power": _power, "count": _number}
