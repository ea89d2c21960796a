"""The shipped corpus, and a very small one that a test may break."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Corpus, load

ROOT = Path(__file__).parents[2]

SMALL = {
    "corpus.yaml": "version: test-1\n",
    "instruments.yaml": """\
- id: us-rule
  jurisdiction: us
  kind: regulation
  title: {en: A rule, zh: 规则}
  short: {en: Rule, zh: 规则}
  citation: 1 CFR 1
  issuer: {en: Somebody, zh: 某机构}
  valid: {from: 2025-01-02, to: null}
  standing: verified
  checked: 2026-11-23
- id: cn-catalogue-2025
  jurisdiction: cn
  kind: catalogue
  title: {en: A list, zh: 目录}
  short: {en: List, zh: 目录}
  citation: Order 1
  issuer: {en: Somebody, zh: 某机构}
  valid: {from: 2026-02-01, to: null}
  standing: secondary
  checked: 2026-11-23
  note: {en: Check it., zh: 须核对。}
""",
    "places.yaml": """\
- slug: hainan
  name: {en: Hainan, zh: 海南}
  has_list: true
""",
    "premises.yaml": """\
words: {start: since}
agencies: {ministry: ministry}
premises:
  - id: p-law
    about: [law]
    claims: ["{start} {value}"]
    value: date
    of: from
    correction: {en: "Since {right}, not {said}.", zh: "自{right}起，非{said}。"}
    provisions: [/us/rule/1]
    corrected: [The law applies since 1999.]
    left: [When does the law apply?]
""",
    "topics.yaml": """\
- id: rules
  phrases_en: [rule]
  phrases_zh: [规则]
  provisions: [/us/rule/1]
""",
    "terms.yaml": """\
- en: [rule]
  zh: [规则]
  provision: /us/rule/1
""",
    "everyday.yaml": """\
/us/rule/1: [what is allowed, 准不准]
/cn/catalogue/2025/hainan/1: [rubber, tyres, 轮胎]
""",
    "activities.yaml": """\
- code: farming
  label: {en: farming, zh: 农业}
  phrases_en: [farm]
  phrases_zh: [农场]
  items: [/cn/catalogue/2025/national/1]
  raises: [big]
""",
    "facts.yaml": """\
- name: big
  type: bool
  side: us
  label: {en: big, zh: 大}
  meaning: {en: It is big., zh: 大。}
  question: {en: Is it big?, zh: 大吗？}
  ordinary: false
- name: huge
  type: bool
  side: us
  within: [big]
  label: {en: huge, zh: 巨大}
  meaning: {en: It is huge., zh: 巨大。}
  question: {en: Is it huge?, zh: 巨大吗？}
  ordinary: false
- name: share
  type: number
  unit: percent
  side: us
  label: {en: share, zh: 比例}
  meaning: {en: The share., zh: 比例。}
  question: {en: What share?, zh: 多大比例？}
  ordinary: 10
- name: form
  type: choice
  side: us
  choices: [loan, equity]
  labels:
    loan: {en: loan, zh: 贷款}
    equity: {en: equity, zh: 股权}
  label: {en: form, zh: 形式}
  meaning: {en: The form., zh: 形式。}
  question: {en: What form?, zh: 何种形式？}
  ordinary: equity
- name: closed_on
  type: date
  side: us
  label: {en: closing, zh: 完成日}
  meaning: {en: The day., zh: 日期。}
  question: {en: When?, zh: 何时？}
  ordinary: as_of
- name: activity
  type: set
  choices_from: activities
  side: cn
  label: {en: business, zh: 业务}
  meaning: {en: What it does., zh: 业务。}
  question: {en: What does it do?, zh: 做什么？}
  ordinary: null
- name: direct
  type: number
  unit: percent
  side: us
  label: {en: direct, zh: 直接}
  meaning: {en: Held directly., zh: 直接持有。}
  question: {en: What is held directly?, zh: 直接持有多少？}
  ordinary: null
