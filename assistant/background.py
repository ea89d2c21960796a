"""What goes on beside the server: fetching the weights that the local writer lacks."""

from __future__ import annotations

import logging

from assistant import weights
from assistant.settings import Settings
from assistant.weights_manifest import status

LOG = logging.getLogger("assistant.background")


def wants_weights(settings: Settings) -> bool:
    """Tell whether the weights may be used and are not there."""
    if not settings.fetch or settings.writer not in ("auto", "local") or settings.model_path is not None:
        return False
    return status(settings.model, settings.cache_dir).state != "ready"


def fetch_weights(settings: Settings) -> weights.Fetching | None:
    """Begin to download the weights in the background if they are wanted.

    Whatever becomes of it, the server answers: by the rule check until the weights are there.
    """
    if not wants_weights(settings):
        return None
    LOG.info("downloading %s to %s; GET /readyz tells how far it is", settings.model, settings.cache_dir)
    return weights.Fetching(settings.model, settings.cache_dir)
