"""Means by language, percentiles, and a table that shows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO

import pytest
from rich.console import Console

from eval.bench.measures import PerQuery
from eval.peers.ground import Document, Ground, Question, Searches
from eval.peers.race import Lane
from eval.peers.report import EMBEDDING_ONLY, as_json, means, rows, table, times
from eval.peers.sets import QuestionSet
from eval.peers.systems import System

FOUND = Lane({"q1": ["a"], "q2": ["b"], "q3": []}, [1.0, 2.0, 30.0], [1.0, 1.0, 4.0])
EMBEDDED = Lane({"q1": [], "q2": [], "q3": []}, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])


def found_anything(found: Mapping[str, Sequence[str]]) -> PerQuery:
    return {qid: {"R@5": float(bool(ids)), "RR": 0.5} for qid, ids in found.items()}


def no_search(_: Ground) -> Searches:
    return {}


def made(*langs: str) -> QuestionSet:
    questions = tuple(Question(f"q{n}", "?", lang) for n, lang in enumerate(langs, start=1))
    return QuestionSet("made", (Document("a", "text"),), questions, found_anything, no_search)


def system(mode: str = "hybrid", seconds: float | None = 1.25) -> System:
    return System("peer", "Peer 1.0", mode, lambda _: [], seconds)


def printed(questions: QuestionSet, systems: list[System], lanes: list[Lane]) -> list[str]:
    console = Console(file=StringIO(), width=200)
    console.print(table(rows(questions, systems, lanes)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return [line.rstrip() for line in text.splitlines()]


def test_means_are_over_all_and_by_language() -> None:
    found = means(made("en", "zh", "zh"), FOUND.found)
    assert found == {
        "all": {"R@5": pytest.approx(2 / 3), "RR": 0.5},
        "en": {"R@5": 1.0, "RR": 0.5},
        "zh": {"R@5": 0.5, "RR": 0.5},
    }


def test_a_single_language_is_not_told_apart() -> None:
    assert set(means(made("en", "en", "en"), FOUND.found)) == {"all"}


def test_times_are_percentiles() -> None:
    taken = times(Lane({}, [float(n) for n in range(1, 102)], [1.0, 2.0, 9.0]))
    assert (taken.p50, taken.p95, taken.cpu_p50) == (51.0, 96.0, 2.0)


def test_the_lane_left_over_is_that_of_the_embedding() -> None:
    first, last = rows(made("en", "zh", "zh"), [system()], [FOUND, EMBEDDED])
    assert (first.system, first.mode, first.indexing_seconds) == ("Peer 1.0", "hybrid", 1.25)
    assert (last.system, last.means, last.times.p50) == (EMBEDDING_ONLY, {}, 0.5)


def test_the_table_shows_measures_languages_and_times() -> None:
    head, peer, alone = printed(made("en", "zh", "zh"), [system()], [FOUND, EMBEDDED])
    assert " ".join(head.split()) == "mode R@5 RR R@5 en R@5 zh p50 ms p95 ms CPU ms indexing s"
    assert " ".join(peer.split()) == "Peer 1.0 hybrid 0.667 0.500 1.000 0.500 2.0 27.2 1.0 1.2"
    assert " ".join(alone.split()) == f"{EMBEDDING_ONLY} 0.5 0.5 0.5"


def test_what_was_indexed_beforehand_shows_no_seconds() -> None:
    _, ours, _ = printed(made("en", "en", "en"), [system(seconds=None)], [FOUND, EMBEDDED])
    assert " ".join(ours.split()) == "Peer 1.0 hybrid 0.667 0.500 2.0 27.2 1.0"


def test_json_holds_everything() -> None:
    questions = made("en", "zh", "zh")
    held = as_json(questions, rows(questions, [system()], [FOUND, EMBEDDED]), (0.5, None))
    assert (held["set"], held["documents"], held["questions"], held["load"]) == ("made", 1, 3, [0.5, None])
    assert held["rows"][0]["means"]["zh"] == {"R@5": 0.5, "RR": 0.5}
    assert held["rows"][0]["times"]["p50"] == 2.0
    assert held["rows"][1]["system"] == EMBEDDING_ONLY
