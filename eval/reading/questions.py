"""Labelled questions: what a careful person reads from a text, and of what kind the question is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from assistant.contract import MAX_QUESTION, Kind, Lang
from assistant.rules.facts import FactError, FactValue, parse_facts
from corpus import Corpus
from corpus.errors import CorpusError
from corpus.model import Slug, Strict
from corpus.yamlfile import line_of, read_yaml
from eval.errors import EvalError, GoldError

FOLDER = Path(__file__).parent / "questions"
HELD_OUT = "held_out"  # in the name of a set that is read for its totals only
UNSCORED = frozenset({"activity", "not_yet_completed"})  # scored through the Catalogue; not a label


class LabelledQuestion(Strict):
    """One question with the facts its words settle."""

    id: Slug
    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    lang: Literal[Lang]
    kind: Kind
    facts: dict[str, Any] = Field(
        default_factory=dict
    )  # plainly settled by the words; what these imply need not be repeated
    open: tuple[str, ...] = ()  # spoken of and not settled: a reader must not settle them
    also: dict[str, Any] = Field(default_factory=dict)  # defensible readings: neither demanded nor wrong


class QuestionSet(Strict):
    """The questions of one file."""

    name: str  # the file's, without its ending
    written: date  # the day that "next month" counts from
    questions: tuple[LabelledQuestion, ...]
    unscored: frozenset[str] = UNSCORED  # facts of which the labels say nothing


def question_files(folder: Path = FOLDER) -> list[Path]:
    """Return the files of labelled questions kept in `folder`, by name."""
    return sorted(folder.glob("*.yaml"))


def load_questions(corpus: Corpus, paths: Sequence[Path]) -> tuple[QuestionSet, ...]:
    """Return the labelled questions of each file.

    Raises `GoldError` naming file, question, field and remedy when one is malformed, an id stands
    twice, or a label is no value of the fact vocabulary.
    """
    if not paths:
        raise EvalError(f"{FOLDER}: holds no labelled questions. Restore a file, or name one.")
    seen: set[str] = set()
    return tuple(_load(corpus, path, seen) for path in paths)


def labels(corpus: Corpus, raw: dict[str, Any]) -> dict[str, FactValue]:
    """Return labels as the rule check takes them; raises `FactError` for one that cannot be."""
    return parse_facts(corpus, raw)


def _load(corpus: Corpus, path: Path, seen: set[str]) -> QuestionSet:
    try:
        raw = read_yaml(path)
    except CorpusError as error:
        raise GoldError(path, error.where, "file", error.problem, error.remedy) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("questions"), list):
        remedy = "Give 'written:' (a date) and 'questions:' (a list)."
        raise GoldError(path, "file", "questions", "is not a list.", remedy)
    found = tuple(_question(corpus, path, entry) for entry in raw["questions"])
    for question in found:
        if question.id in seen:
            raise GoldError(path, question.id, "id", "stands twice.", "Choose another id.")
        seen.add(question.id)
    return QuestionSet(name=path.stem, written=written(path, raw), questions=found)


def written(path: Path, raw: Any) -> date:
    """Return the day on which a set was written; raises `GoldError` when it is not given."""
    day = raw.get("written") if isinstance(raw, dict) else None
    if not isinstance(day, date):
        raise GoldError(path, "file", "written", "is no date.", "Write it as YYYY-MM-DD.")
    return day


def _question(corpus: Corpus, path: Path, raw: Any) -> LabelledQuestion:
    where = f"question {raw.get('id')} ({line_of(raw)})" if isinstance(raw, dict) else "entry"
    try:
        question = LabelledQuestion.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "question"
        remedy = f"Fields are: {', '.join(LabelledQuestion.model_fields)}."
        raise GoldError(path, where, field, f"{first['msg']}.", remedy) from None
    _check_labels(corpus, path, where, question)
    return question


def _check_labels(corpus: Corpus, path: Path, where: str, question: LabelledQuestion) -> None:
    for field, raw in (("facts", question.facts), ("also", question.also)):
        try:
            labels(corpus, raw)
        except FactError as error:
            raise GoldError(path, where, f"{field}.{error.name}", error.problem, error.remedy) from None
    for name in question.open:
        if name not in corpus.facts:
            raise GoldError(path, where, "open", f"{name!r} is no fact.", "See corpus/facts.yaml.")
    both = sorted(set(question.open) & set(question.facts))
    if both:
        raise GoldError(path, where, "open", f"{both[0]!r} is settled under facts.", "Keep one of them.")
