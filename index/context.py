"""Words compared in their context: late interaction over token vectors.

Every token of a question looks for the token of a passage that is nearest to it in meaning, as in
ColBERT (Khattab & Zaharia 2020), but with a model that was not trained for it. So the vectors are
freed of what they all share, a nearness counts by its fourth power, which leaves little of the
middling ones, and a token counts by its rarity. The vectors are kept on their main axes, learned from
the passages, in 8 bits: 132 bytes a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.dense import Rows
from index.embedders import Vectors
from index.token_models import Ids, TokenModel, Tokens, unit

DIMENSIONS = 128  # of 384: as good on ObliQA's development questions, at a third of the memory
SHARPNESS = 4
_SPAN = 0.6  # hardly any coordinate of a unit vector is larger
_STEP = np.float32(_SPAN / 127)
_REMEMBERED = 256  # questions, some 15 kB each

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Coded:
    """Tokens as they are kept."""

    ids: Ids
    codes: Codes  # one row per token


@dataclass(frozen=True, slots=True)
class Axes:
    """What all token vectors share, and the directions in which they differ most."""

    mean: Vectors
    main: Vectors  # one column per axis

    @classmethod
    def learn(cls, vectors: Vectors, dimensions: int = DIMENSIONS) -> Axes:
        """Learn the axes from token vectors: the main components once their mean is taken off."""
        mean: Vectors = vectors.mean(axis=0)
        centred = unit(vectors - mean)
        _, directions = np.linalg.eigh(centred.T @ centred)  # the least first
        return cls(mean, np.ascontiguousarray(directions[:, ::-1][:, :dimensions], dtype=np.float32))

    def project(self, vectors: Vectors) -> Vectors:
        """Return unit vectors on the axes."""
        return unit(np.asarray((vectors - self.mean) @ self.main, dtype=np.float32))

    def code(self, tokens: Tokens) -> Coded:
        """Return the tokens of a passage in 8 bits."""
        steps = np.round(self.project(tokens.vectors) / _STEP)
        return Coded(tokens.ids, np.clip(steps, -127, 127).astype(np.int8))


class Context:
    """The tokens of all chunks; every method may be called from many threads at once."""

    def __init__(self, model: TokenModel, axes: Axes, passages: Coded, starts: Rows) -> None:
        self._model = model
        self._axes = axes
        self._passages = passages  # of all chunks, one after the other; each has a token or more
        self._starts = starts  # of each chunk, and the end of the last
        self._weights = _rarity(passages.ids, starts)
        self._question = lru_cache(_REMEMBERED)(self._question_anew)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @classmethod
    def of(cls, model: TokenModel, axes: Axes, passages: Sequence[Coded]) -> Context:
        """Join passages, one per row."""
        return cls(model, axes, *joined(passages, axes.main.shape[1]))

    def scores(self, query: str, rows: Rows) -> Vectors:
        """Return for some rows how well their tokens match those of a question, 0..1."""
        asked = self._question(query)
        if not len(rows) or not len(asked.ids):
            return np.zeros(len(rows), dtype=np.float32)
        spans = [slice(self._starts[row], self._starts[row + 1]) for row in rows]
        codes = np.concatenate([self._passages.codes[span] for span in spans]).astype(np.float32)
        firsts = np.cumsum([0, *(span.stop - span.start for span in spans[:-1])])
        nearest = np.maximum.reduceat((asked.vectors * _STEP) @ codes.T, firsts, axis=1)
        weights = self._weights[np.minimum(asked.ids, len(self._weights) - 1)]
        scores: Vectors = (weights / weights.sum()) @ np.clip(nearest, 0, 1) ** SHARPNESS
        return scores

    def _question_anew(self, query: str) -> Tokens:
        tokens = self._model.question(query)
        return Tokens(tokens.ids, self._axes.project(tokens.vectors))


def joined(passages: Sequence[Coded], dimensions: int) -> tuple[Coded, Rows]:
    """Return all tokens, one passage after the other, and where each begins and the last ends."""
    ids = np.concatenate([np.empty(0, np.int32), *(passage.ids for passage in passages)])
    codes = np.concatenate([np.empty((0, dimensions), np.int8), *(passage.codes for passage in passages)])
    return Coded(ids, codes), np.cumsum([0, *(len(passage.ids) for passage in passages)])


def _rarity(ids: Ids, starts: Rows) -> Vectors:
    """Return the weight of each token of the vocabulary, as BM25 has it; the last is of unknown ones."""
    vocabulary = int(ids.max(initial=0)) + 2
    held = np.zeros(vocabulary, dtype=np.int64)
    for start, end in pairwise(starts):
        held[np.unique(ids[start:end])] += 1
    weights: Vectors = np.log1p((len(starts) - 1 - held + 0.5) / (held + 0.5)).astype(np.float32)
    return weights
