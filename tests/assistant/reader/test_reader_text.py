"""Normalised text keeps every character's place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.text import DOT, language, normalise, without_capitals
from corpus import Corpus

from .conftest import Read

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


@given(ANY_TEXT)
def test_normalising_never_changes_the_length(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(ANY_TEXT)
def test_blanking_out_capitals_never_changes_the_length(text: str) -> None:
    assert len(without_capitals(text)) == len(text)


def test_one_capital_alone_is_a_place() -> None:
    assert without_capitals("a fund from washington") == "a fund from washington"
    assert "beijing" not in without_capitals("for washington and beijing")
    assert "北京" not in without_capitals("华盛顿和北京")


def test_words_of_taiwan_and_hong_kong_become_the_mainlands() -> None:
    assert normalise("晶片、積體電路、軟體、人工智慧") == "芯片、集成电路、软件、人工智能"


def test_the_lists_of_a_capital_are_those_of_its_country() -> None:
    assert without_capitals("all washington's lists").split() == ["all", "american", "lists"]
    assert without_capitals("washington's funds") == "washington's funds"


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(question=ANY_TEXT)
def test_any_text_can_be_read_and_spans_lie_within_it(corpus: Corpus, reading: Read, question: str) -> None:
    found = reading(question)
    assert len(found.text) == len(question)
    assert found.lang in ("en", "zh")
    assert set(found.facts) <= set(corpus.facts)
    assert all(0 <= a < b <= len(question) for a, b in (f.span for f in found.facts.values()))


# Letters that grow when lowered, beside words that are read.
@pytest.mark.parametrize(
    "question", ["İİİ It has no AI.", "ẞ İ buys 30% of a Shanghai company", "İ不涉及芯片。"]
)
def test_letters_that_grow_when_lowered_do_not_move_spans(reading: Read, question: str) -> None:
    found = reading(question)
    assert len(found.text) == len(question)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("ＡＩ　３０％", "AI 30%"),
        ("“it’s”", '"it\'s"'),
        ("是，否。好；吗？（对）", "是，否。好；吗？（对）"),
        ("a U.S. fund", f"a U{DOT}S{DOT} fund"),
        ("12.5%", f"12{DOT}5%"),
        ("Acme Co. Ltd. sells.", f"Acme Co{DOT} Ltd{DOT} sells."),
        ("No. It does.", "No. It does."),
        ("no. 348", f"no{DOT} 348"),
        ("see art. 28", f"see art{DOT} 28"),
        ("done. 3 items", "done. 3 items"),
    ],
)
def test_width_quotes_and_inner_full_stops(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("May we buy it?", "en"),
        ("我们可以买吗？", "zh"),
        ("Is 航天 encouraged in Sichuan by the Catalogue?", "en"),
        ("AI 公司可以投资吗", "zh"),
        ("国", "en"),
        ("", "en"),
        ("12345 %", "en"),
        ("美国 fund 投资 Shanghai AI 公司，可以吗？", "zh"),
    ],
)
def test_language_is_that_of_most_words(text: str, lang: str) -> None:
    assert language(text) == lang


def test_the_span_points_at_the_words_in_the_question(reading: Read) -> None:
    question = "Ｗe are a U.S. fund; the company designs chips."
    start, end = reading(question).facts["designs_ic"].span
    assert question[start:end] == "designs chips"


def test_cantonese_is_read_as_written_chinese() -> None:
    assert normalise("佢冇做嘅") == "它没做的"


def test_half_width_marks_beside_a_chinese_character_end_a_chinese_clause() -> None:
    assert normalise("量子,AI?没有") == "量子，AI？没有"
    assert normalise("at 12:30, 3A090.a") == "at 12:30, 3A090.a"
