"""The manifest: from what the index was built, so that a stale one is never searched."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.model import Corpus
from index.chunks import CHUNKER_VERSION
from index.embedders import Embedder
from index.errors import IndexMismatch, IndexMissing

FORMAT = 1  # layout of the index folder
FILE = "manifest.json"


class Manifest(BaseModel):
    """What is in an index folder and what it was built from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    corpus_version: str
    corpus_sha256: str
    embedder: str
    embedder_version: str
    dimension: int
    chunker_version: str
    dense: str  # flat or hnsw
    token_model: str = ""  # name and version of the model of words in context; empty without one
    data: str  # folder beside this file with the arrays
    chunks: dict[str, str]  # provision id to SHA-256 of what was embedded, in row order

    @property
    def sha256(self) -> str:
        """Identity of the index, for receipts: two equal ones give the same results."""
        return hashlib.sha256(self.model_dump_json(exclude={"data"}).encode()).hexdigest()

    def check(self, folder: Path, corpus: Corpus, embedder: Embedder) -> None:
        """Raise `IndexMismatch` unless the index belongs to this corpus and this embedder.

        The dimension comes last, since asking for it may load the model.
        """
        pairs = (
            ("format", self.format, FORMAT),
            ("chunker version", self.chunker_version, CHUNKER_VERSION),
            ("embedder", self.embedder, embedder.name),
            ("embedder version", self.embedder_version, embedder.version),
            ("corpus", self.corpus_sha256, corpus.sha256),
        )
        for what, built, wanted in pairs:
            if built != wanted:
                raise IndexMismatch(folder, what, built, wanted)
        if self.dimension != embedder.dimension:
            raise IndexMismatch(folder, "dimension", self.dimension, embedder.dimension)


def read(folder: Path) -> Manifest:
    """Read the manifest of an index folder; raises `IndexMissing` when there is none that can be read."""
    file = folder / FILE
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise IndexMissing(folder, "no index is here.") from None
    except (ValidationError, OSError) as error:
        raise IndexMissing(folder, "the manifest of the index cannot be read.") from error
