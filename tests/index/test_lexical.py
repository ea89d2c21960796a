from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Corpus
from index.chunks import chunks
from index.lexical import Lexical, document
from index.tokens import Tokenizer

DOCUMENTS = [["launch", "rocket", "launch"], ["rocket", "engine"], ["wine", "grape"], []]


def reference(documents: list[list[str]], query: list[str], k1: float, b: float) -> list[float]:
    """Compute BM25 the plain way (Lucene's form)."""
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for words in documents:
        score = 0.0
        for token in query:
            frequency = sum(token in other for other in documents)
            count = words.count(token)
            if frequency and count:
                idf = math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
                score += idf * count / (count + k1 * (1 - b + b * len(words) / average))
        scores.append(score)
    return scores


def test_scores_are_bm25() -> None:
    lexical = Lexical.build(DOCUMENTS)
    for query in (["launch"], ["rocket", "grape"], ["rocket", "rocket"]):
        expected = reference(DOCUMENTS, query, 0.6, 0.6)
        assert lexical.scores(query) == pytest.approx(expected, abs=1e-5)


@given(
    st.lists(st.lists(st.sampled_from("abcde"), max_size=8), min_size=1, max_size=6).filter(any),
    st.lists(st.sampled_from("abcdef"), max_size=4),
)
def test_scores_agree_with_a_plain_computation(documents: list[list[str]], query: list[str]) -> None:
    expected = reference(documents, query, 1.2, 0.75)
    assert Lexical.build(documents, k1=1.2, b=0.75).scores(query) == pytest.approx(expected, abs=1e-5)


def test_unknown_words_score_nothing() -> None:
    lexical = Lexical.build(DOCUMENTS)
    assert not lexical.scores(["zebra", ""]).any()
    assert not lexical.scores([]).any()


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_nothing_to_index(documents: list[list[str]]) -> None:
    scores = Lexical.build(documents).scores(["a"])
    assert scores.tolist() == [0.0] * len(documents)


def test_saved_and_memory_mapped(tmp_path: Path) -> None:
    built = Lexical.build(DOCUMENTS)
    built.save(tmp_path / "lexical")
    opened = Lexical.load(tmp_path / "lexical")
    assert isinstance(opened._bm25.scores["data"], np.memmap)
    assert opened.scores(["rocket"]).tolist() == built.scores(["rocket"]).tolist()


def test_fields_are_weighted_and_kept_apart(corpus: Corpus) -> None:
    (chunk,) = [c for c in chunks(corpus) if c.provision_id == "/cn/catalogue/2025/national/2"]
    tokens = document(chunk, Tokenizer(corpus.terms))
    assert tokens.count("cubesat") == 1
    assert tokens.count("satellit") == 3  # twice from the heading, once from the text
    assert "make_cubesat" not in tokens
