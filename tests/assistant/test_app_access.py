"""Request numbers, the log line, the rescue of what escapes, and the security headers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.access import Access
from assistant.headers import SECURITY_HEADERS, SecurityHeaders
from assistant.metrics import Metrics

PATHS = ["/healthz", "/nowhere", "/facts", "/search", "/metrics"]


async def fine(scope: Any, receive: Any, send: Any) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"SAMEORIGIN")]}
    )
    await send({"type": "http.response.body", "body": b"ab", "more_body": True})
    await send({"type": "http.response.body", "body": b"c"})


async def failing(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError("secret")


async def failing_midway(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("secret")


async def silent(scope: Any, receive: Any, send: Any) -> None:
    return


def call(app: Any, metrics: Metrics | None = None, **more: Any) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [], **more}
    asyncio.run(Access(app, metrics or Metrics())(scope, receive, send))
    return sent


def header(message: Any, name: bytes) -> bytes | None:
    return dict(message["headers"]).get(name)


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_dressed_and_numbered(client: TestClient, path: str) -> None:
    response = client.get(path)
    for name in SECURITY_HEADERS:
        assert name in response.headers
    assert "'unsafe-inline'" not in response.headers["content-security-policy"]
    assert len(response.headers["x-request-id"]) == 32


def test_refusals_of_the_outer_layers_are_dressed_too(client: TestClient) -> None:
    response = client.post("/ask", content=b"x" * 70_000)
    assert response.status_code == 413
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-request-id"]


def test_an_api_answer_may_load_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/healthz").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_a_sound_number_of_a_proxy_is_kept(client: TestClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-ID": "abc-1.2_3"}).headers["x-request-id"] == "abc-1.2_3"
    )


@pytest.mark.parametrize("given", ["a b", "x" * 65, "", "a/b", "<x>"])
def test_an_unsound_number_is_replaced(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] != given


def test_one_line_is_logged_without_the_users_words(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "assistant.access"):
        client.get("/search?q=our+secret+deal", headers={"X-Request-ID": "n1"})
    lines = [record.getMessage() for record in caplog.records if record.name == "assistant.access"]
    assert len(lines) == 1
    assert lines[0].startswith("GET /search 200 ")
    assert lines[0].endswith(" id=n1")
    assert "secret" not in lines[0]


def test_a_path_cannot_forge_a_line(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "assistant.access"):
        client.get("/x%0d%0aGET /forged 200")
    assert all(
        "\n" not in record.getMessage() for record in caplog.records if record.name == "assistant.access"
    )


def test_what_escapes_becomes_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    start, body = call(failing)
    assert start["status"] == 500
    assert header(start, b"content-type") == b"application/problem+json"
    assert b"secret" not in body["body"]
    assert "secret" in caplog.text


def test_what_escapes_midway_only_ends_the_response() -> None:
    metrics = Metrics()
    sent = call(failing_midway, metrics)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert 'status="200"' in metrics.text().decode()


def test_nothing_sent_counts_as_a_client_that_left() -> None:
    metrics = Metrics()
    assert call(silent, metrics) == []
    assert 'status="499"' in metrics.text().decode()


def test_size_and_state(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "assistant.access"):
        call(fine, path="/é\n")
    assert " 3B " in caplog.text
    assert "/%C3%A9%0A" in caplog.text


def test_other_protocols_pass() -> None:
    assert len(call(fine, type="lifespan")) == 3


def test_a_response_may_set_a_header_itself() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    asyncio.run(SecurityHeaders(fine)({"type": "http"}, receive, send))
    assert header(sent[0], b"x-frame-options") == b"SAMEORIGIN"
    assert header(sent[0], b"x-content-type-options") == b"nosniff"
    sent.clear()
    asyncio.run(SecurityHeaders(fine)({"type": "websocket"}, receive, send))
    assert header(sent[0], b"x-content-type-options") is None


def test_methods_and_routes_cannot_swell_the_metrics() -> None:
    metrics = Metrics()
    for number in range(50):
        call(fine, metrics, method=f"M{number}", path=f"/x{number}")
    text = metrics.text().decode()
    assert 'conjunction_requests_total{method="other",route="unmatched",status="200"} 50.0' in text
    assert text.count("conjunction_requests_total{") == 1
