"""The words of the pages in both languages, and dates and numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.contract import Lang
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("strings.yaml")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Words:
    """The words of one language; a key that does not exist is an error, never an empty label."""

    def __init__(self, lang: Lang, entries: Mapping[str, Mapping[str, str]]) -> None:
        self.lang = lang
        self._entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """Return the words under `key` with `{name}` filled in. Raises `KeyError`."""
        text = self._entries[key][self.lang]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def date(self, value: date | str | None) -> str:
        """Write a date out: 14 January 2027, 2027年1月14日."""
        if value is None:
            return ""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Mapping[str, str]]:
    """Return all words as they stand in the file."""
    loaded: dict[str, dict[str, str]] = read_yaml(FILE)
    return loaded


def words(lang: str) -> Words:
    """Return the words for `lang` (`"zh"`, anything else is English)."""
    return Words("zh" if lang == "zh" else "en", entries())


def number(value: float) -> str:
    """Write a number so that it can be read at a glance: 30, 0.5, 2,000,000, 10²⁰, 3 × 10²³."""
    if value != 0 and abs(value) >= 1e9:
        mantissa, _, exponent = f"{value:.3e}".partition("e")
        factor = mantissa.rstrip("0").rstrip(".")
        power = "10" + str(int(exponent)).translate(_SUPERSCRIPTS)
        return power if factor == "1" else f"{factor} × {power}"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.6g}"


def looks_chinese(text: str) -> bool:
    """Guess the language of a text, before the pipeline has said in which one it answers."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def as_date(value: Any) -> date | None:
    """Return an ISO date as a date, anything else as `None`."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
