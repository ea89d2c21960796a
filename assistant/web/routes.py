"""The pages: the chat, its stream, corrections of facts, stored answers, provisions, assets."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.contract import Lang
from assistant.engine import AssistantLike
from assistant.languages import preferred
from assistant.problem_json import as_problem
from assistant.problems import NotFound, Problem, UnknownAnswer, UnknownRoute
from assistant.problems import Words as ProblemWords
from assistant.provision_view import canonical_id, view
from assistant.routes.ask import take_question
from assistant.services import ReadyAssistant, Services, ServicesOf
from assistant.web import render, stream
from assistant.web.assets import asset
from assistant.web.forms import Form, ask_request, corrected, given_facts, read_form, text
from assistant.web.strings import entries
from assistant.web.turns import Turn, Turns, stored_turn
from corpus import Corpus
from corpus.yamlfile import read_yaml

router = APIRouter(include_in_schema=False)

MAX_RESTORED = 20  # turns shown again when a page is reloaded
FINISH_SECONDS = 30.0  # how long a follow-up waits for the answer before it to end
FINISH_POLL_SECONDS = 0.05
COOKIE = "lang"
YEAR = 365 * 24 * 3600
# Nothing but this server's own files may run, style or be fetched; nothing inline.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_SOUND_ID = re.compile(r"[A-Za-z0-9_\-]{1,64}")


class GoneTurn(NotFound):
    """A turn is no longer in memory."""

    slug = "gone-turn"
    title = ProblemWords(entries()["problem_gone_title"]["en"], entries()["problem_gone_title"]["zh"])

    def __init__(self) -> None:
        gone, remedy = entries()["problem_gone"], entries()["problem_gone_remedy"]
        super().__init__(
            ProblemWords(gone["en"], gone["zh"]), ProblemWords(remedy["en"], remedy["zh"]), "path.turn"
        )


@router.get("/")
async def home(request: Request, services: ServicesOf, t: str = "", c: str = "") -> Response:
    """Show the chat; `t` names answers already given, so that a reload or a change of language keeps them."""
    lang = _lang(request)
    ids = [part for part in t.split(".") if _SOUND_ID.fullmatch(part)][-MAX_RESTORED:]
    corpus = _corpus(services)
    turns = await asyncio.to_thread(_restored, services, ids, corpus)
    conversation = c if _SOUND_ID.fullmatch(c) and turns else ""
    return _page(request, render.chat_page(lang, turns, conversation, _examples()), lang)


@router.post("/chat")
async def chat(request: Request, services: ServicesOf) -> Response:
    """Take a question. htmx gets a turn that connects to its stream; a plain form gets the answer's page."""
    form = await read_form(request)
    try:
        turn = Turn(ask_request(form))
        if _is_htmx(request):
            turns_of(request).add(turn)
            return _fragment(render.Renderer(turn, _corpus(services)).shell())
        await _answer(turn, services, await services.engine.ready())
        return RedirectResponse(f"/a/{turn.answer_id}", 303)
    except Exception as error:
        return _problem(request, as_problem(error), text(form, "question"))


@router.get("/chat/{turn_id}/events")
async def events(turn_id: str, request: Request, services: ServicesOf) -> Response:
    """Stream the answer of a turn as HTML fragments."""
    turn = turns_of(request).get(turn_id)
    if turn is None:
        return stream.problem_only(render.problem_fragment(_lang(request), GoneTurn(), ""))
    try:
        if turn.done is not None:
            return stream.replayed(turn, render.Renderer(turn, _corpus(services)))
        assistant = await services.engine.ready()
        await _let_finish(turns_of(request).before(turn), services)
        return stream.live(turn, services, assistant)
    except Exception as error:
        return stream.failed(turn, error)


@router.post("/chat/{turn_id}/stop")
async def stop(turn_id: str, request: Request) -> Response:
    """Let the writing of a turn end early."""
    turn = turns_of(request).get(turn_id)
    if turn is not None:
        turn.stop()
    return Response(status_code=204)


@router.post("/chat/facts")
async def correct(request: Request, services: ServicesOf, assistant: ReadyAssistant) -> Response:
    """Set, correct or remove one fact of a turn and screen again at once, without the model."""
    form = await read_form(request)
    turn: Turn | None = None
    try:
        turn = await _turn_of(request, services, form)
        facts = corrected(given_facts(form), form, assistant.corpus)
        again = turns_of(request).add(turn.asked_again(facts, with_model=False))
        await _answer(again, services, assistant)
    except Exception as error:
        return _problem(request, as_problem(error), turn.request.question if turn else "", turn)
    if not _is_htmx(request):
        return RedirectResponse(f"/a/{again.answer_id}", 303)
    return _fragment(render.Renderer(again, assistant.corpus).whole(note="updated"))


@router.post("/chat/write")
async def write(request: Request, services: ServicesOf) -> Response:
    """Have the model write up a turn whose facts were corrected."""
    form = await read_form(request)
    try:
        turn = await _turn_of(request, services, form)
        again = turns_of(request).add(turn.asked_again(given_facts(form), with_model=True))
        return _fragment(render.Renderer(again, _corpus(services)).shell())
    except Exception as error:
        return _problem(request, as_problem(error), "")


