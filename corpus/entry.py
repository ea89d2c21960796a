"""One entry of a corpus file, validated with an error a lawyer can act on."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from corpus.errors import CorpusError

M = TypeVar("M", bound=BaseModel)


def parse_entry(model: type[M], raw: object, path: Path, where: str) -> M:
    """Validate one entry, turning pydantic's complaint into a `CorpusError`."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "entry"
        remedy = _remedy(model, first["type"], field)
        raise CorpusError(path, f"{where}, field '{field}'", f"{first['msg']}.", remedy) from None


def _remedy(model: type[BaseModel], kind: str, field: str) -> str:
    if kind == "extra_forbidden":
        return f"Remove it, or use one of: {', '.join(model.model_fields)}."
    if kind == "missing":
        return f"Add '{field}'."
    return f"Correct the value of '{field}'."
