from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.numbers import chinese_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十八", 28),
        ("一百零五", 105),
        ("一百一十", 110),
        ("三百四十八", 348),
        ("一千七百", 1700),
        ("两千零一", 2001),
        ("二〇", 20),
        ("348", 348),
    ],
)
def test_chinese_number(text: str, value: int) -> None:
    assert chinese_number(text) == value


def spelled(number: int) -> str:
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    text = ""
    for digit, unit in zip(f"{number:04d}", units, strict=True):
        text += digits[int(digit)] + unit if digit != "0" else "零"
    return text.strip("零").replace("零零", "零")


@given(st.integers(1, 9999))
def test_reading_undoes_spelling(number: int) -> None:
    assert chinese_number(spelled(number)) == number
