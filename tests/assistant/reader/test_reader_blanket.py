"""A blanket denial covers everything it names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.blanket import blanket
from assistant.reader.patterns import mentions
from assistant.reader.scope import scope_of
from assistant.reader.text import normalise

from .conftest import Facts

CHIPS, QUANTUM, AI, SUPER = "chips_activity", "quantum_activity", "ai_activity", "supercomputer"
ARMY, SPIES, CROWDS = "military_use", "intelligence_use", "surveillance_use"
TOOLS = {"chip_tools", "eda_software", "front_end_equipment", "packaging_equipment"}


def denied(text: str) -> set[str]:
    found = blanket(scope_of(normalise(text).lower())).found
    assert all(mention.value is False for mention in found)
    return {mention.fact for mention in found}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("It is a stranger to quantum work, to AI and to supercomputers.", {QUANTUM, AI, SUPER}),
        ("There is no chip, AI, quantum or supercomputer side to it.", {CHIPS, QUANTUM, AI, SUPER}),
        ("Quantum, AI and supercomputers play no part in the business at all.", {QUANTUM, AI, SUPER}),
        ("They're no semiconductor business of any description, nor a quantum one.", {CHIPS, QUANTUM}),
        ("As to semiconductors, as to quantum and as to supercomputers it has nothing whatsoever.",
         {CHIPS, QUANTUM, SUPER}),
        ("There's no AI in the house; there is no quantum in the house.", {AI, QUANTUM}),
        ("Outside quantum: no chips, no AI, no supercomputers.", {CHIPS, AI, SUPER}),
        ("Quantum? No. AI? Likewise no.", {QUANTUM, AI}),
        ("Quantum is absent, and supercomputers as well.", {QUANTUM, SUPER}),
        ("Chips are not something they do. Nor is quantum.", {CHIPS, QUANTUM}),
        ("The company develops neither AI nor quantum technology.", {"ai_develops", QUANTUM}),
        ("They neither use nor develop AI.", {AI, "ai_develops"}),
        ("It does not draw circuits and does not run wafers.", {"designs_ic", "fabricates_ic"}),
        ("Making chip software or chip equipment is not something they do.", TOOLS),
        ("It is neither meant for nor delivered to the military, state intelligence, or any mass-monitoring "
         "scheme.", {ARMY, SPIES, CROWDS}),
        ("No defence, intelligence or mass-surveillance use of anything it makes.", {ARMY, SPIES, CROWDS}),
        ("AI is foreign to it. So is quantum.", {AI, QUANTUM}),
        ("Chips, AI, quantum. None of these is anything the company does.", {CHIPS, AI, QUANTUM}),
        ("None of the following applies to it: (a) AI, (b) quantum.", {AI, QUANTUM}),
        ("No chip gets designed there, none gets packaged.", {"designs_ic", "packages_ic"}),
        ("It has never designed, made or packaged a semiconductor device.",
         {"designs_ic", "fabricates_ic", "packages_ic"}),
        ("No chip design, no chip making, no chip packaging, no chip software, no chip equipment.",
         {"designs_ic", "fabricates_ic", "packages_ic", CHIPS, *TOOLS}),
        ("零芯片零量子零AI。", {CHIPS, QUANTUM, AI}),
        ("人工智能（含内部使用）：否。", {AI}),
        ("是否涉及超级计算机：否。", {SUPER}),
        ("End uses that are military? No. Government intelligence? No.", {ARMY, SPIES}),
        ("Quantum computers, key distribution: none of these are things they do.",
         {"quantum_computer", "quantum_secure_comms"}),
        ("Participations: nil.", {"holds_coc_interests"}),
        ("Nor does it own interests in others.", {"holds_coc_interests"}),
        ("它既不搞人工智能，也不搞量子，更谈不上超级计算机。", {AI, QUANTUM, SUPER}),
        ("人工智能、量子、超级计算机业务均付之阙如。", {AI, QUANTUM, SUPER}),
        ("什么芯片啊人工智能啊量子啊超级计算机啊，一样都不碰。", {CHIPS, AI, QUANTUM, SUPER}),
        ("其余三个方面：量子技术为零，人工智能为零，超级计算机为零。", {QUANTUM, AI, SUPER}),
        ("AI没有，quantum没有，supercomputer没有。", {AI, QUANTUM, SUPER}),
        ("無AI、無量子、無超級電腦。", {AI, QUANTUM, SUPER}),
        ("量子的影子都见不到；超算更不做，连服务器都是租的。", {QUANTUM, SUPER}),
        ("半导体（包括设计、制造、封测、工具、装备）不做，量子不做。",
         {CHIPS, QUANTUM, "designs_ic", "fabricates_ic", "packages_ic", "chip_tools",
          "front_end_equipment", "packaging_equipment"}),
        ("既不生产晶圆也不从事封装，EDA工具、芯片设备亦不开发不生产。",
         {"fabricates_ic", "packages_ic", *TOOLS}),
        ("芯片，设计、制造都不做。", {"designs_ic", "fabricates_ic"}),
        ("它不为军队服务，不为政府情报工作服务，也不做大规模监控。", {ARMY, SPIES, CROWDS}),
        ("军方、情报机关、搞大规模监控的，都不是也不会是用户。", {ARMY, SPIES, CROWDS}),
        ("没有对外参股。", {"holds_coc_interests"}),
        ("没参股别人。", {"holds_coc_interests"}),
    ],
)  # fmt: skip
def test_it_covers_all_it_names(text: str, facts: set[str]) -> None:
    assert denied(text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("No AI or chips for sale.", set()),
        ("No quantum AI.", set()),
        ("No AI chips, no quantum.", {QUANTUM}),
        ("No AI-driven machines, no quantum.", {QUANTUM}),
        ("It has no chips and makes AI.", {CHIPS}),
        ("It has no chips, AI is its business.", {CHIPS}),
        ("It will have no AI and no quantum.", set()),
        ("If it has no AI and no quantum, are we free?", set()),
        ("Doesn't it do AI or quantum?", set()),
        ("It does not only do AI and quantum.", set()),
        ("It is not without AI.", set()),
        ("Steering is by tables, not by AI.", set()),
        ("It is not an AI company.", set()),
        ("The payload has no AI and no quantum.", set()),
        ("Its AI has no military use.", set()),
        ("Own AI, sold to farms, no military users.", set()),
        ("The supplier has no AI, no quantum.", set()),
        ("They say there is no AI, no quantum.", set()),
        ("Chip tools: software no, front end yes.", {"eda_software"}),
        ("Packaging: no, foundry: no (a lab line).", set()),
        ("It designs no supercomputers.", set()),
        ("It uses no quantum technology.", set()),
        ("It is not designed for the military.", set()),
        ("It does not serve the defence industry.", set()),
        ("No stake in our fund.", set()),
        ("不知道是否涉及芯片、人工智能、量子, 没有说。", set()),
        ("其余没有军方客户。", set()),
        ("不是芯片公司。", set()),
        ("不仅不做芯片，也不做量子。", {QUANTUM}),
        ("不生产芯片，而是研发人工智能。", set()),
        ("自研人工智能，芯片不做。", {CHIPS}),
        ("有没有AI，资料没说。", set()),
        ("AI不介入。", set()),
        ("没有人工智能芯片。", set()),
        ("没有人工智能、芯片的对外销售。", set()),
        ("子公司没有人工智能，没有量子。", set()),
        ("我们不做芯片，不做量子。", set()),
    ],
)  # fmt: skip
def test_and_nothing_else(text: str, facts: set[str]) -> None:
    assert denied(text) == facts


THINGS = {"chips": CHIPS, "quantum": QUANTUM, "AI": AI, "supercomputers": SUPER}
THINGS_ZH = {"芯片": CHIPS, "量子": QUANTUM, "人工智能": AI, "超算": SUPER}
FRAMES = (
    "It has nothing to do with {}.", "The company is not active in {}.", "They do no {}.",
    "{} play no part there.", "{}: none.", "When it comes to {}, it has none.", "{}? No.",
    "It stays out of {}.", "There is no involvement in {} of any kind.",
)  # fmt: skip
FRAMES_ZH = (
    "公司不涉及{}。", "{}都不做。", "{}，一概没有。", "跟{}没有任何关系。", "{}：无。", "从未涉足{}。",
    "至于{}，它一样都不碰。",
)  # fmt: skip


def _listed(names: list[str], last: str) -> str:
    return last.join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


SOME = st.lists(st.sampled_from(sorted(THINGS)), min_size=1, max_size=4, unique=True)
SOME_ZH = st.lists(st.sampled_from(sorted(THINGS_ZH)), min_size=1, max_size=4, unique=True)


@given(names=SOME, frame=st.sampled_from(FRAMES), last=st.sampled_from((" or ", " and ", ", or ", ", ")))
def test_any_list_in_any_frame_is_denied_whole(names: list[str], frame: str, last: str) -> None:
    assert denied(frame.format(_listed(names, last))) == {THINGS[name] for name in names}


@given(names=SOME_ZH, frame=st.sampled_from(FRAMES_ZH), join=st.sampled_from(("、", "和", "，", "以及")))
def test_so_is_a_chinese_one(names: list[str], frame: str, join: str) -> None:
    if frame.startswith("跟") and join == "，":
        join = "、"
    assert denied(frame.format(join.join(names))) == {THINGS_ZH[name] for name in names}


NARROWING = (
    "for sale",
    "on two satellites",
    "this year",
    "beyond prototypes",
    "worth the name",
    "with partners",
)


@given(names=SOME, tail=st.sampled_from(NARROWING))
def test_words_that_narrow_it_leave_the_list_open(names: list[str], tail: str) -> None:
    assert denied(f"It has no {_listed(names, ' or ')} {tail}.") == set()


@given(first=SOME, then=SOME)
def test_what_is_affirmed_after_it_is_not_denied(first: list[str], then: list[str]) -> None:
    found = denied(f"It does no {_listed(first, ' or ')}, but {_listed(then, ' and ')} are its business.")
    assert found <= {THINGS[name] for name in first} - {THINGS[name] for name in then}


def test_what_it_denies_is_not_affirmed_by_the_words_within(facts: Facts) -> None:
    text = "AI and supercomputers play no part in the business at all."
    assert AI in {m.fact for m in mentions(scope_of(text.lower()))[0] if m.value is True}
    assert facts(text)[AI] is False


def _spans(text: str) -> Iterable[str]:
    return (text[start:end] for start, end in blanket(scope_of(text.lower())).denied)


def test_each_denial_shows_the_words_it_was_read_from() -> None:
    text = "A stranger to quantum work, to AI and to supercomputers."
    assert list(_spans(text)) == ["quantum work", "AI", "supercomputers"]
