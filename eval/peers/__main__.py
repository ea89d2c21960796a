"""Compares retrieval: `python -m eval.peers [--set …] [--systems …] [--sample N] [--json]`.

Every system indexes the same texts with the same embedder and answers the same questions, one after
the other in one process. The first run embeds what is not kept under `var/bench` yet.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from eval.bench.embeddings import FOLDER
from eval.bench.progress import counted
from eval.endings import exit_code
from eval.errors import EvalError
from eval.gold_search import HALVES
from eval.peers import report, sets
from eval.peers.ground import Embedding, Ground
from eval.peers.race import race
from eval.peers.systems import NAMES, OURS, Build, System, adapters, build, title
from index import embedder
from index.settings import embedder_name

OBLIQA = "obliqa"
SETS = (*HALVES, "all", OBLIQA)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; return 0, 2 when it cannot start, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    left = "what was embedded is kept, and the next run goes on."
    return exit_code(lambda: _compare(options, Console(stderr=True)), left)


def _compare(options: argparse.Namespace, console: Console) -> None:
    console.print("Loading the libraries.")
    peers = adapters(options.systems)
    questions = _questions(options)
    with counted("Embedding passages", console) as tell:
        ground = Ground(questions.documents, Embedding(embedder(embedder_name()), options.cache, tell))
        ground.embedding.passages([document.text for document in ground.documents])
        systems = _indexed(options.systems, peers, questions, ground, console)
    searches = [*(system.search for system in systems), lambda text: _only_embedded(text, ground)]
    before = report.load_average()
    with counted("Asking", console) as tell:
        lanes = race(questions.questions, searches, tell)
    loads = (before, report.load_average())
    _show(questions, report.rows(questions, systems, lanes), loads, as_json=options.json)


def _questions(options: argparse.Namespace) -> sets.QuestionSet:
    if options.set != OBLIQA:
        return sets.own(options.set, options.sample)
    if options.documents is None or options.questions is None:
        raise EvalError("ObliQA is not part of this project. Give it with --documents DIR --questions FILE.")
    return sets.obliqa(options.documents, options.questions, options.sample)


def _indexed(
    names: Sequence[str],
    peers: dict[str, Build],
    questions: sets.QuestionSet,
    ground: Ground,
    console: Console,
) -> list[System]:
    builders = {OURS: questions.ours, **peers}
    systems: list[System] = []
    for name in names:
        console.print(f"Indexing with {title(name)}.", highlight=False)
        systems += build(name, builders[name], ground)
    return systems


def _only_embedded(text: str, ground: Ground) -> list[str]:
    ground.embedding.query(text)
    return []


def _show(
    questions: sets.QuestionSet, rows: list[report.Row], loads: tuple[float | None, ...], *, as_json: bool
) -> None:
    print(f"{len(questions.questions)} questions ({questions.name}), {len(questions.documents)} documents.")
    Console(width=None if sys.stdout.isatty() else 160).print(report.table(rows))
    told = " and ".join("unknown" if load is None else f"{load:.1f}" for load in loads)
    print(f"Processes wanting one of {os.cpu_count()} cores, before and after: {told}.")
    if as_json:
        print(json.dumps(report.as_json(questions, rows, loads)))


def _systems(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown) or 'nothing'} is not among {', '.join(NAMES)}; give some of these"
        )
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description="Compare retrieval.")
    parser.add_argument("--set", choices=SETS, default=HALVES[0], help="which questions")
    parser.add_argument("--systems", type=_systems, default=NAMES, help=f"of {','.join(NAMES)} (all)")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many questions only (all)")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="ObliQA's folder with 1.json, 2.json …")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="ObliQA's questions")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="DIR", help="where embeddings are kept")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
