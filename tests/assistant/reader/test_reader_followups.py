"""Messages within a conversation: frames taken away, facts taken back, how a message stands to the others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader.followups import PLAIN, Manner, follow_up
from assistant.reader.read import Reading
from corpus import Corpus

from .conftest import TODAY, Read

EARLIER = ("stake", "province", "completion_date", "ai_activity")


def met(corpus: Corpus, message: str, carried: tuple[str, ...] = EARLIER) -> tuple[Reading, Manner]:
    return follow_up(corpus, message, TODAY, carried)


@pytest.mark.parametrize(
    "message",
    [
        "Actually it is in Jiangsu.",
        "What if it is in Jiangsu instead?",
        "No, the company is in Jiangsu.",
        "I got that wrong. It is in Jiangsu.",
        "It should be Jiangsu rather than Sichuan.",
        "Same deal but in Jiangsu.",
        "Turns out it is in Jiangsu.",
        "其实公司在江苏。",
        "说错了，公司在江苏",
        "换成江苏呢",
        "如果在江苏呢？",
        "应该是江苏。",
        "不对，公司在江苏。",
        "不是四川，而是江苏。",
    ],
)
def test_corrections_are_told_by_their_words(corpus: Corpus, message: str) -> None:
    reading, manner = met(corpus, message)
    assert reading.facts["province"].value == "jiangsu"
    assert "province" in manner.corrected


@pytest.mark.parametrize(
    "message",
    ["The company is in Jiangsu.", "It has a plant in Jiangsu.", "公司在江苏。", "该公司位于江苏，做陶瓷。"],
)
def test_a_plain_statement_is_no_correction(corpus: Corpus, message: str) -> None:
    assert met(corpus, message)[1].corrected == frozenset()


@pytest.mark.parametrize(
    ("message", "supposed"),
    [
        ("What if it is in Jiangsu?", True),
        ("And in Jiangsu?", True),
        ("Suppose it is in Jiangsu.", True),
        ("Would it change if it were in Jiangsu?", True),
        ("如果在江苏呢？", True),
        ("假设公司在江苏。", True),
        ("Actually it is in Jiangsu.", False),
        ("其实公司在江苏。", False),
        ("Make it Jiangsu.", False),
    ],
)
def test_what_is_only_supposed_is_marked(corpus: Corpus, message: str, supposed: bool) -> None:
    reading, manner = met(corpus, message)
    assert "province" in reading.facts
    assert ("province" in manner.supposed) is supposed


def test_a_correction_reaches_its_own_sentence_only(corpus: Corpus) -> None:
    _, manner = met(corpus, "Actually the company is in Jiangsu. We buy 40%.")
    assert "province" in manner.corrected
    assert "stake" not in manner.corrected


def test_a_supposition_does_not_ask_the_reader(corpus: Corpus) -> None:
    reading, _ = met(corpus, "What if it has no AI?")
    assert reading.facts["ai_activity"].value is False
    assert reading.text.endswith("?")


def test_a_plain_question_stays_one(corpus: Corpus) -> None:
    assert "ai_activity" not in met(corpus, "Does it have no AI?")[0].facts


@pytest.mark.parametrize(
    ("message", "carried", "value"),
    [
        ("15%", ("stake",), 15),
        ("Correction: 15 percent.", ("stake",), 15),
        ("更正：持股15%", ("stake",), 15),
        ("不，是可转债，持股12%。", ("stake",), 12),
        ("make it 33.5%", ("stake",), 33.5),
        ("And a tax rate of 15%?", ("stake",), None),
        ("Revenue grew by 15%.", ("stake",), None),
    ],
)
def test_a_bare_share_is_the_stake_spoken_of(
    corpus: Corpus, message: str, carried: tuple[str, ...], value: float | None
) -> None:
    found = met(corpus, message, carried)[0].facts.get("stake")
    assert (found.value if found else None) == value


def test_a_bare_share_without_a_stake_before_is_left_to_the_reader(corpus: Corpus, reading: Read) -> None:
    assert met(corpus, "更正：持股15%", ("province",))[0].facts == reading("更正：持股15%").facts


@pytest.mark.parametrize("message", ["And on 5 January 2028?", "5 January 2028", "2028年1月5日呢？"])
def test_a_bare_day_is_the_closing_spoken_of(corpus: Corpus, message: str) -> None:
    assert str(met(corpus, message)[0].facts["completion_date"].value) == "2028-01-05"


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("Forget the board seat.", "beyond_minority_rights"),
        ("Scrap the AI business.", "ai_activity"),
        ("Never mind the closing date.", "completion_date"),
        ("Leave out the province.", "province"),
        ("Ignore the stake for now", "stake"),
        ("取消董事席位", "beyond_minority_rights"),
        ("董事席位不要了。", "beyond_minority_rights"),
        ("先不管持股比例", "stake"),
    ],
)
def test_what_is_taken_back_is_touched_and_not_stated(corpus: Corpus, message: str, fact: str) -> None:
    reading, _ = met(corpus, message)
    assert fact in reading.touched
    assert fact not in reading.facts


@pytest.mark.parametrize("message", ["Drop the stake to 10%.", "Drop it to 10%, forget the board seat."])
def test_a_lower_figure_takes_nothing_back(corpus: Corpus, message: str) -> None:
    reading, manner = met(corpus, message)
    assert reading.facts["stake"].value == 10
    assert "stake" in manner.corrected


@pytest.mark.parametrize(
    ("message", "new_target", "same_deal", "starts_over"),
    [
        ("Now another company, in Wuhan?", True, False, False),
        ("Same terms, but another company, in Wuhan.", True, True, False),
        ("What about a Wuhan maker of pumps?", True, False, False),
        ("Another company supplies it with glue.", True, False, False),
        ("It is supplied by a firm nobody knows; no other company is involved in this.", False, False, False),
        ("换成海南呢", False, False, False),
        ("换一家公司，在武汉", True, False, False),
        ("Everything else unchanged, but in Wuhan.", False, True, False),
        ("Let's start over.", False, False, True),
        ("重新开始", False, False, True),
        ("Forget all of that.", False, False, True),
        ("Forget all the rules.", False, False, False),
    ],
)
def test_how_a_message_stands_to_the_others(
    corpus: Corpus, message: str, new_target: bool, same_deal: bool, starts_over: bool
) -> None:
    manner = met(corpus, message)[1]
    assert (manner.new_target, manner.same_deal, manner.starts_over) == (new_target, same_deal, starts_over)


def test_a_form_of_deal_that_only_follows_is_implied(corpus: Corpus) -> None:
    assert met(corpus, "make it 40%")[1].implied == {"deal_type"}
    assert met(corpus, "We buy shares, 40%.")[1].implied <= {"deal_type"}


def test_the_first_message_of_a_conversation_stands_to_none() -> None:
    assert not any(vars(PLAIN).values())


FRAGMENTS = (
    "What if ",
    "and if ",
    "no, ",
    "Actually ",
    "it is in Jiangsu",
    "make it 40%",
    "forget the board seat",
    "?",
    ". ",
    "it has no AI",
    "如果",
    "在江苏",
    "呢？",
    "不，",
    "其实",
    "没有人工智能业务",
    "，",
    "。",
    "\n",
    "İ",
    "  ",
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join))
def test_spans_always_point_into_the_message(message: str) -> None:
    corpus = _corpus()
    reading, manner = met(corpus, message)
    assert reading.question == message
    assert all(0 <= f.span[0] < f.span[1] <= len(message) for f in reading.facts.values())
    assert all(message[slice(*f.span)].strip() for f in reading.facts.values())
    assert manner.supposed <= manner.corrected <= reading.facts.keys()


def _corpus() -> Corpus:
    from corpus import load  # noqa: PLC0415

    return load()
