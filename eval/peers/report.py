"""The figures of a side-by-side run, as a table and as JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from eval.bench.measures import averages
from eval.peers.race import Lane
from eval.peers.sets import QuestionSet
from eval.peers.systems import System
from eval.percentiles import median_and_95th, percentile

EMBEDDING_ONLY = "embedding the question"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds a question, the embedding of the question included."""

    p50: float
    p95: float
    cpu_p50: float  # processor time, which a busy machine falsifies less


@dataclass(frozen=True, slots=True)
class Row:
    """One system in one mode."""

    system: str
    mode: str
    means: dict[str, dict[str, float]]  # `all` and each language: measures; empty where nothing is found
    times: Times
    indexing_seconds: float | None


def rows(questions: QuestionSet, systems: Sequence[System], lanes: Sequence[Lane]) -> list[Row]:
    """Return one row per system; the lane after the last system's is that of the embedding alone."""
    scored = [
        Row(system.title, system.mode, means(questions, lane.found), times(lane), system.indexing_seconds)
        for system, lane in zip(systems, lanes, strict=False)
    ]
    return [*scored, *(Row(EMBEDDING_ONLY, "", {}, times(lane), None) for lane in lanes[len(systems) :])]


def means(questions: QuestionSet, found: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Return the mean of each measure over all questions and, where there are several, over each language."""
    scored = questions.score(found)
    groups = {ALL: [question.id for question in questions.questions]}
    for question in questions.questions:
        groups.setdefault(question.lang, []).append(question.id)
    if len(groups) == 2:  # the one language is all
        groups = {ALL: groups[ALL]}
    return {name: averages({qid: scored[qid] for qid in ids}) for name, ids in groups.items()}


def times(lane: Lane) -> Times:
    """Return percentiles of what a lane took."""
    return Times(*median_and_95th(lane.wall), percentile(lane.cpu, 50))


def table(found: Sequence[Row]) -> Table:
    """Return all rows: every measure over all questions, the first one by language too, and the times."""
    full: dict[str, dict[str, float]] = next((row.means for row in found if row.means), {ALL: {}})
    measures, languages = list(full[ALL]), [name for name in full if name != ALL]
    first = measures[:1]
    split = [f"{measure} {lang}" for measure in first for lang in languages]
    shown = Table("", "mode", *measures, *split, "p50 ms", "p95 ms", "CPU ms", "indexing s", box=None)
    for row in found:
        values = [row.means.get(ALL, {}).get(measure) for measure in measures]
        values += [row.means.get(lang, {}).get(measure) for measure in first for lang in languages]
        spent = (row.times.p50, row.times.p95, row.times.cpu_p50)
        cells = (*(_cell(v, 3) for v in values), *(_cell(v, 1) for v in (*spent, row.indexing_seconds)))
        shown.add_row(row.system, row.mode, *cells)
    return shown


def load_average() -> float | None:
    """Return how many processes wanted a processor in the last minute, where the system tells."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def as_json(questions: QuestionSet, found: Sequence[Row], loads: Sequence[float | None]) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        "set": questions.name,
        "documents": len(questions.documents),
        "questions": len(questions.questions),
        "cores": os.cpu_count(),
        "load": list(loads),
        "rows": [asdict(row) for row in found],
    }


def _cell(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"
