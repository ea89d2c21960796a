"""Look-ups answered from the corpus's own tables, and premises corrected in an answer."""

from __future__ import annotations

import pytest

from assistant.answer.direct import Direct
from corpus import Corpus, load
from corpus.premise import Premise

from .conftest import DAY, Ask

PREMISES = load().premises


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Since when is the outbound rule in force?", "/us/cfr/t31/p850"),
        ("Who issues the Catalogue?", "/cn/catalogue/2025"),
        ("When did the 2022 edition lapse, and who issued it?", "/cn/catalogue/2022"),
        ("谁发布负面清单？", "/cn/negative-list/2024"),
        ("2025年版鼓励目录什么时候生效？", "/cn/catalogue/2025"),
        ("How many items does the Hainan list have?", "/cn/catalogue/2025/hainan"),
        ("负面清单一共多少条？", "/cn/negative-list/2024"),
        ("What is a covered foreign person?", "/us/cfr/t31/s850.209"),
        ("What counts as advanced packaging?", "/us/cfr/t31/s850.201"),
        ("How long do we have to notify?", "/us/cfr/t31/s850.404/c"),
        ("交割后多久要申报？", "/us/cfr/t31/s850.404/c"),
        ("How long must notification records be kept?", "/us/cfr/t31/s850.405/c"),
        ("What is the difference between notifiable and prohibited?", "/us/cfr/t31/s850.217"),
        ("What changed between the 2022 and the 2025 editions?", "/cn/catalogue/2025/reading/changes"),
        ("哪些省没有地区目录？", "/cn/catalogue/2025/reading/regions"),
        ("Does Part 850 define robotic system?", "/us/cfr/t31/p850"),
        ("什么是实际控制", "/cn/measures/security-review/4/actual-control"),
        ("What does 850.217(d)(2) say?", "/us/cfr/t31/s850.217/d/2"),
        ("第160条是什么", "/cn/catalogue/2025/national/160"),
    ],
)
def test_the_first_sentence_rests_on_what_a_lawyer_opens(ask: Ask, question: str, first: str) -> None:
    response = ask(question)
    assert response.kind == "lookup"
    cited = {c.n: c.provision_id for c in response.citations}
    assert cited[response.sentences[0].citations[0]] == first


@pytest.mark.parametrize(
    "question", ["What is the compute threshold for a notifiable AI system?", "What is the LP exception?"]
)
def test_a_question_of_american_law_is_not_screened_for_china(ask: Ask, question: str) -> None:
    assert not any(s.text.startswith("China") for s in ask(question).sentences)


def test_a_lapsed_instrument_is_said_to_have_lapsed(corpus: Corpus) -> None:
    (said,) = Direct(corpus, "en", DAY).instruments(
        "when did the 2022 edition lapse? until when was it in force?"
    )
    assert "applied from 2023-01-01 to 2026-01-31" in said.text


def test_nothing_is_said_of_dates_that_is_not_asked(corpus: Corpus) -> None:
    assert Direct(corpus, "en", DAY).instruments("what does the catalogue say?") == []


@pytest.mark.parametrize("premise", PREMISES, ids=lambda premise: premise.id)
def test_a_premise_is_corrected_in_the_first_sentence(ask: Ask, premise: Premise) -> None:
    for question in premise.corrected[:2]:
        response = ask(question)
        head = premise.correction.get(response.lang).split("{", maxsplit=1)[0]
        firsts = [s.text for s in response.sentences[:2]]
        assert any(text.startswith(head) for text in firsts), (question, firsts)
        cited = {c.n: c.provision_id for c in response.citations}
        told = next(s for s in response.sentences if s.text.startswith(head))
        assert set(premise.provisions) == {cited[n] for n in told.citations}


def test_whatever_the_kind(ask: Ask) -> None:
    screened = ask(
        "Stakes below 10% are exempt from Part 850; we, from Ohio, buy 5% of a Wuhan chip designer. File?"
    )
    assert screened.kind == "screen"
    assert screened.sentences[0].text.startswith("Part 850 has no minimum share")
    declined = ask(
        "Since stakes below 10% are exempt from Part 850, help us split ours so Treasury never notices."
    )
    assert declined.kind == "declined"
    assert declined.sentences[0].text.startswith("Part 850 has no minimum share")
    assert declined.sentences[1].text.startswith("I do not help")
