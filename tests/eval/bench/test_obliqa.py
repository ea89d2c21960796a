"""The benchmark from end to end, in small: with an embedder that needs no model, and with bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.measures import averages
from eval.bench.obliqa import __main__ as command
from eval.bench.obliqa.data import Question, read_documents, read_questions
from eval.bench.obliqa.halves import half, means
from eval.bench.obliqa.searching import PassageSearch, score
from index.ranking import Tuning

from ...index.small import WordEmbedder, WordTokens


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    embedder = WordEmbedder()
    monkeypatch.setattr(command, "embedder", lambda name: embedder)
    monkeypatch.setattr(command, "token_model", lambda name: WordTokens())
    return embedder


def arguments(documents: Path, questions: Path, tmp_path: Path) -> list[str]:
    return [
        *("--documents", str(documents), "--questions", str(questions)),
        *("--cache", str(tmp_path / "cache"), "--json"),
    ]


@pytest.mark.usefixtures("no_model")
def test_the_last_line_is_json(
    documents: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments(documents, questions, tmp_path)) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures == {"recall@10": 1.0, "map@10": 1.0, "ndcg@10": 1.0}


def test_passages_are_embedded_once(
    documents: Path, questions: Path, tmp_path: Path, no_model: WordEmbedder
) -> None:
    for _ in range(2):
        assert command.main(arguments(documents, questions, tmp_path)) == 0
    assert len(no_model.embedded) == 7


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("wrong", ["documents", "questions"])
def test_a_wrong_path_is_said(
    documents: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    paths = {"documents": documents, "questions": questions, wrong: tmp_path / "none"}
    assert command.main(arguments(paths["documents"], paths["questions"], tmp_path)) == 2
    said = capsys.readouterr()
    assert "no such" in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_average_precision_is_over_all_wanted_passages() -> None:
    asked = [Question("q", "?", frozenset({"a", "b", "c"})), Question("r", "?", frozenset({"a"}))]
    scored = score(asked, {"q": ["a", "x", "b"], "r": []})
    assert scored["q"]["AP@10"] == pytest.approx((1 + 2 / 3) / 3)
    assert scored["q"]["R@10"] == pytest.approx(2 / 3)
    assert averages(scored)["AP@10"] == pytest.approx((1 + 2 / 3) / 6)


def test_every_question_is_in_one_half(documents: Path, questions: Path, tmp_path: Path) -> None:
    passages = read_documents(documents)
    asked = read_questions(questions, passages).all
    search = PassageSearch.build(passages, WordEmbedder(), tmp_path)
    halves = {q.id: half(q.id) for q in asked}
    assert set(halves.values()) <= {0, 1}
    found = means(score(asked, search.run(asked, Tuning())))
    assert found["all"]["R@10"] == 1
    assert len(found) == 1 + len(set(halves.values()))


def test_words_only_asks_for_no_embedding(documents: Path, questions: Path, tmp_path: Path) -> None:
    passages = read_documents(documents)
    embedder = WordEmbedder()
    search = PassageSearch.build(passages, embedder, tmp_path)
    assert search.search("report suspicious activity", Tuning(lexical_weight=1))[0] == "7:6.1.1.(a)"
    assert embedder.asked == []


def test_words_are_compared_in_context_and_encoded_once(
    documents: Path, questions: Path, tmp_path: Path
) -> None:
    passages, model = read_documents(documents), WordTokens()
    PassageSearch.build(passages, WordEmbedder(), tmp_path, token_model=model)
    assert model.encoded
    model.encoded.clear()
    search = PassageSearch.build(passages, WordEmbedder(), tmp_path, token_model=model)
    assert model.encoded == []
    assert search.search("report suspicious activity", Tuning())[0] == "7:6.1.1.(a)"
    assert model.asked == ["report suspicious activity"]
