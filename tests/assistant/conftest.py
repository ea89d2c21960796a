"""A small corpus, a scripted assistant and an application around them, for the tests of the HTTP side."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from assistant.app import create_app
from assistant.contract import AskRequest, AskResponse, Citation, FactOut, Missing, ScreenRequest, Verdict
from assistant.events import Event, citations_event, done_event, facts_event, token_event, verdict_event
from assistant.settings import Settings
from assistant.store import Store
from corpus.model import (
    Activity,
    Bilingual,
    Corpus,
    FactSpec,
    Flag,
    Inference,
    Instrument,
    Place,
    Provision,
    Table,
)

DAY = date(2026, 11, 23)


def both(en: str, zh: str | None = None) -> Bilingual:
    return Bilingual(en=en, zh=zh or f"{en}（中文）")


def make_provision(provision_id: str, instrument: str, **more: Any) -> Provision:
    fields: dict[str, Any] = {
        "id": provision_id,
        "instrument": instrument,
        "pinpoint": both("§ " + provision_id.rsplit("/", 1)[-1]),
        "heading": both("Heading of " + provision_id),
        "text": both("Text of " + provision_id),
        "standing": "verified",
        "checked": DAY,
        "valid": {"from": date(2025, 1, 2), "to": None},
    }
    return Provision.model_validate({**fields, **more})


def make_instrument(instrument_id: str, short: str) -> Instrument:
    return Instrument.model_validate(
        {
            "id": instrument_id,
            "jurisdiction": instrument_id[:2],
            "kind": "regulation",
            "title": both(short),
            "short": both(short),
            "citation": short,
            "issuer": both("Issuer"),
            "valid": {"from": date(2025, 1, 2), "to": None},
            "standing": "verified",
            "checked": DAY,
        }
    )


def make_fact(name: str, kind: str, **more: Any) -> FactSpec:
    words = {"label": both(name), "meaning": both(f"Meaning of {name}"), "question": both(f"{name}?")}
    return FactSpec.model_validate(
        {"name": name, "type": kind, "side": "us", "ordinary": None, **words, **more}
    )


def make_table() -> Table:
    return Table.model_validate(
        {
            "table": "us-outbound",
            "title": both("Outbound"),
            "decides": "us.status",
            "severity": ("no_hit", "notifiable"),
            "rules": (
                {
                    "id": "ai_system",
                    "title": both("AI"),
                    "when": "develops_ai",
                    "provisions": ("/us/cfr/t31/s850.217/d",),
                },
            ),
            "outcomes": (
                {
                    "value": "notifiable",
                    "when": {"all": ["ai_system", {"stake": {"gt": 0}}]},
                    "provisions": ("/us/cfr/t31/s850.217",),
                    "finding": both("Notifiable."),
                },
                {"value": "no_hit", "finding": both("Not covered.")},
            ),
            "duties": (
                {
                    "id": "notice",
                    "title": both("Notice"),
                    "when": "ai_system",
                    "text": both("Give notice."),
                    "due": {
                        "start": "completion_date",
                        "days": 30,
                        "finding": both("By {date}."),
                        "open": both("Within thirty days."),
                    },
                    "provisions": ("/us/cfr/t31/s850.404",),
                },
            ),
        }
    )


def make_corpus() -> Corpus:
    section, prong = "/us/cfr/t31/s850.217", "/us/cfr/t31/s850.217/d"
    provisions = [
        make_provision(section, "us-rule", terms=("/us/cfr/t31/s850.202",)),
        make_provision(prong, "us-rule", refs=("/us/cfr/t31/s850.404",)),
        make_provision(f"{prong}/2/iv", "us-rule", refs=(section,)),
        make_provision("/us/cfr/t31/s850.202", "us-rule"),
        make_provision("/us/cfr/t31/s850.404", "us-rule", standing="secondary", note=both("Not confirmed.")),
        make_provision(
            "/cn/catalogue/2025/national/348", "cn-catalogue-2025",
            catalogue="2025", area="national", number=348, section="Aerospace", tags=("space",), space="core",
        ),
        make_provision(
            "/cn/catalogue/2022/national/348", "cn-catalogue-2022",
            valid={"from": date(2023, 1, 1), "to": date(2026, 1, 31)},
            catalogue="2022", area="national", number=348,
        ),
    ]  # fmt: skip
    facts = [
        make_fact("develops_ai", "bool", provisions=(section,)),
        make_fact("stake", "number", unit="percent", side="both"),
        make_fact("completion_date", "date"),
        make_fact(
            "investor_kind", "choice", choices=("fund", "company"), labels={"fund": both("fund", "基金")}
        ),
        make_fact("activity", "set", choices_from="activities", side="both"),
        make_fact("province", "choice", choices_from="places", side="cn"),
        make_fact("listed_national", "bool", asks="activity"),
    ]
    flag = {
        "id": "launch", "side": "us", "level": "warn", "when": {"activity": {"has": ["launch"]}},
        "text": both("Launch."), "provisions": ("/us/cfr/t31/s850.202",),
    }  # fmt: skip
    inference = {
        "fact": "develops_ai",
        "value": False,
        "when": {"stake": {"le": 0}},
        "because": both("No stake."),
    }
    instruments = ("us-rule", "cn-catalogue-2025", "cn-catalogue-2022")
    return Corpus(
        version="test",
        sha256="0" * 64,
        instruments={name: make_instrument(name, name) for name in instruments},
        provisions={p.id: p for p in provisions},
        facts={spec.name: spec for spec in facts},
        terms=(),
        places={"sichuan": Place(slug="sichuan", name=both("Sichuan", "四川"), has_list=True)},
        activities={
            "launch": Activity(
                code="launch", label=both("launch"), phrases_en=("launch",), phrases_zh=("发射",)
            )
        },
        tables={"us-outbound": make_table()},
        flags=(Flag.model_validate(flag),),
        inferences=(Inference.model_validate(inference),),
        children={section: (prong,)},
        cited_by={section: (f"{prong}/2/iv",), "/us/cfr/t31/s850.404": (prong,)},
    )


def make_response(request: AskRequest, answer_id: str = "a1", conversation_id: str = "c1") -> AskResponse:
    lang = "zh" if request.lang == "zh" else "en"
    return AskResponse.model_validate(
        {
            "id": answer_id,
            "question": request.question,
            "lang": lang,
            "as_of": request.as_of or DAY,
            "conversation_id": conversation_id,
            "kind": "screen",
            "verdict": {
                "overall": "conditions",
                "us": {
                    "status": "notifiable",
                    "provisional": "notifiable",
                    "range": ("notifiable", "notifiable"),
                },
                "cn": {
                    "admission": "open",
                    "encouraged": "needs_facts",
                    "security_review": "consult",
                    "provisional": {"admission": "open", "encouraged": "yes"},
                },
                "flags": [{"id": "launch", "level": "warn", "text": "Check <the> licence", "citations": [1]}],
            },
            "answer": "File a notice [1]. Limit < 10 [1].",
            "sentences": [{"text": "File a notice.", "citations": [1], "origin": "rules"}],
            "citations": [
                {
                    "n": 1, "provision_id": "/us/cfr/t31/s850.217/d/2/iv", "instrument": "31 CFR Part 850",
                    "pinpoint": "§ 850.217(d)(2)(iv)", "text": "Robots.", "official_url": "https://www.ecfr.gov/x",
                    "in_force": {"from": "2025-01-02", "to": None},
                    "standing": "secondary", "note": "Not confirmed.",
                }
            ],
            "facts": [{"name": "develops_ai", "value": True, "source": "stated", "label": "AI developer"}],
            "missing": [
                {
                    "fact": "province",
                    "question": "Where?",
                    "would_change": ["cn.encouraged"],
                    "effect": "Decides it.",
                }
            ],
            "validation": {
                "status": "rules_only",
                "checks": [{"name": "tags", "passed": True, "detail": ""}],
            },
            "retrieved": [],
            "model": {"writer": "rules", "name": "rules"},
            "timings_ms": {"total": 12.5},
            "corpus": {"version": "test", "sha256": "0" * 64},
        }
    )  # fmt: skip


class FakeIndex:
    """Finds the same two provisions whatever is asked, and remembers what was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, dict[str, Any]]] = []

    def __len__(self) -> int:
        return 7

    def search(self, query: str, k: int = 10, **filters: Any) -> list[Any]:
        self.calls.append((query, k, filters))
        ids = ["/us/cfr/t31/s850.217/d", "/cn/catalogue/2025/national/348"]
        return [SimpleNamespace(provision_id=pid, rank=n, score=1 / n) for n, pid in enumerate(ids[:k], 1)]


