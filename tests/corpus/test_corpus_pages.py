"""The rule pages: fresh, complete, exact in their operators, with links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus import Corpus, load
from corpus.__main__ import main
from corpus.expression import OPERATORS, parse, walk
from corpus.expression import Test as Comparison
from corpus.markdown import both, link, plain
from corpus.model import Bilingual
from corpus.page_parts import Parts
from corpus.pages import FOLDER, MARK, pages, stale, write
from corpus.wording import asked_words, comparison, number_words, period_words, value_words

ROOT = Path(__file__).parents[2]
Spoil = Callable[[str, str, str], Path]


@pytest.fixture(scope="module")
def written(corpus: Corpus) -> dict[str, str]:
    return pages(corpus)


def part_of(page: str, name: str) -> str:
    """Return what stands between an anchor and the next."""
    return page.split(f'<a id="{name}"></a>')[1].partition("<a id=")[0]


# ---------------------------------------------------------------- fresh, the same every time


def test_the_pages_in_the_docs_are_fresh(corpus: Corpus) -> None:
    assert stale(corpus, ROOT / FOLDER) == [], "run: python -m corpus rules"


def test_the_same_corpus_gives_the_same_pages(small: Path) -> None:
    once = pages(load(small))
    load.__globals__["_load"].cache_clear()
    assert pages(load(small)) == once


def test_there_is_a_page_for_each_table_and_an_index(written: dict[str, str]) -> None:
    assert set(written) == {
        "README.md", "us-outbound.md", "cn-admission.md", "cn-encouraged.md", "cn-security-review.md",
        "cn-benefit-equipment.md", "cn-benefit-land.md", "cn-benefit-income-tax.md",
        "cn-benefit-reinvestment.md", "flags.md", "facts.md",
    }  # fmt: skip
    for name in written:
        assert name == "README.md" or f"({name})" in written["README.md"]


def test_pages_say_that_they_are_written_by_a_command(written: dict[str, str]) -> None:
    for text in written.values():
        assert text.startswith(MARK)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


# ---------------------------------------------------------------- complete


def test_every_rule_outcome_flag_and_fact_is_there(corpus: Corpus, written: dict[str, str]) -> None:
    for table in corpus.tables.values():
        page = written[f"{table.table}.md"]
        for rule in table.rules:
            text = part_of(page, rule.id)
            assert both(rule.title) in text
            for words in filter(None, (rule.finding, rule.warning)):
                assert f"> {plain(words.en)}\n>\n> {plain(words.zh)}\n" in text
            for provision_id in rule.provisions:
                assert f"`{provision_id}`" in text
            for example in rule.examples:
                assert f"| {plain(example.why)} |" in text
        for row, outcome in enumerate(table.outcomes, 1):
            assert f"### {row}. `{outcome.value}`" in part_of(page, f"outcome-{row}")
    for flag in corpus.flags:
        assert plain(flag.text.zh) in part_of(written["flags.md"], flag.id)
    for spec in corpus.facts.values():
        text = part_of(written["facts.md"], spec.name)
        assert plain(spec.question.en) in text
        assert plain(spec.meaning.zh) in text


def test_every_duty_is_there_with_its_steps_and_count(corpus: Corpus, written: dict[str, str]) -> None:
    duties = [(table.table, duty) for table in corpus.tables.values() for duty in table.duties]
    assert duties
    for table, duty in duties:
        text = part_of(written[f"{table}.md"], duty.id)
        assert f"> {plain(duty.text.en)}\n>\n> {plain(duty.text.zh)}\n" in text
        for step in duty.steps:
            assert both(step.text) in text
            assert all(f"`{provision_id}`" in text for provision_id in step.provisions)
        if duty.due is not None:
            days, years = duty.due.days, duty.due.years
            assert (f"**{days} calendar days**" if days is not None else f"**{years} years**") in text


def test_provisions_carry_pinpoint_address_dates_standing_and_doubt(corpus: Corpus) -> None:
    parts = Parts(corpus)
    for provision in corpus.provisions.values():
        text = "\n".join(parts.provisions([provision.id]))
        address = provision.official_url or corpus.instrument_of(provision.id).official_url
        assert plain(provision.pinpoint.en) in text
        assert plain(provision.pinpoint.zh) in text
        assert both(period_words(provision.valid)) in text
        assert address is None or link("", address)[2:] in text
        if provision.standing != "verified":
            assert "Note · 说明：" in text


def test_outcomes_stand_in_their_order(corpus: Corpus, written: dict[str, str]) -> None:
    for table in corpus.tables.values():
        found = re.findall(r"^### \d+\. `(\w+)`$", written[f"{table.table}.md"], re.MULTILINE)
        assert found == [outcome.value for outcome in table.outcomes]


def test_every_link_within_the_pages_leads_somewhere(written: dict[str, str]) -> None:
    places = {
        f"{name}#{anchor}"
        for name, text in written.items()
        for anchor in re.findall(r'<a id="([^"]+)">', text)
    }
    for name, text in written.items():
        for target in re.findall(r"\]\(([^)]*)\)", text):
            if target.startswith("#"):
                assert name + target in places
            elif not target.startswith(("http://", "https://", "../")):
                assert target in written or target in places, target
        anchors = re.findall(r'<a id="([^"]+)">', text)
        assert len(anchors) == len(set(anchors)), f"{name} marks a place twice"


# ---------------------------------------------------------------- exact


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        (("share", "ge", 50), "at least 50%", "不少于50%"),
        (("share", "gt", 50), "more than 50%", "超过50%"),
        (("share", "le", 49.9), "at most 49.9%", "不超过49.9%"),
        (("share", "lt", 50), "less than 50%", "少于50%"),
        (("share", "is", 50), "exactly 50%", "恰为50%"),
        (("closed_on", "ge", date(2025, 1, 2)), "on or after 2 January 2025", "不早于2025年1月2日"),
        (("closed_on", "gt", date(2025, 1, 2)), "after 2 January 2025", "晚于2025年1月2日"),
        (("closed_on", "le", "as_of"), "on or before the day asked about", "不晚于所问之日"),
        (("closed_on", "lt", "as_of"), "before the day asked about", "早于所问之日"),
        (("closed_on", "is", date(2025, 1, 2)), "on 2 January 2025", "为2025年1月2日"),
        (("form", "is", "loan"), "loan", "贷款"),
        (("form", "in", ("loan", "equity")), "one of: loan; equity", "下列之一：贷款；股权"),
        (("form", "in", ("loan",)), "loan", "贷款"),
        (("activity", "has", ("farming",)), "includes farming", "包括农业"),
        (("form", "has", ("loan", "equity")), "at least one of: loan; equity", "至少包括其一：贷款；股权"),
    ],
)  # fmt: skip
def test_an_operator_keeps_its_meaning(small: Path, asked: Any, en: str, zh: str) -> None:
    assert comparison(load(small), Comparison(*asked)) == Bilingual(en=en, zh=zh)


def test_strict_and_not_strict_never_read_alike(corpus: Corpus) -> None:
    for spec in corpus.facts.values():
        if spec.type in ("number", "date"):
            value = 5 if spec.type == "number" else date(2026, 1, 1)
            tests = [Comparison(spec.name, op, value) for op in OPERATORS if op not in ("in", "has")]
            for lang in ("en", "zh"):
                assert len({asked_words(corpus, test).get(lang) for test in tests}) == len(tests)


def test_every_comparison_of_the_tables_is_on_its_page(corpus: Corpus, written: dict[str, str]) -> None:
    for table in corpus.tables.values():
        for rule in table.rules:
            text = part_of(written[f"{table.table}.md"], rule.id)
            for node in walk(parse(rule.when)):
                if isinstance(node, Comparison):
                    assert f"**{plain(comparison(corpus, node).en)}**" in text


def test_conditions_are_nested_bullets(small: Path) -> None:
    parts = Parts(load(small))
    lines = parts.condition(
        {"all": ["large", {"any": [{"not": "big"}, {"not": {"any": ["big", {"share": {"gt": 3}}]}}]}]}
    )
    assert [re.sub(r"\]\([^)]*\)", "]", line) for line in lines] == [
        "- **all of** · 须全部成立",
        "  - [Large · 大] (`large`)",
        "  - **any of** · 任一成立即可",
        "    - **not** · 并非 — [big · 大] (`big`)",
        "    - **none of** · 均不成立",
        "      - [big · 大] (`big`)",
        "      - [share · 比例] (`share`) — **more than 3%** · 超过3%",
    ]


def test_two_denials_cancel(small: Path) -> None:
    parts = Parts(load(small))
    assert parts.condition({"not": {"not": "big"}}) == parts.condition("big")
    assert parts.condition({"not": {"all": ["big", "huge"]}})[0] == "- **not all of** · 不全部成立"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (49.9, "49.9"),
        (41600, "41,600"),
        (1e23, "10²³"),
        (2.5e24, "2.5 × 10²⁴"),
        (10**25, "10²⁵"),
        (1e9, "10⁹"),
        (999999999, "999,999,999"),
    ],
)
def test_numbers_are_written_exactly(value: float, words: str) -> None:
    assert number_words(value) == words


def test_values_are_written_for_a_reader(corpus: Corpus) -> None:
    facts = corpus.facts
    assert value_words(corpus, facts["us_person"], True) == Bilingual(en="yes", zh="是")
    assert value_words(corpus, facts["province"], "sichuan").zh == corpus.places["sichuan"].name.zh
    codes = frozenset(sorted(corpus.activities)[:2])
    assert "; " in value_words(corpus, facts["activity"], codes).en
    assert value_words(corpus, facts["stake"], 30.0).en == "30%"


def asked_words_cannot_break_the_page() -> None:
    assert plain("a | b\n<script> [x](y) *z* `q`") == r"a \| b \<script\> \[x\](y) \*z\* \`q\`"
    assert link("x", "https://a.example/(b) c") == "[x](https://a.example/%28b%29%20c)"


# ---------------------------------------------------------------- python -m corpus rules


def test_rules_writes_the_pages_and_then_finds_them_fresh(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "rules"
    command = ["rules", "--corpus", str(small), "--out", str(out)]
    assert main(command) == 0
    assert {path.name for path in out.iterdir()} == {"README.md", "us.md", "flags.md", "facts.md"}
    assert "4 pages written" in capsys.readouterr().out
    assert main([*command, "--check"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(command) == 0
    assert "0 pages written" in capsys.readouterr().out


def test_check_names_stale_pages_and_the_command(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rules"
    write(load(small), out)
    (out / "us.md").write_text("old", encoding="utf-8")
    (out / "flags.md").unlink()
    (out / "gone.md").write_text(f"{MARK}\n", encoding="utf-8")
    (out / "mine.md").write_text("# Written by hand\n", encoding="utf-8")
    assert main(["rules", "--check", "--corpus", str(small), "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "stale: flags.md, gone.md, us.md" in said.err
    assert f"python -m corpus rules --out {out}" in said.err
    assert (out / "us.md").read_text(encoding="utf-8") == "old", "--check changes nothing"
    assert write(load(small), out) == ["flags.md", "gone.md", "us.md"]
    assert {path.name for path in out.iterdir()} == {"README.md", "us.md", "flags.md", "facts.md", "mine.md"}


def test_a_changed_rule_makes_its_page_stale(small: Path, tmp_path: Path, spoil: Spoil) -> None:
    write(load(small), tmp_path / "rules")
    spoil("rules/table-us.yaml", "{share: {ge: 50}}", "{share: {gt: 50}}")
    load.__globals__["_load"].cache_clear()
    assert stale(load(small), tmp_path / "rules") == ["us.md"]


def test_rules_says_what_is_wrong_with_the_corpus(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small / "facts.yaml").unlink()
    assert main(["rules", "--corpus", str(small)]) == 1
    assert "Remedy:" in capsys.readouterr().err
