"""Questions about benefits are answered by the benefits' own tests, and by nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.contract import AskResponse, ScreenRequest

from .conftest import STATED, Ask, MakeAssistant

PARTS: dict[str, Any] = {"activity": ["satellite_parts"], "province": "sichuan"}


def statuses(response: AskResponse) -> dict[str, str]:
    return {benefit.benefit: benefit.status for benefit in response.verdict.cn.benefits}


def cited(response: AskResponse) -> set[str]:
    return {citation.provision_id for citation in response.citations}


@pytest.mark.parametrize("question", [STATED, "Is a satellite parts maker in Sichuan encouraged?"])
def test_who_does_not_ask_gets_none(ask: Ask, question: str) -> None:
    response = ask(question)
    assert response.verdict.cn.benefits == []
    assert "benefit" not in " ".join(
        s.text.lower() for s in response.sentences if s.text.startswith("Benefit")
    )


@pytest.mark.parametrize(
    "question",
    [
        "安徽的外资新材料企业能不能按西部大开发15%交税？",
        "Does a foreign new-materials firm in Anhui get the 15% tax rate?",
    ],
)
def test_fifteen_percent_in_anhui(ask: Ask, question: str) -> None:
    response = ask(question)
    assert statuses(response) == {"income_tax": "not_available"}
    assert {"/cn/benefit/region-map", "/cn/notice/mof-2020-23"} <= cited(response)
    assert "outside the twelve western" in response.answer or "不在西部十二省区市" in response.answer


@pytest.mark.parametrize(
    "question",
    [
        "鼓励类外资项目进口设备到底免什么税？增值税也免吗？",
        "Is an encouraged project free of import VAT on its equipment?",
    ],
)
def test_value_added_tax_is_charged(ask: Ask, question: str) -> None:
    response = ask(question)
    assert statuses(response) == {"equipment": "needs_facts"}
    assert "import VAT is still charged" in response.answer or "增值税照征" in response.answer
    assert "/cn/notice/gac-2022-122" in cited(response)


@pytest.mark.parametrize(
    "question",
    [
        "海南自贸港外资企业做商业航天发射服务能享受15%所得税吗？",
        "Does Hainan give 15% tax to a foreign-owned rocket launch company?",
    ],
)
def test_launch_services_in_hainan(ask: Ask, question: str) -> None:
    response = ask(question)
    assert statuses(response) == {"income_tax": "not_available"}
    assert {"/cn/hainan-catalogue/2024/129", "/cn/catalogue/2025/hainan/51"} <= cited(response)
    assert "lawyer" in response.answer or "律师" in response.answer


def test_all_four_at_once(ask: Ask) -> None:
    response = ask("What benefits does an encouraged satellite parts maker in Sichuan get?")
    assert set(statuses(response)) == {"equipment", "land", "income_tax", "reinvestment"}
    assert set(statuses(response).values()) == {"needs_facts"}


def test_what_is_missing_is_asked(ask: Ask) -> None:
    response = ask("把分红再投资到卫星零部件公司，可以抵免多少税？")
    assert statuses(response) == {"reinvestment": "needs_facts"}
    wanted = {"holding_months", "reinvestment_form", "reinvestment_date"}
    assert wanted <= {missing.fact for missing in response.missing}


def test_facts_given_decide(ask: Ask) -> None:
    facts = {"main_business_share": 61}
    response = ask("Does our satellite parts maker in Sichuan get the 15% tax rate?", facts=facts)
    assert statuses(response) == {"income_tax": "available"}
    lower = ask("And for us?", facts={**PARTS, "main_business_share": 60})
    assert statuses(lower) == {"income_tax": "not_available"}


def test_benefits_do_not_move_the_overall_word(ask: Ask) -> None:
    question = "Chinese law only: may a U.S. fund buy 20% of a satellite parts maker in Sichuan?"
    plain = ask(question)
    asked = ask(question, facts={"main_business_share": 10})
    assert statuses(asked) == {"income_tax": "not_available"}
    assert asked.verdict.overall == plain.verdict.overall


def test_an_unverified_ground_is_named_as_such(ask: Ask) -> None:
    facts = {
        **PARTS, "confirmation_letter": True, "equipment_self_used": True,
        "equipment_within_investment": True, "equipment_excluded": False,
    }  # fmt: skip
    response = ask("Is the equipment duty-free?", facts=facts)
    assert statuses(response) == {"equipment": "refer"}
    assert "is unverified here" in response.answer


# ---------------------------------------------------------------- POST /screen


def screened(assistant: MakeAssistant, facts: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    found = assistant().screen(ScreenRequest(facts=facts, **more))
    benefits: list[dict[str, Any]] = found["verdict"]["cn"]["benefits"]
    return benefits


def test_screen_tests_what_is_asked_for(assistant: MakeAssistant) -> None:
    assert screened(assistant, PARTS) == []
    (tax,) = screened(assistant, PARTS, benefits=["income_tax"])
    assert (tax["benefit"], tax["status"], tax["label"]) == (
        "income_tax", "needs_facts", "Benefit: 15% enterprise income tax",
    )  # fmt: skip


def test_screen_tests_the_benefit_whose_own_fact_is_given(assistant: MakeAssistant) -> None:
    (tax,) = screened(assistant, {**PARTS, "main_business_share": 80}, lang="zh")
    assert (tax["status"], tax["label"]) == ("available", "优惠：15%企业所得税")
    assert tax["grounds"] == ["/cn/notice/mof-2020-23", "/cn/catalogue-western/2025"]


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2022, 12, 31), "refer"), (date(2026, 1, 31), "available"), (date(2026, 2, 1), "refer")],
)
def test_the_day_decides_over_duty_free_equipment(assistant: MakeAssistant, day: date, status: str) -> None:
    facts = {
        "activity": ["aerospace_materials"], "confirmation_letter": True, "equipment_self_used": True,
        "equipment_within_investment": True, "equipment_excluded": False,
    }  # fmt: skip
    (equipment,) = screened(assistant, facts, as_of=day)
    assert equipment["status"] == status


def test_the_trace_names_the_rules_of_the_benefit(assistant: MakeAssistant) -> None:
    found = assistant().screen(ScreenRequest(facts={**PARTS, "main_business_share": 80}))
    traced = {step["rule"] for step in found["trace"] if step["table"] == "cn-benefit-income-tax"}
    assert {"tax_west_area", "tax_encouraged", "tax_share_enough", "tax_west_rate"} <= traced
    assert any("Western catalogue" in said["text"] for said in found["findings"])


def test_a_doubt_about_an_open_benefit_cites_what_was_retrieved(ask: Ask) -> None:
    response = ask("我们打算在海南文昌设外资企业做火箭地面设备，能按鼓励类享受政策吗？")
    grounds = {ground for benefit in response.verdict.cn.benefits for ground in benefit.grounds}
    assert grounds
    assert grounds <= {hit.provision_id for hit in response.retrieved}
    assert cited(response) <= {hit.provision_id for hit in response.retrieved}
