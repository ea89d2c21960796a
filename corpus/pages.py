"""The rule tables as pages for people: one Markdown file per table, for flags and for facts, and an index.

The pages hold nothing that is not in the corpus, so the same corpus always gives the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.markdown import anchor, both, link, plain, table
from corpus.model import Bilingual, Corpus, Due, Duty, FactSpec, Flag, Inference, Outcome, Rule, Sum, Table
from corpus.page_parts import FACTS_PAGE, FLAGS_PAGE, Parts, heading, in_force, quoted
from corpus.wording import ordinary_words, value_words

INDEX_PAGE = "README.md"
COMMAND = "python -m corpus rules"
MARK = f"<!-- Written by `{COMMAND}` from the corpus. Change the corpus, not this page. -->"
FOLDER = Path("docs/rules")
_KINDS = {
    "duty": "To be done · 应当履行",
    "later": "To be done or kept afterwards · 其后应履行或保存",
    "advice": "Advice · 提示",
}


def pages(corpus: Corpus) -> dict[str, str]:
    """Return every page by file name."""
    parts = Parts(corpus)
    found = {INDEX_PAGE: _index(corpus)}
    for page in corpus.tables.values():
        found[f"{page.table}.md"] = _table_page(parts, page)
    found[FLAGS_PAGE] = _flags_page(parts)
    found[FACTS_PAGE] = _facts_page(parts)
    return {name: _joined(lines) for name, lines in found.items()}


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write the pages and remove those of tables that are gone; returns the names of what changed."""
    changed = stale(corpus, folder)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages(corpus)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def stale(corpus: Corpus, folder: Path) -> list[str]:
    """Return the names of pages that are missing, out of date, or of a table that is gone."""
    wanted = pages(corpus)
    held = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    outdated = [name for name, text in wanted.items() if held.get(name) != text]
    gone = [name for name, text in held.items() if name not in wanted and text.startswith(MARK)]
    return sorted([*outdated, *gone])


def _joined(lines: Iterator[str]) -> str:
    return "\n".join([MARK, "", *lines]).rstrip() + "\n"


def _index(corpus: Corpus) -> Iterator[str]:
    yield from ("# The rule tables · 规则表", "")
    yield "What the rule check asks, in which order it decides, and the provisions behind it."
    yield "规则检查所问的条件、判断顺序及其依据。"
    yield ""
    yield from table(
        ("Page · 页面", "Decides · 结论项", "Rules · 规则", "Outcomes · 结论", "Examples · 示例"),
        [_index_row(page) for page in corpus.tables.values()],
    )
    yield ""
    examples = sum(len(flag.examples) for flag in corpus.flags)
    flags, facts, inferences = len(corpus.flags), len(corpus.facts), len(corpus.inferences)
    page = link("Flags · 提示", FLAGS_PAGE)
    yield f"- {page}: {flags} warnings from neighbouring regimes, {examples} examples"
    page = link("Facts · 事实", FACTS_PAGE)
    yield f"- {page}: {facts} facts the rules ask for, and {inferences} inferences"
    yield f"- {link('The rule language, on one page', '../rule-language.md')}"
    yield from ("", "Every example runs as a test. A fact that is not known never counts as “no”.")
    yield "每个示例均作为测试运行。未知的事实绝不视为“否”。"


def _index_row(page: Table) -> list[str]:
    examples = sum(len(rule.examples) for rule in page.rules)
    counts = [str(len(page.rules)), str(len(page.outcomes)), str(examples)]
    return [link(both(page.title), f"{page.table}.md"), f"`{page.decides}`", *counts]


