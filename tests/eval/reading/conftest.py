"""The corpus, and sets of labelled questions made in a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus import Corpus, load
from eval.reading.questions import LabelledQuestion, QuestionSet
from eval.reading.score import Score, score

WRITTEN = date(2026, 11, 27)
Scored = Callable[..., Score]
Write = Callable[[str], Path]


def question(text: str, **fields: Any) -> LabelledQuestion:
    basis: dict[str, Any] = {"id": "one", "lang": "en", "kind": "screen", "question": text}
    return LabelledQuestion.model_validate(basis | fields)


def asked(*questions: LabelledQuestion) -> QuestionSet:
    return QuestionSet(name="made", written=WRITTEN, questions=questions)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture
def scored(corpus: Corpus) -> Scored:
    """Return the score of one question with labels."""
    return lambda text, **fields: score(corpus, asked(question(text, **fields)))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a file with that text."""

    def written(text: str) -> Path:
        path = tmp_path / "made.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written
