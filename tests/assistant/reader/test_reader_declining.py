"""What is not answered, and what is although it uses the same words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.reader.declining import FILE, cues, decline, evades
from assistant.reader.read import classify
from assistant.reader.text import normalise
from corpus import Corpus
from corpus.errors import CorpusError
from corpus.lexicon import compiled, data, expressions, fill
from corpus.yamlfile import read_yaml
from index.citations import CitationFinder

from .conftest import Read

KINDS = read_yaml(Path(__file__).with_name("kinds.yaml"))
KNOWN_MISSES = KINDS.pop("known_misses")
CASES = [(kind, text) for kind, texts in KINDS.items() for text in texts]
DAY = date(2026, 11, 23)


def plain(text: str) -> str:
    return normalise(text).lower()


@pytest.fixture(scope="module")
def finder(corpus: Corpus) -> CitationFinder:
    return CitationFinder(corpus)


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_every_text_is_of_its_kind(reading: Read, finder: CitationFinder, kind: str, text: str) -> None:
    found = finder.find(text, DAY)
    read, reason = classify(reading(text), cites=bool(found.cited or found.missing), follows_up=False)
    assert (reason or read) == kind


@pytest.mark.parametrize("text", KNOWN_MISSES)
def test_a_known_miss_is_no_help_and_still_missed(reading: Read, text: str) -> None:
    """Whoever mends one of these moves it to the texts that are declined."""
    read, reason = classify(reading(text), cites=False, follows_up=False)
    assert reason != "evasion"
    assert read in ("screen", "lookup") or reason == "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        "The bypass valve of the engine is made in Xi'an.",
        "Satellites dodge debris.",
        "The network has three hidden layers.",
        "A share split of two for one.",
        "The shell of the tank is welded.",
        "The launch escape tower is tested.",
        "The antenna masks the sidelobes.",
        "卫星自动躲避碎片。",
        "公司拆分为两个事业部。",
        "外壳由碳纤维制成。",
    ],
)
def test_innocent_words_decline_nothing(text: str) -> None:
    assert not evades(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "We do not want to evade the rule, only to know what it asks.",
        "We will never hide the owner from Treasury.",
        "Without circumventing the review, how fast can we close?",
        "Our partner suggested a nominee shareholder; is that evasion?",
        "What is the penalty for backdating a commitment to get round 850?",
        "Must we report the seller who tried to hide its military customers from the regulators?",
        "我们不想规避审查，只想知道怎么申报。",
        "代持是否构成规避安全审查？",
        "隐瞒股东会有什么后果？",
    ],
)
def test_the_same_words_by_someone_who_keeps_the_rule(text: str) -> None:
    assert not evades(plain(text))


def test_cues_add_up() -> None:
    assert not evades(plain("My cousin's company holds the shares."))
    both = plain("My cousin's company holds the shares in my cousin's name so that Treasury never finds out.")
    assert evades(both)
    assert set(cues(both)) >= {"nobody is to notice", "someone else's name"}


def test_a_deal_told_with_the_weather_is_ours() -> None:
    text = plain("The weather in Chengdu was bad. We buy 10% of a satellite maker. Must we notify Treasury?")
    assert decline(text, {"stake"}, known=False) is None


def test_what_is_asked_counts_not_what_is_mentioned() -> None:
    text = plain("We bought 10% of a satellite maker in Chengdu. What is the weather like in Hainan in May?")
    assert decline(text, {"stake", "province"}, known=False) == "out_of_scope"


def test_a_cited_provision_makes_a_bare_question_ours() -> None:
    assert decline("348?", set(), known=True) is None
    assert decline("348?", set(), known=False) == "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        "which provinces encourage universities?",
        "哪些省鼓励种枸杞",
        "哪些省鼓励油茶？",
        "what regions encourage dairies?",
    ],
)
def test_a_list_of_the_catalogue_is_ours_whatever_the_trade(text: str) -> None:
    assert decline(text, (), known=False) is None


@pytest.mark.parametrize("text", ["which provinces have the best universities?", "哪些省好玩？"])
def test_other_questions_on_provinces_are_not(text: str) -> None:
    assert decline(text, (), known=False) == "out_of_scope"


def test_a_place_alone_makes_nothing_ours() -> None:
    assert (
        decline(plain("Best sushi in Shanghai?"), {"province", "target_in_coc"}, known=False)
        == "out_of_scope"
    )


def test_both_countries_do() -> None:
    text = plain("Could an American open a shop in Sanya?")
    assert decline(text, {"us_person", "target_in_coc", "province"}, known=False) is None


def test_every_expression_compiles_and_every_cue_has_a_name_of_its_own() -> None:
    words, raw = data(FILE)
    assert expressions(FILE).keys() >= {"refused", "elsewhere", "law", "asks"}
    names = [cue["name"] for cue in raw["evasion"]["cues"]]
    assert len(set(names)) == len(names)
    assert all(compiled(cue["patterns"], words) for cue in raw["evasion"]["cues"])


def test_word_classes_are_put_in_their_places() -> None:
    assert fill("{a} x{2,3}", {"a": "b|{c}", "c": "d"}) == "(?:b|(?:d)) x{2,3}"
    with pytest.raises(KeyError):
        fill("{nowhere}", {})


def test_an_expression_that_cannot_be_is_named_with_its_field(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("odd: ['(']\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="odd"):
        expressions(file)
    file = tmp_path / "more.yaml"
    file.write_text("- a\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="mapping"):
        expressions(file)


@pytest.mark.parametrize(
    "text",
    [
        "We take out the Hong Kong and mainland shareholders, each to the last unit.",
        "The radar line went quiet in 2023 and was sold.",
        "How should the notice describe the end use so that it is complete?",
        "Which of our funds should be named as the buyer in the notice?",
        "The LPs are shown as limited partners on the chart.",
        "We gave the target's new address in the notice.",
        "Would the office in Beijing know which form to use?",
        "Five colleagues of the founder each hold 2%.",
        "Is a breach punished with a fine?",
        "五位同事各持有2%，由员工持股平台代表。",
        "股东名册上写成法定代表人的是谁？",
    ],
)
def test_what_only_sounds_like_it_is_no_evasion(text: str) -> None:
    assert not evades(plain(text))
