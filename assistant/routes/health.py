"""`/healthz`, `/readyz`, `/metrics`: for whoever runs the server."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from assistant.engine import Engine
from assistant.metrics import CONTENT_TYPE
from assistant.services import ServicesOf
from assistant.settings import Settings
from assistant.weights_manifest import status as weights_status
from assistant.weights_progress import as_json

router = APIRouter(tags=["operation"])
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Is the server alive?")
async def healthz() -> Response:
    """Answer as long as the process serves requests at all."""
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


@router.get("/readyz", summary="Can it answer?")
def readyz(services: ServicesOf) -> Response:
    """Answer 200 as soon as corpus and index are loaded, whatever the model; 503 until then."""
    ready = services.engine.status.state == "ready"
    parts = {**_loaded(services.engine), "model": model_part(services.settings)}
    return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503, NO_STORE)


@router.get("/metrics", summary="Counters for Prometheus")
def metrics(services: ServicesOf) -> Response:
    """Return requests, latencies and writers in Prometheus' text format."""
    return Response(services.metrics.text(), media_type=CONTENT_TYPE, headers=NO_STORE)


def _loaded(engine: Engine) -> dict[str, Any]:
    status, assistant = engine.status, engine.assistant
    if assistant is None:
        part = {"state": status.state, "problem": status.failure}
        return {"corpus": part, "index": part}
    corpus = assistant.corpus
    return {
        "corpus": {
            "state": "ready",
            "version": corpus.version,
            "sha256": corpus.sha256,
            "provisions": len(corpus.provisions),
        },
        "index": {
            "state": "ready",
            "provisions": len(assistant.index),
            "load_seconds": round(status.seconds, 3),
        },
    }


def model_part(settings: Settings) -> dict[str, Any]:
    """Say how things stand with the local model: never wanted, the user's own, or how far its download is."""
    if settings.writer == "rules":
        return {"writer": "rules", "state": "off"}
    if settings.model_path is not None:
        state = "ready" if settings.model_path.is_file() else "absent"
        return {"writer": settings.writer, "state": state, "model": settings.model_path.name}
    return {"writer": settings.writer, **as_json(weights_status(settings.model, settings.cache_dir))}
