"""The Ollama writer: any model that a running Ollama server has, through its official client."""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Literal
from urllib.parse import urlsplit

import httpx
import ollama

from assistant.writers.base import Cancelled, WriterError, WriterSettings, WritingTask
from assistant.writers.pump import Emit, Stopped, pump

DEFAULT_PORT = 11434
PROBE_SECONDS = 0.5  # how long a server may take to say that it is there
FOUND_SECONDS = 10.0  # how long an answer about its models is believed
MISSING_SECONDS = 10.0  # how long it is not asked again after it did not answer
READ_SECONDS = 180.0  # the longest silence: a large model being loaded
KEEP_ALIVE = "15m"


def address(host: str | None) -> str:
    """Return the server's base address from a setting such as `localhost`, `:11434` or a full URL.

    An address for listening on all interfaces, as `OLLAMA_HOST` often has it, means this machine.
    """
    text = (host or os.environ.get("OLLAMA_HOST") or "127.0.0.1").strip().rstrip("/")
    parts = urlsplit(text if "://" in text else f"http://{text}")
    name = parts.hostname or "127.0.0.1"
    if name in ("0.0.0.0", "::"):  # noqa: S104  it is replaced, not listened on
        name = "127.0.0.1"
    port = parts.port or (DEFAULT_PORT if "://" not in text else {"https": 443}.get(parts.scheme, 80))
    bracketed = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{bracketed}:{port}{parts.path}"


def _is_here(base: str) -> bool:
    name = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class OllamaWriter:
    """Writes with a model of an Ollama server."""

    name: Literal["ollama"] = "ollama"

    def __init__(self, settings: WriterSettings, *, probe_seconds: float = PROBE_SECONDS) -> None:
        self._wanted = settings.ollama_model
        self._context = settings.context
        self._probe_seconds = probe_seconds
        self._lock = threading.Lock()
        self._model = ""
        self._problem = ""
        self._asked_again_at = 0.0
        try:
            self._base = address(settings.ollama_host)
        except ValueError as error:
            self._base = ""
            self._problem = (
                f"{settings.ollama_host!r} is no address ({error}). Correct CONJUNCTION_OLLAMA_HOST."
            )

    @property
    def model(self) -> str:
        """The model picked when the server was last asked."""
        return self._model

    @property
    def problem(self) -> str:
        """Why the writer was last not available, with a remedy; empty if it was."""
        return self._problem

    def available(self) -> bool:
        """Ask the server whether it is there and has a model; the answer is believed for some seconds."""
        if not self._base:
            return False
        with self._lock:
            if time.monotonic() >= self._asked_again_at:
                self._ask()
            return bool(self._model)

    def _ask(self) -> None:
        model, problem = "", ""
        try:
            model = self._pick()
        except WriterError as error:
            problem = str(error)
        except (httpx.HTTPError, ollama.ResponseError, OSError, ValueError):
            problem = f"No Ollama server answers at {self._base}. Start it with `ollama serve`."
        self._model, self._problem = model, problem
        self._asked_again_at = time.monotonic() + (FOUND_SECONDS if self._model else MISSING_SECONDS)

    def _pick(self) -> str:
        self._check_is_ollama()
        with closing(self._client(self._probe_seconds)) as client:
            models = client.list().models
        names = [model.model for model in models if model.model and not _only_embeds(model)]
        if self._wanted is None and names:
            return names[0]
        for name in names:
            if name in (self._wanted, f"{self._wanted}:latest"):
                return name
        missing = self._wanted or "qwen2.5:7b"
        raise WriterError(
            f"Ollama has no model {self._wanted or ''}".rstrip() + f". Run `ollama pull {missing}`."
        )

    def _check_is_ollama(self) -> None:
        # Setting up TLS takes longer than the question; a plain address needs none of it.
        secure = self._base.startswith("https:")
        with httpx.Client(
            timeout=self._probe_seconds, trust_env=not _is_here(self._base), verify=secure
        ) as client:
            reply = client.get(f"{self._base}/api/version").raise_for_status().json()
        if not isinstance(reply, dict) or "version" not in reply:
            raise WriterError(f"What answers at {self._base} is not Ollama. Correct CONJUNCTION_OLLAMA_HOST.")

    def _client(self, read_seconds: float) -> ollama.Client:
        timeout = httpx.Timeout(read_seconds, connect=self._probe_seconds * 4)
        # A proxy for the world outside must not get in between us and this machine.
        return ollama.Client(self._base, timeout=timeout, trust_env=not _is_here(self._base))

    def write(self, prompt: WritingTask, cancelled: Cancelled) -> Iterator[str]:
        """Yield the JSON text as it is written; raises `WriterError`."""

        def produce(emit: Emit, stopped: Stopped) -> None:
            if not self.available():
                raise WriterError(self._problem)
            try:
                self._chat(prompt, emit, stopped)
            except (httpx.HTTPError, ollama.ResponseError, OSError, ValueError) as error:
                self._asked_again_at = 0.0
                raise WriterError(f"Ollama broke off: {error}. See the log of `ollama serve`.") from error

        return pump(produce, cancelled)

    def _chat(self, prompt: WritingTask, emit: Emit, stopped: Stopped) -> None:
        with closing(self._client(READ_SECONDS)) as client:
            stream = client.chat(
                model=self._model,
                messages=prompt.messages(),
                format=dict(prompt.schema),
                options={
                    "temperature": prompt.temperature,
                    "seed": prompt.seed,
                    "num_predict": prompt.max_tokens,
                    "num_ctx": self._context,
                },
                think=False,
                keep_alive=KEEP_ALIVE,
                stream=True,
            )
            for part in stream:  # closing the client hangs up, and the server stops writing
                if stopped():
                    return
                if part.message.content:
                    emit(part.message.content)


def _only_embeds(model: ollama.ListResponse.Model) -> bool:
    family = (model.details.family if model.details else None) or ""
    return "bert" in family
