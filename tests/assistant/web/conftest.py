"""Recorded answers to the three example questions, and an assistant that gives them again."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html as lxml_html
from starlette.testclient import TestClient

import corpus as corpus_package
from assistant.contract import AskRequest, AskResponse
from assistant.events import Event
from assistant.settings import Settings
from assistant.store import Store
from assistant.web.render import Renderer
from assistant.web.turns import Turn
from corpus import Corpus

DATA = Path(__file__).parent / "data"
HTMX = {"HX-Request": "true"}
EXAMPLES = ("notifiable", "undecided", "ceramics")


def recorded(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def by_name(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {event["event"]: event["data"] for event in events}


class Recorded:
    """Gives a recorded answer: the one whose question was asked, else the undecided one."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.index = SimpleNamespace(search=lambda *args, **filters: [])
        self.store: Store | None = None
        self.requests: list[AskRequest] = []
        self.change: Callable[[dict[str, dict[str, Any]]], None] = lambda events: None
        self.before_token: Callable[[], None] = lambda: None
        self.fails: Exception | None = None
        self.was_cancelled = threading.Event()
        self.endless = False

    def stream(self, request: AskRequest, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Event]:
        self.requests.append(request)
        if self.fails is not None:
            raise self.fails
        events = self._events(request)
        for event in events:
            if event["event"] == "done":
                self._keep(event["data"])
            yield Event(event["event"], event["data"])
            if event["event"] == "token" and request.writer != "rules":
                yield from self._more(event, cancelled)

    def _more(self, event: dict[str, Any], cancelled: Callable[[], bool]) -> Iterator[Event]:
        self.before_token()
        while self.endless:
            if cancelled():
                self.was_cancelled.set()
                return
            self.before_token()
            yield Event("token", event["data"])

    def _events(self, request: AskRequest) -> list[dict[str, Any]]:
        chosen = "undecided"
        for name in EXAMPLES:
            if recorded(name)[-1]["data"]["question"] == request.question:
                chosen = name
        events = copy.deepcopy(recorded(chosen))
        parts = by_name(events)
        number = len(self.requests)
        conversation = request.conversation_id or f"conversation-{number}"
        for name in ("facts", "done"):
            parts[name].update(id=f"answer-{number}", conversation_id=conversation)
        parts["done"].update(question=request.question)
        for name in ("facts", "done"):
            parts[name]["facts"] = with_given(parts[name]["facts"], request.facts or {})
        self.change(parts)
        return events

    def _keep(self, data: dict[str, Any]) -> None:
        if self.store is not None:
            self.store.save_answer(data)
            self.store.save_conversation(
                data["conversation_id"], {}, data["question"], data["lang"], data["id"]
            )

    def ask(self, request: AskRequest) -> AskResponse:
        raise NotImplementedError

    def screen(self, request: Any) -> dict[str, Any]:
        raise NotImplementedError


def with_given(facts: list[dict[str, Any]], given: dict[str, Any]) -> list[dict[str, Any]]:
    kept = [fact for fact in facts if fact["name"] not in given]
    set_by_hand = [
        {"name": name, "value": value, "source": "given", "span": None, "label": None, "because": None}
        for name, value in given.items()
        if value is not None
    ]
    return kept + set_by_hand


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return corpus_package.load()


@pytest.fixture
def app_settings(app_settings: Settings) -> Settings:
    """Let a model write if a request wants one; nothing is fetched."""
    return app_settings.model_copy(update={"writer": "auto", "fetch": False})


@pytest.fixture
def fake(corpus: Corpus) -> Recorded:
    return Recorded(corpus)


@pytest.fixture
def questions() -> dict[str, str]:
    return {name: recorded(name)[-1]["data"]["question"] for name in EXAMPLES}


@pytest.fixture
def answered(corpus: Corpus) -> Callable[..., Renderer]:
    """Make the renderer of an answered example; `change` may edit its events first."""

    def make(
        name: str, change: Callable[[dict[str, Any]], None] = lambda parts: None, **request: Any
    ) -> Renderer:
        parts = by_name(copy.deepcopy(recorded(name)))
        parts.pop("token", None)
        change(parts)
        asked = AskRequest(question=parts["done"]["question"], **request)
        return Renderer(Turn(asked, id="t1", events=parts), corpus)

    return make


@pytest.fixture
def parse() -> Callable[[str], Any]:
    return lxml_html.fromstring


@pytest.fixture
def ask(client: TestClient) -> Callable[[str], str]:
    """Ask as htmx does and return the turn's id."""

    def asked(question: str, **fields: str) -> str:
        response = client.post("/chat", data={"question": question, **fields}, headers=HTMX)
        assert response.status_code == 200, response.text
        turn: str = lxml_html.fromstring(response.text).get("data-turn")
        return turn

    return asked


@pytest.fixture
def listen(client: TestClient) -> Callable[[str], list[tuple[str, str]]]:
    """Read a turn's whole stream as (event, data) pairs."""

    def listened(turn: str) -> list[tuple[str, str]]:
        response = client.get(f"/chat/{turn}/events")
        assert response.headers["content-type"].startswith("text/event-stream")
        return parse_sse(response.text)

    return listened


def parse_sse(text: str) -> list[tuple[str, str]]:
    found = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields: dict[str, list[str]] = {}
        for line in block.split("\n"):
            key, _, value = line.partition(": ")
            fields.setdefault(key, []).append(value)
        if "event" in fields:
            found.append((fields["event"][0], "\n".join(fields.get("data", []))))
    return found
