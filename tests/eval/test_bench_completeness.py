"""The completeness benchmark: recall and precision of a list, asked the product's way."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corpus.load import load
from eval.bench import completeness
from eval.errors import GoldError
from eval.gold_search import SearchCase, load_search_gold


def make(*answers: str, also: tuple[str, ...] = (), question: str = "list every item") -> SearchCase:
    return SearchCase(
        id="c",
        lang="en",
        family="nationwide",
        question=question,
        as_of=date(2026, 11, 27),
        answers=answers,
        also=also,
    )


@pytest.mark.parametrize(
    ("found", "recall", "precision", "exact"),
    [
        (["/cn/a", "/cn/b"], 1, 1, 1),
        (["/cn/a"], 0.5, 1, 0),
        (["/cn/a", "/cn/b", "/cn/x", "/cn/y"], 1, 0.5, 0),
        (["/cn/a", "/cn/b", "/cn/beside"], 1, 1, 1),
        (["/cn/beside"], 0, 1, 0),
        ([], 0, 0, 0),
    ],
)
def test_recall_and_precision(found: list[str], recall: float, precision: float, exact: float) -> None:
    case = make("/cn/a", "/cn/b", also=("/cn/beside",))
    assert completeness.score(case, found) == {"recall": recall, "precision": precision, "exact": exact}


def test_a_question_is_asked_the_products_way() -> None:
    stated = make("/cn/catalogue/2025/hainan/51", question="海南目录里有哪些航天条目")
    not_a_list = make("/cn/catalogue/2025/national/348", question="may we build satellites in China?")
    items = completeness.open_lists(load(), [stated, not_a_list])
    assert set(items(stated)) == {f"/cn/catalogue/2025/hainan/{n}" for n in (51, 52)}
    assert list(items(not_a_list)) == []


def test_an_answer_that_is_not_held_is_refused() -> None:
    with pytest.raises(GoldError, match="is not in the corpus"):
        completeness.open_lists(load(), [make("/cn/catalogue/2025/national/9999")])


def test_the_development_half_is_nearly_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert completeness.main(["--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["all"]["questions"] == len(load_search_gold("completeness", "development"))
    assert figures["all"]["recall"] >= 0.97
    assert figures["all"]["precision"] >= 0.85


def test_held_out_questions_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert completeness.main(["--set", "held_out", "--misses"]) == 2
    assert "only development" in capsys.readouterr().err


def test_what_is_missed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    case = make("/cn/a", "/cn/b")
    completeness._show_misses([case], {"c": ["/cn/a", "/cn/x"]})
    assert "lacks /cn/b; has /cn/x" in capsys.readouterr().out
