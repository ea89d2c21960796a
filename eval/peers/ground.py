"""What every system is given: the same documents and the same embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chunks import Chunk, Fields
from index.embedders import Embedder, Vectors
from index.vectors import Progress, embed_kept, kept_file, read

DEPTH = 10  # distinct documents that are scored
FETCHED = 20  # results asked of every retriever: parts of a document count once, and fusion needs spares
CHINESE_BY_CHARACTER = r"[^\W\u3400-\u9fff]+|[\u3400-\u9fff]"  # words of other scripts, Chinese one by one

Search = Callable[[str], Sequence[str]]  # question: ids of documents, best first; one may come again
Searches = dict[str, Search]  # by mode: "dense", "hybrid"

_NO_FIELDS = Fields((), (), (), ())


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be found, and what the gold calls it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put to every system."""

    id: str
    text: str
    lang: str


class Embedding:
    """One embedder for all: passages are embedded once by their text, questions anew every time."""

    def __init__(self, embedder: Embedder, folder: Path, progress: Progress | None = None) -> None:
        self.embedder = embedder
        self.seconds = 0.0  # spent on passages so far
        self.folder = folder
        self._progress = progress
        self._known: dict[str, Vectors] = {}

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text; only texts never seen before, in this run or another, are embedded."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            pieces = [Chunk(provision_id="", text=text, fields=_NO_FIELDS) for text in fresh]
            file = kept_file(self.folder, self.embedder)
            vectors, _, seconds = embed_kept(pieces, read(file), self.embedder, file, self._progress)
            self._known.update(zip(fresh, vectors, strict=True))
            self.seconds += seconds
        return np.stack([self._known[text] for text in texts])

    def query(self, text: str) -> Vectors:
        """Return the vector of a question, computed now: its cost is part of every answer."""
        vector: Vectors = self.embedder.queries([text])[0]
        return vector


@dataclass(frozen=True, slots=True)
class Ground:
    """The documents and the embedder."""

    documents: tuple[Document, ...]
    embedding: Embedding


def distinct(found: Sequence[str], depth: int = DEPTH) -> list[str]:
    """Return the first `depth` documents, each where it comes first."""
    return list(dict.fromkeys(found))[:depth]
