"""Where facts come from, and what happens when they contradict each other."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answer.established import (
    Established,
    establish,
    fact_entries,
    fact_lines,
    screen_established,
)
from assistant.reader.followups import follow_up
from assistant.reader.read import read
from assistant.rules.facts import ContradictionError, FactError
from corpus import Corpus

from .conftest import DAY

BOTH: frozenset[Any] = frozenset({"us", "cn"})


def put(corpus: Corpus, question: str, given: dict[str, Any] | None = None, **carried: Any) -> Established:
    reading, manner = follow_up(corpus, question, DAY, carried.keys())
    return establish(corpus, reading, given, carried, manner)


def test_a_correction_wins_over_carried(corpus: Corpus) -> None:
    facts = put(corpus, "Actually it has no AI.", ai_activity=True, stake=30)
    assert (facts.values["ai_activity"], facts.sources["ai_activity"]) == (False, "stated")
    assert facts.before == {"ai_activity": True}
    assert (facts.values["stake"], facts.sources["stake"]) == (30, "carried")


def test_a_contradiction_of_what_was_carried_leaves_the_fact_open(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI.", ai_activity=True, stake=30)
    assert "ai_activity" not in facts.values
    assert facts.disputed == {"ai_activity": (True, False)}
    assert facts.conflicts == ("ai_activity",)
    assert facts.to_carry() == {"stake": 30, "ai_activity:disputed": [True, False]}


@pytest.mark.parametrize(
    ("question", "given", "settled"),
    [
        ("It has no AI.", None, (False, "stated")),
        ("And now?", {"ai_activity": True}, (True, "given")),
        ("And now?", None, None),
        ("We are not sure about AI.", None, None),
    ],
)
def test_a_dispute_lasts_until_somebody_settles_it(
    corpus: Corpus, question: str, given: dict[str, Any] | None, settled: tuple[bool, str] | None
) -> None:
    facts = put(corpus, question, given, **{"ai_activity:disputed": [True, False]})
    found = (facts.values.get("ai_activity"), facts.sources.get("ai_activity"))
    assert found == (settled or (None, None))
    assert bool(facts.disputed) == (question == "And now?" and given is None)


def test_a_dispute_kept_under_an_older_vocabulary_is_dropped(corpus: Corpus) -> None:
    kept = {"no_such_fact:disputed": [1, 2], "province:disputed": ["atlantis", "sichuan"], "stake": 3}
    assert put(corpus, "Hello", None, **kept).to_carry() == {"stake": 3}


def test_given_wins_over_stated_and_carried(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI.", {"ai_activity": True, "stake": 40}, stake=30)
    assert (facts.values["ai_activity"], facts.sources["ai_activity"]) == (True, "given")
    assert (facts.values["stake"], facts.sources["stake"]) == (40, "given")


def test_a_given_null_takes_back_what_was_carried_or_stated(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI.", {"ai_activity": None, "stake": None}, stake=30)
    assert facts.values == {}


def test_a_conflict_in_the_question_is_left_open_even_where_carried(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI. Its machine learning is good.", ai_activity=False)
    assert "ai_activity" not in facts.values
    assert facts.conflicts == ("ai_activity",)


def test_a_given_fact_settles_a_conflict(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI. Its machine learning is good.", {"ai_activity": True})
    assert facts.values["ai_activity"] is True
    assert facts.conflicts == ()


@pytest.mark.parametrize(
    "given", [{"no_such_fact": 1}, {"stake": 130}, {"ai_activity": "yes"}, {"completion_date": "2026-02-30"}]
)
def test_a_wrong_given_fact_is_refused(corpus: Corpus, given: dict[str, Any]) -> None:
    with pytest.raises(FactError):
        put(corpus, "Hello", given)


@pytest.mark.parametrize(
    "carried",
    [
        {"no_such_fact": 1},
        {"stake": 130},
        {"province": "atlantis"},
        {"listed_national": True},
        {"stake": None},
    ],
)
def test_a_carried_fact_of_an_older_vocabulary_is_dropped(corpus: Corpus, carried: dict[str, Any]) -> None:
    assert put(corpus, "Hello", None, **carried).values == {}


def test_words_against_a_blanket_no_drop_the_no(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI. Its software controls drones.", ai_activity=False)
    assert facts.values["ai_robot_control"] is True
    screening, left = screen_established(corpus, facts, DAY, BOTH)
    assert "ai_activity" not in left.values
    assert "ai_activity" in left.conflicts
    assert screening.known["ai_robot_control"] is True
    assert screening.tables["us.status"].status != "no_hit"


def test_words_against_a_given_no_are_dropped_themselves(corpus: Corpus) -> None:
    facts = put(corpus, "Its software controls drones.", {"ai_activity": False})
    _, left = screen_established(corpus, facts, DAY, BOTH)
    assert left.values["ai_activity"] is False
    assert "ai_robot_control" in left.conflicts


def test_given_facts_that_contradict_each_other_are_refused(corpus: Corpus) -> None:
    facts = put(corpus, "Hello", {"ai_activity": False, "ai_robot_control": True})
    with pytest.raises(ContradictionError):
        screen_established(corpus, facts, DAY, BOTH)


def test_an_approximate_date_stays_approximate_when_carried(corpus: Corpus) -> None:
    first = put(corpus, "We close in December 2026.")
    assert first.approximate_date
    kept = first.to_carry()
    assert kept["completion_date"] == "2026-12-31"
    assert establish(corpus, read(corpus, "And now?", DAY), None, kept).approximate_date
    assert establish(corpus, read(corpus, "And now?", DAY), None, kept).to_carry() == kept


@pytest.mark.parametrize(
    ("question", "given"),
    [("We close on 15 December 2026.", None), ("And now?", {"completion_date": "2026-12-15"})],
)
def test_an_exact_day_ends_the_doubt(corpus: Corpus, question: str, given: dict[str, Any] | None) -> None:
    kept = put(corpus, "We close in December 2026.").to_carry()
    later = establish(corpus, read(corpus, question, DAY), given, kept)
    assert not later.approximate_date
    assert later.to_carry()["completion_date"] == "2026-12-15"
    assert list(later.to_carry()) == ["completion_date"]


def test_words_that_reopen_a_carried_no_take_it_away(corpus: Corpus) -> None:
    facts = put(
        corpus, "We are not sure about AI after all.", ai_activity=False, no_other_activity=True, stake=30
    )
    assert facts.values == {"stake": 30}


def test_reopening_a_part_reopens_its_whole(corpus: Corpus) -> None:
    facts = put(corpus, "It might design chips.", chips_activity=False, designs_ic=False, stake=30)
    assert facts.values == {"stake": 30}


def test_a_new_target_leaves_only_the_investor(corpus: Corpus) -> None:
    facts = put(corpus, "Now another company, in Chengdu?", us_person=True, ai_activity=False, stake=30)
    assert {n for n, source in facts.sources.items() if source == "carried"} == {"us_person"}
    assert facts.values["province"] == "sichuan"


def test_entries_name_source_span_and_reason(corpus: Corpus) -> None:
    question = "It has no AI."
    facts = put(corpus, question, {"military_use": False}, intelligence_use=False, surveillance_use=False)
    screening, facts = screen_established(corpus, facts, DAY, BOTH)
    entries = {e.name: e for e in fact_entries(corpus, facts, screening, "en")}
    assert {n: e.source for n, e in entries.items() if n in facts.values} == {
        "intelligence_use": "carried",
        "surveillance_use": "carried",
        "ai_activity": "stated",
        "military_use": "given",
    }
    span = entries["ai_activity"].span
    assert span is not None
    assert question[slice(*span)] == "AI"
    assert entries["military_use"].span is None
    assert entries["sensitive_end_use"].source == "inferred"
    assert entries["sensitive_end_use"].because
    assert list(entries)[-1] not in facts.values


def test_lines_for_the_prompt(corpus: Corpus) -> None:
    facts = put(corpus, "It has no AI.", {"stake": 30})
    assert fact_lines(corpus, facts, "en")[-1].endswith(": 30%")
    assert len(fact_lines(corpus, facts, "zh")) == 2
