"""Everyday words for provisions: how people ask who have not read them.

`everyday.yaml` names a provision and its words. They join the provision's own keywords, so that search
finds it by them; they are never shown as law and never evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from corpus.errors import CorpusError
from corpus.model import Provision, Text
from corpus.yamlfile import read_yaml

FILE = "everyday.yaml"
_WORDS = TypeAdapter(Annotated[tuple[Text, ...], Field(min_length=1)])


def with_everyday_words(provisions: Mapping[str, Provision], folder: Path) -> dict[str, Provision]:
    """Return the provisions, in their order, those named in `everyday.yaml` with its words as well.

    Raises `CorpusError` for a provision that is not held, or words that are not a list of texts.
    """
    path = folder / FILE
    words = _read(path)
    for stray in words.keys() - provisions.keys():
        raise CorpusError(path, f"entry {stray!r}", "is no provision of the corpus.", "Correct the id.")
    return {pid: _joined(provision, words.get(pid, ())) for pid, provision in provisions.items()}


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    raw = read_yaml(path) or {}
    if not isinstance(raw, dict):
        problem, remedy = "is not a mapping.", "Write each entry as '/provision/id: [words, words]'."
        raise CorpusError(path, "file", problem, remedy)
    return {pid: _words(path, pid, words) for pid, words in raw.items()}


def _words(path: Path, pid: str, raw: object) -> tuple[str, ...]:
    try:
        return _WORDS.validate_python(raw)
    except ValidationError:
        problem, remedy = "is not a list of texts.", "Write [words, words]; quote a number."
        raise CorpusError(path, f"entry {pid!r}", problem, remedy) from None


def _joined(provision: Provision, words: tuple[str, ...]) -> Provision:
    if not words:
        return provision
    return provision.model_copy(update={"keywords": tuple(dict.fromkeys((*provision.keywords, *words)))})
