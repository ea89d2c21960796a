"""Dates, and which of them is the day of closing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.dates import dates
from assistant.reader.feast_days import FEASTS

from .conftest import TODAY, Facts, Read

DAY = date(2026, 12, 15)


@pytest.mark.parametrize(
    "text",
    [
        "We close on 2026-12-15.",
        "We close on 15 December 2026.",
        "We close on 15th December 2026.",
        "We close on the 15th of December 2026.",
        "We close on December 15, 2026.",
        "We close on Dec. 15, 2026.",
        "Closing: 15 Dec 2026",
        "Completion is on December 15 2026.",
        "Closing 2026/12/15.",
        "Closing 15.12.2026.",
        "Closing 15-Dec-2026.",
        "Closing 12/15/2026.",
        "Closing 15/12/2026.",
        "Completion on December the 15th, 2026.",
        "Completion on the fifteenth of December 2026.",
        "2026.12.15交割。",
        "二〇二六年十二月十五日交割。",
        "We buy 10%. D-day is 15 December 2026.",
        "The shares are ours on 15 December 2026.",
        "On 15 December 2026 it grants me stock options as part of my pay.",
        "公司于2026年12月15日授予我期权。",
        "2026年12月15日交割。",
        "2026 年 12 月 15 日完成交割。",
        "拟于2026年12月15号完成。",
        "交割日为2026-12-15。",
        "We signed on 1 March 2026 and close on 15 December 2026.",
        "Signed 1 March 2026, closing 15 December 2026.",
        "2026年3月1日签署，2026年12月15日交割。",
    ],
)
def test_the_day_of_closing(facts: Facts, reading: Read, text: str) -> None:
    assert facts(text)["completion_date"] == DAY
    assert reading(text).facts["completion_date"].approximate is False


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("We close in December 2026.", date(2026, 12, 31)),
        ("We close in February 2028.", date(2028, 2, 29)),
        ("We close in 2026.", date(2026, 12, 31)),
        ("2026年12月交割。", date(2026, 12, 31)),
        ("2026年2月底完成交割。", date(2026, 2, 28)),
    ],
)
def test_a_period_gives_its_last_day_and_is_approximate(
    facts: Facts, reading: Read, text: str, last_day: date
) -> None:
    assert facts(text)["completion_date"] == last_day
    assert reading(text).facts["completion_date"].approximate is True


@pytest.mark.parametrize(
    "text",
    [
        "We close on 31 February 2026.",
        "We close on February 30, 2026.",
        "We close on 2026-13-01.",
        "We close on 2026-02-30.",
        "2026年2月30日交割。",
        "2026年13月交割。",
        "We close on 0 May 2026.",
    ],
)
def test_an_impossible_date_is_passed_over(facts: Facts, text: str) -> None:
    assert "completion_date" not in facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "We signed on 1 March 2026.",
        "The commitment of 1 March 2024.",
        "The 2025 Catalogue took effect on 1 February 2026.",
        "The rule is in force since 2 January 2025.",
        "2026年3月1日签署协议。",
        "目录自2026年2月1日起施行。",
        "The company was founded on 3 May 2019 in Xi'an, 2026-05-05.",
    ],
)
def test_other_days_are_no_closing(facts: Facts, text: str) -> None:
    assert "completion_date" not in facts(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B} {day.year}".lower(),
        f"{day:%B} {day.day}, {day.year}".lower(),
        f"{day.day} {day:%b} {day.year}".lower(),
        f"{day.year}年{day.month}月{day.day}日",
    )
    for form in forms:
        assert [(f.day, f.exact, form[f.start : f.end]) for f in dates(form, TODAY)] == [(day, True, form)]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(2000, 2099))
def test_no_numbers_make_it_fail(day: int, month: int, year: int) -> None:
    assert len(dates(f"{year}-{month}-{day} {year}年{month}月{day}日", TODAY)) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "We are a Texas fund. We bought 5% of a Hefei quantum firm in May 2023 and now want to add 10%.",
        "We bought 5% of a Hefei quantum firm on 3 May 2023. A further 10% is on offer.",
        "Our fund looks at a Xi'an foundry. The target acquired its second fab in March 2022.",
        "The target has two lines; line 2, bought from a bankrupt firm in 2021, makes NAND.",
        "The target closed its Series A in March 2023; we come in with 10%.",
        "我们2023年5月收购了合肥一家量子公司5%股权，现在想再追加10%。",
        "我们投资的这家公司2021年收购了一条产线，我们拟购10%。",
        "标的2022年3月完成了对一家晶圆厂的收购，我们买10%。",
    ],
)
def test_a_day_gone_by_counts_only_where_it_is_plainly_this_deals(reading: Read, text: str) -> None:
    """It could put the deal before the rule; an earlier purchase, or the target's own, does not."""
    assert "completion_date" not in reading(text).facts