class FakeAssistant:
    """Streams a fixed answer; what it does between the pieces can be scripted."""

    def __init__(self, store: Store | None = None) -> None:
        self.corpus = make_corpus()
        self.index = FakeIndex()
        self.store = store
        self.tokens = ["File a notice [1]. ", "Limit < 10 [1]."]
        self.before_first: Callable[[], object] = lambda: None
        self.before_token: Callable[[], object] = lambda: None
        self.finished = threading.Event()
        self.was_cancelled = False
        self.requests: list[AskRequest] = []

    def stream(self, request: AskRequest, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Event]:
        self.requests.append(request)
        self.before_first()
        count = len(self.requests)
        response = make_response(request, f"a{count}", request.conversation_id or f"c{count}")
        yield facts_event(
            response.id, response.conversation_id, response.lang, response.as_of, response.facts
        )
        yield verdict_event(response.kind, response.verdict, response.missing)
        yield citations_event(response.citations)
        for token in self.tokens:
            self.before_token()
            if cancelled():
                self.was_cancelled = True
                break
            yield token_event(token)
        if self.store is not None:
            self.store.save_answer(response)
            self.store.save_conversation(
                response.conversation_id, {"develops_ai": True}, request.question, "en", response.id
            )
        self.finished.set()
        yield done_event(response)

    def ask(self, request: AskRequest) -> AskResponse:
        return make_response(request)

    def screen(self, request: ScreenRequest) -> dict[str, Any]:
        return {"facts": request.facts, "lang": request.lang, "as_of": str(request.as_of)}


