from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Corpus
from index import manifest as manifests
from index import search
from index.build import CONTEXT_FOLDER, DENSE_FILE, build
from index.errors import IndexMismatch, IndexMissing
from index.ranking import Tuning
from index.search import Hit, Index, Related

from .small import WordEmbedder, WordTokens, with_provisions

TODAY = date(2026, 11, 23)
N25, N22 = "/cn/catalogue/2025/national", "/cn/catalogue/2022/national"
RULE = "/us/cfr/t31/s850.207/d/2/iv"


@pytest.fixture(scope="session")
def folder(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build(corpus, WordEmbedder(), folder)
    return folder


@pytest.fixture(scope="session")
def index(corpus: Corpus, folder: Path) -> Index:
    return Index.open(folder, corpus, WordEmbedder())


def ids(hits: list[Hit]) -> list[str]:
    return [hit.provision_id for hit in hits]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("making satellites for civil use", f"{N25}/2"),
        ("民用卫星", f"{N25}/2"),
        ("where do I put a cubesat", f"{N25}/2"),
        ("陶瓷厂", f"{N25}/3"),
        ("robotic systems controlled by learning software", RULE),
        ("国家安全审查", "/cn/law/foreign-investment-law/35"),
    ],
)
def test_words_find_provisions(index: Index, query: str, best: str) -> None:
    assert index.search(query)[0].provision_id == best


def test_the_glossary_carries_a_query_across(index: Index) -> None:
    only_words = Tuning(lexical_weight=1)
    without = Tuning(lexical_weight=1, expansion=0)
    assert f"{N25}/2" in ids(index.search("人造卫星是什么", tuning=only_words))
    hits = index.search("spacecraft in orbit", tuning=only_words)
    assert f"{N25}/2" in ids(hits)
    assert f"{N25}/2" not in ids(index.search("spacecraft in orbit", tuning=without))


