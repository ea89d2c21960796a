"""Everyday words join a provision's keywords; a wrong entry is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Corpus, CorpusError, load

Spoil = Callable[[str, str, str], Path]


def test_words_are_added_once_and_in_order(small: Path) -> None:
    provisions = load(small).provisions
    assert provisions["/us/rule/1"].keywords[-2:] == ("what is allowed", "准不准")
    assert provisions["/cn/catalogue/2025/hainan/1"].keywords == ("rubber", "橡胶", "tyres", "轮胎")


def test_other_provisions_stay_as_they_are(small: Path) -> None:
    (small / "everyday.yaml").write_text("{}\n", encoding="utf-8")
    assert load(small).provisions["/cn/catalogue/2025/hainan/1"].keywords == ("rubber", "橡胶")


def test_an_empty_file_is_no_harm(small: Path) -> None:
    (small / "everyday.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert load(small).provisions


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("/us/rule/1:", "/us/rule/9:", ("entry '/us/rule/9'", "no provision", "Correct the id")),
        ("[what is allowed, 准不准]", "[]", ("entry '/us/rule/1'", "not a list of texts", "Write [words")),
        ("[what is allowed, 准不准]", "words", ("entry '/us/rule/1'", "not a list of texts", "Write [words")),
        (
            "[what is allowed, 准不准]",
            "[15]",
            ("entry '/us/rule/1'", "not a list of texts", "quote a number"),
        ),
    ],
)
def test_a_wrong_entry_is_refused(spoil: Spoil, old: str, new: str, said: tuple[str, str, str]) -> None:
    folder = spoil("everyday.yaml", old, new)
    with pytest.raises(CorpusError) as caught:
        load(folder)
    where, problem, remedy = said
    assert caught.value.file.endswith("everyday.yaml")
    assert where in caught.value.where
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_a_file_that_is_no_mapping_is_refused(small: Path) -> None:
    (small / "everyday.yaml").write_text("- words\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="is not a mapping"):
        load(small)


def test_an_entry_that_stands_twice_is_refused(spoil: Spoil) -> None:
    folder = spoil("everyday.yaml", "/us/rule/1:", "/us/rule/1: [a]\n/us/rule/1:")
    with pytest.raises(CorpusError, match="stands twice"):
        load(folder)


def test_every_section_of_the_outbound_rule_that_asks_something_has_words(corpus: Corpus) -> None:
    """What an asker needs most must be found by plain words in both languages."""
    for section in ("209", "210", "217", "224", "229", "301", "404", "405", "501", "502", "701", "704"):
        words = "".join(corpus.provisions[f"/us/cfr/t31/s850.{section}"].keywords)
        assert words.isascii() is False, section
        assert any(c.isascii() and c.isalpha() for c in words), section
