"""Receipts and conversations, in real database files."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.contract import AskResponse
from assistant.problems import StoreUnavailable
from assistant.store import MAX_ID, SCHEMA_VERSION, Conversation, Store, StoreError, open_store, to_json


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/deep/er/test.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


def test_an_answer_comes_back_word_for_word(store: Store, response: AskResponse) -> None:
    store.save_answer(response)
    expected = response.model_dump(mode="json", by_alias=True)
    assert store.answer("a1") == expected
    assert store.answer_text("a1") == to_json(expected)
    assert AskResponse.model_validate(store.answer("a1")) == response


def test_an_answer_may_come_as_data(store: Store, response: AskResponse) -> None:
    store.save_answer(response.model_dump(mode="json", by_alias=True))
    assert store.answer("a1") == response.model_dump(mode="json", by_alias=True)


def test_any_text_survives(store: Store, response: AskResponse) -> None:
    odd = "卫星 \U0001f680 \x00 \u2028 ' \" \\ ; DROP TABLE receipts; --"
    store.save_answer(response.model_copy(update={"question": odd}))
    assert (store.answer("a1") or {})["question"] == odd


def test_saving_again_replaces(store: Store, response: AskResponse) -> None:
    store.save_answer(response)
    store.save_answer(response.model_copy(update={"answer": "Other."}))
    assert (store.answer("a1") or {})["answer"] == "Other."


@pytest.mark.parametrize("answer_id", ["", "nobody", "x" * (MAX_ID + 1), "a\0b", "' OR 1=1 --", "%"])
def test_ids_that_are_not_there(store: Store, response: AskResponse, answer_id: str) -> None:
    store.save_answer(response)
    assert store.answer(answer_id) is None
    assert store.conversation(answer_id) is None


def test_a_conversation(store: Store) -> None:
    assert store.conversation("c1") is None
    store.save_conversation("c1", {"stake": 30, "activity": ["launch"]}, "First?", "en", "a1")
    store.save_conversation("c1", {"stake": 30, "us_person": True}, "第二？", "zh", "a2")
    assert store.conversation("c1") == Conversation(
        id="c1", facts={"stake": 30, "us_person": True}, question="第二？", lang="zh", turns=("a1", "a2")
    )


def test_conversations_are_apart(store: Store) -> None:
    store.save_conversation("c1", {"stake": 1}, "One", "en", "a1")
    store.save_conversation("c2", {"stake": 2}, "Two", "en", "a2")
    first = store.conversation("c1")
    assert first is not None
    assert first.facts == {"stake": 1}
    assert first.turns == ("a1",)


def test_a_conversation_without_an_answer(store: Store) -> None:
    store.save_conversation("c1", {})
    assert store.conversation("c1") == Conversation(id="c1")


def test_values_of_facts_become_what_json_can_carry(store: Store) -> None:
    facts: dict[str, Any] = {
        "completion_date": date(2026, 12, 15),
        "activity": frozenset({"b", "a"}),
        "stake": 30.5,
        "gone": None,
    }
    store.save_conversation("c1", facts)
    kept = store.conversation("c1")
    assert kept is not None
    assert kept.facts == {
        "completion_date": "2026-12-15",
        "activity": ["a", "b"],
        "stake": 30.5,
        "gone": None,
    }
    with pytest.raises(TypeError, match="object cannot be kept"):
        store.save_conversation("c1", {"x": object()})


def test_everything_is_there_after_a_restart(url: str, response: AskResponse) -> None:
    first = open_store(url)
    first.save_answer(response)
    first.save_conversation("c1", {"stake": 30}, "Q", "en", "a1")
    first.close()
    second = open_store(url)
    assert second.answer("a1") is not None
    assert second.conversation("c1") is not None
    second.close()


def test_wal_mode_and_version(store: Store, url: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT version FROM schema_version").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


def test_many_threads_write_and_read_at_once(store: Store, response: AskResponse) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                answer = response.model_copy(update={"id": f"a{number}-{turn}"})
                store.save_answer(answer)
                assert store.answer(answer.id) is not None
                store.save_conversation("shared", {"stake": number}, "Q", "en", answer.id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    shared = store.conversation("shared")
    assert shared is not None
    assert len(shared.turns) == len(set(shared.turns)) == 80


def test_opened_many_times_at_once(url: str) -> None:
    opened: list[Store] = []
    threads = [threading.Thread(target=lambda: opened.append(open_store(url))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(opened) == 6
    for one in opened:
        one.close()


@pytest.mark.parametrize("bad", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(bad: str) -> None:
    with pytest.raises(StoreError, match="in memory is lost"):
        open_store(bad)


@pytest.mark.parametrize("bad", ["", "nonsense", "nosuchdb://x/y", "http://example.com"])
def test_an_address_that_is_none(bad: str) -> None:
    with pytest.raises(StoreError, match="CONJUNCTION_DATABASE_URL"):
        open_store(bad)


def test_a_driver_that_is_missing_is_said_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://user:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)
    assert "CONJUNCTION_DATABASE_URL" in str(caught.value)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/file/test.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/test.db")


def test_a_database_of_another_version(url: str) -> None:
    open_store(url).close()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("UPDATE schema_version SET version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="version 99"):
        open_store(url)


def test_trouble_at_work_is_a_problem_with_a_remedy(
    store: Store, url: str, response: AskResponse, caplog: pytest.LogCaptureFixture
) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("DROP TABLE receipts")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnavailable, match="Try again"):
        store.save_answer(response)
    with pytest.raises(StoreUnavailable):
        store.answer("a1")
    assert "no such table" in caplog.text
    assert response.question not in caplog.text


def test_to_json_is_compact_and_strict() -> None:
    assert to_json({"a": "卫星", "b": [1.0, None]}) == '{"a":"卫星","b":[1.0,null]}'
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json(float("nan"))
    assert json.loads(to_json({"day": date(2026, 1, 2)})) == {"day": "2026-01-02"}
