"""What would make a result milder counts only when it is said plainly."""

from __future__ import annotations

import pytest

from assistant.reader.clearing import clears

from .conftest import Facts, Read


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
