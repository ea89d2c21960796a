"""The stream of one turn: the order of its events, coming back, stopping, hanging up."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html as lxml_html

from assistant.problems import Busy

PATIENCE = 10.0  # seconds; no test waits so long unless it fails
Listen = Callable[[str], list[tuple[str, str]]]
Ask = Callable[..., str]


def test_events_come_in_order_and_end(ask: Ask, listen: Listen, questions: dict[str, str]) -> None:
    names = [name for name, _ in listen(ask(questions["notifiable"]))]
    assert names[:3] == ["facts", "verdict", "citations"]
    assert names[-2:] == ["done", "end"]
    assert set(names[3:-2]) == {"token"}


def test_the_verdict_is_there_before_any_prose(ask: Ask, listen: Listen, questions: dict[str, str]) -> None:
    events = dict(listen(ask(questions["notifiable"])))
    assert "Notifiable" in events["verdict"]
    assert "850.217(d)(2)(iv)" in events["verdict"]
    assert '<time datetime="2027-01-14">14 January 2027</time>' in events["verdict"]


def test_every_token_is_a_sentence_whose_markers_are_links(
    ask: Ask, listen: Listen, questions: dict[str, str]
) -> None:
    turn = ask(questions["notifiable"])
    tokens = [data for name, data in listen(turn) if name == "token"]
    assert f'href="#s-{turn}-1"' in tokens[0]
    assert all("[1]" not in token.replace('aria-label="[1]"', "") for token in tokens)


def test_done_replaces_the_draft_and_knows_the_receipt(
    ask: Ask, listen: Listen, questions: dict[str, str]
) -> None:
    turn = ask(questions["notifiable"])
    done = dict(listen(turn))["done"]
    assert 'data-answer="answer-1"' in done
    fragment = lxml_html.fragments_fromstring(done)
    swapped = {part.get("id"): part.get("hx-swap-oob") for part in fragment if part.get("hx-swap-oob")}
    assert swapped[f"prose-{turn}"] == "true"
    assert f"sources-{turn}" in swapped


def test_a_browser_that_comes_back_gets_the_same_without_a_second_answer(
    ask: Ask, listen: Listen, fake: Any, questions: dict[str, str]
) -> None:
    turn = ask(questions["ceramics"])
    first = dict(listen(turn))
    again = listen(turn)
    assert [name for name, _ in again] == ["facts", "verdict", "citations", "done", "end"]
    assert dict(again)["verdict"] == first["verdict"]
    assert len(fake.requests) == 1


def test_loose_text_is_shown_word_by_word(
    ask: Ask, listen: Listen, fake: Any, questions: dict[str, str]
) -> None:
    def loosen(parts: dict[str, Any]) -> None:
        parts["token"].pop("citations")
        parts["token"]["text"] = "cut [1"

    fake.change = loosen
    tokens = [data for name, data in listen(ask(questions["ceramics"])) if name == "token"]
    assert "cut" in tokens[-1]
    assert "[1" not in tokens[-1].replace('"[1]"', "")


def test_what_goes_wrong_is_told_in_the_stream_and_the_question_kept(
    ask: Ask, listen: Listen, fake: Any
) -> None:
    fake.fails = Busy()
    events = listen(ask("May we buy a launch company?"))
    assert [name for name, _ in events] == ["problem", "end"]
    assert "Too many questions at once" in events[0][1]
    assert "Ask again in a few seconds" in events[0][1]
    assert 'value="May we buy a launch company?"' in events[0][1]


def test_a_defect_is_told_by_its_number_only(ask: Ask, listen: Listen, fake: Any) -> None:
    fake.fails = RuntimeError("secret detail")
    text = dict(listen(ask("Anything")))["problem"]
    assert "secret" not in text
    assert "number" in text


def test_a_turn_that_is_not_held_any_more_says_so_and_ends(listen: Listen) -> None:
    events = listen("unknown")
    assert [name for name, _ in events] == ["problem", "end"]
    assert "Ask the question again" in events[0][1] or "请重新提问" in events[0][1]


def test_a_follow_up_is_asked_in_the_conversation(
    ask: Ask, listen: Listen, fake: Any, questions: dict[str, str]
) -> None:
    verdict = dict(listen(ask(questions["undecided"])))["verdict"]
    conversation = lxml_html.fragment_fromstring(verdict, create_parent="div").xpath("//@data-conversation")[
        0
    ]
    listen(ask("And if we close in 2027?", conversation_id=conversation))
    assert fake.requests[1].conversation_id == conversation


def test_options_reach_the_pipeline(ask: Ask, listen: Listen, fake: Any) -> None:
    listen(ask("May we?", as_of="2025-06-01", rules="1"))
    assert str(fake.requests[0].as_of) == "2025-06-01"
    assert fake.requests[0].writer == "rules"


@pytest.fixture
def endless(fake: Any) -> Any:
    fake.endless = True
    fake.before_token = lambda: time.sleep(0.01)
    return fake


def post(port: int, path: str, **fields: str) -> tuple[int, str]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    try:
        client.request("POST", path, urlencode(fields), headers)
        response = client.getresponse()
        return response.status, response.read().decode()
    finally:
        client.close()


@pytest.fixture
def connections() -> Iterator[list[socket.socket]]:
    """Hold the connections of a test and close them whatever happens."""
    held: list[socket.socket] = []
    yield held
    for connection in held:
        connection.close()


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    got = b""
    while mark not in got:
        piece = connection.recv(65_536)
        assert piece, got
        got += piece
    return got


@pytest.fixture
def listen_until(port: int, connections: list[socket.socket]) -> Callable[[str, bytes], socket.socket]:
    """Listen to a turn's stream until something has come."""

    def listened(turn: str, mark: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        connections.append(connection)
        connection.sendall(f"GET /chat/{turn}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        read_until(connection, mark)
        return connection

    return listened


def asked(port: int) -> str:
    turn: str = lxml_html.fromstring(post(port, "/chat", question="May we?")[1]).get("data-turn")
    return turn


ListenUntil = Callable[[str, bytes], socket.socket]


def test_a_browser_that_hangs_up_lets_the_pipeline_know(
    port: int, endless: Any, listen_until: ListenUntil
) -> None:
    listen_until(asked(port), b"event: token").close()
    assert endless.was_cancelled.wait(PATIENCE)


def test_stopping_ends_the_writing_with_the_answer(
    port: int, endless: Any, listen_until: ListenUntil
) -> None:
    turn = asked(port)
    connection = listen_until(turn, b"event: token")
    assert post(port, f"/chat/{turn}/stop")[0] == 204
    assert b"event: done" in read_until(connection, b"event: end")


def test_a_follow_up_ends_the_writing_before_it_and_builds_on_it(
    port: int, endless: Any, listen_until: ListenUntil
) -> None:
    listen_until(asked(port), b"event: token")
    status, shell = post(port, "/chat", question="And in 2027?", conversation_id="conversation-1")
    assert status == 200
    listen_until(lxml_html.fromstring(shell).get("data-turn"), b"event: verdict")
    assert endless.was_cancelled.is_set()
    assert endless.requests[1].conversation_id == "conversation-1"


def test_a_correction_does_not_wait_for_the_writing(
    port: int, endless: Any, listen_until: ListenUntil
) -> None:
    turn = asked(port)
    listen_until(turn, b"event: token")
    status, html = post(port, "/chat/facts", turn=turn, given="{}", fact="ai_develops", value="false")
    assert status == 200
    assert 'data-complete="1"' in html
    assert endless.requests[1].conversation_id is None
    assert not endless.was_cancelled.is_set()


def test_stopping_a_turn_that_is_over_does_no_harm(port: int, endless: Any) -> None:
    assert post(port, "/chat/unknown/stop")[0] == 204
