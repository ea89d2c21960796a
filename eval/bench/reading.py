"""How long reading one question takes, without a model: `python -m eval.bench.reading [FILE …]`.

Prints milliseconds of processor time per question (median, 95th percentile, longest) for each set of
labelled questions and for all together. Reading is one thread that waits for nothing, so on an idle
machine that is the time it takes. A question is read several times and its shortest time kept; the
first reading compiles the wordings and is not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.reader.read import classify, read
from corpus import Corpus, load
from eval.percentiles import median_and_95th
from eval.reading.questions import QuestionSet, load_questions, question_files

RUNS = 5  # readings of each question


def milliseconds(corpus: Corpus, questions: QuestionSet, runs: int = RUNS) -> list[float]:
    """Return how long each question of a set took to read and to tell its kind."""
    return [_shortest(corpus, questions, q.question, runs) for q in questions.questions]


def _shortest(corpus: Corpus, questions: QuestionSet, text: str, runs: int) -> float:
    taken = []
    for _ in range(runs):
        began = time.process_time()
        classify(read(corpus, text, questions.written), cites=False, follows_up=False)
        taken.append((time.process_time() - began) * 1000)
    return min(taken)


def row(name: str, taken: Sequence[float]) -> str:
    """Return a line of the table."""
    p50, p95 = median_and_95th(taken)
    return f"{name:<18}{len(taken):>10}{p50:>9.2f}{p95:>9.2f}{max(taken):>9.2f}"


def main(files: Sequence[Path] = ()) -> None:
    """Print one line per set of questions."""
    corpus = load()
    sets = load_questions(corpus, files or question_files())
    read(corpus, "A U.S. fund buys 10% of a company. 一家美国基金收购一家公司。", sets[0].written)
    print(f"{'':<18}{'questions':>10}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    everything: list[float] = []
    for questions in sets:
        taken = milliseconds(corpus, questions)
        everything += taken
        print(row(questions.name, taken))
    print(row("all", everything))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
