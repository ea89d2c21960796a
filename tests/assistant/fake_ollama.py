"""A small server that speaks Ollama's REST protocol, for tests of the Ollama writer.

Its words come from a backend: `recorded` replies, or llama.cpp (`engine`) where small weights are
in the cache. It can also misbehave in the ways a real server does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from assistant.writers.base import Writer, WritingTask

Backend = Callable[[dict[str, Any]], Iterator[str]]
CREATED = "2026-11-23T08:00:00Z"
REPLY = (
    '{"verdict": {"us": "notifiable"}, ',
    '"sentences": [{"text": "Tell ',
    'the Treasury.", "tags": ["P1"]}',
    "]}",
)


def recorded(portions: tuple[str, ...] = REPLY) -> Backend:
    """Always say the same, portion by portion."""
    return lambda _request: iter(portions)


def engine(writer: Writer) -> Backend:
    """Let another writer answer, as Ollama lets llama.cpp."""

    def answer(request: dict[str, Any]) -> Iterator[str]:
        system, user = (message["content"] for message in request["messages"])
        options = request["options"]
        task = WritingTask(
            system, user, request["format"], options["num_predict"], options["temperature"], options["seed"]
        )
        return writer.write(task, lambda: False)

    return answer


class FakeOllama:
    """The server, on a free port of this machine; use as a context manager."""

    def __init__(
        self, backend: Backend | None = None, models: tuple[dict[str, Any], ...] | None = None
    ) -> None:
        self.backend = backend or recorded()
        self.models = ({"name": "small:latest", "model": "small:latest"},) if models is None else models
        self.version: Any = {"version": "0.13.0"}
        self.requests: list[dict[str, Any]] = []  # bodies of /api/chat
        self.paths: list[str] = []
        self.chat_status = 200
        self.break_after: int | None = None  # portions after which the line goes dead
        self.error_after: int | None = None  # portions after which an error is reported in the stream
        self.hung_up = threading.Event()  # the client went away in the middle
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def host(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeOllama:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request; a subclass says for which server."""

    fake: FakeOllama

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.fake.paths.append(self.path)
        if self.path == "/api/version":
            self._json(self.fake.version)
        elif self.path == "/api/tags":
            self._json({"models": list(self.fake.models)})
        else:
            self._json({"error": "not found"}, 404)

    def do_POST(self) -> None:
        self.fake.paths.append(self.path)
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.fake.requests.append(request)
        if self.fake.chat_status != 200:
            self._json({"error": f"model {request['model']!r} not found"}, self.fake.chat_status)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        try:
            self._stream(request)
        except OSError:
            self.fake.hung_up.set()

    def _stream(self, request: dict[str, Any]) -> None:
        base = {"model": request["model"], "created_at": CREATED}
        for number, portion in enumerate(self.fake.backend(request)):
            if number == self.fake.break_after:
                self.wfile.write(b'{"model": "small", "mess')
                return
            if number == self.fake.error_after:
                self._line({"error": "an error was encountered while running the model"})
                return
            self._line({**base, "message": {"role": "assistant", "content": portion}, "done": False})
        self._line(
            {**base, "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
        )

    def _line(self, data: dict[str, Any]) -> None:
        self.wfile.write(json.dumps(data).encode() + b"\n")
        self.wfile.flush()

    def _json(self, data: Any, status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
