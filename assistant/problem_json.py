"""Problems as RFC 9457 `application/problem+json`, and the handlers that turn errors into them."""

from __future__ import annotations

import logging
import uuid
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from assistant.languages import preferred
from assistant.plain_faults import invalid_request
from assistant.problems import (
    BadFactValue,
    BadJson,
    ContradictoryFacts,
    IndexNotReady,
    OtherProblem,
    Problem,
    Unexpected,
    UnknownRoute,
    Words,
    WrongMediaType,
    WrongMethod,
    shortened,
)
from assistant.rules.facts import ContradictionError, FactError
from corpus import CorpusError
from index.errors import IndexProblem

MEDIA_TYPE = "application/problem+json"
LOG = logging.getLogger("assistant.problems")


def problem_data(problem: Problem, scope: Scope) -> dict[str, Any]:
    """Return the fields of the problem in the language the client prefers."""
    lang = preferred(Headers(scope=scope).get("accept-language", ""))
    return {
        "type": f"/problems/{problem.slug}",
        "title": problem.title.get(lang),
        "status": problem.status,
        "detail": problem.detail.get(lang),
        "instance": _instance(scope),
        "errors": [
            {"where": fault.where, "what": fault.what.get(lang), "remedy": fault.remedy.get(lang)}
            for fault in problem.faults
        ],
    }


def problem_response(problem: Problem, scope: Scope) -> Response:
    """Return the response that tells a client of the problem."""
    lang = preferred(Headers(scope=scope).get("accept-language", ""))
    headers = {"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return JSONResponse(problem_data(problem, scope), problem.status, headers, MEDIA_TYPE)


def as_problem(error: Exception) -> Problem:
    """Return the problem an error amounts to; one that nobody foresaw is logged under a number."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, FactError):
        return _fact_problem(error)
    if isinstance(error, IndexProblem | CorpusError):
        return IndexNotReady(str(error))
    incident = uuid.uuid4().hex[:12]
    LOG.error("incident %s", incident, exc_info=error)
    return Unexpected(incident)


def install(app: FastAPI) -> None:
    """Register the handlers; what escapes them is caught by `assistant.access`."""
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    for kind in (Problem, FactError, IndexProblem, CorpusError):
        app.add_exception_handler(kind, _on_known)


def _fact_problem(error: FactError) -> Problem:
    what, remedy = shortened(error.problem, 300), shortened(error.remedy, 600)
    if isinstance(error, ContradictionError):
        words = Words(what, f"与其他事实矛盾（{what}）")
        return ContradictoryFacts(error.name, words, Words(remedy, "请更正或删除其中之一。"))
    return BadFactValue(error.name, Words(what, f"取值无效（{what}）"), Words(remedy, f"请更正（{remedy}）"))


async def _on_known(request: Request, error: Exception) -> Response:
    return problem_response(as_problem(error), request.scope)


async def _on_invalid(request: Request, error: Exception) -> Response:
    complaints = error.errors() if isinstance(error, RequestValidationError) else ()
    media_type = request.headers.get("content-type", "")
    if any(_body_was_not_read(complaint) for complaint in complaints) and not is_json(media_type):
        return problem_response(WrongMediaType(media_type), request.scope)
    return problem_response(invalid_request(complaints), request.scope)


def _body_was_not_read(complaint: dict[str, Any]) -> bool:
    """Without a JSON media type FastAPI leaves the body as bytes, which fits no model."""
    return tuple(complaint["loc"]) == ("body",) and isinstance(complaint.get("input"), bytes)


def is_json(media_type: str) -> bool:
    """Tell whether a media type is that of JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))


async def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    response = problem_response(_http_problem(request, error), request.scope)
    response.headers.update(error.headers or {})
    return response


def _http_problem(request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return UnknownRoute(request.url.path)
    if error.status_code == 405:
        return WrongMethod(request.method, (error.headers or {}).get("Allow", ""))
    if error.status_code == 400:
        return BadJson(Words("The body could not be read.", "无法读取正文。"))
    return OtherProblem(error.status_code, shortened(str(error.detail), 200))


def _instance(scope: Scope) -> str:
    """Name this one occurrence: the path, and the number under which the request was logged."""
    request_id = scope.get("state", {}).get("request_id", "")
    return quote(shortened(scope.get("path", ""), 200)) + (f"#{request_id}" if request_id else "")
