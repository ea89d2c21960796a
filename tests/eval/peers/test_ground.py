"""One embedder for all: a passage is embedded once, a question every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.peers.ground import CHINESE_BY_CHARACTER, Embedding, Ground, distinct

IDS = st.lists(st.sampled_from("abcdefgh"))


def test_a_text_is_embedded_once(ground: Ground) -> None:
    embedding = ground.embedding
    first = embedding.passages(["one", "two", "one"])
    again = embedding.passages(["two", "one"])
    assert embedding.embedder.embedded == ["one", "two"]  # type: ignore[attr-defined]
    assert np.array_equal(first[[1, 0]], again)
    assert np.array_equal(first[0], first[2])


def test_rows_are_those_of_the_embedder(ground: Ground) -> None:
    texts = [document.text for document in ground.documents]
    assert np.allclose(ground.embedding.passages(texts), ground.embedding.embedder.passages(texts))


def test_another_run_finds_what_this_one_embedded(ground: Ground) -> None:
    embedder = ground.embedding.embedder
    ground.embedding.passages(["one"])
    later = Embedding(embedder, ground.embedding.folder)
    assert later.passages(["one", "two"]).shape == (2, embedder.dimension)
    assert embedder.embedded == ["one", "two"]  # type: ignore[attr-defined]


def test_a_question_is_embedded_every_time(ground: Ground) -> None:
    first, again = (ground.embedding.query("may I?") for _ in range(2))
    assert ground.embedding.embedder.asked == ["may I?", "may I?"]  # type: ignore[attr-defined]
    assert np.array_equal(first, again)
    assert first.shape == (ground.embedding.embedder.dimension,)


def test_progress_is_told(ground: Ground, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    embedding = Embedding(ground.embedding.embedder, tmp_path, lambda done, total: told.append((done, total)))
    embedding.passages(["one", "two"])
    assert told[-1] == (2, 2)


@given(IDS, st.integers(1, 10))
def test_distinct_keeps_first_places(found: Sequence[str], depth: int) -> None:
    kept = distinct(found, depth)
    assert len(kept) == len(set(kept)) == min(depth, len(set(found)))
    assert [found.index(one) for one in kept] == sorted(found.index(one) for one in kept)


def test_distinct_is_ten_deep() -> None:
    assert distinct([*map(str, range(30))]) == [*map(str, range(10))]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("new wheat seeds", ["new", "wheat", "seeds"]),
        ("商业卫星", ["商", "业", "卫", "星"]),
        ("5G卫星 2025年", ["5G", "卫", "星", "2025", "年"]),
        ("，。 !", []),
    ],
)
def test_the_pattern_splits_chinese_by_character(text: str, tokens: list[str]) -> None:
    assert re.findall(CHINESE_BY_CHARACTER, text) == tokens
