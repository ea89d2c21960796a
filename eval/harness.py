"""Run gold cases through an answerer; one that fails is a result, and the run goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.contract import AskRequest, AskResponse, Writer
from eval.answerers import Answerer
from eval.gold import GoldCase, GoldSet
from eval.metrics import Score, score

Progress = Callable[["CaseResult"], None]


@dataclass(frozen=True)
class CaseResult:
    """What came of one case: a score, or the error that took its place."""

    gold: str  # name of the gold set
    case: GoldCase
    score: Score | None
    error: str | None
    milliseconds: float  # as seen from here, the network included
    response: AskResponse | None = None

    @property
    def passed(self) -> bool:
        """Tell whether an answer came and nothing is wrong with it."""
        return self.score is not None and self.score.passed


def run(
    sets: Sequence[GoldSet],
    answerer: Answerer,
    *,
    writer: Writer = "rules",
    known: Collection[str] | None = None,
    progress: Progress | None = None,
) -> list[CaseResult]:
    """Ask every question, each in a conversation of its own, and score the answers.

    `known` are the provision ids the corpus holds, if at hand; `progress` is told of every result.
    Only an interruption from the keyboard ends a run early.
    """
    results: list[CaseResult] = []
    for gold in sets:
        for case in gold.cases:
            result = run_case(gold.name, case, answerer, writer=writer, known=known)
            results.append(result)
            if progress is not None:
                progress(result)
    return results


def run_case(
    gold: str,
    case: GoldCase,
    answerer: Answerer,
    *,
    writer: Writer = "rules",
    known: Collection[str] | None = None,
) -> CaseResult:
    """Ask one question and score the answer; whatever is raised becomes the result's error."""
    began = time.perf_counter()
    try:
        response = answerer.ask(request_for(case, writer))
        milliseconds = (time.perf_counter() - began) * 1000
        return CaseResult(gold, case, score(case, response, known), None, milliseconds, response)
    except Exception as error:
        milliseconds = (time.perf_counter() - began) * 1000
        return CaseResult(gold, case, None, f"{type(error).__name__}: {error}", milliseconds)


def request_for(case: GoldCase, writer: Writer) -> AskRequest:
    """Return the request a user would send; the language is left to be found out."""
    return AskRequest(question=case.question, as_of=case.as_of, facts=case.facts, writer=writer)
