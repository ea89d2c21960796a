"""What a question takes for granted and is otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.reader.premises import wrong_premises
from assistant.reader.text import normalise
from corpus import Corpus, load

DAY = date(2026, 11, 23)
PREMISES = load().premises
CORRECTED = [(p.id, text) for p in PREMISES for text in p.corrected]
LEFT = [(p.id, text) for p in PREMISES for text in p.left]


def found(corpus: Corpus, text: str, day: date = DAY) -> dict[str, tuple[str, str]]:
    wrong = wrong_premises(corpus, normalise(text).lower(), day)
    return {w.premise.id: (w.said, w.right) for w in wrong}


@pytest.mark.parametrize(("name", "text"), CORRECTED)
def test_a_wrong_claim_is_corrected(corpus: Corpus, name: str, text: str) -> None:
    assert name in found(corpus, text)


@pytest.mark.parametrize(("name", "text"), LEFT)
def test_a_right_claim_or_a_mere_question_is_not(corpus: Corpus, name: str, text: str) -> None:
    assert name not in found(corpus, text)


@pytest.mark.parametrize(("name", "text"), LEFT)
def test_nor_is_it_taken_for_another(corpus: Corpus, name: str, text: str) -> None:
    assert set(found(corpus, text)) == set(), name
