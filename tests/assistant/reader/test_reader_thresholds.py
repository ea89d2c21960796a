"""Thresholds are the law's, not the reader's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reader.thresholds import NONE, highest, is_beyond
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


@pytest.mark.parametrize(
    ("fact", "value", "more", "beyond"),
    [
        ("ai_training_ops", 1e25, True, False),  # "more than 10^25" is asked, and 10^25 is not more
        ("ai_training_ops", 1.1e25, True, True),
        ("nand_layers", 128, True, True),  # "128 or more" is asked
        ("nand_layers", 127, True, False),
        ("lp_commitment_usd", 2_000_000, True, False),  # "not more than" is asked
        ("lp_commitment_usd", 2_000_001, True, True),
        ("ic_node_nm", 16, False, True),  # "16 or less" is asked
        ("ic_node_nm", 28, False, False),
        ("us_person", 1, True, False),
    ],
)
def test_beyond_every_threshold_more_changes_nothing(
    corpus: Corpus, fact: str, value: float, more: bool, beyond: bool
) -> None:
    assert is_beyond(corpus, fact, value, more=more) is beyond
