"""Growth is measured against the exact search, on vectors that crowd as the seeds do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.bench import growth
from index.embedders import Vectors


@pytest.fixture
def seeds() -> Vectors:
    rows = np.random.default_rng(1).standard_normal((40, 16)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_synthetic_vectors_are_unit_and_repeatable(seeds: Vectors) -> None:
    made = growth.synthetic(seeds, 50)
    assert made.shape == (50, 16)
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert (made == growth.synthetic(seeds, 50)).all()
    assert not np.allclose(made, growth.synthetic(seeds, 50, 7))


def test_flat_is_the_truth_and_the_others_come_near(seeds: Vectors) -> None:
    flat, hnsw, ivf = growth.measure(seeds, 500)
    assert (flat.kind, hnsw.kind, ivf.kind) == ("flat", "hnsw", "ivf")
    assert flat.recall == 1
    assert min(hnsw.recall, ivf.recall) > 0.5
    assert all(row.size == 500 and row.megabytes > 0 for row in (flat, hnsw, ivf))


def test_hnsw_is_left_out_where_its_build_is_too_slow(seeds: Vectors) -> None:
    assert [row.kind for row in growth.measure(seeds, 60, hnsw_until=59)] == ["flat", "ivf"]
    assert len(growth.measure(seeds, 60, hnsw_until=60)) == 3


def test_the_command(
    seeds: Vectors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(growth, "_own_vectors", lambda: seeds)
    chart = tmp_path / "growth.svg"
    assert growth.main(["--sizes", "100", "200", "--json", "--plot", str(chart)]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [(row["kind"], row["size"]) for row in rows][:4] == [
        ("flat", 100),
        ("hnsw", 100),
        ("ivf", 100),
        ("flat", 200),
    ]
    assert chart.read_text(encoding="utf-8").count("<circle") == len(rows)


def test_rows_of_an_earlier_run_are_joined(
    seeds: Vectors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(growth, "_own_vectors", lambda: seeds)
    assert growth.main(["--sizes", "100", "300", "--json"]) == 0
    file = tmp_path / "earlier.txt"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    chart = tmp_path / "growth.svg"
    again = ["--sizes", "200", "--earlier", str(file), "--json", "--plot", str(chart)]
    assert growth.main(again) == 0
    rows = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [row["size"] for row in rows] == [100] * 3 + [200] * 3 + [300] * 3
    assert chart.read_text(encoding="utf-8").count("<circle") == 9


def test_the_later_run_counts() -> None:
    old, new = (growth.Measured("flat", 100, seconds, 1.0, 1.0, 1.0) for seconds in (1.0, 2.0))
    other = growth.Measured("ivf", 50, 1.0, 1.0, 1.0, 1.0)
    assert growth.joined([old, other], [new]) == [other, new]


@pytest.mark.parametrize("content", ["", "a table", '[{"kind": "flat"}]'])
def test_a_file_without_rows_is_said(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "earlier.txt"
    file.write_text(content, encoding="utf-8")
    assert growth.main(["--sizes", "10", "--earlier", str(file)]) == 2
    said = capsys.readouterr().err
    assert "--json" in said
    assert "Traceback" not in said


def test_no_index_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONJUNCTION_INDEX_DIR", str(tmp_path))
    assert growth.main(["--sizes", "10"]) == 2
    assert "make index" in capsys.readouterr().err
