"""Lines of business and places."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.reader.scope import scope_of
from assistant.reader.text import normalise
from assistant.reader.topics import activities
from corpus import Corpus

from .conftest import Facts


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Rockets launched from Wenchang.", "hainan"),
        ("文昌的火箭公司。", "hainan"),
        ("成都的公司。", "sichuan"),
        ("A Chengdu company.", "sichuan"),
        ("A Shenzhen company.", "guangdong"),
        ("深圳的公司。", "guangdong"),
        ("A company in Shanxi.", "shanxi"),
        ("A company in Shaanxi.", "shaanxi"),
        ("山西的公司。", "shanxi"),
        ("陕西的公司。", "shaanxi"),
        ("A firm from Xi'an.", "shaanxi"),
        ("Its plant in Inner Mongolia.", "inner-mongolia"),
        ("重庆的工厂。", "chongqing"),
        ("A Hong Kong firm.", "hong-kong"),
        ("A plant in Tibet.", "tibet"),
    ],
)
def test_places_lead_to_their_province(facts: Facts, text: str, slug: str) -> None:
    assert facts(text)["province"] == slug


@pytest.mark.parametrize("text", ["A hainanese dish", "ashanghaib", "Nothing of a place."])
def test_a_place_within_a_word_is_none(facts: Facts, text: str) -> None:
    assert "province" not in facts(text)


def test_a_place_in_china_puts_the_target_there(facts: Facts) -> None:
    assert facts("A Chengdu company.")["target_in_coc"] is True


@pytest.mark.parametrize("text", ["A plant, not in Hainan.", "A firm in Taiwan."])
def test_a_denied_place_and_taiwan_do_not(facts: Facts, text: str) -> None:
    assert "target_in_coc" not in facts(text)


def test_every_place_of_the_corpus_is_found_by_its_names(corpus: Corpus, facts: Facts) -> None:
    missed = [
        (place.slug, name)
        for place in corpus.places.values()
        for name in (place.name.en, place.name.zh, *place.aliases)
        if facts(f"In {name} .").get("province") != place.slug
    ]
    assert missed == []


def codes(found: dict[str, Any]) -> set[str]:
    return set(found.get("activity", ()))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It makes aerospace ceramics.", {"aerospace_ceramics"}),
        ("航空航天用特种陶瓷。", {"aerospace_ceramics"}),
        ("Its AI steers mining rigs.", {"mining_robotics"}),
        ("It makes drones.", {"drones"}),
        ("It designs chips.", {"ic_design"}),
    ],
)
def test_the_longest_phrase_names_the_activity(facts: Facts, text: str, wanted: set[str]) -> None:
    assert codes(facts(text)) == wanted


@pytest.mark.parametrize(
    "text",
    ["It makes no drones.", "该公司不生产无人机。", "It might make drones.", "Its supplier makes drones."],
)
def test_a_denied_open_or_foreign_activity_is_dropped(facts: Facts, text: str) -> None:
    assert codes(facts(text)) == set()


def test_every_phrase_finds_an_activity_that_has_it(corpus: Corpus) -> None:
    """Of a phrase within a longer one the longer wins; alone, each phrase finds its own activity."""
    missed = [
        (activity.code, phrase)
        for activity in corpus.activities.values()
        for phrase in (*activity.phrases_en, *activity.phrases_zh)
        if activity.code
        not in {m.value for m in activities(corpus, scope_of(normalise(f"It: {phrase}.").lower()))}
    ]
    assert missed == []
