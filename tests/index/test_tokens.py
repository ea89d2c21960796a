from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Term
from index.tokens import STOP_WORDS, Tokenizer

TOKENIZE = Tokenizer([Term(en=("launch vehicle",), zh=("运载火箭", "商业航天", "商业航天发射", "卫星"))])
MIXED = st.text(st.sampled_from("abc XYZ019.,()'-_运载火箭商业航天发射条第　ＡＢ（）é\0\n"), max_size=60)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("The of and", []),
        ("Satellites", ["satellit"]),
        ("launching satellites", ["launch", "satellit", "launch_satellit"]),
        ("the launch of satellites", ["launch", "satellit"]),
        ("850.217(d)(2)", ["850.217(d)(2)", "850.217"]),
        ("item 348", ["item", "348", "item_348"]),
        ("$2,000,000 or 10.5%", ["2000000", "10.5"]),
        ("5G and H100 chips", ["5g", "h100", "chip", "h100_chip"]),
        ("U.S. fund", ["us", "fund", "us_fund"]),
        ("星", ["星"]),
        ("卫星", ["卫星"]),
        ("运载火箭", ["运载", "载火", "火箭", "运载火箭"]),
        ("第348条", ["第", "348", "条"]),
        ("Ｈａｉｎａｎ ５１", ["hainan", "51", "hainan_51"]),
        ("China's list", ["china", "list", "china_list"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert TOKENIZE(text) == tokens


def test_longest_glossary_word_wins() -> None:
    assert TOKENIZE.words("民营商业航天发射") == ["商业航天发射"]
    assert TOKENIZE.words("商业航天商业") == ["商业航天"]


def test_no_glossary() -> None:
    assert Tokenizer()("运载火箭") == ["运载", "载火", "火箭"]


def test_stems_leave_chinese_out_and_keep_stop_words() -> None:
    assert TOKENIZE.stems("The launch vehicles 运载火箭 of 2,000") == [
        "the",
        "launch",
        "vehicl",
        "of",
        "2000",
    ]


def test_no_stop_word_is_us() -> None:
    assert "us" not in STOP_WORDS


def test_threads_share_one_tokenizer() -> None:
    texts = [f"launching satellites number {n} 运载火箭" for n in range(200)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(TOKENIZE, texts)) == [TOKENIZE(text) for text in texts]


@given(MIXED)
def test_tokens_are_never_empty_and_repeatable(text: str) -> None:
    tokens = TOKENIZE(text)
    assert all(tokens)
    assert tokens == TOKENIZE(text)
    assert not any(token.isspace() for token in tokens)


@given(MIXED)
def test_case_makes_no_difference(text: str) -> None:
    assert TOKENIZE(text.upper()) == TOKENIZE(text.lower())


@given(st.lists(st.text("运载火箭商业航天发射", min_size=2), max_size=4))
def test_texts_apart_by_a_stop_give_the_tokens_of_each(runs: list[str]) -> None:
    assert TOKENIZE("。".join(runs)) == [token for run in runs for token in TOKENIZE(run)]


@given(st.text(max_size=200))
def test_any_text_is_accepted(text: str) -> None:
    TOKENIZE(text)
