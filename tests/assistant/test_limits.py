"""The middleware that reads bodies, by itself: what it reads, what it lets through, when it stops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest

from assistant import limits
from assistant.limits import BodyLimit

LIMIT = 100


class Inner:
    """An application that reads its body and then waits for a hang-up if there is one to come."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.after: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        self.bodies.append(message["body"])
        assert message["more_body"] is False
        self.after.append((await receive())["type"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Client:
    """Sends pieces one by one and counts how many were taken."""

    def __init__(self, pieces: Iterable[bytes], hangs_up: bool = False) -> None:
        self.pieces = list(pieces)
        self.taken = 0
        self.hangs_up = hangs_up
        self.sent: list[Any] = []
        self.taken_when_answered: int | None = None

    async def receive(self) -> dict[str, Any]:
        if self.taken == len(self.pieces):
            return {"type": "http.disconnect"}
        self.taken += 1
        last = self.taken == len(self.pieces) and not self.hangs_up
        return {"type": "http.request", "body": self.pieces[self.taken - 1], "more_body": not last}

    async def send(self, message: Any) -> None:
        if self.taken_when_answered is None:
            self.taken_when_answered = self.taken
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def problem(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(b"".join(message.get("body", b"") for message in self.sent[1:]))
        return data


def run(
    client: Client, headers: dict[str, str] | None = None, method: str = "POST", scope_type: str = "http"
) -> Inner:
    inner = Inner()
    scope = {
        "type": scope_type,
        "method": method,
        "path": "/ask",
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    asyncio.run(BodyLimit(inner, LIMIT)(scope, client.receive, client.send))
    return inner


JSON = {"Content-Type": "application/json"}


def test_a_body_within_the_limit_goes_on_in_one_piece() -> None:
    client = Client([b'{"a":', b" 1", b"}"])
    inner = run(client, JSON)
    assert inner.bodies == [b'{"a": 1}']
    assert inner.after == ["http.disconnect"]
    assert client.status == 204


def test_exactly_the_limit_is_within_it() -> None:
    assert run(Client([b"x" * 60, b"x" * 40])).bodies == [b"x" * 100]


def test_one_byte_more_is_refused() -> None:
    client = Client([b"x" * 60, b"x" * 41])
    assert run(client).bodies == []
    assert client.status == 413
    assert "100" in client.problem["detail"]


def test_reading_stops_at_the_limit_and_the_refusal_is_sent_before_the_rest_is_thrown_away() -> None:
    client = Client([b"x" * 60] * 1_000)
    run(client)
    assert client.taken_when_answered == 2
    assert client.taken == 1_000
    assert client.status == 413
    assert (b"connection", b"close") in client.sent[0]["headers"]
    assert client.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_the_rest_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINGER_BYTES", 600)
    client = Client([b"x" * 60] * 1_000)
    run(client)
    assert client.taken == 2 + 10


def test_the_rest_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINGER_SECONDS", 0.01)

    class Stalling(Client):
        async def receive(self) -> dict[str, Any]:
            if self.taken == 2:
                await asyncio.sleep(60)
            return await super().receive()

    client = Stalling([b"x" * 60] * 3)
    run(client)
    assert client.status == 413
    assert client.sent[-1]["more_body"] is False


def test_a_declared_length_is_refused_unread() -> None:
    client = Client([b"x" * 60] * 10)
    run(client, {"Content-Length": "600"})
    assert client.taken_when_answered == 0
    assert client.status == 413


def test_a_client_that_asks_whether_it_may_send_is_never_read() -> None:
    client = Client([b"x" * 60] * 10)
    run(client, {"Content-Length": "600", "Expect": "100-continue"})
    assert client.taken == 0
    assert client.status == 413


@pytest.mark.parametrize("length", ["9" * 5_000, "1e9", "-1", "abc", "", "²"])
def test_strange_declared_lengths_do_no_harm(length: str) -> None:
    client = Client([b"{}"])
    scope_headers = [(b"content-length", length.encode("latin-1"))]
    inner = Inner()
    scope = {"type": "http", "method": "POST", "path": "/ask", "headers": scope_headers}
    asyncio.run(BodyLimit(inner, LIMIT)(scope, client.receive, client.send))
    assert client.status == (413 if length.startswith("999") else 204)


def test_a_hang_up_in_the_body_is_nobodys_problem() -> None:
    client = Client([b"{"], hangs_up=True)
    assert run(client, JSON).bodies == []
    assert client.sent == []


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b'"\xff"', 400), (b"[1]", 204), (b"", 204)])
def test_json_is_checked(body: bytes, status: int) -> None:
    client = Client([body])
    run(client, JSON)
    assert client.status == status


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json"]
)
def test_json_is_known_by_its_type(media_type: str) -> None:
    client = Client([b"{"])
    run(client, {"Content-Type": media_type})
    assert client.status == 400


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "text/json+x"])
def test_other_types_are_left_alone(media_type: str) -> None:
    client = Client([b"\xff{"])
    assert run(client, {"Content-Type": media_type}).bodies == [b"\xff{"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_requests_without_a_body_are_not_read_here(method: str) -> None:
    client = Client([b"x" * 500])
    assert run(client, method=method).bodies == [b"x" * 500]


def test_other_protocols_pass() -> None:
    client = Client([b"x" * 500])
    assert run(client, scope_type="websocket").bodies == [b"x" * 500]
