"""Words compared in context: what is near counts, what is rare counts more, and 8 bits are enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.context import Axes, Coded, Context, joined
from index.embedders import Vectors
from index.token_models import Tokens, unit

from .small import WordTokens

TEXTS = ["rockets carry satellites", "the ministry plants trees", "a satellite is launched", "the the the"]


def context_of(texts: Sequence[str], model: WordTokens | None = None) -> Context:
    model = model or WordTokens()
    tokens = model.passages(texts)
    axes = Axes.learn(np.concatenate([t.vectors for t in tokens]))
    return Context.of(model, axes, [axes.code(t) for t in tokens])


def rows(count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(count, dtype=np.int64)


def random_vectors(count: int, dimension: int, seed: int = 1) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32))


def test_the_passage_with_the_nearest_words_is_best() -> None:
    scores = context_of(TEXTS).scores("satellites", rows(4))
    assert list(np.argsort(-scores)[:2]) == [0, 2]
    assert scores[2] > scores[1] > 0 or scores[1] == pytest.approx(0, abs=0.05)


def test_scores_lie_between_0_and_1_and_an_equal_text_scores_best() -> None:
    scores = context_of(TEXTS).scores(TEXTS[1], rows(4))
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert scores.argmax() == 1


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    texts = ["the xylograph", *["the plain"] * 6]
    scores = context_of([*texts, "the", "xylograph"]).scores("the xylograph", rows(9))
    assert scores[8] > scores[7]


def test_rows_are_scored_in_the_order_asked_for() -> None:
    context = context_of(TEXTS)
    asked = np.array([2, 0], dtype=np.int64)
    assert context.scores("satellite", asked) == pytest.approx(context.scores("satellite", rows(4))[asked])


def test_no_rows_and_no_words_score_nothing() -> None:
    context = context_of(TEXTS)
    assert context.scores("satellite", rows(0)).shape == (0,)
    assert list(context.scores("", rows(2))) == [0, 0]


def test_a_word_no_passage_has_is_as_rare_as_can_be() -> None:
    context = context_of(TEXTS)
    assert np.isfinite(context.scores("zzz 9999 qqq", rows(4))).all()


def test_a_question_is_run_once() -> None:
    model = WordTokens()
    context = context_of(TEXTS, model)
    for _ in range(3):
        context.scores("satellite", rows(4))
    assert model.asked == ["satellite"]
    assert len(context) == 4


def test_axes_take_off_what_all_share() -> None:
    vectors = unit(random_vectors(300, 20) + 3)  # all lean the same way
    axes = Axes.learn(vectors, 8)
    projected = axes.project(vectors)
    assert projected.shape == (300, 8)
    assert np.linalg.norm(projected, axis=1) == pytest.approx(np.ones(300), abs=1e-4)
    assert np.linalg.norm(projected.mean(axis=0)) < 0.3 < np.linalg.norm(vectors.mean(axis=0))


def test_all_axes_keep_the_angles_between_centred_vectors() -> None:
    vectors = random_vectors(50, 12)
    axes = Axes.learn(vectors, 12)
    centred = unit(vectors - vectors.mean(axis=0))
    projected = axes.project(vectors)
    assert projected @ projected.T == pytest.approx(centred @ centred.T, abs=1e-4)


@given(st.integers(0, 10_000))
def test_eight_bits_move_a_nearness_by_little(seed: int) -> None:
    vectors = random_vectors(400, 160, seed)
    axes = Axes.learn(vectors)
    exact = axes.project(vectors)
    coded = axes.code(Tokens(np.arange(400, dtype=np.int32), vectors))
    assert coded.codes.dtype == np.int8
    back = coded.codes.astype(np.float32) * 0.6 / 127
    assert np.abs(exact @ exact.T - back @ exact.T).max() < 0.05


def test_passages_are_joined_in_order() -> None:
    first, second = (Coded(np.arange(n, dtype=np.int32), np.full((n, 3), n, dtype=np.int8)) for n in (2, 1))
    tokens, starts = joined([first, second], 3)
    assert tokens.ids.tolist() == [0, 1, 0]
    assert tokens.codes[:, 0].tolist() == [2, 2, 1]
    assert starts.tolist() == [0, 2, 3]
    assert joined([], 3)[0].codes.shape == (0, 3)
