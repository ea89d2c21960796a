"""What each part of the search is worth: `python -m eval.bench.ablation [--documents DIR --questions FILE]`.

Every part is switched off in turn, on own gold (development questions) and, where it is given, on
ObliQA. Differences of a few thousandths are noise; the halves of ObliQA show how much.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus import CorpusError, load
from eval.bench import retrieval
from eval.bench.embeddings import FOLDER, RememberedQueries
from eval.bench.measures import averages
from eval.bench.obliqa import searching
from eval.bench.obliqa.data import read_documents, read_questions
from eval.bench.obliqa.halves import HALVES, means
from eval.bench.parts import VARIANTS, Variant
from eval.bench.progress import counted
from eval.bench.sample import drawn
from eval.errors import EvalError
from eval.gold_search import load_search_gold
from index import Index, IndexProblem, embedder
from index import manifest as manifests
from index.build import lexical_of
from index.chunks import chunks
from index.embedders import Embedder
from index.lexical import Lexical
from index.ranking import Arrays
from index.search import read_arrays
from index.settings import embedder_name, index_folder, token_model_name
from index.token_models import token_model

CANNOT_START = 2
Figures = dict[str, float]
Fields = tuple[tuple[str, int], ...]  # weights of the words, by field
Score = Callable[[Variant], Figures]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row for each part; return 0, or 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    if (options.documents is None) != (options.questions is None):
        print("eval: give both --documents and --questions, or neither.", file=sys.stderr)
        return CANNOT_START
    console = Console(stderr=True)
    try:
        rows = table(_scores(options, console), console)
    except (EvalError, CorpusError, IndexProblem) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        return CANNOT_START
    _show(rows)
    if options.json:
        print(json.dumps(rows))
    return 0


def table(scores: Sequence[Score], console: Console) -> dict[str, Figures]:
    """Return the figures of every variant by its name."""
    rows: dict[str, Figures] = {}
    with counted("Variants", console) as tell:
        for done, variant in enumerate(VARIANTS, 1):
            rows[variant.name] = {name: value for score in scores for name, value in score(variant).items()}
            tell(done, len(VARIANTS))
    return rows


def own_gold(embed: Embedder) -> Score:
    """Return what scores a variant on the development questions of own gold."""
    cases = load_search_gold("retrieval", "development")
    corpus = load()
    pieces = chunks(corpus)
    manifest = manifests.read(index_folder())
    manifest.check(index_folder(), corpus, embed)
    held = read_arrays(index_folder(), manifest)

    @cache
    def words(fields: Fields) -> Lexical:
        return lexical_of(pieces, corpus.terms, dict(fields))

    def score(variant: Variant) -> Figures:
        arrays = Arrays(words(tuple(variant.fields.items())), held.dense, held.context)
        index = Index(corpus, embed, manifest, arrays)
        found = {
            case.id: [
                hit.provision_id
                for hit in index.search(case.question, 100, as_of=case.as_of, tuning=variant.tuning)
            ]
            for case in cases
        }
        values = averages(retrieval.score(cases, found))
        return {"own R@5": values["R@5"], "own RR": values["RR"]}

    return score


def obliqa(options: argparse.Namespace, embed: Embedder, console: Console) -> Score:
    """Return what scores a variant on ObliQA."""
    passages = read_documents(options.documents)
    questions = drawn(read_questions(options.questions, passages).all, options.sample)
    tokens = token_model(token_model_name())
    with counted("Embedding passages", console) as tell:
        search = searching.PassageSearch.build(passages, embed, options.cache, tell, tokens)

    @cache
    def weighted(fields: Fields) -> searching.PassageSearch:
        return search.with_fields(dict(fields))

    def score(variant: Variant) -> Figures:
        # A passage has no fields but its text: of the others none can matter.
        run = weighted((("text", variant.fields["text"]),)).run(questions, variant.tuning)
        found = means(searching.score(questions, run))
        halves: Mapping[str, str] = {"all": "", HALVES[0]: " 1st", HALVES[1]: " 2nd"}
        return {
            f"{name}{short}": found[group][name]
            for name in ("R@10", "AP@10")
            for group, short in halves.items()
            if group in found
        }

    return score


def _scores(options: argparse.Namespace, console: Console) -> list[Score]:
    embed = RememberedQueries(embedder(embedder_name()))
    scores = [own_gold(embed)]
    if options.documents is not None:
        scores.append(obliqa(options, embed, console))
    return scores


def _show(rows: Mapping[str, Figures]) -> None:
    columns = list(next(iter(rows.values())))
    shown = Table("", *columns, box=None)
    for name, values in rows.items():
        shown.add_row(name, *(f"{values[column]:.4f}" for column in columns))
    Console(width=130).print(shown)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.ablation", description="Switch off each part of the search."
    )
    parser.add_argument("--documents", type=Path, metavar="DIR", help="ObliQA's documents")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="ObliQA's development questions")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="of ObliQA, N questions only (all)"
    )
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="DIR", help=f"embeddings ({FOLDER})")
    parser.add_argument("--json", action="store_true", help="print the figures as one last line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
