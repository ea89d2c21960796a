"""The contract's verdict out of a screening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from assistant.answer.verdicts import GRAVITY, nothing_asked, overall, verdict_of
from assistant.contract import FlagOut, Overall

from .conftest import Screened

DEAL: dict[str, Any] = {
    "us_person": True,
    "target_in_coc": True,
    "deal_type": "equity",
    "stake": 30,
    "completion_date": "2026-12-15",
    "prior_interest": False,
    "public_security": False,
    "chips_activity": False,
    "quantum_activity": False,
    "supercomputer": False,
    "ai_activity": False,
    "sensitive_end_use": False,
    "on_us_list": False,
    "holds_coc_interests": False,
}
ROBOTS: dict[str, Any] = {
    **DEAL,
    "ai_activity": True,
    "ai_develops": True,
    "ai_third_party_base": False,
    "ai_robot_control": True,
    "ai_training_ops": 1e20,
}


def test_every_overall_word_has_its_gravity() -> None:
    assert set(GRAVITY) == set(get_args(Overall))


def test_nothing_asked_says_nothing() -> None:
    verdict = nothing_asked()
    assert verdict.overall is None
    assert {verdict.us.status, verdict.us.provisional, *verdict.us.range} == {"not_asked"}
    assert {verdict.cn.admission, verdict.cn.encouraged, verdict.cn.security_review} == {"not_asked"}


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (ROBOTS, "notifiable"),
        ({**ROBOTS, "ai_training_ops": 1e26}, "prohibited"),
        ({**DEAL}, "no_hit"),
        ({**ROBOTS, "us_person": False, "investor_is_cfe": False, "us_person_directs": False}, "no_hit"),
        ({**ROBOTS, "public_security": True, "beyond_minority_rights": False}, "excepted"),
        ({**ROBOTS, "completion_date": "2024-12-31"}, "not_in_force"),
    ],
)
def test_a_definite_status_agrees_with_its_range(
    screened: Screened, facts: dict[str, Any], status: str
) -> None:
    us = verdict_of(screened(**facts)).us
    assert (us.status, us.provisional, us.range) == (status, status, (status, status))


def test_an_open_status_has_its_range_and_a_provisional(screened: Screened) -> None:
    us = verdict_of(screened(ai_robot_control=True, target_in_coc=True, deal_type="equity")).us
    assert (us.status, us.provisional) == ("needs_facts", "notifiable")
    assert us.range[1] == "prohibited"


def test_the_grounds_of_a_notifiable_deal(screened: Screened) -> None:
    assert verdict_of(screened(**ROBOTS)).us.grounds == ["/us/cfr/t31/s850.217/d/2/iv"]


def test_one_side_alone_leaves_the_other_not_asked(screened: Screened) -> None:
    american = verdict_of(screened(sides=frozenset({"us"}), **ROBOTS))
    chinese = verdict_of(screened(sides=frozenset({"cn"}), **ROBOTS))
    assert (american.cn.admission, american.us.status) == ("not_asked", "notifiable")
    assert (chinese.us.status, chinese.us.range) == ("not_asked", ("not_asked", "not_asked"))


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (ROBOTS, "conditions"),
        ({**ROBOTS, "ai_training_ops": 1e26}, "stop"),
        ({**DEAL, "ai_activity": None}, "needs_facts"),
    ],
)
def test_overall_follows_the_gravest_side(screened: Screened, facts: dict[str, Any], word: str) -> None:
    given = {name: value for name, value in facts.items() if value is not None}
    assert verdict_of(screened(sides=frozenset({"us"}), **given)).overall in (word, "refer")


def test_overall_is_never_milder_than_a_side(screened: Screened) -> None:
    for facts in (ROBOTS, DEAL, {**ROBOTS, "ai_training_ops": 1e26}, {"us_person": True}):
        verdict = verdict_of(screened(**facts))
        least = {"notifiable": "conditions", "prohibited": "stop", "needs_facts": "needs_facts"}
        wanted: Any = least.get(verdict.us.status, "clear")
        assert verdict.overall is not None
        assert GRAVITY.index(verdict.overall) >= GRAVITY.index(wanted)


def test_a_stop_flag_stops_without_changing_the_status(screened: Screened) -> None:
    """A listed party is no activity of Part 850 for every list; the flag speaks for the other regime."""
    screening = screened(**{**DEAL, "on_us_list": True, "sdn_listed": True})
    assert any(flag.level == "stop" for flag in screening.flags)
    assert overall(screening) == "stop"


def test_an_open_stop_flag_leaves_a_clear_deal_undecided(screened: Screened) -> None:
    screening = screened(sides=frozenset({"us"}), **DEAL)
    flag = next(f for f in screened(**{**DEAL, "on_us_list": True, "sdn_listed": True}).flags)
    clear = replace(screening, flags=(), open_flags=())
    assert overall(clear) == "clear"
    assert overall(replace(clear, open_flags=(flag,))) == "needs_facts"


def test_an_open_refer_flag_keeps_a_deal_from_being_clear(screened: Screened) -> None:
    screening = replace(screened(sides=frozenset({"us"}), **DEAL), flags=(), open_flags=())
    flag = next(f for f in screened(**{**DEAL, "on_us_list": True, "sdn_listed": True}).flags)
    refer = flag.model_copy(update={"level": "warn", "refer": True})
    assert overall(replace(screening, open_flags=(refer,))) == "needs_facts"
    assert overall(replace(screening, flags=(refer,))) == "refer"


def test_flags_are_handed_through(screened: Screened) -> None:
    flag = FlagOut(id="x", level="warn", text="t", citations=[1])
    assert verdict_of(screened(**DEAL), [flag]).flags == [flag]


def test_nothing_known_is_never_clear(screened: Screened) -> None:
    verdict = verdict_of(screened())
    assert verdict.overall == "needs_facts"
    assert verdict.us.status == "needs_facts"


def test_the_law_of_another_day(screened: Screened) -> None:
    early = verdict_of(screened(as_of=date(2024, 12, 1), **{**ROBOTS, "completion_date": "2024-12-15"}))
    assert early.us.status == "not_in_force"
