"""Precision and recall of the reader, per fact, over labelled questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from assistant.reader.clearing import clears
from assistant.reader.read import Reading, classify, read
from assistant.rules.derive import infer
from assistant.rules.facts import ContradictionError, FactValue
from assistant.rules.program import compile_program
from assistant.rules.spaces import open_space
from assistant.rules.worlds import Worlds
from corpus import Corpus
from eval.reading.questions import LabelledQuestion, QuestionSet, labels

Known = Mapping[str, FactValue]


@dataclass
class Tally:
    """Counts of one fact, or of all together."""

    wanted: int = 0  # labelled and so to be read
    found: int = 0  # of these, read with the right value
    read: int = 0  # read at all
    wrong: int = 0  # of these, not what the words say
    clearing: int = 0  # of the wrong ones, those that would make a result milder

    @property
    def recall(self) -> float:
        """Share of the labels that were read; 1 when there is none."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Share of what was read that the words say; 1 when nothing was read."""
        return 1.0 - self.wrong / self.read if self.read else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.wanted += other.wanted
        self.found += other.found
        self.read += other.read
        self.wrong += other.wrong
        self.clearing += other.clearing


@dataclass(frozen=True)
class Miss:
    """One difference between what was read and the label."""

    id: str
    fact: str
    read: FactValue | None
    label: FactValue | None
    clearing: bool = False


@dataclass
class Score:
    """The result over a set of questions."""

    facts: dict[str, Tally] = field(default_factory=dict)
    kinds: dict[str, list[int]] = field(default_factory=dict)  # kind: [right, all]
    whole: int = 0  # questions of which every label was read and nothing else
    questions: int = 0
    misses: list[Miss] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        """All facts together (micro average)."""
        total = Tally()
        for tally in self.facts.values():
            total.add(tally)
        return total


def score(corpus: Corpus, questions: QuestionSet, *, kinds: bool = True) -> Score:
    """Read every question and compare with its labels.

    What follows from a fact counts in both directions: a label is found when what was read implies
    it, and what was read is right when the labels imply it; but only what the words were read to
    say counts as read, so nothing implied can raise precision. What is read of the facts that the
    set leaves unscored does not count. `kinds` says whether the kind of question is labelled too.
    """
    result = Score()
    for question in questions.questions:
        reading = read(corpus, question.question, questions.written)
        stated = {n: f.value for n, f in reading.facts.items() if n not in questions.unscored}
        misses = _compare(_labelled(corpus, question, questions.written), stated, result)
        if kinds:
            _count_kind(reading, question, result)
        result.questions += 1
        result.whole += not misses
        result.misses += misses
    return result


def _count_kind(reading: Reading, question: LabelledQuestion, result: Score) -> None:
    kind, _ = classify(reading, cites=False, follows_up=False)
    right = result.kinds.setdefault(question.kind, [0, 0])
    right[0] += kind == question.kind
    right[1] += 1


@dataclass(frozen=True)
class _Labelled:
    """The labels of one question, and all that they and what is read allow."""

    id: str
    wanted: Known
    allowed: Known
    close: Callable[[Known], Known]


def _labelled(corpus: Corpus, question: LabelledQuestion, day: date) -> _Labelled:
    close = partial(closure, corpus, day)
    wanted = labels(corpus, question.facts)
    return _Labelled(question.id, wanted, close({**labels(corpus, question.also), **wanted}), close)


def _compare(labelled: _Labelled, stated: Known, result: Score) -> list[Miss]:
    """Count what was read and what was missed of one question, and return the differences."""
    return [*_missed(labelled, stated, result), *_wrong(labelled, stated, result)]


def _missed(labelled: _Labelled, stated: Known, result: Score) -> Iterator[Miss]:
    implied = labelled.close(stated)
    for name, value in labelled.wanted.items():
        tally = result.facts.setdefault(name, Tally())
        tally.wanted += 1
        if same(implied.get(name), value):
            tally.found += 1
        else:
            yield Miss(labelled.id, name, implied.get(name), value)


def _wrong(labelled: _Labelled, stated: Known, result: Score) -> Iterator[Miss]:
    for name, value in stated.items():
        tally = result.facts.setdefault(name, Tally())
        tally.read += 1
        if not same(labelled.allowed.get(name), value):
            milder = clears(name, value)
            tally.wrong += 1
            tally.clearing += milder
            yield Miss(labelled.id, name, value, labelled.allowed.get(name), milder)


def same(one: FactValue | None, other: FactValue | None) -> bool:
    """Tell whether two values are the same; numbers to a part in a thousand."""
    if isinstance(one, float | int) and isinstance(other, float | int) and not isinstance(one, bool):
        return math.isclose(float(one), float(other), rel_tol=1e-3)
    return one is not None and one == other


def closure(corpus: Corpus, day: date, known: Known) -> dict[str, FactValue]:
    """Return facts with all that follows from them: wholes of what is true, parts of what is false.

    Where facts contradict each other the blanket "no" is left open, as in an answer.
    """
    facts = dict(known)
    program = compile_program(corpus, day)
    while True:
        try:
            facts |= {d.fact: d.value for d in infer(program, Worlds(open_space(program, day), facts))}
            break
        except ContradictionError as error:
            facts = {n: v for n, v in facts.items() if n not in (error.wholes or error.parts)}
    while added := _one_step(corpus, facts):
        facts |= added
    return facts


def _one_step(corpus: Corpus, facts: Known) -> dict[str, FactValue]:
    added: dict[str, FactValue] = {}
    for spec in corpus.facts.values():
        for whole in spec.within:
            if facts.get(spec.name) is True and whole not in facts:
                added[whole] = True
            if facts.get(whole) is False and spec.name not in facts:
                added[spec.name] = False
    return added
