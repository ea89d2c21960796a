"""Token vectors on the disk: kept while they are computed, reused by a build, memory-mapped by readers.

A folder holds the arrays of some passages in order, each with the digest of its text.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from index.context import Axes, Coded, Context, joined
from index.token_models import TokenModel

Progress = Callable[[int, int], None]  # passages encoded so far, passages to encode
Known = dict[str, Coded]  # by the digest of the text

_SAMPLE = 400  # passages that the axes are learned from
_BATCH = 64  # passages between two progress reports
_DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    BadZipFile,
)  # what NumPy says of files that are not its own
_SAVED_EVERY = 30.0  # seconds; being killed loses no more than that


@dataclass(slots=True)
class Store:
    """Passages that are encoded, all on the same axes."""

    axes: Axes
    known: Known = field(default_factory=dict)


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def encode(
    texts: Sequence[str],
    model: TokenModel,
    store: Store | None,
    folder: Path,
    progress: Progress | None = None,
) -> Store:
    """Return a store that holds every text; what is not known yet is encoded and saved now and then.

    Without a store, axes are learned from a sample of the texts first. What is computed is in `folder`
    when this ends, however it ends.
    """
    store = store or Store(_learned(texts, model))
    fresh = {key: text for text in texts if (key := digest(text)) not in store.known}
    last = time.monotonic()
    try:
        for start in range(0, len(fresh), _BATCH):
            if progress:
                progress(start, len(fresh))
            _add(store, dict(list(fresh.items())[start : start + _BATCH]), model)
            if time.monotonic() - last >= _SAVED_EVERY:
                save(folder, store.axes, store.known)
                last = time.monotonic()
        if progress and fresh:
            progress(len(fresh), len(fresh))
    finally:
        if fresh:
            save(folder, store.axes, store.known)
    return store


def context_of(store: Store, texts: Sequence[str], model: TokenModel) -> Context:
    """Return the texts, one per row, ready to be compared with questions."""
    return Context.of(model, store.axes, [store.known[digest(text)] for text in texts])


def save(folder: Path, axes: Axes, passages: Mapping[str, Coded] | Sequence[tuple[str, Coded]]) -> None:
    """Write passages by digest into a folder, in place of what it held."""
    pairs = list(passages.items() if isinstance(passages, Mapping) else passages)
    tokens, starts = joined([coded for _, coded in pairs], axes.main.shape[1])
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    np.savez(fresh / "axes.npz", mean=axes.mean, main=axes.main)
    arrays = {
        "ids": tokens.ids,
        "codes": tokens.codes,
        "starts": starts,
        "digests": [key for key, _ in pairs],
    }
    for name, array in arrays.items():
        np.save(fresh / f"{name}.npy", np.asarray(array))
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)


def read(folder: Path) -> Store | None:
    """Read what `save` wrote; `None` if it is not there or damaged."""
    try:
        axes, tokens, starts = _arrays(folder)
        digests = np.load(folder / "digests.npy", allow_pickle=False).tolist()
        spans = [slice(a, b) for a, b in pairwise(starts)]
        passages = (Coded(tokens.ids[span], tokens.codes[span]) for span in spans)
        return Store(axes, dict(zip(digests, passages, strict=True)))
    except _DAMAGED:
        return None


def open_context(folder: Path, model: TokenModel) -> Context:
    """Open what `save` wrote, memory-mapped, one row per passage.

    Raises `ValueError` where it cannot be read.
    """
    try:
        axes, tokens, starts = _arrays(folder)
    except _DAMAGED as error:
        raise ValueError(f"{folder} cannot be read: {error}") from error
    return Context(model, axes, tokens, starts)


def kept_folder(folder: Path, model: TokenModel) -> Path:
    """Return where vectors of this very model are kept in a folder while they are computed."""
    return folder / f"context-{model.name}-{model.version}"


def _arrays(folder: Path) -> tuple[Axes, Coded, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    with np.load(folder / "axes.npz", allow_pickle=False) as held:
        axes = Axes(held["mean"], held["main"])
    codes = np.load(folder / "codes.npy", mmap_mode="r", allow_pickle=False)
    ids, starts = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("ids", "starts"))
    if len(codes) != len(ids) or len(ids) != starts[-1]:
        raise ValueError("The arrays do not belong together.")
    return axes, Coded(ids, codes), starts


def _learned(texts: Sequence[str], model: TokenModel) -> Axes:
    some = texts[:: max(len(texts) // _SAMPLE, 1)][:_SAMPLE]
    return Axes.learn(np.concatenate([tokens.vectors for tokens in model.passages(some)]))


def _add(store: Store, texts: Mapping[str, str], model: TokenModel) -> None:
    found = model.passages(list(texts.values()))
    store.known.update(zip(texts, map(store.axes.code, found), strict=True))
