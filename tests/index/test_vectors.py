"""What was embedded is kept through interruptions and damage, and embedded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import vectors
from index.chunks import Chunk, Fields
from index.vectors import Known, embed_kept, embed_missing, kept_file, read, save

from .small import WordEmbedder

NOTHING = Fields((), (), (), ())
PIECES = [Chunk(f"/us/{n}", text, NOTHING) for n, text in enumerate(["a b", "c d", "a b", "e"])]


def test_equal_texts_are_embedded_once() -> None:
    embedder = WordEmbedder()
    rows, embedded, _ = embed_missing(PIECES, {}, embedder)
    assert embedder.embedded == ["a b", "c d", "e"]
    assert embedded == 3
    assert (rows[0] == rows[2]).all()


def test_no_chunks_give_no_vectors() -> None:
    rows, embedded, _ = embed_missing([], {}, WordEmbedder())
    assert rows.shape == (0, 64)
    assert embedded == 0


def test_what_is_known_is_not_embedded() -> None:
    embedder = WordEmbedder()
    known: Known = {PIECES[1].digest: np.ones(64, dtype=np.float32)}
    rows, _, _ = embed_missing(PIECES, known, embedder)
    assert embedder.embedded == ["a b", "e"]
    assert (rows[1] == 1).all()
    assert known.keys() == {piece.digest for piece in PIECES}


def test_saved_and_read(tmp_path: Path) -> None:
    file = kept_file(tmp_path / "new", WordEmbedder("some/model", "1.0"))
    assert file.name == "some_model-1.0.npz"
    first, _, _ = embed_kept(PIECES, {}, WordEmbedder(), file)
    again = WordEmbedder()
    second, embedded, _ = embed_kept(PIECES, read(file), again, file)
    assert embedded == 0
    assert again.embedded == []
    assert (first == second).all()


def test_an_interruption_keeps_what_was_embedded(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_kept(PIECES, {}, WordEmbedder(), file, stop)
    assert read(file).keys() == {piece.digest for piece in PIECES}


def test_long_runs_are_saved_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_SAVED_EVERY", 0.0)
    many = [Chunk(f"/us/{n}", f"text {n}", NOTHING) for n in range(600)]
    file = tmp_path / "kept.npz"
    seen: list[int] = []
    embed_kept(many, {}, WordEmbedder(), file, lambda *_: seen.append(len(read(file))))
    assert seen == [0, *range(64, 600, 64), 600]
    assert len(read(file)) == 600


@pytest.mark.parametrize("damage", [None, b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: bytes | None) -> None:
    file = tmp_path / "kept.npz"
    if damage is not None:
        save(file, {"a": np.ones(2, dtype=np.float32)})
        file.write_bytes(damage)
    assert read(file) == {}
