"""What would make a result milder counts only when it is said plainly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.reader.clearing import clears
from corpus.yamlfile import read_yaml

from .conftest import Facts, Read

ADVERSARIAL = [
    case for cases in read_yaml(Path(__file__).with_name("adversarial.yaml")).values() for case in cases
]
UNCLEAR = [text for texts in read_yaml(Path(__file__).with_name("unclear.yaml")).values() for text in texts]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It has no AI.", "ai_activity"),
        ("It has no AI business whatsoever.", "ai_activity"),
        ("Nothing in chips, quantum or AI.", "ai_activity"),
        ("公司不涉及人工智能。", "ai_activity"),
        ("公司没有人工智能业务。", "ai_activity"),
        ("It has no military use.", "military_use"),
        ("It has no military customers at all.", "military_use"),
        ("It holds no stakes in other companies.", "holds_coc_interests"),
        ("Neither it nor its owners are on any U.S. list.", "on_us_list"),
        ("公司及其股东均不在任何美国清单上。", "on_us_list"),
    ],
)
def test_a_plain_no_counts(facts: Facts, text: str, fact: str) -> None:
    assert facts(text)[fact] is False


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It has no AI for sale.", "ai_activity"),
        ("It has no AI yet.", "ai_activity"),
        ("We believe it has no AI.", "ai_activity"),
        ("As far as we know it has no AI.", "ai_activity"),
        ("It currently has no AI.", "ai_activity"),
        ("It will have no AI.", "ai_activity"),
        ("If it has no AI, are we clear?", "ai_activity"),
        ("The seller says it has no AI.", "ai_activity"),
        ("It has no AI. Not verified.", "ai_activity"),
        ("It has no AI, but one subsidiary may.", "ai_activity"),
        ("Its parent has no AI.", "ai_activity"),
        ("This deal has no AI.", "ai_activity"),
        ("目前不涉及人工智能。", "ai_activity"),
        ("据介绍不涉及人工智能。", "ai_activity"),
        ("如果不涉及人工智能呢？", "ai_activity"),
        ("母公司不涉及人工智能。", "ai_activity"),
        ("公司不涉及人工智能，但子公司可能涉及。", "ai_activity"),
        ("不涉及人工智能。以上未核实。", "ai_activity"),
        ("Neither it nor its owners are on any Chinese list.", "on_us_list"),
        ("Neither we nor our owners are on any U.S. list.", "on_us_list"),
        ("The target's main shareholders are not on any U.S. list.", "on_us_list"),
        ("公司及主要股东均不在任何美国清单上。", "on_us_list"),
        ("No stakes worth naming in other companies so far.", "holds_coc_interests"),
    ],
)
def test_a_hedged_or_narrowed_no_leaves_the_fact_open(facts: Facts, text: str, fact: str) -> None:
    assert fact not in facts(text)


def test_a_grave_value_needs_no_plainness(facts: Facts) -> None:
    assert facts("The seller says it does AI.")["ai_activity"] is True
    assert facts("据介绍从事人工智能。")["ai_activity"] is True


def test_what_is_spoken_of_and_not_settled_is_noticed(reading: Read) -> None:
    found = reading("We believe it has no AI.")
    assert "ai_activity" in found.touched
    assert "ai_activity" not in found.facts


@pytest.mark.parametrize(
    ("fact", "value", "milder"),
    [
        ("ai_activity", False, True),
        ("ai_activity", True, False),
        ("public_security", True, True),
        ("public_security", False, False),
        ("no_such_fact", False, False),
    ],
)
def test_which_values_are_milder(fact: str, value: bool, milder: bool) -> None:
    assert clears(fact, value) is milder


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("There are no parts for quantum computers in its catalogue.", "quantum_computer"),
        ("No network of theirs connects quantum computers.", "quantum_computer"),
        ("公司不生产量子计算机部件。", "quantum_computer"),
        ("It makes no packaging machines for chips.", "packages_ic"),
        ("公司没有封装机台产品。", "packages_ic"),
        ("It fabricates no ICs using graphene.", "fabricates_ic"),
        ("是否制造逻辑芯片：否。", "fabricates_ic"),
        ("是否设计集成电路：否。", "chips_activity"),
        ("Other chip activities: none.", "chips_activity"),
        ("Robot control: no.", "gains_control"),
        ("无控制协议。", "gains_control"),
        ("It does not supply the defence industry.", "military_use"),
        ("公司没有自研芯片。", "ai_develops"),
    ],
)
def test_a_denial_of_something_narrower_denies_no_more(facts: Facts, text: str, fact: str) -> None:
    assert fact not in facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Its AI was designed for ore sorting and for no military, intelligence or surveillance use.",
        "Intended AI uses: hospital rosters; nothing military, no intelligence, no mass surveillance.",
        "The cold-atom sensor has no military, intelligence or surveillance end use.",
        "It trains models for maps; no military, intelligence or surveillance purpose, by design or intent.",
        "量子重力仪只为找矿设计，军事、情报、监控用途一概没有。",
        "AI无军事、情报、监控之意图。",
    ],
)
def test_what_one_product_is_for_says_nothing_of_the_others(facts: Facts, text: str) -> None:
    assert not {"military_use", "intelligence_use", "surveillance_use"} & facts(text).keys()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Apart from one prototype, it designs no chips.", "designs_ic"),
        ("Unless the army asks, it has no military customers.", "military_use"),
        ("In principle it has no military customers.", "military_use"),
        ("No chip fabrication in the business unit we fund.", "fabricates_ic"),
        ("No quantum sensors for the time being.", "quantum_sensing"),
        ("No list hits under the English name.", "on_us_list"),
        ("Neither it nor its owners are on the Entity List.", "on_us_list"),
        ("SDN名单与标的及其股东没有交集。", "on_us_list"),
        ("就我们掌握的情况，公司没有对外投资。", "holds_coc_interests"),
        ("除样机之外没有氮化镓。", "gallium_ic"),
        ("上半年没有军品收入。", "military_supply"),
        ("公开交易证券：不是。", "public_security"),
        ("A cash swap on the listed share, no delivery.", "public_security"),
        ("A loan without governance rights.", "beyond_minority_rights"),
        ("No U.S. person holds more than a tenth of the investing company.", "us_person"),
    ],
)
def test_hedges_exceptions_and_other_questions_leave_a_fact_open(facts: Facts, text: str, fact: str) -> None:
    assert facts(text).get(fact) in (None, not clearing_value(fact))


def clearing_value(fact: str) -> bool:
    return clears(fact, True)


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("It makes brackets. Apart from this: nothing in AI, quantum technology or supercomputing.", True),
        ("该公司生产支架；除上述业务外不涉及人工智能、量子技术和超级计算。", True),
        ("Apart from its autopilot there is nothing in AI, quantum technology or supercomputing.", False),
        ("除自动驾驶模块外不涉及人工智能、量子技术和超级计算。", False),
    ],
)
def test_apart_from_what_was_told_leaves_nothing_open(facts: Facts, text: str, settled: bool) -> None:
    """An exception that names a thing may itself be of the field; "this" is what was told of already."""
    assert (facts(text).get("ai_activity") is False) is settled


def test_what_was_told_stays_told(facts: Facts) -> None:
    text = "It develops AI for forensics. Apart from this: nothing in AI, quantum or supercomputing."
    found = facts(text)
    assert found.get("ai_activity") is not False
    assert found["quantum_activity"] is False


@pytest.mark.parametrize("text", UNCLEAR)
def test_nothing_unclear_makes_a_result_milder(facts: Facts, text: str) -> None:
    assert [fact for fact, value in facts(text).items() if clears(fact, value)] == []


@pytest.mark.parametrize("case", ADVERSARIAL, ids=lambda case: case["text"][:40])
def test_a_denial_that_denies_less_than_it_seems_clears_nothing_more(
    facts: Facts, case: dict[str, Any]
) -> None:
    found = {fact for fact, value in facts(case["text"]).items() if clears(fact, value)}
    assert found <= set(case["may"])


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It designs no chips, it buys them, but it trains its own models.", "designs_ic"),
        ("The company makes brackets and has no AI and no quantum.", "quantum_activity"),
        ("公司不设计芯片，但自己训练模型。", "designs_ic"),
        ("公司主营结构件，不涉及人工智能，不涉及量子。", "quantum_activity"),
        ("我们不派董事，没有任何特殊权利。", "beyond_minority_rights"),
        ("除此之外，公司不涉及量子。", "quantum_activity"),
    ],
)
def test_what_follows_on_another_matter_leaves_a_denial_plain(facts: Facts, text: str, fact: str) -> None:
    assert facts(text)[fact] is False
