"""What provisions, facts and memos look like to a client."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from markdown_it import MarkdownIt

from assistant.contract import AskResponse, BenefitOut, Verdict
from assistant.memo import harmless, memo, plain, quoted, shown
from assistant.problems import UnknownProvision
from assistant.provision_view import canonical_id, summary, view
from assistant.vocabulary import uses, vocabulary
from corpus import Corpus

DAY = date(2026, 11, 23)
SECTION = "/us/cfr/t31/s850.217"


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["provision_id"] for entry in entries]


@pytest.mark.parametrize("path", ["us/a/b", "/us/a/b", "//us/a/b/", "us/a/b/"])
def test_canonical_id(path: str) -> None:
    assert canonical_id(path) == "/us/a/b"


def test_parents_are_outermost_first_and_may_skip_a_step(small_corpus: Corpus) -> None:
    assert ids(view(small_corpus, f"{SECTION}/d/2/iv", DAY)["parents"]) == [SECTION, f"{SECTION}/d"]


def test_what_is_around_a_provision(small_corpus: Corpus) -> None:
    data = view(small_corpus, SECTION, DAY)
    assert ids(data["children"]) == [f"{SECTION}/d"]
    assert ids(data["referenced_by"]) == [f"{SECTION}/d/2/iv"]
    assert ids(data["terms"]) == ["/us/cfr/t31/s850.202"]
    assert data["references"] == []
    assert ids(view(small_corpus, f"{SECTION}/d", DAY)["references"]) == ["/us/cfr/t31/s850.404"]


def test_a_provision_in_whole(small_corpus: Corpus) -> None:
    data = view(small_corpus, "/us/cfr/t31/s850.404", DAY)["provision"]
    assert data["standing"] == "secondary"
    assert data["note"]["en"] == "Not confirmed."
    assert data["text"].keys() == {"en", "zh"}
    assert data["checked"] == "2026-11-23"
    assert data["catalogue"] is None
    assert data["instrument_details"]["valid"] == {"from": "2025-01-02", "to": None}


def test_the_same_number_of_another_edition_is_not_history(small_corpus: Corpus) -> None:
    data = view(small_corpus, "/cn/catalogue/2025/national/348", DAY)
    assert data["provision"]["catalogue"]["number"] == 348
    assert data["history"] == [
        {"from": "2025-01-02", "to": None, "standing": "verified", "checked": "2026-11-23"}
    ]
    assert "2022" not in str(data["history"])


def test_in_force_is_told_for_the_day(small_corpus: Corpus) -> None:
    lapsed = "/cn/catalogue/2022/national/348"
    assert summary(small_corpus, lapsed, date(2026, 1, 31))["in_force"]["now"] is True
    assert summary(small_corpus, lapsed, date(2026, 2, 1))["in_force"]["now"] is False


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        (f"{SECTION}/d/2/xx", f"{SECTION}/d"),
        (f"{SECTION}/z", SECTION),
        ("/us/cfr/t31/s850.21", SECTION),
        ("/zz", None),
        ("/" + "a/" * 5_000, None),
    ],
)
def test_an_unknown_provision_names_the_nearest(small_corpus: Corpus, wrong: str, near: str | None) -> None:
    with pytest.raises(UnknownProvision) as caught:
        view(small_corpus, wrong, DAY)
    if near is None:
        assert "GET /search" in caught.value.remedy.en
    else:
        assert f"'{near}'" in caught.value.remedy.en


def test_the_vocabulary(small_corpus: Corpus) -> None:
    entries = {entry["name"]: entry for entry in vocabulary(small_corpus)}
    assert entries["stake"]["unit"] == "percent"
    assert entries["investor_kind"]["choices"] == ["fund", "company"]
    assert entries["investor_kind"]["choice_labels"]["fund"]["zh"] == "基金"
    assert entries["province"]["choices"] == ["sichuan"]
    assert entries["province"]["choice_labels"]["sichuan"]["zh"] == "四川"
    assert entries["activity"]["choices"] == ["launch"]
    assert entries["listed_national"]["derived"] is True
    assert entries["develops_ai"]["meaning"].keys() == {"en", "zh"}


def test_facts_are_used_by_rules_rows_deadlines_flags_and_inferences(small_corpus: Corpus) -> None:
    used = uses(small_corpus)
    assert used["develops_ai"] == (SECTION, f"{SECTION}/d")
    assert used["stake"] == (SECTION,)
    assert used["activity"] == ("/us/cfr/t31/s850.202",)
    assert used["completion_date"] == ()


def rendered(answer: AskResponse) -> str:
    return memo(answer.model_dump(mode="json", by_alias=True))


def test_a_memo_holds_what_the_answer_holds(response: AskResponse) -> None:
    text = rendered(response)
    for piece in (
        "May we?", "23 November 2026", "With conditions", "Notifiable", "File a notice [1]", "Where?",
        "Decides it.",
        "AI developer: Yes", "§ 850.217(d)(2)(iv)", "Robots.", "In force from 2 January 2025",
        "Not confirmed.",
        "https://www.ecfr.gov/x", "Not legal advice", "`a1`", "0" * 64,
    ):  # fmt: skip
        assert piece in text
    assert "\n\n\n" not in text


DUTY = {
    "id": "notify", "kind": "duty", "title": "Notify", "text": "Tell Treasury of it.", "certain": True,
    "due": "File no later than 14 January 2027.", "date": "2027-01-14", "overdue": False,
    "steps": [{"text": "File on its system.", "provisions": ["/us/cfr/t31/s850.404/a"]}], "citations": [1],
}  # fmt: skip
DOUBT = {"provision_id": "/us/eo/14105", "reason": "recheck", "since": "2026-08-10", "text": "Look again."}


def with_verdict(response: AskResponse, **parts: Any) -> AskResponse:
    verdict = Verdict.model_validate({**response.verdict.model_dump(mode="json"), **parts})
    return response.model_copy(update={"verdict": verdict})


def test_a_memo_says_what_to_do_by_when_and_what_to_check(response: AskResponse) -> None:
    late = {**DUTY, "id": "late", "text": "Correct it.", "overdue": True, "date": "2026-10-31", "steps": []}
    assumed = {**DUTY, "id": "assumed", "text": "Perhaps.", "certain": False, "date": None, "steps": []}
    text = rendered(with_verdict(response, duties=[DUTY, late, assumed], doubts=[DOUBT]))
    for piece in (
        "### What to do", "**14 January 2027**: Tell Treasury of it. File no later than 14 January 2027. [1]",
        "  - File on its system. (`/us/cfr/t31/s850.404/a`)", "**31 October 2026**: **Overdue** Correct it.",
        "- If things are as they ordinarily are: Perhaps.", "Look again. (`/us/eo/14105`)",
    ):  # fmt: skip
        assert piece in text


def test_a_memo_of_an_answer_kept_before_there_were_duties(response: AskResponse) -> None:
    kept = response.model_dump(mode="json", by_alias=True)
    for name in ("duties", "doubts"):
        del kept["verdict"][name]
    assert "What to do" not in memo(kept)


def test_a_memo_in_chinese(response: AskResponse) -> None:
    text = rendered(response.model_copy(update={"lang": "zh"}))
    for piece in ("筛查备忘录", "2026年11月23日", "须申报", "不构成法律意见"):
        assert piece in text
    assert "Notifiable" not in text


@pytest.mark.parametrize("kind", ["lookup", "declined"])
def test_a_memo_without_a_verdict(response: AskResponse, kind: str) -> None:
    verdict = response.verdict.model_copy(update={"overall": None, "flags": []})
    changed = {"kind": kind, "verdict": verdict, "facts": [], "missing": [], "citations": []}
    text = rendered(response.model_copy(update=changed))
    assert "No facts were read" in text
    assert "No provision was needed" in text


def test_a_memo_shows_the_range(response: AskResponse) -> None:
    us = response.verdict.us.model_copy(update={"status": "needs_facts", "range": ("excepted", "prohibited")})
    text = rendered(response.model_copy(update={"verdict": response.verdict.model_copy(update={"us": us})}))
    assert "Open outcomes from Excepted to Prohibited; provisionally Notifiable." in text


def test_a_memo_has_a_row_for_each_benefit_and_leads_to_its_drawing(response: AskResponse) -> None:
    assert "Benefit" not in rendered(response)
    tax = BenefitOut(
        benefit="income_tax", label="Benefit: 15% tax", status="not_available", provisional="not_available"
    )
    response.verdict.cn.benefits.append(tax)
    said = rendered(response)
    assert "| China – Benefit: 15% tax | Not available | Not available |" in said
    assert f"[Benefit: 15% tax](/answers/{response.id}/graph.svg?table=cn.benefits.income_tax)" in said


def test_the_same_answer_gives_the_same_memo(response: AskResponse) -> None:
    assert rendered(response) == rendered(response)


def test_no_users_words_act_in_a_memo(response: AskResponse) -> None:
    evil = "<script>alert(1)</script>\n# Approved\n[x](javascript:alert(1)) | **bold** `code`"
    html = (
        MarkdownIt()
        .enable("table")
        .render(rendered(response.model_copy(update={"question": evil, "answer": evil})))
    )
    assert "<script" not in html
    assert "<strong>bold</strong>" not in html.split("Law as of")[0]
    assert "javascript:" not in "".join(part for part in html.split('"') if part.startswith("javascript"))


def test_the_parts_of_a_memo() -> None:
    assert plain("a *b*\n[c] | <d>") == r"a \*b\* \[c\] \| &lt;d>"
    assert harmless("5 < 6 & **7**") == "5 &lt; 6 &amp; **7**"
    assert quoted("a\n\nb") == "> a\n>\n> b"
    assert quoted("") == ">"
    assert shown(True, "zh") == "是"
    assert shown(False, "en") == "No"
    assert shown(["a", "b"], "zh") == "a、b"
    assert shown(30, "en") == "30"
