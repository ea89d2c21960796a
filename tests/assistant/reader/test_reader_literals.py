"""The pieces of text that an expression cannot do without, and the filter made of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.blanket_words import Lexicon, tokens, words
from assistant.reader.literals import Filter, beginnings, pieces
from assistant.reader.patterns import _compiled
from assistant.reader.text import normalise
from corpus import Corpus
from eval.reading.clauses import load_clauses
from eval.reading.questions import FOLDER, load_questions

EXPRESSIONS = [
    r"\bboards?\b", r"(?:veto|consent) rights?", r"(?<!non-)planar", r"x?y", r"ab{0,2}c", r"(ab)+",
    r"a(b|c)d|ef",
    r"[无没]有?", r"\d+", r"(?:a|b)?(?!c)d", r"量子(?:计算|网络)", "", r"a*", r"(?=abc)a",
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bboards?\b", {"board"}),
        (r"(?:veto|consent) rights?", {" right"}),
        (r"(?:no|any) (?:satellite|rocket)s", {"satellite", "rocket"}),
        (r"(?<!non-)planar", {"planar"}),
        (r"[无没]有?", {"无", "没"}),
        (r"量子(?:计算|网络)", {"量子"}),
        (r"\d+\s?%?", None),
        (r"(?:ab)*", None),
        (r"ab|\d", None),
        (r"[^a]", None),
    ],
)
def test_pieces_of_an_expression(pattern: str, wanted: set[str] | None) -> None:
    assert pieces(pattern) == (None if wanted is None else frozenset(wanted))


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bboards?\b", "b"),
        (r"(?:veto|consent) rights?", "vc"),
        (r"(?:any )?board", "ab"),
        (r"(?<!non-)planar", "p"),
        (r"[无没]有?", "无没"),
        (r"x?y", "xy"),
        (r"(?:ab)*", None),
        (r"\d+", None),
        (r"(?:a|\w)b", None),
        (r"[^a]", None),
        ("", None),
    ],
)
def test_the_characters_an_expression_may_begin_with(pattern: str, wanted: str | None) -> None:
    assert beginnings(pattern) == (None if wanted is None else frozenset(wanted))


@given(st.sampled_from(EXPRESSIONS), st.text(alphabet="abcdefxy 无没有量子计算网络0", min_size=1, max_size=8))
def test_what_matches_begins_with_one_of_them(pattern: str, text: str) -> None:
    begin, match = beginnings(pattern), re.match(pattern, text)
    assert begin is None or match is None or text[0] in begin


def test_words_are_told_apart_alike_when_all_are_tried(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [normalise(q.question).lower() for s in load_clauses(corpus) for q in s.questions[::90]]
    found = [tokens(text, 0, len(text)) for text in texts]
    words.cache_clear()
    monkeypatch.setattr(Lexicon, "_may_begin", lambda *_: True)
    try:
        assert [tokens(text, 0, len(text)) for text in texts] == found
    finally:
        words.cache_clear()


@given(st.text(alphabet="abcdefxy 无没有量子计算网络0", max_size=20))
def test_no_expression_that_matches_is_left_out(text: str) -> None:
    possible = Filter(EXPRESSIONS).candidates(text)
    assert {i for i, pattern in enumerate(EXPRESSIONS) if re.search(pattern, text)} <= set(possible)


def test_expressions_come_in_order_and_once() -> None:
    assert Filter(["ab", r"\d", "cd|ab", "zz"]).candidates("cdab") == [0, 1, 2]


def test_no_wording_is_left_out_of_what_people_write(corpus: Corpus) -> None:
    compiled, possible = _compiled()
    sets = [*load_questions(corpus, sorted(FOLDER.glob("development_*.yaml"))), *load_clauses(corpus)]
    texts = [q.question for questions in sets for q in questions.questions[::60]]
    for text in (normalise(t).lower() for t in texts):
        tried = set(possible.candidates(text))
        left = [c for i, c in enumerate(compiled) if i not in tried and c.pattern.search(text)]
        assert left == [], text
