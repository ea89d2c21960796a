"""Labelled clauses: what one clause settles or leaves open, for developing the reader's wordings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from assistant.rules.facts import FactError, parse_fact
from corpus import Corpus
from corpus.yamlfile import read_yaml
from eval.errors import GoldError
from eval.reading.questions import LabelledQuestion, QuestionSet, written

FOLDER = Path(__file__).parent / "clauses"
HEAD = "set.yaml"
OPEN = "open"
UNLABELLED = frozenset({"province", "target_in_coc", "not_yet_completed"})
_BOOLEANS: dict[str, Any] = {"true": True, "false": False}
Label = tuple[str, str]  # fact, and its value as written: "true", "false", a choice, or "open"


def unlabelled(corpus: Corpus) -> frozenset[str]:
    """Return the facts that clauses carry no labels of: figures, dates, places, activities."""
    kinds = {"number", "date", "set"}
    return frozenset(name for name, spec in corpus.facts.items() if spec.type in kinds) | UNLABELLED


def load_clauses(corpus: Corpus, folder: Path = FOLDER) -> tuple[QuestionSet, ...]:
    """Return the clauses of every file in `folder` as short questions; one without labels settles nothing.

    Raises `GoldError` naming file, line and remedy.
    """
    head = folder / HEAD
    raw = read_yaml(head)
    day, labelled = written(head, raw), raw.get("labelled", {})
    return tuple(
        _load(corpus, path, day, frozenset(labelled.get(path.stem, ())))
        for path in sorted(folder.glob("*.tsv"))
    )


def _load(corpus: Corpus, path: Path, day: date, labelled: frozenset[str]) -> QuestionSet:
    """Return the clauses of a file; `labelled` are the facts its lines carry labels of, where not all."""
    lines = path.read_text(encoding="utf-8").splitlines()
    clauses = [_clause(corpus, path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    unscored = unlabelled(corpus) | (corpus.facts.keys() - labelled if labelled else frozenset())
    return QuestionSet(name=f"clauses-{path.stem}", written=day, questions=tuple(clauses), unscored=unscored)


def _clause(corpus: Corpus, path: Path, number: int, line: str) -> LabelledQuestion:
    cells = line.split("\t")
    if len(cells) != 3:
        remedy = "Write language, clause and labels, separated by tabs."
        raise GoldError(path, f"line {number}", "line", f"has {len(cells)} columns.", remedy)
    labels = dict(_label(corpus, path, number, label) for label in cells[2].split())
    return LabelledQuestion.model_validate(
        {
            "id": f"{path.stem.replace('_', '-')}-{number}",
            "lang": cells[0],
            "kind": "screen",
            "question": cells[1],
            "facts": {fact: _BOOLEANS.get(value, value) for fact, value in labels.items() if value != OPEN},
            "open": [fact for fact, value in labels.items() if value == OPEN],
        }
    )


def _label(corpus: Corpus, path: Path, number: int, label: str) -> Label:
    fact, _, value = label.partition("=")
    try:
        if value != OPEN or fact not in corpus.facts:
            parse_fact(corpus, fact, _BOOLEANS.get(value, value))
    except FactError as error:
        raise GoldError(path, f"line {number}", fact, error.problem, error.remedy) from None
    return fact, value
