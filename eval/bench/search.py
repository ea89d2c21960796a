"""How fast the search is: `python -m eval.bench.search [--clients N …] [--json]`; `make bench` runs it.

Questions are the development questions of own gold, each asked once, so that none is embedded from
memory. Prints search p50 and p95 for each number of clients, with and without meaning; the index build
against the bare embedder on the same texts; cold start and memory of a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus import Corpus, CorpusError, load
from eval.errors import EvalError
from eval.gold_search import load_search_gold
from eval.percentiles import median_and_95th
from index import Index, IndexProblem, embedder
from index.build import build
from index.chunks import chunks
from index.ranking import Tuning
from index.settings import embedder_name, index_folder

CANNOT_START = 2
ASKED = 120  # questions for each number of clients
SAMPLE = 64  # provisions of the build
_COLD = """
import time; began = time.perf_counter()
from corpus import load
from index import Index, embedder
from index.settings import embedder_name, index_folder
corpus = load(); loaded = time.perf_counter()
index = Index.open(index_folder(), corpus, embedder(embedder_name())); opened = time.perf_counter()
index.search("who may build satellites"); answered = time.perf_counter()
from eval.bench.search import peak_megabytes
memory = peak_megabytes()
print(loaded - began, opened - began, answered - began, memory)
"""

Rows = list[tuple[str, float, str]]  # what, value, unit


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row for each figure; return 0, or 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        rows = _all(options)
    except (EvalError, CorpusError, IndexProblem) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    _show(rows)
    if options.json:
        print(json.dumps({what: value for what, value, _ in rows}))
    return 0


def latencies(ask: Callable[[str], object], questions: Sequence[str], clients: int) -> list[float]:
    """Return the milliseconds that each question took, asked by so many clients at once."""

    def one(question: str) -> float:
        began = time.perf_counter()
        ask(question)
        return (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, questions))


def peak_megabytes(status: Path = Path("/proc/self/status")) -> float:
    """Return the most memory this process has held.

    On Linux from its own status: `getrusage` of a child process counts what its parent held when it began.
    """
    if status.is_file():
        peak = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        if peak:
            return int(peak[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _all(options: argparse.Namespace) -> Rows:
    corpus = load()
    index = Index.open(index_folder(), corpus, embedder(embedder_name()))
    index.search("satellite")  # loads the model
    questions = [case.question for case in load_search_gold("retrieval", "development")]
    return [
        ("load average before", os.getloadavg()[0], ""),
        *_searches(index, questions, options.clients),
        *_build(corpus, options.sample),
        *_cold(),
    ]


def _searches(index: Index, questions: Sequence[str], clients: Sequence[int]) -> Rows:
    rows: Rows = []
    words = Tuning(lexical_weight=1)
    for turn, count in enumerate(clients):
        fresh = questions[turn * ASKED : (turn + 1) * ASKED] or questions[:ASKED]
        for name, tuning in (("search", Tuning()), ("search by words only", words)):
            times = latencies(lambda q, t=tuning: index.search(q, tuning=t), fresh, count)  # type: ignore[misc]
            for label, value in zip(("p50", "p95"), median_and_95th(times), strict=True):
                rows.append((f"{name}, {count} clients, {label}", value, "ms"))
    return rows


def _build(corpus: Corpus, sample: int) -> Rows:
    """Time the bare embedder and a whole build on the same provisions, one after the other, twice."""
    step = max(len(corpus.provisions) // sample, 1)
    some = dict(list(corpus.provisions.items())[::step][:sample])
    small = replace(corpus, provisions=some)
    model = embedder(embedder_name())
    texts = [chunk.text for chunk in chunks(small)]
    model.passages(texts[:8])
    bare, whole = [], []
    for _ in range(2):
        began = time.process_time()
        model.passages(texts)
        between = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            build(small, model, Path(folder))
        bare.append(len(texts) / (between - began))
        whole.append(len(texts) / (time.process_time() - between))
    return [
        ("bare embedder", max(bare), "provisions per second of a processor"),
        ("index build", max(whole), "provisions per second of a processor"),
        ("index build / bare embedder", max(whole) / max(bare), ""),
    ]


def _cold() -> Rows:
    """Start a process of its own, open the index and search once."""
    done = subprocess.run([sys.executable, "-c", _COLD], capture_output=True, text=True, check=True)
    loaded, opened, answered, memory = map(float, done.stdout.split())
    return [
        ("cold start: corpus loaded", loaded, "s"),
        ("cold start: index open", opened, "s"),
        ("cold start: first search done", answered, "s"),
        ("memory after the first search", memory, "MB"),
    ]


def _show(rows: Rows) -> None:
    table = Table("", "value", "", box=None)
    for what, value, unit in rows:
        table.add_row(what, f"{value:,.2f}", unit)
    Console().print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.search", description="Time the search.")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16], help="clients at once")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="provisions of the timed build")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
