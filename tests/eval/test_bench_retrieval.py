"""The retrieval benchmark: several places of one answer count as one; held-out questions are not shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from math import log2
from typing import Any

import pytest

from eval.bench import retrieval
from eval.gold_search import SearchCase


def make(case_id: str, *answers: str, lang: str = "en", family: str = "us") -> SearchCase:
    fields: dict[str, Any] = {"id": case_id, "lang": lang, "family": family, "question": "may I?"}
    return SearchCase.model_validate({**fields, "as_of": date(2026, 11, 27), "answers": answers})


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (["/us/a", "/us/x"], 1),
        (["/us/x", "/us/b", "/us/a"], 2),
        (["/us/x"], None),
        ([], None),
    ],
)
def test_the_first_answer_found_counts(found: list[str], place: int | None) -> None:
    case = make("c", "/us/a", "/us/b")
    assert retrieval.rank(case, found) == place
    values = retrieval.score([case], {"c": found})["c"]
    assert values["RR"] == pytest.approx(1 / place if place else 0)
    assert values["R@5"] == (place is not None)


def test_a_second_place_of_the_answer_neither_helps_nor_pushes_others_down() -> None:
    case = make("c", "/us/a", "/us/b")
    alone = retrieval.score([case], {"c": ["/us/x", "/us/a"]})["c"]
    both = retrieval.score([case], {"c": ["/us/x", "/us/a", "/us/b"]})["c"]
    assert alone == both
    assert both["nDCG@10"] == pytest.approx(1 / log2(3))


def test_groups_are_all_then_languages_then_families() -> None:
    cases = [make("a", "/us/a"), make("b", "/cn/b", lang="zh", family="cn")]
    means = retrieval.grouped(cases, retrieval.score(cases, {"a": ["/us/a"], "b": ["/us/a"]}))
    assert list(means) == ["all", "en", "zh", "us", "cn"]
    assert [means[name]["R@5"] for name in means] == [0.5, 1, 0, 1, 0]
    assert [means[name]["questions"] for name in means] == [2, 1, 1, 1, 1]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command with a search that always brings the same provision."""

    def find(case: SearchCase) -> Sequence[str]:
        return ["/us/a"]

    cases = (make("good", "/us/a"), make("missed", "/us/b"))
    monkeypatch.setattr(retrieval, "load_search_gold", lambda kind, wanted: cases)
    monkeypatch.setattr(retrieval, "open_search", lambda given: find)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = retrieval.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_last_line_is_json(run: Run) -> None:
    code, out, _ = run("--json")
    last = json.loads(out.splitlines()[-1])
    assert code == 0
    assert last["set"] == "development"
    assert last["all"]["R@5"] == 0.5


def test_misses_of_development_are_shown(run: Run) -> None:
    _, out, _ = run("--misses")
    assert "missed" in out
    assert "good" not in out


@pytest.mark.parametrize("half", ["held_out", "all"])
def test_misses_of_held_out_are_not(run: Run, half: str) -> None:
    code, out, err = run("--misses", "--set", half)
    assert (code, out) == (2, "")
    assert "only development questions" in err


def test_what_cannot_start_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    monkeypatch.setenv("CONJUNCTION_INDEX_DIR", str(tmp_path / "none"))
    assert retrieval.main([]) == 2
    assert capsys.readouterr().err.startswith("eval: ")
