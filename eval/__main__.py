"""`python -m eval`: run the gold questions and report, or check the gold files.

    python -m eval run [--gold FILE ...] [--url http://127.0.0.1:8000] [--writer rules]
                       [--json] [--out FILE] [--fail-under SHARE]
    python -m eval check [--gold FILE ...]

`run` ends with 0 whatever the scores are, unless `--fail-under` is given; 2 means it could not start.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.contract import Writer
from corpus.errors import CorpusError
from corpus.load import load
from corpus.model import Corpus
from eval.answerers import Answerer, in_process, over_http
from eval.errors import EvalError
from eval.gold import GoldSet, load_gold, unknown_references
from eval.harness import CaseResult, run
from eval.report import as_json, as_markdown, totals

BELOW, CANNOT_START, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        sets = load_gold(options.gold or None)
        return _check(sets) if options.command == "check" else _run(sets, options)
    except EvalError as error:
        print(f"eval: {error}", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print("eval: interrupted, nothing was reported.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval", description="Score answers against gold questions."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="ask the gold questions and report the scores")
    checker = commands.add_parser("check", help="check the gold files against the corpus")
    for command in (runner, checker):
        command.add_argument("--gold", type=Path, nargs="+", metavar="FILE", help="gold files (default: all)")
    runner.add_argument("--url", help="a running server (default: the assistant in this process)")
    runner.add_argument(
        "--writer", choices=get_args(Writer), default="rules", help="who writes (default: rules)"
    )
    runner.add_argument("--json", action="store_true", help="report as JSON, not Markdown")
    runner.add_argument("--out", type=Path, metavar="FILE", help="write the report there, not to the screen")
    runner.add_argument(
        "--fail-under", type=_share, metavar="SHARE", help="exit with 1 if verdict agreement is below it"
    )
    return parser


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1")
    return value


def _check(sets: Sequence[GoldSet]) -> int:
    corpus = _corpus()
    problems = unknown_references(sets, corpus.provisions, corpus.facts)
    for problem in problems:
        print(problem)
    print(f"{sum(len(gold.cases) for gold in sets)} cases in {len(sets)} files, {len(problems)} problems.")
    return BELOW if problems else 0


def _run(sets: Sequence[GoldSet], options: argparse.Namespace) -> int:
    if options.out is not None and not options.out.parent.is_dir():
        raise EvalError(f"{options.out.parent}: no such folder. Create it, or choose another --out.")
    known = _corpus().provisions.keys()
    with _answerer(options.url) as answerer:
        results = _with_progress(sets, answerer, options.writer, known)
    _publish(_report(results, options), options.out)
    agreement = totals(results)["verdict_agreement"]
    return BELOW if options.fail_under is not None and agreement < options.fail_under else 0


def _corpus() -> Corpus:
    try:
        return load()
    except CorpusError as error:
        raise EvalError(f"The corpus cannot be read: {error}") from error


def _answerer(url: str | None) -> AbstractContextManager[Answerer]:
    return in_process() if url is None else over_http(url)


def _with_progress(
    sets: Sequence[GoldSet], answerer: Answerer, writer: Writer, known: Collection[str]
) -> list[CaseResult]:
    """Run with a bar on standard error, which leaves standard output to the report."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("asking", total=sum(len(gold.cases) for gold in sets))

        def tell(result: CaseResult) -> None:
            mark = "ok" if result.passed else "failed"
            bar.update(task, advance=1, description=f"{result.case.id} {mark}")

        return run(sets, answerer, writer=writer, known=known, progress=tell)


def _report(results: Sequence[CaseResult], options: argparse.Namespace) -> str:
    about = {
        "answered by": options.url or "this process",
        "writer": options.writer,
        "gold": ", ".join(dict.fromkeys(result.gold for result in results)),
        "run at": datetime.now(UTC).isoformat(timespec="seconds"),
        "corpus": next((r.response.corpus.sha256 for r in results if r.response is not None), "unknown"),
    }
    if options.json:
        return json.dumps(as_json(results, about), ensure_ascii=False, indent=2) + "\n"
    return as_markdown(results, about)


def _publish(report: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(report)
        return
    try:
        out.write_text(report, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{out}: cannot be written ({error}). Choose another --out.") from error
    print(f"Report in {out}.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
