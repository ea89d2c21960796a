"""BM25 over the words of the chunks: bm25s, saved as arrays and memory-mapped when read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from index.chunks import Chunk

Scores = npt.NDArray[np.float32]

K1 = 0.6
B = 0.6
# How often the words of a field count. A heading sums its provision up, so it counts twice.
FIELD_WEIGHTS: Mapping[str, int] = {"path": 1, "heading": 2, "text": 1, "keywords": 1}


class Lexical:
    """BM25 scores of all chunks for a query's tokens."""

    def __init__(self, bm25: Any, size: int) -> None:
        self._bm25 = bm25
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[list[str]], k1: float = K1, b: float = B) -> Lexical:
        """Index one list of tokens per chunk."""
        bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokens] for tokens in documents]
        if not vocabulary:  # bm25s cannot index nothing at all
            vocabulary["\0"] = 0
            ids = [[0] for _ in documents or [[]]]
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(documents))

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into a folder."""
        self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Open what `save` wrote; the arrays are memory-mapped."""
        bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def scores(self, tokens: Sequence[str]) -> Scores:
        """Return the score of every chunk; zeros where no token is known."""
        known = self._bm25.get_tokens_ids(list(tokens))
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = self._bm25.get_scores_from_ids(known)
        return scores


def document(
    chunk: Chunk, tokenize: Callable[[str], list[str]], weights: Mapping[str, int] = FIELD_WEIGHTS
) -> list[str]:
    """Return the tokens of a chunk, each field repeated by its weight; one without a weight is left out."""
    tokens: list[str] = []
    for field, weight in weights.items():
        # Joined by a character that is no token, so that no pair spans two fields.
        for words in getattr(chunk.fields, field):
            tokens.extend(tokenize(words) * weight)
    return tokens
