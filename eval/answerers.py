"""Who answers the gold questions: the assistant in this process, or a server by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from pydantic import ValidationError

from assistant.contract import AskRequest, AskResponse
from eval.errors import EvalError

TIMEOUT_SECONDS = 600.0  # a model on a small machine may need minutes for one answer
SHOWN = 300  # characters of an unexpected reply that are said back


class Answerer(Protocol):
    """Anything that answers a question as the contract says."""

    def ask(self, request: AskRequest) -> AskResponse:
        """Answer one question."""


class HttpAnswerer:
    """Asks a running server. Whatever goes wrong with one question is raised and costs that question only."""

    def __init__(self, client: Any) -> None:
        self._client = client  # an httpx.Client with its base address set

    def ask(self, request: AskRequest) -> AskResponse:
        """Post the question to `/ask`; raises `EvalError` with the server's own words."""
        body = request.model_dump(mode="json", exclude_none=True)
        reply = self._client.post("/ask", json=body)
        if reply.status_code != 200:
            raise EvalError(f"HTTP {reply.status_code}: {_complaint(reply.text)}")
        try:
            return AskResponse.model_validate_json(reply.content)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise EvalError(f"The reply breaks the contract at '{field}': {first['msg']}.") from None


def _complaint(text: str) -> str:
    """Return the detail of a problem+json body, or the beginning of whatever came."""
    try:
        problem = json.loads(text)
    except ValueError:
        return text[:SHOWN]
    if not isinstance(problem, dict):
        return text[:SHOWN]
    return str(problem.get("detail") or problem.get("title") or text)[:SHOWN]


@contextmanager
def over_http(url: str, timeout: float = TIMEOUT_SECONDS) -> Iterator[Answerer]:
    """Open a connection to the server at `url`; raises `EvalError` if it cannot be one or nobody is there."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise EvalError(f"{url!r} is no server address. Write it as http://127.0.0.1:8000.")
    try:
        httpx = import_module("httpx")
    except ImportError:
        raise EvalError(
            "httpx is not installed. Install the development extras, or leave --url out."
        ) from None
    with httpx.Client(base_url=url.rstrip("/"), timeout=timeout) as client:
        try:
            client.get("/healthz")
        except httpx.HTTPError as error:
            raise EvalError(f"Nobody answers at {url} ({error}). Start the server there first.") from None
        yield HttpAnswerer(client)


@contextmanager
def in_process() -> Iterator[Answerer]:
    """Build the assistant here, with a receipt store of its own that is thrown away afterwards.

    Imported only now: it takes the search libraries with it. Raises `EvalError` saying what to do.
    """
    with TemporaryDirectory(prefix="conjunction-eval-") as folder:
        try:
            settings = import_module("assistant.settings").load_settings()
            store = import_module("assistant.store").open_store(f"sqlite:///{Path(folder) / 'eval.db'}")
        except (ImportError, ValueError, RuntimeError) as error:
            raise EvalError(f"The assistant cannot be built: {error}") from error
        try:
            yield _built(settings, store)
        finally:
            store.close()


def _built(settings: Any, store: Any) -> Answerer:
    try:
        return cast("Answerer", import_module("assistant.pipeline").build(settings, store))
    except (ImportError, ValueError, RuntimeError, OSError) as error:
        raise EvalError(f"The assistant cannot be built: {error}") from error
