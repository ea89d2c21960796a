"""`python -m eval.reading.slots`: what a model adds to the reader, slot by slot, on labelled questions.

For each question that is to be screened and whose U.S. status the wordings leave open, the most
decisive missing facts are asked of the model, as the server would. A fact is right when the labels
or what follows from them say so, and wrong otherwise; the table shows what the model claimed, and
what was left of it after the checks.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from assistant.answer.established import establish, screen_established
from assistant.reader import kinds
from assistant.reader.clearing import clears
from assistant.reader.read import read
from assistant.reader.slots import NOT_STATED, Filled, Reply, Slots, parse
from assistant.rules.facts import FactValue
from assistant.settings import load_settings
from assistant.writers.base import Cancelled, Writer, WritingTask
from assistant.writers.choose import Writers
from corpus import Corpus, load
from corpus.errors import CorpusError
from eval.errors import EvalError
from eval.percentiles import median_and_95th
from eval.reading.questions import LabelledQuestion, labels, load_questions
from eval.reading.score import closure, same


@dataclass
class Tally:
    """Counts over the questions asked."""

    questions: int = 0
    claimed: Counter[str] = field(default_factory=Counter)  # right, wrong, clearing: before the checks
    kept: Counter[str] = field(default_factory=Counter)  # the same, after them
    dropped: Counter[str] = field(default_factory=Counter)  # by the check that was failed
    not_stated: Counter[str] = field(default_factory=Counter)  # right; missed: the labels do settle it
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """One slot as the model filled it."""

    fact: str
    value: FactValue | None
    verdict: str  # right, wrong, clearing, missed
    fate: str  # kept, not_stated, or the check that dropped it
    quote: str


class Trial:
    """Asks one model for the slots of labelled questions."""

    def __init__(self, corpus: Corpus, writer: Writer, most: int, limit: float) -> None:
        self._corpus = corpus
        self._writer = writer
        self._most = most
        self._limit = limit

    def ask(self, question: LabelledQuestion, day: date, tally: Tally) -> Iterator[Asked]:
        """Ask for the open slots of one question, count, and yield each."""
        reading = read(self._corpus, question.question, day)
        facts = establish(self._corpus, reading, None, {})
        sides = kinds.sides(reading.text, facts.values)
        screening, facts = screen_established(self._corpus, facts, day, sides)
        result = screening.tables.get("us.status")
        slots = Slots(self._corpus, reading)
        names = slots.open([m.fact for m in screening.missing], facts.values.keys(), self._most)
        if result is None or result.definite or not names:
            return
        tally.questions += 1
        told = labels(self._corpus, question.facts)
        truth = closure(self._corpus, day, {**labels(self._corpus, question.also), **told})
        began = time.monotonic()
        replies = list(self._replies(slots, names, began))
        tally.seconds.append(time.monotonic() - began)
        for name, reply, filled in replies:
            yield self._count(name, reply, filled, truth, tally)

    def _replies(
        self, slots: Slots, names: Sequence[str], began: float
    ) -> Iterator[tuple[str, Reply | None, Filled]]:
        def over() -> bool:
            return time.monotonic() - began > self._limit

        for name in names:
            if not over():
                heard = _Heard(self._writer)
                filled = slots.fill([name], heard, over)
                yield name, parse(heard.text), filled

    def _count(
        self, name: str, reply: Reply | None, filled: Filled, truth: dict[str, FactValue], tally: Tally
    ) -> Asked:
        fate = filled.dropped.get(name) or (NOT_STATED if name in filled.not_stated else "kept")
        if reply is None or reply.value == NOT_STATED:
            verdict = "missed" if name in truth else "right"
            tally.not_stated[verdict] += 1
            return Asked(name, None, verdict, fate, "")
        boolean = self._corpus.facts[name].type == "bool"
        value: FactValue = {"yes": True, "no": False}[reply.value] if boolean else reply.value
        verdict = "right" if same(truth.get(name), value) else "clearing" if clears(name, value) else "wrong"
        tally.claimed[verdict] += 1
        if fate == "kept":
            tally.kept[verdict] += 1
        else:
            tally.dropped[fate] += 1
        return Asked(name, value, verdict, fate, reply.quote)


class _Heard:
    """A writer that remembers what it wrote."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.text = ""

    @property
    def name(self) -> Literal["ollama", "local"]:
        """Which writer it is."""
        return self._writer.name

    @property
    def model(self) -> str:
        """The model's name."""
        return self._writer.model

    @property
    def problem(self) -> str:
        """Why it was last not available."""
        return self._writer.problem

    def available(self) -> bool:
        """Tell whether it may be tried."""
        return self._writer.available()

    def write(self, prompt: WritingTask, cancelled: Cancelled) -> Iterator[str]:
        """Yield what the writer writes, and keep it."""
        for piece in self._writer.write(prompt, cancelled):
            self.text += piece
            yield piece


def table(tally: Tally) -> str:
    """Return the counts as Markdown."""
    rows = ["| | right | wrong | of these, would clear |", "|---|---|---|---|"]
    for name, counts in (("claimed by the model", tally.claimed), ("left after the checks", tally.kept)):
        wrong = counts["wrong"] + counts["clearing"]
        rows.append(f"| {name} | {counts['right']} | {wrong} | {counts['clearing']} |")
    middle, last = median_and_95th(tally.seconds) if tally.seconds else (0.0, 0.0)
    silent = tally.not_stated
    told = [
        f"{tally.questions} questions; not stated: {silent['right']} right, {silent['missed']} missed;",
        f"dropped by {dict(tally.dropped)}; seconds a question: median {middle:.1f}, p95 {last:.1f}",
    ]
    return "\n".join([*rows, "", " ".join(told)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and print the table; 2 when a file cannot be read or there is no model."""
    parser = argparse.ArgumentParser(prog="python -m eval.reading.slots", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="files of labelled questions")
    parser.add_argument("--most", type=int, default=3, help="slots asked for in one question")
    parser.add_argument("--seconds", type=float, default=60.0, help="time for one question")
    parser.add_argument("--every", type=int, default=1, help="take every n-th question only")
    parser.add_argument("--show", action="store_true", help="a line per slot")
    options = parser.parse_args(arguments)
    writers = Writers(load_settings())
    try:
        corpus = load()
        sets = load_questions(corpus, options.files)
        writer = writers.choose("auto")
        if writer is None:
            raise EvalError(f"There is no model to ask: {writers.problems('auto')}")
    except (EvalError, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    trial, tally = Trial(corpus, writer, options.most, options.seconds), Tally()
    asked = [(q, s.written) for s in sets for q in s.questions if q.kind == "screen"][:: options.every]
    for question, day in asked:
        for slot in trial.ask(question, day, tally):
            if options.show:
                print(
                    f"{question.id} {slot.fact} {slot.value} {slot.verdict} {slot.fate} {slot.quote!r}",
                    flush=True,
                )
    print(table(tally))
    writers.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
