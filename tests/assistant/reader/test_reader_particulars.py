"""Facts on which a single exception turns: a value that clears counts only where it is stated plainly."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("target_is_own_cfe", "Since 2020 we own 70% of a Dongguan LED maker."),
        ("target_is_own_cfe", "给大连全资子公司增资。"),
        ("buys_all_coc_interests", "We buy every share held by the Shenzhen funds."),
        ("buys_all_coc_interests", "把全部中国股东的股份买下来。"),
        ("lender_cannot_act_alone", "No single lender can enforce on its own."),
        ("lender_cannot_act_alone", "我方无权单独采取行动。"),
        ("cfe_ongoing_operations", "It is more of the same."),
        (
            "target_coc_individual",
            "He is a Chinese national and has neither a green card nor another passport.",
        ),
        ("target_coc_individual", "他是中国公民，没有绿卡。"),
        ("us_business_in_deal", "They receive 20% of the Nevada company."),
        ("us_business_in_deal", "对方在我们德州子公司拿一个席位。"),
        ("military_supply", "The PLA buys most of them."),
        ("military_supply", "It was built to find submarines for the navy."),
        ("military_supply", "部队采购了它的产品。"),
        ("ai_sensitive_exclusive", "其追踪模型专门用于公安机关大范围监控。"),
        ("fto", "The company is itself a designated foreign terrorist organisation."),
        ("advanced_packaging", "It would bond chiplets on interposers."),
        ("advanced_packaging", "It does 2.5D assembly."),
        ("robotic_term_unclear", "Does that count as robot control?"),
        ("compliance_tension", "会不会触及《反外国制裁法》？"),
        ("debt_equity_rights", "The loan comes with the right to name a director."),
    ],
)
def test_stated(facts: Facts, fact: str, text: str) -> None:
    assert facts(text)[fact] is True


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("target_is_own_cfe", True, "We own 30% of a Dongguan LED maker."),
        ("target_is_own_cfe", True, "If we own 70% of a Dongguan LED maker, are we fine?"),
        ("buys_all_coc_interests", True, "We may buy every share held by the Shenzhen funds."),
        (
            "buys_all_coc_interests",
            True,
            "We buy every share held by the Shenzhen funds, except the founder's.",
        ),
        ("lender_cannot_act_alone", True, "We cannot act alone, but with one other bank we are a majority."),
        ("lender_cannot_act_alone", True, "我方不能单独行动，但多数行同意即可执行。"),
        ("cfe_ongoing_operations", True, "They say it is more of the same."),
        ("ai_sensitive_designed", False, "据说不是为军事、情报、监控设计的。"),
        ("debt_equity_rights", False, "没有任何股权性权利，除非违约。"),
        ("military_supply", False, "We were told the defence industry is not supplied."),
        ("syndication_agent", False, "We think we were never the agent."),
    ],
)
def test_not_stated_plainly_or_of_something_else(facts: Facts, fact: str, value: bool, text: str) -> None:
    assert facts(text).get(fact) is not value
