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


@pytest.mark.parametrize("text", ["No American decides on it.", "没有美国公民参与决策。"])
def test_out_of_the_decision_says_nothing_of_papers_and_talks(corpus: Corpus, text: str) -> None:
    assert parts(corpus, text) == {"us_person_directs": False}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The American director does not vote but reviews the documents.", (None, True, None)),
        ("The American director abstains from the vote and reviews the documents.", (None, True, None)),
        ("The American director does not vote but recommends the deal.", (True, None, None)),
        ("The American director does not vote but gives a recommendation.", (True, None, None)),
        ("The American director neither decides nor recommends.", (False, None, None)),
        ("The American director negotiates with the target but does not vote.", (None, None, True)),
        ("The American member takes no part in the decision but signed the papers.", (False, True, None)),
        ("Our American partner neither votes, nor sees papers, nor speaks to it.", (False, False, False)),
        ("Our American partner does not vote, review documents or negotiate.", (False, False, False)),
        ("The U.S. citizen stays out of the vote, the papers and the talks.", (False, False, False)),
        ("The American officer is recused from the vote, the papers and the talks.", (False,) * 3),
        ("美籍合伙人不投票、不看文件、不参与谈判。", (False, False, False)),
        ("美籍合伙人不投票，不审阅文件，也不参与谈判。", (False, False, False)),
        ("美籍董事未参与决策，未签署任何文件，未参与谈判。", (False, False, False)),
        ("美籍合伙人回避了表决，但参与谈判。", (None, None, True)),
        ("美籍合伙人不投票，但修改了协议。", (None, True, None)),
        ("美籍合伙人不得不投票。", (True, None, None)),
        ("美籍合伙人不仅投票，还参与谈判。", (True, None, True)),
    ],
)  # fmt: skip
def test_part_by_part(corpus: Corpus, text: str, expected: tuple[bool | None, ...]) -> None:
    """Not voting is not yet taking no part: a recommendation counts (31 CFR 850.303(b)(1))."""
    found = parts(corpus, text)
    assert tuple(found.get(name) for name in PARTS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "No American votes on it.",
        "Our American partner will not vote.",
        "Our American partner plans to recuse himself from the decision.",
        "If our American partner is fully recused, are we fine?",
        "We were told the American director takes no part in the decision, the papers or the talks.",
        "It is not true that the American partner does not negotiate.",
        "The American director did not merely sign the documents.",
        "The American director does not only negotiate with the target.",
        "The American director formally takes no part in the decision, the documents or the talks.",
        "It is open whether the American partner is fully recused.",
        "The U.S. director abstained from the vote; whether she saw the papers we do not know.",
        "美籍董事说自己会回避。",
        "美籍董事计划不参与谈判。",
        "美籍董事可能不参与谈判。",
        "美籍董事以前不参与谈判。",
        "美籍合伙人并非不参与谈判。",
        "美籍合伙人不能不参与谈判。",
        "美籍合伙人未必不审阅文件。",
        "如果美籍合伙人全面回避，是否可行？",
    ],
)
def test_nothing_unclear_takes_an_american_out(corpus: Corpus, text: str) -> None:
    assert False not in parts(corpus, text).values()


@pytest.mark.parametrize(
    "text",
    [
        "One of our directors is a U.S. citizen.",
        "A U.S. citizen is a director of the fund.",
        "An American serves as chief executive officer of the buyer.",
        "买方董事中有一位是美国人。",
        "基金的合伙人是美国公民。",
    ],
)
def test_somebody_in_authority(corpus: Corpus, text: str) -> None:
    assert parts(corpus, text)["us_person_authority"] is True


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


@pytest.mark.parametrize(
    "text",
    [
        "The Dutch buyer has no U.S. general partner.",
        "The Dutch buyer has no American adviser.",
        "买方没有美国普通合伙人。",
        "买方没有美国顾问。",
        "买方没有美国籍的管理人。",
    ],
)
def test_one_way_of_control_denied_denies_no_other(corpus: Corpus, text: str) -> None:
    """A parent is whoever holds more than half, is general partner or advises the fund (31 CFR 850.219)."""
    found = read(corpus, text, DAY).facts
    assert "investor_is_cfe" not in found
    assert "us_person_authority" not in found
