"""The command: what it prints, and what it says when it cannot start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.endings import CANNOT_START, INTERRUPTED
from eval.peers import __main__ as command
from eval.peers.ground import Ground, Question, Searches
from eval.peers.sets import QuestionSet
from eval.peers.systems import OURS

from .conftest import DOCUMENTS, WordEmbedder


def search_by_id(_: Ground) -> Searches:
    return {"dense": lambda _: ["seeds", "mining"], "hybrid": lambda _: ["satellites"]}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> QuestionSet:
    """Answer with two questions over four documents instead of the whole gold."""
    questions = (Question("q1", "seeds?", "en"), Question("q2", "卫星?", "zh"))
    wanted = {"q1": "seeds", "q2": "satellites"}
    made = QuestionSet(
        "development",
        DOCUMENTS,
        questions,
        lambda found: {qid: {"R@5": float(wanted[qid] in ids)} for qid, ids in found.items()},
        search_by_id,
    )
    monkeypatch.setattr(command.sets, "own", lambda *_: made)
    monkeypatch.setattr(command, "embedder", lambda _: WordEmbedder())
    return made


def test_it_prints_a_table_the_load_and_json(
    small: QuestionSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--systems", OURS, "--cache", str(tmp_path), "--json"]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0] == "2 questions (development), 4 documents."
    assert any("Conjunction" in line and "dense" in line and "0.500" in line for line in lines)
    assert "cores, before and after" in printed.out
    held = json.loads(lines[-1])
    assert [(row["system"], row["mode"]) for row in held["rows"][:2]] == [
        ("Conjunction", "dense"),
        ("Conjunction", "hybrid"),
    ]
    assert held["rows"][0]["means"]["en"] == {"R@5": 1.0}
    assert held["rows"][1]["means"]["zh"] == {"R@5": 1.0}
    assert "Asking: 2 of 2" in printed.err


def test_obliqa_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--set", "obliqa", "--systems", OURS]) == CANNOT_START
    assert "--documents DIR --questions FILE" in capsys.readouterr().err


def test_a_wrong_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent = str(tmp_path / "absent")
    arguments = ["--set", "obliqa", "--systems", OURS, "--documents", absent, "--questions", absent]
    assert command.main(arguments) == CANNOT_START
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["", "elastic", f"{OURS},elastic"])
def test_unknown_systems_are_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--systems", given])
    assert "is not among conjunction, langchain, llamaindex, haystack, txtai" in capsys.readouterr().err


def test_systems_may_be_parted_by_commas_or_spaces() -> None:
    assert command._systems("txtai,haystack txtai") == ("txtai", "haystack")


def test_an_interruption_is_no_trace(
    small: QuestionSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "race", interrupted)
    assert command.main(["--systems", OURS, "--cache", str(tmp_path)]) == INTERRUPTED
    assert "interrupted" in capsys.readouterr().err