def _table_page(parts: Parts, page: Table) -> Iterator[str]:
    yield from (f"# {both(page.title)}", "")
    yield (
        f"Decides `{page.decides}`: "
        + " < ".join(f"`{value}`" for value in page.severity)
        + ", from the mildest to the gravest."
    )
    yield from (f"判定 `{page.decides}`，由轻到重排列如上。", "")
    yield from (f"{link('All tables · 全部规则表', INDEX_PAGE)} · {link('Facts · 事实', FACTS_PAGE)}", "")
    if page.on_request:
        yield from ("Run only where it is asked for. 仅在被问及时运行。", "")
    yield from quoted("Said before the result, whatever it is · 无论结论如何均先说明", page.scope)
    yield from parts.provisions(page.scope_provisions)
    yield from ("## Outcomes, in order · 结论（按顺序）", "")
    yield from ("The first row that holds decides. 自上而下，首先成立者为结论。", "")
    for row, outcome in enumerate(page.outcomes, 1):
        yield from _outcome(parts, row, outcome)
    if page.duties:
        yield from ("## Duties and dates · 义务与期限", "")
    for duty in page.duties:
        yield from _duty(parts, duty)
    yield from ("## Rules · 规则", "")
    for rule in page.rules:
        yield from _rule(parts, rule)


def _outcome(parts: Parts, row: int, outcome: Outcome) -> Iterator[str]:
    yield from (anchor(f"outcome-{row}"), "", f"### {row}. `{outcome.value}`", "")
    if outcome.when is None:
        yield from ("Otherwise · 其余情形", "")
    else:
        yield from ("When · 条件", "", *parts.condition(outcome.when), "")
    yield from quoted("Finding · 结论", outcome.finding)
    yield from quoted("While open · 未定时", outcome.open)
    if outcome.grounds:
        grounds = [link(f"`{name}`", parts.rule_links[name]) for name in outcome.grounds]
        yield from ("Grounds, where they hold · 成立者即为理由：" + ", ".join(grounds), "")
    yield from parts.provisions(outcome.provisions)


def _duty(parts: Parts, duty: Duty) -> Iterator[str]:
    yield from heading(3, duty.id, duty.title)
    yield from (_KINDS[duty.kind], "")
    if duty.status:
        shown = ", ".join(f"`{value}`" for value in duty.status)
        also = "; also while that is open · 未定时亦然" if duty.while_open else ""
        yield from (f"Stands when the outcome is · 适用于结论为：{shown}{also}", "")
    if duty.when is not None:
        yield from ("When · 条件", "", *parts.condition(duty.when), "")
    yield from quoted("What to do · 应做事项", duty.text)
    if duty.due is not None:
        yield from _due(parts, duty.due)
    for step in duty.steps:
        named = ", ".join(f"`{provision_id}`" for provision_id in step.provisions)
        yield f"- {both(step.text)} ({named})"
    if duty.steps:
        yield ""
    yield from parts.provisions(duty.provisions)
    yield from parts.examples(duty.examples)


def _due(parts: Parts, due: Due) -> Iterator[str]:
    spec = parts.corpus.facts[due.start]
    label = link(both(spec.label), f"{FACTS_PAGE}#{spec.name}")
    count = f"{due.days} calendar days" if due.days is not None else f"{due.years} years"
    zh = f"{due.days}个日历日" if due.days is not None else f"{due.years}年"
    yield from (f"**{count}** after {label} (`{spec.name}`) · 其后{zh}", "")
    said = due.finding
    yield from quoted(
        "Last day · 期限", Bilingual(en=said.en.format(date="[date]"), zh=said.zh.format(date="[日期]"))
    )
    yield from quoted("While the start is not known · 起算日未知时", due.open)


def _rule(parts: Parts, rule: Rule) -> Iterator[str]:
    yield from heading(3, rule.id, rule.title)
    yield from in_force(rule.valid)
    yield from ("When · 条件", "", *parts.condition(rule.when), "")
    yield from quoted("Finding · 结论", rule.finding)
    yield from quoted("Warning · 提示", rule.warning)
    yield from parts.provisions(rule.provisions)
    yield from parts.examples(rule.examples)
    yield from parts.used(rule.id)


def _flags_page(parts: Parts) -> Iterator[str]:
    yield from ("# Flags · 提示", "")
    yield "Warnings from neighbouring regimes and coming changes."
    yield "`stop` bars the deal; “a person must decide” hands it over."
    yield from ("来自相邻制度和未来变化的提示。`stop` 表示不得进行；标明“须由人判断”的，交由人决定。", "")
    yield from (link("All tables · 全部规则表", INDEX_PAGE), "")
    for flag in parts.corpus.flags:
        yield from _flag(parts, flag)


