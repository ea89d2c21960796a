"""Numbers of citations, and the clock beside them."""

from __future__ import annotations

import time

from assistant.answer.cited import Citations
from assistant.answer.clock import STAGES, Clock
from corpus import Corpus

SECTION = "/us/cfr/t31/s850.217"
ITEM = "/cn/catalogue/2025/national/348"


def test_numbers_follow_the_order_of_need(corpus: Corpus) -> None:
    cited = Citations(corpus, "en")
    assert cited.numbers([ITEM, SECTION]) == [1, 2]
    assert cited.numbers([SECTION, ITEM, SECTION]) == [2, 1]
    assert cited.numbers([]) == []
    assert cited.ids == (ITEM, SECTION)


def test_entries_are_in_the_readers_language(corpus: Corpus) -> None:
    for lang in ("en", "zh"):
        cited = Citations(corpus, lang)
        cited.numbers([ITEM])
        (entry,) = cited.entries()
        provision = corpus.provisions[ITEM]
        assert (entry.n, entry.provision_id, entry.standing) == (1, ITEM, provision.standing)
        assert entry.text == provision.text.get(lang)
        assert entry.instrument == corpus.instruments[provision.instrument].short.get(lang)
        assert entry.in_force.from_ == provision.valid.from_


def test_every_provision_of_the_corpus_can_be_cited(corpus: Corpus) -> None:
    cited = Citations(corpus, "zh")
    cited.numbers(corpus.provisions)
    entries = cited.entries()
    assert [e.n for e in entries] == list(range(1, len(corpus.provisions) + 1))
    assert all(e.note for e in entries if e.standing != "verified")


def test_a_stage_within_another_counts_for_itself() -> None:
    clock = Clock()
    with clock.stage("rules"):
        time.sleep(0.002)
        with clock.stage("retrieve"):
            time.sleep(0.02)
    times = clock.stop()
    assert set(times) == set(STAGES)
    assert times["retrieve"] > times["rules"] > 0
    assert times["total"] >= times["retrieve"] + times["rules"] - 0.05
    assert times["write"] == 0


def test_a_stage_counts_even_when_it_fails() -> None:
    clock = Clock()
    try:
        with clock.stage("write"):
            time.sleep(0.002)
            raise ValueError
    except ValueError:
        pass
    assert clock.stop()["write"] > 0
