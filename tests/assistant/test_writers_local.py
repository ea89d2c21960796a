"""The local writer: its manners with a made-up engine, and llama.cpp itself where small weights are there."""

import gc
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import user_cache
from assistant.weights_manifest import ready_file
from assistant.writers import BusyError, PromptTooLongError, WriterError, WritingTask, local
from assistant.writers.local import LocalWriter

SCHEMA = json.loads(Path(__file__).with_name("answer_schema.json").read_text(encoding="utf-8"))
TASK = WritingTask("Answer in JSON.", "[P1] Notice is due. May we invest?", SCHEMA, max_tokens=160)
Callback = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Options:
    """Settings a writer reads."""

    model_path: Path | None = None
    cache_dir: Path = Path("unused")
    model: str = "smollm2-135m"
    ollama_host: str | None = None
    ollama_model: str | None = None
    threads: int | None = 1
    context: int = 2048


class Engine:
    """Says `words`, each after `pause` seconds, and remembers what it was asked."""

    def __init__(self, words: tuple[str, ...] = ("a", "b", "c"), pause: float = 0.0) -> None:
        self.words = words
        self.pause = pause
        self.requests: list[dict[str, Any]] = []
        self.said: list[str] = []
        self.error: dict[str, Any] | None = None
        self.at_once = 0
        self.most_at_once = 0

    def handle_chat_completions(self, request: dict[str, Any], callback: Callback) -> None:
        self.requests.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self._answer(callback)
        finally:
            self.at_once -= 1

    def _answer(self, callback: Callback) -> None:
        if self.error:
            callback({"error": self.error})
            return
        progress = {"choices": [{"delta": {"role": "assistant", "content": None}}], "prompt_progress": {}}
        if callback(progress):
            return
        for word in self.words:
            time.sleep(self.pause)
            self.said.append(word)
            if callback({"choices": [{"delta": {"content": word}}]}):
                return
        callback({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        callback({"choices": [], "usage": {}})


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own-model.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(local, "start_engine", lambda *_: made)
    return made


def never() -> bool:
    return False


# --- are there weights -------------------------------------------------------------------------


def test_no_weights_names_the_command(tmp_path: Path) -> None:
    writer = LocalWriter(Options(cache_dir=tmp_path))
    assert not writer.available()
    assert writer.problem == "smollm2-135m: not downloaded. Run `make model`."
    with pytest.raises(WriterError, match="make model"):
        list(writer.write(TASK, never))


def test_weights_on_their_way_are_not_the_users_fault(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "smollm2-135m"
    folder.mkdir(parents=True)
    state = {
        "state": "downloading",
        "model": "smollm2-135m",
        "done_bytes": 1,
        "total_bytes": 4,
        "updated": time.time(),
    }
    (folder / "progress.json").write_text(json.dumps(state))
    writer = LocalWriter(Options(cache_dir=tmp_path))
    assert not writer.available()
    assert "25%" in writer.problem
    assert "make model" not in writer.problem


def test_unknown_model(tmp_path: Path) -> None:
    writer = LocalWriter(Options(cache_dir=tmp_path, model="gpt-17"))
    assert not writer.available()
    assert "There is no model called 'gpt-17'" in writer.problem


def test_a_file_of_ones_own(own: Path, engine: Engine) -> None:
    writer = LocalWriter(Options(own))
    assert writer.available()
    assert (writer.name, writer.model, writer.problem) == ("local", "own-model", "")
    assert "".join(writer.write(TASK, never)) == "abc"


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.gguf"
    if content is not None:
        path.write_bytes(content)
    writer = LocalWriter(Options(path))
    assert not writer.available()
    assert "CONJUNCTION_MODEL_PATH" in writer.problem


def test_a_file_llama_cpp_refuses_is_not_tried_again_until_it_changes(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[Path] = []

    def refuse(path: Path, *_: object) -> Engine:
        attempts.append(path)
        raise RuntimeError("bad magic")

    monkeypatch.setattr(local, "start_engine", refuse)
    writer = LocalWriter(Options(own))
    for _ in range(2):
        with pytest.raises(WriterError, match=r"cannot load .*bad magic"):
            list(writer.write(TASK, never))
    assert len(attempts) == 1
    assert not writer.available()
    own.write_bytes(b"GGUF, repaired")
    monkeypatch.setattr(local, "start_engine", lambda *_: Engine())
    assert writer.available()
    assert "".join(writer.write(TASK, never)) == "abc"


# --- what is asked -----------------------------------------------------------------------------


def test_request(own: Path, engine: Engine) -> None:
    list(LocalWriter(Options(own)).write(replace(TASK, seed=3), never))
    request = engine.requests[0]
    assert request["messages"] == TASK.messages()
    assert (request["temperature"], request["seed"], request["max_tokens"]) == (0.0, 3, 160)
    assert request["cache_prompt"] is True
    assert '"whitespace_flexible":false' in request["grammar"]
    assert "x-guidance" not in SCHEMA


def test_the_engine_starts_once_and_late(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(local, "start_engine", lambda *args: started.append(args) or Engine())
    writer = LocalWriter(Options(own, threads=3, context=1024))
    writer.available()
    assert started == []
    for _ in range(2):
        list(writer.write(TASK, never))
    assert started == [(own, 1024, 3)]
    writer.close()
    list(writer.write(TASK, never))
    assert len(started) == 2


def test_warm_starts_and_reads_the_prompt(own: Path, engine: Engine) -> None:
    writer = LocalWriter(Options(own))
    assert writer.warm()
    assert engine.requests == []
    assert writer.warm(TASK)
    assert engine.requests[0]["max_tokens"] == 1


def test_warm_without_weights_says_no_and_raises_nothing(tmp_path: Path) -> None:
    assert LocalWriter(Options(cache_dir=tmp_path)).warm() is False


@pytest.mark.parametrize(("wanted", "got"), [(1, 1), (64, 64)])
def test_threads_as_set(wanted: int, got: int) -> None:
    assert local._threads(wanted) == got


def test_threads_by_default() -> None:
    assert 1 <= local._threads(None) <= local.MAX_THREADS


# --- one at a time -----------------------------------------------------------------------------


def test_answers_are_written_one_after_the_other(own: Path, engine: Engine) -> None:
    engine.pause = 0.02
    writer = LocalWriter(Options(own))
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append("".join(writer.write(TASK, never)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert texts == ["abc"] * 4
    assert engine.most_at_once == 1


def test_waiting_has_an_end(own: Path, engine: Engine) -> None:
    engine.words, engine.pause = ("x",) * 1000, 0.02
    writer = LocalWriter(Options(own), wait_seconds=0.2)
    first = writer.write(TASK, never)
    assert next(first) == "x"
    with pytest.raises(BusyError, match="busy"):
        list(writer.write(TASK, never))
    first.close()  # type: ignore[attr-defined]


def test_who_gives_up_waiting_is_let_go_at_once(own: Path, engine: Engine) -> None:
    engine.words, engine.pause = ("x",) * 1000, 0.02
    writer = LocalWriter(Options(own), wait_seconds=60)
    first = writer.write(TASK, never)
    next(first)
    begun = time.monotonic()
    assert list(writer.write(TASK, lambda: time.monotonic() - begun > 0.2)) == []
    assert time.monotonic() - begun < 10
    first.close()  # type: ignore[attr-defined]


# --- stopping ----------------------------------------------------------------------------------


def _until_idle(engine: Engine) -> None:
    end = time.monotonic() + 10
    while engine.at_once and time.monotonic() < end:
        time.sleep(0.01)
    assert not engine.at_once


def test_cancelling_stops_the_engine(own: Path, engine: Engine) -> None:
    engine.words, engine.pause = ("x",) * 1000, 0.01
    got: list[str] = []
    for text in LocalWriter(Options(own)).write(TASK, lambda: len(got) >= 3):
        got.append(text)
    assert len(got) == 3
    _until_idle(engine)
    assert len(engine.said) < 100


@pytest.mark.parametrize("leave", ["close", "forget"])
def test_a_reader_who_goes_away_stops_the_engine(own: Path, engine: Engine, leave: str) -> None:
    engine.words, engine.pause = ("x",) * 1000, 0.01
    words = LocalWriter(Options(own)).write(TASK, never)
    next(words)
    if leave == "close":
        words.close()  # type: ignore[attr-defined]
    del words
    gc.collect()
    _until_idle(engine)
    assert len(engine.said) < 200


def test_cancelled_before_it_began(own: Path, engine: Engine) -> None:
    assert list(LocalWriter(Options(own)).write(TASK, lambda: True)) == []


def test_closing_ends_what_is_being_written(own: Path, engine: Engine) -> None:
    engine.words, engine.pause = ("x",) * 1000, 0.01
    writer = LocalWriter(Options(own))
    words = writer.write(TASK, never)
    next(words)
    writer.close()
    assert not engine.at_once
    assert len(list(words)) < 100


# --- what the engine may refuse ----------------------------------------------------------------


def test_a_prompt_that_is_too_long(own: Path, engine: Engine) -> None:
    engine.error = {
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5177,
        "n_ctx": 4096,
        "message": "…",
    }
    with pytest.raises(PromptTooLongError, match=r"5177 tokens.*4096.*CONJUNCTION_CONTEXT") as raised:
        list(LocalWriter(Options(own)).write(TASK, never))
    assert (raised.value.tokens, raised.value.context) == (5177, 4096)


@pytest.mark.parametrize("error", [{"message": "no", "code": 500}, "no"])
def test_other_refusals(own: Path, engine: Engine, error: Any) -> None:
    engine.error = error
    with pytest.raises(WriterError, match="refused the task: no"):
        list(LocalWriter(Options(own)).write(TASK, never))


def test_surprises_become_writer_errors_and_free_the_engine(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Engine()
    monkeypatch.setattr(broken, "_answer", lambda _: 1 / 0)
    monkeypatch.setattr(local, "start_engine", lambda *_: broken)
    writer = LocalWriter(Options(own), wait_seconds=0.5)
    for _ in range(2):
        with pytest.raises(WriterError, match="division by zero"):
            list(writer.write(TASK, never))


# --- llama.cpp itself --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> Iterator[LocalWriter]:
    if ready_file("smollm2-135m", user_cache()) is None:
        pytest.skip("needs weights: python -m assistant.weights fetch --model smollm2-135m")
    writer = LocalWriter(Options(cache_dir=user_cache(), context=1024))
    yield writer
    writer.close()


def test_real_answer_follows_the_schema_and_has_no_idle_blanks(real: LocalWriter) -> None:
    text = "".join(real.write(TASK, never))
    answer = json.loads(text)
    assert list(answer) == ["verdict", "sentences"]
    assert answer["verdict"]["us"] in ("prohibited", "notifiable")
    assert all(set(sentence["tags"]) <= {"P1", "P2"} for sentence in answer["sentences"])
    assert "\n" not in text
    assert text.startswith('{"verdict": {"us": "')


def test_real_answer_is_the_same_again(real: LocalWriter) -> None:
    assert list(real.write(TASK, never)) == list(real.write(TASK, never))


def test_real_engine_is_free_after_a_cancellation(real: LocalWriter) -> None:
    got: list[str] = []
    for text in real.write(TASK, lambda: len(got) >= 2):
        got.append(text)
    assert json.loads("".join(real.write(TASK, never)))


def test_real_engine_can_be_cancelled_while_it_reads_the_prompt(real: LocalWriter) -> None:
    long = replace(TASK, user="Notice is due within thirty days. " * 100)
    asked = iter([False, True])
    assert list(real.write(long, lambda: next(asked))) == []
    assert json.loads("".join(real.write(TASK, never)))


def test_real_prompt_that_is_too_long(real: LocalWriter) -> None:
    with pytest.raises(PromptTooLongError) as raised:
        list(real.write(replace(TASK, user="Notice is due. " * 1000), never))
    assert raised.value.tokens > raised.value.context == 1024
    assert json.loads("".join(real.write(TASK, never)))


def test_real_engine_refuses_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + b"\x00" * 100)
    with pytest.raises(WriterError, match="cannot load"):
        list(LocalWriter(Options(path)).write(TASK, never))


def test_real_output_that_is_cut_short_ends_without_an_error(real: LocalWriter) -> None:
    assert "".join(real.write(replace(TASK, max_tokens=8), never)).startswith("{")


def test_real_program_may_end_in_the_middle_of_an_answer(real: LocalWriter) -> None:
    program = (
        "from assistant.settings import Settings; from assistant.writers import Writers, WritingTask\n"
        "schema = {'type': 'object', 'properties': {'t': {'type': 'string'}}, 'required': ['t']}\n"
        "writer = Writers(Settings(model='smollm2-135m')).local\n"
        "words = writer.write(WritingTask('Answer.', 'Count to a hundred.', schema), lambda: False)\n"
        "print(next(words))\n"
    )
    root = Path(local.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
