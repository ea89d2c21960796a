"""Events, the desk that takes questions, and the engine that is waited for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Desk, Run, wait_for_hang_up
from assistant.contract import AskRequest, AskResponse
from assistant.engine import Engine, build_pipeline
from assistant.events import ORDER, citations_event, done_event, facts_event, token_event, verdict_event
from assistant.given import check_conversation, check_facts, permitted_writer
from assistant.metrics import Metrics
from assistant.problems import Busy, IndexNotReady, UnknownConversation, UnknownFact
from assistant.rules.facts import FactError
from assistant.settings import Settings
from assistant.store import Store, open_store
from corpus import Corpus

QUESTION = AskRequest(question="Q")


def unchecked(request: AskRequest) -> None:
    return


def test_events_are_ready_for_json(response: AskResponse) -> None:
    events = [
        facts_event("a1", "c1", "en", response.as_of, response.facts),
        verdict_event(response.kind, response.verdict, response.missing),
        citations_event(response.citations),
        token_event("x"),
        done_event(response),
    ]
    assert tuple(event.name for event in events) == ORDER
    for event in events:
        assert json.loads(json.dumps(event.data)) == event.data
    assert events[0].data["as_of"] == "2026-11-23"
    assert events[2].data["citations"][0]["in_force"]["from"] == "2025-01-02"
    assert events[4].data == response.model_dump(mode="json", by_alias=True)


def in_desk(work: Callable[[Desk], Any], at_once: int = 2, waiting: int = 1) -> tuple[Any, Metrics]:
    metrics = Metrics()

    async def main() -> Any:
        desk = Desk(at_once, waiting, metrics)
        try:
            return await work(desk)
        finally:
            await asyncio.to_thread(desk.close)

    return asyncio.run(main()), metrics


def test_events_come_in_order_and_end(fake: Any) -> None:
    async def work(desk: Desk) -> list[str]:
        return [event.name async for event in desk.take(fake, QUESTION, unchecked).events()]

    names, metrics = in_desk(work)
    assert names == ["facts", "verdict", "citations", "token", "token", "done"]
    assert "conjunction_answers_running 0.0" in metrics.text().decode()


def test_the_whole_answer(fake: Any) -> None:
    async def work(desk: Desk) -> Any:
        return await desk.take(fake, QUESTION, unchecked).answer()

    assert in_desk(work)[0]["id"] == "a1"


def test_what_the_pipeline_raises_is_raised_to_the_reader(fake: Any) -> None:
    def fail() -> None:
        raise KeyError("x")

    fake.before_token = fail

    async def work(desk: Desk) -> list[str]:
        names: list[str] = []

        async def read() -> None:
            async for event in desk.take(fake, QUESTION, unchecked).events():
                names.append(event.name)

        with pytest.raises(KeyError):
            await read()
        return names

    assert in_desk(work)[0] == ["facts", "verdict", "citations"]


def test_the_check_comes_before_the_pipeline(fake: Any) -> None:
    def refuse(request: AskRequest) -> None:
        raise UnknownFact("x", [])

    async def work(desk: Desk) -> None:
        with pytest.raises(UnknownFact):
            await desk.take(fake, QUESTION, refuse).answer()

    in_desk(work)
    assert fake.requests == []


def test_no_more_are_taken_than_there_are_places(fake: Any) -> None:
    gate = threading.Event()
    fake.before_first = lambda: gate.wait(10)

    async def work(desk: Desk) -> list[str]:
        runs = [desk.take(fake, QUESTION, unchecked) for _ in range(3)]
        with pytest.raises(Busy):
            desk.take(fake, QUESTION, unchecked)
        gate.set()
        answers = [(await run.answer())["id"] for run in runs]
        await asyncio.to_thread(desk.close)
        return answers

    assert len(in_desk(work)[0]) == 3


def test_a_place_is_free_again_after_an_answer(fake: Any) -> None:
    async def work(desk: Desk) -> None:
        for _ in range(20):
            run = desk.take(fake, QUESTION, unchecked)
            async for _event in run.events():
                pass
            await asyncio.sleep(0.005)

    in_desk(work, at_once=1, waiting=2)
    assert len(fake.requests) == 20


def test_leaving_cancels_once_and_is_counted_once(fake: Any) -> None:
    fake.tokens = ["x"] * 100_000
    fake.before_token = lambda: threading.Event().wait(0.001)

    async def work(desk: Desk) -> None:
        run = desk.take(fake, QUESTION, unchecked)
        events = run.events()
        await anext(events)
        desk.leave(run)
        desk.leave(run)
        await asyncio.to_thread(fake.finished.wait, 10)

    _, metrics = in_desk(work)
    assert fake.was_cancelled
    assert "conjunction_hang_ups_total 1.0" in metrics.text().decode()


def test_leaving_after_the_end_is_no_hang_up(fake: Any) -> None:
    async def work(desk: Desk) -> None:
        run = desk.take(fake, QUESTION, unchecked)
        await run.answer()
        desk.leave(run)

    assert "conjunction_hang_ups_total 0.0" in in_desk(work)[1].text().decode()


def test_a_failure_after_the_client_left_is_logged(fake: Any, caplog: pytest.LogCaptureFixture) -> None:
    gate = threading.Event()

    def fail() -> None:
        gate.wait(10)
        raise OSError("disk full")

    fake.before_token = fail

    async def work(desk: Desk) -> None:
        run = desk.take(fake, QUESTION, unchecked)
        desk.leave(run)
        gate.set()

    in_desk(work)
    assert "disk full" in caplog.text


def test_a_run_survives_its_loop(fake: Any) -> None:
    async def begin() -> Run:
        return Run(fake, QUESTION)

    run = asyncio.run(begin())
    run.work(unchecked, Metrics())
    assert fake.finished.is_set()


def test_wait_for_hang_up() -> None:
    messages = iter([{"type": "http.request"}, {"type": "http.request"}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    asyncio.run(wait_for_hang_up(receive))
    assert next(messages, None) is None


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = open_store(f"sqlite:///{tmp_path}/x.db")
    yield opened
    opened.close()


def test_the_engine_is_waited_for(app_settings: Settings, fake: Any, store: Store) -> None:
    gate = threading.Event()

    def slowly(settings: Settings, kept: Store) -> Any:
        assert gate.wait(10)
        return fake

    async def main() -> Any:
        engine = Engine(app_settings, slowly)
        engine.start(store)
        waiting = [asyncio.create_task(engine.ready()) for _ in range(3)]
        await asyncio.sleep(0.01)
        assert engine.status.state == "loading"
        assert engine.assistant is None
        gate.set()
        got = await asyncio.gather(*waiting)
        await engine.stop()
        return got, engine.status.state

    got, state = asyncio.run(main())
    assert got == [fake] * 3
    assert state == "ready"
    assert fake.index.calls  # the embedder was warmed


def test_the_wait_has_an_end(app_settings: Settings, fake: Any, store: Store) -> None:
    gate = threading.Event()

    def slowly(settings: Settings, kept: Store) -> Any:
        assert gate.wait(10)
        return fake

    async def main() -> None:
        engine = Engine(app_settings.model_copy(update={"start_wait_seconds": 0.01}), slowly)
        engine.start(store)
        with pytest.raises(IndexNotReady, match="still being loaded"):
            await engine.ready()
        gate.set()
        await engine.stop()
        assert await engine.ready() is fake

    asyncio.run(main())


def test_a_failure_without_words_is_still_named(app_settings: Settings, store: Store) -> None:
    def fail(settings: Settings, kept: Store) -> Any:
        raise RuntimeError

    async def main() -> None:
        engine = Engine(app_settings, fail)
        engine.start(store)
        with pytest.raises(IndexNotReady, match="RuntimeError"):
            await engine.ready()

    asyncio.run(main())


def test_an_engine_not_started_is_not_ready(app_settings: Settings) -> None:
    with pytest.raises(IndexNotReady):
        asyncio.run(Engine(app_settings, build_pipeline).ready())


def test_the_pipeline_is_built_by_its_own_module(
    app_settings: Settings, fake: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = pytest.importorskip("assistant.pipeline")
    monkeypatch.setattr(module, "build", lambda settings, kept: (fake, settings, kept))
    built: Any = build_pipeline(app_settings, store)
    assert built == (fake, app_settings, store)


def test_given_facts(small_corpus: Corpus) -> None:
    check_facts(small_corpus, None)
    check_facts(small_corpus, {"stake": 30, "develops_ai": None})
    with pytest.raises(UnknownFact):
        check_facts(small_corpus, {"stak": 30})
    with pytest.raises(FactError):
        check_facts(small_corpus, {"stake": "much"})


def test_given_conversation(store: Store) -> None:
    check_conversation(store, None)
    store.save_conversation("c1", {})
    check_conversation(store, "c1")
    with pytest.raises(UnknownConversation):
        check_conversation(store, "c2")


@pytest.mark.parametrize(
    ("asked", "setting", "writer"),
    [
        ("auto", "auto", "auto"),
        ("auto", "local", "local"),
        ("auto", "rules", "rules"),
        ("local", "auto", "local"),
        ("rules", "local", "rules"),
        ("ollama", "rules", "rules"),
    ],
)
def test_who_may_write(asked: Any, setting: Any, writer: str) -> None:
    assert permitted_writer(asked, setting) == writer
