"""`GET /provisions/{id}`: one provision and everything one step away from it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from assistant.provision_view import canonical_id, view
from assistant.services import ReadyAssistant

router = APIRouter(tags=["provisions"])

AsOf = Annotated[date | None, Query(description="Day for which `in_force.now` is told; default today")]


@router.get("/provisions/{provision_id:path}", summary="Read one provision")
def provision(provision_id: str, assistant: ReadyAssistant, as_of: AsOf = None) -> Response:
    """Show a provision, its parents, children, references both ways and its history by date."""
    return JSONResponse(view(assistant.corpus, canonical_id(provision_id), as_of or date.today()))
