"""Every part is switched off once, under a name of its own, and nothing else changes with it."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from rich.console import Console

from eval.bench import ablation
from eval.bench.embeddings import RememberedQueries
from eval.bench.parts import ALL, VARIANTS
from index.lexical import FIELD_WEIGHTS

from ...index.small import WordEmbedder


def test_names_are_told_apart_and_the_first_is_the_default() -> None:
    names = [variant.name for variant in VARIANTS]
    assert len(set(names)) == len(names)
    assert VARIANTS[0].tuning == ALL
    assert VARIANTS[0].fields == FIELD_WEIGHTS
    assert all(v.tuning != ALL or v.fields != FIELD_WEIGHTS for v in VARIANTS[1:])


def test_a_row_has_the_figures_of_every_score() -> None:
    quiet = Console(quiet=True)
    rows = ablation.table([lambda v: {"a": v.tuning.lexical_weight}, lambda v: {"b": len(v.name)}], quiet)
    assert rows["everything"] == {"a": ALL.lexical_weight, "b": len("everything")}
    assert rows["without words"]["a"] == 0
    assert len(rows) == len(VARIANTS)


def test_obliqa_is_scored_for_each_variant(documents: Path, questions: Path, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    options = argparse.Namespace(documents=documents, questions=questions, cache=tmp_path, sample=0)
    score = ablation.obliqa(options, RememberedQueries(embedder), Console(quiet=True))
    figures = [score(variant) for variant in VARIANTS]
    assert figures[0]["R@10"] == 1
    assert all(0 <= value <= 1 for row in figures for value in row.values())
    assert len(embedder.asked) == 3  # every question once, however many variants
    assert len(embedder.embedded) == 7


def test_one_without_the_other_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert ablation.main(["--documents", str(tmp_path)]) == 2
    assert "both" in capsys.readouterr().err
