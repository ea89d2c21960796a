"""Retrieval measures by the field's standard tool, so that no formula of ours stands between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures.measures import Measure

Judged = Mapping[str, Mapping[str, int]]  # query, document: relevance
Ranked = Mapping[str, Mapping[str, float]]  # query, document: score, higher first
PerQuery = dict[str, dict[str, float]]  # query, name of the measure: value


def per_query(measures: Sequence[Measure], judged: Judged, ranked: Ranked) -> PerQuery:
    """Return every measure of every judged query; one that brought nothing scores zero."""
    scored: PerQuery = {query: dict.fromkeys(map(str, measures), 0.0) for query in judged}
    for metric in ir_measures.iter_calc(list(measures), judged, ranked):
        scored[metric.query_id][str(metric.measure)] = float(metric.value)
    return scored


def averages(scored: PerQuery) -> dict[str, float]:
    """Return the mean of each measure over the queries.

    Raises `ValueError` when there are no queries: a mean of nothing is no figure.
    """
    if not scored:
        raise ValueError("There are no queries to average over.")
    names = next(iter(scored.values()))
    return {name: sum(values[name] for values in scored.values()) / len(scored) for name in names}
