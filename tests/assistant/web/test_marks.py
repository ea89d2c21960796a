"""The question cut at the words of its facts, and quotes with their surroundings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.marks import CONTEXT, MAX_SAID, Piece, pieces, quote

QUESTION = "We buy 30% of a Shanghai company whose AI steers rigs."


def stated(name: str, words: str, question: str = QUESTION) -> dict[str, Any]:
    start = question.index(words)
    return {"name": name, "value": True, "source": "stated", "span": [start, start + len(words)]}


def test_pieces_carry_the_facts_read_from_them() -> None:
    found = pieces(QUESTION, [stated("stake", "30%"), stated("province", "Shanghai")])
    assert [p for p in found if p.facts] == [Piece("30%", ("stake",)), Piece("Shanghai", ("province",))]


def test_facts_may_share_words_and_overlap() -> None:
    found = pieces(QUESTION, [stated("ai_activity", "AI"), stated("ai_robot_control", "AI steers rigs")])
    assert [p for p in found if p.facts] == [
        Piece("AI", ("ai_activity", "ai_robot_control")),
        Piece(" steers rigs", ("ai_robot_control",)),
    ]


@pytest.mark.parametrize(
    "fact",
    [
        {"name": "x", "source": "carried", "span": [0, 2]},
        {"name": "x", "source": "given", "span": None},
        {"name": "x", "source": "stated", "span": None},
        {"name": "x", "source": "stated", "span": [5, 5]},
        {"name": "x", "source": "stated", "span": [900, 950]},
    ],
)
def test_only_stated_facts_with_words_are_marked(fact: dict[str, Any]) -> None:
    assert pieces(QUESTION, [fact]) == (Piece(QUESTION),)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6),
)
def test_the_pieces_make_up_the_question(question: str, spans: list[tuple[int, int]]) -> None:
    facts = [{"name": f"f{n}", "source": "stated", "span": span} for n, span in enumerate(spans)]
    found = pieces(question, facts)
    assert "".join(piece.text for piece in found) == question
    for fact in facts:
        start, end = max(0, fact["span"][0]), min(len(question), fact["span"][1])
        said = "".join(piece.text for piece in found if fact["name"] in piece.facts)
        assert said == question[start : max(start, end)]


def test_a_quote_has_its_surroundings_cut_at_words() -> None:
    long = f"{'word ' * 30}here{' more' * 30}"
    start = long.index("here")
    found = quote(long, (start, start + 4))
    assert found is not None
    assert found.said == "here"
    assert found.before.startswith("…word ")
    assert found.after.endswith(" more…")
    assert len(found.before) <= CONTEXT + 1


def test_a_quote_at_the_edges_has_nothing_cut() -> None:
    found = quote(QUESTION, (0, 6))
    assert found is not None
    assert (found.before, found.said) == ("", "We buy")
    assert found.after.startswith(" 30% of a Shanghai")


def test_a_long_quote_is_shortened_and_lines_are_joined() -> None:
    found = quote("a\nb " + "c" * 500, (0, 504))
    assert found is not None
    assert found.said.startswith("a b c")
    assert len(found.said) == MAX_SAID


@pytest.mark.parametrize("span", [None, (), (3, 3), (7, 2), (90, 95)])
def test_no_words_no_quote(span: tuple[int, ...] | None) -> None:
    assert quote(QUESTION, span) is None


def test_blanks_are_no_words() -> None:
    assert quote("a   b", (1, 4)) is None
