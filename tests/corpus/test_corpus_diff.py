"""What differs between two days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus import Corpus, load
from corpus.__main__ import main
from corpus.diff import DayError, change_of, difference, parse_days, report
from corpus.model import Period

Spoil = Callable[[str, str, str], Path]
JUNE = date(2025, 6, 1)
NOVEMBER = date(2026, 11, 23)


def period(start: str | None, end: str | None) -> Period:
    return Period.model_validate({"from": start, "to": end})


@pytest.mark.parametrize(
    ("start", "end", "change"),
    [
        (None, None, None),
        ("2025-06-01", None, None),  # begins on the first day: in force on both
        ("2025-06-02", None, "begins"),
        ("2026-11-23", None, "begins"),
        ("2026-11-24", None, None),
        (None, "2025-05-31", None),
        (None, "2025-06-01", "ends"),
        (None, "2026-11-22", "ends"),
        (None, "2026-11-23", None),  # the last day counts
        ("2025-06-02", "2026-11-22", "passes"),
        ("2020-01-01", "2025-05-31", None),
        ("2026-11-24", "2027-01-01", None),
    ],
)
def test_both_ends_of_a_period_count(start: str | None, end: str | None, change: str | None) -> None:
    assert change_of(period(start, end), JUNE, NOVEMBER) == change


def test_the_two_editions_of_the_catalogue(corpus: Corpus) -> None:
    found = difference(corpus, JUNE, NOVEMBER)
    counts = Counter((e.group, e.change) for e in found.of("provision") if corpus.provisions[e.id].area)
    assert counts[("cn-catalogue-2025", "begins")] == 1679
    assert set(counts) == {("cn-catalogue-2025", "begins"), ("cn-catalogue-2022", "ends")}
    assert {e.id: e.change for e in found.of("instrument")}["us-coins-act"] == "begins"


def test_it_agrees_with_what_is_in_force_on_each_day(corpus: Corpus) -> None:
    found = {e.id: e.change for e in difference(corpus, JUNE, NOVEMBER).of("provision")}
    for provision in corpus.provisions.values():
        before, after = provision.valid.covers(JUNE), provision.valid.covers(NOVEMBER)
        expected = {(False, True): "begins", (True, False): "ends"}.get((before, after))
        assert found.get(provision.id) in ({expected} if before != after else {None, "passes"})


def test_every_rule_and_flag_with_dates_of_its_own_is_found(corpus: Corpus) -> None:
    found = difference(corpus, date(1900, 1, 1), date(2100, 1, 1))
    names = {entry.id for entry in found.of("rule", "flag")}
    for table in corpus.tables.values():
        assert {rule.id for rule in table.rules if rule.valid.from_ or rule.valid.to} <= names
    assert {flag.id for flag in corpus.flags if flag.valid.from_ or flag.valid.to} <= names


def test_a_rule_that_asks_for_the_day_is_found(corpus: Corpus) -> None:
    days = date(2025, 1, 1), date(2025, 1, 2)
    turned = {e.id for e in difference(corpus, *days).of("rule") if e.change == "turns"}
    assert turned == {"before_rule"}
    later = {e.id for e in difference(corpus, days[1], NOVEMBER).entries if e.change == "turns"}
    assert later == {"equipment_new_edition"}


def test_a_day_does_not_differ_from_itself(corpus: Corpus) -> None:
    found = difference(corpus, NOVEMBER, NOVEMBER)
    assert found.entries == ()
    assert report(corpus, found)[1:] == ["Nothing differs."]


def test_the_report_counts_by_instrument_and_by_list(corpus: Corpus) -> None:
    lines = report(corpus, difference(corpus, JUNE, NOVEMBER))
    assert lines[0] == f"From 2025-06-01 to 2026-11-23, as corpus {corpus.version} holds it"
    assert "    national: 619 items begin (from 2026-02-01)" in lines
    assert "      /cn/catalogue/2025/national/1 to 619" in lines
    assert "    sichuan: 82 items begin (from 2026-02-01)" in lines
    assert "    hainan: 1 item ends (from 2023-01-01 until 2026-01-31)" in lines
    assert "    (held in part: entries the corpus lacks are not counted)" in lines
    assert any("more (--all lists them)" in line for line in lines)
    assert "    coins-act (from 2025-12-18 until 2027-03-13)" in lines


def test_all_ids_are_listed_on_request(corpus: Corpus) -> None:
    found = difference(corpus, JUNE, NOVEMBER)
    text = "\n".join(report(corpus, found, everything=True))
    assert "--all" not in text
    for entry in found.entries:
        numbered = entry.kind == "provision" and corpus.provisions[entry.id].number is not None
        assert numbered or entry.id in text


def test_nothing_of_a_kind_is_said(spoil: Spoil) -> None:
    folder = spoil(
        "rules/flags.yaml", "  level: warn\n", "  level: warn\n  valid: {from: 2026-01-01, to: null}\n"
    )
    corpus = load(folder)
    lines = report(corpus, difference(corpus, date(2025, 12, 31), date(2026, 1, 1)))
    assert lines[1:] == [
        "", "Instruments: none differs", "", "Rules: none differs",
        "", "Flags: 1", "  1 begins", "    warning (from 2026-01-01)",
    ]  # fmt: skip


def test_items_in_a_row_are_told_as_one(small: Path) -> None:
    corpus = load(small)
    lines = report(corpus, difference(corpus, date(2026, 1, 31), date(2026, 2, 1)))
    assert "    national: 1 item begins (from 2026-02-01)" in lines
    assert "      /cn/catalogue/2025/hainan/1" in lines


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("2025-02-30", "2026-01-01", "'2025-02-30' is not a day that exists. Write it as YYYY-MM-DD."),
        ("2025-06-01", "tomorrow", "'tomorrow' is not a day that exists. Write it as YYYY-MM-DD."),
        ("20250601", "2026-01-01", "'20250601' is not written as YYYY-MM-DD. Write 2025-06-01."),
        ("2026-01-01", "2025-01-01", "Write the earlier day first: diff 2025-01-01 2026-01-01."),
        ("", "2025-01-01", "'' is not a day that exists."),
    ],
)
def test_a_wrong_day_is_told_with_the_remedy(
    first: str, second: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DayError, match=r"Write|is not a day"):
        parse_days(first, second)
    assert main(["diff", first, second]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_diff_prints_the_report(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    assert main(["diff", "2025-01-01", "2025-01-02", "--corpus", str(small)]) == 0
    assert "    us-rule  Rule (from 2025-01-02)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["diff"], ["diff", "2025-01-01"], ["diff", "a", "b", "c"], ["rules", "x"]]
)
def test_a_wrong_command_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "python -m corpus diff" in said
    assert "DAY DAY" in said
