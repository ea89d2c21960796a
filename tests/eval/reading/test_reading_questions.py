"""Files of labelled questions: what is read of them, and what is said of a bad one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import Corpus
from eval.errors import EvalError, GoldError
from eval.reading.questions import FOLDER, labels, load_questions, question_files
from eval.reading.verdicts import verdicts

from .conftest import Write

GOOD = """\
written: 2026-11-27
questions:
  - id: one
    lang: en
    kind: screen
    question: A U.S. fund buys 10% of it.
    facts: {us_person: true, stake: 10}
    open: [military_use]
    also: {deal_type: equity}
"""


def test_a_file_is_read_with_its_labels(corpus: Corpus, write: Write) -> None:
    (found,) = load_questions(corpus, [write(GOOD)])
    (only,) = found.questions
    assert found.name == "made"
    assert found.written == date(2026, 11, 27)
    assert only.facts == {"us_person": True, "stake": 10}
    assert only.open == ("military_use",)
    assert only.also == {"deal_type": "equity"}


def test_labels_become_values_of_the_rule_check(corpus: Corpus) -> None:
    found = labels(corpus, {"completion_date": "2027-03-31", "stake": 10})
    assert found == {"completion_date": date(2027, 3, 31), "stake": 10}


@pytest.mark.parametrize(
    ("change", "field", "remedy"),
    [
        (("written: 2026-11-27\n", ""), "written", "YYYY-MM-DD"),
        (("written: 2026-11-27", "written: soon"), "written", "YYYY-MM-DD"),
        (("questions:", "asked:"), "questions", "Give 'written:'"),
        (("lang: en", "lang: fr"), "lang", "Fields are"),
        (("kind: screen", "kind: chat"), "kind", "Fields are"),
        (("    open:", "    colour: red\n    open:"), "colour", "Fields are"),
        (("us_person: true", "us_persons: true"), "facts.us_persons", "did you mean"),
        (("stake: 10}", "stake: lots}"), "facts.stake", "percent"),
        (("deal_type: equity", "deal_type: barter"), "also.deal_type", "one of"),
        (("[military_use]", "[military]"), "open", "facts.yaml"),
        (("[military_use]", "[stake]"), "open", "Keep one"),
    ],
)
def test_an_error_names_file_field_and_remedy(
    corpus: Corpus, write: Write, change: tuple[str, str], field: str, remedy: str
) -> None:
    path = write(GOOD.replace(*change, 1))
    with pytest.raises(GoldError) as error:
        load_questions(corpus, [path])
    assert error.value.file == str(path)
    assert error.value.field == field
    assert remedy.lower() in error.value.remedy.lower()


def test_an_id_stands_once_over_all_files(corpus: Corpus, write: Write) -> None:
    path = write(GOOD)
    with pytest.raises(GoldError, match="stands twice"):
        load_questions(corpus, [path, path])


def test_a_file_that_is_no_yaml_or_not_there_is_named(corpus: Corpus, write: Write, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"made\.yaml"):
        load_questions(corpus, [write("questions: [")])
    with pytest.raises(GoldError, match=r"gone\.yaml"):
        load_questions(corpus, [tmp_path / "gone.yaml"])


def test_no_files_is_an_error_with_a_remedy(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="Restore a file"):
        load_questions(corpus, question_files(tmp_path))


def test_the_kept_sets_are_whole(corpus: Corpus) -> None:
    sets = load_questions(corpus, question_files())
    sizes = {s.name: len(s.questions) for s in sets}
    halves = [f"{half}_{lang}" for half in ("development", "held_out") for lang in ("en", "zh")]
    stated, blanket = (
        {f"{kind}_{name}": size for name in halves} for kind, size in (("stated", 35), ("blanket", 50))
    )
    assert sizes == {**dict.fromkeys(halves, 110), **stated, **blanket}


def test_deals_that_state_everything_are_decided_by_their_labels(corpus: Corpus) -> None:
    stated = [s for s in load_questions(corpus, question_files()) if s.name.startswith("stated_")]
    assert {(v.screened, v.decided) for v in (verdicts(corpus, s) for s in stated)} == {(35, 35)}


def test_the_kept_sets_are_in_their_folder() -> None:
    assert {p.parent for p in question_files()} == {FOLDER}
