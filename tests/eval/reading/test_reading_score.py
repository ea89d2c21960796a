"""How a reading is scored: found, missed, wrong, implied, and wrong so that it would clear."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Corpus
from eval.reading.score import Score, Tally, closure, same, score

from .conftest import WRITTEN, Scored, asked, question


def totals(result: Score) -> tuple[int, int, int, int, int]:
    t = result.total
    return t.wanted, t.found, t.read, t.wrong, t.clearing


def test_what_is_read_as_labelled_is_found(scored: Scored) -> None:
    result = scored("It makes no quantum computers.", facts={"quantum_computer": False})
    assert totals(result) == (1, 1, 1, 0, 0)
    assert result.whole == 1
    assert result.misses == []


def test_a_label_that_is_not_read_is_missed(scored: Scored) -> None:
    result = scored("Nothing is said here.", facts={"quantum_computer": True})
    assert totals(result) == (1, 0, 0, 0, 0)
    (miss,) = result.misses
    assert (miss.fact, miss.read, miss.label, miss.clearing) == ("quantum_computer", None, True, False)


def test_a_wrong_no_counts_as_one_that_would_clear(scored: Scored) -> None:
    result = scored("It makes no quantum computers.", facts={"quantum_computer": True})
    assert totals(result) == (1, 0, 1, 1, 1)
    assert [m.clearing for m in result.misses] == [False, True]


def test_a_wrong_yes_does_not_clear(scored: Scored) -> None:
    result = scored("It makes quantum computers.", facts={"quantum_computer": False})
    assert totals(result)[3:] == (1, 0)


def test_what_is_left_open_must_not_be_settled(scored: Scored) -> None:
    result = scored("It makes no quantum computers.", open=["quantum_computer"])
    assert totals(result) == (0, 0, 1, 1, 1)


def test_what_may_also_be_read_is_neither_demanded_nor_wrong(scored: Scored) -> None:
    read = scored("It makes quantum computers.", also={"quantum_computer": True})
    assert totals(read) == (0, 0, 1, 0, 0)
    assert totals(scored("Nothing is said here.", also={"quantum_computer": True})) == (0, 0, 0, 0, 0)


def test_a_label_that_follows_from_what_is_read_is_found(scored: Scored) -> None:
    result = scored("Nothing in quantum.", facts={"quantum_computer": False, "quantum_activity": False})
    assert result.facts["quantum_computer"].found == 1
    assert result.facts["quantum_computer"].read == 0  # only what the words were read to say counts as read


def test_what_follows_from_the_labels_is_not_wrong(scored: Scored) -> None:
    result = scored("It does quantum.", facts={"quantum_computer": True})
    assert totals(result)[3] == 0


def test_a_wide_denial_is_wrong_where_only_a_narrow_one_is_labelled(scored: Scored) -> None:
    result = scored("Nothing in quantum.", facts={"quantum_computer": False})
    assert result.facts["quantum_activity"].clearing == 1


def test_unscored_facts_do_not_count(corpus: Corpus) -> None:
    made = asked(question("It makes quantum computers."))
    left = made.model_copy(update={"unscored": frozenset({"quantum_computer", "activity"})})
    assert score(corpus, made).total.read == 1
    assert score(corpus, left).total.read == 0


@pytest.mark.parametrize(
    ("text", "kind", "right"),
    [("What does § 850.217 say?", "lookup", 1), ("What does § 850.217 say?", "screen", 0)],
)
def test_kinds_are_counted(scored: Scored, text: str, kind: str, right: int) -> None:
    assert scored(text, kind=kind).kinds == {kind: [right, 1]}


def test_kinds_are_not_counted_where_none_are_labelled(corpus: Corpus) -> None:
    assert score(corpus, asked(question("Rain.")), kinds=False).kinds == {}


def test_a_tally_of_nothing_is_perfect_and_adds_up() -> None:
    empty = Tally()
    assert (empty.precision, empty.recall, empty.f1) == (1.0, 1.0, 1.0)
    empty.add(Tally(wanted=4, found=2, read=3, wrong=1, clearing=1))
    assert empty.recall == 0.5
    assert empty.precision == pytest.approx(2 / 3)
    assert empty.f1 == pytest.approx(4 / 7)


def test_nothing_right_scores_zero() -> None:
    assert Tally(wanted=1, read=1, wrong=1).f1 == 0.0


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [(1e23, 1.0005e23, True), (10, 10.2, False), (True, True, True), (None, None, False), ("a", "b", False)],
)
def test_same(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal  # type: ignore[arg-type]


@given(st.floats(min_value=1e-3, max_value=1e30, allow_nan=False))
def test_a_number_is_the_same_as_itself_and_not_as_its_double(value: float) -> None:
    assert same(value, value)
    assert not same(value, value * 2) or math.isinf(value * 2)


def test_closure_adds_wholes_and_parts_and_keeps_what_is_known(corpus: Corpus) -> None:
    found = closure(corpus, WRITTEN, {"quantum_computer": True, "chips_activity": False})
    assert found["quantum_activity"] is True
    assert found["designs_ic"] is False
    assert found["eda_software"] is False
    assert "quantum_sensing" not in found


def test_closure_leaves_a_blanket_no_open_that_a_part_contradicts(corpus: Corpus) -> None:
    found = closure(corpus, WRITTEN, {"quantum_computer": True, "quantum_activity": False})
    assert found.get("quantum_activity") is not False
