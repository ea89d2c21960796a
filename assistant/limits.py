"""Middleware that reads a request's body: never more than the limit, and only JSON that is sound.

It stands before the framework because that would read any body to its end before looking at it.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.problem_json import is_json, problem_response
from assistant.problems import BodyTooLarge, Problem
from assistant.strict_json import read_json

BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# A client still sending when the connection closes loses the answer to a reset. So the rest is read
# and thrown away for a while, after the refusal has been sent.
LINGER_BYTES = 16 * 1024 * 1024
LINGER_SECONDS = 5.0


class HangUpError(Exception):
    """The client hung up before its request was complete; nobody is left to tell."""


class BodyLimit:
    """Refuses a body of more than `limit` bytes, broken UTF-8 and broken JSON."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body read, or refuse it."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self.app(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
            if body and is_json(Headers(scope=scope).get("content-type", "")):
                read_json(body)
        except HangUpError:
            return
        except Problem as problem:
            await _refuse(problem, scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self.limit:
            raise BodyTooLarge(self.limit)
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise HangUpError
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.limit:
                raise BodyTooLarge(self.limit)
            more = message.get("more_body", False)
        return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once and then whatever really comes (a hang-up)."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    response = problem_response(problem, scope)
    if not isinstance(problem, BodyTooLarge):
        await response(scope, receive, send)
        return
    headers = [*response.raw_headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if "expect" not in Headers(scope=scope):  # reading would invite the client to go on
        await _drain(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drain(receive: Receive) -> None:
    size = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while size < LINGER_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
