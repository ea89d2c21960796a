"""Numbers in digits and in Chinese characters."""

from __future__ import annotations

NUMBER = r"(\d[\d,]*(?:[.·]\d+)?)"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def number(text: str) -> float:
    """Read digits with thousands commas and a decimal point."""
    return float(text.replace(",", "").replace("·", "."))


def chinese_number(text: str) -> int:
    """Read a Chinese numeral of at most one hundred, or digits."""
    if text.isdigit():
        return int(text)
    if text in ("百", "一百"):
        return 100
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _DIGITS.get(text[-1], 0) if text else 0
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
