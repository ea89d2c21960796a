"""POST /ask, whole and streamed."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.problems import ContradictoryFacts, Words

QUESTION = {"question": "May we buy 30%?"}


def sse(text: str) -> list[tuple[str, dict[str, Any]]]:
    events = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith(":")]
        if lines:
            fields = dict(line.split(": ", 1) for line in lines)
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def test_an_answer_comes_whole_and_is_kept_word_for_word(client: TestClient) -> None:
    response = client.post("/ask", json=QUESTION)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    again = client.get(f"/answers/{response.json()['id']}")
    assert again.content == response.content


def test_every_field_of_the_contract_is_there(client: TestClient) -> None:
    answer = client.post("/ask", json=QUESTION).json()
    assert answer["citations"][0]["in_force"] == {"from": "2025-01-02", "to": None}
    assert {
        "id",
        "question",
        "lang",
        "as_of",
        "conversation_id",
        "kind",
        "verdict",
        "answer",
    } <= answer.keys()
    assert {"sentences", "citations", "facts", "missing", "validation", "retrieved"} <= answer.keys()
    assert {"model", "timings_ms", "corpus"} <= answer.keys()


def test_a_stream_comes_in_the_order_of_the_contract(client: TestClient) -> None:
    response = client.post("/ask", json={**QUESTION, "stream": True})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    events = sse(response.text)
    assert [name for name, _ in events] == ["facts", "verdict", "citations", "token", "token", "done"]
    assert (
        "".join(data["text"] for name, data in events if name == "token")
        == "File a notice [1]. Limit < 10 [1]."
    )


def test_done_carries_what_the_receipt_holds(client: TestClient) -> None:
    done = sse(client.post("/ask", json={**QUESTION, "stream": True}).text)[-1][1]
    assert client.get(f"/answers/{done['id']}").json() == done


def test_fields_reach_the_pipeline(client: TestClient, fake: Any) -> None:
    body = {
        "question": "  我们能投吗？ ",
        "as_of": "2026-02-28",
        "facts": {"stake": 30, "completion_date": "2026-12-15", "activity": ["launch"]},
        "lang": "zh",
        "writer": "rules",
    }
    assert client.post("/ask", json=body).json()["lang"] == "zh"
    request = fake.requests[0]
    assert request.question == "我们能投吗？"
    assert str(request.as_of) == "2026-02-28"
    assert request.writer == "rules"
    assert request.facts == body["facts"]


def test_a_conversation_goes_on(client: TestClient, fake: Any) -> None:
    first = client.post("/ask", json=QUESTION).json()
    second = client.post("/ask", json={**QUESTION, "conversation_id": first["conversation_id"]})
    assert second.json()["conversation_id"] == first["conversation_id"]
    assert fake.store.conversation(first["conversation_id"]).turns == ("a1", "a2")


@pytest.mark.parametrize("stream", [False, True])
def test_an_unknown_conversation_is_refused(client: TestClient, fake: Any, stream: bool) -> None:
    response = client.post("/ask", json={**QUESTION, "conversation_id": "nobody", "stream": stream})
    assert response.status_code == 404
    assert response.json()["type"] == "/problems/unknown-conversation"
    assert fake.requests == []


@pytest.mark.parametrize("stream", [False, True])
def test_a_problem_before_the_first_event_has_its_own_status(
    client: TestClient, fake: Any, stream: bool
) -> None:
    def refuse() -> None:
        raise ContradictoryFacts("stake", Words("is both.", "矛盾。"), Words("Keep one.", "保留一个。"))

    fake.before_first = refuse
    response = client.post("/ask", json={**QUESTION, "stream": stream})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "/problems/contradictory-facts"


def test_a_failure_in_mid_stream_ends_it_with_a_problem(client: TestClient, fake: Any) -> None:
    def fail() -> None:
        raise OSError("secret path /home/somebody")

    fake.before_token = fail
    response = client.post("/ask", json={**QUESTION, "stream": True})
    name, data = sse(response.text)[-1]
    assert name == "error"
    assert data["status"] == 500
    assert data["type"] == "/problems/internal-error"
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_a_failure_without_stream_is_a_numbered_problem(
    client: TestClient, fake: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("secret path /home/somebody")

    fake.before_token = fail
    response = client.post("/ask", json=QUESTION)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    number = response.json()["detail"].split("number ")[1].rstrip(").")
    assert number in caplog.text
    assert client.get("/healthz").status_code == 200


def test_a_pipeline_that_ends_without_an_answer_is_a_defect(client: TestClient, fake: Any) -> None:
    fake.stream = lambda request, cancelled: iter(())
    assert client.post("/ask", json=QUESTION).status_code == 500
    assert client.post("/ask", json={**QUESTION, "stream": True}).status_code == 500


def test_many_at_once_are_answered(client: TestClient, fake: Any) -> None:
    together = threading.Barrier(8, timeout=10)
    fake.before_first = together.wait
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(client.post("/ask", json=QUESTION).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert statuses == [200] * 8


def test_answers_are_counted(client: TestClient) -> None:
    client.post("/ask", json=QUESTION)
    metrics = client.get("/metrics").text
    assert 'conjunction_answers_total{validation="rules_only",writer="rules"} 1.0' in metrics
    assert 'conjunction_answer_stage_seconds_sum{stage="total",writer="rules"} 0.0125' in metrics
    assert "conjunction_answers_running 0.0" in metrics
    assert "conjunction_hang_ups_total 0.0" in metrics


def test_no_model_writes_where_the_setting_is_rules(client: TestClient, fake: Any) -> None:
    client.post("/ask", json={**QUESTION, "writer": "local"})
    client.post("/ask", json=QUESTION)
    assert [request.writer for request in fake.requests] == ["rules", "rules"]
