"""A few documents, questions about them, and an embedder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.peers.ground import Document, Embedding, Ground
from index.embedders import Vectors

DOCUMENTS = (
    Document("launch", "A licence is needed before a launch vehicle is exported."),
    Document("seeds", "Foreign investment in new varieties of wheat and soybean seeds is prohibited."),
    Document("satellites", "商业卫星的研发、制造和应用服务"),
    Document("mining", "稀土勘查、开采及选矿禁止投资"),
)


class WordEmbedder:
    """Hashed words and characters: texts that share them are near."""

    name, version, dimension = "words", "1", 64

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.embedded: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return self._vectors(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in (*text.lower().split(), *text):
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1
        vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def ground(words: WordEmbedder, tmp_path: Path) -> Ground:
    return Ground(DOCUMENTS, Embedding(words, tmp_path))
