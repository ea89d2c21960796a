"""Words that look like a fact and are none."""

from __future__ import annotations

import pytest

from .conftest import Facts

TRAPS = (
    ("该公司生产不锈钢贮箱。", "military_use"),
    ("该公司生产不锈钢贮箱，供军方使用。", "sensitive_end_use"),
    ("该公司生产民用无人机。", "ai_activity"),
    ("无线电公司从事人工智能。", "quantum_activity"),
    ("It develops artificial intelligence for crops.", "intelligence_use"),
    ("It builds artificial intelligence systems.", "intelligence_use"),
    ("We must file no later than 30 days after closing.", "us_person_directs"),
    ("A Shanghai company makes ceramics.", "ai_activity"),
    ("Dubai and Thai companies", "ai_activity"),
    ("Do U.S. rules apply to the company?", "us_person"),
    ("Does the American law apply to this firm?", "us_person"),
    ("Is it on the U.S. list of companies?", "us_person"),
    ("美国财政部的规则适用吗？", "us_person"),
    ("美国对外投资规则适用于这家公司吗？", "holds_coc_interests"),
    ("美国对外投资规则适用于这家公司吗？", "us_person"),
    ("Texas Instruments chips are used.", "us_person"),
    ("The plans are sound.", "not_yet_completed"),
    ("It makes potato crisps and fish.", "chips_activity"),
    ("Its plan is a planar antenna.", "designs_ic"),
    ("It has a military-industrial past.", "military_use"),
    ("It is not on the military end-user list.", "military_use"),
    ("监视器生产商。", "surveillance_use"),
    ("本公司是一家美国企业。", "target_coc_government"),
    ("它是中国企业。", "target_coc_government"),
    ("Please answer for Washington and Beijing.", "province"),
    ("请分别告诉我们北京和华盛顿的结论。", "province"),
    ("用户很多。", "military_use"),
    ("非常好的公司。", "ai_activity"),
    ("量子点显示屏。", "quantum_activity"),
    ("We pay in Hainan.", "ai_activity"),
    ("It runs a quantum dot line.", "quantum_computer"),
    ("The army of users grows on a 4K camera.", "ic_operating_kelvin"),
    ("The firm has 10k customers.", "ic_operating_kelvin"),
    ("We invest $500k in it.", "ic_operating_kelvin"),
    ("We buy nothing else.", "no_other_activity"),
    ("It does not only design chips.", "no_other_chip_activity"),
    ("It is not a private company.", "public_security"),
    ("This is not our first investment.", "prior_interest"),
    ("这不是首次投资。", "prior_interest"),
    ("The chips are not below the limits of 3A090.", "ic_3a090"),
    ("Its chips are not only silicon.", "gallium_ic"),
    ("It does not leave fabrication to others.", "fabricates_ic"),
    ("数据有10的6次方条。", "ai_training_ops"),
)


@pytest.mark.parametrize(("text", "fact"), TRAPS)
def test_a_trap_gives_no_fact(facts: Facts, text: str, fact: str) -> None:
    assert fact not in facts(text)


def test_stainless_is_no_denial(facts: Facts) -> None:
    assert facts("该公司用不锈钢为军方制造贮箱。")["military_use"] is True


def test_a_drone_is_no_denial(facts: Facts) -> None:
    assert facts("该公司的人工智能控制无人机。")["ai_robot_control"] is True


def test_government_intelligence_beside_artificial(facts: Facts) -> None:
    found = facts("It sells artificial intelligence for government intelligence.")
    assert (found["ai_activity"], found["intelligence_use"]) == (True, True)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("A Texas fund joins a capital increase in Wuhan; must it file with Treasury?", "reinvestment_form"),
        ("得州基金参与武汉一家卫星公司的增资，另有董事席位和否决权，是否需要向美国财政部申报这笔交易？"
         "公司未上市，没有芯片业务。", "reinvestment_form"),
        ("A Texas fund joins a capital increase in Wuhan; must it file with Treasury?", "place_like_west"),
        ("It has a base for tests right beside a naval base.", "military_use"),
        ("A retired U.S. Air Force officer buys a tenth of it.", "military_use"),
        ("Military, intelligence or surveillance users? - \"Not to our knowledge.\"", "military_use"),
        ("军方客户：管理层回复“目前没有”。", "military_use"),
    ],
)  # fmt: skip
def test_what_is_spoken_of_in_passing_gives_no_fact(facts: Facts, text: str, fact: str) -> None:
    assert fact not in facts(text)


def test_a_benefit_that_is_spoken_of_makes_it_a_fact(facts: Facts) -> None:
    text = "We reinvest the distributed profits by a capital increase of our plant in Wuhan: any tax relief?"
    found = facts(text)
    assert found["reinvestment_form"] == "capital_increase"
    assert "place_like_west" in found
