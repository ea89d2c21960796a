from __future__ import annotations

import json
from typing import Any

import pytest

from eval.harness import CaseResult
from eval.metrics import score
from eval.report import as_json, as_markdown, case_row, faults, totals


def result(
    gold: str, case: Any, response: Any = None, error: str | None = None, ms: float = 10.0
) -> CaseResult:
    scored = None if response is None else score(case, response)
    return CaseResult(gold, case, scored, error, ms, response)


@pytest.fixture
def results(case: Any, response: Any) -> list[CaseResult]:
    right = case(
        id="right", states_all_facts=True, verdict={"us": {"status": ["notifiable"]}}, cites_all=["/us/a"]
    )
    wrong = case(id="wrong", verdict={"us": {"status": ["needs_facts"]}}, must_mention=[["x|y"]])
    return [
        result("one", right, response(us="notifiable", cites=("/us/a/1",), retrieved=("/us/b", "/us/a/1"))),
        result("two", wrong, response(us="no_hit"), ms=30.0),
        result("two", case(id="broken"), error="RuntimeError: no"),
    ]


def test_totals(results: list[CaseResult]) -> None:
    got = totals(results)
    assert (got["cases"], got["errors"]) == (3, 1)
    assert got["passed"] == got["verdict_agreement"] == pytest.approx(1 / 3)
    assert got["verdict_agreement_all_facts_stated"] == 1
    assert got["field_agreement"] == {"us.status": 0.5}
    assert got["false_all_clears"] == 1
    assert got["citation_recall"] == 1
    assert got["retrieval_recall"] == {"@1": 0.0, "@5": 1.0, "@10": 1.0}
    assert got["retrieval_mrr"] == 0.5
    assert got["citations_existing"] is None
    assert got["must_mention"] == 0.5
    assert got["milliseconds"] == {"p50": 20.0, "p95": 29.0}


def test_an_error_counts_against(results: list[CaseResult]) -> None:
    assert totals(results[2:])["verdict_agreement"] == 0


def test_totals_of_nothing() -> None:
    assert totals([])["passed"] is None


def test_faults_name_everything_wrong(results: list[CaseResult]) -> None:
    assert faults(results[0]) == []
    assert faults(results[1]) == ["us.status is no_hit, not needs_facts (FALSE ALL-CLEAR)", "not said: x|y"]
    assert faults(results[2]) == ["RuntimeError: no"]


def test_faults_of_every_sort(case: Any, response: Any) -> None:
    gold = case(
        kind=["declined"],
        lang="zh",
        cites_any=["/us/a", "/us/b"],
        must_not_say=["depends"],
        expected_missing=["stake"],
        missing_at_least=2,
    )
    answer = response(cites=("/us/none",), answer="It depends [7].")
    scored = CaseResult("g", gold, score(gold, answer, {"/us/a"}), None, 1.0, answer)
    assert faults(scored) == [
        "kind is screen, not declined",
        "not answered in zh",
        "not cited: /us/a|/us/b",
        "[7] is no citation",
        "cites what the corpus does not hold",
        "must not say: depends",
        "not asked for: stake",
        "2 too few questions put back",
    ]


def test_json_is_json_and_whole(results: list[CaseResult]) -> None:
    data = json.loads(json.dumps(as_json(results, {"writer": "rules"})))
    assert list(data["totals"]) == ["one", "two", "all"]
    assert [row["id"] for row in data["cases"]] == ["right", "wrong", "broken"]
    assert data["cases"][2]["score"] is None


def test_one_set_needs_no_sum(results: list[CaseResult]) -> None:
    assert list(as_json(results[:1], {})["totals"]) == ["one"]


def test_markdown_tables_hold_together(results: list[CaseResult]) -> None:
    text = as_markdown(results, {"writer": "rules"})
    assert "- writer: rules" in text
    assert "| verdict agreement | 100.0% | 0.0% | 33.3% |" in text
    assert "| false all clears | 0 | 1 | 1 |" in text
    assert r"x\|y" in text
    blocks = [block for block in text.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 3
    for block in blocks:
        columns = {line.replace(r"\|", "").count("|") for line in block.strip().splitlines()}
        assert len(columns) == 1


def test_a_row_per_case(results: list[CaseResult]) -> None:
    assert case_row(results[0]) == ("right", "yes", "yes", "yes", "", "1.00", "1.00", "0.50", "")
    assert case_row(results[1])[4] == "us.status"
    assert case_row(results[2])[1] == "ERROR"
