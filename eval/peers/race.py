"""Asks every system every question, in an order drawn anew for each question, and takes the time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.peers.ground import Question, Search, distinct
from index.vectors import Progress

WARM_UP = "warm-up"  # asked first and not counted: models load, caches fill
_SEED = 0


@dataclass(slots=True)
class Lane:
    """What one system found, and how long it took for each question."""

    found: dict[str, list[str]] = field(default_factory=dict)  # question id: documents, best first
    wall: list[float] = field(default_factory=list)  # milliseconds
    cpu: list[float] = field(default_factory=list)  # milliseconds of processor time, all threads


def race(
    questions: Sequence[Question], searches: Sequence[Search], progress: Progress | None = None
) -> list[Lane]:
    """Return one lane per search.

    One question is asked of all before the next, so that whatever else the machine does hits all alike;
    the order is drawn for each question, so that none always follows the same other one.
    """
    lanes = [Lane() for _ in searches]
    for search in searches:
        search(WARM_UP)
    draw = np.random.default_rng(_SEED)
    for done, question in enumerate(questions, start=1):
        for number in draw.permutation(len(searches)):
            _ask(question, searches[number], lanes[number])
        if progress:
            progress(done, len(questions))
    return lanes


def _ask(question: Question, search: Search, lane: Lane) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    found = search(question.text)
    lane.cpu.append(1000 * (time.process_time() - cpu))
    lane.wall.append(1000 * (time.perf_counter() - wall))
    lane.found[question.id] = distinct(found)
