"""Gold for search: questions and the provisions that answer them, one a line in a TSV file."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError

from assistant.contract import MAX_QUESTION, Lang
from corpus.model import ProvisionId, Slug, Strict
from eval.errors import EvalError, GoldError
from eval.gold import GOLD_FOLDER

Half = Literal["development", "held_out"]
Wanted = Literal["development", "held_out", "all"]
Family = Literal["nationwide", "regional", "both", "us", "cn"]
HALVES: tuple[Half, ...] = get_args(Half)
COLUMNS = ("id", "lang", "family", "as_of", "question", "answers")
OPTIONAL = "also"  # last column


class SearchCase(Strict):
    """A question and the provisions that answer it."""

    id: Slug
    lang: Lang
    family: Family
    as_of: date
    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    answers: tuple[ProvisionId, ...] = Field(min_length=1)
    also: tuple[ProvisionId, ...] = ()  # neither asked for nor wrong


def load_search_gold(kind: str, wanted: Wanted, folder: Path = GOLD_FOLDER) -> tuple[SearchCase, ...]:
    """Return the cases of one kind (`retrieval`, `completeness`), of one half or of both.

    Raises `GoldError` naming file, line, field and remedy; an id may stand only once over both halves.
    """
    halves = HALVES if wanted == "all" else (wanted,)
    cases = [case for half in halves for case in _read(folder / f"{kind}_{half}.tsv")]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise GoldError(kind, case.id, "id", "stands twice.", "Choose another id.")
        seen.add(case.id)
    return tuple(cases)


def unknown_answers(cases: Sequence[SearchCase], provisions: Collection[str]) -> list[GoldError]:
    """Return an error for every answer the corpus does not have."""
    return [
        GoldError(
            "search gold", case.id, "answers", f"{pid!r} is not in the corpus.", "Correct or remove it."
        )
        for case in cases
        for pid in (*case.answers, *case.also)
        if pid not in provisions
    ]


def _read(path: Path) -> Iterator[SearchCase]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{path}: cannot be read ({error}). Restore the file.") from error
    rows = csv.DictReader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(rows.fieldnames or ()) not in (COLUMNS, (*COLUMNS, OPTIONAL)):
        remedy = f"Begin the file with the columns {', '.join(COLUMNS)}."
        raise GoldError(path, "line 1", "header", "has other columns.", remedy)
    for row in rows:
        yield _case(row, path, f"line {rows.line_num}")


def _case(row: dict[str, str], path: Path, where: str) -> SearchCase:
    if None in row or None in row.values():
        raise GoldError(
            path, where, "row", "has more or fewer cells than the header.", "Use one tab between."
        )
    try:
        ids = {name: tuple(row.get(name, "").split()) for name in ("answers", OPTIONAL)}
        return SearchCase.model_validate({**row, **ids})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "row"
        raise GoldError(path, where, field, f"{first['msg']}.", f"Correct '{field}'.") from None
