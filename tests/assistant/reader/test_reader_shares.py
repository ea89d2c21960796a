"""Shares of ownership: the stake bought, and what is no stake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.scope import scope_of
from assistant.reader.shares import shares
from assistant.reader.text import normalise

from .conftest import Facts


@pytest.mark.parametrize(
    ("text", "stake"),
    [
        ("We buy 15% of a company whose founder keeps 40%.", 15),
        ("We take one third of the shares.", 100 / 3),
        ("We take half of the company.", 50),
        ("We buy the entire company.", 100),
        ("The founders would sell us 18% for USD 12 million and keep control.", 18),
        ("Its shareholders have offered our fund 12%.", 12),
        ("创始人转让给我们18%的股权。", 18),
        ("我们买三成股权。", 30),
        ("我们买三成半股权。", 35),
        ("我们拿三分之一股权。", 100 / 3),
        ("收购全部股权。", 100),
        ("二股东持股23%，我们投完占16%。", 16),
        ("它持有成都一家公司30%股权，我们拟认购10%的普通股。", 10),
        ("2026年8月被某集团收购了51%；转股后我们合计占9%。", 9),
    ],
)
def test_the_stake(facts: Facts, text: str, stake: float) -> None:
    assert facts(text)["stake"] == pytest.approx(stake)


@pytest.mark.parametrize(
    "text",
    [
        "Telescope mirrors are 70% of sales.",
        "54% of its revenue comes from there.",
        "Until when does the 15% enterprise income tax in western China run?",
        "The 15% reduced enterprise income tax rate applies.",
        "An interest of 9.5% is due every year.",
        "The holder of 52% of it is an SDN.",
        "Does control begin at 50% or more?",
        "本行分享净利润的5%。",
        "来自该厂的收入占8%。",
        "50%以下就一定不算控制吗？",
        "持股不到1%。",
        "The founders hold 18%.",
        "The founders sold another fund 18%.",
    ],
)
def test_no_stake(facts: Facts, text: str) -> None:
    assert "stake" not in facts(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The Chinese side keeps 60%.", 40),
        ("中方60%。", 40),
        ("外方是法国公司，合资占49%。", 49),
        ("Foreign investors hold 70%.", 70),
    ],
)
def test_the_share_of_all_foreigners(facts: Facts, text: str, share: float) -> None:
    assert facts(text)["foreign_share"] == share


def test_a_stake_is_equity_where_no_form_is_named(facts: Facts) -> None:
    assert facts("Foshan fabless, we want 2%.")["deal_type"] == "equity"
    assert facts("We lend money against a pledge of 2%.")["deal_type"] == "loan"


@given(st.integers(1, 100))
def test_every_percentage_is_read_as_written(value: int) -> None:
    for text in (f"we buy {value}% of it.", f"我们收购{value}%的股权。", f"we buy {value} percent."):
        found = [m.value for m in shares(scope_of(normalise(text).lower())) if m.fact == "stake"]
        assert found == [float(value)]
