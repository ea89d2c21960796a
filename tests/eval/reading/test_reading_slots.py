"""What a model adds to the reader is counted before and after the checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.writers.base import Cancelled, WritingTask
from corpus import Corpus, load
from eval.reading import slots
from eval.reading.questions import LabelledQuestion
from eval.reading.slots import Asked, Tally, Trial, table

DAY = date(2026, 11, 27)
TEXT = "We are a Delaware fund buying 20% of a Shanghai firm that fabricates wafers. Its chips go into radar."


class Told:
    """A writer that says the same of every slot it was told about, and of others that nothing is stated."""

    name = "local"
    model = "told"
    problem = ""

    def __init__(self, corpus: Corpus, replies: Mapping[str, tuple[str, str]]) -> None:
        self._replies = {corpus.facts[name].question.en: reply for name, reply in replies.items()}

    def available(self) -> bool:
        return True

    def write(self, prompt: WritingTask, cancelled: Cancelled) -> Iterator[str]:
        said = [reply for question, reply in self._replies.items() if f"Fact: {question}\n" in prompt.user]
        value, quote = said[0] if said else ("not_stated", "")
        yield json.dumps({"quote": quote, "value": value})


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def asked(
    corpus: Corpus, facts: dict[str, Any], **replies: tuple[str, str]
) -> tuple[dict[str, Asked], Tally]:
    question = LabelledQuestion(id="one", question=TEXT, lang="en", kind="screen", facts=facts)
    tally = Tally()
    trial = Trial(corpus, Told(corpus, replies), most=40, limit=60)  # type: ignore[arg-type]
    return {slot.fact: slot for slot in trial.ask(question, DAY, tally)}, tally


def test_silence_is_right_where_nothing_is_stated_and_missed_where_it_is(corpus: Corpus) -> None:
    found, tally = asked(corpus, {"on_us_list": False})
    assert found["on_us_list"].verdict == "missed"
    assert {slot.verdict for name, slot in found.items() if name != "on_us_list"} == {"right"}
    assert tally.not_stated == {"missed": 1, "right": len(found) - 1}
    assert tally.questions == 1
    assert len(tally.seconds) == 1


def test_a_claim_is_right_wrong_or_worse_and_the_checks_drop_it(corpus: Corpus) -> None:
    nothing = ("no", "nowhere in the question")
    found, tally = asked(corpus, {"public_security": False}, public_security=nothing, on_us_list=nothing)
    assert (found["public_security"].verdict, found["public_security"].fate) == ("right", "quote")
    assert (found["on_us_list"].verdict, found["on_us_list"].fate) == ("clearing", "quote")
    assert tally.claimed == {"right": 1, "clearing": 1}
    assert tally.dropped == {"quote": 2}
    assert tally.kept == {}


def test_what_is_decided_already_is_not_asked(corpus: Corpus) -> None:
    closed = LabelledQuestion(
        id="one", lang="en", kind="screen", question="We bought 20% of a Shanghai firm on 5 May 2024."
    )
    tally = Tally()
    assert list(Trial(corpus, Told(corpus, {}), most=3, limit=60).ask(closed, DAY, tally)) == []  # type: ignore[arg-type]
    assert tally.questions == 0


def test_the_table_says_both(corpus: Corpus) -> None:
    tally = Tally(questions=2, seconds=[1.0, 3.0])
    tally.claimed.update(right=2, wrong=1, clearing=3)
    tally.kept.update(right=1)
    tally.dropped.update(quote=5)
    lines = table(tally).splitlines()
    assert "| claimed by the model | 2 | 4 | 3 |" in lines
    assert "| left after the checks | 1 | 0 | 0 |" in lines
    assert "dropped by {'quote': 5}" in lines[-1]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert slots.main([str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err