- name: held
  type: number
  unit: percent
  side: us
  label: {en: held, zh: 持有}
  meaning: {en: Held in another., zh: 对另一家的持有。}
  question: {en: What is held in another?, zh: 持有另一家多少？}
  ordinary: null
- name: through
  type: number
  unit: percent
  side: us
  label: {en: through, zh: 经由}
  meaning: {en: Held by the other., zh: 另一家的持有。}
  question: {en: What does the other hold?, zh: 另一家持有多少？}
  ordinary: null
""",
    "provisions/us.yaml": """\
instrument: us-rule
defaults: {standing: verified, checked: 2026-11-23, valid: {from: 2025-01-02, to: null}}
provisions:
  - id: /us/rule/1
    pinpoint: § 1
    heading: {en: First, zh: 第一}
    text: {en: First words., zh: 第一条。}
  - id: /us/rule/1/a
    pinpoint: § 1(a)
    heading: {en: Part a, zh: 甲项}
    text: {en: More words., zh: 更多。}
    refs: [/us/rule/1]
""",
    "catalogue/notes.yaml": "/cn/catalogue/2025/national/1: {en: Damaged., zh: 受损。}\n",
    "catalogue/2025.tsv": (
        "id\tlist\titem\ttitle_zh\ttitle_en\teveryday_en\teveryday_zh\n"
        "/cn/catalogue/2025/national/1\tnational\t1\t农业\tFarming\tfarm | field\t农场\n"
        "/cn/catalogue/2025/hainan/1\thainan\t1\t橡胶\tRubber\trubber\t橡胶\n"
    ),
    "rules/table-us.yaml": """\
table: us
title: {en: Rule, zh: 规则}
decides: us.status
severity: [no_hit, prohibited]
rules:
  - id: large
    title: {en: Large, zh: 大}
    when: {any: [big, {share: {ge: 50}}]}
    provisions: [/us/rule/1]
    examples:
      - {why: half, facts: {share: 50}, result: "true"}
  - id: large_loan
    title: {en: Large loan, zh: 大额贷款}
    when: {all: [large, {form: {is: loan}}]}
outcomes:
  - value: prohibited
    when: large_loan
    grounds: [large_loan]
    finding: {en: Prohibited., zh: 禁止。}
  - value: no_hit
    finding: {en: Nothing., zh: 无。}
duties:
  - id: file_by
    title: {en: File, zh: 提交}
    status: [prohibited]
    when: large
    text: {en: File it., zh: 提交。}
    due:
      start: closed_on
      days: 30
      finding: {en: "By {date}.", zh: "{date}之前。"}
      open: {en: Within thirty days., zh: 三十日内。}
    steps:
      - {text: {en: Sign it., zh: 签字。}, provisions: [/us/rule/1/a]}
    provisions: [/us/rule/1]
    examples:
      - {why: half, facts: {share: 50, form: loan, closed_on: 2026-01-31}, result: "true", due: 2026-03-02}
""",
    "rules/flags.yaml": """\
- id: warning
  side: us
  level: warn
  when: huge
  text: {en: Mind., zh: 注意。}
""",
    "rules/sums.yaml": """\
- fact: share
  of: [[direct], [held, through]]
  because: {en: They add up., zh: 合计。}
""",
    "rules/inferences.yaml": """\
- fact: big
  value: true
  when: {share: {gt: 90}}
  because: {en: More than ninety., zh: 超过九十。}
""",
}

Spoil = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name, text in SMALL.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def spoil(small: Path) -> Spoil:
    """Replace `old` (which must be there) by `new` in one file of the small corpus."""

    def replace(name: str, old: str, new: str) -> Path:
        path = small / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return small

    return replace


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Folder of official texts, which are not part of the project."""
    folder = Path(os.environ.get("CONJUNCTION_MIRROR", ROOT.parent / "shared" / "mirror"))
    if not folder.is_dir():
        pytest.skip("no official texts: set CONJUNCTION_MIRROR to a folder that holds them")
    return folder
