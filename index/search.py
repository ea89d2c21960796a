"""Search over the provisions: typed citations, words and meaning, fused, with filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.model import Corpus, Jurisdiction
from index import manifest as manifests
from index.build import DENSE_FILE, LEXICAL_FOLDER
from index.citations import CitationFinder, Citations
from index.dense import Dense, Rows
from index.embedders import Embedder, Vectors
from index.errors import IndexMissing
from index.expansion import Expander
from index.filters import Filters, Mask
from index.fusion import LEXICAL_WEIGHT, Fused, fuse
from index.lexical import Lexical, Scores
from index.manifest import Manifest
from index.tokens import Tokenizer

Relation = Literal["parent", "term", "reference", "cited_by", "child"]

_EMBEDDED = 900  # bytes of a query: a model takes about a millisecond per word, and words search the rest
_REMEMBERED = 256  # query vectors; a conversation and a reload ask the same again


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much each part of the search counts; zero or false switches it off."""

    lexical_weight: float = LEXICAL_WEIGHT  # 1: words only, and no embedding is computed; 0: meaning only
    expansion: float = 0.3  # weight of words that the glossary adds to the query's own
    candidates: int = 200  # best rows of each kind that are fused
    citations: bool = True  # put provisions the query cites before all others


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    provision_id: str
    rank: int  # from 1
    score: float  # 0..1 from fusion; 1 for a typed citation
    parts: dict[str, float] = field(default_factory=dict)  # lexical, dense, citation, included


@dataclass(frozen=True, slots=True)
class Related:
    """A provision one step away, and by which road."""

    provision_id: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class _Arrays:
    lexical: Lexical
    dense: Dense


@dataclass(frozen=True, slots=True)
class _Pool:
    """The candidates of one search."""

    rows: Rows  # of the index
    fused: Fused  # scores, in the order of `rows`
    cited: list[int]  # rows that come first
    wanted: list[int]  # rows that must be among the results


