from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command
from eval.errors import EvalError

GOLD = """\
defaults: {as_of: 2026-11-23}
cases:
  - {id: one, question: Allowed?, lang: en, kind: [screen], verdict: {us: {status: [notifiable]}}, note: x}
  - {id: two, question: 可以吗？, lang: zh, kind: [screen], note: x}
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(GOLD, encoding="utf-8")
    return path


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, scripted: Any, response: Any) -> Any:
    """Answers every question as a notifiable deal, in process or at any address."""
    answerer = scripted(lambda request: response(us="notifiable"))

    @contextmanager
    def opened(*_: object) -> Iterator[Any]:
        yield answerer

    monkeypatch.setattr(command, "in_process", opened)
    monkeypatch.setattr(command, "over_http", opened)
    return answerer


def test_run_reports_and_ends_well_whatever_the_scores(
    gold: Path, answering: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["run", "--gold", str(gold)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Evaluation")
    assert "not answered in zh" in out
    assert [request.writer for request in answering.asked] == ["rules", "rules"]


def test_json_on_standard_output_is_json(
    gold: Path, answering: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["run", "--gold", str(gold), "--json", "--url", "http://test"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["about"]["answered by"] == "http://test"
    assert data["totals"]["small"]["passed"] == 0.5


def test_out_writes_the_report(
    gold: Path, answering: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.md"
    assert command.main(["run", "--gold", str(gold), "--out", str(out), "--writer", "local"]) == 0
    assert out.read_text(encoding="utf-8").startswith("# Evaluation")
    assert capsys.readouterr().out == ""
    assert answering.asked[0].writer == "local"


@pytest.mark.parametrize(("below", "code"), [("1", 0), ("0.5", 0)])
def test_fail_under_holds(gold: Path, answering: Any, below: str, code: int) -> None:
    assert command.main(["run", "--gold", str(gold), "--fail-under", below]) == code


def test_fail_under_fails(tmp_path: Path, answering: Any) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(GOLD.replace("[notifiable]", "[prohibited]"), encoding="utf-8")
    assert command.main(["run", "--gold", str(wrong), "--fail-under", "0.97"]) == 1


@pytest.mark.parametrize("share", ["2", "-1", "most", "nan"])
def test_a_share_that_is_none(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["run", "--fail-under", share])
    assert caught.value.code == 2
    assert "not a share between 0 and 1" in capsys.readouterr().err


def test_what_keeps_a_run_from_starting_is_said(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def fails() -> Iterator[Any]:
        raise EvalError("The assistant cannot be built: no index.")
        yield

    monkeypatch.setattr(command, "in_process", fails)
    assert command.main(["run", "--gold", str(gold)]) == 2
    assert command.main(["run", "--gold", str(tmp_path / "none.yaml")]) == 2
    assert command.main(["run", "--gold", str(gold), "--out", str(tmp_path / "no" / "x.md")]) == 2
    err = capsys.readouterr().err
    assert "eval: The assistant cannot be built: no index." in err
    assert "none.yaml" in err
    assert "no such folder" in err


def test_an_interruption_is_no_stack_trace(
    gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_run", interrupted)
    assert command.main(["run", "--gold", str(gold)]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_check_names_what_the_corpus_does_not_have(
    tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["check", "--gold", str(gold)]) == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(GOLD.replace("note: x}", "note: x, cites_all: [/us/none]}", 1), encoding="utf-8")
    assert command.main(["check", "--gold", str(wrong)]) == 1
    assert "'/us/none' is not in the corpus" in capsys.readouterr().out
