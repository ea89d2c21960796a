"""Labelled clauses as short questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Corpus
from eval.errors import GoldError
from eval.reading.clauses import load_clauses, unlabelled
from eval.reading.questions import HELD_OUT


def folder(tmp_path: Path, *lines: str, head: str = "written: 2026-11-27\n") -> Path:
    (tmp_path / "set.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "en.tsv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_labels_settle_or_leave_open(corpus: Corpus, tmp_path: Path) -> None:
    lines = ("en\tNo chips\tchips_activity=false", "", "en\tMaybe a loan\tdeal_type=open", "en\tRain\t")
    (found,) = load_clauses(corpus, folder(tmp_path, *lines))
    assert found.name == "clauses-en"
    assert [q.id for q in found.questions] == ["en-1", "en-3", "en-4"]
    first, second, third = found.questions
    assert first.facts == {"chips_activity": False}
    assert first.open == ()
    assert second.facts == {}
    assert second.open == ("deal_type",)
    assert third.facts == {}
    assert third.open == ()


def test_a_choice_keeps_its_word(corpus: Corpus, tmp_path: Path) -> None:
    (found,) = load_clauses(corpus, folder(tmp_path, "en\tA loan\tdeal_type=loan"))
    assert found.questions[0].facts == {"deal_type": "loan"}


@pytest.mark.parametrize(
    ("line", "field", "remedy"),
    [
        ("en\tNo chips", "line", "tabs"),
        ("en\tNo chips\tchips=false", "chips", ""),
        ("en\tNo chips\tchips=open", "chips", ""),
        ("en\tNo chips\tchips_activity=maybe", "chips_activity", ""),
        ("en\tA loan\tdeal_type=barter", "deal_type", "one of"),
    ],
)
def test_an_error_names_line_fact_and_remedy(
    corpus: Corpus, tmp_path: Path, line: str, field: str, remedy: str
) -> None:
    with pytest.raises(GoldError) as error:
        load_clauses(corpus, folder(tmp_path, "en\tRain\t", line))
    assert error.value.case == "line 2"
    assert error.value.field == field
    assert error.value.remedy
    assert remedy.lower() in error.value.remedy.lower()


def test_the_day_must_be_given(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="YYYY-MM-DD"):
        load_clauses(corpus, folder(tmp_path, "en\tRain\t", head="written: then\n"))


def test_figures_dates_and_places_carry_no_labels(corpus: Corpus) -> None:
    left = unlabelled(corpus)
    assert {"stake", "completion_date", "activity", "province", "target_in_coc"} <= left
    assert not {"us_person", "deal_type", "chips_activity"} & left


def test_a_file_may_carry_labels_of_some_facts_only(corpus: Corpus, tmp_path: Path) -> None:
    head = "written: 2026-11-27\nlabelled:\n  en: [chips_activity]\n"
    (found,) = load_clauses(corpus, folder(tmp_path, "en\tNo chips\tchips_activity=false", head=head))
    assert "chips_activity" not in found.unscored
    assert {"quantum_activity", "stake"} <= found.unscored


def test_every_file_kept_here_is_told_apart_by_its_name(corpus: Corpus) -> None:
    sets = load_clauses(corpus)
    assert {s.name for s in sets if HELD_OUT in s.name} == {"clauses-held_out_en", "clauses-held_out_zh"}
    ids = [q.id for s in sets for q in s.questions]
    assert len(ids) == len(set(ids))