class Index:
    """An open index; every method may be called from many threads at once."""

    def __init__(self, corpus: Corpus, embedder: Embedder, manifest: Manifest, arrays: _Arrays) -> None:
        self.manifest = manifest
        self.tuning = Tuning()
        self._corpus = corpus
        self._ids = tuple(manifest.chunks)
        self._rows = {pid: row for row, pid in enumerate(self._ids)}
        self._lexical = arrays.lexical
        self._dense = arrays.dense
        self._filters = Filters([corpus.provisions[pid] for pid in self._ids])
        self._tokenize = Tokenizer(corpus.terms)
        self._expander = Expander(corpus.terms, self._tokenize)
        self._citations = CitationFinder(corpus)
        self._embedder = embedder
        self._embed = lru_cache(_REMEMBERED)(self._embed_anew)

    @classmethod
    def open(cls, folder: Path, corpus: Corpus, embedder: Embedder, tuning: Tuning | None = None) -> Index:
        """Open the index of a folder.

        Raises `IndexMissing` when there is none and `IndexMismatch` when it was built from another
        corpus, embedder or chunker.
        """
        manifest = manifests.read(folder)
        manifest.check(folder, corpus, embedder)
        try:
            arrays = _read_arrays(folder / manifest.data)
        except (OSError, RuntimeError, ValueError) as error:
            manifest, stale = manifests.read(folder), manifest
            if manifest.data == stale.data:
                raise IndexMissing(folder, "the arrays of the index cannot be read.") from error
            # A build replaced the index between the two reads.
            manifest.check(folder, corpus, embedder)
            arrays = _read_arrays(folder / manifest.data)
        index = cls(corpus, embedder, manifest, arrays)
        index.tuning = tuning or index.tuning
        return index

    def __len__(self) -> int:
        return len(self._ids)

    def citations(self, query: str, as_of: date | None = None) -> Citations:
        """Return the citations typed in a query: what they name and which name nothing."""
        return self._citations.find(query, as_of)

    def search(  # noqa: PLR0913  # each filter is one thing a caller may ask for
        self,
        query: str,
        k: int = 10,
        *,
        as_of: date | None = None,
        jurisdiction: Jurisdiction | None = None,
        province: str | None = None,
        lexical_weight: float | None = None,
        include: Iterable[str] = (),
        tuning: Tuning | None = None,
    ) -> list[Hit]:
        """Return the `k` best provisions for a query, best first.

        Provisions the query cites come first, whatever the filters say: who asks for a lapsed item by
        number wants that item. Those in `include` are always among the results, in place of the last
        ones if need be; more than `k` hits come back only when both together exceed `k`.
        Raises `ValueError` for a `k` below 1 or a weight outside 0..1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}.")
        tuning = tuning or self.tuning
        weight = tuning.lexical_weight if lexical_weight is None else lexical_weight
        cited = self._known(self.citations(query, as_of).ids) if tuning.citations else []
        wanted = self._known(include)
        mask = self._filters.mask(as_of, jurisdiction, province)
        pool = self._pool(query, mask, weight, tuning, pinned=(cited, wanted))
        return [self._hit(rank, place, pool) for rank, place in enumerate(_order(pool, mask, k), start=1)]

    def related(self, provision_id: str) -> list[Related]:
        """Return what is one step from a provision: its parent, definitions, references both ways, children.

        Raises `KeyError` for an identifier the corpus does not hold.
        """
        found: dict[str, Related] = {}
        for relation, ids in self._steps(provision_id):
            for pid in ids:
                if pid in self._rows and pid != provision_id:
                    found.setdefault(pid, Related(pid, relation))
        return list(found.values())

    def _steps(self, provision_id: str) -> Iterator[tuple[Relation, Sequence[str]]]:
        provision = self._corpus.provisions[provision_id]
        yield "parent", (provision.parent,) if provision.parent else ()
        yield "term", provision.terms
        yield "reference", provision.refs
        yield "cited_by", self._corpus.cited_by.get(provision_id, ())
        yield "child", self._corpus.children.get(provision_id, ())

    def _known(self, ids: Iterable[str]) -> list[int]:
        return [self._rows[pid] for pid in dict.fromkeys(ids) if pid in self._rows]

    def _pool(
        self,
        query: str,
        mask: Mask | None,
        weight: float,
        tuning: Tuning,
        *,
        pinned: tuple[list[int], list[int]],
    ) -> _Pool:
        """Gather and score the best rows by words and by meaning, and the pinned ones."""
        words = self._lexical_scores(query, tuning) if weight > 0 else np.zeros(len(self), dtype=np.float32)
        vector = self._embed(_beginning(query)) if weight < 1 and query.strip() else None
        cited, wanted = pinned
        rows = np.union1d(_best(words, mask, tuning.candidates), np.array([*cited, *wanted], dtype=np.int64))
        if vector is None:
            meaning = np.zeros(len(rows), dtype=np.float32)
        else:
            rows = np.union1d(rows, self._dense.nearest(vector, tuning.candidates, mask))
            meaning = self._dense.scores(vector, rows)
        return _Pool(rows, fuse(words[rows], meaning, weight), cited, wanted)

    def _lexical_scores(self, query: str, tuning: Tuning) -> Scores:
        tokens = self._tokenize(query)
        scores = self._lexical.scores(tokens)
        added = self._expander.tokens(query, tokens) if tuning.expansion > 0 else []
        if added:
            scores = scores + np.float32(tuning.expansion) * self._lexical.scores(added)
        return scores

    def _embed_anew(self, query: str) -> Vectors:
        vector: Vectors = self._embedder.queries([query])[0]
        vector.setflags(write=False)  # shared by all who ask the same
        return vector

    def _hit(self, rank: int, place: int, pool: _Pool) -> Hit:
        row = int(pool.rows[place])
        parts = {"lexical": float(pool.fused.lexical[place]), "dense": float(pool.fused.dense[place])}
        if row in pool.cited:
            parts["citation"] = 1.0
        if row in pool.wanted:
            parts["included"] = 1.0
        score = 1.0 if row in pool.cited else float(pool.fused.score[place])
        return Hit(self._ids[row], rank, score, parts)


def _read_arrays(data: Path) -> _Arrays:
    return _Arrays(Lexical.load(data / LEXICAL_FOLDER), Dense.load(data / DENSE_FILE))


def _beginning(query: str) -> str:
    return query.encode("utf-8", "replace")[:_EMBEDDED].decode("utf-8", "ignore")


def _best(scores: Scores, mask: Mask | None, count: int) -> Rows:
    """Return the rows with the highest positive scores among the allowed ones."""
    scores = scores if mask is None else np.where(mask, scores, 0)
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count - 1)[:count]]
    return rows


def _order(pool: _Pool, mask: Mask | None, k: int) -> list[int]:
    """Return places of the pool: what is cited, then by score, with room kept for what is wanted."""
    place = {int(row): i for i, row in enumerate(pool.rows)}
    first = [place[row] for row in pool.cited]
    kept = {place[row] for row in pool.wanted} - set(first)
    room = max(k - len(first) - len(kept), 0)
    rest: list[int] = []
    for i in map(int, pool.fused.order):
        if i in kept:
            rest.append(i)
        elif room > 0 and i not in first and (mask is None or mask[pool.rows[i]]):
            rest.append(i)
            room -= 1
    return first + rest
