"""The small parts: words, numbers, values, turns held in memory, drafts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.contract import AskRequest
from assistant.problems import FactProblem
from assistant.web import render
from assistant.web.chips import parse_value
from assistant.web.prose import Draft
from assistant.web.sources import deciding, in_force, safe_url
from assistant.web.strings import FILE, entries, looks_chinese, number, words
from assistant.web.turns import Turn, Turns
from assistant.web.views import joined
from corpus import Corpus

PYTHON = [path.read_text(encoding="utf-8") for path in FILE.parent.glob("*.py")]
MARKUP = [path.read_text(encoding="utf-8") for path in render.TEMPLATES.glob("*.j2")]


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_word_is_there_in_both_languages_with_the_same_blanks(key: str) -> None:
    entry = entries()[key]
    assert set(entry) == {"en", "zh"}
    blanks = [sorted(re.findall(r"\{(\w+)\}", entry[lang])) for lang in ("en", "zh")]
    assert blanks[0] == blanks[1]


def test_every_word_is_used() -> None:
    text = "\n".join(PYTHON + MARKUP)
    composed = re.compile(
        r"^(overall|summary|us|admission|encouraged|security_review|level|source|standing|status|change|benefit|tells|bad_bool|bad_number)_?"
    )
    unused = [
        key
        for key in entries()
        if not composed.match(key) and f"'{key}'" not in text and f'"{key}"' not in text
    ]
    assert unused == []


def test_a_missing_word_is_an_error_and_never_an_empty_label() -> None:
    with pytest.raises(KeyError):
        words("en")("no such words")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (30.0, "30"), (0.5, "0.5"), (2_000_000, "2,000,000"), (1e20, "10²⁰"), (3e23, "3 × 10²³"),
        (1.5e24, "1.5 × 10²⁴"), (16, "16"), (4.5, "4.5"),
    ],
)  # fmt: skip
def test_numbers_are_written_to_be_read(value: float, written: str) -> None:
    assert number(value) == written


def test_dates_are_written_out() -> None:
    assert words("en").date("2027-01-14") == "14 January 2027"
    assert words("zh").date(date(2027, 1, 14)) == "2027年1月14日"
    assert words("en").date(None) == ""


@pytest.mark.parametrize(
    ("text", "chinese"), [("Allowed?", False), ("航天", True), ("A 30% stake in 上海", True)]
)
def test_the_language_of_a_question_is_guessed(text: str, chinese: bool) -> None:
    assert looks_chinese(text) is chinese


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("stake", " 30 % ", 30.0), ("ai_training_ops", "1e23", 1e23), ("ai_training_ops", "10**23", 1e23),
        ("ai_training_ops", "3x10^23", 3e23), ("stake", "", None), ("us_person", "true", True),
    ],
)  # fmt: skip
def test_form_fields_are_read(corpus: Corpus, fact: str, text: str, value: object) -> None:
    parsed = parse_value(corpus.facts[fact], fact, text)
    assert parsed == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize("text", ["many", "10^", "10^^3", "1e", "--3", "10^99999"])
def test_a_number_that_is_none_is_refused(corpus: Corpus, text: str) -> None:
    with pytest.raises(FactProblem):
        parse_value(corpus.facts["stake"], "stake", text)


def test_a_draft_is_cut_only_where_words_end() -> None:
    draft = Draft()
    assert draft.feed("File a not") == "File a "
    assert draft.feed("ice [") == "notice "
    assert draft.feed("1") == ""
    assert draft.feed("]. ") == "[1]. "
    assert draft.feed("须申报。下") == "须申报。"


@pytest.mark.parametrize(
    ("instrument", "pinpoint", "name"),
    [
        ("31 CFR Part 850", "§ 850.217", "31 CFR Part 850 § 850.217"),
        ("外商投资法", "第28条", "外商投资法第28条"),
        ("E.O. 14105", "E.O. 14105", "E.O. 14105"),
        ("31 CFR 第850部分", "§ 850.217", "31 CFR 第850部分 § 850.217"),
    ],
)
def test_a_provision_is_named_without_saying_it_twice(instrument: str, pinpoint: str, name: str) -> None:
    assert joined(instrument, pinpoint) == name


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ({"from": "2025-01-02", "to": None}, "In force from 2 January 2025"),
        ({"from": "2023-01-01", "to": "2026-01-31"}, "In force 1 January 2023 to 31 January 2026"),
        ({"from": None, "to": "2026-01-31"}, "In force until 31 January 2026"),
        ({}, "Dates in force not recorded"),
    ],
)
def test_the_dates_in_force_are_said(period: dict[str, str | None], said: str) -> None:
    assert in_force(period, words("en")) == said


def test_only_web_addresses_become_links() -> None:
    assert safe_url("https://www.ecfr.gov/x") == "https://www.ecfr.gov/x"
    assert safe_url("javascript:alert(1)") == ""


def test_without_grounds_every_source_decides() -> None:
    cited = [{"n": 1, "provision_id": "/us/a"}, {"n": 2, "provision_id": "/cn/b"}]
    assert deciding(cited, {}) == {1, 2}
    assert deciding(cited, {"verdict": {"us": {"grounds": ["/us/a"]}, "cn": {}}}) == {1}
    assert deciding(cited, {"verdict": {}, "deadlines": [{"citations": [2]}]}) == {2}


def test_the_oldest_turns_are_set_aside() -> None:
    turns = Turns(limit=2)
    one, two, three = (turns.add(Turn(AskRequest(question=str(n)))) for n in range(3))
    assert turns.get(one.id) is None
    assert turns.get(two.id) is two
    turns.add(Turn(AskRequest(question="4")))
    assert turns.get(three.id) is None
    assert turns.get(two.id) is two
