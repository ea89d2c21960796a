"""What the routes are handed: everything an application holds while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.answering import Desk
from assistant.engine import AssistantLike, Engine
from assistant.metrics import Metrics
from assistant.settings import Settings
from assistant.store import Store


@dataclass
class Services:
    """One application's own; two applications in a process share nothing."""

    settings: Settings
    store: Store
    engine: Engine
    desk: Desk
    metrics: Metrics


def services_of(request: Request) -> Services:
    """Return the services of the application that took the request."""
    services: Services = request.app.state.services
    return services


async def ready_assistant(services: Annotated[Services, Depends(services_of)]) -> AssistantLike:
    """Return the assistant once it is loaded; raises `IndexNotReady`."""
    return await services.engine.ready()


ServicesOf = Annotated[Services, Depends(services_of)]
ReadyAssistant = Annotated[AssistantLike, Depends(ready_assistant)]
