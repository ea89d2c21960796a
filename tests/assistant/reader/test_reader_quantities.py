"""Numbers with units, and numbers that are something else."""

from __future__ import annotations

import pytest

from assistant.reader.quantities import chinese_number, number

from .conftest import Facts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("trained with 10^20 operations", 1e20),
        ("trained with 10**20 operations", 1e20),
        ("trained with 1e20 operations", 1e20),
        ("trained with 1.5e24 FLOPs", 1.5e24),
        ("trained with 10²⁰ operations", 1e20),
        ("trained with 2×10^23 operations", 2e23),
        ("trained with 2 x 10^23 operations", 2e23),
        ("trained with 2.5×10²⁵ operations", 2.5e25),
        ("training took 10 to the power of 23 operations", 1e23),
        ("training took 10 to the 23rd operations", 1e23),
        ("训练运算量为10的20次方", 1e20),
        ("训练量为十的二十三次方次运算", 1e23),
        ("训练算力2×10^25次", 2e25),
        ("the first model took 10^20 operations, the second 10^25 operations of training", 1e25),
    ],
)
def test_training_computation(facts: Facts, text: str, value: float) -> None:
    assert facts(text)["ai_training_ops"] == value


@pytest.mark.parametrize(
    "text",
    ["a mass of 10^20 kg", "10^20 photons", "数据有10的6次方条", "the site 1e5", "可能用10^25次运算训练模型"],
)
def test_other_powers_of_ten_are_no_training(facts: Facts, text: str) -> None:
    assert "ai_training_ops" not in facts(text)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("We buy 30% of it.", "stake", 30),
        ("We buy 49.5 percent of it.", "stake", 49.5),
        ("We buy 30 per cent.", "stake", 30),
        ("We take 30% at a price of $3 million.", "stake", 30),
        ("We buy 100% of it.", "stake", 100),
        ("We buy the whole company.", "stake", 100),
        ("A wholly foreign-owned company.", "stake", 100),
        ("我们收购30%股权。", "stake", 30),
        ("我们收购百分之三十的股权。", "stake", 30),
        ("我们收购百分之四十九的股权。", "stake", 49),
        ("我们收购百分之百的股权。", "stake", 100),
        ("所得税率15%，我们收购20%股权。", "stake", 20),
        ("我们收购20%股权，税率15%。", "stake", 20),
        ("It earns 30% of its revenue abroad and we buy 20%.", "stake", 20),
        ("Foreign ownership is 60%.", "foreign_share", 60),
        ("The foreign share is 49%.", "foreign_share", 49),
        ("外资占49%。", "foreign_share", 49),
        ("外方持股51%。", "foreign_share", 51),
    ],
)
def test_shares(facts: Facts, text: str, fact: str, value: float) -> None:
    assert facts(text)[fact] == value


@pytest.mark.parametrize(
    "text",
    [
        "The tax rate is 15%.",
        "A 15% tax rate applies.",
        "A revenue share of 40%.",
        "40% of revenue comes from abroad.",
        "40% of its annual revenue comes from abroad.",
        "A credit of 10%.",
        "所得税率为15%。",
        "减按15%税率征税。",
        "收入的30%来自海外。",
        "境外收入占30%。",
        "growth of 130%",
    ],
)
def test_other_percentages_are_no_stake(facts: Facts, text: str) -> None:
    assert not {"stake", "foreign_share"} & set(facts(text))


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("The chip operates at 77 K.", "ic_operating_kelvin", 77),
        ("The chip works at 4 kelvin.", "ic_operating_kelvin", 4),
        ("芯片工作温度为4开尔文。", "ic_operating_kelvin", 4),
        ("It makes 128-layer NAND.", "nand_layers", 128),
        ("It makes NAND with 176 layers.", "nand_layers", 176),
        ("生产128层NAND闪存。", "nand_layers", 128),
        ("28 nm logic chips.", "ic_node_nm", 28),
        ("A 28-nanometre process: 28 nanometers.", "ic_node_nm", 28),
        ("14纳米逻辑芯片。", "ic_node_nm", 14),
        ("Logic chips at 28 nm and 7 nm.", "ic_node_nm", 7),
        ("DRAM at 18 nm half-pitch.", "dram_half_pitch_nm", 18),
        ("18 nm half-pitch DRAM.", "dram_half_pitch_nm", 18),
        ("DRAM半间距18纳米。", "dram_half_pitch_nm", 18),
        ("100 petaflops in double precision.", "supercomputer_pflops_64", 100),
        ("100 double-precision petaflops.", "supercomputer_pflops_64", 100),
        ("双精度100千万亿次。", "supercomputer_pflops_64", 100),
        ("200 petaflops single precision.", "supercomputer_pflops_32", 200),
        ("200 petaflops (fp32).", "supercomputer_pflops_32", 200),
        ("单精度200千万亿次。", "supercomputer_pflops_32", 200),
        ("within 41,600 cubic feet.", "supercomputer_cubic_feet", 41600),
        ("体积41600立方英尺。", "supercomputer_cubic_feet", 41600),
        ("We commit $2 million as a limited partner.", "lp_commitment_usd", 2e6),
        ("We commit US$1.5 million as an LP.", "lp_commitment_usd", 1.5e6),
        ("We commit $2,000,000 to the fund.", "lp_commitment_usd", 2e6),
        ("作为有限合伙人承诺出资200万美元。", "lp_commitment_usd", 2e6),
        ("承诺出资2千万美元。", "lp_commitment_usd", 2e7),
    ],
)
def test_units(facts: Facts, text: str, fact: str, value: float) -> None:
    assert facts(text)[fact] == value


@pytest.mark.parametrize(
    "text",
    ["DRAM at 18 nm half-pitch.", "18 nm half-pitch DRAM.", "DRAM半间距18纳米。", "半间距为18纳米的DRAM。"],
)
def test_a_half_pitch_is_no_process_node(facts: Facts, text: str) -> None:
    assert "ic_node_nm" not in facts(text)


@pytest.mark.parametrize(
    "text", ["We pay $3 million.", "我们支付300万美元。", "The deal is worth $3 billion."]
)
def test_a_price_is_no_commitment(facts: Facts, text: str) -> None:
    assert "lp_commitment_usd" not in facts(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二十三", 23),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("五", 5),
        ("30", 30),
        ("百", 100),
        ("一百", 100),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(("text", "value"), [("1,679", 1679.0), ("12·5", 12.5), ("7", 7.0)])
def test_digits(text: str, value: float) -> None:
    assert number(text) == value
