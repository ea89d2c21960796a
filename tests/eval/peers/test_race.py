"""Everyone is asked everything once, in an order that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from eval.peers.ground import Question
from eval.peers.race import WARM_UP, race

QUESTIONS = [Question(f"q{n}", f"question {n}", "en") for n in range(40)]


def recorder(name: str, log: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    def search(question: str) -> list[str]:
        log.append((name, question))
        return [name, question, name]

    return search


def test_everyone_is_asked_every_question_once_after_a_warm_up() -> None:
    log: list[tuple[str, str]] = []
    race(QUESTIONS, [recorder(name, log) for name in "abc"])
    assert log[:3] == [(name, WARM_UP) for name in "abc"]
    assert Counter(log[3:]) == {(name, question.text): 1 for name in "abc" for question in QUESTIONS}


def test_one_question_goes_to_all_before_the_next() -> None:
    log: list[tuple[str, str]] = []
    race(QUESTIONS, [recorder(name, log) for name in "abc"])
    asked = [question for _, question in log[3:]]
    assert asked == [question.text for question in QUESTIONS for _ in "abc"]


def test_the_order_changes_and_everyone_is_first_at_times() -> None:
    log: list[tuple[str, str]] = []
    race(QUESTIONS, [recorder(name, log) for name in "abc"])
    orders = Counter("".join(name for name, _ in log[i : i + 3]) for i in range(3, len(log), 3))
    assert {order[0] for order in orders} == set("abc")
    assert len(orders) == 6


def test_the_order_is_the_same_in_every_run() -> None:
    logs: list[list[tuple[str, str]]] = [[], []]
    for log in logs:
        race(QUESTIONS, [recorder(name, log) for name in "abc"])
    assert logs[0] == logs[1]


def test_lanes_hold_what_was_found_and_one_time_a_question() -> None:
    (lane,) = race(QUESTIONS[:2], [recorder("a", [])])
    assert lane.found == {"q0": ["a", "question 0"], "q1": ["a", "question 1"]}
    assert len(lane.wall) == len(lane.cpu) == 2
    assert min(*lane.wall, *lane.cpu) >= 0


def test_progress_is_told_by_question() -> None:
    told: list[tuple[int, int]] = []
    race(QUESTIONS[:3], [recorder(name, []) for name in "ab"], lambda *counts: told.append(counts))
    assert told == [(1, 3), (2, 3), (3, 3)]
