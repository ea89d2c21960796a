"""Words about who decides for a foreign investor: being out of one of three is not being out of all."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.reader.read import read
from corpus import Corpus, load

DAY = date(2026, 11, 23)
PARTS = ("us_person_directs", "us_person_edits_documents", "us_person_negotiates")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def parts(corpus: Corpus, text: str) -> dict[str, object]:
    facts = read(corpus, text, DAY).facts
    return {name: facts[name].value for name in (*PARTS, "us_person_authority") if name in facts}


@pytest.mark.parametrize(
    "text",
    [
        "Our American partner is fully recused.",
        "Our American partner has recused himself: no vote, no papers, no talks.",
        "No American is involved in the deal.",
        "没有美国人参与该交易。",
    ],
)
def test_out_of_all_three(corpus: Corpus, text: str) -> None:
    found = parts(corpus, text)
    assert [found.get(name) for name in PARTS] == [False, False, False]


@pytest.mark.parametrize("text", ["No American votes on it.", "没有美国公民参与决策。"])
def test_out_of_the_decision_says_nothing_of_papers_and_talks(corpus: Corpus, text: str) -> None:
    assert parts(corpus, text) == {"us_person_directs": False}


def test_papers_without_a_vote(corpus: Corpus) -> None:
    found = parts(corpus, "The American director does not vote but reviews the documents.")
    assert (found["us_person_directs"], found["us_person_edits_documents"]) == (False, True)
    assert "us_person_negotiates" not in found


def test_talks(corpus: Corpus) -> None:
    assert parts(corpus, "An American partner negotiates with the target.")["us_person_negotiates"] is True


@pytest.mark.parametrize(
    "text", ["There is no U.S. citizen or resident in its management.", "该基金管理层没有美国人。"]
)
def test_nobody_in_authority(corpus: Corpus, text: str) -> None:
    assert parts(corpus, text)["us_person_authority"] is False


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("ic_term_unclear", "The target makes laser diodes."),
        ("ic_term_unclear", "该公司生产激光二极管。"),
        ("ic_fdsoi", "The target fabricates FDSOI chips."),
        ("loan_syndicated", "We took the shares when a syndicated loan went into default."),
        ("acts_for_another", "We arrange the money on behalf of a client."),
    ],
)
def test_other_new_facts(corpus: Corpus, fact: str, text: str) -> None:
    assert read(corpus, text, DAY).facts[fact].value is True
