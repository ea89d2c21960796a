from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from assistant.contract import AskRequest
from eval import answerers
from eval.errors import EvalError

QUESTION = AskRequest(question="Allowed?", writer="rules")


def over(handler: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(base_url="http://test", transport=httpx.MockTransport(handler))


def test_a_question_goes_to_ask_and_comes_back(response: Any) -> None:
    bodies: list[dict[str, Any]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/ask"
        bodies.append(json.loads(request.content))
        return httpx.Response(200, content=response(us="notifiable").model_dump_json(by_alias=True))

    with over(handler) as client:
        answer = answerers.HttpAnswerer(client).ask(QUESTION)
    assert answer.verdict.us.status == "notifiable"
    assert bodies == [{"question": "Allowed?", "lang": "auto", "stream": False, "writer": "rules"}]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (422, '{"title": "Bad", "detail": "question is empty"}', "HTTP 422: question is empty"),
        (503, '{"title": "Not ready"}', "HTTP 503: Not ready"),
        (502, "<html>gateway</html>", "HTTP 502: <html>gateway"),
        (500, "[]", r"HTTP 500: \[\]"),
        (200, '{"id": "r1"}', "breaks the contract at 'question'"),
        (200, "not json", "breaks the contract"),
    ],
)
def test_what_goes_wrong_is_said(status: int, body: str, said: str) -> None:
    with (
        over(lambda _: httpx.Response(status, text=body)) as client,
        pytest.raises(EvalError, match=said),
    ):
        answerers.HttpAnswerer(client).ask(QUESTION)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://host", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(EvalError, match="no server address"), answerers.over_http(url):
        pass


def test_nobody_at_the_address() -> None:
    with (
        pytest.raises(EvalError, match="Nobody answers"),
        answerers.over_http("http://127.0.0.1:9", timeout=2),
    ):
        pass


def test_in_process_builds_and_closes(monkeypatch: pytest.MonkeyPatch, scripted: Any, response: Any) -> None:
    urls: list[str] = []
    closed: list[bool] = []
    answerer = scripted(lambda _: response())
    store = SimpleNamespace(close=lambda: closed.append(True))

    def open_store(url: str) -> SimpleNamespace:
        urls.append(url)
        return store

    modules = {
        "assistant.settings": SimpleNamespace(load_settings=lambda: "settings"),
        "assistant.store": SimpleNamespace(open_store=open_store),
        "assistant.pipeline": SimpleNamespace(build=lambda settings, store: answerer),
    }
    monkeypatch.setattr(answerers, "import_module", modules.__getitem__)
    with answerers.in_process() as built:
        assert built is answerer
        assert not closed
    assert closed == [True]
    assert urls[0].startswith("sqlite:///")


def test_an_assistant_that_cannot_be_built_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: str) -> Any:
        raise ImportError("No module named 'assistant.pipeline'")

    monkeypatch.setattr(answerers, "import_module", fails)
    with pytest.raises(EvalError, match=r"cannot be built: No module"), answerers.in_process():
        pass