def test_hits_are_ranked_from_one_with_their_parts(index: Index) -> None:
    hits = index.search("satellite", k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert all(0 <= hit.score <= 1 for hit in hits)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert hits[0].parts.keys() == {"lexical", "dense"}


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_k(index: Index, k: int) -> None:
    assert len(index.search("satellite", k=k)) == min(k, len(index))


@pytest.mark.parametrize("k", [0, -1])
def test_k_must_be_positive(index: Index, k: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        index.search("satellite", k=k)


def test_a_weight_out_of_range(index: Index) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        index.search("satellite", lexical_weight=2)


def test_cited_provisions_come_first(index: Index) -> None:
    hits = index.search("Compare item 3 with 850.207(d)(2)(iv) on satellites", as_of=TODAY)
    assert ids(hits)[:2] == [f"{N25}/3", RULE]
    assert [hit.score for hit in hits[:2]] == [1, 1]
    assert hits[0].parts["citation"] == 1


def test_a_lapsed_item_is_shown_when_cited(index: Index) -> None:
    hits = index.search("2022年版第137条", as_of=TODAY, jurisdiction="us")
    assert hits[0].provision_id == f"{N22}/137"


def test_a_number_without_edition_gives_both(index: Index) -> None:
    assert ids(index.search("第2条", as_of=TODAY))[:2] == [f"{N25}/2", f"{N22}/2"]


@pytest.mark.parametrize("query", ["850.207(d)(2)(iv)", "§ 850.501?", "please explain 850.501"])
def test_a_bare_citation_computes_no_embedding(corpus: Corpus, folder: Path, query: str) -> None:
    embedder = WordEmbedder()
    index = Index.open(folder, corpus, embedder)
    assert index.search(query, as_of=TODAY)[0].parts["citation"] == 1
    assert embedder.asked == []


@pytest.mark.parametrize("query", ["850.501 and robots", "850.501机器人", "item 3 on ceramics", "9999.1"])
def test_words_beside_a_citation_are_embedded(corpus: Corpus, folder: Path, query: str) -> None:
    embedder = WordEmbedder()
    index = Index.open(folder, corpus, embedder)
    index.search(query, as_of=TODAY)
    assert embedder.asked == [query]


@pytest.mark.parametrize(
    ("query", "only"),
    [
        ("第2条是什么", True),
        ("《鼓励外商投资产业目录》第3项的内容是什么？", True),
        ("请问第3条说了什么？", True),
        ("What is 850.207(d)(2)(iv)?", True),
        ("What is item 3 of the Catalogue?", True),
        ("第3条还鼓励吗？", False),
        ("What does 850.207(d)(2)(iv) say about robots?", False),
        ("What is a satellite?", False),
        ("是什么？", False),
    ],
)
def test_a_question_that_only_cites(index: Index, query: str, only: bool) -> None:
    assert index.only_cites(query, index.citations(query)) is only


def test_citations_can_be_switched_off(index: Index) -> None:
    hits = index.search("850.501", tuning=Tuning(citations=False))
    assert all("citation" not in hit.parts for hit in hits)


def test_false_citations_are_reported(index: Index) -> None:
    (missing,) = index.citations("item 619 of the Hainan list", TODAY).missing
    assert (missing.area, missing.number, missing.reason) == ("hainan", "619", "no_such_number")


def test_filters(index: Index, corpus: Corpus) -> None:
    hits = index.search("satellite wire design", k=100, as_of=date(2025, 1, 1))
    assert all(corpus.provisions[pid].valid.covers(date(2025, 1, 1)) for pid in ids(hits))
    assert f"{N22}/2" in ids(hits)
    american = ids(index.search("satellite", k=100, jurisdiction="us"))
    assert american
    assert all(pid.startswith("/us/") for pid in american)
    areas = {corpus.provisions[pid].area for pid in ids(index.search("trade", k=100, province="hainan"))}
    assert areas == {None, "national", "hainan"}


def test_what_is_included_is_always_there(index: Index) -> None:
    wanted = ["/us/eo/14105", f"{N22}/137", "/no/such/thing"]
    hits = index.search("民用卫星", k=3, as_of=TODAY, include=wanted)
    assert ids(hits)[0] == f"{N25}/2"
    assert set(ids(hits)[1:]) == {"/us/eo/14105", f"{N22}/137"}
    assert hits[1].parts["included"] == 1


def test_more_pinned_than_k(index: Index) -> None:
    hits = index.search("item 1 and 850.501", k=1, include=["/us/eo/14105"])
    assert ids(hits) == [f"{N25}/1", "/us/cfr/t31/s850.501", "/us/eo/14105"]


def test_words_only_computes_no_embedding(corpus: Corpus, folder: Path) -> None:
    embedder = WordEmbedder()
    index = Index.open(folder, corpus, embedder)
    assert index.search("satellite", lexical_weight=1)
    assert embedder.asked == []


def test_meaning_only_ignores_words(index: Index) -> None:
    alone = Tuning(lexical_weight=0, neighbours=0, references=0)
    hits = index.search("satellite", tuning=alone)
    assert all(hit.score == pytest.approx(hit.parts["dense"]) for hit in hits)
    assert all(hit.parts["lexical"] == 0 for hit in hits)


def test_a_repeated_query_is_embedded_once(corpus: Corpus, folder: Path) -> None:
    embedder = WordEmbedder()
    index = Index.open(folder, corpus, embedder)
    assert index.search("civil satellite") == index.search("civil satellite")
    assert index.search(" civil \n  satellite ") == index.search("civil satellite")
    assert embedder.asked == ["civil satellite"]


def test_only_the_beginning_of_a_long_query_is_embedded(corpus: Corpus, folder: Path) -> None:
    embedder = WordEmbedder()
    index = Index.open(folder, corpus, embedder)
    assert index.search("卫星" * 2000 + " cubesat")[0].provision_id == f"{N25}/2"
    assert embedder.asked == ["卫星" * 150]


@pytest.mark.parametrize("query", ["", "   ", "\ud800", "\0", "？？？", "🚀", "zzzz qqqq"])
def test_odd_queries_are_no_error(index: Index, query: str) -> None:
    index.search(query)


def test_nothing_asked_nothing_found(index: Index) -> None:
    assert index.search("") == []
    assert ids(index.search("", include=["/us/eo/14105"])) == ["/us/eo/14105"]


FILTERS = st.fixed_dictionaries(
    {
        "as_of": st.sampled_from([None, TODAY, date(2025, 1, 1)]),
        "jurisdiction": st.sampled_from([None, "us", "cn"]),
        "province": st.sampled_from([None, "sichuan", "jiangsu"]),
        "lexical_weight": st.floats(0, 1),
    }
)


@given(
    query=st.text(st.sampled_from("satellite 卫星条第34( )."), max_size=25),
    k=st.integers(1, 12),
    filters=FILTERS,
    include=st.lists(st.sampled_from(["/us/eo/14105", RULE, "/cn/none"]), max_size=2),
)
def test_results_are_sound(
    index: Index, query: str, k: int, filters: dict[str, Any], include: list[str]
) -> None:
    hits = index.search(query, k, include=include, **filters)
    found = ids(hits)
    assert len(found) == len(set(found))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    pinned = set(index.citations(query, filters["as_of"]).ids) | (set(include) - {"/cn/none"})
    assert pinned <= set(found)
    assert len(found) <= max(k, len(pinned))


def test_related(index: Index) -> None:
    assert index.related(RULE) == [
        Related("/us/cfr/t31/s850.207/d/2", "parent"),
        Related("/us/cfr/t31/s850.202", "term"),
        Related("/us/cfr/t31/s850.501", "reference"),
    ]
    assert Related(RULE, "cited_by") in index.related("/us/cfr/t31/s850.501")
    assert Related(RULE, "child") in index.related("/us/cfr/t31/s850.207/d/2")
    with pytest.raises(KeyError):
        index.related("/us/none")


def test_sixteen_readers_at_once(index: Index) -> None:
    queries = [f"{word} {n}" for n in range(20) for word in ("satellite", "卫星", "item", "四川", "850.501")]
    expected = [index.search(query, as_of=TODAY) for query in queries]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda query: index.search(query, as_of=TODAY), queries)) == expected


