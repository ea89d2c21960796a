"""What a question takes for granted and is otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_there_are_enough_of_them() -> None:
    assert len(PREMISES) >= 30
    assert len({p.id for p in PREMISES}) == len(PREMISES)


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        ("1 February 2026", False),
        ("2026-02-01", False),
        ("February 2026", False),
        ("2026", False),
        ("Feb 2nd, 2026", True),
        ("March 2026", True),
        ("2025", True),
        ("1 February 2025", True),
    ],
)
def test_any_date_is_compared_with_the_one_held(corpus: Corpus, stated: str, wrong: bool) -> None:
    text = f"The 2025 edition of the Catalogue has been in force since {stated}."
    assert ("catalogue-2025-start" in found(corpus, text)) == wrong


@given(st.integers(1, 200))
def test_any_threshold_is_compared_with_the_one_held(corpus: Corpus, millions: int) -> None:
    text = f"The LP exception goes up to ${millions} million."
    assert ("lp-cap" in found(corpus, text)) == (millions != 2)


@given(st.integers(1, 400))
def test_any_deadline_is_compared_with_the_one_held(corpus: Corpus, days: int) -> None:
    text = f"We must notify Treasury within {days} days."
    assert ("notification-days" in found(corpus, text)) == (days != 30)


@given(st.integers(15, 30))
def test_any_power_of_ten_is_compared_with_the_ones_held(corpus: Corpus, exponent: int) -> None:
    forms = (f"10^{exponent}", f"1e{exponent}", f"10的{exponent}次方")
    for form in forms:
        wrong = "compute-prohibited" in found(corpus, f"850 bans AI models above {form} operations.")
        assert wrong == (exponent not in (24, 25)), form


def test_what_was_said_and_what_is_right_are_named(corpus: Corpus) -> None:
    said, right = found(corpus, "The outbound rule took effect in 2023.")["outbound-start"]
    assert (said, right) == ("2023", "2025-01-02")
    assert found(corpus, "The LP exception goes up to 5 million.")["lp-cap"] == ("5 million", "2,000,000")


@pytest.mark.parametrize(
    "text",
    [
        "The LP exception goes up to 2 million, not 5 million.",
        "The outbound rule took effect on 2 January 2025, not in 2023.",
        "Is the LP cap 1 million or 2 million?",
        "申报期限是30天，不是45天。",
    ],
)
def test_a_value_set_against_the_right_one_is_no_claim(corpus: Corpus, text: str) -> None:
    assert found(corpus, text) == {}


def test_several_premises_come_in_their_order(corpus: Corpus) -> None:
    text = (
        "The outbound rule took effect in 2023. Rockets are encouraged in the Catalogue, and 850 bans all "
        "space deals."
    )
    assert list(found(corpus, text)) == ["outbound-start", "rockets-encouraged", "space-in-850"]


def test_a_correction_has_its_days(corpus: Corpus) -> None:
    text = "The 2022 edition is still in force."
    assert "catalogue-2022-in-force" in found(corpus, text)
    assert "catalogue-2022-in-force" not in found(corpus, text, date(2025, 6, 1))


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(corpus: Corpus, text: str) -> None:
    assert isinstance(found(corpus, text), dict)
