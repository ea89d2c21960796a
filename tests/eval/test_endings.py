"""A command ends with a code and a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import CorpusError
from eval.endings import CANNOT_START, INTERRUPTED, exit_code
from eval.errors import EvalError
from index.errors import IndexMissing


def test_what_runs_through_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[str] = []
    assert exit_code(lambda: ran.append("once"), "nothing is kept.") == 0
    assert ran == ["once"]
    assert capsys.readouterr() == ("", "")


def failing(problem: BaseException) -> int:
    def run() -> None:
        raise problem

    return exit_code(run, "nothing is kept.")


@pytest.mark.parametrize(
    "problem",
    [
        EvalError("Give a folder."),
        CorpusError("x.yaml", "id", "is absent.", "Give a folder."),
        IndexMissing(Path("x"), "Give a folder."),
    ],
)
def test_a_problem_is_said_in_its_own_words(problem: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(problem) == CANNOT_START == 2
    said = capsys.readouterr()
    assert said.err.startswith("eval: ")
    assert "Give a folder." in said.err
    assert said.out == ""


def test_who_interrupts_is_told_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(KeyboardInterrupt()) == INTERRUPTED == 130
    assert capsys.readouterr().err == "eval: interrupted; nothing is kept.\n"


def test_any_other_error_is_a_fault_of_the_program() -> None:
    with pytest.raises(ZeroDivisionError):
        failing(ZeroDivisionError())