@router.get("/a/{answer_id}")
async def answer(answer_id: str, request: Request, services: ServicesOf) -> Response:
    """Show a stored answer."""
    lang = _lang(request)
    try:
        stored = await asyncio.to_thread(services.store.answer, answer_id)
        if stored is None:
            raise UnknownAnswer(answer_id)
    except Problem as problem:
        return _problem(request, problem, "")
    turn = turns_of(request).add(stored_turn(stored))
    html = render.Renderer(turn, _corpus(services)).whole(recorded=True)
    return _page(request, render.answer_page(lang, html), lang)


@router.get("/p/{provision_id:path}")
async def provision(provision_id: str, request: Request, services: ServicesOf) -> Response:
    """Show one provision with its parents, parts and references."""
    lang = _lang(request)
    try:
        corpus = (await services.engine.ready()).corpus
        wanted = canonical_id(provision_id)
        view(corpus, wanted, date.today())  # says which is the nearest when there is none of that id
    except Problem as problem:
        return _problem(request, problem, "")
    return _page(request, render.provision_page(lang, corpus, corpus.provisions[wanted]), lang)


@router.get("/static/{name:path}")
async def static(name: str, request: Request) -> Response:
    """Serve an asset; its address changes with its content, so it may be kept for ever."""
    found = asset(name)
    if found is None:
        raise UnknownRoute(request.url.path)
    kept = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return Response(found[0], media_type=found[1], headers={"Cache-Control": kept})


def turns_of(request: Request) -> Turns:
    """Return the application's turns; two applications in a process share none."""
    state = request.app.state
    if not hasattr(state, "turns"):
        state.turns = Turns()
    turns: Turns = state.turns
    return turns


async def _answer(turn: Turn, services: Services, assistant: AssistantLike) -> None:
    """Answer a turn to its end; raises what is wrong with it."""
    run = take_question(services, assistant, turn.request)
    async for event in run.events():
        turn.note(event.name, event.data)
    if turn.done is None:
        raise RuntimeError("the pipeline ended without an answer")


async def _let_finish(earlier: Turn | None, services: Services) -> None:
    """End the writing of the answer that a follow-up builds on, and wait until its facts are kept."""
    if earlier is None:
        return
    earlier.stop()
    async with asyncio.timeout(FINISH_SECONDS):
        while await asyncio.to_thread(services.store.conversation, earlier.conversation_id) is None:
            await asyncio.sleep(FINISH_POLL_SECONDS)


async def _turn_of(request: Request, services: Services, form: Form) -> Turn:
    """Return the turn a form speaks of: from memory, or from the store once it was set aside."""
    turn = turns_of(request).get(text(form, "turn"))
    if turn is not None:
        return turn
    answer_id = text(form, "answer")
    stored = await asyncio.to_thread(services.store.answer, answer_id) if answer_id else None
    if stored is None:
        raise GoneTurn
    return stored_turn(stored, given_facts(form))


def _restored(services: Services, ids: list[str], corpus: Corpus | None) -> list[str]:
    """Return the turns of answers given before; one that is not kept any more is left out."""
    found = []
    for answer_id in ids:
        stored = services.store.answer(answer_id)
        if stored is not None:
            found.append(render.Renderer(stored_turn(stored), corpus).whole())
    return found


def _corpus(services: Services) -> Corpus | None:
    assistant = services.engine.assistant
    return assistant.corpus if assistant is not None else None


def _is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _lang(request: Request) -> Lang:
    """Return the language of the page's own words: chosen now, chosen before, or preferred by the browser."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in ("en", "zh"):
            return "zh" if chosen == "zh" else "en"
    return preferred(request.headers.get("accept-language", ""))


def _page(request: Request, html: str, lang: Lang, status: int = 200) -> Response:
    response = HTMLResponse(html, status, _headers())
    response.headers["Content-Language"] = lang
    if request.query_params.get("lang") in ("en", "zh"):
        response.set_cookie(COOKIE, lang, max_age=YEAR, httponly=True, samesite="lax")
    return response


def _fragment(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status, _headers())


def _headers() -> dict[str, str]:
    varies = "Accept-Language, Cookie, HX-Request"
    return {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Vary": varies}


def _problem(request: Request, problem: Problem, question: str, turn: Turn | None = None) -> Response:
    """Show a problem where the user is: in the turn, by the question's box, or on a page of its own."""
    lang = _lang(request)
    if not _is_htmx(request):
        return _page(request, render.problem_page(lang, problem, question), lang, problem.status)
    response = _fragment(render.problem_fragment(lang, problem, ""), problem.status)
    response.headers["HX-Retarget"] = f"#problem-{turn.id}" if turn else "#problem"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@lru_cache(maxsize=1)
def _examples() -> tuple[tuple[Lang, str], ...]:
    listed = read_yaml(Path(__file__).with_name("examples.yaml"))
    return tuple((item["lang"], item["question"].strip()) for item in listed)
