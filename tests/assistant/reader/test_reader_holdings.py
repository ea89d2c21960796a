"""What the target's holdings bring and cost, and what the Chinese side holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.holdings import holdings
from assistant.reader.scope import scope_of
from assistant.reader.text import normalise
from corpus import load

from .conftest import Facts

CORPUS = load()


def read_holdings(text: str) -> dict[str, Any]:
    return {m.fact: m.value for m in holdings(scope_of(normalise(text).lower()), CORPUS)}


@pytest.mark.parametrize(
    "text",
    [
        "It owns a Zhuhai subsidiary, which stood for 57% of group revenue, 31% of net income, 48% of capital"
        " expenditure and 22% of operating expenses.",
        "它持有珠海一家子公司，来自该公司的收入占57%，净利润占31%，资本支出占48%，运营费用占22%。",
    ],
)
def test_the_four_measures(text: str) -> None:
    assert read_holdings(text) == {
        "holding_revenue_share": 57,
        "holding_income_share": 31,
        "holding_capex_share": 48,
        "holding_opex_share": 22,
    }


@pytest.mark.parametrize(
    "text",
    [
        "57% of its revenue comes from the navy.",  # no holding is spoken of
        "It owns a Zhuhai subsidiary. 57% of its revenue comes from customers there.",
        "It owns a Zhuhai subsidiary, which perhaps stood for 17% of group revenue.",
        "It owns a Zhuhai subsidiary, which stood for at most 30% of group revenue.",
        "It owns a Zhuhai subsidiary, which will stand for 40% of group revenue.",
        "It owns 57% of a Zhuhai subsidiary.",
        "它持有珠海一家子公司，收入的57%来自海外客户。",
        "它持有珠海一家子公司，来自该公司的收入大概占17%。",
        "它持有珠海一家子公司，来自该公司的收入不超过30%。",
        "公司收入的57%来自出口。",
    ],
)
def test_what_is_no_such_share_or_not_certain(text: str) -> None:
    assert not {fact for fact in read_holdings(text) if fact.startswith("holding_")}


def test_a_grave_share_counts_though_it_is_hedged() -> None:
    text = "It owns a Zhuhai subsidiary, which currently accounts for 60% of revenue."
    assert read_holdings(text)["holding_revenue_share"] == 60


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The Chinese side keeps 51% and appoints the chair.", 51),
        ("我方持股40%，中方60%。", 60),
        ("No Chinese person owns a single share of it.", 0),
        ("We believe no Chinese person owns a single share.", None),
        ("Perhaps the Chinese side keeps 30%.", None),
        ("The founders keep 51%.", None),
    ],
)
def test_what_the_chinese_side_holds(text: str, share: float | None) -> None:
    assert read_holdings(text).get("target_coc_share") == share


def test_a_share_of_revenue_is_no_stake(facts: Facts) -> None:
    found = facts("It owns a Zhuhai subsidiary, which stood for 57% of group revenue. We buy 6.5% of it.")
    assert (found["stake"], found["holding_revenue_share"]) == (6.5, 57)


@given(share=st.integers(51, 100))
def test_every_share_is_read_as_it_stands(share: int) -> None:
    text = f"It holds a stake in a Wuxi plant, from which {share}% of net income comes through dividends."
    assert read_holdings(text) == {"holding_income_share": share}


@given(st.text(alphabet="它持有子公司收入占净利润57%30。，中方 ofrevnustakholdb"))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for mention in holdings(scope_of(normalise(text).lower()), CORPUS):
        assert 0 <= mention.start < mention.end <= len(text)
