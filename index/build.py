"""Builds the index folder: embeds what changed, writes everything else anew, swaps in one step.

The arrays go into a fresh subfolder; replacing the manifest, which names that subfolder, is the one
atomic step. A reader sees the old index or the new one; a build that dies leaves the old one, and the
vectors it had computed for the next build.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Corpus, Term
from index import context_store
from index import manifest as manifests
from index.chunks import CHUNKER_VERSION, Chunk, chunks
from index.dense import Dense
from index.embedders import Embedder
from index.errors import IndexMissing
from index.lexical import FIELD_WEIGHTS, Lexical, document
from index.manifest import Manifest
from index.token_models import TokenModel, named
from index.tokens import Tokenizer
from index.vectors import Known, Progress, embed_kept, kept_file
from index.vectors import read as read_vectors

DENSE_FILE = "dense.faiss"
LEXICAL_FOLDER = "lexical"
CONTEXT_FOLDER = "context"
_PREFIX = "data-"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    chunks: int
    embedded: int
    reused: int
    removed: int
    seconds: float
    embedding_seconds: float
    unchanged: bool  # the index was up to date; nothing was written
    sha256: str


@dataclass(frozen=True, slots=True)
class _Contents:
    """What is written into the folder of the arrays."""

    dense: Dense
    lexical: Lexical
    context: _Words | None


@dataclass(frozen=True, slots=True)
class _Words:
    """The texts compared word by word, in row order, and their token vectors."""

    texts: Sequence[str]
    store: context_store.Store


def build(
    corpus: Corpus,
    embedder: Embedder,
    folder: Path,
    progress: Progress | None = None,
    token_model: TokenModel | None = None,
) -> Report:
    """Bring the index in `folder` up to date with the corpus, the embedder and the token model, if any."""
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        old = _read(folder)
        pieces = chunks(corpus)
        unfinished = kept_file(folder, embedder)
        known = {**_unfinished(unfinished, embedder), **_known_vectors(folder, old, embedder)}
        vectors, embedded, spent = embed_kept(pieces, known, embedder, unfinished, progress)
        removed = len(old.chunks.keys() - corpus.provisions.keys()) if old else 0
        dense = Dense.build(vectors)
        new = _manifest(corpus, embedder, pieces, dense, token_model)
        unchanged = old is not None and old.sha256 == new.sha256 and _complete(folder / old.data, new)
        if not unchanged:
            words = _words(pieces, folder, old, token_model, progress)
            _write(folder, new, _Contents(dense, lexical_of(pieces, corpus.terms), words))
        unfinished.unlink(missing_ok=True)
        if token_model:
            shutil.rmtree(context_store.kept_folder(folder, token_model), ignore_errors=True)
    return Report(
        chunks=len(pieces),
        embedded=embedded,
        reused=len(pieces) - embedded,
        removed=removed,
        seconds=time.perf_counter() - started,
        embedding_seconds=spent,
        unchanged=unchanged,
        sha256=new.sha256,
    )


def _read(folder: Path) -> Manifest | None:
    try:
        return manifests.read(folder)
    except IndexMissing:
        return None


def _unfinished(file: Path, embedder: Embedder) -> Known:
    """Vectors that a build which died had computed."""
    kept = read_vectors(file)
    return {digest: row for digest, row in kept.items() if len(row) == embedder.dimension}


def _known_vectors(folder: Path, old: Manifest | None, embedder: Embedder) -> Known:
    """Vectors of the present index by what was embedded, if the same embedder made them."""
    if old is None or (old.embedder, old.embedder_version) != (embedder.name, embedder.version):
        return {}
    if old.format != manifests.FORMAT or old.dimension != embedder.dimension:
        return {}
    file = folder / old.data / DENSE_FILE
    try:
        stored = Dense.load(file).vectors()
    except (RuntimeError, OSError):  # damaged or deleted: as if it were not there
        return {}
    if len(stored) != len(old.chunks):
        return {}
    return dict(zip(old.chunks.values(), stored, strict=True))


def _words(
    pieces: Sequence[Chunk],
    folder: Path,
    old: Manifest | None,
    model: TokenModel | None,
    progress: Progress | None,
) -> _Words | None:
    """Encode what the present index and a build that died do not hold."""
    if model is None:
        return None
    kept = context_store.kept_folder(folder, model)
    store = context_store.read(kept)
    if store is None and old is not None and old.token_model == named(model):
        store = context_store.read(folder / old.data / CONTEXT_FOLDER)
    texts = [chunk.english for chunk in pieces]
    return _Words(texts, context_store.encode(texts, model, store, kept, progress))


def _manifest(
    corpus: Corpus, embedder: Embedder, pieces: Sequence[Chunk], dense: Dense, model: TokenModel | None
) -> Manifest:
    return Manifest(
        format=manifests.FORMAT,
        corpus_version=corpus.version,
        corpus_sha256=corpus.sha256,
        embedder=embedder.name,
        embedder_version=embedder.version,
        dimension=dense.dimension,
        chunker_version=CHUNKER_VERSION,
        dense=dense.kind,
        token_model=named(model),
        data="",  # known when the arrays are written
        chunks={chunk.provision_id: chunk.digest for chunk in pieces},
    )


def _write(folder: Path, new: Manifest, contents: _Contents) -> None:
    """Write the arrays into a fresh subfolder, then the manifest that names it."""
    data = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    try:
        contents.dense.save(data / DENSE_FILE)
        contents.lexical.save(data / LEXICAL_FOLDER)
        if contents.context:
            _save_words(data / CONTEXT_FOLDER, contents.context)
        named = new.model_copy(update={"data": data.name})
        _replace(folder / manifests.FILE, named.model_dump_json(indent=1))
    except BaseException:
        shutil.rmtree(data, ignore_errors=True)
        raise
    _sweep(folder, keep=data.name)


def lexical_of(
    pieces: Sequence[Chunk], terms: Sequence[Term] = (), weights: Mapping[str, int] = FIELD_WEIGHTS
) -> Lexical:
    """Index the words of chunks, in order, each field by its weight."""
    tokenize = Tokenizer(terms)
    return Lexical.build([document(chunk, tokenize, weights) for chunk in pieces])


def _save_words(folder: Path, words: _Words) -> None:
    keys = [context_store.digest(text) for text in words.texts]
    context_store.save(folder, words.store.axes, [(key, words.store.known[key]) for key in keys])


def _complete(data: Path, made: Manifest) -> bool:
    words = not made.token_model or (data / CONTEXT_FOLDER).is_dir()
    return words and (data / DENSE_FILE).is_file() and (data / LEXICAL_FOLDER).is_dir()


def _replace(file: Path, text: str) -> None:
    """Replace a file in one step, on the disk before the old one goes."""
    fresh = file.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _sweep(folder: Path, keep: str) -> None:
    """Delete the arrays of earlier builds; open readers keep theirs until they close."""
    for data in folder.glob(f"{_PREFIX}*"):
        if data.name != keep:
            shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one build at a time work on a folder, where the system has file locks."""
    try:
        import fcntl  # noqa: PLC0415  # not on Windows
    except ImportError:
        yield
        return
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
