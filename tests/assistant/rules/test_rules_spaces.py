"""Which values of an unknown fact are tried: some on every side of every comparison."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.rules.facts import FactValue
from assistant.rules.program import compile_program
from assistant.rules.requested import on_request
from assistant.rules.spaces import open_space, probe_values
from assistant.rules.worlds import compare
from corpus import Corpus
from corpus.expression import AS_OF
from corpus.model import FactSpec, Flag

DAY = date(2026, 11, 23)
WORDS = {"en": "words", "zh": "词语"}


def asking(corpus: Corpus, when: dict[str, Any], kind: str, **fields: Any) -> Corpus:
    """A law with one flag, which asks one thing of the fact `a`."""
    words = {"label": WORDS, "meaning": WORDS, "question": WORDS}
    spec = FactSpec.model_validate(
        {"name": "a", "type": kind, "side": "us", "ordinary": None} | words | fields
    )
    flag = {"id": "asks", "side": "us", "level": "stop", "when": {"a": when}, "text": WORDS}
    flags = (Flag.model_validate(flag),)
    return replace(corpus, facts={"a": spec}, tables={}, inferences=(), sums=(), flags=flags)


def tried(law: Corpus) -> tuple[FactValue, ...]:
    return probe_values(compile_program(law, DAY), "a", DAY)


def test_every_comparison_of_the_law_comes_out_both_ways(corpus: Corpus) -> None:
    program = compile_program(corpus, DAY, on_request(corpus))
    assert program.operands
    for fact, comparisons in program.operands.items():
        values = probe_values(program, fact, DAY)
        for test in comparisons:
            operand = DAY if test.value == AS_OF else test.value
            assert {compare(value, test.op, operand) for value in values} == {True, False}, test


@pytest.mark.parametrize("threshold", [0.5, 50.0, 2e6, 1e25])
def test_a_number_is_tried_on_its_threshold_and_a_hundredth_to_each_side(
    corpus: Corpus, threshold: float
) -> None:
    found = tried(asking(corpus, {"gt": threshold}, "number", unit="percent"))
    assert sorted(found, key=float) == pytest.approx(  # type: ignore[arg-type]
        [threshold * 0.99, threshold, threshold * 1.01], rel=1e-12
    )


def test_a_day_is_tried_with_the_days_beside_it(corpus: Corpus) -> None:
    on, step = date(2025, 1, 2), timedelta(days=1)
    assert tried(asking(corpus, {"lt": on}, "date")) == (on - step, on, on + step)
    assert tried(asking(corpus, {"le": AS_OF}, "date")) == (DAY - step, DAY, DAY + step)


def test_every_choice_is_tried_where_they_are_few(corpus: Corpus) -> None:
    labels = dict.fromkeys(("x", "y", "z"), WORDS)
    law = asking(corpus, {"is": "x"}, "choice", choices=["x", "y", "z"], labels=labels)
    assert tried(law) == ("x", "y", "z")


@pytest.mark.parametrize("when", [{"is": "sichuan"}, {"in": ["sichuan", "hainan"]}])
def test_of_many_choices_those_asked_for_are_tried_and_one_that_is_not(
    corpus: Corpus, when: dict[str, Any]
) -> None:
    asked = {"sichuan"} if "is" in when else {"sichuan", "hainan"}
    found = set(tried(asking(corpus, when, "choice", choices_from="places")))
    assert asked < found
    assert len(found - asked) == 1
    assert found - asked <= set(corpus.places)


def test_a_set_is_tried_with_each_member_asked_for_and_with_none(corpus: Corpus) -> None:
    law = asking(corpus, {"has": ["satellite_parts", "robotics"]}, "set", choices_from="activities")
    assert set(tried(law)) == {frozenset({"satellite_parts"}), frozenset({"robotics"}), frozenset()}


def test_a_fact_that_derives_from_others_is_ordinarily_unknown(corpus: Corpus) -> None:
    ordinary = open_space(compile_program(corpus, DAY), DAY).ordinary
    assert not [name for name in ordinary if corpus.facts[name].asks is not None]
    assert ordinary["public_security"] is False
    assert "listed_national" not in ordinary
