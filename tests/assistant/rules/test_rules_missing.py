"""Which facts are missing and in what order, on tables small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.rules.missing import Effect, MissingFact
from assistant.rules.program import DAY_OF_LAW
from assistant.rules.screen import screen
from corpus import Corpus
from corpus.model import FactSpec, Flag, Table

DAY = date(2026, 11, 23)
WORDS = {"en": "words", "zh": "词语"}
US = "us.status"


def spec(name: str, kind: str = "bool", **fields: Any) -> FactSpec:
    words = {"label": WORDS, "meaning": WORDS, "question": WORDS}
    return FactSpec.model_validate(
        {"name": name, "type": kind, "side": "us", "ordinary": None, **words} | fields
    )


def small(corpus: Corpus, rows: list[tuple[str, Any]], severity: list[str], *facts: FactSpec) -> Corpus:
    raw = {
        "table": "small",
        "title": WORDS,
        "decides": US,
        "severity": severity,
        "rules": [],
        "outcomes": [{"value": value, "when": when, "finding": WORDS} for value, when in rows],
    }
    specs = {one.name: one for one in (*facts, spec(DAY_OF_LAW, "date", asks=facts[0].name))}
    tables = {"small": Table.model_validate(raw)}
    return replace(corpus, facts=specs, tables=tables, inferences=(), sums=(), flags=(), activities={})


def flagged(corpus: Corpus, **fields: Any) -> Corpus:
    flag = {"id": "alarm", "side": "us", "level": "stop", "when": "a", "text": WORDS} | fields
    return replace(corpus, flags=(Flag.model_validate(flag),))


def missing(corpus: Corpus, **facts: Any) -> list[MissingFact]:
    return list(screen(corpus, facts, DAY).missing)


@pytest.fixture
def steps(corpus: Corpus) -> Corpus:
    """`a` makes it notifiable, `b` besides prohibited; both are ordinarily false."""
    return small(
        corpus,
        [("prohibited", {"all": ["a", "b"]}), ("notifiable", "a"), ("no_hit", None)],
        ["no_hit", "notifiable", "prohibited"],
        spec("a", ordinary=False, surprise=0.2),
        spec("b", ordinary=False, surprise=0.4),
    )


def test_odds_times_how_far_it_moves(steps: Corpus) -> None:
    first, second = missing(steps)
    # a true (0.2): one status of three falls, and the provisional one moves one step of two;
    # a false (0.8): only one is left
    assert first.fact == "a"
    assert first.score == pytest.approx(0.2 * (0.5 + 2 * 0.5) + 0.8 * 1)
    assert first.effects == [Effect(True, US, "notifiable")]
    # b false (0.6): one of three falls; b true alone changes nothing
    assert second.fact == "b"
    assert second.score == pytest.approx(0.6 * 0.5)
    assert second.effects == []
    assert first.would_change == second.would_change == {US}


def test_what_is_known_counts_from_there(steps: Corpus) -> None:
    (only,) = missing(steps, a=True)
    assert only.fact == "b"
    assert only.score == pytest.approx(0.4 * (1 + 2 * 0.5) + 0.6 * 1)
    assert only.effects == [Effect(True, US, "prohibited")]


def test_nothing_is_missing_once_it_is_decided(steps: Corpus) -> None:
    assert missing(steps, a=False) == []
    assert missing(steps, a=True, b=False) == []


@pytest.mark.parametrize(("level", "refer", "weight"), [("stop", False, 0.6), ("warn", True, 0.05)])
def test_a_deciding_flag_adds_its_weight(steps: Corpus, level: str, refer: bool, weight: float) -> None:
    plain = missing(steps)[0]
    first = missing(flagged(steps, level=level, refer=refer))[0]
    assert first.fact == "a"
    assert first.would_change == {US, "flags"}
    assert first.score == pytest.approx(plain.score + weight * 0.2)


def test_a_note_adds_nothing(steps: Corpus) -> None:
    assert missing(flagged(steps, level="warn")) == missing(steps)


def test_a_flag_raised_as_things_are_is_no_alarm(steps: Corpus) -> None:
    assert missing(flagged(steps, when={"not": "a"})) == missing(steps)


AGREE = {"any": [{"all": ["a", "b"]}, {"all": [{"not": "a"}, {"not": "b"}]}]}


def test_where_one_fact_narrows_it_the_others_wait(corpus: Corpus) -> None:
    """`a` and `b` must agree, and neither tells anything alone; `c` does."""
    law = small(
        corpus,
        [("prohibited", AGREE), ("notifiable", "c"), ("no_hit", None)],
        ["no_hit", "notifiable", "prohibited"],
        *(spec(name) for name in "abc"),
    )
    assert [m.fact for m in missing(law)] == ["c"]


def test_a_flag_does_not_stand_for_a_status(corpus: Corpus) -> None:
    law = small(
        corpus,
        [("prohibited", AGREE), ("no_hit", None)],
        ["no_hit", "prohibited"],
        *(spec(name) for name in "abc"),
    )
    found = {m.fact: m.would_change for m in missing(flagged(law, when="c"))}
    assert found == {"a": {US}, "b": {US}, "c": {"flags"}}


def test_where_no_fact_alone_decides_every_one_is_named(corpus: Corpus) -> None:
    """`a` and `b` must agree; `c` stands in a row that is out already."""
    law = small(
        corpus,
        [("notifiable", {"all": ["c", "k"]}), ("prohibited", AGREE), ("no_hit", None)],
        ["no_hit", "notifiable", "prohibited"],
        *(spec(name) for name in "abck"),
    )
    found = missing(law, k=False)
    assert [(m.fact, m.score, m.would_change) for m in found] == [("a", 0, {US}), ("b", 0, {US})]
    assert [m.fact for m in missing(law, k=False, a=True)] == ["b"]


def test_an_open_whole_is_asked_in_place_of_its_part(corpus: Corpus) -> None:
    law = small(
        corpus,
        [("prohibited", "part"), ("no_hit", None)],
        ["no_hit", "prohibited"],
        spec("a", ordinary=False, surprise=0.2),
        spec("part", ordinary=False, surprise=0.1, within=["a"]),
    )
    (whole,) = missing(law)
    assert whole.fact == "a"
    # the part alone: true (0.1) decides and moves it all the way, false (0.9) decides; twice as
    # often does the whole stand
    assert whole.score == pytest.approx((0.1 * (1 + 2 * 1) + 0.9 * 1) * 0.2 / 0.1)
    assert whole.effects == [Effect(True, US, "prohibited")]
    (part,) = missing(law, a=True)
    assert part.fact == "part"
    assert part.score == pytest.approx(0.1 * 3 + 0.9)


def test_an_unclear_provisional_status_moves_the_whole_way(corpus: Corpus) -> None:
    law = small(
        corpus,
        [("prohibited", "a"), ("no_hit", {"not": "a"}), ("notifiable", None)],
        ["no_hit", "notifiable", "prohibited"],
        spec("a", surprise=0.5),
    )
    (only,) = missing(law)
    # no ordinary value: each of the two shares the surprise; three statuses narrow to one
    assert only.score == pytest.approx(2 * 0.25 * (1 + 2 * 1))
    assert [e.status for e in only.effects] == ["prohibited", "no_hit"]
