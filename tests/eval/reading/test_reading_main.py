"""`python -m eval.reading`."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.reading.__main__ import main

from .conftest import Write

SET = """\
written: 2026-11-27
questions:
  - id: one
    lang: en
    kind: screen
    question: It makes no quantum computers. Allowed?
    facts: {quantum_computer: true}
"""


def test_a_set_is_scored_and_its_differences_are_shown(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write(SET)), "--facts", "--misses"]) == 0
    shown = capsys.readouterr().out
    assert "| made | 1 | 1 | 0.0% | 0.0% |" in shown
    assert "## made" in shown
    assert "!! one quantum_computer: read False, label True" in shown


def test_the_differences_of_a_held_out_set_are_never_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "held_out_en.yaml"
    path.write_text(SET, encoding="utf-8")
    assert main([str(path), "--misses"]) == 0
    shown = capsys.readouterr().out
    assert "| held_out_en | 1 | 1 | 0.0% | 0.0% |" in shown
    assert "read False" not in shown


def test_differences_are_not_shown_unasked(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(SET))]) == 0
    assert "one quantum_computer" not in capsys.readouterr().out


def test_a_bad_file_ends_with_its_message_and_no_trace(
    write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(write(SET.replace("quantum_computer: true", "computer: true")))]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "facts.computer" in told.err
    assert "Remedy:" in told.err
    assert "Traceback" not in told.err


def test_clauses_can_be_scored_instead(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.reading.__main__.load_clauses", lambda corpus: ())
    assert main(["--clauses"]) == 0
    assert capsys.readouterr().out.startswith("| set | questions |")
