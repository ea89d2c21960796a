"""Outermost middleware: numbers each request, logs it in one line, counts it, and catches what escapes."""

from __future__ import annotations

import logging
import re
import time
import uuid
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.metrics import Metrics
from assistant.problem_json import as_problem, problem_response

LOG = logging.getLogger("assistant.access")
HEADER = "X-Request-ID"
UNMATCHED = "unmatched"  # one label for all paths that no route serves
_SOUND_ID = re.compile(r"[A-Za-z0-9._\-]{1,64}")


class Access:
    """Knows each request from its first byte to the last of its response."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        sent = _Sent(send, request_id)
        began = time.perf_counter()
        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            await self._rescue(error, scope, receive, sent)
        finally:
            self._note(scope, sent, time.perf_counter() - began, request_id)

    async def _rescue(self, error: Exception, scope: Scope, receive: Receive, sent: _Sent) -> None:
        """Tell the client if nothing was sent yet; a response half sent can only be cut off."""
        problem = as_problem(error)
        if not sent.status:
            await problem_response(problem, scope)(scope, receive, sent)

    def _note(self, scope: Scope, sent: _Sent, seconds: float, request_id: str) -> None:
        status = sent.status or 499  # nothing was sent: the client left first
        self.metrics.request(scope["method"], _route(scope), status, seconds)
        # The query is left out: it holds the user's words. The path is quoted: it may hold line breaks.
        LOG.info(
            "%s %s %d %.1fms %dB id=%s",
            scope["method"],
            quote(scope["path"][:200]),
            status,
            seconds * 1000,
            sent.size,
            request_id,
        )


class _Sent:
    """A `send` that remembers status and size, and adds the request's number."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.send = send
        self.request_id = request_id
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.request_id
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self.send(message)


def _request_id(scope: Scope) -> str:
    """Keep the number a proxy gave if it is a sound one."""
    given = Headers(scope=scope).get(HEADER, "")
    return given if _SOUND_ID.fullmatch(given) else uuid.uuid4().hex


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNMATCHED))
