"""The local writer: llama.cpp in this process, with weights from the cache or a GGUF of the user's own."""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

from assistant.weights_manifest import ready_file, status
from assistant.weights_progress import Snapshot, sentence
from assistant.writers.base import (
    BusyError,
    Cancelled,
    PromptTooLongError,
    WriterError,
    WriterSettings,
    WritingTask,
)
from assistant.writers.pump import Emit, Stopped, pump

log = logging.getLogger(__name__)

WAIT_SECONDS = 30.0  # how long a task waits for the one before it
LOOK_SECONDS = 0.1
MAX_THREADS = 8  # more gain nothing on a small model, and slow down everything else
BATCH = 256  # prompt tokens between two chances to cancel
PROMPT_CACHE_MIB = 256  # memory for prompts seen before; llama.cpp's own default is 8 GiB
GGUF_MAGIC = b"GGUF"

# llama.cpp's threads meet at a barrier for every layer and, by default, spin there for long. When
# something else wants a core, that turns 40 tokens a second into 2; with a short spin nothing is
# lost on an idle machine. OpenMP reads this once, when its library is loaded: hence here.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")


class Engine(Protocol):
    """The part of `xllamacpp.Server` that is used."""

    def handle_chat_completions(
        self, request: dict[str, Any], callback: Callable[[dict[str, Any]], bool]
    ) -> None:
        """Answer `request`, calling back with each chunk; a true return value ends the answer."""


class LocalWriter:
    """Writes with llama.cpp, one answer at a time; the engine starts when first needed."""

    name: Literal["local"] = "local"

    def __init__(self, settings: WriterSettings, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._settings = settings
        self._wait_seconds = wait_seconds
        self._turn = threading.Lock()  # whoever holds it may start, use or close the engine
        self._closing = threading.Event()  # ends whatever is being written
        self._engine: Engine | None = None
        self._problem = ""
        self._refused: tuple[Path, int] | None = None  # a file the engine could not load, and its time

    @property
    def model(self) -> str:
        """The key of the weights, or the name of the user's own file."""
        own = self._settings.model_path
        return own.stem if own else self._settings.model

    @property
    def problem(self) -> str:
        """Why the writer was last not available, with a remedy; empty if it was."""
        return self._problem

    def available(self) -> bool:
        """Tell whether weights are there, as far as can be told without loading them."""
        path = self._weights()
        if path is None:
            return False
        if self._refused is not None and self._refused == _version(path):
            return False  # the problem stands as it was
        self._problem = ""
        return True

    def _weights(self) -> Path | None:
        own, settings = self._settings.model_path, self._settings
        if own is not None:
            if _is_gguf(own):
                return own
            self._problem = (
                f"{own} is not a GGUF file that can be read. Correct or unset CONJUNCTION_MODEL_PATH."
            )
            return None
        path = ready_file(settings.model, settings.cache_dir)
        if path is None:
            self._problem = _missing(status(settings.model, settings.cache_dir))
        return path

    def warm(self, prompt: WritingTask | None = None) -> bool:
        """Start the engine, and let it read `prompt` so that its beginning is known later.

        Returns whether it worked, for a server's start; never raises.
        """
        try:
            with self._having_turn(lambda: False):
                engine = self._started()
                if prompt is not None:
                    engine.handle_chat_completions({**_request(prompt), "max_tokens": 1}, lambda _: False)
        except Exception as error:
            log.warning("The local writer could not be started: %s", error)
            return False
        return True

    def write(self, prompt: WritingTask, cancelled: Cancelled) -> Iterator[str]:
        """Yield the JSON text as it is written; raises `WriterError`."""

        def produce(emit: Emit, stopped: Stopped) -> None:
            def ended() -> bool:
                return stopped() or self._closing.is_set()

            with self._having_turn(ended):
                if not ended():
                    _run(self._started(), _request(prompt), emit, ended)

        return pump(produce, cancelled)

    def close(self) -> None:
        """End what is being written and give back the engine's memory; the next task starts it again."""
        self._closing.set()
        try:
            with self._turn:
                self._engine = None
        finally:
            self._closing.clear()

    @contextmanager
    def _having_turn(self, stopped: Stopped) -> Iterator[None]:
        end = time.monotonic() + self._wait_seconds
        while not self._turn.acquire(timeout=LOOK_SECONDS):
            if stopped() or time.monotonic() > end:
                raise BusyError("The model is busy with another answer. Ask again in a moment.")
        try:
            yield
        finally:
            self._turn.release()

    def _started(self) -> Engine:
        """Return the engine, starting it first if need be; the caller has the turn."""
        if self._engine is None:
            path = self._weights() if self.available() else None
            if path is None:
                raise WriterError(self._problem)
            try:
                self._engine = start_engine(path, self._settings.context, self._settings.threads)
                # An engine still at work when Python ends would take the process down with it.
                atexit.register(self.close)
            except Exception as error:
                self._refused = _version(path)
                self._problem = f"llama.cpp cannot load {path}: {error} {_remedy(self._settings)}"
                raise WriterError(self._problem) from error
        return self._engine


def _remedy(settings: WriterSettings) -> str:
    if settings.model_path is not None:
        return "Correct or unset CONJUNCTION_MODEL_PATH."
    return "Run `python -m assistant.weights verify`, then `make model`; or lower CONJUNCTION_CONTEXT."


def _missing(snapshot: Snapshot) -> str:
    """Say why there are no weights, with the remedy unless time is one."""
    text = sentence(snapshot)
    return f"{text}. Run `make model`." if snapshot.state in ("absent", "interrupted") else text


def _version(path: Path) -> tuple[Path, int]:
    """Tell one version of a file from the next."""
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, 0


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(GGUF_MAGIC)) == GGUF_MAGIC
    except OSError:
        return False


