"""The rule check's own sentences."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from assistant.answer.findings import MAX_CONDITIONS, day_words, effect_words
from assistant.answer.phrases import say, status
from assistant.rules.missing import Effect
from corpus import Corpus
from corpus.wording import value_words

from .conftest import Tell
from .test_answer_verdicts import DEAL, ROBOTS

DAY = date(2026, 11, 23)
OPEN: dict[str, Any] = {
    "ai_robot_control": True,
    "ai_activity": True,
    "target_in_coc": True,
    "deal_type": "equity",
    "stake": 30,
}
CERAMICS: dict[str, Any] = {"activity": ["aerospace_ceramics"], "province": "sichuan", "us_person": True}
SITUATIONS: tuple[dict[str, Any], ...] = (
    {},
    DEAL,
    ROBOTS,
    OPEN,
    CERAMICS,
    {**ROBOTS, "ai_training_ops": 1e26},
    {**CERAMICS, "province": "guangdong"},
    {**DEAL, "on_us_list": True, "sdn_listed": True},
    {**DEAL, "activity": ["mining_robotics"]},
    {"us_person": True, "activity": ["drones"], "province": "hainan", "military_supply": True},
)


@pytest.mark.parametrize("facts", SITUATIONS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_finding_is_a_cited_sentence_of_its_language(
    corpus: Corpus, tell: Tell, lang: str, facts: dict[str, Any]
) -> None:
    for said in tell(lang, **facts).all():
        assert said.text.strip()
        assert said.text.rstrip("”’」)）").endswith("." if lang == "en" else "。"), said.text
        assert "{" not in said.text
        assert set(said.provisions) <= set(corpus.provisions)
        assert (re.search(r"[\u4e00-\u9fff]", said.text) is not None) == (lang == "zh"), said.text


@pytest.mark.parametrize("facts", SITUATIONS)
def test_no_two_findings_share_a_key(tell: Tell, facts: dict[str, Any]) -> None:
    """A finding told by the model is left out of the rest by its key."""
    keys = [said.key for said in tell(**facts).all()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("facts", SITUATIONS)
def test_both_languages_say_the_same_things(tell: Tell, facts: dict[str, Any]) -> None:
    english, chinese = tell("en", **facts).all(), tell("zh", **facts).all()
    assert [(s.key, s.provisions) for s in english] == [(s.key, s.provisions) for s in chinese]


def text_of(tell: Tell, key: str, lang: str = "en", **facts: Any) -> str:
    return " ".join(said.text for said in tell(lang, **facts).all() if said.key.startswith(key))


def test_a_definite_status_is_said_outright(tell: Tell) -> None:
    assert text_of(tell, "us", **ROBOTS).startswith("United States: notifiable")
    assert text_of(tell, "us", "zh", **ROBOTS).startswith("美国方面")
    assert tell(**ROBOTS).turns() == []


def test_an_open_status_is_worded_as_provisional_with_its_turns(tell: Tell) -> None:
    said = text_of(tell, "us", **OPEN)
    assert said.startswith(
        "United States: not decided by these facts. On what you told me this looks notifiable; "
    )
    assert "it would be prohibited if" in said
    chinese = text_of(tell, "us", "zh", **OPEN)
    assert "就目前所述，看来须申报" in chinese
    assert "则被禁止" in chinese


def test_the_gravest_turn_comes_first_and_few_conditions_are_named(tell: Tell) -> None:
    turns = tell(**OPEN).turns()
    assert turns[0].startswith("it would be prohibited if")
    assert all(turn.count("“") <= MAX_CONDITIONS for turn in turns)
    assert not any("notifiable if" in turn for turn in turns)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "be prohibited or notifiable if"), ("zh", "则被禁止或须申报")]
)
def test_statuses_that_the_same_facts_would_bring_are_said_together(tell: Tell, lang: str, said: str) -> None:
    turns = tell(lang, us_person=True, target_in_coc=True, deal_type="equity").turns()
    assert said in turns[0]
    conditions = [re.sub(r"^.*? if |，则.*$", "", turn) for turn in turns]
    assert len(conditions) == len(set(conditions))


def test_conditions_are_worded_for_yes_no_and_values(tell: Tell) -> None:
    english, chinese = tell("en", **OPEN), tell("zh", **OPEN)
    assert "U.S. list" in english.condition("on_us_list", True)
    assert "no" in english.condition("us_person", False)
    assert "convertible" in english.condition("deal_type", "contingent_equity").lower()
    assert "否" in chinese.condition("us_person", False)


def test_a_deadline_is_computed_from_the_closing(tell: Tell) -> None:
    assert "14 January 2027" in " ".join(s.text for s in tell("en", **ROBOTS).all())
    assert "2027年1月14日" in "".join(s.text for s in tell("zh", **ROBOTS).all())


def test_an_approximate_date_gives_no_deadline(tell: Tell) -> None:
    said = [s.text for s in tell("en", approximate=True, **ROBOTS).all()]
    assert say("approximate_date", "en") in said
    assert not any("January 2027" in text for text in said)


def test_no_deadline_without_a_duty(tell: Tell) -> None:
    assert not any("January 2027" in s.text for s in tell(**DEAL).all())


def test_a_listed_item_is_named_with_edition_and_date(tell: Tell) -> None:
    english = text_of(tell, "cn_encouraged", **CERAMICS)
    assert "2025 edition, in force since 1 February 2026" in english
    assert "Sichuan item 40" in english
    assert "nationwide item 142" in english
    chinese = text_of(tell, "cn_encouraged", "zh", **CERAMICS)
    assert "2025年版，自2026年2月1日起施行" in chinese
    assert "四川第40项" in chinese


def test_an_item_of_another_province_is_only_named_as_such(tell: Tell) -> None:
    facts = {**CERAMICS, "province": "guangdong"}
    assert "Sichuan item 40" not in text_of(tell, "cn_encouraged:", **facts)


def test_candidates_are_named_as_such(tell: Tell) -> None:
    said = text_of(tell, "cn_encouraged_candidates", **{**DEAL, "activity": ["mining_robotics"]})
    assert said.startswith("Items that may cover it, depending on the details:")


def test_flags_come_last_the_gravest_first(tell: Tell) -> None:
    teller = tell(**{**DEAL, "on_us_list": True, "sdn_listed": True})
    levels = [flag.level for flag in teller.screening.flags if flag.level != "info"]
    keys = [s.key for s in teller.all() if s.key.startswith("flag:")]
    assert len(keys) == len(levels)
    first = next(f for f in teller.screening.flags if f"flag:{f.id}" == keys[0])
    assert first.level == "stop"


@pytest.mark.parametrize(
    ("day", "lang", "words"),
    [
        (date(2026, 2, 1), "en", "1 February 2026"),
        (date(2026, 2, 1), "zh", "2026年2月1日"),
        (None, "en", "?"),
    ],
)
def test_days_in_words(day: date | None, lang: str, words: str) -> None:
    assert day_words(day, lang) == words


@pytest.mark.parametrize(
    ("fact", "value", "english", "chinese"),
    [
        ("us_person", True, "yes", "是"),
        ("us_person", False, "no", "否"),
        ("stake", 30.0, "30%", "30%"),
        ("stake", 49.5, "49.5%", "49.5%"),
        ("province", "sichuan", "Sichuan", "四川"),
        ("investor_kind", "fund", "fund", "基金"),
        ("completion_date", date(2026, 12, 15), "15 December 2026", "2026年12月15日"),
    ],
)
def test_values_in_words(corpus: Corpus, fact: str, value: Any, english: str, chinese: str) -> None:
    spec = corpus.facts[fact]
    words = value_words(corpus, spec, value)
    assert (words.en, words.zh) == (english, chinese)


def test_a_set_of_activities_in_words(corpus: Corpus) -> None:
    spec = corpus.facts["activity"]
    words = value_words(corpus, spec, frozenset({"drones", "ic_design"})).en
    assert words.count("; ") == 1


def test_effects_in_words(corpus: Corpus) -> None:
    effects = [Effect(True, "us.status", "prohibited"), Effect(True, "us.status", "prohibited")]
    assert effect_words(corpus, "on_us_list", effects, "en", DAY) == "if yes, U.S.: prohibited"
    assert effect_words(corpus, "on_us_list", effects, "zh", DAY) == "若为是，美方：被禁止"
    both = [Effect(True, "us.status", "prohibited"), Effect(False, "cn.encouraged", "yes")]
    assert (
        effect_words(corpus, "on_us_list", both, "en", DAY)
        == "if yes, U.S.: prohibited; if no, China: encouraged"
    )
    assert effect_words(corpus, "on_us_list", [], "en", DAY) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_status_has_its_words(lang: str) -> None:
    values = "not_in_force no_hit excepted notifiable prohibited open restricted yes no declare not_indicated"
    assert all(status(value, lang) for value in values.split())


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no such phrase", "en")
