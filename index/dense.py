"""Nearest vectors by inner product: FAISS, exact until there are too many vectors for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.embedders import Vectors

_faiss: Any = faiss  # its stubs lag behind its search parameters
HNSW_ABOVE = 100_000  # vectors; below it the exact search takes a few milliseconds at most
_NEIGHBOURS = 32
_BUILD_DEPTH = 80
_SEARCH_DEPTH = 256

Rows = npt.NDArray[np.int64]


class Dense:
    """Vectors of the chunks, searchable by row."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors, hnsw_above: int = HNSW_ABOVE) -> Dense:
        """Index unit vectors, one row per chunk."""
        dimension = int(vectors.shape[1])
        index: Any
        if len(vectors) > hnsw_above:
            index = faiss.IndexHNSWFlat(dimension, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_DEPTH
        else:
            index = faiss.IndexFlatIP(dimension)
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def save(self, file: Path) -> None:
        """Write the index into one file."""
        faiss.write_index(self._index, str(file))

    @classmethod
    def load(cls, file: Path) -> Dense:
        """Open what `save` wrote, memory-mapped where FAISS can."""
        return cls(faiss.read_index(str(file), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """`flat` (exact) or `hnsw` (approximate)."""
        return "hnsw" if isinstance(self._index, faiss.IndexHNSW) else "flat"

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """Return the stored vectors of some rows, or of all."""
        if rows is None:
            everything: Vectors = self._index.reconstruct_n(0, len(self))
            return everything
        some: Vectors = self._index.reconstruct_batch(rows)
        return some

    def nearest(self, query: Vectors, k: int, allowed: npt.NDArray[np.bool_] | None = None) -> Rows:
        """Return up to `k` rows nearest to one query vector, best first, among the allowed rows."""
        if not len(self) or k < 1:
            return np.empty(0, dtype=np.int64)
        _, rows = self._index.search(
            query.reshape(1, -1), min(k, len(self)), params=self._parameters(allowed)
        )
        found: Rows = rows[0]
        return found[found >= 0]

    def scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner products of a query vector with some rows."""
        products: Vectors = self.vectors(rows) @ query.reshape(-1)
        return products

    def _parameters(self, allowed: npt.NDArray[np.bool_] | None) -> Any:
        selector = None if allowed is None else faiss.IDSelectorBatch(np.flatnonzero(allowed))
        if self.kind == "hnsw":
            return _faiss.SearchParametersHNSW(sel=selector, efSearch=_SEARCH_DEPTH)
        return _faiss.SearchParameters(sel=selector)
