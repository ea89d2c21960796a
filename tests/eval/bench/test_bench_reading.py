"""The reading benchmark counts every question and prints a row per set; it asserts no times."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import load
from eval.bench.reading import main, milliseconds, row
from eval.reading.questions import LabelledQuestion, QuestionSet


def test_each_question_gets_a_time() -> None:
    texts = ("It makes chips.", "公司生产芯片。")
    asked = tuple(
        LabelledQuestion(id=f"q-{i}", lang="en", kind="screen", question=text) for i, text in enumerate(texts)
    )
    taken = milliseconds(
        load(), QuestionSet(name="made", written=date(2026, 11, 27), questions=asked), runs=2
    )
    assert len(taken) == 2
    assert min(taken) > 0


def test_a_row_has_count_median_95th_percentile_and_longest() -> None:
    assert row("made", [float(n) for n in range(1, 101)]).split() == [
        "made",
        "100",
        "50.50",
        "95.05",
        "100.00",
    ]


def test_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "{id: %s, lang: en, kind: screen, question: Rain.}"
    path = tmp_path / "made.yaml"
    path.write_text(
        "written: 2026-11-27\nquestions: [" + ", ".join(question % n for n in ("a", "b")) + "]\n", "utf-8"
    )
    main([path])
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["questions", "p50", "ms", "p95", "ms", "max", "ms"]
    assert [r.split()[:2] for r in rows] == [["made", "2"], ["all", "2"]]