def _threads(wanted: int | None) -> int:
    """Return how many threads compute: one for each core this process may use, within reason."""
    if wanted is not None:
        return wanted
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(mine or 1, MAX_THREADS))


def start_engine(path: Path, context: int, threads: int | None) -> Engine:
    """Load a GGUF file into llama.cpp; raises whatever the engine raises if it cannot."""
    import xllamacpp  # noqa: PLC0415  30 MB of library that most commands never need

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads(threads)
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.fit_params = False  # trying out what fits takes longer than loading a small model
    params.verbosity = 0
    # The engine also listens on a port of this machine, which we have no use for: nobody knows the key.
    params.api_keys = [secrets.token_urlsafe(32)]
    params.cors_origins = ""
    params.ui = params.endpoint_slots = False
    engine: Engine = xllamacpp.Server(params)
    return engine


def _request(prompt: WritingTask) -> dict[str, Any]:
    return {
        "messages": prompt.messages(),
        "grammar": _grammar(prompt),
        "max_tokens": prompt.max_tokens,
        "temperature": prompt.temperature,
        "seed": prompt.seed,
        "cache_prompt": True,
        "stream": True,
        "return_progress": True,  # calls back while the prompt is read, so that it can be cancelled there
    }


def _grammar(prompt: WritingTask) -> str:
    """Return the schema as a grammar without free white space.

    As `response_format` the engine would let the model indent its JSON, and a fifth of the tokens
    would be blanks.
    """
    import xllamacpp  # noqa: PLC0415

    style = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
    return str(xllamacpp.json_schema_to_grammar({**prompt.schema, "x-guidance": style}))


def _run(engine: Engine, request: dict[str, Any], emit: Emit, stopped: Stopped) -> None:
    errors: list[dict[str, Any]] = []

    def on_chunk(chunk: dict[str, Any]) -> bool:
        # An exception in here would be swallowed by the engine: nothing below may raise.
        if "error" in chunk:
            errors.append(chunk)
            return True
        for choice in chunk.get("choices") or ():
            if text := choice.get("delta", {}).get("content"):
                emit(text)
        return stopped()

    engine.handle_chat_completions(request, on_chunk)
    if errors:
        raise _failure(errors[0]["error"])


def _failure(error: Any) -> WriterError:
    if isinstance(error, dict) and error.get("type") == "exceed_context_size_error":
        return PromptTooLongError(int(error.get("n_prompt_tokens", 0)), int(error.get("n_ctx", 0)))
    message = error.get("message", error) if isinstance(error, dict) else error
    return WriterError(f"llama.cpp refused the task: {message}")
