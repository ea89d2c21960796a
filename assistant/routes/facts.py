"""`GET /facts`: the fact vocabulary."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from assistant.services import ReadyAssistant
from assistant.vocabulary import vocabulary

router = APIRouter(tags=["facts"])


@router.get("/facts", summary="List the facts there are")
def facts(assistant: ReadyAssistant) -> Response:
    """List every fact that `facts` may hold in `/ask` and `/screen`, and the provisions that use it."""
    entries = vocabulary(assistant.corpus)
    return JSONResponse({"count": len(entries), "facts": entries})
