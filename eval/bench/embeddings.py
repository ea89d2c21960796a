"""Embeddings of a benchmark's passages, kept on disk by the digest of what was embedded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from index.build import Progress, embed_missing
from index.chunks import Chunk
from index.embedders import Embedder, Vectors

FOLDER = Path("var/bench")
_SAVED_EVERY = 1024  # chunks; an interrupted run loses no more than that


def embeddings(
    pieces: Sequence[Chunk], embedder: Embedder, folder: Path, progress: Progress | None = None
) -> tuple[Vectors, float]:
    """Return the vectors of all chunks in order and the seconds spent on those that were not kept yet."""
    file = folder / f"{_name(embedder)}.npz"
    known = _read(file)
    kept = len(known)

    def tell(done: int, total: int) -> None:
        nonlocal kept
        if len(known) - kept >= _SAVED_EVERY:
            _save(file, known)
            kept = len(known)
        if progress:
            progress(done, total)

    try:
        vectors, _, seconds = embed_missing(pieces, known, embedder, tell)
    finally:
        if len(known) > kept:
            _save(file, known)
    return vectors, seconds


def _name(embedder: Embedder) -> str:
    return re.sub(r"[^\w.\-]+", "_", f"{embedder.name}-{embedder.version}")


def _read(file: Path) -> dict[str, Vectors]:
    """Return the vectors of a file by digest; none if it is not there or damaged."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            return dict(zip(held["digests"].tolist(), held["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _save(file: Path, known: dict[str, Vectors]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new.npz")
    np.savez(fresh, digests=np.array(list(known)), vectors=np.stack(list(known.values())))
    fresh.replace(file)
