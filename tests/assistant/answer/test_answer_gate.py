"""The gate, check by check, with literal sentences in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.gate import Basis, check_sentence, figures, passed

from .conftest import Tell
from .test_answer_findings import SITUATIONS

NOTIFIABLE = Basis(
    finding="United States: notifiable under 31 CFR Part 850; it may go ahead, and Treasury must be told.",
    provisions={
        "P1": "§ 850.217(d)(2)(iv) AI for controlling robots. "
        "The target develops an AI system intended to control robotic systems.",
        "P2": "§ 850.404 Deadline. File no later than 30 calendar days after completion, "
        "by 14 January 2027; training took 10^20.",
    },
    facts="share bought: 30%; closing: 2026-12-15",
)
PROHIBITED = Basis("United States: prohibited under 31 CFR Part 850.", {"P1": "§ 850.224(j) Military AI."})
ENCOURAGED = Basis(
    "China: encouraged by the Catalogue, nationwide item 348.", {"P1": "item 348 Civil satellites."}
)
OPEN = Basis("China: not decided by these facts.", {"P1": "Art. 28 Negative list."})
ZH = Basis(
    finding="美国方面：依31 CFR第850部分属于须申报交易；可以进行，但须向财政部申报。",
    provisions={
        "P1": "§ 850.217(d)(2)(iv) 控制机器人的人工智能。"
        "目标公司开发用于控制机器人系统的人工智能系统，交割后30日内申报。"
    },
)
ZH_PROHIBITED = Basis("美国方面：依第850部分属于禁止交易。", {"P1": "§ 850.224 军事用途的人工智能系统。"})


def failed(text: str, basis: Basis, lang: str = "en", tags: tuple[str, ...] = ("P1",)) -> set[str]:
    return {check.name for check in check_sentence(text, tags, basis, lang) if not check.passed}


@pytest.mark.parametrize(
    ("text", "basis", "lang", "tags"),
    [
        (
            "The deal is notifiable: the target develops AI to control robotic systems.",
            NOTIFIABLE,
            "en",
            ("P1",),
        ),
        (
            "The deal is notifiable: file no later than 30 calendar days after completion.",
            NOTIFIABLE,
            "en",
            ("P1", "P2"),
        ),
        ("Notifiable under § 850.217(d)(2)(iv), for a share of 30%.", NOTIFIABLE, "en", ("P1",)),
        (
            "Notifiable under 31 CFR Part 850: Treasury must be told by 14 January 2027.",
            NOTIFIABLE,
            "en",
            ("P2",),
        ),
        (
            "Under 31 CFR Part 850 the United States has it prohibited: military AI.",
            PROHIBITED,
            "en",
            ("P1",),
        ),
        ("Item 348 of the nationwide Catalogue makes it encouraged in China.", ENCOURAGED, "en", ("P1",)),
        ("In China it is not decided by these facts.", OPEN, "en", ("P1",)),
        ("该交易属于须申报交易，须向财政部申报。", ZH, "zh", ("P1",)),
        ("目标公司开发控制机器人系统的人工智能，属于须申报交易，交割后30日内申报。", ZH, "zh", ("P1",)),
        ("依第850部分，该交易属于禁止交易。", ZH_PROHIBITED, "zh", ("P1",)),
    ],
)
def test_a_faithful_sentence_passes(text: str, basis: Basis, lang: str, tags: tuple[str, ...]) -> None:
    assert failed(text, basis, lang, tags) == set()


@pytest.mark.parametrize(
    ("check", "text", "basis", "lang"),
    [
        # figures that stand nowhere in the basis
        ("figures", "It is notifiable within 45 calendar days of completion.", NOTIFIABLE, "en"),
        ("figures", "It is notifiable within 3 calendar days of completion.", NOTIFIABLE, "en"),
        ("figures", "It is notifiable within ten calendar days of completion.", NOTIFIABLE, "en"),
        ("figures", "It is notifiable: the target trained with 10^25.", NOTIFIABLE, "en"),
        ("figures", "It is notifiable under § 850.217(d)(2)(v) of Part 850.", NOTIFIABLE, "en"),
        ("figures", "It is notifiable by 14 January 2028 with Treasury.", NOTIFIABLE, "en"),
        ("figures", "Item 349 of the nationwide Catalogue makes it encouraged.", ENCOURAGED, "en"),
        ("figures", "Item 34 of the nationwide Catalogue makes it encouraged.", ENCOURAGED, "en"),
        ("figures", "属于须申报交易，应在交割后45日内向财政部申报。", ZH, "zh"),
        ("figures", "属于须申报交易，应在交割后十日内向财政部申报。", ZH, "zh"),
        # a status the finding does not have, or none where it has one
        (
            "verdict",
            "The deal is prohibited under 31 CFR Part 850, Treasury must be told, notifiable.",
            NOTIFIABLE,
            "en",
        ),
        ("verdict", "The deal is excepted and notifiable under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("verdict", "The United States Treasury must be told of the target.", NOTIFIABLE, "en"),
        ("verdict", "The deal is notifiable under 31 CFR Part 850 of the United States.", PROHIBITED, "en"),
        ("verdict", "China: restricted by these facts, not decided.", OPEN, "en"),
        ("verdict", "该交易被禁止，须向财政部申报，属于须申报交易。", ZH, "zh"),
        ("verdict", "该交易属于例外，须向财政部申报，属于须申报交易。", ZH, "zh"),
        # the finding turned round
        ("verdict", "The deal is not notifiable under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("verdict", "The deal isn't notifiable under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("verdict", "The deal isn’t prohibited under 31 CFR Part 850.", PROHIBITED, "en"),
        ("verdict", "The deal is never prohibited under 31 CFR Part 850.", PROHIBITED, "en"),
        ("verdict", "Nothing prohibited here under 31 CFR Part 850.", PROHIBITED, "en"),
        ("verdict", "No notification is due, though Treasury must be told.", NOTIFIABLE, "en"),
        ("verdict", "The deal goes ahead under 31 CFR Part 850 without being notifiable.", NOTIFIABLE, "en"),
        ("verdict", "It does not hold that the deal is prohibited, United States.", PROHIBITED, "en"),
        ("verdict", "该交易无需向财政部申报。", ZH, "zh"),
        ("verdict", "该交易不属于须申报交易。", ZH, "zh"),
        ("verdict", "该交易不属于禁止交易，依第850部分。", ZH_PROHIBITED, "zh"),
        ("verdict", "依第850部分并不禁止该交易。", ZH_PROHIBITED, "zh"),
        # promises
        ("words", "The deal is notifiable and approved by Treasury.", NOTIFIABLE, "en"),
        ("words", "The deal is notifiable and perfectly legal under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("words", "The deal is notifiable and safe under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("words", "The deal is notifiable and lawful under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("words", "You are good to go: it is notifiable under 31 CFR Part 850.", NOTIFIABLE, "en"),
        ("words", "Treasury will approve: it is notifiable under Part 850.", NOTIFIABLE, "en"),
        ("words", "It is notifiable under Part 850, no problem with Treasury.", NOTIFIABLE, "en"),
        ("words", "属于须申报交易，完全合法，须向财政部申报。", ZH, "zh"),
        ("words", "属于须申报交易，须向财政部申报，没有风险。", ZH, "zh"),
        ("words", "属于须申报交易，须向财政部申报，请放心，没问题。", ZH, "zh"),
        # wrong language, not a sentence, unsupported, tags
        ("language", "该交易属于须申报交易，须向财政部申报。", NOTIFIABLE, "en"),
        ("language", "The deal is notifiable to Treasury under Part 850.", ZH, "zh"),
        ("length", "Yes.", NOTIFIABLE, "en"),
        ("length", "Notifiable. " * 60, NOTIFIABLE, "en"),
        ("support", "Notifiable: bananas, weather, football, painting, gardens.", NOTIFIABLE, "en"),
        ("support", "申报：香蕉天气足球绘画花园。", ZH, "zh"),
        ("support", "1234567890 850 31", NOTIFIABLE, "en"),
    ],
)
def test_an_unfaithful_sentence_fails_its_check(check: str, text: str, basis: Basis, lang: str) -> None:
    assert check in failed(text, basis, lang)


@pytest.mark.parametrize("tags", [(), ("P9",), ("P1", "P9")])
def test_tags_must_be_of_the_finding(tags: tuple[str, ...]) -> None:
    text = "The deal is notifiable: the target develops AI to control robotic systems."
    assert "tags" in failed(text, NOTIFIABLE, "en", tags)


def test_a_finding_without_provisions_needs_no_tag() -> None:
    basis = Basis("The exact completion date was not given, so no deadline is computed.", {})
    assert (
        failed("No deadline is computed: the exact completion date was not given.", basis, "en", ()) == set()
    )


def test_a_figure_of_a_provision_not_tagged_is_not_in_the_basis() -> None:
    text = "It is notifiable within 30 calendar days after completion."
    basis = Basis(NOTIFIABLE.finding, NOTIFIABLE.provisions)
    assert "figures" in failed(text, basis, "en", ("P1",))
    assert "figures" not in failed(text, basis, "en", ("P2",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("§ 850.217(d)(2)(iv) and 1,679 items", {"850.217(d)(2)(iv)", "1679"}),
        ("by 14 January 2027", {"14", "2027"}),
        ("no figure", set()),
        ("49.5%", {"49.5"}),
    ],
)
def test_figures(text: str, found: set[str]) -> None:
    assert figures(text) == found


def test_every_failed_check_says_why() -> None:
    for check in check_sentence("It is approved within 99 days.", ("P9",), NOTIFIABLE, "zh"):
        assert check.passed or check.detail


@pytest.mark.parametrize("facts", SITUATIONS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_finding_said_word_for_word_passes(tell: Tell, lang: str, facts: dict[str, Any]) -> None:
    for said in tell(lang, **facts).all():
        provisions = {f"P{n}": "" for n, _ in enumerate(said.provisions, 1)}
        failures = failed(said.text, Basis(said.text, provisions), lang, tuple(provisions))
        assert failures <= {"length"}, said.text
        assert not failures or len(said.text) > 600


VOCABULARY = (
    "the deal target notifiable prohibited not never no excepted Treasury must be told restricted encouraged "
    "850 30 isn't nothing company China rules apply because of robots"
)
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(WORDS, min_size=4, max_size=25))
def test_property_a_sentence_equal_to_its_finding_passes(words: list[str]) -> None:
    sentence = " ".join([*words, "transaction"]) + "."
    assert failed(sentence, Basis(sentence, {"P1": ""})) == set()


PROMISES = st.sampled_from(
    ["approved", "perfectly legal", "safe", "guaranteed", "cleared", "compliant", "lawful", "free to proceed"]
)


@given(st.lists(WORDS, min_size=3, max_size=15), PROMISES)
def test_property_a_promise_never_passes(words: list[str], promise: str) -> None:
    sentence = " ".join([*words, promise, "transaction"]) + "."
    assert "words" in failed(sentence, Basis(sentence, {"P1": ""}))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_property_a_figure_passes_only_if_it_stands_in_the_basis(said: int, held: int) -> None:
    basis = Basis(f"The deal is notifiable within {held} days of completion.", {"P1": ""})
    text = f"The deal is notifiable within {said} days of completion."
    assert ("figures" in failed(text, basis)) == (said != held)


@given(st.lists(WORDS, min_size=4, max_size=25))
def test_property_passing_means_every_check_passed(words: list[str]) -> None:
    checks = check_sentence(" ".join(words), ("P1",), NOTIFIABLE, "en")
    assert passed(checks) == all(check.passed for check in checks)
