"""One entry of a corpus file, validated with an error a lawyer can act on."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from corpus.errors import CorpusError
from corpus.yamlfile import Located, line_of

M = TypeVar("M", bound=BaseModel)
MISSPELT = "extra_forbidden"


def parse_entry(model: type[M], raw: object, path: Path, where: str) -> M:
    """Validate one entry, turning pydantic's complaint into a `CorpusError`."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # A misspelt field is also reported as a missing one; the misspelling says more.
        first = min(error.errors(), key=lambda detail: detail["type"] != MISSPELT)
        field = ".".join(str(step) for step in first["loc"]) or "entry"
        remedy = _remedy(model, first, field)
        where = _nearest(raw, first["loc"], where)
        raise CorpusError(path, f"{where}, field '{field}'", f"{first['msg']}.", remedy) from None


def _nearest(raw: Any, steps: tuple[int | str, ...], where: str) -> str:
    """Say on which line the innermost mapping on the way to a field stands."""
    for step in steps:
        try:
            raw = raw[step]
        except (LookupError, TypeError):
            break
        if isinstance(raw, Located):
            where = line_of(raw)
    return where


def _remedy(model: type[BaseModel], detail: ErrorDetails, field: str) -> str:
    if detail["type"] == MISSPELT:
        allowed = _fields(model, detail["loc"][:-1])
        near = get_close_matches(str(detail["loc"][-1]), allowed, n=1)
        return f"Did you mean {near[0]!r}?" if near else f"Remove it, or use one of: {', '.join(allowed)}."
    if detail["type"] == "missing":
        return f"Add '{field}'."
    return f"Correct the value of '{field}'."


def _fields(model: type[BaseModel], steps: tuple[int | str, ...]) -> list[str]:
    """Return the keys that may stand where the steps lead, as they are written in the file."""
    for step in steps:
        named = {info.alias or name: info for name, info in model.model_fields.items()}
        if step in named:
            model = next(_models(named[str(step)].annotation), model)
    return [info.alias or name for name, info in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models an annotation is made of."""
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, list, dict):
        for part in get_args(annotation):
            yield from _models(part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
