"""Scores the search on ObliQA: `python -m eval.bench.obliqa --documents DIR --questions FILE [--json]`.

The ranking is the product's own (`index.ranking`) with its default weights and embedder, over other
passages. The first run embeds the passages, which takes some minutes; they are kept under `var/bench`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.bench.embeddings import FOLDER
from eval.bench.obliqa.data import Questions, read_documents, read_questions
from eval.bench.obliqa.halves import means
from eval.bench.obliqa.searching import MEASURES, PassageSearch, Run, score
from eval.bench.progress import counted
from eval.endings import exit_code
from index.embedders import embedder
from index.ranking import Tuning
from index.settings import embedder_name, token_model_name
from index.token_models import token_model

KEYS = dict(zip(map(str, MEASURES), ("recall@10", "map@10", "ndcg@10"), strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return 0, 2 when it cannot start, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    left = "what was embedded is kept, and the next run goes on."
    return exit_code(lambda: _score(options, Console(stderr=True)), left)


def _score(options: argparse.Namespace, console: Console) -> None:
    passages = read_documents(options.documents)
    questions = read_questions(options.questions, passages)
    with counted("Embedding passages", console) as tell:
        search = PassageSearch.build(
            passages, embedder(embedder_name()), options.cache, tell, token_model(token_model_name())
        )
    began = time.perf_counter()
    with counted("Searching", console) as tell:
        run = search.run(questions.all, Tuning(), tell)
    _say(questions, search, time.perf_counter() - began)
    _show(questions, run, as_json=options.json)


def _say(questions: Questions, search: PassageSearch, seconds: float) -> None:
    print(
        f"{len(questions.all)} questions, {len(search)} passages with words; embedding passages "
        f"{search.embedding_seconds:.0f} s, searching {seconds:.0f} s"
    )
    if questions.unknown:
        print(f"{questions.unknown} wanted passages are not in the documents and count as not found.")


def _show(questions: Questions, run: Run, *, as_json: bool) -> None:
    found = means(score(questions.all, run))
    table = Table("", *map(str, MEASURES), box=None)
    for name, values in found.items():
        table.add_row(name, *(f"{values[str(measure)]:.4f}" for measure in MEASURES))
    Console().print(table)
    if as_json:
        print(json.dumps({KEYS[name]: value for name, value in found["all"].items()}))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.obliqa", description="Score ObliQA.")
    parser.add_argument(
        "--documents", type=Path, required=True, metavar="DIR", help="folder with 1.json, 2.json …"
    )
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE", help="as ObliQA_dev.json")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    parser.add_argument(
        "--cache", type=Path, default=FOLDER, metavar="DIR", help=f"where embeddings are kept ({FOLDER})"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
