"""Catalogue listing, inferences, deadlines, days at the edge of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.rules.days import shifted
from assistant.rules.derive import derive, listing
from assistant.rules.derived import Derived
from assistant.rules.facts import FactValue, parse_facts
from assistant.rules.screen import screen
from corpus import Corpus

NOW = date(2026, 11, 23)
FIRST = date(2026, 2, 1)  # of the 2025 edition
LAST = date(2026, 1, 31)  # of the 2022 edition


def derived(corpus: Corpus, day: date, **facts: Any) -> dict[str, Derived]:
    return {d.fact: d for d in derive(corpus, parse_facts(corpus, facts), day)}


def values(corpus: Corpus, day: date, **facts: Any) -> dict[str, FactValue]:
    return {name: found.value for name, found in derived(corpus, day, **facts).items()}


def local_activity(corpus: Corpus) -> tuple[str, str]:
    """Return an activity that only regional lists cover for certain, and a province that lists it."""
    for code, activity in corpus.activities.items():
        areas = {corpus.provisions[item].area for item in (*activity.items, *activity.maybe_items)}
        certain = {
            corpus.provisions[i].area for i in activity.items if corpus.provisions[i].valid.covers(NOW)
        }
        if certain and "national" not in areas:
            return code, sorted(str(area) for area in certain)[0]
    raise AssertionError("no activity stands in regional lists alone")


def test_nothing_follows_without_an_activity(corpus: Corpus) -> None:
    assert derived(corpus, NOW, province="sichuan") == {}


def test_listed_nationwide(corpus: Corpus) -> None:
    found = derived(corpus, NOW, activity=["satellite_parts"])["listed_national"]
    assert found.value is True
    assert found.provisions
    for item in found.provisions:
        assert corpus.provisions[item].area == "national"
        assert corpus.provisions[item].pinpoint.en in found.because.en
        assert corpus.provisions[item].pinpoint.zh in found.because.zh


def test_listed_only_where_the_region_lists_it(corpus: Corpus) -> None:
    code, area = local_activity(corpus)
    assert "listed_regional" not in values(corpus, NOW, activity=[code]), "which province is not known"
    here = derived(corpus, NOW, activity=[code], province=area)["listed_regional"]
    assert here.value is True
    assert {corpus.provisions[item].area for item in here.provisions} == {area}
    assert values(corpus, NOW, activity=[code], province="shanghai")["listed_regional"] is False


def test_not_listed_at_all(corpus: Corpus) -> None:
    assert values(corpus, NOW, activity=["surveying_mapping"], province="shanghai") == {
        "listed_national": False,
        "listed_regional": False,
    }


def test_an_item_that_may_cover_decides_nothing(corpus: Corpus) -> None:
    for code, activity in corpus.activities.items():
        items = listing(corpus, {"activity": frozenset({code})}, NOW)
        if (
            activity.maybe_items
            and not items.within("national").certain
            and items.within("national").possible
        ):
            assert "listed_national" not in values(corpus, NOW, activity=[code])
            return
    pytest.skip("every possible item is also certain")


@pytest.mark.parametrize("day", [LAST, date(2023, 1, 1), date(2022, 6, 1), date(2015, 1, 1)])
def test_an_edition_not_held_whole_never_says_no(day: date, corpus: Corpus) -> None:
    for code in corpus.activities:
        found = values(corpus, day, activity=[code], province="sichuan")
        assert False not in found.values(), code
    result = screen(corpus, parse_facts(corpus, {"activity": ["surveying_mapping"]}), day)
    assert result.tables["cn.encouraged"].status == "needs_facts"


@pytest.mark.parametrize(("day", "edition"), [(LAST, "2022"), (FIRST, "2025"), (NOW, "2025")])
def test_only_the_edition_in_force_speaks(day: date, edition: str, corpus: Corpus) -> None:
    items = listing(corpus, {"activity": frozenset(corpus.activities)}, day)
    assert {item.catalogue for item in (*items.certain, *items.possible)} <= {edition}
    assert items.certain


def test_a_listing_names_an_item_once(corpus: Corpus) -> None:
    items = listing(corpus, {"activity": frozenset(corpus.activities)}, NOW)
    ids = [item.id for item in (*items.certain, *items.possible)]
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------- inferences


def inferred(corpus: Corpus, **facts: Any) -> dict[str, FactValue]:
    return {d.fact: d.value for d in screen(corpus, parse_facts(corpus, facts), NOW).derived}


def test_a_known_fact_is_never_replaced(corpus: Corpus) -> None:
    assert inferred(corpus, stake=60)["gains_control"] is True
    assert "gains_control" not in inferred(corpus, stake=60, gains_control=False)


def test_half_is_control_and_less_is_open(corpus: Corpus) -> None:
    assert inferred(corpus, foreign_share=50)["gains_control"] is True
    assert "gains_control" not in inferred(corpus, stake=49.9, foreign_share=49.9)


def test_a_denied_whole_keeps_its_parts_from_being_inferred(corpus: Corpus) -> None:
    assert "makes_nand" not in inferred(corpus, chips_activity=False, nand_layers=64)


def test_what_is_stated_outlives_that_nothing_else_is_done(corpus: Corpus) -> None:
    """The blanket "nothing else" must not deny what another fact shows, whatever the order in the file."""
    trained = inferred(corpus, no_other_activity=True, ai_training_ops=1e24)
    assert trained["ai_activity"] is True
    assert trained["quantum_activity"] is False
    memory = inferred(corpus, no_other_activity=True, nand_layers=200)
    assert memory["makes_nand"] is True
    assert "fabricates_ic" not in memory
    assert "chips_activity" not in memory
    assert memory["designs_ic"] is False


def test_every_inference_says_why(corpus: Corpus) -> None:
    for found in screen(corpus, parse_facts(corpus, {"deal_type": "greenfield", "stake": 60}), NOW).derived:
        assert found.because.en
        assert found.because.zh


# ---------------------------------------------------------------- last days of duties


CHIP_DEAL = {
    "us_person": True, "target_in_coc": True, "deal_type": "equity", "public_security": False,
    "prior_interest": False, "buys_all_coc_interests": False, "holds_coc_interests": False,
    "designs_ic": True, "ic_3a090": False, "ic_cryogenic": False, "fabricates_ic": False,
    "packages_ic": False, "chip_tools": False, "quantum_activity": False, "supercomputer": False,
    "ai_activity": False,
    "on_us_list": False, "learned_after_completion": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("completed", "due", "en", "zh"),
    [
        (date(2026, 12, 15), date(2027, 1, 14), "14 January 2027", "2027年1月14日"),
        (date(2026, 1, 31), date(2026, 3, 2), "2 March 2026", "2026年3月2日"),
        (date(2028, 1, 31), date(2028, 3, 1), "1 March 2028", "2028年3月1日"),
        (date(2028, 2, 29), date(2028, 3, 30), "30 March 2028", "2028年3月30日"),
        (date(2026, 12, 31), date(2027, 1, 30), "30 January 2027", "2027年1月30日"),
    ],
    ids=["over the year's end", "short February", "leap February", "from the leap day", "from the last day"],
)
def test_thirty_calendar_days(completed: date, due: date, en: str, zh: str, corpus: Corpus) -> None:
    (found,) = screen(corpus, parse_facts(corpus, {**CHIP_DEAL, "completion_date": completed}), NOW).deadlines
    assert found.duty.id == "notify"
    assert found.day == due
    assert found.until is not None
    assert en in found.until.en
    assert zh in found.until.zh
    assert found.duty.provisions


def test_no_deadline_without_a_day_or_a_duty(corpus: Corpus) -> None:
    assert screen(corpus, parse_facts(corpus, CHIP_DEAL), NOW).deadlines == ()
    foreign = {**CHIP_DEAL, "us_person": False, "investor_is_cfe": False, "us_person_authority": False}
    facts = parse_facts(corpus, {**foreign, "completion_date": "2026-12-15"})
    assert screen(corpus, facts, NOW).deadlines == ()


def test_the_other_side_has_no_deadline(corpus: Corpus) -> None:
    facts = parse_facts(corpus, {**CHIP_DEAL, "completion_date": "2026-12-15"})
    assert screen(corpus, facts, NOW, frozenset({"cn"})).deadlines == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_the_edge_of_the_calendar(day: date, corpus: Corpus) -> None:
    result = screen(corpus, parse_facts(corpus, {**CHIP_DEAL, "completion_date": day}), day)
    assert all(found.day <= date.max for found in result.deadlines)


@pytest.mark.parametrize(
    ("day", "days", "result"),
    [
        (date(2027, 12, 31), 1, date(2028, 1, 1)),
        (date(2028, 3, 1), -1, date(2028, 2, 29)),
        (date.max, 30, date.max),
        (date.min, -1, date.min),
    ],
)
def test_shifted(day: date, days: int, result: date) -> None:
    assert shifted(day, days) == result


def test_a_listing_of_one_area_has_that_area_only(corpus: Corpus) -> None:
    items = listing(corpus, {"activity": frozenset(corpus.activities)}, NOW)
    for area in ("national", "sichuan"):
        found = items.within(area)
        assert found.certain == tuple(item for item in items.certain if item.area == area)
        assert found.possible == tuple(item for item in items.possible if item.area == area)
        assert found.possible or area != "national"
        assert found.certain


def test_a_listing_is_named_in_both_languages(corpus: Corpus) -> None:
    codes = [code for code, activity in corpus.activities.items() if len(activity.items) > 1]
    national = derived(corpus, NOW, activity=codes)["listed_national"]
    names = [corpus.provisions[i].pinpoint for i in national.provisions]
    assert len(names) > 1
    assert national.because.en == "Listed: " + "; ".join(name.en for name in names) + "."
    assert national.because.zh == "已列入：" + "；".join(name.zh for name in names) + "。"
