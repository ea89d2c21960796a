"""Fixtures shared by the tests of the index."""

from __future__ import annotations

import pytest

from corpus.model import Corpus

from .small import WordEmbedder, small_corpus


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return small_corpus()


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()
