"""Dates other than the completion date are read by the words beside them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.reader.duty_dates import FILE
from corpus import Corpus
from corpus.yamlfile import read_yaml

from .conftest import Facts

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We filed the notification with Treasury on 5 November 2026.", "filed_on"),
        ("The deal closed on 1 October 2026 and Treasury was notified on 5 November 2026.", "filed_on"),
        ("我们已于2026年11月5日向财政部申报。", "filed_on"),
        ("2026年11月5日提交了申报。", "filed_on"),
        ("We only learned on 5 November 2026 that it designs chips.", "knowledge_acquired_on"),
        ("我们于2026年11月5日才得知其设计芯片。", "knowledge_acquired_on"),
        ("On 5 November 2026 we discovered an error in the filing.", "filing_error_learned_on"),
        ("2026年11月5日发现申报有遗漏。", "filing_error_learned_on"),
        ("The binding commitment was signed on 5 November 2026.", "commitment_signed_on"),
        ("出资承诺于2026年11月5日签订。", "commitment_signed_on"),
        ("The Project Confirmation Letter is dated 5 November 2026.", "project_confirmed_on"),
        ("《项目确认书》于2026年11月5日出具。", "project_confirmed_on"),
        ("The profits were reinvested on 5 November 2026.", "reinvestment_date"),
        ("该股权于2026年11月5日质押。", "collateral_pledged_on"),
    ],
)
def test_the_day_is_read(facts: Facts, text: str, fact: str) -> None:
    assert facts(text)[fact] == DAY


@pytest.mark.parametrize(
    "text",
    [
        "The notification must be filed by 5 November 2026.",
        "Should it be filed by 5 November 2026?",
        "We have not filed; the last day is 5 November 2026.",
        "应于2026年11月5日前申报。",
        "是否已于2026年11月5日申报？",
        "It filed a patent on 5 November 2026.",
        "We filed the notification in November 2026.",
        "If we learned of it on 5 November 2026, what then?",
        "The Catalogue was published on 5 November 2026.",
    ],
)
def test_a_last_day_a_doubt_or_a_month_is_no_such_day(facts: Facts, text: str) -> None:
    dated = {"filed_on", "knowledge_acquired_on", "filing_error_learned_on", "commitment_signed_on"}
    assert dated.isdisjoint(facts(text))


def test_one_date_is_the_date_of_one_thing(facts: Facts) -> None:
    found = facts(
        "We closed on 1 October 2026. We learned on 5 November 2026 that our filing omitted an owner."
    )
    assert found["completion_date"] == date(2026, 10, 1)
    assert "knowledge_acquired_on" not in found
    assert found["filing_error_learned_on"] == DAY


def test_every_cue_names_a_date_of_the_vocabulary(corpus: Corpus) -> None:
    assert {corpus.facts[name].type for name in read_yaml(FILE)} == {"date"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Closing is planned for 1 December 2026.", date(2026, 12, 1)),
        ("我们于2026年10月1日收购成都一家企业20%股权。", date(2026, 10, 1)),
        ("The planned closing of 1 December 2026 was missed.", None),
        ("Closing was planned for 1 December 2026.", None),
    ],
)
def test_a_planned_closing_counts_not_a_missed_one(facts: Facts, text: str, day: date | None) -> None:
    assert facts(text).get("completion_date") == day
