"""LlamaIndex: sentence splitter, `VectorStoreIndex`, and `QueryFusionRetriever` with `BM25Retriever`."""

from __future__ import annotations

from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import Document
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from eval.peers.ground import CHINESE_BY_CHARACTER, FETCHED, Embedding, Ground, Search, Searches

_BATCH = 2048  # texts per call of the embedder, the most it allows


class SharedEmbedding(BaseEmbedding):
    """The common embedder behind LlamaIndex's interface."""

    _embedding: Embedding = PrivateAttr()

    def __init__(self, embedding: Embedding) -> None:
        super().__init__(model_name=embedding.embedder.name, embed_batch_size=_BATCH)
        self._embedding = embedding

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self._embedding.query(query).tolist()
        return row

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedding.passages(texts).tolist()
        return rows


def build(ground: Ground) -> Searches:
    """Index the documents; `hybrid, Chinese` splits Chinese by character, which the default does not."""
    whole = [Document(text=d.text, doc_id=d.id) for d in ground.documents]
    nodes = SentenceSplitter().get_nodes_from_documents(whole)
    model = SharedEmbedding(ground.embedding)
    dense = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=FETCHED)
    by_character = BM25Retriever(nodes, similarity_top_k=FETCHED, token_pattern=CHINESE_BY_CHARACTER)
    return {
        "dense": _search(dense),
        "hybrid": _search(_fusion(dense, BM25Retriever(nodes, similarity_top_k=FETCHED))),
        "hybrid, Chinese": _search(_fusion(dense, by_character)),
    }


def _fusion(dense: Any, lexical: Any) -> Any:
    """Fuse by reciprocal rank, as its documentation of hybrid search does; no model rewrites the question."""
    return QueryFusionRetriever(
        [dense, lexical],
        llm=MockLLM(),  # never asked, but without one it looks for a commercial one
        mode="reciprocal_rerank",
        similarity_top_k=FETCHED,
        num_queries=1,
        use_async=False,
    )


def _search(retriever: Any) -> Search:
    return lambda question: [found.node.ref_doc_id for found in retriever.retrieve(question)]
