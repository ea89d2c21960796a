"""Ranks chunks for a query by words and meaning, fused, by words in context and by what stands around.

It knows nothing of law: the product gives it provisions, a benchmark any other passages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus.model import Term
from index.chunks import is_chinese
from index.context import Context
from index.dense import Dense, Rows
from index.embedders import Embedder, Vectors
from index.expansion import Expander
from index.filters import Mask
from index.fusion import LEXICAL_WEIGHT, Fused, fuse, min_max
from index.lexical import Lexical, Scores
from index.links import Links
from index.tokens import AROUND_CITATIONS, FRAMING_WORDS, Tokenizer, is_pair

_EMBEDDED = 900  # bytes of a query: a model takes about a millisecond per word, and words search the rest
_REMEMBERED = 2048  # 3 MB of query vectors; a conversation and a reload ask the same again


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much each part of the search counts; zero or false switches it off."""

    lexical_weight: float = LEXICAL_WEIGHT  # 1: words only, and no model is asked; 0: meaning only
    context: float = 0.35  # weight of words compared in context beside the fused score; English questions
    compared: int = 100  # best rows by the fused score that are compared so
    pairs: float = 0.75  # weight of pairs of neighbouring words beside single words
    framing: float = 0.5  # weight of words that only frame a question: "please explain the specific …"
    neighbours: float = 0.05  # weight of the better of the chunks before and after a chunk, beside its own
    references: float = 0.2  # weight of the best chunk that refers to a chunk or uses a term it defines
    expansion: float = 0.15  # weight of words that the glossary adds to the query's own
    candidates: int = 200  # best rows of each kind that are fused
    citations: bool = True  # put provisions the query cites before all others


@dataclass(frozen=True, slots=True)
class Arrays:
    """What an index folder holds, opened."""

    lexical: Lexical
    dense: Dense
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one search."""

    rows: Rows  # of the index, ascending
    fused: Fused  # scores, in the order of `rows`


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lifts a chunk besides its own score."""

    neighbours: Links
    references: Links


class Ranker:
    """Scores the chunks of an index; every method may be called from many threads at once."""

    def __init__(
        self, arrays: Arrays, surroundings: Surroundings, embedder: Embedder, terms: Sequence[Term] = ()
    ) -> None:
        self._lexical = arrays.lexical
        self._dense = arrays.dense
        self._context = arrays.context
        self._around = surroundings
        self._tokenize = Tokenizer(terms)
        self._expander = Expander(terms, self._tokenize)
        self._embedder = embedder
        self._embed = lru_cache(_REMEMBERED)(self._embed_anew)

    def __len__(self) -> int:
        return len(self._dense)

    def best(self, query: str, k: int, tuning: Tuning) -> list[int]:
        """Return the `k` best rows for a query, best first."""
        pool = self.pool(query, tuning)
        return [int(pool.rows[place]) for place in pool.fused.order[:k]]

    def says_more(self, query: str, spans: Iterable[tuple[int, int]]) -> bool:
        """Tell whether a query has words outside some spans that are about anything."""
        rest = list(query)
        for start, end in spans:
            rest[start:end] = " " * (end - start)
        tokens = self._tokenize(AROUND_CITATIONS.sub(" ", "".join(rest)))
        return any(not is_pair(t) and t not in FRAMING_WORDS for t in tokens)

    def pool(self, query: str, tuning: Tuning, mask: Mask | None = None, also: Iterable[int] = ()) -> Pool:
        """Gather and score the best rows by words and by meaning, among those the mask allows, and `also`."""
        weight = tuning.lexical_weight
        words = self._words(query, tuning) if weight > 0 else np.zeros(len(self), dtype=np.float32)
        beginning = _beginning(query)
        vector = self._embed(beginning) if weight < 1 and beginning else None
        rows = np.union1d(_best(words, mask, tuning.candidates), np.array([*also], dtype=np.int64))
        if vector is None:
            meaning = np.zeros(len(rows), dtype=np.float32)
        else:
            rows = np.union1d(rows, self._dense.nearest(vector, tuning.candidates, mask))
            meaning = self._dense.scores(vector, rows)
        pool = Pool(rows, fuse(words[rows], meaning, weight))
        return self._lifted(pool if vector is None else self._compared(pool, beginning, tuning), tuning)

    def _compared(self, pool: Pool, query: str, tuning: Tuning) -> Pool:
        """Return the pool with the best scores averaged with those of words in context.

        The token model knows English only, so a question with any Chinese keeps its scores.
        """
        if self._context is None or tuning.context <= 0 or is_chinese(query):
            return pool
        best = pool.fused.order[: tuning.compared]
        context = np.zeros(len(pool.rows), dtype=np.float32)
        context[best] = min_max(self._context.scores(query, pool.rows[best]))
        weight = np.float32(tuning.context)
        return Pool(pool.rows, pool.fused.scored((1 - weight) * pool.fused.score + weight * context))

    def _lifted(self, pool: Pool, tuning: Tuning) -> Pool:
        """Return the pool with each score averaged with those of what stands around it, by the weights."""
        around = ((self._around.neighbours, tuning.neighbours), (self._around.references, tuning.references))
        own = score = pool.fused.score
        for links, weight in around:
            if weight > 0:
                score = score + np.float32(weight) * links.best(pool.rows, own)
        return Pool(pool.rows, pool.fused.scored(score / np.float32(_total(tuning))))

    def _words(self, query: str, tuning: Tuning) -> Scores:
        tokens = self._tokenize(query)
        scores = self._own_words(tokens, tuning)
        added = self._expander.tokens(query, tokens) if tuning.expansion > 0 else []
        if added:
            scores = scores + np.float32(tuning.expansion) * self._lexical.scores(added)
        return scores

    def _own_words(self, tokens: Sequence[str], tuning: Tuning) -> Scores:
        """Score the query's own tokens, each kind by its weight."""
        kinds: dict[float, list[str]] = {}
        for token in tokens:
            kinds.setdefault(_weight(token, tuning), []).append(token)
        scores = np.zeros(len(self), dtype=np.float32)
        for weight, some in kinds.items():
            if weight > 0:
                scores += np.float32(weight) * self._lexical.scores(some)
        return scores

    def _embed_anew(self, query: str) -> Vectors:
        vector: Vectors = self._embedder.queries([query])[0]
        vector.setflags(write=False)  # shared by all who ask the same
        return vector


def _total(tuning: Tuning) -> float:
    return 1 + max(tuning.neighbours, 0) + max(tuning.references, 0)


def _weight(token: str, tuning: Tuning) -> float:
    if is_pair(token):
        return tuning.pairs
    return tuning.framing if token in FRAMING_WORDS else 1.0


def _beginning(query: str) -> str:
    """Return what is embedded of a query: its first bytes, written one way so that it is known again."""
    query = " ".join(unicodedata.normalize("NFC", query).split())
    return query.encode("utf-8", "replace")[:_EMBEDDED].decode("utf-8", "ignore")


def _best(scores: Scores, mask: Mask | None, count: int) -> Rows:
    """Return the rows with the highest positive scores among the allowed ones."""
    scores = scores if mask is None else np.where(mask, scores, 0)
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count - 1)[:count]]
    return rows
