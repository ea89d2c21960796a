"""Premises are checked when the corpus is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import Corpus, load
from corpus.errors import CorpusError
from corpus.premise import load_premises

GOOD: dict[str, Any] = {
    "id": "a-start",
    "about": ["{thing}"],
    "claims": ["since {value}"],
    "value": "date",
    "of": "from",
    "correction": {"en": "Since {right}, not {said}.", "zh": "自{right}起，非{said}。"},
    "provisions": ["/cn/catalogue/2025"],
    "corrected": ["The thing applies since 2020."],
    "left": ["When?"],
}


def write(folder: Path, **changes: Any) -> Path:
    entry = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    raw = {"words": {"thing": "thing"}, "agencies": {"treasury": "treasury"}, "premises": [entry]}
    path = folder / "premises.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def test_word_classes_are_filled_in(tmp_path: Path) -> None:
    (premise,), agencies = load_premises(write(tmp_path), {})
    assert premise.about == ("(?:thing)",)
    assert premise.claims == ("since {value}",)
    assert agencies == {"treasury": "treasury"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"about": ["{nothing}"]}, "nothing"),
        ({"claims": ["since ({value}"]}, "cannot be"),
        ({"value": None}, "value"),
        ({"claims": ["since then"]}, "value"),
        ({"of": None}, "right"),
        ({"corrected": []}, "corrected"),
        ({"odd": 1}, "odd"),
    ],
)
def test_what_cannot_be_is_told_with_its_field(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(CorpusError, match=told):
        load_premises(write(tmp_path, **changes), {})


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    path = tmp_path / "premises.yaml"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="fields"):
        load_premises(path, {})


def test_two_of_one_name_are_told(tmp_path: Path) -> None:
    path = write(tmp_path)
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["premises"] *= 2
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(CorpusError, match="stands twice"):
        load_premises(path, {})


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def test_every_correction_can_be_said_in_both_languages(corpus: Corpus) -> None:
    for premise in corpus.premises:
        for lang in ("en", "zh"):
            assert premise.correction.get(lang).format(said="x", right="y")


def test_every_correction_rests_on_provisions_that_are_held(corpus: Corpus) -> None:
    assert all(i in corpus.provisions for premise in corpus.premises for i in premise.provisions)