def _flag(parts: Parts, flag: Flag) -> Iterator[str]:
    yield from (anchor(flag.id), "", f"## `{flag.id}`", "")
    refer = "; a person must decide · 须由人判断" if flag.refer else ""
    yield from (f"Level · 级别：`{flag.level}` (`{flag.side}`){refer}", "")
    yield from in_force(flag.valid)
    yield from ("When · 条件", "", *parts.condition(flag.when), "")
    yield from quoted("Says · 内容", flag.text)
    yield from parts.provisions(flag.provisions)
    yield from parts.examples(flag.examples)


def _facts_page(parts: Parts) -> Iterator[str]:
    yield from ("# Facts · 事实", "")
    yield "What the rules ask for. The ordinary value serves the provisional verdict only;"
    yield "what is not known stays not known."
    yield from ("规则所需的事实。通常值仅用于暂定结论；未知者仍为未知。", "")
    yield from (
        f"{link('All tables · 全部规则表', INDEX_PAGE)} · {link('Inferences · 推定', '#inferences')}",
        "",
    )
    for spec in parts.corpus.facts.values():
        yield from _fact(parts, spec)
    yield from (anchor("inferences"), "", "# Inferences · 推定", "")
    yield from (
        "Facts that follow from others. A known fact is never replaced. 由其他事实推出；已知事实不被替换。",
        "",
    )
    for position, inference in enumerate(parts.corpus.inferences, 1):
        yield from _inference(parts, position, inference)
    yield from (anchor("sums"), "", "# Sums · 合计", "")
    yield from ("Shares that add up once every term is known. 各项均已知时相加所得的比例。", "")
    for total in parts.corpus.sums:
        yield from _sum(parts, total)


def _fact(parts: Parts, spec: FactSpec) -> Iterator[str]:
    yield from heading(2, spec.name, spec.label)
    yield from (plain(spec.meaning.en), "", plain(spec.meaning.zh), "")
    yield from _kind(parts, spec)
    yield from ("", f"- Asked as · 提问：{both(spec.question)}")
    ordinary = ordinary_words(parts.corpus, spec)
    yield f"- Ordinary value · 通常值：{both(ordinary) if ordinary else 'none · 无'}"
    if spec.within:
        yield "- True only if · 仅当下列成立：" + ", ".join(parts.named(name) for name in spec.within)
    if spec.asks is not None:
        yield f"- Derived, never given; ask for · 推算所得，改问：{parts.named(spec.asks)}"
    yield ""
    yield from parts.provisions(spec.provisions)
    yield from parts.used(spec.name)


def _kind(parts: Parts, spec: FactSpec) -> Iterator[str]:
    kinds = {
        "bool": "yes or no · 是或否",
        "number": "number · 数值",
        "date": "date · 日期",
        "choice": "one of · 其一",
        "set": "one or more of · 一项或多项",
    }
    unit = f" ({plain(spec.unit)})" if spec.unit else ""
    source = {"places": ": a province · 省份", "activities": ": a line of business · 业务"}.get(
        spec.choices_from or "", ""
    )
    yield f"- {kinds[spec.type]}{unit}{source}"
    for choice in spec.choices:
        yield f"  - `{choice}`: {both(value_words(parts.corpus, spec, choice))}"


def _sum(parts: Parts, total: Sum) -> Iterator[str]:
    terms = " + ".join(" × ".join(f"`{name}`" for name in chain) for chain in total.of)
    yield from (f"- `{total.fact}` = {terms}", "")
    yield from quoted("Because · 理由", total.because)
    yield from parts.provisions(total.provisions)


def _inference(parts: Parts, position: int, inference: Inference) -> Iterator[str]:
    spec = parts.corpus.facts[inference.fact]
    yield from (anchor(f"inference-{position}"), "", f"## {position}. `{inference.fact}`", "")
    value = value_words(parts.corpus, spec, inference.value)
    yield from (f"{parts.named(inference.fact)} — **{plain(value.en)}** · {plain(value.zh)}", "")
    yield from ("When · 条件", "", *parts.condition(inference.when), "")
    yield from quoted("Because · 理由", inference.because)
    yield from parts.provisions(inference.provisions)
