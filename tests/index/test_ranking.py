"""Every part of the ranking counts by its weight, and nothing of it when that is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import lexical_of
from index.chunks import Chunk, Fields
from index.context import Context
from index.context_store import context_of, encode
from index.dense import Dense
from index.links import Links
from index.ranking import Arrays, Pool, Ranker, Surroundings, Tuning

from .small import WordEmbedder, WordTokens

WORDS_ONLY = Tuning(lexical_weight=1, neighbours=0, references=0)
TEXTS = (
    "launch of rockets",  # 0
    "the launch pad",  # 1, beside 0 and 2
    "guidance on tea",  # 2
    "launch pad crews",  # 3, of another text
    "what a crew is",  # 4, referred to by 3
)


def ranker(
    texts: Sequence[str] = TEXTS,
    series: Sequence[str] = ("a", "a", "a", "b", "c"),
    context: Context | None = None,
) -> Ranker:
    pieces = [Chunk(f"/us/{n}", text, Fields((), (), (text,), ())) for n, text in enumerate(texts)]
    embedder = WordEmbedder()
    arrays = Arrays(lexical_of(pieces), Dense.build(embedder.passages(texts)), context)
    references = Links.of([[], [], [], [], [3]][: len(texts)])
    return Ranker(arrays, Surroundings(Links.between_neighbours(series), references), embedder)


def scores(query: str, tuning: Tuning) -> dict[int, float]:
    pool = ranker().pool(query, tuning)
    return {int(row): float(score) for row, score in zip(pool.rows, pool.fused.score, strict=True)}


def test_a_neighbour_lifts() -> None:
    plain = scores("rockets launch", Tuning(lexical_weight=0, neighbours=0, references=0))
    lifted = scores("rockets launch", Tuning(lexical_weight=0, neighbours=0.5, references=0))
    assert lifted[2] == pytest.approx((plain[2] + 0.5 * plain[1]) / 1.5)
    assert lifted[1] == pytest.approx((plain[1] + 0.5 * max(plain[0], plain[2])) / 1.5)
    assert lifted[3] == pytest.approx(plain[3] / 1.5)


def test_a_reference_lifts_what_it_leads_to() -> None:
    plain = scores("launch pad crews", Tuning(lexical_weight=0, neighbours=0, references=0))
    lifted = scores("launch pad crews", Tuning(lexical_weight=0, neighbours=0, references=0.5))
    assert lifted[4] == pytest.approx((plain[4] + 0.5 * plain[3]) / 1.5)


@pytest.fixture
def model() -> WordTokens:
    return WordTokens()


@pytest.fixture
def compared(model: WordTokens, tmp_path: Path) -> Ranker:
    """A ranker that compares words in context too."""
    store = encode(TEXTS, model, None, tmp_path / "kept")
    return ranker(context=context_of(store, TEXTS, model))


def placed(pool: Pool) -> dict[int, float]:
    return {int(row): float(score) for row, score in zip(pool.rows, pool.fused.score, strict=True)}


BARE = Tuning(neighbours=0, references=0)


def test_words_in_context_count_by_their_weight(compared: Ranker) -> None:
    without, half, only = (
        placed(compared.pool("rocket launches", replace(BARE, context=weight))) for weight in (0, 0.5, 1)
    )
    assert max(only.values()) == 1
    assert only[0] == 1
    assert half == pytest.approx({row: (without[row] + only[row]) / 2 for row in without})


def test_only_the_best_are_compared_and_the_rest_fall_behind(compared: Ranker) -> None:
    tuning = replace(BARE, context=0.5, compared=2)
    plain = compared.pool("launch pad", replace(BARE, context=0))
    best = plain.rows[plain.fused.order[:2]]
    found = placed(compared.pool("launch pad", tuning))
    rest = {row: score / 2 for row, score in placed(plain).items() if row not in best}
    assert {row: found[row] for row in rest} == pytest.approx(rest)


@pytest.mark.parametrize("query", ["火箭", "launch 火箭", " "])
def test_a_question_with_chinese_is_not_compared(query: str, compared: Ranker, model: WordTokens) -> None:
    assert placed(compared.pool(query, BARE)) == placed(ranker().pool(query, BARE))
    assert model.asked == []


@pytest.mark.parametrize("tuning", [WORDS_ONLY, replace(BARE, context=0)])
def test_the_token_model_is_not_asked_where_it_does_not_count(
    tuning: Tuning, compared: Ranker, model: WordTokens
) -> None:
    compared.pool("launch pad", tuning)
    assert model.asked == []


def test_pairs_can_be_switched_off() -> None:
    with_pairs, without = ranker(), Tuning(lexical_weight=1, neighbours=0, references=0, pairs=0)
    assert scores("launch pad", WORDS_ONLY)[1] > 0
    texts = ("pad launch and more", "launch pad and more")
    both = ranker(texts, "ab")
    assert both.best("launch pad", 2, WORDS_ONLY)[0] == 1
    equal = both.pool("launch pad", without).fused.score
    assert equal[0] == pytest.approx(equal[1])
    assert len(with_pairs) == len(TEXTS)


def test_framing_words_count_less() -> None:
    query = "please provide guidance: launch"
    assert ranker().best(query, 1, Tuning(lexical_weight=1, framing=0.1))[0] in {0, 1, 3}
    alone = ranker().pool("guidance", Tuning(lexical_weight=1, framing=0))
    assert len(alone.rows) == 0


def test_scores_stay_between_zero_and_one() -> None:
    for value in scores("launch pad crew", Tuning(neighbours=1, references=1)).values():
        assert 0 <= value <= 1
