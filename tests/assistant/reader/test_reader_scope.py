"""Negation, open questions, and of whom a sentence speaks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.reader.scope import scope_of

from .conftest import Facts

END_USES = {"military_use": False, "intelligence_use": False, "surveillance_use": False}
FIELDS = {"chips_activity": False, "quantum_activity": False, "supercomputer": False}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has no military, intelligence or surveillance use.", END_USES),
        ("It has no military use, no intelligence use and no surveillance use.", END_USES),
        ("Neither military nor intelligence nor surveillance use.", END_USES),
        ("Nothing in chips, quantum or supercomputing.", FIELDS),
        ("Without any links to chips, quantum or supercomputing.", FIELDS),
        ("公司不涉及军事、情报或监控用途。", END_USES),
        ("公司没有军事、情报和监控用途。", END_USES),
        ("公司完全不涉及芯片、量子及超级计算。", FIELDS),
        ("该公司无人工智能业务。", {"ai_activity": False}),
        ("Chips: none. AI: no.", {"chips_activity": False, "ai_activity": False}),
        ("芯片：无；人工智能：没有。", {"chips_activity": False, "ai_activity": False}),
        (
            "No AI, chips or quantum; the use is purely civil.",
            {"ai_activity": False, "chips_activity": False},
        ),
        ("No direct or indirect military use.", {"military_use": False}),
        ("It has no military use and makes AI.", {"military_use": False, "ai_activity": True}),
    ],
)
def test_a_plain_denial_counts(facts: Facts, text: str, expected: dict[str, Any]) -> None:
    found = facts(text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("It makes no chips but designs AI models.", "ai_develops", True),
        ("It makes no chips and makes AI software.", "ai_develops", True),
        ("It does not make lasers but makes AI software.", "ai_develops", True),
        ("It makes lasers but no AI.", "ai_develops", False),
        ("No chips, but it has military customers.", "military_use", True),
        ("It has no stakes, sells to the military and police.", "military_use", True),
        ("No chips, works with the army and navy.", "military_use", True),
        ("It is not only civil: it serves the military.", "military_use", True),
        ("There is no doubt it does AI.", "ai_activity", True),
        ("It does nothing but AI.", "ai_activity", True),
        ("Not later than May it sells to the military.", "military_use", True),
        ("公司不仅设计芯片，还制造芯片。", "designs_ic", True),
        ("公司不只做芯片设计。", "designs_ic", True),
        ("公司不涉及军事，但从事人工智能。", "ai_activity", True),
        ("公司不生产芯片，而是研发人工智能。", "ai_develops", True),
        ("能不能投资量子计算公司？", "quantum_computer", True),
        ("会不会因人工智能触发申报？", "ai_activity", True),
        ("不得不使用人工智能。", "ai_activity", True),
    ],
)
def test_a_negation_ends_where_another_clause_begins(facts: Facts, text: str, fact: str, value: bool) -> None:
    assert facts(text).get(fact) is value


NEVER_DENIED = (
    # narrowed: something else of the kind is left
    "It makes no military chips.",
    "It sells no AI.",
    "It has no other chip business.",
    "It has no further AI work.",
    "No significant quantum business.",
    "It has no chips business other than packaging.",
    "Nothing in chips, except GaN design.",
    "It has no AI apart from the robot controller.",
    "No direct military use.",
    "It has no known military use.",
    "没有其他芯片业务。",
    "无直接军事用途。",
    "没有已知的军事用途。",
    # nobody looked, or nothing is known
    "We have not checked whether it does chips.",
    "We have not checked military, intelligence or surveillance use.",
    "We do not know whether it does AI, chips or quantum.",
    "I don't know of any military use.",
    "We have no information about military use.",
    "There is no evidence of military use.",
    "We see no indication of AI.",
    "No idea whether it uses AI.",
    "The seller has not disclosed any military use.",
    "The contract does not mention AI.",
    "We are not aware of any surveillance use.",
    "Nobody told us it has no AI.",
    "Unclear whether it has military, intelligence or surveillance use.",
    "Not known: military use, intelligence use or surveillance use.",
    "Military use is not known.",
    "AI: unknown.",
    "没有关于军事用途的信息。",
    "资料里没有披露军事用途。",
    "没有证据显示涉及军事。",
    "不清楚该公司是否从事人工智能。",
    "不知道有没有芯片业务。",
    "军事用途不明。",
    "人工智能：不清楚。",
    "未核实该公司是否涉及量子。",
    # guesses and hearsay
    "It might do no AI.",
    "Possibly no quantum.",
    "There is almost no AI.",
    "Hopefully no military use.",
    "The seller claims no military use.",
    "Reportedly no chips.",
    "We doubt there is any AI.",
    "We don't think it has AI.",
    "Until 2024 it had no AI.",
    "It must have no military use.",
    "可能不涉及芯片。",
    "据称不涉及芯片。",
    "几乎不涉及芯片。",
    "估计没有军事用途。",
    # denied twice, or not excluded
    "Military use is not excluded.",
    "We cannot rule out military use.",
    "It does not avoid military customers.",
    "It never stopped military work.",
    "It is not without military customers.",
    "无法排除军事用途。",
    "不排除军事用途。",
    "并非没有军事用途。",
    "没有不涉及芯片的产品。",
    "离不开人工智能。",
    "不一定没有芯片。",
    # asked, not said
    "Does it have no AI?",
    "Is there no military use?",
    "Is it true that neither it nor its owners are on any U.S. list?",
    "没有芯片业务吗？",
    "是不是没有人工智能？",
    # said of what kind it is not
    "The use is not purely civil.",
    "不是纯民用。",
    "Chips are not its only business.",
    "Nothing else is known.",
    "Its only business we know of is lasers.",
    "The owners were screened, and the lists are not all clear.",
    "公司及股东不在清单上的说法未经核实。",
)
GATES = (
    "chips_activity",
    "ai_activity",
    "quantum_activity",
    "supercomputer",
    "sensitive_end_use",
    "on_us_list",
    "holds_coc_interests",
    "intelligence_use",
    "surveillance_use",
)


@pytest.mark.parametrize("text", NEVER_DENIED)
def test_what_is_no_plain_denial_denies_nothing(facts: Facts, text: str) -> None:
    found = facts(text)
    assert [name for name in GATES if found.get(name) is False] == []
    assert found.get("military_use") is not False or text == "It makes no military chips."
    assert "no_other_activity" not in found


@pytest.mark.parametrize(
    "text",
    [
        "Whether it does AI we do not know.",
        "It might do AI.",
        "Perhaps it does AI.",
        "It may also do AI.",
        "We have not checked whether it does AI.",
        "It is unclear whether it does AI.",
        "It used to do AI.",
        "不清楚是否涉及人工智能。",
        "可能涉及人工智能。",
        "也许有人工智能业务。",
        "以前做过人工智能。",
        "尚未核实人工智能业务。",
    ],
)
def test_what_is_left_open_is_no_fact(facts: Facts, text: str) -> None:
    assert "ai_activity" not in facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "We do nothing with chips.",
        "We have no AI.",
        "Our fund is not active in quantum.",
        "Its supplier has no AI.",
        "Its customers do no AI.",
        "我们不涉及芯片。",
        "本基金没有人工智能业务。",
        "其供应商不涉及量子。",
        "The fund does no AI and no chips.",
        "Nobody at our fund touches quantum.",
    ],
)
def test_a_denial_by_others_says_nothing_of_the_target(facts: Facts, text: str) -> None:
    found = facts(text)
    assert not {"chips_activity", "ai_activity", "quantum_activity"} & set(found)


@pytest.mark.parametrize(
    "text",
    [
        "Its supplier makes chips.",
        "Its competitor designs chips.",
        "It holds 30% of a Hefei developer of quantum computers and chip design.",
        "It also owns a stake in another firm that designs chips.",
        "它持有合肥一家芯片设计公司30%的股权。",
        "其供应商制造芯片。",
        "客户从事人工智能。",
    ],
)
def test_what_others_do_is_not_read_of_the_target(facts: Facts, text: str) -> None:
    found = facts(text)
    assert not {"designs_ic", "fabricates_ic", "ai_activity", "activity"} & set(found)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We buy 10% of a company that designs chips.", "designs_ic"),
        ("A fund invests in a maker of quantum computers.", "quantum_computer"),
        ("We are a fund. It designs chips.", "designs_ic"),
        ("A U.S. fund buys 10% of a quantum computer maker.", "quantum_computer"),
        ("美国基金购买合肥一家量子计算机公司10%股权。", "quantum_computer"),
        ("我们投资一家芯片设计公司。", "designs_ic"),
        ("基金收购的企业从事人工智能。", "ai_activity"),
    ],
)
def test_what_is_bought_is_the_target(facts: Facts, text: str, fact: str) -> None:
    assert facts(text).get(fact) is True


LIST = (
    "It develops no AI, has no quantum or supercomputing business, no holdings, no military or surveillance"
)


@pytest.mark.parametrize("fact", ["military_use", "surveillance_use", "on_us_list", "holds_coc_interests"])
def test_a_denial_goes_on_to_the_end_of_a_list(facts: Facts, fact: str) -> None:
    assert facts(f"{LIST} customers and no list hits.")[fact] is False


def test_a_denied_customer_of_one_product_denies_nothing_of_the_company(facts: Facts) -> None:
    assert "military_use" not in facts("Its robot-steering AI has no military customers.")
    assert "military_use" not in facts("No AI is meant for the military.")


def test_an_empty_text_has_a_scope() -> None:
    scope = scope_of("")
    assert scope.polarity(0, 0) == "affirmed"
    assert scope.subject(0) == "target"
    assert scope.words_between(0) == ""


def test_sentences_are_found_by_position() -> None:
    text = "one. two; 三。"
    scope = scope_of(text)
    assert [text[slice(*scope.sentence_of(p))] for p in (0, 5, 10)] == ["one.", " two;", " 三。"]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("量子技术和超级计算机同样没有。", "supercomputer"),
        ("超级计算机业务均付之阙如。", "supercomputer"),
        ("军方、情报机关，都不是用户。", "military_use"),
        ("芯片啊人工智能啊量子啊，一样都不碰。", "ai_activity"),
        ("It is a stranger to quantum, AI and supercomputers.", "supercomputer"),
        ("They are out of quantum, and out of supercomputers.", "supercomputer"),
    ],
)
def test_a_field_named_first_and_denied_after_is_not_affirmed(facts: Facts, text: str, fact: str) -> None:
    assert facts(text).get(fact) is not True


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It trained its own AI model from zero.", "ai_develops"),
        ("它做超级计算机，不做芯片。", "supercomputer"),
        ("他们自研人工智能模型，芯片不做。", "ai_develops"),
    ],
)
def test_a_denial_of_something_else_takes_nothing_back(facts: Facts, text: str, fact: str) -> None:
    assert facts(text)[fact] is True


@pytest.mark.parametrize(("text", "said"), [("we add more", True), ("we add no more", False), ("", False)])
def test_words_that_are_denied_are_not_said(text: str, said: bool) -> None:
    assert scope_of(text).says(re.compile("more"), 0, len(text)) is said
