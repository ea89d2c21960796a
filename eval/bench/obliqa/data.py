"""Reads ObliQA: numbered passages of documents, and questions with the passages that answer them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.errors import EvalError


class _Record(BaseModel):
    """A JSON object of which only the named fields matter."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class _PassageRecord(_Record):
    DocumentID: str
    PassageID: str
    Passage: str


class _QuestionRecord(_Record):
    QuestionID: str
    Question: str
    Passages: tuple[_PassageRecord, ...]


_LISTS: dict[type[_Record], TypeAdapter[Any]] = {
    _PassageRecord: TypeAdapter(list[_PassageRecord]),
    _QuestionRecord: TypeAdapter(list[_QuestionRecord]),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One numbered passage."""

    id: str  # document and number; a number used twice in a document is told apart by its place
    document: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the passages that answer it."""

    id: str
    text: str
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file, and how many wanted passages the documents do not hold."""

    all: tuple[Question, ...]
    unknown: int


def read_documents(folder: Path) -> tuple[Passage, ...]:
    """Read every `*.json` of a folder, in the order of the document numbers.

    Raises `EvalError` if there is no such folder, no document in it, or one that is not as expected.
    """
    if not folder.is_dir():
        raise EvalError(f"{folder}: no such folder. Give the folder of ObliQA's 1.json, 2.json ….")
    files = sorted(folder.glob("*.json"), key=lambda file: (len(file.stem), file.stem))
    passages = tuple(_numbered(record for file in files for record in _read(file, _PassageRecord)))
    if not passages:
        raise EvalError(f"{folder}: no documents. Give the folder that has ObliQA's 1.json, 2.json ….")
    return passages


def read_questions(file: Path, passages: Sequence[Passage]) -> Questions:
    """Read a file of questions and find what they want among the passages.

    A wanted passage that the documents do not hold stays wanted, and counts as not found.
    Raises `EvalError` if the file cannot be used or wants nothing that is held.
    """
    if not file.is_file():
        raise EvalError(f"{file}: no such file. Give a file of ObliQA's questions, such as ObliQA_dev.json.")
    records = _read(file, _QuestionRecord)
    _check(records, file)
    held = _by_number(passages)
    questions = tuple(_question(record, held) for record in records)
    known = {passage.id for passage in passages}
    wanted = [pid for question in questions for pid in question.wanted]
    unknown = sum(pid not in known for pid in wanted)
    if unknown == len(wanted):
        raise EvalError(
            f"{file}: none of the passages it wants is in the documents. Give questions and documents "
            "that belong together."
        )
    return Questions(questions, unknown)


def _check(records: Sequence[_QuestionRecord], file: Path) -> None:
    if not records:
        raise EvalError(f"{file}: no questions. Give a file of ObliQA's questions, such as ObliQA_dev.json.")
    seen: set[str] = set()
    for record in records:
        if not record.Passages:
            raise EvalError(f"{file}: {record.QuestionID!r} wants no passage. Leave it out.")
        if record.QuestionID in seen:
            raise EvalError(f"{file}: {record.QuestionID!r} stands twice. Remove one of the two.")
        seen.add(record.QuestionID)


def _read(file: Path, kind: type[_Record]) -> list[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        records: list[Any] = _LISTS[kind].validate_python(content)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EvalError(f"{file}: cannot be read as JSON ({error}). Give ObliQA's own files.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "top level"
        raise EvalError(
            f"{file}: not in ObliQA's format ({where}: {first['msg']}). Expected is a list of objects with "
            f"{', '.join(kind.model_fields)}."
        ) from None
    return records


def _numbered(records: Iterable[_PassageRecord]) -> Iterator[Passage]:
    seen: dict[str, int] = {}
    for record in records:
        key = _key(record)
        seen[key] = seen.get(key, 0) + 1
        again = f"#{seen[key]}" if seen[key] > 1 else ""
        yield Passage(key + again, record.DocumentID, record.PassageID, record.Passage.strip())


def _key(record: _PassageRecord) -> str:
    return f"{record.DocumentID}:{record.PassageID}"


def _by_number(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    held: dict[str, list[Passage]] = {}
    for passage in passages:
        held.setdefault(f"{passage.document}:{passage.number}", []).append(passage)
    return held


def _question(record: _QuestionRecord, held: dict[str, list[Passage]]) -> Question:
    wanted = frozenset(_wanted(passage, held.get(_key(passage), [])) for passage in record.Passages)
    return Question(record.QuestionID, record.Question.strip(), wanted)


def _wanted(record: _PassageRecord, held: Sequence[Passage]) -> str:
    """Return the id of a wanted passage; where a number is used twice, of the one with the same text."""
    same = (passage.id for passage in held if passage.text == record.Passage.strip())
    return next(same, held[0].id if held else _key(record))
