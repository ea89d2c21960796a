"""Questions about the law: provisions, lists, lapsed editions and false premises."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.lookup import LookUp
from corpus import Corpus

from .conftest import DAY, Ask


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is item 1700 of the Catalogue?", "There is no 2025 item 1700: the list ends at 619."),
        (
            "What does item 619 of the Hainan list say?",
            "There is no 2025 Hainan item 619: the list ends at 102.",
        ),
        (
            "What does item 51 of the Jiangsu list say?",
            "There is no 2025 Jiangsu item 51: there is no such list.",
        ),
        (
            "Which satellite items are on the Jiangsu list?",
            "The Catalogue has no list of its own for Jiangsu;",
        ),
        ("What does § 850.999 say?", "There is no § 850.999:"),
        ("What does § 850.217(z) say?", "There is no § 850.217(z):"),
        ("目录第1700项是什么？", "不存在2025年版第1700项：该目录到第619项为止。"),
        ("海南目录第619项是什么内容？", "不存在2025年版海南第619项：该目录到第102项为止。"),
        ("江苏目录第3项是什么内容？", "不存在2025年版江苏第3项：没有这样的目录。"),
        ("江苏有哪些条目涉及卫星？", "《目录》没有江苏单列的清单"),
    ],
)
def test_a_false_premise_is_corrected_first(ask: Ask, question: str, first: str) -> None:
    response = ask(question)
    assert response.kind == "lookup"
    assert response.sentences[0].text.startswith(first)


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("第160条是什么内容？", "/cn/catalogue/2025/national/160"),
        ("What is § 850.224(m)?", "/us/cfr/t31/s850.224/m"),
        ("What is item 348 of the Catalogue?", "/cn/catalogue/2025/national/348"),
    ],
)
def test_a_bare_citation_brings_itself_its_parts_and_what_speaks_of_it(
    ask: Ask, corpus: Corpus, question: str, cited: str
) -> None:
    first, *others = [c.provision_id for c in ask(question).citations]
    assert first == cited
    speaking = corpus.cited_by.get(cited, ())
    assert [i for i in others if not (i.startswith(f"{cited}/") or cited.startswith(f"{i}/"))] == [
        i for i in others if i in speaking and not i.startswith(f"{cited}/")
    ]


@pytest.mark.parametrize("question", ["What is item 1700 of the Catalogue?", "目录第1700项是什么？"])
def test_no_correction_has_two_stops(ask: Ask, question: str) -> None:
    assert not any(".." in s.text or "。。" in s.text for s in ask(question).sentences)


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("What does § 850.217(d)(2)(iv) say?", "/us/cfr/t31/s850.217/d/2/iv"),
        ("What does 31 CFR 850.224(j) say?", "/us/cfr/t31/s850.224/j"),
        ("What does 50 U.S.C. 4589(4)(A) say?", "/us/usc/t50/s4589/4/A"),
        ("What is item 348 of the Catalogue?", "/cn/catalogue/2025/national/348"),
        ("What does item 51 of the Hainan list say?", "/cn/catalogue/2025/hainan/51"),
        ("目录第348项是什么？", "/cn/catalogue/2025/national/348"),
        ("外商投资法第28条是什么内容？", "/cn/law/foreign-investment-law/28"),
    ],
)
def test_what_is_cited_is_said_first(ask: Ask, question: str, cited: str) -> None:
    response = ask(question)
    assert response.citations[0].provision_id == cited
    assert response.sentences[0].citations == [1]
    assert response.verdict.us.status == "not_asked"
    assert response.verdict.overall is None


def test_an_item_in_force_is_encouraged_and_a_lapsed_one_is_not(ask: Ask) -> None:
    now = ask("What is item 348 of the Catalogue?")
    assert now.verdict.cn.encouraged == "yes"
    assert "/cn/catalogue/2025/national/348" in now.verdict.cn.grounds
    old = ask("What is item 289 of the 2022 Catalogue?")
    assert old.verdict.cn.encouraged != "yes"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is item 289 of the 2022 Catalogue?", "of the 2022 edition lapsed on 2026-01-31"),
        ("2022年版目录第289条是什么内容？", "已于2026-01-31失效"),
    ],
)
def test_a_lapsed_item_is_said_to_have_lapsed(ask: Ask, question: str, words: str) -> None:
    assert words in ask(question).sentences[0].text


def test_a_lapsed_item_was_in_force_on_its_days(corpus: Corpus) -> None:
    item = "/cn/catalogue/2022/national/289"
    now, then = LookUp(corpus, "en", DAY), LookUp(corpus, "en", date(2025, 6, 1))
    assert "lapsed" in now.provisions([item])[0].text
    assert "lapsed" not in then.provisions([item])[0].text


SATELLITE_ITEMS = {f"/cn/catalogue/2025/national/{n}" for n in (348, 349, 350, 391, 411, 566)}


@pytest.mark.parametrize(
    "question",
    [
        "List every encouraged item about satellites in the current nationwide list.",
        "列出全国目录中所有卫星条目。",
    ],
)
def test_a_list_is_complete(ask: Ask, question: str) -> None:
    response = ask(question)
    listed = {c.provision_id for c in response.citations}
    assert listed >= SATELLITE_ITEMS
    assert len(response.sentences[0].citations) == len(SATELLITE_ITEMS)
    assert "6" in response.sentences[0].text


def test_without_a_list_named_every_list_counts(ask: Ask) -> None:
    cited = {c.provision_id for c in ask("List every satellite item of the Catalogue.").citations}
    assert cited >= {*SATELLITE_ITEMS, "/cn/catalogue/2025/hainan/51"}


@pytest.mark.parametrize(
    "question",
    ["Which provinces have an encouraged item naming aerospace or space?", "哪些省的目录有航天条目？"],
)
def test_provinces_that_name_space(ask: Ask, question: str) -> None:
    cited = {c.provision_id for c in ask(question).citations}
    assert cited >= {"/cn/catalogue/2025/hainan/51"}
    assert not any(i.startswith("/cn/catalogue/2025/national/") for i in list(cited)[:1])


def test_one_province_alone(ask: Ask) -> None:
    response = ask("Which items of the Hainan list name satellites or rockets?")
    numbers = response.sentences[0].citations
    first = [c.provision_id for c in response.citations if c.n in numbers]
    assert first
    assert all("/hainan/" in i for i in first)


def test_lists_of_other_editions_do_not_mix(corpus: Corpus) -> None:
    said = LookUp(corpus, "en", DAY).items("list every satellite item", None)
    editions = {corpus.provisions[i].catalogue for s in said for i in s.provisions}
    assert editions == {"2025"}


def test_a_list_of_nothing_known_is_empty(corpus: Corpus) -> None:
    assert LookUp(corpus, "en", DAY).items("list every banana item", None) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("list every item in shanghai", 0),
        ("列出ai条目", 1),
        ("list every laser item", 1),
        ("list every battery item", 1),
        ("list every drone item", 1),
    ],
)
def test_topics_are_named_in_singular_and_plural(corpus: Corpus, text: str, number: int) -> None:
    assert (len(LookUp(corpus, "en", DAY).items(text, None)) > 0) == bool(number)


@pytest.mark.parametrize(("province", "count"), [(None, 0), ("hainan", 0), ("jiangsu", 1), ("nowhere", 0)])
def test_only_a_place_without_a_list_is_corrected(corpus: Corpus, province: str | None, count: int) -> None:
    for lang in ("en", "zh"):
        assert len(LookUp(corpus, lang, DAY).no_list(province)) == count


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_provision_can_be_told(corpus: Corpus, lang: str) -> None:
    told = LookUp(corpus, lang, DAY).provisions(corpus.provisions)
    assert [s.provisions for s in told] == [(i,) for i in corpus.provisions]
    assert all("{" not in s.text and s.text for s in told)
