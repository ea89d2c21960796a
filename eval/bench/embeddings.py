"""Embedders for benchmarks: what was asked once is not computed again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedders import Embedder, Vectors

FOLDER = Path("var/bench")  # where passages' embeddings are kept


class RememberedQueries:
    """An embedder that embeds each question once, for runs that ask the same questions many times."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """What the settings call the embedder."""
        return self._embedder.name

    @property
    def version(self) -> str:
        """Version of the package that computes the vectors."""
        return self._embedder.version

    @property
    def dimension(self) -> int:
        """Length of a vector; may load the model."""
        return self._embedder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: one row each."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: one row each."""
        return self._embedder.passages(texts)
