"""The real corpus under a cheap index, a store on disk and writers that play recorded replies."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from assistant.answer.findings import Teller
from assistant.contract import AskRequest, AskResponse
from assistant.pipeline import Assistant
from assistant.rules.facts import parse_facts
from assistant.rules.screen import Screening, screen
from assistant.store import Store, open_store
from assistant.writers.base import WriterError, WritingTask
from corpus import Corpus, load
from index.build import build
from index.embedders import Vectors
from index.search import Index

DAY = date(2026, 11, 23)
STATED = (
    "We are a Delaware fund. In a new deal we buy 30% of a privately held Shanghai company that develops "
    "the AI controlling its civil robotic mining rigs: no military, intelligence or surveillance use, a "
    "small model (about 10^20 operations), nothing in chips, quantum or supercomputing, no stakes in other "
    "companies. Neither it nor its owners are on any U.S. list. We close on 15 December 2026."
)
BARE = "We take 30% of a Shanghai company whose AI steers mining rigs. Allowed?"
CERAMICS = "美国基金在四川投资航空航天用特种陶瓷，中国是否鼓励？美国是否限制？"


class HashEmbedder:
    """Hashed words and characters: no model, and the same vectors on every run."""

    name = "hash"
    version = "1"
    dimension = 32

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), self.dimension), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors


@dataclass
class RecordedWriter:
    """Gives a recorded reply in small pieces; may fail, or be cancelled, after some of them."""

    reply: str
    fails_after: int | None = None  # pieces
    name: Literal["ollama", "local"] = "local"
    model: str = "recorded"
    problem: str = ""
    tasks: list[WritingTask] = field(default_factory=list)
    size: int = 7  # characters of a piece
    sent: int = 0

    def available(self) -> bool:
        return True

    def write(self, prompt: WritingTask, cancelled: Callable[[], bool]) -> Iterator[str]:
        self.tasks.append(prompt)
        for number, start in enumerate(range(0, len(self.reply), self.size)):
            if self.fails_after is not None and number >= self.fails_after:
                raise WriterError("The model stopped. Try again.")
            if cancelled():
                return
            self.sent += 1
            yield self.reply[start : start + self.size]


class OneWriter:
    """Chooses the writer it was given, or none for `rules`."""

    def __init__(self, writer: RecordedWriter | None = None) -> None:
        self.writer = writer

    def choose(self, name: str) -> RecordedWriter | None:
        return None if name == "rules" else self.writer


def reply(sentences: Sequence[tuple[str, Sequence[str]]], **verdict: str) -> str:
    """Return a model's JSON."""
    return json.dumps(
        {"verdict": verdict, "sentences": [{"tags": list(tags), "text": text} for text, tags in sentences]},
        ensure_ascii=False,
    )


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture(scope="session")
def index(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    embedder = HashEmbedder()
    build(corpus, embedder, folder)
    return Index.open(folder, corpus, embedder)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/answers.db")
    yield opened
    opened.close()


MakeAssistant = Callable[..., Assistant]
Ask = Callable[..., AskResponse]
Screened = Callable[..., Screening]
Tell = Callable[..., Teller]


@pytest.fixture
def assistant(corpus: Corpus, index: Index, store: Store) -> MakeAssistant:
    def make(writer: RecordedWriter | None = None) -> Assistant:
        writers: Any = OneWriter(writer)
        return Assistant(corpus, index, store, writers, lambda: DAY)

    return make


@pytest.fixture
def ask(assistant: MakeAssistant) -> Ask:
    """Ask the rule check alone, or with a writer."""

    def run(question: str, model: RecordedWriter | None = None, /, **more: Any) -> AskResponse:
        return assistant(model).ask(AskRequest(question=question, **more))

    return run


@pytest.fixture(scope="session")
def screened(corpus: Corpus) -> Screened:
    def run(as_of: date = DAY, sides: frozenset[Any] = frozenset({"us", "cn"}), **facts: Any) -> Screening:
        return screen(corpus, parse_facts(corpus, facts), as_of, sides)

    return run


@pytest.fixture(scope="session")
def tell(corpus: Corpus, screened: Screened) -> Tell:
    def run(lang: str = "en", approximate: bool = False, **facts: Any) -> Teller:
        return Teller(corpus, screened(**facts), lang, approximate)

    return run
