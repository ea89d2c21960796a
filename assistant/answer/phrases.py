"""The product's own sentences, by name and language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("phrases.yaml")


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, str]]:
    phrases: dict[str, dict[str, str]] = read_yaml(FILE)
    return phrases


def say(name: str, lang: str, **values: object) -> str:
    """Return the phrase in `lang` with its blanks filled; raises `KeyError` for an unknown name."""
    return _phrases()[name][lang].format(**values)


def status(value: str, lang: str) -> str:
    """Return the words for a status value."""
    return say(f"status.{value}", lang)
