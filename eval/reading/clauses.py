"""Labelled clauses: what one clause settles or leaves open, for training the reader's classifier."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.rules.facts import FactError, parse_fact
from corpus import Corpus
from eval.errors import GoldError

FOLDER = Path(__file__).parent / "clauses"
OPEN = "open"
Label = tuple[str, str]  # fact, and its value as written: "true", "false", a choice, or "open"


@dataclass(frozen=True)
class LabelledClause:
    """A clause with what it says; no labels mean that it settles nothing and touches nothing."""

    lang: str
    text: str
    labels: frozenset[Label]


def load_clauses(corpus: Corpus, folder: Path = FOLDER) -> list[LabelledClause]:
    """Return the clauses of every file in `folder`; raises `GoldError` naming file, line and remedy."""
    found: list[LabelledClause] = []
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [_clause(corpus, path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return found


def _clause(corpus: Corpus, path: Path, number: int, line: str) -> LabelledClause:
    cells = line.split("\t")
    if len(cells) != 3:
        remedy = "Write language, clause and labels, separated by tabs."
        raise GoldError(path, f"line {number}", "line", f"has {len(cells)} columns.", remedy)
    labels = frozenset(_label(corpus, path, number, label) for label in cells[2].split())
    return LabelledClause(cells[0], cells[1], labels)


def _label(corpus: Corpus, path: Path, number: int, label: str) -> Label:
    fact, _, value = label.partition("=")
    known = {"true": True, "false": False}.get(value, value)
    try:
        if value != OPEN or fact not in corpus.facts:
            parse_fact(corpus, fact, known)
    except FactError as error:
        raise GoldError(path, f"line {number}", fact, error.problem, error.remedy) from None
    return fact, value
