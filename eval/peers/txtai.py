"""txtai: `Embeddings` with its default vector index, alone and with `hybrid=True`."""

from __future__ import annotations

from typing import Any

from txtai import Embeddings

from eval.peers.ground import FETCHED, Embedding, Ground, Search, Searches
from index.embedders import PASSAGE_PREFIX, QUERY_PREFIX, Vectors

MODES = {"dense": False, "hybrid": True}


def build(ground: Ground) -> Searches:
    """Index the documents whole: txtai splits files, not passages; its word segmentation knows Chinese."""
    return {mode: _search(_index(ground, hybrid=hybrid)) for mode, hybrid in MODES.items()}


def _index(ground: Ground, *, hybrid: bool) -> Any:
    def transform(texts: list[str]) -> Vectors:  # a plain function: txtai calls anything else to get one
        return _vectors(texts, ground.embedding)

    index = Embeddings(
        method="external",
        transform=transform,
        instructions={"query": QUERY_PREFIX, "data": PASSAGE_PREFIX},  # how it tells the two apart
        hybrid=hybrid,
    )
    index.index((document.id, document.text, None) for document in ground.documents)
    return index


def _vectors(texts: list[str], embedding: Embedding) -> Vectors:
    """Embed what txtai has prefixed; the embedder adds the prefixes itself."""
    if all(text.startswith(PASSAGE_PREFIX) for text in texts):
        return embedding.passages([text.removeprefix(PASSAGE_PREFIX) for text in texts])
    return embedding.embedder.queries([text.removeprefix(QUERY_PREFIX) for text in texts])


def _search(index: Any) -> Search:
    return lambda question: [found for found, _ in index.search(question, FETCHED)]
