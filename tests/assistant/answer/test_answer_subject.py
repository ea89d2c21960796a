"""The subject of a question for a list: its parts and their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.subject import Glossary, known, singular, subjects
from corpus import Corpus
from corpus.model import Term

TERMS = (
    Term(en=("aviation",), zh=("航空",)),
    Term(en=("aerospace",), zh=("航天",)),
    Term(en=("launch vehicle", "rocket"), zh=("火箭",)),
    Term(en=("pet shop",), zh=("宠物店",)),
    Term(en=("AI", "artificial intelligence"), zh=("人工智能",)),
    Term(en=("on",), zh=()),
)
NAMES = Glossary(TERMS)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Satellites", "satellite"),
        ("batteries", "battery"),
        ("ties", "tie"),
        ("glass", "glass"),
        ("buses", "bus"),
        ("boxes", "box"),
        ("brushes", "brush"),
        ("animation", "animation"),
        ("animals", "animal"),
        ("apparatus", "apparatus"),
        ("AI", "ai"),
        ("is", "is"),
    ],
)
def test_singular(word: str, wanted: str) -> None:
    assert singular(word) == wanted


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_singular_is_never_longer_and_never_empty(word: str) -> None:
    assert 0 < len(singular(word)) <= len(word)


def test_a_part_has_all_names_of_its_entry() -> None:
    (part,) = NAMES.english_parts("list every item on rockets")
    assert part == {" launch vehicle ", " rocket ", "火箭"}


def test_the_longest_name_is_taken() -> None:
    (part,) = NAMES.english_parts("launch vehicles")
    assert " rocket " in part


def test_a_chinese_name_of_two_has_the_names_of_both() -> None:
    terms = (*TERMS, Term(en=("aviation and aerospace",), zh=("航空航天",)))
    (part,) = Glossary(terms).chinese_parts("航空航天")
    assert part >= {"航空航天", "航空", "航天", " aviation ", " aerospace "}


def test_what_stands_between_names_is_a_part_unless_it_only_frames() -> None:
    assert [set(p) for p in NAMES.chinese_parts("与火箭有关的所有条目")] == [
        {" launch vehicle ", " rocket ", "火箭"}
    ]
    first, second = NAMES.chinese_parts("木制火箭")
    assert first == {"木制"}
    assert "火箭" in second


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("PET bottles", " bottle "),
        ("AI for pets", " ai for pet "),
        ("5G and 12 GB", " 5g and 12 "),
    ],
)
def test_abbreviations_of_a_title_are_names_or_nothing(title: str, words: str) -> None:
    terms = (*TERMS, Term(en=("5G",), zh=()))
    assert Glossary(terms).title_words(title) == words


def test_a_name_that_is_a_stop_word_is_none() -> None:
    assert list(NAMES.english_parts("on")) == []


def test_places_say_where_and_not_what(corpus: Corpus) -> None:
    assert subjects(corpus, "list all items in sichuan") == []
    assert subjects(corpus, "四川目录里所有条目") == []


def test_known_parts(corpus: Corpus) -> None:
    (subject,) = subjects(corpus, "list every wooden rocket item")
    assert len(subject) == 2
    assert [" rocket " in names for names in known(subject)] == [True]
