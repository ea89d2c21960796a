"""Days named from today on, or without their year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.dates import dates
from assistant.reader.relative_dates import end_of_month

from .conftest import TODAY, Facts, Read


@pytest.mark.parametrize(
    ("text", "day", "exact"),
    [
        ("we close tomorrow", date(2026, 11, 28), True),
        ("we close next month", date(2026, 12, 31), False),
        ("closing in q1 2027", date(2027, 3, 31), False),
        ("closing in the first quarter", date(2027, 3, 31), False),
        ("closing by the end of the year", date(2026, 12, 31), False),
        ("closing in two weeks", date(2026, 12, 11), False),
        ("closing 15 march", date(2027, 3, 15), True),
        ("we closed on 3 february", date(2026, 2, 3), True),
        ("closing mid-2027", date(2027, 8, 31), False),
        ("明年三月交割", date(2027, 3, 31), False),
        ("下个月完成", date(2026, 12, 31), False),
        ("年底前交割", date(2026, 12, 31), False),
        ("2027年第一季度交割", date(2027, 3, 31), False),
        ("三个月后交割", date(2027, 2, 27), False),
        ("12月20日交割", date(2026, 12, 20), True),
        ("2027年上半年交割", date(2027, 6, 30), False),
    ],
)
def test_relative_days(text: str, day: date, exact: bool) -> None:
    assert [(found.day, found.exact) for found in dates(text, TODAY)] == [(day, exact)]


@pytest.mark.parametrize(
    "text", ["it may close", "a march to the sea", "31 june", "三十月", "next generation"]
)
def test_no_days(text: str) -> None:
    assert dates(text, TODAY) == []


def test_a_named_day_wins_over_a_period(facts: Facts) -> None:
    assert facts("We close next month, on 15 December 2026.")["completion_date"] == date(2026, 12, 15)


def test_a_period_is_approximate(reading: Read) -> None:
    assert reading("We close next month.").facts["completion_date"].approximate is True


@pytest.mark.parametrize("text", ["Two years ago it closed its seed round.", "去年该公司完成了A轮。"])
def test_an_earlier_round_of_the_target_is_not_this_deal(facts: Facts, text: str) -> None:
    assert "completion_date" not in facts(text)


@given(st.dates(date(2020, 1, 1), date(2050, 12, 31)), st.integers(1, 200))
def test_days_ahead_are_counted_from_today(today: date, count: int) -> None:
    if count < 100:  # two digits are read
        assert [d.day for d in dates(f"in {count} days", today)] == [today + timedelta(days=count)]
    assert end_of_month(today.year, today.month) >= today
