"""Scores questions that ask for a list: `python -m eval.bench.completeness [--set SET] [--json]`.

Each question goes the product's way: what is read of it, then the items listed for it. Recall is the
share of the wanted items that are listed; precision the share of the listed ones that are wanted or
belong beside them (`also`: peripheral, neither asked for nor wrong). Means over the questions.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import get_args

from rich.console import Console
from rich.table import Table

from assistant.answer import listing
from assistant.reader.declining import decline
from assistant.reader.read import read
from corpus import Corpus, CorpusError, load
from eval.errors import EvalError
from eval.gold_search import SearchCase, Wanted, load_search_gold, unknown_answers

CANNOT_START = 2
MEASURES = ("recall", "precision", "exact")

List = Callable[[SearchCase], Collection[str]]
Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the means per language; return 0, or 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    if options.misses and options.set != "development":
        print("eval: only development questions are shown one by one.", file=sys.stderr)
        return CANNOT_START
    try:
        cases = load_search_gold("completeness", options.set)
        items = open_lists(load(), cases)
    except (EvalError, CorpusError) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    found = {case.id: items(case) for case in cases}
    means = grouped(cases, {case.id: score(case, found[case.id]) for case in cases})
    if options.misses:
        _show_misses(cases, found)
    _show(means)
    if options.json:
        print(json.dumps({"set": options.set, **means}))
    return 0


def open_lists(corpus: Corpus, cases: Sequence[SearchCase]) -> List:
    """Return what lists the items for a case; raises `GoldError` for one the corpus does not hold."""
    for problem in unknown_answers(cases, corpus.provisions):
        raise problem

    def items(case: SearchCase) -> list[str]:
        reading = read(corpus, case.question, case.as_of)
        if decline(reading.text, reading.facts, known=False) or not listing.asks(reading.text):
            return []
        province = reading.facts.get("province")
        place = str(province.value) if province is not None else None
        return [item.id for item in listing.listed(corpus, reading.text, place, case.as_of)]

    return items


def score(case: SearchCase, found: Collection[str]) -> Figures:
    """Return recall, precision and whether the list is exact, each 0..1."""
    wanted, right = set(case.answers), {*case.answers, *case.also}
    listed_ones = set(found)
    recall = len(wanted & listed_ones) / len(wanted)
    precision = len(right & listed_ones) / len(listed_ones) if listed_ones else 0.0
    return {"recall": recall, "precision": precision, "exact": float(recall == precision == 1)}


def grouped(cases: Sequence[SearchCase], scored: Mapping[str, Figures]) -> dict[str, Figures]:
    """Return the means over all and for each language."""
    groups = {"all": [case.id for case in cases]}
    for case in cases:
        groups.setdefault(case.lang, []).append(case.id)
    return {
        name: {"questions": len(ids), **{m: sum(scored[i][m] for i in ids) / len(ids) for m in MEASURES}}
        for name, ids in groups.items()
    }


def _show(means: Mapping[str, Figures]) -> None:
    table = Table("", "questions", *MEASURES, box=None)
    for name, values in means.items():
        table.add_row(name, f"{values['questions']:.0f}", *(f"{values[m]:.3f}" for m in MEASURES))
    Console().print(table)


def _show_misses(cases: Sequence[SearchCase], found: Mapping[str, Collection[str]]) -> None:
    for case in cases:
        lacking = [i for i in case.answers if i not in found[case.id]]
        wrong = [i for i in found[case.id] if i not in {*case.answers, *case.also}]
        if lacking or wrong:
            print(f"{case.id}  {case.question}\n      lacks {', '.join(lacking)}; has {', '.join(wrong)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.completeness", description="Score the lists.")
    parser.add_argument("--set", choices=get_args(Wanted), default="development", help="which questions")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    parser.add_argument("--misses", action="store_true", help="list the development questions not answered")
    return parser


if __name__ == "__main__":
    sys.exit(main())
