"""Whatever is wrong in a corpus file is refused, saying file, place, field and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import CorpusError, load
from corpus.load import corpus_hash

Spoil = Callable[[str, str, str], Path]


def refusal(folder: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        load(folder)
    error = caught.value
    assert str(error) == f"{error.file}: {error.where}: {error.problem} Remedy: {error.remedy}"
    assert error.file.startswith(str(folder)), "the message names the file"
    assert error.where
    assert error.problem
    assert error.remedy
    return error


def test_the_small_corpus_is_in_order(small: Path) -> None:
    corpus = load(small)
    assert corpus.version == "test-1"
    assert corpus.children == {"/us/rule/1": ("/us/rule/1/a",)}
    assert corpus.cited_by == {"/us/rule/1": ("/us/rule/1/a",)}
    assert load(small) is corpus


# name of the case: file, what stands there, what replaces it; where, problem and remedy of the error
CASES = {
    "misspelt field": (
        ("provisions/us.yaml", "heading: {en: Part", "haeding: {en: Part"),
        ("line 10, field 'haeding'", "not permitted", "Did you mean 'heading'?"),
    ),
    "misspelt field inside a field": (
        ("instruments.yaml", "valid: {from: 2025-01-02", "valid: {form: 2025-01-02"),
        ("line 8, field 'valid.form'", "not permitted", "Did you mean 'from'?"),
    ),
    "misspelt language": (
        ("facts.yaml", "loan: {en: loan, zh", "loan: {en: loan, cn"),
        ("line 29, field 'labels.loan.cn'", "not permitted", "use one of: en, zh"),
    ),
    "misspelt field of a rule": (
        ("rules/table-us.yaml", "    when: {any", "    whem: {any"),
        ("line 8, field 'rules.0.whem'", "not permitted", "Did you mean 'when'?"),
    ),
    "unheard-of field": (
        ("places.yaml", "has_list: true", "has_list: true\n  quite_other: 1"),
        ("line 1, field 'quite_other'", "not permitted", "use one of: slug, name"),
    ),
    "misspelt field of a provision file": (
        ("provisions/us.yaml", "defaults:", "default:"),
        ("file, field 'default'", "not known", "use one of: instrument, defaults, provisions"),
    ),
    "defaults that are no mapping": (
        ("provisions/us.yaml", "defaults: {standing: verified, checked: 2026-11-23,", "defaults: [{"),
        ("line 3", "not valid YAML", "quotes"),
    ),
    "defaults that are a list": (
        ("provisions/us.yaml", "defaults: {standing", "defaults: []\nx-defaults: {standing"),
        ("file, field 'x-defaults'", "not known", "Remove it"),
    ),
    "missing field": (
        ("activities.yaml", "  label: {en: farming, zh: 农业}\n", ""),
        ("line 1, field 'label'", "Field required", "Add 'label'"),
    ),
    "bad value": (
        ("provisions/us.yaml", "standing: verified", "standing: sure"),
        ("line 4, field 'standing'", "'verified'", "Correct the value of 'standing'"),
    ),
    "bad identifier": (
        ("provisions/us.yaml", "id: /us/rule/1\n", "id: us rule 1\n"),
        ("line 4, field 'id'", "pattern", "Correct the value of 'id'"),
    ),
    "empty wording": (
        ("provisions/us.yaml", "text: {en: More words., zh: 更多。}", "text: {en: ' ', zh: 更多。}"),
        ("line 11, field 'text.en'", "at least 1 character", "Correct"),
    ),
    "period that ends before it begins": (
        ("instruments.yaml", "2026-02-01, to: null", "2026-02-01, to: 2026-01-31"),
        ("line 18, field 'valid'", "is after", "Correct the value of 'valid'"),
    ),
    "duplicate key": (
        ("places.yaml", "has_list: true", "has_list: true\n  slug: hainan"),
        ("line 4", "key 'slug' stands twice", "Keep one"),
    ),
    "duplicate instrument": (
        ("instruments.yaml", "id: cn-catalogue-2025", "id: us-rule"),
        ("line 11, field 'id'", "'us-rule' stands twice", "Rename"),
    ),
    "duplicate fact": (
        ("facts.yaml", "name: huge", "name: big"),
        ("line 8, field 'name'", "'big' stands twice", "Rename"),
    ),
    "duplicate provision": (
        ("provisions/us.yaml", "id: /us/rule/1/a", "id: /us/rule/1"),
        ("line 8, field 'id'", "stands already at", "Keep one"),
    ),
    "duplicate Catalogue item": (
        ("catalogue/2025.tsv", "2025/hainan/1\thainan", "2025/national/1\tnational"),
        ("row 3, field 'id'", "stands already at", "Keep one"),
    ),
    "duplicate rule": (
        ("rules/table-us.yaml", "id: large_loan", "id: large"),
        ("line 12, field 'id'", "stands already at", "Rename"),
    ),
    "duplicate flag": (
        ("rules/flags.yaml", "- id: warning", "- {id: warning, side: us, level: info, when: big, "
            "text: {en: A, zh: B}}\n- id: warning",
        ),
        ("line 2, field 'id'", "stands twice", "Rename"),
    ),
    "rule named like a fact": (
        ("rules/table-us.yaml", "id: large_loan", "id: huge"),
        ("line 12, field 'id'", "taken by another rule or a fact", "Rename"),
    ),
    "unknown instrument": (
        ("provisions/us.yaml", "instrument: us-rule", "instrument: us-rules"),
        ("line 4, field 'instrument'", "'us-rules' is not a known instrument", "Did you mean 'us-rule'?"),
    ),
    "provision of the other jurisdiction": (
        ("provisions/us.yaml", "id: /us/rule/1/a", "id: /cn/rule/1/a"),
        ("line 8, field 'id'", "other jurisdiction", "Begin it with /us"),
    ),
    "unknown reference": (
        ("provisions/us.yaml", "refs: [/us/rule/1]", "refs: [/us/rule/2]"),
        ("line 8, field 'refs'", "'/us/rule/2' is not a known provision", "Did you mean '/us/rule/1'?"),
    ),
    "unknown reference, nothing near": (
        ("provisions/us.yaml", "refs: [/us/rule/1]", "terms: [/cn/zzzzzzzzzzzzzzzzzzzz]"),
        ("line 8, field 'terms'", "is not a known provision", "Add it, or remove it from 'terms'"),
    ),
    "unknown provision of a term": (
        ("terms.yaml", "/us/rule/1", "/us/rule/9"),
        ("line 1, field 'provision'", "'/us/rule/9' is not", "Did you mean"),
    ),
    "unknown provision of a premise": (
        ("premises.yaml", "/us/rule/1", "/us/rule/9"),
        ("line 4, field 'provisions'", "'/us/rule/9' is not", "Did you mean"),
    ),
    "a premise dated by what has no end": (
        ("premises.yaml", "of: from", "of: to"),
        ("line 4, field 'of'", "which has none", "Give 'right'"),
    ),
    "unknown agency of a premise": (
        ("premises.yaml", "value: date\n    of: from", "value: agency\n    right: [bureau]"),
        ("line 4, field 'right'", "'bureau' is not a known agency", "Add it"),
    ),
    "unknown item of an activity": (
        ("activities.yaml", "national/1", "national/2"),
        ("line 1, field 'items'", "is not a known provision", "Did you mean"),
    ),
    "unknown fact of an activity": (
        ("activities.yaml", "raises: [big]", "raises: [bigg]"),
        ("line 1, field 'raises'", "'bigg' is not a known fact", "Did you mean 'big'?"),
    ),
    "doubtful instrument without a note": (
        ("instruments.yaml", "  note: {en: Check it., zh: 须核对。}\n", ""),
        ("line 11, field 'note'", "missing though the standing is secondary", "Say what is doubtful"),
    ),
    "doubtful provision without a note": (
        ("provisions/us.yaml", "refs: [/us", "standing: unverified\n    refs: [/us"),
        ("line 8, field 'note'", "missing though the standing is unverified", "Say what is doubtful"),
    ),
    "part of an unknown whole": (
        ("facts.yaml", "within: [big]", "within: [bik]"),
        ("line 8, field 'within'", "'bik' is not a known fact", "Did you mean 'big'?"),
    ),
    "part of a number": (
        ("facts.yaml", "within: [big]", "within: [share]"),
        ("line 8, field 'within'", "'share' is a number fact", "Remove it"),
    ),
    "part that is its own whole": (
        ("facts.yaml", "within: [big]", "within: [huge]"),
        ("line 8, field 'within'", "back to itself", "Remove one"),
    ),
    "number within a bool": (
        ("facts.yaml", "unit: percent", "within: [big]"),
        ("line 16, field 'within'", "'share' is a number fact", "Remove it"),
    ),
    "bad type of ordinary": (
        ("facts.yaml", "ordinary: 10", "ordinary: true"),
        ("line 16, field 'ordinary'", "True is not a number", "Give a number, or null"),
    ),
    "bad type of an ordinary bool": (
        ("facts.yaml", "ordinary: false", "ordinary: 0"),
        ("line 1, field 'ordinary'", "0 is not a bool", "Give a bool, or null"),
    ),
    "bad type of an ordinary date": (
        ("facts.yaml", "ordinary: as_of", "ordinary: today"),
        ("line 35, field 'ordinary'", "'today' is not a date", "Give a date, or null"),
    ),
    "ordinary that is no choice": (
        ("facts.yaml", "ordinary: equity", "ordinary: equitys"),
        ("line 24, field 'ordinary'", "'equitys' is not a known value of 'form'", "Did you mean 'equity'?"),
    ),
    "choice without a label": (
        ("facts.yaml", "choices: [loan, equity]", "choices: [loan, equity, gift]"),
        ("line 24, field 'labels'", "lacks gift", "Give every choice a label"),
    ),
    "label without a choice": (
        ("facts.yaml", "choices: [loan, equity]", "choices: [equity]"),
        ("line 24, field 'labels'", "'loan' is not a known choice", "remove it"),
    ),
    "choice without choices": (
        ("facts.yaml", "type: number\n  unit: percent", "type: choice"),
        ("line 16, field 'choices'", "missing for a choice fact", "List the choices"),
    ),
    "unknown fact in a rule": (
        ("rules/table-us.yaml", "any: [big, {share", "any: [bigg, {share"),
        ("line 6, field 'when'", "'bigg' is not a known fact or rule", "Did you mean 'big'?"),
    ),
    "unknown fact compared in a rule": (
        ("rules/table-us.yaml", "{share: {ge", "{shares: {ge"),
        ("line 6, field 'when'", "'shares' is not a known fact", "Did you mean 'share'?"),
    ),
    "unknown fact in an example": (
        ("rules/table-us.yaml", "facts: {share: 50}", "facts: {shore: 50}"),
        ("line 6, field 'examples'", "'shore' is not a known fact", "Did you mean 'share'?"),
    ),
    "example of the wrong type": (
        ("rules/table-us.yaml", "facts: {share: 50}", "facts: {share: half}"),
        ("line 6, field 'examples'", "'half' is not a number", "Give a number"),
    ),
    "rule used before it is defined": (
        ("rules/table-us.yaml", "any: [big, {share", "any: [large_loan, {share"),
        ("line 6, field 'when'", "'large_loan' stands further down", "Move that rule above"),
    ),
    "rule that rests on itself": (
        ("rules/table-us.yaml", "any: [big, {share", "any: [large, {share"),
        ("line 6, field 'when'", "'large' stands further down", "Move that rule above"),
    ),
    "bad operator": (
        ("rules/table-us.yaml", "{share: {ge: 50}}", "{share: {over: 50}}"),
        ("line 6, field 'when'", "'over' is not an operator", "corpus/expression.py"),
    ),
    "two operators": (
        ("rules/table-us.yaml", "{share: {ge: 50}}", "{share: {ge: 50, le: 60}}"),
        ("line 6, field 'when'", "'share' needs one comparison", "corpus/expression.py"),
    ),
    "empty group": (
        ("rules/table-us.yaml", "{any: [big, {share: {ge: 50}}]}", "{any: []}"),
        ("line 6, field 'when'", "'any' needs a list", "corpus/expression.py"),
    ),
    "list instead of an expression": (
        ("rules/table-us.yaml", "    when: large_loan", "    when: {not: [large]}"),
        ("line 1, field 'outcomes row 1'", "neither a name nor a mapping", "corpus/expression.py"),
    ),
    "operator of another type": (
        ("rules/table-us.yaml", "{form: {is: loan}}", "{form: {ge: 3}}"),
        ("line 12, field 'when'", "'ge' cannot compare the choice fact 'form' (use is or in)", "Correct"),
    ),
    "has on a choice": (
        ("rules/table-us.yaml", "{form: {is: loan}}", "{form: {has: [loan]}}"),
        ("line 12, field 'when'", "'has' cannot compare the choice fact 'form'", "Correct"),
    ),
    "is on a set": (
        ("rules/table-us.yaml", "{form: {is: loan}}", "{activity: {is: farming}}"),
        ("line 12, field 'when'", "'is' cannot compare the set fact 'activity' (use has)", "Correct"),
    ),
    "comparison of a bool": (
        ("rules/table-us.yaml", "{form: {is: loan}}", "{big: {ge: 1}}"),
        ("line 12, field 'when'", "(use its name alone)", "Correct"),
    ),
    "number compared with a word": (
        ("rules/table-us.yaml", "{share: {ge: 50}}", "{share: {ge: half}}"),
        ("line 6, field 'when'", "'half' is not a number", "Correct"),
    ),
    "no such choice": (
        ("rules/table-us.yaml", "{form: {is: loan}}", "{form: {in: [lone]}}"),
        ("line 12, field 'when'", "'lone' is not a value of 'form'", "Correct"),
    ),
    "number used as a bool": (
        ("rules/table-us.yaml", "any: [big, {share: {ge: 50}}]", "any: [big, share]"),
        ("line 6, field 'when'", "'share' is a number fact and needs a comparison", "Correct"),
    ),
    "outcome outside the scale": (
        ("rules/table-us.yaml", "value: prohibited", "value: forbidden"),
        ("line 1, field 'outcomes row 1'", "'forbidden' is not a known value", "outcomes row 1"),
    ),
    "grounds that are no rule": (
        ("rules/table-us.yaml", "grounds: [large_loan]", "grounds: [large_lone]"),
        ("line 1, field 'outcomes row 1'", "not a known rule of this table", "Did you mean 'large_loan'?"),
    ),
    "no last row": (
        ("rules/table-us.yaml", "value: no_hit\n", "value: no_hit\n    when: large\n"),
        ("line 1, field 'outcomes row 2'", "only the last row has no 'when'", "Move it"),
    ),
    "no rows": (
        (
            "rules/table-us.yaml",
            "outcomes:\n  - value: prohibited\n    when: large_loan\n    grounds: [large_loan]\n"
            "    finding: {en: Prohibited., zh: 禁止。}\n"
            "  - value: no_hit\n    finding: {en: Nothing., zh: 无。}\n",
            "outcomes: []\n",
        ),
        ("line 1, field 'outcomes'", "is empty", "Add"),
    ),
    "duty counted from a number": (
        ("rules/table-us.yaml", "start: closed_on", "start: share"),
        ("line 1, field 'duty file_by'", "'share' is not a date fact", "date fact"),
    ),
    "duty that does not say the day": (
        ("rules/table-us.yaml", "By {date}.", "Soon."),
        ("line 1, field 'duty file_by'", "does not say the day", "Write {date}"),
    ),
    "duty under an outcome outside the scale": (
        ("rules/table-us.yaml", "status: [prohibited]", "status: [prohibitted]"),
        ("line 1, field 'duty file_by'", "'prohibitted' is not a known value", "Did you mean 'prohibited'?"),
    ),
    "duty of which nothing says when it stands": (
        ("rules/table-us.yaml", "    status: [prohibited]\n    when: large\n", ""),
        ("line 1, field 'duty file_by'", "neither 'status' nor 'when'", "Say when it stands"),
    ),
    "duty named like a rule": (
        ("rules/table-us.yaml", "- id: file_by", "- id: large_loan"),
        ("line 1, field 'duty large_loan'", "taken by a rule or another duty", "Rename the duty"),
    ),
    "step of a duty that cites nothing held": (
        ("rules/table-us.yaml", "provisions: [/us/rule/1/a]", "provisions: [/us/rule/1/b]"),
        ("line 1, field 'duty file_by'", "'/us/rule/1/b' is not a known provision", "Did you mean"),
    ),
    "example of a duty with a value that cannot be": (
        ("rules/table-us.yaml", "{share: 50, form: loan,", "{share: half, form: loan,"),
        ("line 1, field 'duty file_by'", "'half' is not a number", "Give a number"),
    ),
    "duty counted in days and in years": (
        ("rules/table-us.yaml", "days: 30\n", "days: 30\n      years: 1\n"),
        ("line 29, field 'duties.0.due'", "give either 'days' or 'years'", ""),
    ),
    "unknown fact in a flag": (
        ("rules/flags.yaml", "when: huge", "when: hugh"),
        ("line 1, field 'when'", "'hugh' is not a known fact or rule", "Did you mean 'huge'?"),
    ),
    "inference of the wrong type": (
        ("rules/inferences.yaml", "value: true", "value: 7"),
        ("line 1, field 'value'", "7 is not a bool", "Give a bool"),
    ),
    "sum of an unknown fact": (
        ("rules/sums.yaml", "[direct]", "[direkt]"),
        ("line 1, field 'of'", "'direkt' is not a known fact", "Did you mean 'direct'?"),
    ),
    "sum of what is no share": (
        ("rules/sums.yaml", "[direct]", "[huge]"),
        ("line 1, field 'of'", "'huge' is no share", "in percent"),
    ),
    "sum of a sum": (
        ("rules/sums.yaml", "[direct]", "[share]"),
        ("line 1, field 'of'", "itself a sum", "that are given"),
    ),
    "inference of an unknown fact": (
        ("rules/inferences.yaml", "fact: big", "fact: bug"),
        ("line 1, field 'fact'", "'bug' is not a known fact", "Did you mean 'big'?"),
    ),
    "not a list": (
        ("terms.yaml", "- en: [rule]\n  zh: [规则]\n  provision: /us/rule/1", "en: [rule]"),
        ("file", "not a list of entries", "Start each entry with '- '"),
    ),
    "no provisions": (
        ("provisions/us.yaml", "provisions:", "provision:"),
        ("file", "no list 'provisions'", "Add 'provisions:'"),
    ),
    "provision that is a word": (
        ("provisions/us.yaml", "  - id: /us/rule/1/a\n", "  - word\n  - id: /us/rule/1/a\n"),
        ("provisions", "'word' is not a mapping", "Write 'id: …'"),
    ),
    "no version": (
        ("corpus.yaml", "version", "versions"),
        ("field 'version'", "not the one field", "Write 'version: …'"),
    ),
    "day that does not exist": (
        ("instruments.yaml", "from: 2025-01-02", "from: 2025-02-30"),
        ("line 8", "'2025-02-30' cannot be read", "Correct it"),
    ),
    "not YAML": (
        ("places.yaml", "has_list: true", "has_list: [true"),
        ("line 4", "is not valid YAML", "indentation"),
    ),
    "control character": (
        ("places.yaml", "has_list: true", "has_list: true \x07"),
        ("file", "is not valid YAML", "characters"),
    ),
    "column missing": (
        ("catalogue/2025.tsv", "title_en\t", "english\t"),
        ("row 1", "lacks the columns title_en", "Add them"),
    ),
    "short row": (
        ("catalogue/2025.tsv", "\trubber\t橡胶\n", "\trubber\n"),
        ("row 3", "more or fewer cells", "one tab"),
    ),
    "long row": (
        ("catalogue/2025.tsv", "\trubber\t橡胶\n", "\trubber\t橡胶\tmore\n"),
        ("row 3", "more or fewer cells", "one tab"),
    ),
    "unknown province": (
        ("catalogue/2025.tsv", "\thainan\t", "\tatlantis\t"),
        ("row 3, field 'list'", "'atlantis' is not in places.yaml", "province slug"),
    ),
    "item that is no number": (
        ("catalogue/2025.tsv", "\thainan\t1", "\thainan\tone"),
        ("row 3, field 'item'", "'one' is not a whole number", "Write digits"),
    ),
    "item and identifier apart": (
        ("catalogue/2025.tsv", "\thainan\t1", "\thainan\t2"),
        ("row 3, field 'id'", "does not agree", "Write /cn/catalogue/2025/hainan/2"),
    ),
    "item without a title": (
        ("catalogue/2025.tsv", "\t橡胶\tRubber\t", "\t橡胶\t\t"),
        ("row 3, field 'text.en'", "at least 1 character", "Correct the value"),
    ),
    "note on no item": (
        ("catalogue/notes.yaml", "national/1", "national/3"),
        ("entry '/cn/catalogue/2025/national/3'", "no catalogue file has", "Correct the id"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_refusal(case: str, spoil: Spoil) -> None:
    (file, old, new), (where, problem, remedy) = CASES[case]
    folder = spoil(file, old, new)
    error = refusal(folder)
    assert Path(error.file) == folder / file
    assert error.where == where
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(
    "name", ["instruments.yaml", "facts.yaml", "rules/flags.yaml", "catalogue/notes.yaml", "corpus.yaml"]
)
def test_missing_file(name: str, small: Path) -> None:
    (small / name).unlink()
    error = refusal(small)
    assert (Path(error.file), error.where, error.problem) == (small / name, "file", "is missing.")
    assert "Restore" in error.remedy


@pytest.mark.parametrize("name", ["places.yaml", "catalogue/2025.tsv"])
def test_not_utf8(name: str, small: Path) -> None:
    (small / name).write_bytes((small / name).read_text(encoding="utf-8").encode("gb18030"))
    error = refusal(small)
    assert Path(error.file) == small / name
    assert error.where.startswith("byte ")
    assert error.problem == "is not UTF-8."


def test_folder_instead_of_a_file(small: Path) -> None:
    (small / "terms.yaml").unlink()
    (small / "terms.yaml").mkdir()
    assert refusal(small).problem.startswith("cannot be read")


def test_edition_of_no_instrument(small: Path) -> None:
    (small / "catalogue/2025.tsv").rename(small / "catalogue/2031.tsv")
    error = refusal(small)
    assert error.problem == "belongs to no instrument."
    assert "cn-catalogue-2031" in error.remedy


def test_second_table_for_the_same_status(small: Path) -> None:
    text = (small / "rules/table-us.yaml").read_text(encoding="utf-8")
    (small / "rules/table-us2.yaml").write_text(text.replace("table: us\n", "table: us2\n"), encoding="utf-8")
    error = refusal(small)
    assert error.where == "file, field 'decides'"
    assert "'us.status' is taken by another table" in error.problem


def test_second_table_of_the_same_name(small: Path) -> None:
    text = (small / "rules/table-us.yaml").read_text(encoding="utf-8")
    (small / "rules/table-us2.yaml").write_text(text.replace("us.status", "cn.admission"), encoding="utf-8")
    assert refusal(small).where == "file, field 'table'"


SECOND = """\
table: cn
title: {en: Other, zh: 其他}
decides: cn.admission
severity: [open]
rules:
  - id: RULE
    title: {en: Closed, zh: 禁止}
    when: WHEN