@pytest.mark.parametrize(
    "text",
    [
        "We, a Boston fund, closed our purchase of 20% of a Hefei quantum computer maker on 2 March 2023.",
        "We bought 20% of a Hefei quantum firm on 2 March 2023 and have put in no further money.",
        "Closing was on 2 March 2023: 20% of a Hefei quantum firm.",
        "我们2023年3月2日收购了合肥一家量子公司20%股权，此后没有追加投资。",
        "2023年3月2日完成交割。",
    ],
)
def test_a_deal_that_is_done_has_its_day(facts: Facts, text: str) -> None:
    assert facts(text)["completion_date"] == date(2023, 3, 2)


def test_a_day_that_may_be_read_two_ways_is_the_later_and_is_approximate(reading: Read) -> None:
    fact = reading("Closing 01/02/2027.").facts["completion_date"]
    assert (fact.value, fact.approximate) == (date(2027, 2, 1), True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("SAFE signed, wired and issued on June 28, 2024, so all done that day.", date(2024, 6, 28)),
        ("I got my 3% of a rocket company on January 1, 2025.", date(2025, 1, 1)),
        ("本公司2023年5月18日在西安设立了独资工厂。", date(2023, 5, 18)),
        ("我2024年8月2日受让了一家火箭公司5%的股份。", date(2024, 8, 2)),
        ("我们2022年3月15日跟珠海一家民企成立了JV，此后再没往里放钱。", date(2022, 3, 15)),
    ],
)
def test_a_day_gone_by_that_is_plainly_ours(facts: Facts, text: str, day: date) -> None:
    assert facts(text)["completion_date"] == day


@pytest.mark.parametrize(
    "text",
    [
        "我们是2015年3月1日成立的基金，收购一家上海公司30%股权。",
        "We are a fund founded on 3 March 2015 and bought 30% of a Shanghai company.",
        "We have been shareholders since 15 March 2024 and now buy 10%.",
        "The rule takes effect on 2 January 2027; we buy 10%.",
        "We buy 10%. The satellite launches on 3 May 2027.",
        "We buy 10%. Please answer by 3 May 2027.",
        "我们2024年3月1日买了它5%，现在又要买10%。",
        "我们2024年3月1日买了它5%。现在B轮我们占10%。",
        "We wired USD 2m on 3 March 2024 for 5%. Round two, 10%, is on the table.",
        "Our fund got 5% on 3 March 2024. The next round closes soon and we take 10%.",
        "We handed over the keys of our office on 3 March 2023 and buy 10% of a Shanghai company.",
        "目标2023年3月1日到位了一条产线，我们入股10%。",
        "我们2023年3月1日办妥了QFII资格，买它A股。",
    ],
)
def test_other_days_are_not_the_completion(facts: Facts, text: str) -> None:
    assert "completion_date" not in facts(text)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31)))
def test_a_date_in_figures_is_read_back(day: date) -> None:
    written = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day.day}·{day.month}·{day.year}",
        f"{day:%d-%b-%Y}".lower(),
    )
    assert {found.day for text in written for found in dates(text, TODAY)} == {day}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Completion's pencilled in for Christmas Eve 2026.", date(2026, 12, 24)),
        ("We complete on Hallowe'en 2027.", date(2027, 10, 31)),
        ("Closing falls on leap day 2028.", date(2028, 2, 29)),
        ("Closing is the last day of June 2027.", date(2027, 6, 30)),
        ("Closing is the last day of 2026.", date(2026, 12, 31)),
        ("2027年元旦交割。", date(2027, 1, 1)),
        ("情人节（2027年）当天交割。", date(2027, 2, 14)),
        ("2027年的三八妇女节，钱到股到。", date(2027, 3, 8)),
        ("2027年十一当天完成过户。", date(2027, 10, 1)),
        ("2027年十一月五日交割。", date(2027, 11, 5)),
        ("2026年最后一天交割。", date(2026, 12, 31)),
        ("交割：27年9月3日。", date(2027, 9, 3)),
        ("預計完成日為民國一一六年二月二十八日。", date(2027, 2, 28)),
        ("民国116年7月1日交割。", date(2027, 7, 1)),
        ("协议今天签，二〇二七年六月三十日付款过户。", date(2027, 6, 30)),
    ],
)
def test_days_by_their_feast_the_end_of_a_period_and_other_calendars(
    reading: Read, text: str, day: date
) -> None:
    completion = reading(text).facts["completion_date"]
    assert (completion.value, completion.approximate) == (day, False)


def test_a_leap_day_of_a_year_without_one_is_passed_over(facts: Facts) -> None:
    assert "completion_date" not in facts("Closing falls on leap day 2027.")


@pytest.mark.parametrize("name", FEASTS)
def test_every_feast_is_found_with_its_year(name: str) -> None:
    month, day = FEASTS[name]
    text = f"{name} 2028" if name.isascii() else f"2028年{name}"
    assert [found.day for found in dates(text, TODAY)] == [date(2028, month, day)]
