"""Traditional characters are read as simplified ones, and spans still point into the question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.text import normalise
from assistant.reader.traditional import simplified_table

from .conftest import Read

QUESTION = "我們是美國基金，擬收購成都一家衛星製造公司30%股權，該公司不涉及人工智慧和量子。"


def test_traditional_words_are_read(reading: Read) -> None:
    read = reading(QUESTION)
    assert read.facts["us_person"].value is True
    assert read.facts["stake"].value == 30
    start, end = read.facts["us_person"].span
    assert "美國" in QUESTION[start:end]


def test_one_character_becomes_one() -> None:
    assert {len(new) for new in simplified_table().values()} == {1}


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_length_is_kept_and_nothing_changes_twice(text: str) -> None:
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) == once
