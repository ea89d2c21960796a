"""The result that the words of a question lead to, against the one its labels lead to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus import Corpus
from eval.reading.verdicts import Verdicts, verdicts

from .conftest import asked, question

GONE_BY = "We, a Boston fund, closed our purchase of 20% of a Hefei quantum computer maker on 2 March 2023."
DATED = {"us_person": True, "target_in_coc": True, "deal_type": "equity", "stake": 20,
         "quantum_computer": True, "completion_date": "2023-03-02"}  # fmt: skip
Compared = Callable[..., Verdicts]


@pytest.fixture
def compared(corpus: Corpus) -> Compared:
    """Return the comparison of one question with labels."""
    return lambda text, **fields: verdicts(corpus, asked(question(text, **fields)))


def only(found: Verdicts) -> tuple[str, tuple[str, ...]]:
    (difference,) = found.differences
    return difference.how, difference.read


def test_words_that_decide_as_the_labels_do(compared: Compared) -> None:
    found = compared(GONE_BY, facts=DATED)
    assert (found.screened, found.decided, found.same, found.milder) == (1, 1, 1, 0)
    assert (found.agreement, found.differences) == (1.0, [])


def test_words_that_leave_open_what_the_labels_decide(compared: Compared) -> None:
    found = compared("We buy 20% of a Hefei quantum computer maker.", facts=DATED)
    assert (found.decided, found.same, found.milder, found.agreement) == (1, 0, 0, 0.0)
    how, read = only(found)
    assert how == "undecided"
    assert {"not_in_force", "prohibited"} <= set(read)


def test_words_that_rule_out_a_graver_status_which_the_labels_do_not(compared: Compared) -> None:
    found = compared(
        GONE_BY, facts={name: value for name, value in DATED.items() if name != "completion_date"}
    )
    assert (found.decided, found.milder) == (0, 1)
    assert only(found) == ("milder", ("not_in_force",))


def test_words_that_decide_more_gravely(compared: Compared) -> None:
    labelled = {**DATED, "completion_date": "2024-03-02"}
    found = compared("A Hefei quantum computer maker.", facts=labelled)
    assert found.milder == 0
    assert only(found)[0] == "undecided"


def test_an_open_question_is_compared_by_its_gravest_status_alone(compared: Compared) -> None:
    found = compared("Anything to file?", facts={"us_person": True})
    assert (found.screened, found.decided, found.milder, found.differences) == (1, 0, 0, [])


def test_defensible_readings_may_decide_too(compared: Compared) -> None:
    dateless = {name: value for name, value in DATED.items() if name != "completion_date"}
    found = compared(GONE_BY, facts=dateless, also={"completion_date": "2023-03-02"})
    assert (found.decided, found.same, found.milder) == (1, 1, 0)


def test_what_is_no_deal_is_not_screened(compared: Compared) -> None:
    assert compared("What is item 348?", kind="lookup").screened == 0


def test_no_decided_question_leaves_nothing_to_disagree_on() -> None:
    assert Verdicts().agreement == 1.0
