"""A client that hangs up, over a real socket on loopback: the pipeline is told, the receipt is kept."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn

from assistant.app import create_app
from assistant.settings import Settings

PATIENCE = 10.0  # seconds; no test waits so long unless it fails


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


def ask(port: int, body: dict[str, Any]) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    data = json.dumps(body).encode()
    head = "POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
    return connection


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    got = b""
    while mark not in got:
        piece = connection.recv(4096)
        assert piece, got
        got += piece
    return got


def get(port: int, path: str) -> tuple[int, str]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request("GET", path)
        response = client.getresponse()
        return response.status, response.read().decode()
    finally:
        client.close()


@pytest.fixture
def slow(fake: Any) -> threading.Event:
    """Let the assistant write for ever, a token each time the event is set or a moment has passed."""
    gate = threading.Event()
    fake.tokens = ["word "] * 100_000
    fake.before_token = lambda: gate.wait(0.01)
    return gate


def test_a_hang_up_in_mid_stream_keeps_the_receipt(port: int, fake: Any, slow: threading.Event) -> None:
    connection = ask(port, {"question": "Q", "stream": True})
    read_until(connection, b"event: token")
    connection.close()
    wait_for(fake.finished.is_set)
    assert fake.was_cancelled
    status, text = get(port, "/answers/a1")
    assert status == 200
    assert json.loads(text)["question"] == "Q"
    wait_for(lambda: "conjunction_hang_ups_total 1.0" in get(port, "/metrics")[1])
    assert "conjunction_answers_running 0.0" in get(port, "/metrics")[1]


def test_a_hang_up_while_the_whole_answer_is_awaited(port: int, fake: Any, slow: threading.Event) -> None:
    connection = ask(port, {"question": "Q"})
    wait_for(lambda: bool(fake.requests))
    connection.close()
    wait_for(fake.finished.is_set)
    assert fake.was_cancelled
    assert get(port, "/answers/a1")[0] == 200


def test_a_reset_in_mid_stream(port: int, fake: Any, slow: threading.Event) -> None:
    connection = ask(port, {"question": "Q", "stream": True})
    read_until(connection, b"event: citations")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # close with a reset
    connection.close()
    wait_for(fake.finished.is_set)
    assert get(port, "/answers/a1")[0] == 200


def test_a_hang_up_in_the_middle_of_the_body(port: int, fake: Any) -> None:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    connection.sendall(
        b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
    )
    connection.close()
    assert get(port, "/healthz")[0] == 200
    assert fake.requests == []


def test_others_go_on_while_one_hangs_up(port: int, fake: Any, slow: threading.Event) -> None:
    leaving = ask(port, {"question": "Q1", "stream": True})
    read_until(leaving, b"event: token")
    staying = ask(port, {"question": "Q2", "stream": True})
    read_until(staying, b"event: token")
    leaving.close()
    wait_for(lambda: get(port, "/answers/a1")[0] == 200)
    assert b"word" in read_until(staying, b"event: token")
    staying.close()


def test_ten_megabytes_are_refused_with_words_over_a_real_socket(port: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    client.request("POST", "/ask", b"x" * 10_000_000, {"Content-Type": "application/json"})
    response = client.getresponse()
    assert response.status == 413
    assert json.loads(response.read())["type"] == "/problems/body-too-large"
    client.close()
    assert get(port, "/healthz")[0] == 200


def test_ten_megabytes_in_chunks_are_refused_too(port: int) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    pieces = (b"y" * 100_000 for _ in range(100))
    client.request("POST", "/ask", pieces, {"Content-Type": "application/json"}, encode_chunked=True)
    assert client.getresponse().status == 413
    client.close()


def test_a_client_that_asks_first_is_told_before_it_sends(port: int) -> None:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    head = b"POST /ask HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
    connection.sendall(head + b"Content-Length: 10000000\r\n\r\n")
    assert connection.recv(4096).startswith(b"HTTP/1.1 413")
    connection.close()


def test_stopping_the_server_keeps_the_receipts_of_questions_at_work(
    app_settings: Settings, app_factory: Any, fake: Any, slow: threading.Event
) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(app_settings, app_factory), log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    connection = ask(listener.getsockname()[1], {"question": "Q", "stream": True})
    read_until(connection, b"event: token")
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()
    connection.close()
    assert not thread.is_alive()
    assert fake.was_cancelled
    assert fake.finished.is_set()