@pytest.fixture
def small_corpus() -> Corpus:
    return make_corpus()


@pytest.fixture
def response() -> AskResponse:
    return make_response(AskRequest(question="May we?"))


@pytest.fixture
def answer_parts(response: AskResponse) -> tuple[list[FactOut], Verdict, list[Missing], list[Citation]]:
    return response.facts, response.verdict, response.missing, response.citations


@pytest.fixture
def app_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)  # no .env file there
    return Settings(
        cache_dir=tmp_path / "cache",
        index_dir=tmp_path / "index",
        database_url=f"sqlite:///{tmp_path}/test.db",
        writer="rules",
        start_wait_seconds=5,
    )


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def app_factory(fake: FakeAssistant) -> Callable[[Settings, Store], FakeAssistant]:
    def factory(settings: Settings, store: Store) -> FakeAssistant:
        fake.store = store
        return fake

    return factory


@pytest.fixture
def client(app_settings: Settings, app_factory: Any) -> Iterator[TestClient]:
    with TestClient(create_app(app_settings, app_factory)) as running:
        yield running


PATIENCE = 10.0  # seconds; no test waits so long unless it fails


@pytest.fixture
def port(app_settings: Settings, app_factory: Any) -> Iterator[int]:
    """Serve the application on a real socket of this machine; the port it listens on."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(app_settings, app_factory), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
    assert not thread.is_alive()
