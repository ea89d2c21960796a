"""Scores the search on own gold: `python -m eval.bench.retrieval [--set development|held_out|all] [--json]`.

A question has one answer, which may stand in several places: the same formula in many provinces, a
paragraph and the section that holds it. They count as one, found where the first of them is found,
so that R@5 says how many questions are answered within five results. Search is the product's own
(the default index and weights), unfiltered but for the day.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

from ir_measures import RR, R, nDCG
from rich.console import Console
from rich.table import Table

from corpus import CorpusError, load
from eval.bench.measures import PerQuery, averages, per_query
from eval.errors import EvalError
from eval.gold_search import SearchCase, Wanted, load_search_gold, unknown_answers
from index import Index, IndexProblem, embedder
from index.settings import embedder_name, index_folder

DEPTH = 100
MEASURES = (R @ 5, RR, R @ 10, nDCG @ 10)
ANSWER = "answer"
CANNOT_START = 2

Search = Callable[[SearchCase], Sequence[str]]  # provision ids, best first
Means = dict[str, dict[str, float]]  # group: count and measures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the means per language and family; return 0, or 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    if options.misses and options.set != "development":
        print("eval: only development questions are shown one by one.", file=sys.stderr)
        return CANNOT_START
    try:
        cases = load_search_gold("retrieval", options.set)
        search = open_search(cases)
    except (EvalError, CorpusError, IndexProblem) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    found = {case.id: search(case) for case in cases}
    means = grouped(cases, score(cases, found))
    if options.misses:
        _show_misses(cases, found)
    _show(means)
    if options.json:
        print(json.dumps({"set": options.set, **means}))
    return 0


def open_search(cases: Sequence[SearchCase]) -> Search:
    """Open the product's index for the cases, all of whose answers it must hold.

    Raises `EvalError`, `CorpusError` or `IndexProblem`.
    """
    corpus = load()
    for problem in unknown_answers(cases, corpus.provisions):
        raise problem
    index = Index.open(index_folder(), corpus, embedder(embedder_name()))

    def search(case: SearchCase) -> list[str]:
        return [hit.provision_id for hit in index.search(case.question, DEPTH, as_of=case.as_of)]

    return search


def score(cases: Sequence[SearchCase], found: Mapping[str, Sequence[str]]) -> PerQuery:
    """Return the measures of each case, its answers taken as one."""
    ranked = {case.id: _as_one(case, found[case.id]) for case in cases}
    return per_query(MEASURES, {case.id: {ANSWER: 1} for case in cases}, ranked)


def grouped(cases: Sequence[SearchCase], scored: PerQuery) -> Means:
    """Return the means over all, each language and each family."""
    groups: dict[str, list[str]] = {"all": [case.id for case in cases]}
    for case in cases:
        groups.setdefault(case.lang, []).append(case.id)
    for case in cases:
        groups.setdefault(case.family, []).append(case.id)
    return {
        name: {"questions": len(ids), **averages({i: scored[i] for i in ids})} for name, ids in groups.items()
    }


def rank(case: SearchCase, found: Iterable[str]) -> int | None:
    """Return where the first answer stands, from 1; `None` when it was not found."""
    return next((place for place, pid in enumerate(found, 1) if pid in case.answers), None)


def _as_one(case: SearchCase, found: Sequence[str]) -> dict[str, float]:
    """Return scores by place, the first answer as `ANSWER` and the others left out."""
    first = rank(case, found)
    kept = [pid for place, pid in enumerate(found, 1) if place == first or pid not in case.answers]
    return {ANSWER if pid in case.answers else pid: 1 / place for place, pid in enumerate(kept, 1)}


def _show(means: Means) -> None:
    table = Table("", "questions", *map(str, MEASURES), box=None)
    for name, values in means.items():
        figures = (f"{values[str(measure)]:.3f}" for measure in MEASURES)
        table.add_row(name, f"{values['questions']:.0f}", *figures)
    Console().print(table)


def _show_misses(cases: Sequence[SearchCase], found: Mapping[str, Sequence[str]]) -> None:
    for case in cases:
        place = rank(case, found[case.id])
        if place is None or place > 5:
            print(f"{place or '-':>4}  {case.id}  {case.question}")
            print(f"      wanted {', '.join(case.answers[:3])}; first {', '.join(found[case.id][:3])}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.retrieval", description="Score the search.")
    parser.add_argument("--set", choices=get_args(Wanted), default="development", help="which questions")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    parser.add_argument("--misses", action="store_true", help="list the development questions not answered")
    return parser


if __name__ == "__main__":
    sys.exit(main())
