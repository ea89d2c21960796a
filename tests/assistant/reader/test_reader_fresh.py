"""Facts in whole questions as lawyers, investors and founders write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.reader.clearing import clears
from corpus import Corpus
from corpus.yamlfile import read_yaml
from eval.reading.score import closure

from .conftest import TODAY, Facts

CASES = [case for cases in read_yaml(Path(__file__).with_name("fresh.yaml")).values() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_what_a_question_states_is_read(corpus: Corpus, facts: Facts, case: dict[str, Any]) -> None:
    found = closure(corpus, TODAY, facts(case["text"]))
    assert {name: found.get(name) for name in case["facts"]} == case["facts"]


def test_questions_of_both_languages_state_what_clears_and_what_does_not() -> None:
    stated = [(name, value) for case in CASES for name, value in case["facts"].items()]
    assert any(clears(name, value) for name, value in stated)
    assert any(value is True and not clears(name, value) for name, value in stated)
