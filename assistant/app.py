"""The application: services made at start, middleware around, routes within."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from assistant.access import Access
from assistant.answering import Desk
from assistant.engine import Engine, Factory, build_pipeline
from assistant.headers import SecurityHeaders
from assistant.limits import BodyLimit
from assistant.metrics import Metrics
from assistant.problem_json import install
from assistant.routes import answers, ask, facts, graph, health, problems, provisions, screen, search
from assistant.services import Services
from assistant.settings import Settings
from assistant.store import open_store
from assistant.web import routes as pages

ROUTERS = (ask, screen, search, provisions, facts, answers, graph, health, problems, pages)
DESCRIPTION = (
    "Screens a space-technology investment between the United States and China "
    "against both countries' rules. Errors are RFC 9457 problems."
)


def create_app(settings: Settings, factory: Factory = build_pipeline) -> FastAPI:
    """Return the application; `factory` builds the assistant, in a thread, once the server has started."""
    metrics = Metrics()
    app = FastAPI(
        title="Conjunction",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=_lifespan(settings, factory, metrics),
        docs_url=None,  # both viewers load scripts from a third party's host
        redoc_url=None,
    )
    install(app)
    for module in ROUTERS:
        app.include_router(module.router)
    # The last one added stands outermost.
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes)
    app.add_middleware(Access, metrics=metrics)
    app.add_middleware(SecurityHeaders)
    return app


def _lifespan(
    settings: Settings, factory: Factory, metrics: Metrics
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = await asyncio.to_thread(open_store, settings.database_url)
        engine = Engine(settings, factory)
        desk = Desk(settings.max_answers, settings.max_waiting, metrics)
        app.state.services = Services(settings, store, engine, desk, metrics)
        engine.start(store)
        try:
            yield
        finally:
            # Questions at work keep their receipts before the store closes.
            await asyncio.to_thread(desk.close)
            await engine.stop()
            store.close()

    return lifespan
