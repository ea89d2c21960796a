"""Passages become chunks with the headings that their numbers lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench.obliqa.chunking import chunks_of, documents_of, numbers_above
from eval.bench.obliqa.data import Passage, read_documents


@pytest.mark.parametrize(
    ("number", "above"),
    [
        ("6.1.3.(a)", ["6", "6.1", "6.1.3"]),
        ("6.", []),
        ("12)", []),
        ("Part 6.Chapter 2.56.(4)", ["Part 6", "Part 6.Chapter 2", "Part 6.Chapter 2.56"]),
        ("1.Guidance.4.", ["1", "1.Guidance"]),
    ],
)
def test_numbers_above(number: str, above: list[str]) -> None:
    assert numbers_above(number) == above


@given(st.text("12.()a", max_size=12))
def test_what_is_above_begins_the_number(number: str) -> None:
    for above in numbers_above(number):
        assert number.strip().startswith(above + ".")


def test_headings_go_before_the_text(documents: Path) -> None:
    chunk = chunks_of(read_documents(documents))[2]
    assert chunk.provision_id == "7:6.1.1.(a)"
    assert chunk.text == (
        "MONEY LAUNDERING > Suspicious activity\nA firm must report suspicious activity at once."
    )
    assert chunk.fields.path == ()  # not searched by words
    assert chunk.fields.text == ("A firm must report suspicious activity at once.",)


def test_a_passage_without_words_is_no_chunk(documents: Path) -> None:
    passages = read_documents(documents)
    ids = [chunk.provision_id for chunk in chunks_of(passages)]
    assert "7:6.2" not in ids
    assert len(ids) == len(documents_of(passages)) == len(passages) - 1


def test_a_long_first_line_is_no_heading() -> None:
    passages = [Passage("1:1", "1", "1", "word " * 40), Passage("1:1.1", "1", "1.1", "Below it.")]
    assert chunks_of(passages)[1].fields.path == ()


def test_a_number_used_twice_is_not_its_own_heading() -> None:
    passages = [Passage("1:1", "1", "1", "First"), Passage("1:1#2", "1", "1", "Second")]
    assert [chunk.fields.path for chunk in chunks_of(passages)] == [(), ()]