def test_no_index(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="make index"):
        Index.open(tmp_path, corpus, WordEmbedder())


def test_a_changed_corpus_is_refused(corpus: Corpus, folder: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"corpus .* Run `make index`"):
        Index.open(folder, with_provisions(corpus, without=["/us/eo/14105"]), WordEmbedder())


def test_damaged_arrays_are_refused(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / manifests.read(copy).data / DENSE_FILE).write_bytes(b"")
    with pytest.raises(IndexMissing, match="cannot be read"):
        Index.open(copy, corpus, WordEmbedder())


def test_a_rebuild_between_two_reads(
    corpus: Corpus, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    fresh = manifests.read(copy)
    stale = fresh.model_copy(update={"data": "data-gone"})
    answers = iter([stale, fresh])
    monkeypatch.setattr(manifests, "read", lambda _: next(answers))
    assert len(Index.open(copy, corpus, WordEmbedder())) == len(corpus.provisions)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> WordTokens:
    """The model that an opened index loads by its name."""
    model = WordTokens()
    monkeypatch.setattr(search, "token_model", lambda _: model)
    return model


def test_an_index_compares_words_in_context(corpus: Corpus, model: WordTokens, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    build(corpus, embedder, tmp_path, token_model=model)
    index = Index.open(tmp_path, corpus, embedder)
    compared = index.search("ceramic", 5)
    assert model.asked == ["ceramic"]
    plain = index.search("ceramic", 5, tuning=Tuning(context=0))
    assert model.asked == ["ceramic"]
    assert {h.provision_id: h.score for h in compared} != {h.provision_id: h.score for h in plain}


def test_another_token_model_is_refused(corpus: Corpus, model: WordTokens, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    build(corpus, embedder, tmp_path, token_model=model)
    model.version = "2"
    with pytest.raises(IndexMismatch, match=r"token model minilm 1, but now it is minilm 2.*make index"):
        Index.open(tmp_path, corpus, embedder)


def test_damaged_token_vectors_are_refused(corpus: Corpus, model: WordTokens, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    build(corpus, embedder, tmp_path, token_model=model)
    (next(tmp_path.glob("data-*")) / CONTEXT_FOLDER / "codes.npy").write_bytes(b"")
    with pytest.raises(IndexMissing, match="make index"):
        Index.open(tmp_path, corpus, embedder)
