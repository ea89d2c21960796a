"""One turn's answer as server-sent events that carry HTML.

facts, verdict, citations   a fragment each, swapped into its place
token                       a sentence, appended; any number of times
done                        the foot of the turn, and the finished prose out of band
problem                     what went wrong, in place of what would have come
end                         always last: the page closes the connection
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from assistant.answering import Run
from assistant.engine import AssistantLike
from assistant.events import Event
from assistant.problem_json import as_problem
from assistant.routes.ask import take_question
from assistant.services import Services
from assistant.web.prose import Draft
from assistant.web.render import Renderer
from assistant.web.turns import KEPT, Turn

PING_SECONDS = 10  # keeps proxies from cutting the line while a model thinks
END = ServerSentEvent(data="end", event="end")


def replayed(turn: Turn, renderer: Renderer) -> EventSourceResponse:
    """Return the stream of a turn that was answered before, for a browser that comes back."""

    async def events() -> AsyncIterator[ServerSentEvent]:
        for name in KEPT:
            if name in turn.events:
                yield ServerSentEvent(data=renderer.part(name, turn.events[name]), event=name)
        yield END

    return EventSourceResponse(events(), ping=PING_SECONDS)


def live(turn: Turn, services: Services, assistant: AssistantLike) -> EventSourceResponse:
    """Begin to answer the turn and return the stream. Raises `Busy`."""
    run = take_question(services, assistant, turn.request)
    turn.run = run
    return _Live(_fragments(turn, run, Renderer(turn, assistant.corpus)), run, services)


def failed(turn: Turn, error: Exception) -> EventSourceResponse:
    """Return a stream that only says what went wrong: a browser shows no other status of a stream."""
    return problem_only(Renderer(turn, None).problem(as_problem(error)))


def problem_only(html: str) -> EventSourceResponse:
    """Return a stream that only shows a problem, such as a turn that is not held any more."""

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(data=html, event="problem")
        yield END

    return EventSourceResponse(events(), ping=PING_SECONDS)


class _Live(EventSourceResponse):
    """Tells the desk when the browser is gone, however that came about."""

    def __init__(self, content: AsyncIterator[ServerSentEvent], run: Run, services: Services) -> None:
        super().__init__(content, ping=PING_SECONDS)
        self._run = run
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._services.desk.leave(self._run)


async def _fragments(turn: Turn, run: Run, renderer: Renderer) -> AsyncIterator[ServerSentEvent]:
    draft = Draft()
    try:
        async for event in run.events():
            turn.note(event.name, event.data)
            html = _fragment(event, renderer, draft)
            if html:
                yield ServerSentEvent(data=html, event=event.name)
    except Exception as error:
        yield ServerSentEvent(data=renderer.problem(as_problem(error)), event="problem")
    turn.run = None
    yield END


def _fragment(event: Event, renderer: Renderer, draft: Draft) -> str:
    if event.name != "token":
        return renderer.part(event.name, event.data)
    if "citations" in event.data:
        return renderer.token(event.data)
    # Loose text, not whole sentences: shown up to the last word that is complete.
    text = draft.feed(event.data["text"])
    return renderer.token({"text": text}) if text else ""
