"""Facts corrected by the user: screened again at once, in the same conversation, without the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

HTMX = {"HX-Request": "true"}
Ask = Callable[..., str]
Listen = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def correct(client: TestClient, ask: Ask, listen: Listen, questions: dict[str, str]) -> Callable[..., Any]:
    """Ask the undecided question, then correct it once for each call."""
    state = {"turn": ask(questions["undecided"]), "given": "{}"}
    listen(state["turn"])

    def corrected(fact: str, value: str = "", headers: dict[str, str] | None = None, **more: str) -> Any:
        form = {"turn": state["turn"], "given": state["given"], "fact": fact, "value": value, **more}
        return client.post(
            "/chat/facts", data=form, headers=HTMX if headers is None else headers, follow_redirects=False
        )

    return corrected


def test_an_answer_screens_again_with_the_given_fact(correct: Callable[..., Any], fake: Any) -> None:
    response = correct("ai_develops", "false")
    assert response.status_code == 200
    again = fake.requests[-1]
    assert again.facts == {"ai_develops": False}
    assert again.writer == "rules"
    assert again.conversation_id == "conversation-1"
    assert again.question == fake.requests[0].question


def test_the_turn_comes_back_whole_and_says_that_it_changed(
    correct: Callable[..., Any], parse: Callable[[str], Any]
) -> None:
    turn = parse(correct("ai_develops", "false").text)
    assert turn.get("class") == "turn"
    assert turn.get("data-complete") == "1"
    assert turn.xpath(".//p[@class='note']")
    assert not turn.xpath(".//@sse-connect")
    assert "source-given" in turn.xpath("string(.//details[contains(@class, 'source-given')]/@class)")


@pytest.mark.parametrize(
    ("fact", "value", "meant"),
    [
        ("stake", "12.5", 12.5),
        ("stake", "30%", 30.0),
        ("ai_training_ops", "10^23", 1e23),
        ("ai_training_ops", "3 × 10^23", 3e23),
        ("ai_training_ops", "2,000,000", 2e6),
        ("completion_date", "2026-12-15", "2026-12-15"),
        ("province", "sichuan", "sichuan"),
        ("activity", "aerospace_ceramics", ["aerospace_ceramics"]),
        ("us_person", "", None),
    ],
)
def test_values_are_read_as_their_fact_needs_them(
    correct: Callable[..., Any], fake: Any, fact: str, value: str, meant: Any
) -> None:
    correct(fact, value)
    assert fake.requests[-1].facts == {fact: pytest.approx(meant) if isinstance(meant, float) else meant}


def test_corrections_add_up(correct: Callable[..., Any], fake: Any) -> None:
    correct("us_person", "true", given=json.dumps({"stake": 40}))
    assert fake.requests[-1].facts == {"stake": 40, "us_person": True}


def test_a_correction_of_a_stated_fact_can_be_taken_back(
    correct: Callable[..., Any], parse: Callable[[str], Any], fake: Any
) -> None:
    turn = parse(correct("stake", "").text)
    removed = turn.xpath(".//div[contains(@class, 'removed')]")
    assert len(removed) == 1
    again = removed[0].xpath(".//button[@name='undo']")
    assert again
    correct("stake", "", given='{"stake":null}', undo="1")
    assert fake.requests[-1].facts in (None, {})


def test_a_fact_that_was_only_given_has_nothing_to_go_back_to(
    correct: Callable[..., Any], parse: Callable[[str], Any]
) -> None:
    turn = parse(correct("quantum_activity", "false").text)
    assert not turn.xpath(".//button[@name='undo']")


def test_it_works_without_scripts_too(correct: Callable[..., Any]) -> None:
    response = correct("ai_develops", "false", headers={})
    assert response.status_code == 303
    assert response.headers["location"] == "/a/answer-2"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("nonsense", "true"),
        ("ai_develops", "perhaps"),
        ("stake", "a lot"),
        ("stake", "400"),
        ("completion_date", "31 June"),
    ],
)
def test_a_wrong_value_is_refused_in_place(correct: Callable[..., Any], fact: str, value: str) -> None:
    response = correct(fact, value)
    assert response.status_code == 422
    assert response.headers["hx-retarget"].startswith("#problem-")
    assert 'class="remedy"' in response.text


@pytest.mark.parametrize("given", ["[]", "{", '"x"', "null", json.dumps({str(n): 1 for n in range(300)})])
def test_nonsense_in_the_forms_memory_counts_as_nothing(
    correct: Callable[..., Any], fake: Any, given: str
) -> None:
    assert correct("ai_develops", "false", given=given).status_code == 200
    assert fake.requests[-1].facts == {"ai_develops": False}


def test_a_turn_set_aside_is_found_again_by_its_receipt(correct: Callable[..., Any], fake: Any) -> None:
    response = correct("ai_develops", "false", turn="forgotten", answer="answer-1")
    assert response.status_code == 200
    assert fake.requests[-1].conversation_id == "conversation-1"


def test_a_turn_that_is_nowhere_is_said_to_be_gone(correct: Callable[..., Any]) -> None:
    response = correct("ai_develops", "false", turn="forgotten", answer="nothing")
    assert response.status_code == 404
    assert response.headers["hx-retarget"] == "#problem"


@pytest.fixture
def undecided(ask: Ask, listen: Listen, fake: Any, questions: dict[str, str]) -> str:
    """Ask the undecided question, have a model answer it, and return the turn's id."""

    def by_model(parts: dict[str, Any]) -> None:
        writer = "rules" if fake.requests[-1].writer == "rules" else "local"
        parts["done"]["model"] = {"writer": writer, "name": writer}

    fake.change = by_model
    turn = ask(questions["undecided"])
    listen(turn)
    return turn


def test_the_model_can_be_asked_to_write_up_a_corrected_turn(
    client: TestClient, undecided: str, fake: Any, parse: Callable[[str], Any], listen: Listen
) -> None:
    form = {"turn": undecided, "given": "{}", "fact": "ai_develops", "value": "false"}
    corrected = parse(client.post("/chat/facts", data=form, headers=HTMX).text)
    write = corrected.xpath(".//form[@action='/chat/write']")[0]
    fields = {field.get("name"): field.get("value") for field in write.xpath(".//input")}
    shell = parse(client.post("/chat/write", data=fields, headers=HTMX).text)
    listen(shell.get("data-turn"))
    assert fake.requests[-1].writer == "auto"
    assert fake.requests[-1].facts == {"ai_develops": False}


def test_no_writing_up_is_offered_where_no_model_wrote(
    correct: Callable[..., Any], parse: Callable[[str], Any]
) -> None:
    assert not parse(correct("ai_develops", "false").text).xpath(".//form[@action='/chat/write']")
