"""Haystack: word splitter, `InMemoryDocumentStore`, and a pipeline that joins both in-memory retrievers."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is imported; nothing is sent

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.peers.ground import FETCHED, Embedding, Ground, Searches

SPLIT_LENGTH, SPLIT_OVERLAP = 512, 32  # words, as in its tutorial of hybrid retrieval
_ID = "provision"


@component
class SharedTextEmbedder:
    """The common embedder as Haystack's component for questions."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """Embed a question."""
        return {"embedding": self._embedding.query(text).tolist()}


@component
class SharedDocumentEmbedder:
    """The common embedder as Haystack's component for documents."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Give every document its vector."""
        rows = self._embedding.passages([document.content for document in documents]).tolist()
        return {"documents": [replace(d, embedding=row) for d, row in zip(documents, rows, strict=True)]}


def build(ground: Ground) -> Searches:
    """Index the documents; the default token pattern knows Chinese already."""
    whole = [Document(content=d.text, meta={_ID: d.id}) for d in ground.documents]
    splitter = DocumentSplitter(split_by="word", split_length=SPLIT_LENGTH, split_overlap=SPLIT_OVERLAP)
    parts = splitter.run(documents=whole)["documents"]
    store = InMemoryDocumentStore()
    store.write_documents(SharedDocumentEmbedder(ground.embedding).run(documents=parts)["documents"])
    dense, hybrid = _dense(store, ground.embedding), _hybrid(store, ground.embedding)

    def by_meaning(question: str) -> list[str]:
        return _ids(dense.run({"embedder": {"text": question}})["meaning"])

    def by_both(question: str) -> list[str]:
        return _ids(hybrid.run({"embedder": {"text": question}, "words": {"query": question}})["joiner"])

    return {"dense": by_meaning, "hybrid": by_both}


def _dense(store: Any, embedding: Embedding) -> Any:
    pipeline = Pipeline()
    pipeline.add_component("embedder", SharedTextEmbedder(embedding))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=FETCHED))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    return pipeline


def _hybrid(store: Any, embedding: Embedding) -> Any:
    """Join by reciprocal rank: the tutorial's own step after joining is a ranking model."""
    pipeline = _dense(store, embedding)
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=FETCHED))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=FETCHED))
    pipeline.connect("meaning", "joiner")
    pipeline.connect("words", "joiner")
    return pipeline


def _ids(output: dict[str, list[Any]]) -> list[str]:
    return [document.meta[_ID] for document in output["documents"]]
