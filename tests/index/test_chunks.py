from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Activity, Bilingual, Corpus, Topic
from index.chunks import Chunk, ancestors, chunks, is_chinese, series


@pytest.fixture(scope="session")
def by_id(corpus: Corpus) -> dict[str, Chunk]:
    return {chunk.provision_id: chunk for chunk in chunks(corpus)}


def test_one_chunk_per_provision_in_order(corpus: Corpus) -> None:
    assert [chunk.provision_id for chunk in chunks(corpus)] == list(corpus.provisions)


def test_heading_path_goes_before_the_text(by_id: dict[str, Chunk]) -> None:
    english, rule, chinese, _ = by_id["/us/cfr/t31/s850.207/d/2/iv"].text.split("\n")
    assert english == (
        "31 CFR Part 850 > Rule number 207 > Artificial intelligence uses > Intended end use of a system"
    )
    assert rule == "Control of robotic systems by software that learns"
    assert chinese == "31 CFR 第850部分 > 规则第207号 > 人工智能用途 > 系统的预定用途"


def test_an_item_is_placed_by_its_area(by_id: dict[str, Chunk]) -> None:
    lines = by_id["/cn/catalogue/2025/sichuan/4"].text.split("\n")
    assert lines[0] == "Encouraged Catalogue (2025) > Sichuan"
    assert lines[2] == "鼓励目录（2025年版） > 四川"


def test_everyday_phrases_stay_with_their_language(by_id: dict[str, Chunk]) -> None:
    lines = by_id["/cn/catalogue/2025/national/2"].text.split("\n")
    assert lines[1].endswith("(cubesat)")
    assert lines[3].endswith("(小卫星)")


def test_fields_hold_both_languages(by_id: dict[str, Chunk]) -> None:
    fields = by_id["/cn/catalogue/2025/national/2"].fields
    assert fields.heading == ("Civil satellites: design and making", "民用卫星设计与制造")
    assert fields.keywords == ("cubesat", "小卫星")
    assert "Manufacturing" in fields.path


def test_the_digest_follows_what_is_embedded_only(by_id: dict[str, Chunk]) -> None:
    chunk = by_id["/us/eo/14105"]
    other = Chunk("/us/eo/1", chunk.text, by_id["/cn/catalogue/2025/national/2"].fields)
    assert other.digest == chunk.digest
    assert Chunk("/us/eo/1", chunk.text + ".", chunk.fields).digest != chunk.digest


def test_ancestors_are_outermost_first(corpus: Corpus) -> None:
    deepest = corpus.provisions["/us/cfr/t31/s850.207/d/2/iv"]
    assert [p.id.rsplit("/", 1)[-1] for p in ancestors(corpus, deepest)] == ["s850.207", "d", "2"]


def test_is_chinese() -> None:
    assert is_chinese("a 卫星")
    assert not is_chinese("orbit（）。")


def test_phrases_that_lead_to_a_provision_are_searched_but_not_embedded(
    corpus: Corpus, by_id: dict[str, Chunk]
) -> None:
    pid = "/cn/law/foreign-investment-law/35"
    topic = Topic(id="vetting", phrases_en=("state vetting",), phrases_zh=("国安审批",), provisions=(pid,))
    activity = Activity(
        code="cubesats",
        label=Bilingual(en="cubesats", zh="立方星"),
        phrases_en=("bus maker",),
        phrases_zh=("立方星",),
        items=("/cn/catalogue/2025/national/2",),
        maybe_items=(pid,),
    )
    led = {c.provision_id: c for c in chunks(replace(corpus, topics=(topic,), activities={"a": activity}))}
    assert led[pid].fields.keywords == ("state vetting", "国安审批", "bus maker", "立方星")
    assert led["/cn/catalogue/2025/national/2"].fields.keywords == (
        "cubesat",
        "小卫星",
        "bus maker",
        "立方星",
    )
    assert all(led[other].digest == chunk.digest for other, chunk in by_id.items())


def test_series_are_instruments_and_lists(corpus: Corpus) -> None:
    held = corpus.provisions
    assert series(held["/us/cfr/t31/s850.207/d"]) == series(held["/us/cfr/t31/s850.501"])
    assert series(held["/cn/catalogue/2025/sichuan/4"]) != series(held["/cn/catalogue/2025/national/2"])
    assert series(held["/cn/catalogue/2022/national/2"]) != series(held["/cn/catalogue/2025/national/2"])
