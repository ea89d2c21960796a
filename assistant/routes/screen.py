"""`POST /screen`: facts in, verdict, trace and missing facts out; no model, no search."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from assistant.contract import ScreenRequest
from assistant.given import check_facts
from assistant.services import ReadyAssistant

router = APIRouter(tags=["answers"])


@router.post("/screen", summary="Run the rule check on facts")
def screen(body: ScreenRequest, assistant: ReadyAssistant) -> Response:
    """Run the rule tables on the facts given; `GET /facts` lists the facts there are."""
    check_facts(assistant.corpus, body.facts)
    return JSONResponse(assistant.screen(body), headers={"Cache-Control": "no-store"})
