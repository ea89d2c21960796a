"""Questions at work: each in a thread of its own, so that a hang-up never loses its receipt."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from starlette.types import Receive

from assistant.contract import AskRequest
from assistant.engine import AssistantLike
from assistant.events import Event
from assistant.metrics import Metrics
from assistant.problems import Busy

LOG = logging.getLogger("assistant.answering")

Check = Callable[[AskRequest], None]  # raises a problem before anything is answered


class _End:
    """Marks the end of a run's events."""


_END = _End()
_Item = Event | Exception | _End


class Run:
    """One question at work. Its events can be read once, on the event loop that made it."""

    def __init__(self, assistant: AssistantLike, request: AskRequest) -> None:
        self._assistant = assistant
        self._request = request
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[_Item] = asyncio.Queue()
        self._cancelled = threading.Event()
        self._over = threading.Event()

    def cancel(self) -> bool:
        """Ask the pipeline to end early; it still keeps its receipt. Tells whether it was at work."""
        was_at_work = not self._over.is_set() and not self._cancelled.is_set()
        self._cancelled.set()
        return was_at_work

    async def events(self) -> AsyncIterator[Event]:
        """Yield the events as they come; raises what the pipeline raised."""
        while not isinstance(item := await self._items.get(), _End):
            if isinstance(item, Exception):
                raise item
            yield item

    async def answer(self) -> dict[str, Any]:
        """Wait for the whole answer and return its data; raises what the pipeline raised."""
        async for event in self.events():
            if event.name == "done":
                return event.data
        raise RuntimeError("the pipeline ended without an answer")

    def work(self, check: Check, metrics: Metrics) -> None:
        """Run the pipeline to its end, whoever still listens; called in a thread."""
        try:
            check(self._request)
            for event in self._assistant.stream(self._request, self._cancelled.is_set):
                if event.name == "done":
                    metrics.answer(event.data)
                    self._over.set()
                self._put(event)
        except Exception as error:
            if self._cancelled.is_set():
                LOG.warning("a question whose client had left ended in: %r", error)
            self._put(error)
        finally:
            self._over.set()
            self._put(_END)

    def _put(self, item: _Item) -> None:
        with suppress(RuntimeError):  # the loop has closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._items.put_nowait, item)


class Desk:
    """Takes questions: so many at work at once, so many waiting, and no more."""

    def __init__(self, at_once: int, waiting: int, metrics: Metrics) -> None:
        self._places = at_once + waiting
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._lock = threading.Lock()
        self._runs: set[Run] = set()

    def take(self, assistant: AssistantLike, request: AskRequest, check: Check) -> Run:
        """Begin to answer; raises `Busy` when every place is taken."""
        run = Run(assistant, request)
        with self._lock:
            if len(self._runs) >= self._places:
                raise Busy
            self._runs.add(run)
        self._metrics.running.inc()
        self._threads.submit(self._work, run, check)
        return run

    def close(self) -> None:
        """Let every question at work end early with its receipt, and wait for that."""
        with self._lock:
            runs = tuple(self._runs)
        for run in runs:
            run.cancel()
        self._threads.shutdown(wait=True)

    def leave(self, run: Run) -> None:
        """Note that nobody listens to a run any more."""
        if run.cancel():
            self._metrics.hang_ups.inc()

    def _work(self, run: Run, check: Check) -> None:
        try:
            run.work(check, self._metrics)
        finally:
            with self._lock:
                self._runs.discard(run)
            self._metrics.running.dec()


async def wait_for_hang_up(receive: Receive) -> None:
    """Return when the client has hung up; its body must have been read before."""
    while (await receive())["type"] != "http.disconnect":
        continue
