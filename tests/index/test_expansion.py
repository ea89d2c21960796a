from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Term
from index.expansion import Expander
from index.tokens import Tokenizer

TERMS = (
    Term(en=("satellite",), zh=("卫星",)),
    Term(en=("satellite television",), zh=("卫星电视",)),
    Term(en=("rocket", "launch vehicle"), zh=("运载火箭",)),
    Term(en=("artificial intelligence", "AI"), zh=("人工智能", "AI")),
)
TOKENIZE = Tokenizer(TERMS)
EXPANDER = Expander(TERMS, TOKENIZE)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("Satellites?", [0]),
        ("satellite television", [1]),
        ("卫星电视和卫星", [0, 1]),
        ("LAUNCH VEHICLES over 卫星", [0, 2]),
        ("launch of a vehicle", []),
        ("AI卫星", [0, 3]),
        ("we maintain the said aircraft", []),
        ("", []),
    ],
)
def test_terms(query: str, numbers: list[int]) -> None:
    assert EXPANDER.terms(query) == [TERMS[n] for n in numbers]


def test_the_other_names_come_along() -> None:
    added = EXPANDER.tokens("rocket", TOKENIZE("rocket"))
    assert set(added) == {"launch_vehicl", "运载火箭"}


def test_a_name_of_one_word_comes_whole() -> None:
    assert set(EXPANDER.tokens("卫星", TOKENIZE("卫星"))) == {"satellit"}
    assert set(EXPANDER.tokens("satellite", TOKENIZE("satellite"))) == {"卫星"}


def test_a_framing_term_is_found_and_adds_nothing() -> None:
    framing = Term(en=("foreign investment",), zh=("外资",), framing=True)
    terms = (framing, *TERMS)
    expander = Expander(terms, Tokenizer(terms))
    assert expander.terms("外资卫星") == [framing, TERMS[0]]
    assert expander.tokens("外资卫星", ["卫星"]) == ["satellit"]


def test_an_abbreviation_is_no_stop_word() -> None:
    terms = (Term(en=("Outbound Notification System", "ONS"), zh=("对外投资申报系统",)),)
    expander = Expander(terms, Tokenizer(terms))
    assert expander.terms("on the list") == []
    assert expander.terms("the outbound notification system") == [terms[0]]


def test_no_glossary() -> None:
    assert Expander((), Tokenizer()).tokens("rocket 卫星", []) == []


@given(st.lists(st.sampled_from(["rocket", "卫星", "电视", "wine", "satellites ", " "]), max_size=8))
def test_nothing_the_query_has_is_added(pieces: list[str]) -> None:
    query = "".join(pieces)
    own = TOKENIZE(query)
    added = EXPANDER.tokens(query, own)
    assert not set(added) & set(own)
    assert len(added) == len(set(added))
