"""Which form of deal is meant where several are named."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    "text",
    [
        "We buy 20% of a private Hefei firm. The founders received stock options as part of their pay.",
        "We buy 15% of a Shenzhen chip designer; half of our own LPs are ETFs.",
        "A US fund buys 12% of a Shanghai AI firm from an S&P index fund that wants out.",
        "We take 30% of a company in Shanghai. We hedge the currency with a derivative.",
        "We buy 8% of a Wuhan foundry, and its key employees get RSUs as part of their compensation.",
        "美国基金收购武汉一家私营芯片厂20%股权，该厂员工持有期权激励计划。",
        "我们（加州）买一家上海量子计算公司15%股份，卖方是一只指数基金。",
        "美国基金入股10%。该公司核心团队有股权激励。",
        "我们收购成都公司25%股权；汇率用衍生品对冲。",
    ],
)
def test_a_purchase_is_no_excepted_form_that_is_spoken_of_beside_it(facts: Facts, text: str) -> None:
    assert facts(text)["deal_type"] == "equity"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (
            "I work for a Hangzhou chip maker, and it grants me stock options as part of my pay.",
            "employment_award",
        ),
        ("The founders and I get RSUs as part of our compensation from the company.", "employment_award"),
        ("We buy shares of an ETF.", "registered_fund"),
        ("We enter a cash-settled swap on 3% of its shares.", "derivative"),
        ("公司授予我股权激励。", "employment_award"),
        ("我们买入一只ETF的份额。", "registered_fund"),
        ("Stock options as compensation for 1% of the shares.", "employment_award"),
    ],
)
def test_a_form_that_is_the_deal_is_read(facts: Facts, text: str, form: str) -> None:
    assert facts(text)["deal_type"] == form


def test_a_grant_to_the_targets_own_people_is_no_deal(facts: Facts) -> None:
    assert "deal_type" not in facts("Its staff hold stock options granted for their job.")
    assert "deal_type" not in facts("该公司高管有股权激励。")
