"""The halves of ObliQA's questions: weights are chosen on the first and checked on the second."""

from __future__ import annotations

import hashlib

from eval.bench.measures import PerQuery, averages

HALVES = ("first half", "second half")


def half(question_id: str) -> int:
    """Return 0 or 1, by the hash of the id."""
    return int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2


def means(scored: PerQuery) -> dict[str, dict[str, float]]:
    """Return the means over all questions and over each half that has any."""
    groups = {"all": scored}
    for number, name in enumerate(HALVES):
        groups[name] = {qid: values for qid, values in scored.items() if half(qid) == number}
    return {name: averages(values) for name, values in groups.items() if values}
