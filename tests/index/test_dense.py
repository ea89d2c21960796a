from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import Dense
from index.embedders import Vectors

RANDOM = np.random.default_rng(7)


def unit(count: int, dimension: int = 16) -> Vectors:
    rows = RANDOM.normal(size=(count, dimension)).astype(np.float32)
    vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return vectors


@pytest.fixture(params=[10_000, 50], ids=["flat", "hnsw"])
def dense(request: pytest.FixtureRequest) -> Dense:
    global VECTORS  # noqa: PLW0603
    VECTORS = unit(200)
    return Dense.build(VECTORS, hnsw_above=request.param)


VECTORS = unit(1)


def test_kinds() -> None:
    assert Dense.build(unit(60), hnsw_above=60).kind == "flat"
    assert Dense.build(unit(61), hnsw_above=60).kind == "hnsw"


def test_nearest_are_those_of_the_greatest_product(dense: Dense) -> None:
    query = unit(1)[0]
    exact = np.argsort(-(VECTORS @ query))[:10].tolist()
    assert dense.nearest(query, 10).tolist() == exact


def test_only_allowed_rows(dense: Dense) -> None:
    query = unit(1)[0]
    allowed = np.zeros(200, dtype=np.bool_)
    allowed[50:70] = True
    expected = [row for row in np.argsort(-(VECTORS @ query)).tolist() if 50 <= row < 70][:5]
    assert dense.nearest(query, 5, allowed).tolist() == expected
    assert len(dense.nearest(query, 100, allowed)) <= 20


def test_nothing_allowed(dense: Dense) -> None:
    assert dense.nearest(unit(1)[0], 5, np.zeros(200, dtype=np.bool_)).tolist() == []


def test_scores_of_rows(dense: Dense) -> None:
    query, rows = unit(1)[0], np.array([3, 1, 99])
    assert dense.scores(query, rows) == pytest.approx(VECTORS[rows] @ query, abs=1e-6)
    assert dense.scores(query, np.empty(0, dtype=np.int64)).shape == (0,)


def test_saved_and_opened(dense: Dense, tmp_path: Path) -> None:
    dense.save(tmp_path / "dense.faiss")
    opened = Dense.load(tmp_path / "dense.faiss")
    assert (opened.kind, opened.dimension, len(opened)) == (dense.kind, 16, 200)
    assert np.array_equal(opened.vectors(), VECTORS)
    query = unit(1)[0]
    assert opened.nearest(query, 7).tolist() == dense.nearest(query, 7).tolist()


def test_empty() -> None:
    assert Dense.build(np.empty((0, 4), dtype=np.float32)).nearest(unit(1, 4)[0], 3).tolist() == []
