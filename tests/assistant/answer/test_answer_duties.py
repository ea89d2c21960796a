"""Duties and doubts in the answer: said with their days, cited, and never more than is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.answer.cited import Citations
from assistant.answer.doubts import doubts
from assistant.answer.duties import dated, entries, spoken, told
from assistant.answer.findings import Said, Teller
from assistant.rules.facts import parse_facts
from assistant.rules.screen import Screening, screen
from corpus import Corpus, load

NOW = date(2026, 11, 23)
CHIPS = {
    "us_person": True, "target_in_coc": True, "deal_type": "equity", "public_security": False,
    "prior_interest": False, "buys_all_coc_interests": False, "completion_date": "2026-12-15",
    "designs_ic": True, "ic_3a090": False, "ic_cryogenic": False, "fabricates_ic": False,
    "packages_ic": False, "chip_tools": False, "quantum_activity": False, "supercomputer": False,
    "ai_activity": False,
    "on_us_list": False, "holds_coc_interests": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def screened(corpus: Corpus, day: date = NOW, **facts: Any) -> Screening:
    return screen(corpus, parse_facts(corpus, {**CHIPS, **facts}), day)


def said(corpus: Corpus, found: Screening, lang: str = "en", *, approximate: bool = False) -> dict[str, Said]:
    return {one.key: one for one in Teller(corpus, found, lang, approximate).all()}


def test_the_answer_says_what_to_do_and_by_when(corpus: Corpus) -> None:
    found = said(corpus, screened(corpus))
    assert "14 January 2027" in found["notify"].text
    assert found["notify"].provisions == ("/us/cfr/t31/s850.401", "/us/cfr/t31/s850.404/c")
    assert "ten years" in found["keep_records"].text
    assert "reason to know" in found["diligence"].text
    assert "$250,000" in found["penalties"].text
    assert "2027年1月14日" in said(corpus, screened(corpus), "zh")["notify"].text


def test_an_approximate_date_gives_no_day(corpus: Corpus) -> None:
    found = said(corpus, screened(corpus), approximate=True)
    assert "2027" not in found["notify"].text
    assert "30 calendar days after completion" in found["notify"].text
    assert "not given" in found["deadline"].text
    filed = screened(corpus, filed_on="2027-01-10")
    days = {owed.duty.id: owed.day for owed in dated(filed, approximate=True)}
    assert days["notify"] is None
    assert days["keep_records"] == date(2037, 1, 10), "the day of filing was given"


def test_a_passed_day_is_said_to_have_passed(corpus: Corpus) -> None:
    late = screened(corpus, completion_date="2026-10-01", learned_after_completion=False)
    text = said(corpus, late)["notify"].text
    assert "31 October 2026" in text
    assert text.endswith("That day has passed: do it at once.")


def test_what_is_only_assumed_is_said_as_such(corpus: Corpus) -> None:
    found = screened(corpus, completion_date="2026-10-20")
    assert said(corpus, found)["notify"].text.startswith("As things ordinarily are: ")
    entry = next(e for e in entries(found, "en", Citations(corpus, "en")) if e.id == "notify")
    assert (entry.certain, entry.date) == (False, date(2026, 11, 19))


def test_while_the_status_is_open_no_duty_is_said(corpus: Corpus) -> None:
    found = screen(corpus, parse_facts(corpus, {"us_person": True, "designs_ic": True}), NOW)
    keys = said(corpus, found)
    assert not {"notify", "refrain", "keep_records", "penalties"} & keys.keys()
    assert "diligence" in keys, "the provisional status calls for it"
    nothing = screen(corpus, parse_facts(corpus, {"us_person": True}), NOW)
    assert "diligence" not in said(corpus, nothing)
    assert "diligence" in {owed.duty.id for owed in nothing.duties}


def test_entries_carry_steps_and_citations(corpus: Corpus) -> None:
    found = screened(
        corpus, us_person=False, investor_is_cfe=True, quantum_activity=True, quantum_computer=True
    )
    citations = Citations(corpus, "en")
    entry = next(e for e in entries(found, "en", citations) if e.id == "prevent_cfe")
    factors = [f"/us/cfr/t31/s850.302/b/{n}" for n in range(1, 6)]
    assert [i for step in entry.steps for i in step.provisions][:5] == factors
    numbered = {c.n: c.provision_id for c in citations.entries()}
    assert [numbered[n] for n in entry.citations] == ["/us/cfr/t31/s850.302/a", "/us/cfr/t31/s850.302/b"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_duty_reads_in_its_language(lang: str, corpus: Corpus) -> None:
    found = screened(corpus, completion_date="2026-10-01", filed_on="2026-11-01", filing_error=True)
    for owed in found.duties:
        text = told(owed, lang, NOW)
        assert "{" not in text
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (lang == "zh")
        assert isinstance(spoken(owed, found), bool)


# ---------------------------------------------------------------- doubts


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (date(2026, 6, 20), []),
        (date(2026, 6, 21), [("us-31-cfr-850", "recheck")]),
    ],
    ids=["the last day confirmed", "the first that nobody confirmed"],
)
def test_a_check_is_overdue_from_its_day(day: date, reasons: list[tuple[str, str]], corpus: Corpus) -> None:
    found = doubts(corpus, ["/us/cfr/t31/s850.401", "/us/cfr/t31/s850.404/c"], day)
    assert [(doubt.instrument.id, doubt.reason) for doubt in found] == reasons


def test_an_unverified_provision_says_why(corpus: Corpus) -> None:
    (doubt,) = doubts(corpus, ["/us/cfr/t15/s744.6/b", "/us/cfr/t15/s744.6/b"], NOW)
    assert doubt.reason == "unverified"
    assert "744.6(b)" in doubt.told("en")
    assert doubt.told("zh") != doubt.told("en")


def test_a_provision_may_need_its_own_check(corpus: Corpus) -> None:
    note = "/us/cfr/t31/s850.701/note-adjusted-maximum"
    (doubt,) = doubts(corpus, [note], date(2026, 1, 15))
    assert (doubt.reason, doubt.since) == ("recheck", date(2026, 1, 15))
    assert "2026-01-14" in doubt.told("en")
    assert list(doubts(corpus, [note], date(2026, 1, 14))) == []


def test_what_is_confirmed_raises_no_doubt(corpus: Corpus) -> None:
    assert list(doubts(corpus, ["/cn/catalogue/2025/national/348"], NOW)) == []
