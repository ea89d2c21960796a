"""Vectors of chunks: computed where they are not known yet, and kept so that no interruption loses them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from index.chunks import Chunk
from index.embedders import Embedder, Vectors

Progress = Callable[[int, int], None]  # chunks embedded so far, chunks to embed
Known = dict[str, Vectors]  # vectors by the digest of a chunk

_BATCH = 64  # chunks between two progress reports
_SAVED_EVERY = 30.0  # seconds; being killed loses no more than that


def embed_missing(
    pieces: Sequence[Chunk], known: Known, embedder: Embedder, progress: Progress | None = None
) -> tuple[Vectors, int, float]:
    """Return the vectors of all chunks in order, how many texts were embedded, and the seconds that took.

    The vectors that were missing are added to `known`.
    """
    fresh = {chunk.digest: chunk.text for chunk in pieces if chunk.digest not in known}
    digests, texts = list(fresh), list(fresh.values())
    started = time.perf_counter()
    for start in range(0, len(texts), _BATCH):
        if progress:
            progress(start, len(texts))
        found = embedder.passages(texts[start : start + _BATCH])
        known.update(zip(digests[start : start + _BATCH], found, strict=True))
    if progress and texts:
        progress(len(texts), len(texts))
    spent = time.perf_counter() - started
    if not pieces:
        return np.empty((0, embedder.dimension), dtype=np.float32), 0, spent
    return np.stack([known[chunk.digest] for chunk in pieces]), len(texts), spent


def embed_kept(
    pieces: Sequence[Chunk], known: Known, embedder: Embedder, file: Path, progress: Progress | None = None
) -> tuple[Vectors, int, float]:
    """Do as `embed_missing`, and save what is known to a file now and then and when interrupted."""
    saved, last = len(known), time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal saved, last
        if len(known) > saved and time.monotonic() - last >= _SAVED_EVERY:
            save(file, known)
            saved, last = len(known), time.monotonic()
        if progress:
            progress(done, total)

    try:
        return embed_missing(pieces, known, embedder, tell)
    finally:
        if len(known) > saved:
            save(file, known)


def kept_file(folder: Path, embedder: Embedder) -> Path:
    """Return where vectors of this very embedder are kept in a folder."""
    return folder / (re.sub(r"[^\w.\-]+", "_", f"{embedder.name}-{embedder.version}") + ".npz")


def read(file: Path) -> Known:
    """Return what `save` wrote; nothing if the file is not there or damaged."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            return dict(zip(held["digests"].tolist(), held["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def save(file: Path, known: Known) -> None:
    """Write vectors by digest, in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new.npz")
    np.savez(fresh, digests=np.array(list(known)), vectors=np.stack(list(known.values())))
    fresh.replace(file)
