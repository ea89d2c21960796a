from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from assistant.contract import Benefit
from corpus.load import load
from eval.errors import EvalError, GoldError
from eval.gold import GoldSet, gold_files, load_gold, unknown_references

GOOD = """\
defaults: {as_of: 2026-11-23, must_not_say: ['\\bapproved\\b']}
cases:
  - id: one
    question: Allowed?
    lang: en
    kind: [screen]
    verdict: {overall: [stop], cn: {encouraged: ['yes']}}
    note: because
"""


def write(folder: Path, text: str, name: str = "gold.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    (gold,) = load_gold([write(tmp_path, GOOD)])
    (case,) = gold.cases
    assert gold.name == "gold"
    assert case.as_of.isoformat() == "2026-11-23"
    assert case.must_not_say == (r"\bapproved\b",)
    assert case.verdict.cn.encouraged == ("yes",)
    assert case.states_all_facts is None


@pytest.mark.parametrize(
    ("change", "field", "remedy"),
    [
        (("    note: because\n", ""), "note", "Add 'note'"),
        (("lang: en", "lang: fr"), "lang", "Correct the value"),
        (("lang: en", "lang: en\n    colour: red"), "colour", "Remove it, or use one of: id, question"),
        (("encouraged: ['yes']", "encouraged: [yes]"), "verdict.cn.encouraged.0", "Quote it"),
        (("note: because", "note: because\n    must_not_say: ['(']"), "must_not_say.0", "Correct"),
        (("note: because", "note: because\n    must_mention: [[]]"), "must_mention.0", "Correct"),
        (("note: because", "note: because\n    cites_all: [s850.217]"), "cites_all.0", "Correct"),
        (
            ("note: because", "note: because\n    expected_missing: [On List]"),
            "expected_missing.0",
            "Correct",
        ),
        (("kind: [screen]", "kind: []"), "kind", "Correct"),
        (("as_of: 2026-11-23, ", ""), "as_of", "Add 'as_of'"),
    ],
)
def test_a_wrong_case_is_refused_by_name(
    tmp_path: Path, change: tuple[str, str], field: str, remedy: str
) -> None:
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(GoldError) as caught:
        load_gold([path])
    error = caught.value
    assert (error.file, error.field) == (str(path), field)
    assert error.case == "case one (line 3)"
    assert remedy in error.remedy
    assert str(error).startswith(f"{path}: case one (line 3), field '{field}':")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cases: []\n", "'cases'"),
        ("cases: [1]\n", "is not a mapping"),
        ("[]\n", "file"),
        ("cases: [\n", "not valid YAML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(GoldError, match=said):
        load_gold([write(tmp_path, text)])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.yaml.*missing"):
        load_gold([tmp_path / "none.yaml"])


def test_no_file_at_all() -> None:
    with pytest.raises(EvalError, match="--gold"):
        load_gold([])


def test_an_id_stands_once_over_all_files(tmp_path: Path) -> None:
    first, second = write(tmp_path, GOOD, "a.yaml"), write(tmp_path, GOOD, "b.yaml")
    with pytest.raises(GoldError, match=r"stands already in .*a\.yaml"):
        load_gold([first, second])


def test_unknown_references_are_listed(tmp_path: Path) -> None:
    text = GOOD + (
        "    cites_all: [/us/known, /us/unknown]\n"
        "    expected_missing: [stake|colour]\n"
        "    facts: {shape: round}\n"
    )
    found = unknown_references(load_gold([write(tmp_path, text)]), {"/us/known"}, {"stake"})
    assert [(error.field, error.problem.split()[0]) for error in found] == [
        ("cites_all", "'/us/unknown'"),
        ("expected_missing", "'colour'"),
        ("facts", "'shape'"),
    ]


@pytest.fixture(scope="module")
def kept() -> dict[str, GoldSet]:
    return {gold.name: gold for gold in load_gold()}


class TestKeptFiles:
    """The gold files of this project."""

    def test_all_are_found(self) -> None:
        assert [path.name for path in gold_files()] == [
            "ask.yaml",
            "benefits.yaml",
            "development.yaml",
            "examples.yaml",
            "held_out.yaml",
        ]

    def test_what_they_refer_to_is_in_the_corpus(self, kept: dict[str, GoldSet]) -> None:
        corpus = load()
        assert unknown_references(list(kept.values()), corpus.provisions, corpus.facts) == []

    def test_fifty_examples_in_both_languages(self, kept: dict[str, GoldSet]) -> None:
        assert Counter(case.lang for case in kept["examples"].cases) == {"en": 25, "zh": 25}

    def test_stated_facts_are_marked_and_long_enough(self, kept: dict[str, GoldSet]) -> None:
        cases = [*kept["development"].cases, *kept["held_out"].cases]
        assert len(cases) >= 60
        assert all(case.states_all_facts is not None for case in cases)
        assert sum(len(case.question.split()) >= 60 or len(case.question) >= 100 for case in cases) >= 20

    def test_every_prong_is_hit(self, kept: dict[str, GoldSet]) -> None:
        cited = {
            one
            for case in (*kept["development"].cases, *kept["held_out"].cases)
            if case.verdict.us.status in (("notifiable",), ("prohibited",))
            for one in (*case.cites_all, *case.cites_also)
        }
        prefix = "/us/cfr/t31/s850."
        prongs = [f"217/{x}" for x in ("a", "b", "c", "d/1", "d/2/i", "d/2/ii", "d/2/iii", "d/2/iv", "d/3")]
        prongs += [f"224/{x}" for x in "aefgl"] + [f"224/b/{n}" for n in "123"] + ["224/c", "224/h"]
        prongs += [f"224/d/{n}" for n in "123456"] + ["224/i/1", "224/i/2", "224/i/3"]
        prongs += ["224/j/1", "224/j/2", "224/k/1", "224/k/2"] + [f"224/m/{n}" for n in "123456"]
        assert [prong for prong in prongs if prefix + prong not in cited] == []

    def test_every_benefit_is_asked_about_with_every_answer(self, kept: dict[str, GoldSet]) -> None:
        asked = [case.verdict.cn.benefits for case in kept["benefits"].cases]
        assert {name for benefits in asked for name in benefits} == set(get_args(Benefit))
        accepted = {value for benefits in asked for values in benefits.values() for value in values}
        assert accepted >= {"available", "not_available", "refer"}

    def test_no_gold_accepts_a_clear_beside_a_stop(self, kept: dict[str, GoldSet]) -> None:
        for gold in kept.values():
            for case in gold.cases:
                assert not {"clear", "stop"} <= set(case.verdict.overall), case.id
