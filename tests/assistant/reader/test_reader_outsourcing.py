"""Steps of chip making that the target leaves to others."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Wafers and assembly are both bought from Taiwan.", {"fabricates_ic", "packages_ic"}),
        ("It leaves fabrication and packaging to foundries and OSATs.", {"fabricates_ic", "packages_ic"}),
        ("They outsource wafers as well as assembly.", {"fabricates_ic", "packages_ic"}),
        ("It neither fabricates nor packages.", {"fabricates_ic"}),
        ("晶圆和封装都在外面做。", {"fabricates_ic", "packages_ic"}),
        ("流片和封测全部委外。", {"fabricates_ic", "packages_ic"}),
        ("只做芯片设计，制造和封装都交给别人。", {"fabricates_ic", "packages_ic"}),
        ("tape-out给外面的fab，封装给OSAT。", {"fabricates_ic", "packages_ic"}),
    ],
)
def test_what_others_do_the_target_does_not(facts: Facts, text: str, steps: set[str]) -> None:
    found = facts(text)
    assert {step for step in ("fabricates_ic", "packages_ic") if found.get(step) is False} == steps


@pytest.mark.parametrize(
    "text",
    [
        "A wafer plant that leaves layout to others.",
        "Wafers come partly from an outside foundry, partly from its own line.",
        "It packages dies for third parties.",
        "Some wafers are subcontracted.",
        "If wafers were outsourced, would that help?",
        "The seller says that packaging is outsourced.",
        "给别家流好的晶圆划片、装架、键合、封帽。",
        "部分晶圆委外，部分自有产线。",
        "Rocket assembly is subcontracted.",
    ],
)
def test_what_is_done_in_house_or_for_others_or_hedged_is_not_denied(facts: Facts, text: str) -> None:
    found = facts(text)
    assert found.get("fabricates_ic") is not False
    assert found.get("packages_ic") is not False
