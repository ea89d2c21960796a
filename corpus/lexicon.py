"""Regular expressions kept as data: named groups of alternatives, with word classes to build them from."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.yamlfile import read_yaml

_CLASS = re.compile(r"\{([a-z_]+)\}")  # {authority}; a repeat count such as {0,20} is none


def fill(pattern: str, words: dict[str, str]) -> str:
    """Put the word classes in their places; raises `KeyError` for a class that is not declared."""
    while _CLASS.search(pattern):
        pattern = _CLASS.sub(lambda match: f"(?:{words[match.group(1)]})", pattern)
    return pattern


def compiled(patterns: list[str], words: dict[str, str]) -> re.Pattern[str]:
    """Return one expression that matches what any of the patterns does.

    Word boundaries are those of Latin letters, so that "850" ends in "850规则".
    """
    return re.compile("|".join(f"(?:{fill(p, words)})" for p in patterns), re.ASCII)


@lru_cache(maxsize=8)
def data(path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the word classes under `words`, and the rest, of a file.

    Raises `CorpusError` when the file is no mapping or an expression cannot be.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise CorpusError(path, "file", "is not a mapping.", "Write 'name:' and its expressions.")
    rest = {name: value for name, value in raw.items() if name != "words"}
    return dict(raw.get("words", {})), rest


@lru_cache(maxsize=8)
def expressions(path: Path) -> dict[str, re.Pattern[str]]:
    """Return every group of a file whose value is a list of expressions, compiled, by name."""
    words, rest = data(path)
    found = {}
    for name, patterns in rest.items():
        if not isinstance(patterns, list):
            continue
        try:
            found[name] = compiled(patterns, words)
        except (re.error, KeyError) as error:
            problem = f"holds an expression that cannot be: {error}."
            raise CorpusError(path, f"field '{name}'", problem, "Correct it.") from None
    return found
