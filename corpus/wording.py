"""Conditions, values and dates of the rule tables in words, in both languages.

An operator keeps its exact meaning: "more than" is never "at least".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from corpus.expression import AS_OF, Test
from corpus.model import Bilingual, Corpus, FactSpec, Period, Scalar

# What a comparison says, by operator: first of a number, then of a date.
_NUMBERS = {
    "is": ("exactly {}", "恰为{}"),
    "gt": ("more than {}", "超过{}"),
    "ge": ("at least {}", "不少于{}"),
    "lt": ("less than {}", "少于{}"),
    "le": ("at most {}", "不超过{}"),
}
_DATES = {
    "is": ("on {}", "为{}"),
    "gt": ("after {}", "晚于{}"),
    "ge": ("on or after {}", "不早于{}"),
    "lt": ("before {}", "早于{}"),
    "le": ("on or before {}", "不晚于{}"),
}
_MEMBERS = {
    "is": ("{}", "{}"),
    "in": ("one of: {}", "下列之一：{}"),
    "has": ("at least one of: {}", "至少包括其一：{}"),
}
_ALONE = {"in": ("{}", "{}"), "has": ("includes {}", "包括{}")}  # of a list of one
_UNITS = {
    "nanometre": "纳米",
    "petaflops": "千万亿次浮点运算/秒",
    "USD": "美元",
    "kelvin": "开尔文",
    "layers": "层",
    "cubic feet": "立方英尺",
    "operations": "次运算",
    "days": "天",
    "months": "个月",
    "percent of the standard": "%（以最低价标准计）",
}
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def asked_words(corpus: Corpus, test: Test) -> Bilingual:
    """Return a comparison as "label: at least 50%"."""
    spec = corpus.facts[test.fact]
    compared = comparison(corpus, test)
    return Bilingual(en=f"{spec.label.en}: {compared.en}", zh=f"{spec.label.zh}：{compared.zh}")


def comparison(corpus: Corpus, test: Test) -> Bilingual:
    """Return what a comparison asks of its fact: "at least 50%"."""
    spec = corpus.facts[test.fact]
    words = {"number": _NUMBERS, "date": _DATES}.get(spec.type, _MEMBERS)
    alone = isinstance(test.value, tuple) and len(test.value) == 1
    en, zh = _ALONE[test.op] if alone else words[test.op]
    value = _operand(corpus, spec, test)
    return Bilingual(en=en.format(value.en), zh=zh.format(value.zh))


def _operand(corpus: Corpus, spec: FactSpec, test: Test) -> Bilingual:
    if test.value == AS_OF:
        return Bilingual(en="the day asked about", zh="所问之日")
    return value_words(corpus, spec, test.value)


def value_words(corpus: Corpus, spec: FactSpec, value: object) -> Bilingual:
    """Return a fact's value as a reader would write it; several values are listed."""
    if isinstance(value, tuple | list | frozenset | set):
        parts = [
            value_words(corpus, spec, item)
            for item in (sorted(value) if isinstance(value, set | frozenset) else value)
        ]
        return Bilingual(en="; ".join(p.en for p in parts) or "–", zh="；".join(p.zh for p in parts) or "–")
    if isinstance(value, bool):
        return Bilingual(en="yes", zh="是") if value else Bilingual(en="no", zh="否")
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, int | float):
        return _quantity(spec, value)
    return _choice(corpus, spec, str(value))


def _choice(corpus: Corpus, spec: FactSpec, value: str) -> Bilingual:
    if spec.choices_from == "places" and value in corpus.places:
        return corpus.places[value].name
    if spec.choices_from == "activities" and value in corpus.activities:
        return corpus.activities[value].label
    if spec.type == "date" and value == AS_OF:
        return Bilingual(en="the day asked about", zh="所问之日")
    return spec.labels.get(value) or Bilingual(en=value, zh=value)


def _quantity(spec: FactSpec, value: float) -> Bilingual:
    number = number_words(value)
    if spec.unit is None:
        return Bilingual(en=number, zh=number)
    if spec.unit == "percent":
        return Bilingual(en=f"{number}%", zh=f"{number}%")
    return Bilingual(en=f"{number} {spec.unit}", zh=f"{number}{_UNITS.get(spec.unit, ' ' + spec.unit)}")


def number_words(value: float) -> str:
    """Write a number exactly and readably: 49.9, 2,000,000, 10²³, 2.5 × 10²⁴."""
    if abs(value) >= 1e9:
        exact = Decimal(repr(value))  # as it was written, where a float's own digits may be 9.99…
        exponent = exact.adjusted()
        factor = f"{exact.scaleb(-exponent).normalize():f}"
        power = "10" + str(exponent).translate(_SUPERSCRIPTS)
        return power if factor == "1" else f"{factor} × {power}"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def day_words(day: date) -> Bilingual:
    """Write a day out: 2 January 2025, 2025年1月2日."""
    en = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return Bilingual(en=en, zh=f"{day.year}年{day.month}月{day.day}日")


def period_words(period: Period) -> Bilingual:
    """Say in which days something is in force; an open end says what is not held, never "for ever"."""
    start = day_words(period.from_) if period.from_ else None
    end = day_words(period.to) if period.to else None
    if start and end:
        return Bilingual(en=f"{start.en} to {end.en}", zh=f"{start.zh}至{end.zh}")
    if start:
        return Bilingual(en=f"from {start.en}", zh=f"自{start.zh}起")
    if end:
        return Bilingual(en=f"until {end.en}", zh=f"至{end.zh}止")
    return Bilingual(en="no dates", zh="未标日期")


def ordinary_words(corpus: Corpus, spec: FactSpec) -> Bilingual | None:
    """Return the value the provisional verdict assumes, or `None` when none is assumed."""
    value: Scalar | tuple[str, ...] | None = spec.ordinary
    return None if value is None else value_words(corpus, spec, value)
