"""How dense search grows: `python -m eval.bench.growth [--sizes N …] [--json] [--plot FILE.svg]`.

From two thousand to a million vectors: exact (flat), HNSW as the index uses it past its threshold, and
IVF. The vectors are synthetic: mixtures of two of the corpus's own with noise, so that they crowd as
real ones do. Recall is the share of the ten truly nearest that are found; one query at a time. Times are
processor time, which other programs on the machine falsify less. As a million vectors take an hour,
`--earlier` adds the rows of a run before, whose `--json` output is in a file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from eval.bench.plot import Series, line_chart
from eval.errors import EvalError
from index import IndexProblem
from index import manifest as manifests
from index.build import DENSE_FILE
from index.dense import Dense
from index.embedders import Vectors
from index.settings import index_folder

CANNOT_START = 2
SIZES = (2_000, 10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
QUERIES, NEAREST = 100, 10
NOISE = 0.02  # of each dimension; a unit vector's are 0.05 on average
SEED = 20261127
PROBED = 32  # lists an IVF search looks into
TRAINED, TURNS = 40, 10  # vectors for each list that its middle is learned from, and how often

_faiss: Any = faiss


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of index at one size."""

    kind: str
    size: int
    build_seconds: float  # of processor time, as the next
    query_ms: float  # median
    recall: float  # share of the ten nearest
    megabytes: float


_ROWS = TypeAdapter(list[Measured])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row for each kind and size; return 0, or 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        before = read_rows(options.earlier) if options.earlier else []
        seeds = _own_vectors()
    except (EvalError, IndexProblem) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    faiss.omp_set_num_threads(options.threads)
    rows = joined(before, [row for size in options.sizes for row in measure(seeds, size, options.hnsw_until)])
    _show(rows)
    if options.plot:
        _plot(rows, options.plot)
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
    return 0


def synthetic(seeds: Vectors, count: int, seed: int = SEED) -> Vectors:
    """Return unit vectors that lie between pairs of the seeds, with noise."""
    random = np.random.default_rng(seed)
    first, second = (seeds[random.integers(0, len(seeds), count)] for _ in range(2))
    share = random.random((count, 1), dtype=np.float32)
    noise = random.standard_normal(first.shape, dtype=np.float32) * np.float32(NOISE)
    mixed: Vectors = share * first + (1 - share) * second + noise
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return mixed


def measure(seeds: Vectors, size: int, hnsw_until: int = SIZES[-1]) -> list[Measured]:
    """Build each kind of index of one size and search it; HNSW, slow to build, up to a size only."""
    vectors, queries = synthetic(seeds, size), synthetic(seeds, QUERIES, SEED + 1)
    truth: list[set[int]] = []
    rows = []
    kinds = {"flat": _flat, "hnsw": _hnsw, "ivf": _ivf}
    if size > hnsw_until:
        del kinds["hnsw"]
    for kind, build in kinds.items():
        began = time.process_time()
        index = build(vectors)
        built = time.process_time() - began
        found, milliseconds = _search(index, queries)
        truth = truth or found
        recall = float(np.mean([len(a & b) / NEAREST for a, b in zip(truth, found, strict=True)]))
        rows.append(Measured(kind, size, built, milliseconds, recall, _megabytes(index)))
    return rows


def read_rows(file: Path) -> list[Measured]:
    """Return what a run before printed under `--json`, its last line.

    Raises `EvalError` if the file does not end with such a line.
    """
    try:
        rows: list[Measured] = _ROWS.validate_json(file.read_text(encoding="utf-8").strip().split("\n")[-1])
    except (OSError, ValueError) as error:
        raise EvalError(
            f"{file}: no rows of growth ({error}). Give the output of a run with --json."
        ) from error
    return rows


def joined(earlier: Sequence[Measured], later: Sequence[Measured]) -> list[Measured]:
    """Return the rows of two runs by size; what both measured is the later's."""
    rows = {(row.size, row.kind): row for row in (*earlier, *later)}
    return [rows[key] for key in sorted(rows)]


def _flat(vectors: Vectors) -> Dense:
    return Dense.build(vectors, hnsw_above=len(vectors))


def _hnsw(vectors: Vectors) -> Dense:
    return Dense.build(vectors, hnsw_above=0)


def _ivf(vectors: Vectors) -> Dense:
    lists = max(int(len(vectors) ** 0.5), 1)
    index = _faiss.IndexIVFFlat(
        _faiss.IndexFlatIP(vectors.shape[1]), vectors.shape[1], lists, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.min_points_per_centroid = 1
    index.cp.niter = TURNS
    index.train(vectors[: TRAINED * lists])
    index.add(vectors)
    index.nprobe = PROBED
    return _Plain(index)


class _Plain(Dense):
    """An index searched with its own settings."""

    def _parameters(self, allowed: Any) -> Any:
        del allowed


def _search(index: Dense, queries: Vectors) -> tuple[list[set[int]], float]:
    found, times = [], []
    for query in queries:
        began = time.process_time()
        rows = index.nearest(query, NEAREST)
        times.append(time.process_time() - began)
        found.append(set(map(int, rows)))
    return found, float(np.median(times) * 1000)


def _megabytes(index: Dense) -> float:
    return len(_faiss.serialize_index(index._index)) / 1e6


def _own_vectors() -> Vectors:
    made = manifests.read(index_folder())
    return Dense.load(index_folder() / made.data / DENSE_FILE).vectors()


def _show(rows: Sequence[Measured]) -> None:
    table = Table("kind", "vectors", "build s", "query ms", "recall@10", "MB", box=None)
    for row in rows:
        figures = (
            f"{row.build_seconds:.2f}",
            f"{row.query_ms:.3f}",
            f"{row.recall:.3f}",
            f"{row.megabytes:.0f}",
        )
        table.add_row(row.kind, f"{row.size:,}", *figures)
    Console().print(table)


def _plot(rows: Sequence[Measured], file: Path) -> None:
    kinds = dict.fromkeys(row.kind for row in rows)
    series = [Series(kind, [(r.size, r.query_ms) for r in rows if r.kind == kind]) for kind in kinds]
    chart = line_chart("Dense search, one query", "vectors", "processor ms (median)", series)
    file.write_text(chart, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.growth", description="Grow dense search.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of vectors")
    parser.add_argument(
        "--hnsw-until", type=int, default=SIZES[-1], metavar="N", help="build no larger HNSW (all)"
    )
    parser.add_argument("--threads", type=int, default=1, help="cores for building and searching")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    parser.add_argument("--earlier", type=Path, metavar="FILE", help="add the rows of a run with --json")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the query times as an SVG")
    return parser


if __name__ == "__main__":
    sys.exit(main())
