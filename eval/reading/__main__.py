"""`python -m eval.reading`: precision and recall of the reader on labelled questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import Corpus, load
from corpus.errors import CorpusError
from eval.errors import EvalError
from eval.reading import report
from eval.reading.clauses import load_clauses
from eval.reading.questions import HELD_OUT, QuestionSet, load_questions, question_files
from eval.reading.score import score
from eval.reading.verdicts import verdicts


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the sets named, by default all, and print tables; 2 when a file cannot be read."""
    options = _parser().parse_args(arguments)
    try:
        corpus = load()
        sets = load_clauses(corpus) if options.clauses else _questions(corpus, options.files)
    except (EvalError, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    scores = {s.name: score(corpus, s, kinds=not options.clauses) for s in sets}
    screened = {} if options.clauses else {s.name: verdicts(corpus, s) for s in sets}
    print("\n\n".join([report.summary(scores), *([report.results(screened)] if screened else [])]))
    for name, result in scores.items():
        if options.facts:
            print(f"\n## {name}\n\n{report.per_kind(result)}\n\n{report.per_fact(result)}")
        if options.misses and HELD_OUT not in name:
            print("\n".join(report.misses(result)))
            print("\n".join(report.differences(screened[name]) if name in screened else ()))
    return 0


def _questions(corpus: Corpus, files: Sequence[Path]) -> tuple[QuestionSet, ...]:
    return load_questions(corpus, files or question_files())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.reading", description=__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, help="files of labelled questions (default: all kept here)"
    )
    parser.add_argument("--clauses", action="store_true", help="score the labelled clauses instead")
    parser.add_argument("--facts", action="store_true", help="a row per fact and per kind")
    parser.add_argument(
        "--misses", action="store_true", help="a line per difference (none of the held-out sets)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
