"""ObliQA is read as published, and what is not ObliQA is refused with what would do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.obliqa.data import read_documents, read_questions
from eval.errors import EvalError

from .conftest import DOCUMENT, question


def test_documents_are_read_in_order(documents: Path) -> None:
    passages = read_documents(documents)
    assert [p.id for p in passages][:4] == ["7:6.", "7:6.1", "7:6.1.1.(a)", "7:6.1.1.(b)"]
    assert passages[-1].document == "10"


def test_a_number_used_twice_names_two_passages(documents: Path) -> None:
    assert [p.id for p in read_documents(documents)][5:7] == ["7:6.3", "7:6.3#2"]


def test_questions_want_the_passage_with_their_text(documents: Path, questions: Path) -> None:
    found = read_questions(questions, read_documents(documents))
    assert [q.wanted for q in found.all] == [{"7:6.1.1.(a)"}, {"7:6.3#2"}, {"10:1"}]
    assert found.unknown == 0


def test_a_wanted_passage_that_is_not_there_stays_wanted(documents: Path, tmp_path: Path) -> None:
    absent = {"DocumentID": 9, "PassageID": "9.9", "Passage": "gone"}
    file = tmp_path / "some.json"
    file.write_text(json.dumps([question("q", "Which?", DOCUMENT[2], absent)]), encoding="utf-8")
    found = read_questions(file, read_documents(documents))
    assert found.all[0].wanted == {"7:6.1.1.(a)", "9:9.9"}
    assert found.unknown == 1


def test_questions_of_other_documents_are_refused(documents: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    absent = {"DocumentID": 9, "PassageID": "9.9", "Passage": "gone"}
    file.write_text(json.dumps([question("q", "Which?", absent)]), encoding="utf-8")
    with pytest.raises(EvalError, match="belong together"):
        read_questions(file, read_documents(documents))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("{}", "not in ObliQA's format"),
        ("[]", "no questions"),
        ('[{"QuestionID": "q", "Question": "?"}]', "0.Passages"),
        ('[{"QuestionID": "q", "Question": "?", "Passages": []}]', "wants no passage"),
    ],
)
def test_other_files_are_refused(documents: Path, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "q.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(EvalError, match=said):
        read_questions(file, read_documents(documents))


def test_a_missing_file_and_a_missing_folder(documents: Path, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no such file"):
        read_questions(tmp_path / "none.json", read_documents(documents))
    with pytest.raises(EvalError, match="no such folder"):
        read_documents(tmp_path / "none")


def test_a_folder_without_documents(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no documents"):
        read_documents(tmp_path)


def test_a_question_twice_is_refused(documents: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    file.write_text(json.dumps([question("q", "Which?", DOCUMENT[2])] * 2), encoding="utf-8")
    with pytest.raises(EvalError, match="'q' stands twice"):
        read_questions(file, read_documents(documents))
