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
    assert set(added) == {"launch", "vehicl", "launch_vehicl", "运载", "载火", "火箭", "运载火箭"}


def test_no_glossary() -> None:
    assert Expander((), Tokenizer()).tokens("rocket 卫星", []) == []


@given(st.lists(st.sampled_from(["rocket", "卫星", "电视", "wine", "satellites ", " "]), max_size=8))
def test_nothing_the_query_has_is_added(pieces: list[str]) -> None:
    query = "".join(pieces)
    own = TOKENIZE(query)
    added = EXPANDER.tokens(query, own)
    assert not set(added) & set(own)
    assert len(added) == len(set(added))
