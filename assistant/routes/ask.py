"""`POST /ask`: a question in, a checked and cited answer out, at once or piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from assistant.answering import Desk, Run, wait_for_hang_up
from assistant.contract import AskRequest, AskResponse
from assistant.engine import AssistantLike
from assistant.events import Event
from assistant.given import check_conversation, check_facts, permitted_writer
from assistant.problem_json import as_problem, problem_data
from assistant.services import ReadyAssistant, Services, ServicesOf
from assistant.store import to_json

router = APIRouter(tags=["answers"])

NO_STORE = {"Cache-Control": "no-store"}


@router.post("/ask", response_model=AskResponse, summary="Ask a question")
async def ask(
    request: Request, body: AskRequest, services: ServicesOf, assistant: ReadyAssistant
) -> Response:
    """Answer a question from the law.

    With `stream: true` the answer comes as server-sent events in the order `facts`, `verdict`,
    `citations`, `token`…, `done`; `done` carries the same object that is returned otherwise. Should
    the server fail in mid-stream, the last event is `error` and carries a problem.
    """
    run = take_question(services, assistant, body)
    if body.stream:
        return await stream_answer(run, services.desk, request.scope)
    watch = asyncio.create_task(_leave_on_hang_up(request.receive, services.desk, run))
    try:
        return JSONResponse(await run.answer(), headers=NO_STORE)
    finally:
        watch.cancel()


def take_question(services: Services, assistant: AssistantLike, body: AskRequest) -> Run:
    """Begin to answer; what the body gives outright is checked first. Raises `Busy`."""

    def check(request: AskRequest) -> None:
        check_facts(assistant.corpus, request.facts)
        check_conversation(services.store, request.conversation_id)

    writer = permitted_writer(body.writer, services.settings.writer)
    return services.desk.take(assistant, body.model_copy(update={"writer": writer}), check)


async def stream_answer(run: Run, desk: Desk, scope: Scope) -> Response:
    """Return the stream of a run's events.

    The first event is awaited before the response begins, so that whatever is wrong with the
    question is still told with a status of its own.
    """
    events = run.events()
    try:
        first = await anext(events)
    except BaseException:
        run.cancel()
        raise
    return _AnswerStream(_sent(first, events, scope), run, desk)


class _AnswerStream(EventSourceResponse):
    """Tells the run when the client is gone, however that came about."""

    def __init__(self, content: AsyncIterator[ServerSentEvent], run: Run, desk: Desk) -> None:
        super().__init__(content)
        self._run = run
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._desk.leave(self._run)


async def _sent(first: Event, rest: AsyncIterator[Event], scope: Scope) -> AsyncIterator[ServerSentEvent]:
    yield _as_sse(first)
    try:
        async for event in rest:
            yield _as_sse(event)
    except Exception as error:
        yield ServerSentEvent(data=to_json(problem_data(as_problem(error), scope)), event="error")


def _as_sse(event: Event) -> ServerSentEvent:
    return ServerSentEvent(data=to_json(event.data), event=event.name)


async def _leave_on_hang_up(receive: Receive, desk: Desk, run: Run) -> None:
    await wait_for_hang_up(receive)
    desk.leave(run)
