"""What lies between investor and target already, and whether the target is listed: both in many words."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    "text",
    [
        "Earlier dealings with target: none, whether equity or undertaking to invest.",
        "The bank has never undertaken to invest and had no equity in this borrower before.",
        "We close in March 2027, first ticket, no earlier commitment.",
        "Buyer without any previous shareholding in it.",
        "There is no stake of ours there at present.",
        "这是头一次，先前没有任何出资约定。",
        "此前双方互不持股。",
        "此前素无股权关系，也未承诺出资。",
        "我们原先不是它的股东。",
        "在这之前我们既不是它的股东，也不欠它任何出资。",
        "我们跟它从前没有投资往来。",
    ],
)
def test_there_was_nothing_before(facts: Facts, text: str) -> None:
    assert facts(text)["prior_interest"] is False


@pytest.mark.parametrize(
    "text",
    [
        "We already hold 5% of it and buy 10% more.",
        "我们此前投过它的A轮，这次再买10%。",
    ],
)
def test_what_was_before_is_not_denied(facts: Facts, text: str) -> None:
    assert facts(text).get("prior_interest") is not False


@pytest.mark.parametrize(
    "text",
    [
        "A non-listed Xi'an company.",
        "You can't buy it on an exchange.",
        "Listing of target: none",
        "私有公司。",
        "其股票未在任何市场挂牌。",
        "股份从未公开发行，也不在哪个交易所交易。",
        "那家股权不公开交易。",
    ],
)
def test_a_private_company(facts: Facts, text: str) -> None:
    assert facts(text)["public_security"] is False


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Share transfer on 12th April 2027, in my name.", "2027-04-12"),
        ("On 16 December 2026 head office subscribes for new shares in Shenzhen Lakeshore.", "2026-12-16"),
        ("股份于2027年1月8日登记到我们名下。", "2027-01-08"),
        ("2027年7月1日拿地。", "2027-07-01"),
    ],
)
def test_a_day_to_come_is_that_of_the_deal_told_in_its_sentence(facts: Facts, text: str, day: str) -> None:
    assert str(facts(text)["completion_date"]) == day


@pytest.mark.parametrize(
    "text", ["The new catalogue takes effect on 1 February 2027.", "The satellite is launched on 3 May 2027."]
)
def test_a_day_to_come_of_something_else_is_none(facts: Facts, text: str) -> None:
    assert "completion_date" not in facts(text)


def test_a_day_worded_as_closing_wins_over_another_day_to_come(facts: Facts) -> None:
    text = "We close on 15 December 2026. An option to buy 5% more falls due on 3 March 2028."
    assert str(facts(text)["completion_date"]) == "2026-12-15"
