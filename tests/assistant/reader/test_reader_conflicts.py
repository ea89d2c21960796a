"""Facts said both ways are left open; more than one value is settled the strict way."""

from __future__ import annotations

import pytest

from .conftest import Facts, Read


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It has no AI. Its machine learning is good.", "ai_activity"),
        ("It is a private company. Its shares are listed shares.", "public_security"),
        ("No military use. It sells to the army.", "military_use"),
        ("不涉及人工智能。公司从事机器学习。", "ai_activity"),
        ("未上市。它是科创板公司。", "public_security"),
        ("It holds no stakes in other companies. It holds stakes in another company.", "holds_coc_interests"),
    ],
)
def test_yes_and_no_is_left_open(reading: Read, text: str, fact: str) -> None:
    found = reading(text)
    assert fact not in found.facts
    assert fact in found.conflicts


def test_the_same_said_twice_is_no_conflict(reading: Read) -> None:
    found = reading("It has no AI. Nothing in AI.")
    assert found.facts["ai_activity"].value is False
    assert found.conflicts == ()


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("We buy a 20% stake through a convertible note.", "contingent_equity"),
        ("We buy 20% of the shares in a joint venture.", "joint_venture"),
        ("We lend money and buy 10% of the shares.", "loan"),
        ("We commit money to a fund as a limited partner that buys stakes.", "lp_interest"),
        ("Stock options as compensation for 1% of the shares.", "employment_award"),
    ],
)
def test_the_more_special_form_of_deal_is_meant(facts: Facts, text: str, deal: str) -> None:
    assert facts(text)["deal_type"] == deal


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("One model took 10^20 operations of training, one 10^26 operations.", "ai_training_ops", 1e26),
        ("One model took 10^26 operations of training, one 10^20 operations.", "ai_training_ops", 1e26),
        ("Logic chips at 28 nm and 7 nm.", "ic_node_nm", 7),
        ("Logic chips at 7 nm and 28 nm.", "ic_node_nm", 7),
        ("NAND with 96 layers and NAND with 232 layers.", "nand_layers", 232),
        ("The chip operates at 77 K and at 4 kelvin.", "ic_operating_kelvin", 4),
    ],
)
def test_of_several_figures_the_one_nearer_to_a_bar_counts(
    facts: Facts, text: str, fact: str, value: float
) -> None:
    assert facts(text)[fact] == value
