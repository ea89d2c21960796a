"""What would turn a verdict is said for what was tried, and for no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.answer.turning import turning_words
from assistant.rules.facts import FactValue
from assistant.rules.program import compile_program
from assistant.rules.spaces import probe_values
from corpus import Corpus, load
from corpus.expression import Test as Comparison
from corpus.wording import comparison

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Corpus:
    return load()


@pytest.mark.parametrize(
    ("fact", "value", "en"),
    [
        ("ai_training_ops", 1.01e25, "more than 10²⁵ operations"),
        ("ai_training_ops", 1.01e24, "more than 10²⁴ operations and less than 10²⁵ operations"),
        ("ai_training_ops", 1e25, "10²⁵ operations"),
        ("nand_layers", 126.72, "less than 128 layers"),
        ("nand_layers", 128.0, "128 layers"),
        ("us_person", True, "yes"),
        ("deal_type", "loan", "loan or other debt"),
    ],
)
def test_between_the_thresholds_it_lies_between(law: Corpus, fact: str, value: FactValue, en: str) -> None:
    assert turning_words(law, law.facts[fact], value, DAY).en == en


def test_dates_beside_a_threshold(law: Corpus) -> None:
    spec = law.facts["completion_date"]
    before, after = (turning_words(law, spec, DAY + timedelta(days=n), DAY) for n in (-1, 1))
    assert before.en.endswith("before 23 November 2026")
    assert after.en == "after 23 November 2026"
    assert after.zh == "晚于2026年11月23日"


def test_no_tried_value_is_shown_off_its_threshold(law: Corpus) -> None:
    """Of every number the rules compare: what is said names thresholds only."""
    program = compile_program(law, DAY)
    for fact, tests in program.operands.items():
        spec = law.facts[fact]
        if spec.type != "number":
            continue
        named = {
            comparison(law, Comparison(fact, "is", test.value)).en.removeprefix("exactly ") for test in tests
        }
        for value in probe_values(program, fact, DAY):
            said = turning_words(law, spec, value, DAY).en
            parts = [p.removeprefix("more than ").removeprefix("less than ") for p in said.split(" and ")]
            assert set(parts) <= named, (fact, value, said)
