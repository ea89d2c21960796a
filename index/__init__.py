"""Finds provisions: chunks, embeddings, BM25, fusion and look-up of typed citations."""

from index.citations import CitationFinder, Citations, Cited, Missing
from index.embedders import Embedder, embedder
from index.errors import EmbedderUnavailable, IndexMismatch, IndexMissing, IndexProblem
from index.ranking import Tuning
from index.search import Hit, Index, Related

__all__ = [
    "CitationFinder",
    "Citations",
    "Cited",
    "Embedder",
    "EmbedderUnavailable",
    "Hit",
    "Index",
    "IndexMismatch",
    "IndexMissing",
    "IndexProblem",
    "Missing",
    "Related",
    "Tuning",
    "embedder",
]
