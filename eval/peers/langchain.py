"""LangChain: recursive splitter, FAISS store, and `EnsembleRetriever` with `BM25Retriever`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.peers.ground import CHINESE_BY_CHARACTER, FETCHED, Embedding, Ground, Search, Searches

CHUNK_SIZE, CHUNK_OVERLAP = 1000, 200  # characters, as in its retrieval tutorial
WEIGHTS = [0.5, 0.5]  # as in the documentation of EnsembleRetriever
_ID = "id"
_WORDS = re.compile(CHINESE_BY_CHARACTER)


class SharedEmbeddings(Embeddings):
    """The common embedder behind LangChain's interface."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        rows: list[list[float]] = self._embedding.passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        row: list[float] = self._embedding.query(text).tolist()
        return row


def build(ground: Ground) -> Searches:
    """Index the documents; `hybrid, Chinese` splits Chinese by character, which the default does not."""
    whole = [Document(page_content=d.text, metadata={_ID: d.id}) for d in ground.documents]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
    parts = splitter.split_documents(whole)
    store = FAISS.from_documents(parts, SharedEmbeddings(ground.embedding))
    dense = store.as_retriever(search_kwargs={"k": FETCHED})
    return {
        "dense": _search(dense),
        "hybrid": _search(_ensemble(dense, BM25Retriever.from_documents(parts, k=FETCHED))),
        "hybrid, Chinese": _search(_ensemble(dense, _by_character(parts))),
    }


def _by_character(parts: list[Any]) -> Any:
    words: Callable[[str], list[str]] = lambda text: _WORDS.findall(text.lower())  # noqa: E731
    return BM25Retriever.from_documents(parts, k=FETCHED, preprocess_func=words)


def _ensemble(dense: Any, lexical: Any) -> Any:
    return EnsembleRetriever(retrievers=[lexical, dense], weights=WEIGHTS)


def _search(retriever: Any) -> Search:
    return lambda question: [part.metadata[_ID] for part in retriever.invoke(question)]
