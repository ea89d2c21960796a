"""What reading does to the result: the U.S. status by the facts read against that by the labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant.answer.established import Established, establish, screen_established
from assistant.reader.read import read
from assistant.rules.facts import FactValue
from assistant.rules.screen import Side, TableResult
from corpus import Corpus
from eval.reading.questions import LabelledQuestion, QuestionSet, labels

DECIDES = "us.status"  # the one status that the labelled facts decide; activities are not labelled
_SIDE: frozenset[Side] = frozenset({"us"})
Known = dict[str, FactValue]


@dataclass(frozen=True)
class Difference:
    """One question of which the facts read leave another result than its labels."""

    id: str
    how: Literal["milder", "undecided", "graver"]
    read: tuple[str, ...]  # statuses still possible, from the mildest to the gravest
    label: tuple[str, ...]


@dataclass
class Verdicts:
    """How often the words of a question lead to the result that its labels lead to."""

    screened: int = 0  # questions of a deal
    decided: int = 0  # of these, those that the labels decide
    same: int = 0  # of the decided ones, those decided alike by the facts read
    differences: list[Difference] = field(default_factory=list)

    @property
    def milder(self) -> int:
        """Of all, those of which the facts read rule out a graver status that the labels do not."""
        return sum(difference.how == "milder" for difference in self.differences)

    @property
    def agreement(self) -> float:
        """Share of the decided questions that are decided alike; 1 when there is none."""
        return self.same / self.decided if self.decided else 1.0


def verdicts(corpus: Corpus, questions: QuestionSet) -> Verdicts:
    """Screen every deal of a set twice, by what is read of it and by its labels, and compare.

    The labels count with and without the readings that are merely defensible, and what is read
    may agree with either.
    """
    result = Verdicts()
    for question in questions.questions:
        if question.kind == "screen":
            _count(corpus, question, questions.written, result)
    return result


def _count(corpus: Corpus, question: LabelledQuestion, day: date, result: Verdicts) -> None:
    found = _status(corpus, establish(corpus, read(corpus, question.question, day), None, {}), day)
    wanted = [_status(corpus, _labelled(facts), day) for facts in _labels(corpus, question)]
    decided = any(status.definite for status in wanted)
    difference = _difference(question.id, found, wanted)
    result.screened += 1
    result.decided += decided
    result.same += decided and difference is None
    result.differences += [difference] if difference else []


def _labels(corpus: Corpus, question: LabelledQuestion) -> Iterator[Known]:
    plain = labels(corpus, question.facts)
    yield plain
    if question.also:
        yield {**labels(corpus, question.also), **plain}


def _labelled(facts: Known) -> Established:
    return Established(facts, dict.fromkeys(facts, "stated"))


def _status(corpus: Corpus, facts: Established, day: date) -> TableResult:
    screening, _ = screen_established(corpus, facts, day, _SIDE)
    return screening.tables[DECIDES]


def _difference(name: str, found: TableResult, wanted: list[TableResult]) -> Difference | None:
    """Compare what is possible; where neither decides, only a gravest status ruled out is a difference."""
    severity = found.table.severity.index
    gravest = min(severity(status.possible[-1]) for status in wanted)
    decided = [status for status in wanted if status.definite]
    label = (decided or wanted)[0].possible
    if severity(found.possible[-1]) < gravest:
        return Difference(name, "milder", found.possible, label)
    if not decided or any(found.possible == status.possible for status in decided):
        return None
    return Difference(name, "graver" if found.definite else "undecided", found.possible, label)
