"""The tables of a score."""

from __future__ import annotations

from eval.reading import report
from eval.reading.score import Miss, Score, Tally
from eval.reading.verdicts import Difference, Verdicts


def made() -> Score:
    return Score(
        facts={"stake": Tally(2, 1, 1, 0, 0), "ai_activity": Tally(3, 3, 4, 1, 1)},
        kinds={"screen": [3, 4], "lookup": [1, 1]},
        whole=2,
        questions=5,
        misses=[Miss("q-1", "ai_activity", False, None, True), Miss("q-2", "stake", None, 10.0)],
    )


def test_the_summary_has_a_row_per_set() -> None:
    head, line, row = report.summary({"made": made()}).splitlines()
    assert head.count("|") == line.count("|") == row.count("|")
    assert row == "| made | 5 | 5 | 80.0% | 80.0% | 80.0% | 1 | 40.0% | 80.0% |"


def test_a_set_without_kinds_shows_none() -> None:
    score = made()
    score.kinds.clear()
    assert report.summary({"made": score}).endswith("| - |")


def test_facts_come_with_the_most_labelled_first() -> None:
    rows = report.per_fact(made()).splitlines()[2:]
    assert rows[0] == "| ai_activity | 3 | 4 | 75.0% | 100.0% | 85.7% | 1 |"
    assert rows[1].startswith("| stake | 2 | 1 | 100.0% | 50.0% |")


def test_kinds_come_by_name() -> None:
    assert report.per_kind(made()).splitlines()[2:] == ["| lookup | 1 | 100.0% |", "| screen | 4 | 75.0% |"]


def test_a_difference_that_would_clear_is_marked() -> None:
    assert list(report.misses(made())) == [
        "!! q-1 ai_activity: read False, label -",
        "q-2 stake: read -, label 10.0",
    ]


def compared() -> Verdicts:
    wrong = Difference("q-1", "milder", ("no_hit",), ("no_hit", "prohibited"))
    return Verdicts(
        6, 4, 3, [wrong, Difference("q-2", "undecided", ("excepted", "notifiable"), ("excepted",))]
    )


def test_results_have_a_row_per_set() -> None:
    head, line, *rows = report.results({"made": compared(), "none": Verdicts(2)}).splitlines()
    assert head.count("|") == line.count("|")
    assert rows == ["| made | 6 | 4 | 3 (75.0%) | 1 |", "| none | 2 | 0 | - | 0 |"]


def test_a_result_that_is_too_mild_is_marked() -> None:
    assert list(report.differences(compared())) == [
        "!! q-1 milder: read no_hit; label no_hit, prohibited",
        "q-2 undecided: read excepted, notifiable; label excepted",
    ]