outcomes:
  - value: open
    when: ROW
    finding: {en: Open., zh: 开放。}
  - value: open
    finding: {en: Open., zh: 开放。}
"""


@pytest.mark.parametrize(
    ("words", "where", "problem"),
    [
        (("large", "big", "big"), "line 6, field 'id'", "stands already at"),
        (("closed", "large", "big"), "line 6, field 'when'", "in another table"),
        (("closed", "big", "large"), "line 1, field 'outcomes row 1'", "in another table"),
    ],
    ids=["same id", "rule of another table in a rule", "rule of another table in a row"],
)
def test_tables_are_apart(words: tuple[str, str, str], where: str, problem: str, small: Path) -> None:
    text = SECOND
    for place, word in zip(("RULE", "WHEN", "ROW"), words, strict=True):
        text = text.replace(place, word)
    (small / "rules/table-zz.yaml").write_text(text, encoding="utf-8")
    error = refusal(small)
    assert error.where == where
    assert problem in error.problem


REQUESTED = SECOND.replace("decides: cn.admission", "decides: cn.benefits.land\non_request: true")


def with_a_requested_table(small: Path, scope: str = "") -> None:
    text = REQUESTED.replace("RULE", "closed").replace("WHEN", "big").replace("ROW", "closed")
    (small / "rules/table-zz.yaml").write_text(text + scope, encoding="utf-8")


def test_a_table_may_run_on_request(small: Path) -> None:
    with_a_requested_table(small, "scope: {en: Mind., zh: 注意。}\nscope_provisions: [/us/rule/1]\n")
    assert [t.decides for t in load(small).tables.values() if t.on_request] == ["cn.benefits.land"]


@pytest.mark.parametrize("name", ["flags", "inferences"])
def test_nothing_that_always_runs_rests_on_it(name: str, small: Path, spoil: Spoil) -> None:
    with_a_requested_table(small)
    old = {"flags": "when: huge", "inferences": "when: {share: {gt: 90}}"}[name]
    spoil(f"rules/{name}.yaml", old, "when: closed")
    error = refusal(small)
    assert "runs only on request" in error.problem
    assert "rule of another table" in error.remedy


def test_the_provisions_of_a_scope_are_checked(small: Path) -> None:
    with_a_requested_table(small, "scope_provisions: [/us/rule/2]\n")
    assert refusal(small).where == "line 1, field 'scope_provisions'"


def test_a_topic_asks_only_for_what_runs_on_request(small: Path, spoil: Spoil) -> None:
    with_a_requested_table(small)
    spoil("topics.yaml", "provisions: [/us/rule/1]", "provisions: []\n  asks: [cn.benefits.land]")
    assert load(small).topics[0].asks == ("cn.benefits.land",)


def test_a_topic_cannot_ask_for_what_always_runs(small: Path, spoil: Spoil) -> None:
    spoil("topics.yaml", "provisions: [/us/rule/1]", "provisions: []\n  asks: [us.status]")
    error = refusal(small)
    assert error.where == "line 1, field 'asks'"
    assert "status decided on request" in error.problem


def test_circle_of_wholes(spoil: Spoil) -> None:
    folder = spoil(
        "facts.yaml", "  side: us\n  label: {en: big", "  side: us\n  within: [huge]\n  label: {en: big"
    )
    assert "back to itself" in refusal(folder).problem


def test_byte_order_mark_is_no_harm(small: Path) -> None:
    for name in ("catalogue/2025.tsv", "places.yaml"):
        text = (small / name).read_text(encoding="utf-8")
        (small / name).write_text("\ufeff" + text, encoding="utf-8")
    assert "/cn/catalogue/2025/hainan/1" in load(small).provisions


def test_windows_line_ends_are_no_harm(small: Path) -> None:
    path = small / "catalogue/2025.tsv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    keywords = load(small).provisions["/cn/catalogue/2025/hainan/1"].keywords
    assert keywords == ("rubber", "橡胶", "tyres", "轮胎")


def test_hash_follows_every_data_file(small: Path, spoil: Spoil) -> None:
    before = load(small).sha256
    assert before == corpus_hash(small)
    spoil("terms.yaml", "[rule]", "[rule, norm]")
    assert corpus_hash(small) != before
    spoil("terms.yaml", "[rule, norm]", "[rule]")
    (small / "readme.txt").write_text("no data", encoding="utf-8")
    assert corpus_hash(small) == before
