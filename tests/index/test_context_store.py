"""Token vectors are computed once, kept through an interruption, and read as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import context_store as stores
from index.token_models import Tokens

from .small import WordTokens

TEXTS = ["rockets carry satellites", "the ministry plants trees", "a satellite is launched"]


def test_every_text_is_encoded_once(tmp_path: Path) -> None:
    model = WordTokens()
    store = stores.encode([*TEXTS, TEXTS[0]], model, None, tmp_path / "kept")
    assert sorted(store.known) == sorted(map(stores.digest, TEXTS))
    model.encoded.clear()
    again = stores.encode([*TEXTS, "a new one"], model, store, tmp_path / "kept")
    assert model.encoded == ["a new one"]
    assert again.axes is store.axes


def test_what_is_written_is_read(tmp_path: Path) -> None:
    model = WordTokens()
    made = stores.encode(TEXTS, model, None, tmp_path / "kept")
    read = stores.read(tmp_path / "kept")
    assert read is not None
    assert (read.axes.main == made.axes.main).all()
    for key, coded in made.known.items():
        assert (read.known[key].codes == coded.codes).all()
        assert (read.known[key].ids == coded.ids).all()


def test_an_opened_context_scores_as_the_one_in_memory(tmp_path: Path) -> None:
    model = WordTokens()
    store = stores.encode(TEXTS, model, None, tmp_path / "kept")
    rows = [TEXTS[2], TEXTS[0], TEXTS[2]]  # the same text may stand twice
    stores.save(
        tmp_path / "index", store.axes, [(stores.digest(t), store.known[stores.digest(t)]) for t in rows]
    )
    opened = stores.open_context(tmp_path / "index", model)
    wanted = stores.context_of(store, rows, model).scores("satellite", np.arange(3))
    assert opened.scores("satellite", np.arange(3)) == pytest.approx(wanted)
    assert wanted[0] == wanted[2] > 0


class Interrupted(WordTokens):
    """A model that is interrupted at the given call."""

    def __init__(self, call: int) -> None:
        super().__init__()
        self.left = call

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return super().passages(texts)


def test_an_interruption_loses_no_finished_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        stores.encode(TEXTS, Interrupted(4), None, tmp_path / "kept")  # axes, two texts, stopped
    kept = stores.read(tmp_path / "kept")
    assert kept is not None
    assert set(kept.known) == set(map(stores.digest, TEXTS[:2]))
    model = WordTokens()
    stores.encode(TEXTS, model, kept, tmp_path / "kept")
    assert model.encoded == TEXTS[2:]


def test_it_is_saved_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_BATCH", 1)
    monkeypatch.setattr(stores, "_SAVED_EVERY", 0)
    held: list[int] = []

    def look(done: int, total: int) -> None:
        store = stores.read(tmp_path / "kept")
        held.append(len(store.known) if store else 0)
        assert total == 3

    stores.encode(TEXTS, WordTokens(), None, tmp_path / "kept", look)
    assert held == [0, 1, 2, 3]


@pytest.mark.parametrize("gone", ["axes.npz", "codes.npy", "ids.npy", "digests.npy"])
def test_a_damaged_folder_is_as_if_it_were_not_there(gone: str, tmp_path: Path) -> None:
    stores.encode(TEXTS, WordTokens(), None, tmp_path / "kept")
    (tmp_path / "kept" / gone).write_bytes(b"")
    assert stores.read(tmp_path / "kept") is None
    assert stores.read(tmp_path / "none") is None


def test_arrays_of_two_builds_are_not_mixed(tmp_path: Path) -> None:
    stores.encode(TEXTS, WordTokens(), None, tmp_path / "one")
    stores.encode(TEXTS[:1], WordTokens(), None, tmp_path / "two")
    (tmp_path / "two" / "codes.npy").replace(tmp_path / "one" / "codes.npy")
    with pytest.raises(ValueError, match="belong together"):
        stores.open_context(tmp_path / "one", WordTokens())


def test_models_are_kept_apart(tmp_path: Path) -> None:
    one, other = WordTokens(version="1"), WordTokens(version="2")
    assert stores.kept_folder(tmp_path, one) != stores.kept_folder(tmp_path, other)
