"""What no facts and no day can make of the benefits, shown by z3 for all of them at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import z3

from corpus import load
from eval.proofs.encode import Deal, TwoValued
from eval.proofs.witness import find

WEST = sorted(place.slug for place in load().places.values() if place.west)


class Case:
    """One benefit, over any deal and any day."""

    def __init__(self, table: str) -> None:
        self.deal = Deal(load())
        self.outcome: dict[str, Any] = TwoValued(self.deal).outcome(load().tables[table])

    def value(self, fact: str) -> Any:
        return self.deal.values[fact]

    def day(self, year: int, month: int, day: int) -> int:
        return date(year, month, day).toordinal()

    def is_in(self, fact: str, *choices: str) -> Any:
        return z3.Or(*(self.value(fact) == self.deal.choices[fact].index(choice) for choice in choices))

    def listed(self) -> Any:
        return z3.Or(self.value("listed_national"), self.value("listed_regional"))

    def never(self, *conditions: Any) -> bool:
        return find([*self.deal.bounds(), *self.deal.wholes(), *conditions]) is None


def test_equipment_is_never_a_definite_yes_under_the_2025_edition() -> None:
    case = Case("cn-benefit-equipment")
    available, as_of = case.outcome["available"], case.deal.as_of
    assert case.never(available, as_of >= case.day(2026, 2, 1))
    assert not case.never(available, as_of == case.day(2026, 1, 31))


def test_equipment_is_never_free_of_duty_before_the_notice_held() -> None:
    case = Case("cn-benefit-equipment")
    assert case.never(case.outcome["available"], case.deal.as_of < case.day(2023, 1, 1))


@pytest.mark.parametrize(
    ("fact", "needed"),
    [
        ("confirmation_letter", True),
        ("equipment_self_used", True),
        ("equipment_within_investment", True),
        ("equipment_excluded", False),
    ],
)
def test_equipment_needs_every_condition(fact: str, needed: bool) -> None:
    case = Case("cn-benefit-equipment")
    assert case.never(case.outcome["available"], case.value(fact) != needed)
    assert case.never(case.outcome["available"], z3.Not(case.listed()))


def test_the_west_in_the_table_is_the_west_of_the_places() -> None:
    """An encouraged main business gets the rate in the west and in Hainan, and nowhere else."""
    case = Case("cn-benefit-income-tax")
    available, in_force = case.outcome["available"], case.deal.as_of == case.day(2026, 11, 23)
    assert case.never(available, in_force, z3.Not(case.is_in("province", *WEST, "hainan")))
    assert len(WEST) == 12
    for slug in [*WEST, "hainan"]:
        assert not case.never(available, in_force, case.is_in("province", slug)), slug


def test_income_tax_needs_more_than_sixty_percent_a_listed_business_and_a_day_of_the_rate() -> None:
    case = Case("cn-benefit-income-tax")
    available, as_of = case.outcome["available"], case.deal.as_of
    assert case.never(available, case.value("main_business_share") <= 60)
    assert case.never(available, z3.Not(case.listed()))
    assert case.never(available, as_of > case.day(2030, 12, 31))
    assert case.never(available, as_of > case.day(2027, 12, 31), case.is_in("province", "hainan"))
    assert case.never(
        available, z3.Not(case.value("substantive_operation")), case.is_in("province", "hainan")
    )


def test_the_additions_of_hainan_serve_no_foreign_invested_enterprise() -> None:
    case = Case("cn-benefit-income-tax")
    hainan = [case.is_in("province", "hainan"), case.value("on_hainan_list_only"), z3.Not(case.listed())]
    assert case.never(case.outcome["available"], *hainan)


def test_prefectures_like_the_west_are_never_decided() -> None:
    case = Case("cn-benefit-income-tax")
    ganzhou = [case.is_in("province", "jiangxi"), case.value("place_like_west")]
    assert case.never(case.outcome["available"], *ganzhou)
    assert not case.never(case.outcome["refer"], *ganzhou)


def test_the_credit_needs_the_nationwide_list_five_years_and_the_period() -> None:
    case = Case("cn-benefit-reinvestment")
    available, day = case.outcome["available"], case.value("reinvestment_date")
    assert case.never(available, z3.Not(case.value("listed_national")))
    assert case.never(available, case.value("holding_months") < 60)
    assert not case.never(available, case.value("holding_months") == 60)
    assert case.never(available, z3.Or(day < case.day(2025, 1, 1), day > case.day(2028, 12, 31)))
    for form in ("listed_shares", "purchase_related", "other"):
        assert case.never(available, case.is_in("reinvestment_form", form)), form
    for form in ("capital_increase", "new_enterprise", "purchase_unrelated", "strategic_listed_shares"):
        assert not case.never(available, case.is_in("reinvestment_form", form)), form


def test_land_needs_an_encouraged_industrial_project_that_uses_land_intensively() -> None:
    case = Case("cn-benefit-land")
    available = case.outcome["available"]
    assert case.never(available, z3.Not(case.listed()))
    assert case.never(available, z3.Not(case.value("industrial_project")))
    assert case.never(available, z3.Not(case.value("intensive_land_use")))
