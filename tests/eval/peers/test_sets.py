"""Question sets: who is asked what, over which documents."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import load
from eval.bench.retrieval import DEPTH
from eval.bench.sample import drawn
from eval.errors import EvalError
from eval.gold_search import load_search_gold
from eval.peers import sets
from eval.peers.ground import Document, Ground, Question
from index.chunks import chunks

PASSAGES = [
    {"DocumentID": 7, "PassageID": "6.1", "Passage": "A firm must report suspicious activity at once."},
    {"DocumentID": 7, "PassageID": "6.2", "Passage": ""},
    {"DocumentID": 7, "PassageID": "6.3", "Passage": "Records are kept for six years."},
]


@pytest.fixture
def obliqa(tmp_path: Path) -> sets.QuestionSet:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "7.json").write_text(json.dumps(PASSAGES), encoding="utf-8")
    asked = [{"QuestionID": "q1", "Question": "How long are records kept?", "Passages": [PASSAGES[2]]}]
    questions = tmp_path / "questions.json"
    questions.write_text(json.dumps(asked), encoding="utf-8")
    return sets.obliqa(folder, questions)


def test_own_gold_is_asked_of_what_is_in_force() -> None:
    corpus = load()
    questions = sets.own("development")
    (day,) = {case.as_of for case in load_search_gold("retrieval", "development")}
    ids = {document.id for document in questions.documents}
    for pid, provision in corpus.provisions.items():
        begun = provision.valid.from_ is None or provision.valid.from_ <= day
        lasts = provision.valid.to is None or day <= provision.valid.to
        assert (pid in ids) == (begun and lasts), pid
    assert {question.lang for question in questions.questions} == {"en", "zh"}


def test_documents_are_the_texts_our_own_index_embeds() -> None:
    corpus = load()
    embedded = {piece.provision_id: piece.text for piece in chunks(corpus)}
    held = sets.in_force(corpus, date(2026, 11, 27))
    assert all(embedded[document.id] == document.text for document in held)


def test_own_gold_is_scored_as_the_retrieval_benchmark_scores_it() -> None:
    questions = sets.own("development", sample=5)
    cases = {case.id: case for case in load_search_gold("retrieval", "development")}
    right = {q.id: ["/not/it", cases[q.id].answers[-1]] for q in questions.questions}
    wrong = {q.id: ["/not/it"] for q in questions.questions}
    for scored in questions.score(right).values():
        assert (scored["R@5"], scored["RR"]) == (1.0, 0.5)
    for scored in questions.score(wrong).values():
        assert (scored["R@5"], scored["RR"]) == (0.0, 0.0)
    assert DEPTH >= 10  # what is found here is no deeper than there


def test_questions_of_several_days_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = load_search_gold("retrieval", "development")
    other = cases[0].model_copy(update={"as_of": date(2024, 1, 1)})
    monkeypatch.setattr(sets, "load_search_gold", lambda *_: (other, *cases[1:]))
    with pytest.raises(EvalError, match="2 days"):
        sets.own("development")


def test_an_answer_the_corpus_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_search_gold("retrieval", "development")[0].model_copy(update={"answers": ("/us/none",)})
    monkeypatch.setattr(sets, "load_search_gold", lambda *_: (case,))
    with pytest.raises(EvalError, match="/us/none"):
        sets.own("development")


def test_obliqa_is_asked_of_the_passages_with_words(obliqa: sets.QuestionSet) -> None:
    assert [document.id for document in obliqa.documents] == ["7:6.1", "7:6.3"]
    assert obliqa.questions == (Question("q1", "How long are records kept?", "en"),)
    scored = obliqa.score({"q1": ["7:6.1", "7:6.3"]})
    assert (scored["q1"]["R@10"], scored["q1"]["AP@10"]) == (1.0, 0.5)


def test_our_own_search_over_passages_finds_the_words(obliqa: sets.QuestionSet, ground: Ground) -> None:
    searches = obliqa.ours(Ground(obliqa.documents, ground.embedding))
    assert set(searches) == {"dense", "hybrid"}
    assert searches["hybrid"]("How long are records kept?")[0] == "7:6.3"
    assert set(searches["dense"]("records")) == {"7:6.1", "7:6.3"}


def test_each_mode_embeds_the_question_itself(obliqa: sets.QuestionSet, ground: Ground) -> None:
    searches = obliqa.ours(Ground(obliqa.documents, ground.embedding))
    for search in searches.values():
        search("records")
    assert ground.embedding.embedder.asked == ["records", "records"]  # type: ignore[attr-defined]


@given(st.lists(st.integers(), unique=True), st.integers(0, 20), st.randoms())
def test_the_draw_does_not_depend_on_the_order(numbers: list[int], sample: int, random: object) -> None:
    items = [Document(str(number), "") for number in numbers]
    picked = drawn(items, sample)
    assert len(picked) == (min(sample, len(items)) if sample else len(items))
    assert set(picked) == set(drawn(items[::-1], sample))
