"""The engine room seen from the HTTP side: loaded once, off the event loop, and waited for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Literal, Protocol, cast

from assistant.contract import AskRequest, AskResponse, ScreenRequest
from assistant.events import Event
from assistant.problems import IndexNotReady
from assistant.settings import Settings
from assistant.store import Store
from corpus import Corpus
from corpus.model import Jurisdiction

LOG = logging.getLogger("assistant.engine")
State = Literal["loading", "ready", "failed"]


class Hit(Protocol):
    """One search result, as `index.search.Hit`."""

    @property
    def provision_id(self) -> str:
        """Which provision it is."""

    @property
    def rank(self) -> int:
        """Its place, from 1."""

    @property
    def score(self) -> float:
        """How well it fits, 0 to 1."""


class Searcher(Protocol):
    """An open index, as `index.search.Index`."""

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        as_of: date | None = None,
        jurisdiction: Jurisdiction | None = None,
        province: str | None = None,
    ) -> Sequence[Hit]:
        """Return the best provisions, best first."""

    def __len__(self) -> int:
        """Tell how many provisions can be found."""


class AssistantLike(Protocol):
    """What the routes need of `assistant.pipeline.Assistant`."""

    @property
    def corpus(self) -> Corpus:
        """The law."""

    @property
    def index(self) -> Searcher:
        """The search over it."""

    def stream(self, request: AskRequest, cancelled: Callable[[], bool] = ...) -> Iterator[Event]:
        """Answer piece by piece; ends early, but still keeps the receipt, once `cancelled()` is true."""

    def ask(self, request: AskRequest) -> AskResponse:
        """Answer at once."""

    def screen(self, request: ScreenRequest) -> dict[str, Any]:
        """Run the rule check alone."""


Factory = Callable[[Settings, Store], AssistantLike]


def build_pipeline(settings: Settings, store: Store) -> AssistantLike:
    """Build the real thing. Imported here and not above: it takes the search libraries with it."""
    return cast("AssistantLike", import_module("assistant.pipeline").build(settings, store))


@dataclass
class Status:
    """How far loading has come."""

    state: State = "loading"
    failure: str = ""
    seconds: float = 0.0


class Engine:
    """Holds the assistant once it is loaded."""

    def __init__(self, settings: Settings, factory: Factory) -> None:
        self.status = Status()
        self._settings = settings
        self._factory = factory
        self._assistant: AssistantLike | None = None
        self._loading: asyncio.Task[None] | None = None

    def start(self, store: Store) -> None:
        """Begin to load in a thread; requests that come meanwhile wait in `ready`."""
        self._loading = asyncio.create_task(self._load(store))

    async def ready(self) -> AssistantLike:
        """Return the assistant, waiting a while for it; raises `IndexNotReady`."""
        if self._assistant is None and self._loading is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.start_wait_seconds):
                    await asyncio.shield(self._loading)
        if self._assistant is None:
            raise IndexNotReady(self.status.failure or None)
        return self._assistant

    @property
    def assistant(self) -> AssistantLike | None:
        """The assistant if it is loaded."""
        return self._assistant

    async def stop(self) -> None:
        """Wait until loading has ended: a thread cannot be stopped, only left behind."""
        if self._loading is not None:
            await self._loading

    async def _load(self, store: Store) -> None:
        began = time.perf_counter()
        try:
            self._assistant = await asyncio.to_thread(self._load_warm, store)
        except Exception as error:
            # The server stays up to say so: /readyz and every route name the failure and its remedy.
            self.status = Status("failed", f"{error}" or type(error).__name__)
            LOG.error("not ready: %s", error, exc_info=not str(error))
            return
        self.status = Status("ready", seconds=time.perf_counter() - began)
        LOG.info("ready after %.1f s", self.status.seconds)

    def _load_warm(self, store: Store) -> AssistantLike:
        assistant = self._factory(self._settings, store)
        for question in ("satellite", "卫星"):  # loads the models before the first question does
            assistant.index.search(question, 1)
        return assistant
