from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import Floats, fuse, min_max

SCORES = st.lists(st.floats(-1e3, 1e3, width=32), max_size=30)
WEIGHTS = st.floats(0, 1)


def floats(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float32)


def test_the_weight_is_that_of_the_words() -> None:
    fused = fuse(floats([2, 0, 1]), floats([0.1, 0.9, 0.5]), 0.65)
    assert fused.order.tolist() == [0, 2, 1]
    assert fused.score == pytest.approx([0.65, 0.35, 0.5])


@pytest.mark.parametrize(
    ("values", "expected"), [([], []), ([3, 3], [1, 1]), ([0, 0], [0, 0]), ([-1, -1], [0, 0])]
)
def test_equal_scores(values: list[float], expected: list[float]) -> None:
    assert min_max(floats(values)).tolist() == expected


def test_ties_keep_the_given_order() -> None:
    assert fuse(floats([1, 1, 1]), floats([0, 0, 0])).order.tolist() == [0, 1, 2]


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_weight_out_of_range(weight: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        fuse(floats([1]), floats([1]), weight)


def test_arrays_of_different_length() -> None:
    with pytest.raises(ValueError, match="same candidates"):
        fuse(floats([1]), floats([1, 2]))


@given(SCORES)
def test_min_max_stays_in_bounds_and_keeps_order(values: list[float]) -> None:
    scores = floats(values)
    stretched = min_max(scores)
    assert ((stretched >= 0) & (stretched <= 1)).all()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(stretched[order]) >= 0).all()


@given(SCORES, WEIGHTS)
def test_scores_lie_between_their_parts(values: list[float], weight: float) -> None:
    lexical = floats(values)
    fused = fuse(lexical, lexical[::-1].copy(), weight)
    low, high = np.minimum(fused.lexical, fused.dense), np.maximum(fused.lexical, fused.dense)
    assert (fused.score >= low - 1e-5).all()
    assert (fused.score <= high + 1e-5).all()
    assert sorted(fused.order.tolist()) == list(range(len(values)))
    assert (np.diff(fused.score[fused.order]) <= 0).all()


@given(SCORES)
def test_weight_one_ignores_meaning(values: list[float]) -> None:
    scores = floats(values)
    assert (fuse(scores, -scores, 1).score == min_max(scores)).all()
    assert (fuse(-scores, scores, 0).score == min_max(scores)).all()
