"""`python -m index build|check|search`: make, check and try the index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from corpus import Corpus, CorpusError, load
from index.build import build
from index.citing import Missing
from index.embedders import embedder
from index.errors import IndexProblem
from index.search import Hit, Index
from index.settings import embedder_name, index_folder, token_model_name
from index.token_models import token_model

_SHOWN = 90  # characters of a heading


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status (0 well, 1 the index or corpus needs care)."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace, Console], None] = options.run
    try:
        run(options, Console())
    except (IndexProblem, CorpusError) as problem:
        Console(stderr=True).print(
            f"[red]{type(problem).__name__}[/red] {problem}", highlight=False, soft_wrap=True
        )
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="The search index over the corpus.")
    parser.add_argument(
        "--folder", type=Path, default=index_folder(), help="index folder (CONJUNCTION_INDEX_DIR)"
    )
    parser.add_argument("--embedder", default=embedder_name(), help="embedding model (CONJUNCTION_EMBEDDER)")
    parser.add_argument(
        "--tokens",
        default=token_model_name(),
        help="of words in context, or none (CONJUNCTION_TOKEN_MODEL)",
    )
    commands = parser.add_subparsers(required=True)
    commands.add_parser("build", help="bring the index up to date").set_defaults(run=_build)
    commands.add_parser("check", help="tell whether the index fits the corpus").set_defaults(run=_check)
    find = commands.add_parser("search", help="search the provisions")
    find.add_argument("query")
    find.add_argument("-k", type=_positive, default=10, help="number of results")
    find.add_argument("--as-of", type=date.fromisoformat, help="only what was in force on this day")
    find.add_argument("--jurisdiction", choices=("us", "cn"))
    find.add_argument("--province", help="keep national items and those of this province (slug)")
    find.add_argument("--lang", choices=("en", "zh"), default="en")
    find.set_defaults(run=_search)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


class _Lines:
    """Plain lines of progress, a tenth apart, where a bar cannot be drawn: in a log."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0

    def tell(self, done: int, total: int) -> None:
        """Say how far it is, at most once per tenth."""
        tenth = 10 * done // total if total else 10
        self._told = min(self._told, tenth)  # after the embeddings the token vectors begin anew
        if not self._console.is_terminal and tenth > self._told:
            self._told = tenth
            self._console.print(f"Embedding: {done} of {total}", highlight=False)


def _build(options: argparse.Namespace, console: Console) -> None:
    corpus = load()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Embedding", total=None)
        lines = _Lines(console)

        def report_progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            lines.tell(done, total)

        models = embedder(options.embedder), token_model(options.tokens)
        report = build(corpus, models[0], options.folder, report_progress, models[1])
    state = "up to date" if report.unchanged else "built"
    console.print(
        f"Index {state}: {report.chunks} chunks, {report.embedded} embedded, {report.reused} reused, "
        f"{report.removed} removed, {report.seconds:.1f} s ({options.folder})",
        highlight=False,
    )


def _open(options: argparse.Namespace) -> tuple[Corpus, Index]:
    corpus = load()
    return corpus, Index.open(options.folder, corpus, embedder(options.embedder))


def _check(options: argparse.Namespace, console: Console) -> None:
    _, index = _open(options)
    made = index.manifest
    console.print(
        f"Index fits the corpus: {len(index)} chunks, {made.embedder} {made.embedder_version}, "
        f"{made.dimension} dimensions, {made.dense}, words in context by {made.token_model or 'no model'}",
        highlight=False,
    )


def _search(options: argparse.Namespace, console: Console) -> None:
    corpus, index = _open(options)
    for missing in index.citations(options.query, options.as_of).missing:
        console.print(_said(missing), style="yellow", highlight=False)
    hits = index.search(
        options.query,
        options.k,
        as_of=options.as_of,
        jurisdiction=options.jurisdiction,
        province=options.province,
    )
    console.print(_table(hits, corpus, options.lang))


def _said(missing: Missing) -> str:
    where = " ".join(filter(None, (missing.edition, missing.area)))
    return f"{missing.text!r}: {missing.reason.replace('_', ' ')}" + (f" ({where})" if where else "")


def _table(hits: Sequence[Hit], corpus: Corpus, lang: str) -> Table:
    table = Table("#", "score", "provision", "heading", box=None)
    for hit in hits:
        heading = corpus.provisions[hit.provision_id].heading.get(lang)
        table.add_row(str(hit.rank), f"{hit.score:.2f}", hit.provision_id, heading[:_SHOWN])
    return table


if __name__ == "__main__":
    sys.exit(main())
