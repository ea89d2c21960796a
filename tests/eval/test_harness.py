from __future__ import annotations

from typing import Any

import pytest

from assistant.contract import AskRequest, AskResponse
from eval.gold import GoldSet
from eval.harness import CaseResult, request_for, run


def test_a_failing_case_does_not_end_the_run(case: Any, response: Any, scripted: Any) -> None:
    def reply(request: AskRequest) -> AskResponse:
        if request.question == "Break?":
            raise RuntimeError("the model fell over")
        answer: AskResponse = response(us="notifiable")
        return answer

    cases = (case(id="bad", question="Break?"), case(id="good"))
    seen: list[CaseResult] = []
    results = run([GoldSet(name="g", cases=cases)], scripted(reply), progress=seen.append)
    assert results == seen
    assert [result.passed for result in results] == [False, True]
    assert results[0].error == "RuntimeError: the model fell over"
    assert results[0].score is None
    assert results[1].gold == "g"
    assert all(result.milliseconds >= 0 for result in results)


def test_the_keyboard_ends_a_run(case: Any, scripted: Any) -> None:
    def reply(_: AskRequest) -> AskResponse:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([GoldSet(name="g", cases=(case(),))], scripted(reply))


def test_known_provisions_reach_the_score(case: Any, response: Any, scripted: Any) -> None:
    answer = response(cites=("/us/none",))
    (result,) = run([GoldSet(name="g", cases=(case(),))], scripted(lambda _: answer), known={"/us/some"})
    assert result.score is not None
    assert result.score.citations.existing == 0
    assert not result.passed


def test_the_request_is_what_a_user_would_send(case: Any) -> None:
    request = request_for(case(as_of="2026-01-10", facts={"stake": 30}), "rules")
    assert request.model_dump(exclude_none=True, mode="json") == {
        "question": "Allowed?",
        "as_of": "2026-01-10",
        "facts": {"stake": 30},
        "lang": "auto",
        "stream": False,
        "writer": "rules",
    }


def test_every_question_has_its_own_conversation(case: Any, response: Any, scripted: Any) -> None:
    answerer = scripted(lambda _: response())
    run([GoldSet(name="g", cases=(case(id="a"), case(id="b")))], answerer)
    assert [request.conversation_id for request in answerer.asked] == [None, None]
