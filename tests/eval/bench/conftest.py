"""A benchmark in small: a handful of passages in ObliQA's format, and questions about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DOCUMENT: list[dict[str, Any]] = [
    {"DocumentID": 7, "PassageID": "6.", "Passage": "MONEY LAUNDERING"},
    {"DocumentID": 7, "PassageID": "6.1", "Passage": "Suspicious activity\n"},
    {"DocumentID": 7, "PassageID": "6.1.1.(a)", "Passage": "A firm must report suspicious activity at once."},
    {"DocumentID": 7, "PassageID": "6.1.1.(b)", "Passage": "The report names the officer who made it."},
    {"DocumentID": 7, "PassageID": "6.2", "Passage": ""},
    {"DocumentID": 7, "PassageID": "6.3", "Passage": "Records are kept for six years."},
    {"DocumentID": 7, "PassageID": "6.3", "Passage": "Records may be kept abroad."},
]
OTHER: list[dict[str, Any]] = [
    {"DocumentID": 10, "PassageID": "1", "Passage": "Funds are valued every business day."}
]


def question(qid: str, text: str, *wanted: dict[str, Any]) -> dict[str, Any]:
    return {"QuestionID": qid, "Question": text, "Passages": list(wanted), "Group": 1}


QUESTIONS = [
    question("q1", "When must suspicious activity be reported?", DOCUMENT[2]),
    question("q2", "May records be kept abroad?", DOCUMENT[6]),
    question("q3", "How often are funds valued?", OTHER[0]),
]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "7.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    (folder / "10.json").write_text(json.dumps(OTHER), encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.json"
    file.write_text(json.dumps(QUESTIONS), encoding="utf-8")
    return file
