"""Gold for search: what a row must have, and what is kept is in order."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.load import load
from eval.errors import EvalError, GoldError
from eval.gold_search import HALVES, load_search_gold, unknown_answers

HEADER = "id\tlang\tfamily\tas_of\tquestion\tanswers"
ROW = "a-1\ten\tus\t2026-11-27\tmay I?\t/us/rule/1 /us/rule/2"


def write(folder: Path, *lines: str, half: str = "development") -> Path:
    path = folder / f"retrieval_{half}.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_row_is_read(tmp_path: Path) -> None:
    write(tmp_path, HEADER, ROW)
    (case,) = load_search_gold("retrieval", "development", tmp_path)
    assert (case.id, case.lang, case.family, case.question) == ("a-1", "en", "us", "may I?")
    assert case.answers == ("/us/rule/1", "/us/rule/2")
    assert case.also == ()
    assert case.as_of.isoformat() == "2026-11-27"


def test_what_belongs_beside_the_answers_is_read(tmp_path: Path) -> None:
    write(tmp_path, f"{HEADER}\talso", f"{ROW}\t/us/rule/3")
    (case,) = load_search_gold("retrieval", "development", tmp_path)
    assert case.also == ("/us/rule/3",)


def test_all_is_both_halves(tmp_path: Path) -> None:
    write(tmp_path, HEADER, ROW)
    write(tmp_path, HEADER, ROW.replace("a-1", "a-2"), half="held_out")
    assert [c.id for c in load_search_gold("retrieval", "all", tmp_path)] == ["a-1", "a-2"]


def test_an_id_stands_once(tmp_path: Path) -> None:
    write(tmp_path, HEADER, ROW)
    write(tmp_path, HEADER, ROW, half="held_out")
    with pytest.raises(GoldError, match="stands twice"):
        load_search_gold("retrieval", "all", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("\ten\t", "\tfr\t", "lang"),
        ("\tus\t", "\tmoon\t", "family"),
        ("2026-11-27", "soon", "as_of"),
        ("may I?", "", "question"),
        ("/us/rule/1 /us/rule/2", "", "answers"),
        ("/us/rule/1 /us/rule/2", "rule 1", "answers.0"),
        ("\tmay I?", "", "row"),
        ("may I?", "may I?\tmore", "row"),
    ],
)
def test_a_wrong_row_is_refused_by_line(tmp_path: Path, old: str, new: str, field: str) -> None:
    path = write(tmp_path, HEADER, ROW.replace(old, new))
    with pytest.raises(GoldError) as caught:
        load_search_gold("retrieval", "development", tmp_path)
    assert (caught.value.file, caught.value.case, caught.value.field) == (str(path), "line 2", field)
    assert caught.value.remedy


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "id\tquestion", "a\tb")
    with pytest.raises(GoldError, match="Begin the file with the columns id, lang"):
        load_search_gold("retrieval", "development", tmp_path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="Restore the file"):
        load_search_gold("retrieval", "development", tmp_path)


@pytest.mark.parametrize("kind", ["retrieval", "completeness"])
def test_what_is_kept_is_in_order(kind: str) -> None:
    cases = load_search_gold(kind, "all")
    assert unknown_answers(cases, load().provisions) == []
    assert len({case.question for case in cases}) == len(cases)
    for case in cases:
        assert len(set(case.answers)) == len(case.answers), case.id
        assert not set(case.answers) & set(case.also), case.id
    shares = [sum(case.lang == lang for case in cases) / len(cases) for lang in ("en", "zh")]
    assert min(shares) > 0.4


@pytest.mark.parametrize("kind", ["retrieval", "completeness"])
def test_halves_are_told_by_the_hash_of_the_id(kind: str) -> None:
    for odd, half in enumerate(HALVES):
        for case in load_search_gold(kind, half):
            assert int(hashlib.sha256(case.id.encode()).hexdigest(), 16) % 2 == odd, case.id


def test_there_are_enough() -> None:
    retrieval = load_search_gold("retrieval", "all")
    assert len(retrieval) >= 420
    assert len(load_search_gold("completeness", "all")) >= 40
    held = load().provisions
    first = [held[case.answers[0]] for case in retrieval]
    assert len({p.area for p in first if p.catalogue and p.area != "national"}) == 22
    assert len({p.section for p in first if p.area == "national"}) >= 22


def test_an_unknown_answer_is_named(tmp_path: Path) -> None:
    write(tmp_path, HEADER, ROW)
    cases = load_search_gold("retrieval", "development", tmp_path)
    problems = unknown_answers(cases, {"/us/rule/1"})
    assert [(p.case, "/us/rule/2" in p.problem) for p in problems] == [("a-1", True)]
