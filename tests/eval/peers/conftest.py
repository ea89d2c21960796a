"""A few documents, questions about them, and an embedder that needs no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.peers.ground import Document, Embedding, Ground

from ...index.small import WordEmbedder

DOCUMENTS = (
    Document("launch", "A licence is needed before a launch vehicle is exported."),
    Document("seeds", "Foreign investment in new varieties of wheat and soybean seeds is prohibited."),
    Document("satellites", "商业卫星的研发、制造和应用服务"),
    Document("mining", "稀土勘查、开采及选矿禁止投资"),
)


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def ground(words: WordEmbedder, tmp_path: Path) -> Ground:
    return Ground(DOCUMENTS, Embedding(words, tmp_path))
