"""Thresholds are the law's, not the reader's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reader.thresholds import NONE, highest
from corpus import Corpus


@pytest.mark.parametrize(
    ("fact", "threshold"),
    [
        ("us_votes_share", 50),
        ("holding_revenue_share", 50),  # the highest: it is also asked whether there is any
        ("ai_training_ops", 1e25),
        ("target_coc_share", 50),  # "or more"
        ("us_person", NONE),
    ],
)
def test_the_highest_figure_that_the_law_asks_for(corpus: Corpus, fact: str, threshold: float) -> None:
    assert highest(corpus, fact) == threshold


def test_another_law_has_another_threshold(corpus: Corpus) -> None:
    raised = [
        rule.model_copy(update={"when": {"us_votes_share": {"gt": 60}}}) for rule in corpus.inferences[:1]
    ]
    assert highest(replace(corpus, tables={}, inferences=tuple(raised)), "us_votes_share") == 60
