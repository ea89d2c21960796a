"""Lists of Catalogue items: complete, only what is asked for, narrowed to the place named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import listing
from corpus import Corpus, load

from .conftest import DAY, Ask


def numbers(corpus: Corpus, text: str, province: str | None = None) -> set[str]:
    """Return the list and number of what is listed, as "hainan/51"."""
    return {p.id.removeprefix("/cn/catalogue/2025/") for p in listing.listed(corpus, text, province, DAY)}


@pytest.mark.parametrize(
    "text",
    [
        "list every encouraged item about satellites",
        "which provinces encourage beer?",
        "every item on 5g",
        "list all tourism items in the tibet list",
        "养老方面的鼓励条目有哪些",
        "哪些省鼓励种枸杞",
        "四川目录里与航空航天有关的所有条目",
        "摩托车的条目全部列出",
        "全国目录里的储能条目有哪些",
    ],
)
def test_it_asks_for_a_list(text: str) -> None:
    assert listing.asks(text)


@pytest.mark.parametrize(
    "text", ["may we build satellites?", "what is item 348?", "外资能造卫星吗", "第348项是什么"]
)
def test_it_asks_for_no_list(text: str) -> None:
    assert not listing.asks(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("which provinces encourage beer brewing?", {"chongqing/2", "liaoning/5", "sichuan/10", "yunnan/14"}),
        ("which provinces have items on breweries?", {"chongqing/2", "jilin/8", "guangxi/8"}),
        ("哪些省鼓励啤酒", {"chongqing/2", "jilin/8", "guangxi/8"}),
        ("list every satellite item nationwide", {"national/348", "national/349", "national/411"}),
        ("列出全国目录中所有卫星条目", {"national/348", "national/350", "national/566"}),
    ],
)
def test_every_name_of_a_subject_finds_it(corpus: Corpus, text: str, wanted: set[str]) -> None:
    assert numbers(corpus, text) >= wanted


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("list every encouraged item about pets", {f"national/{n}" for n in (303, 318, 541, 545, 587)}),
        ("哪些省鼓励油茶", {"jiangxi/1", "hunan/1", "hunan/28", "yunnan/2"}),
    ],
)
def test_nothing_else_is_listed(corpus: Corpus, text: str, within: set[str]) -> None:
    """PET bottles are no pets, and animals no animation."""
    assert numbers(corpus, text) == within


def test_animals_are_no_animation(corpus: Corpus) -> None:
    assert "yunnan/24" not in numbers(corpus, "list every animation item")


def test_regional_lists_are_not_the_nationwide_one(corpus: Corpus) -> None:
    regional = numbers(corpus, "which provinces encourage robots?")
    nationwide = numbers(corpus, "list the nationwide robot items")
    everywhere = numbers(corpus, "list every robot item")
    assert regional | nationwide == everywhere
    assert not any(n.startswith("national/") for n in regional)
    assert all(n.startswith("national/") for n in nationwide)


@pytest.mark.parametrize(
    ("province", "lists"), [("hainan", {"hainan"}), ("jiangsu", {"national"}), ("nowhere", {"national"})]
)
def test_a_place_narrows_to_its_list(corpus: Corpus, province: str, lists: set[str]) -> None:
    found = numbers(corpus, "list every item about space and satellites", province)
    assert {n.split("/")[0] for n in found} == lists


def test_one_of_two_subjects_is_enough(corpus: Corpus) -> None:
    both = numbers(corpus, "list every item on satellites or beer")
    assert both == numbers(corpus, "list every satellite item") | numbers(corpus, "list every beer item")


def test_an_unknown_companion_does_not_widen(corpus: Corpus) -> None:
    assert numbers(corpus, "list every item on satellites and their parts") == numbers(
        corpus, "list every item on satellites"
    )


def test_words_that_narrow_to_nothing_are_let_go(corpus: Corpus) -> None:
    assert numbers(corpus, "list every marvellous satellite item") == numbers(
        corpus, "list every satellite item"
    )


@pytest.mark.parametrize(
    "text", ["list every item", "list all items in hainan", "所有条目", "list every unicorn item"]
)
def test_without_a_known_subject_nothing_is_listed(corpus: Corpus, text: str) -> None:
    assert numbers(corpus, text) == set()


def test_only_what_is_in_force_that_day(corpus: Corpus) -> None:
    now = listing.listed(corpus, "list every satellite item", None, DAY)
    then = listing.listed(corpus, "list every satellite item", None, date(2025, 6, 1))
    assert {p.catalogue for p in now} == {"2025"}
    assert {p.catalogue for p in then} <= {"2022"}


def test_a_long_list_is_cited_whole(ask: Ask, corpus: Corpus) -> None:
    wanted = listing.listed(corpus, "list every tourism item", None, DAY)
    response = ask("List every tourism item.")
    head = response.sentences[0]
    assert len(wanted) > 40
    assert len(head.citations) == len(wanted)
    assert str(len(wanted)) in head.text
    assert "the first 40 are quoted" in head.text


@pytest.mark.parametrize("question", ["list every dairy item", "哪些省鼓励油茶", "养老方面的鼓励条目有哪些"])
def test_a_list_of_any_trade_is_ours_to_answer(ask: Ask, question: str) -> None:
    response = ask(question)
    assert response.kind == "lookup"
    assert len(response.sentences[0].citations) >= 3


@given(st.text(max_size=60))
def test_any_text_lists_only_items(text: str) -> None:
    found = listing.listed(load(), text.lower(), None, DAY)
    assert all(p.number is not None and p.valid.covers(DAY) for p in found)
    assert len({p.id for p in found}) == len(found)
