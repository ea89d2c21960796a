"""Figures that say how much at least, and sums that are paid again."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("ai_training_ops", "It trained a model with more than 10^22 operations."),
        ("ai_training_ops", "The training took at least 10^23 operations."),
        ("ai_training_ops", "训练量超过10的22次方次运算。"),
        ("ai_training_ops", "训练用了10的22次方次运算以上。"),
        ("nand_layers", "It makes NAND with at least 96 layers."),
        ("nand_layers", "NAND 96层以上。"),
        ("ic_node_nm", "It designs chips at 28 nm or finer."),
        ("ic_node_nm", "It designs chips below 28 nm."),
        ("ic_node_nm", "设计28纳米及以下芯片。"),
        ("lp_commitment_usd", "We commit USD 1.5 million a year as a limited partner."),
        (
            "lp_commitment_usd",
            "We commit 1.8 million dollars as LP and another 1.5 million dollars beside the fund.",
        ),
        ("lp_commitment_usd", "Our LP commitment is over USD 1 million."),
        ("lp_commitment_usd", "作为LP每年出资150万美元，共四年。"),
        ("lp_commitment_usd", "作为LP首期承诺100万美元。"),
    ],
)
def test_a_figure_that_is_not_the_whole_leaves_the_fact_open(facts: Facts, fact: str, text: str) -> None:
    assert fact not in facts(text)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("ai_training_ops", "It trained a model with more than 10^26 operations.", 1e26),
        ("ai_training_ops", "The training took no more than 10^22 operations.", 1e22),
        ("ai_training_ops", "The training took about 10^22 operations.", 1e22),
        ("nand_layers", "It makes NAND with at least 128 layers.", 128),
        ("nand_layers", "It makes 96-layer NAND today and qualifies 232 layers.", 232),
        ("ic_node_nm", "It designs chips below 16 nm.", 16),
        ("ic_node_nm", "设计16纳米以下芯片。", 16),
        ("ic_node_nm", "It designs 28 nm chips.", 28),
        ("lp_commitment_usd", "Our LP commitment is over USD 2.5 million.", 2.5e6),
        ("lp_commitment_usd", "As an LP we commit exactly USD 2,000,000, and nothing further.", 2e6),
        ("lp_commitment_usd", "作为LP承诺150万美元，没有追加。", 1.5e6),
    ],
)
def test_a_figure_that_decides_in_any_case_counts(facts: Facts, fact: str, text: str, value: float) -> None:
    assert facts(text)[fact] == pytest.approx(value)
