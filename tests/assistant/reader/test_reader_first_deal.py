"""Whether the investor is new to the target, however its two halves are worded."""

from __future__ import annotations

import pytest

from .conftest import Facts


@pytest.mark.parametrize(
    "text",
    [
        "We come to this cold, no shares and no promises.",
        "This would be our debut in the company; no strings from the past.",
        "We own none of it today and nothing obliges us to buy.",
        "Never put a dollar in before and never agreed to.",
        "They are a new name for us and we signed nothing earlier.",
        "Nothing held, nothing pledged.",
        "Prior holdings: 0%. Prior undertakings: 0.",
        "We didn't own any of it, nor were we obliged to fund it.",
        "The fund is not an existing investor and has made no promise to become one.",
        "Our first involvement with this company.",
        "There is no pre-existing relationship of ownership or commitment.",
        "Up to now we hold nothing in it and owe it nothing.",
        "We had no stake in it. Nor had we signed anything.",
        "我们过去从没买过它的股份，也没有约定过要买。",
        "以前没投过、也没承诺过。",
        "以前我们在那儿没任何东西，没承诺过谁。",
        "我们跟它没有任何股权或承诺关系，头一次打交道。",
        "Until now we have had no stake in the target.",
        "We own nothing of it today.",
        "None of us has ever owned any of it.",
        "投资前我们不持有它的任何股份。",
        "我们手里现在一股都没有。",
    ],
)
def test_neither_a_stake_nor_a_promise(facts: Facts, text: str) -> None:
    assert facts(text)["prior_interest"] is False


@pytest.mark.parametrize(
    "text",
    [
        "We hold no shares in it, but a binding commitment of 2024 is still open.",
        "It holds no stakes in other companies and has no commitments.",
        "The company has no shareholders abroad and no obligations to them.",
        "我们手里没有这家公司的股份，可前年签过一份还没到期、有约束力的出资承诺。",
        "公司没有对外投资，也没有承诺。",
        "Until now we have had no stake in the target, though we signed a commitment in 2023.",
        "Nobody can ever demand the shares of the company from us.",
    ],
)
def test_what_is_said_of_others_or_has_a_rest_does_not_count(facts: Facts, text: str) -> None:
    assert facts(text).get("prior_interest") is not False
