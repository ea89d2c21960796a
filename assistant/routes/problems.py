"""`GET /problems/{slug}`: what a problem's `type` points to."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from assistant.problems import Problem, UnknownRoute

router = APIRouter(tags=["operation"])


@router.get("/problems/{slug}", summary="Explain a kind of problem")
async def explain(slug: str, request: Request) -> Response:
    """Return title and status of a kind of problem."""
    for kind in _kinds(Problem):
        if kind.slug == slug:
            return JSONResponse(
                {
                    "type": f"/problems/{slug}",
                    "status": kind.status,
                    "title": {"en": kind.title.en, "zh": kind.title.zh},
                    "meaning": (kind.__doc__ or "").strip(),
                }
            )
    raise UnknownRoute(request.url.path)


def _kinds(kind: type[Problem]) -> Iterator[type[Problem]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
