"""The Ollama writer against a server that speaks its protocol."""

import importlib.util
import itertools
import json
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.jsonstream import AnswerStream, Piece, StatedSentence
from assistant.settings import user_cache
from assistant.weights_manifest import ready_file
from assistant.writers import WriterError, WritingTask
from assistant.writers.local import LocalWriter
from assistant.writers.ollama import OllamaWriter, address


def _load(name: str) -> ModuleType:
    """Import a helper that lies beside this file."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fake_ollama = _load("fake_ollama")

SCHEMA = json.loads(Path(__file__).with_name("answer_schema.json").read_text(encoding="utf-8"))
TASK = WritingTask("Answer in JSON.", "[P1] Notice is due. May we invest?", SCHEMA, max_tokens=160, seed=7)


@dataclass(frozen=True)
class Options:
    """Settings a writer reads."""

    ollama_host: str | None = None
    ollama_model: str | None = None
    cache_dir: Path = Path("unused")
    model: str = "smollm2-135m"
    model_path: Path | None = None
    threads: int | None = None
    context: int = 2048


def never() -> bool:
    return False


@pytest.fixture
def fake() -> Iterator[object]:
    with fake_ollama.FakeOllama() as server:
        yield server


def test_writes_what_the_server_streams(fake: Any) -> None:
    writer = OllamaWriter(Options(fake.host))
    assert writer.available()
    assert (writer.name, writer.model, writer.problem) == ("ollama", "small:latest", "")
    assert tuple(writer.write(TASK, never)) == fake_ollama.REPLY


def test_asks_for_the_schema_and_nothing_random(fake: Any) -> None:
    list(OllamaWriter(Options(fake.host)).write(TASK, never))
    request = fake.requests[0]
    assert request["format"] == SCHEMA
    assert request["messages"] == TASK.messages()
    assert request["options"] == {"temperature": 0.0, "seed": 7, "num_predict": 160, "num_ctx": 2048}
    assert request["stream"] is True
    assert request["think"] is False


# --- is it there -------------------------------------------------------------------------------


def test_no_server() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        writer = OllamaWriter(Options(f"127.0.0.1:{unused.getsockname()[1]}"))
        assert not writer.available()
    assert "ollama serve" in writer.problem


def test_a_server_that_never_answers_costs_little() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        writer = OllamaWriter(Options(f"127.0.0.1:{silent.getsockname()[1]}"), probe_seconds=0.1)
        begun = time.monotonic()
        assert not any(writer.available() for _ in range(50))
        assert time.monotonic() - begun < 4.9  # 50 probes would take longer: it is asked once


@pytest.mark.parametrize("version", [{"name": "another service"}, ["0.13"], "hello"])
def test_something_else_on_that_port(fake: Any, version: object) -> None:
    fake.version = version
    writer = OllamaWriter(Options(fake.host))
    assert not writer.available()
    assert "is not Ollama" in writer.problem


def test_a_server_without_models(fake: Any) -> None:
    fake.models = ({"name": "embed", "model": "embed", "details": {"family": "nomic-bert"}},)
    writer = OllamaWriter(Options(fake.host))
    assert not writer.available()
    assert writer.problem == "Ollama has no model. Run `ollama pull qwen2.5:7b`."
    with pytest.raises(WriterError, match="ollama pull"):
        list(writer.write(TASK, never))


@pytest.mark.parametrize(
    ("wanted", "picked"),
    [
        (None, "first:7b"),
        ("second", "second:latest"),
        ("second:latest", "second:latest"),
        ("first:7b", "first:7b"),
    ],
)
def test_which_model(fake: Any, wanted: str | None, picked: str) -> None:
    names = ("first:7b", "second:latest")
    embedder = {"name": "e", "model": "e", "details": {"family": "bert"}}
    fake.models = (embedder, *({"name": name, "model": name} for name in names))
    writer = OllamaWriter(Options(fake.host, wanted))
    assert writer.available()
    assert writer.model == picked


def test_a_model_that_is_not_installed(fake: Any) -> None:
    writer = OllamaWriter(Options(fake.host, "huge:400b"))
    assert not writer.available()
    assert writer.problem == "Ollama has no model huge:400b. Run `ollama pull huge:400b`."


def test_the_server_is_not_asked_before_every_answer(fake: Any) -> None:
    writer = OllamaWriter(Options(fake.host))
    assert all(writer.available() for _ in range(20))
    assert fake.paths == ["/api/version", "/api/tags"]


def test_a_proxy_does_not_get_between_us_and_this_machine(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert "".join(OllamaWriter(Options(fake.host)).write(TASK, never)) == "".join(fake_ollama.REPLY)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (None, "http://127.0.0.1:11434"),
        ("localhost", "http://localhost:11434"),
        (":9999", "http://127.0.0.1:9999"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:11434/", "http://[::1]:11434"),
        ("https://models.example", "https://models.example:443"),
        ("http://models.example/ollama", "http://models.example:80/ollama"),
    ],
)
def test_addresses(setting: str | None, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    assert address(setting) == expected


def test_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "10.1.2.3:7")
    assert address(None) == "http://10.1.2.3:7"


@pytest.mark.parametrize("setting", ["http://host:port", "http://[::1", "localhost:99999"])
def test_an_address_that_is_none(setting: str) -> None:
    writer = OllamaWriter(Options(setting))
    assert not writer.available()
    assert "CONJUNCTION_OLLAMA_HOST" in writer.problem


# --- what can go wrong on the way --------------------------------------------------------------


def test_an_error_before_the_first_word(fake: Any) -> None:
    fake.chat_status = 404
    with pytest.raises(WriterError, match="'small:latest' not found"):
        list(OllamaWriter(Options(fake.host)).write(TASK, never))


@pytest.mark.parametrize("how", ["break_after", "error_after"])
def test_what_came_before_a_break_is_kept(fake: Any, how: str) -> None:
    setattr(fake, how, 3)
    stream = AnswerStream()
    pieces: list[Piece] = []
    written = map(stream.feed, OllamaWriter(Options(fake.host)).write(TASK, never))
    with pytest.raises(WriterError, match="Ollama broke off"):
        pieces.extend(itertools.chain.from_iterable(written))
    assert pieces[-1] == StatedSentence("Tell the Treasury.", ("P1",))


def test_cancelling_hangs_up(fake: Any) -> None:
    def endless(_request: object) -> Iterator[str]:
        for _ in range(2000):
            time.sleep(0.005)
            yield "x" * 1000

    fake.backend = endless
    got: list[str] = []
    for text in OllamaWriter(Options(fake.host)).write(TASK, lambda: len(got) >= 3):
        got.append(text)
    assert len(got) == 3
    assert fake.hung_up.wait(10)


def test_cancelling_during_the_silence_before_the_first_word(fake: Any) -> None:
    def slow(_request: object) -> Iterator[str]:
        time.sleep(1.0)
        yield "late"

    fake.backend = slow
    asked = itertools.count()
    begun = time.monotonic()
    assert list(OllamaWriter(Options(fake.host)).write(TASK, lambda: next(asked) > 1)) == []
    assert time.monotonic() - begun < 0.9


# --- with a real model behind it ---------------------------------------------------------------


def test_with_llama_cpp_behind_the_protocol() -> None:
    if ready_file("smollm2-135m", user_cache()) is None:
        pytest.skip("needs weights: python -m assistant.weights fetch --model smollm2-135m")
    engine = LocalWriter(Options(cache_dir=user_cache(), threads=1))
    with fake_ollama.FakeOllama(fake_ollama.engine(engine)) as server:
        text = "".join(OllamaWriter(Options(server.host)).write(TASK, never))
    engine.close()
    answer = json.loads(text)
    assert answer["verdict"]["us"] in ("prohibited", "notifiable")
    assert all(set(sentence["tags"]) <= {"P1", "P2"} for sentence in answer["sentences"])
