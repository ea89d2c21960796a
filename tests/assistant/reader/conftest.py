"""The real corpus, loaded once, and a short way to read a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.reader.read import Reading, read
from corpus import Corpus, load

Read = Callable[[str], Reading]
TODAY = date(2026, 11, 27)
Facts = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture(scope="session")
def reading(corpus: Corpus) -> Read:
    read(corpus, "Compile every expression now, and not within the time of the first example.", TODAY)
    return lambda question: read(corpus, question, TODAY)


@pytest.fixture(scope="session")
def facts(reading: Read) -> Facts:
    """Return the facts read from a question, name to value."""
    return lambda question: {name: fact.value for name, fact in reading(question).facts.items()}
