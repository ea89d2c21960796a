"""Searches ObliQA's passages with the product's own ranking, and scores what it finds."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ir_measures import AP, R, nDCG

from eval.bench.measures import PerQuery, per_query
from eval.bench.obliqa.chunking import chunks_of, documents_of
from eval.bench.obliqa.data import Passage, Question
from index.build import lexical_of
from index.chunks import Chunk
from index.context import Context
from index.context_store import context_of, encode, kept_folder
from index.context_store import read as read_tokens
from index.dense import Dense
from index.embedders import Embedder
from index.lexical import Lexical
from index.links import Links
from index.ranking import Arrays, Ranker, Surroundings, Tuning
from index.token_models import TokenModel
from index.vectors import Progress, embed_kept, kept_file, read

DEPTH = 10
# AP@10 of ir-measures is trec_eval's map_cut: divided by the number of all wanted passages.
MEASURES = (R @ DEPTH, AP @ DEPTH, nDCG @ DEPTH)

Run = dict[str, list[str]]  # question id: passage ids, best first


@dataclass(frozen=True, slots=True)
class _Parts:
    """What does not change with the weights of the words."""

    dense: Dense
    around: Surroundings
    embedder: Embedder
    context: Context | None
    embedding_seconds: float


class PassageSearch:
    """The passages, indexed; safe to share between threads."""

    def __init__(self, pieces: Sequence[Chunk], parts: _Parts, words: Lexical) -> None:
        self._pieces = pieces
        self._parts = parts
        self._ranker = Ranker(Arrays(words, parts.dense, parts.context), parts.around, parts.embedder)

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def embedding_seconds(self) -> float:
        """How long it took to embed the passages that were not kept."""
        return self._parts.embedding_seconds

    @classmethod
    def build(
        cls,
        passages: Sequence[Passage],
        embedder: Embedder,
        cache: Path,
        progress: Progress | None = None,
        token_model: TokenModel | None = None,
    ) -> PassageSearch:
        """Index the passages; vectors that the cache holds are not computed again."""
        pieces = chunks_of(passages)
        file = kept_file(cache, embedder)
        vectors, _, seconds = embed_kept(pieces, read(file), embedder, file, progress)
        # A passage names others in its words only; no references are read out of them.
        none = Links.of([] for _ in pieces)
        around = Surroundings(Links.between_neighbours(documents_of(passages)), none)
        began = time.perf_counter()
        context = _context(pieces, token_model, cache, progress)
        seconds += time.perf_counter() - began
        parts = _Parts(Dense.build(vectors), around, embedder, context, seconds)
        return cls(pieces, parts, lexical_of(pieces))

    def with_fields(self, weights: Mapping[str, int]) -> PassageSearch:
        """Return the same passages with their words weighted otherwise."""
        return PassageSearch(self._pieces, self._parts, lexical_of(self._pieces, (), weights))

    def search(self, question: str, tuning: Tuning, k: int = DEPTH) -> list[str]:
        """Return the ids of the best passages, best first."""
        return [self._pieces[row].provision_id for row in self._ranker.best(question, k, tuning)]

    def run(self, questions: Sequence[Question], tuning: Tuning, progress: Progress | None = None) -> Run:
        """Search for all questions, as many at a time as there are cores."""
        done = count(1)

        def one(question: Question) -> list[str]:
            found = self.search(question.text, tuning)
            if progress:
                progress(next(done), len(questions))
            return found

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip([q.id for q in questions], pool.map(one, questions), strict=True))


def _context(
    pieces: Sequence[Chunk], model: TokenModel | None, cache: Path, progress: Progress | None
) -> Context | None:
    if model is None:
        return None
    texts, folder = [chunk.english for chunk in pieces], kept_folder(cache, model)
    return context_of(encode(texts, model, read_tokens(folder), folder, progress), texts, model)


def score(questions: Sequence[Question], run: Run) -> PerQuery:
    """Return the measures of each question."""
    judged = {question.id: dict.fromkeys(question.wanted, 1) for question in questions}
    # Scores that fall with the place keep our order: the tool breaks ties by name.
    ranked = {qid: {pid: 1 / place for place, pid in enumerate(found, 1)} for qid, found in run.items()}
    return per_query(MEASURES, judged, ranked)
