"""What the rule pages share: conditions as nested bullets, provisions, examples, where names stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corpus.expression import AllOf, AnyOf, Node, Not, Ref, Test, names, parse
from corpus.markdown import anchor, both, link, plain, table
from corpus.model import Bilingual, Corpus, Example, Expression, Period, Provision
from corpus.wording import comparison, day_words, period_words, value_words

FACTS_PAGE = "facts.md"
FLAGS_PAGE = "flags.md"
RESULTS = {
    "true": Bilingual(en="holds", zh="成立"),
    "false": Bilingual(en="does not hold", zh="不成立"),
    "unknown": Bilingual(en="open", zh="未定"),
}
STANDINGS = {
    "verified": Bilingual(en="read in the official text", zh="已核对官方文本"),
    "secondary": Bilingual(en="read in another's account only", zh="仅据他人转述"),
    "unverified": Bilingual(en="unverified: a person must check it", zh="未核实：须由人核对"),
}
_GROUPS = {
    (AllOf, False): "**all of** · 须全部成立",
    (AllOf, True): "**not all of** · 不全部成立",
    (AnyOf, False): "**any of** · 任一成立即可",
    (AnyOf, True): "**none of** · 均不成立",
}


@dataclass(frozen=True, eq=False)
class Parts:
    """Writes the parts of the pages of one corpus."""

    corpus: Corpus

    @cached_property
    def rule_links(self) -> dict[str, str]:
        """Where each rule stands."""
        return {
            rule.id: f"{page.table}.md#{rule.id}"
            for page in self.corpus.tables.values()
            for rule in page.rules
        }

    @cached_property
    def _titles(self) -> dict[str, Bilingual]:
        return {rule.id: rule.title for page in self.corpus.tables.values() for rule in page.rules}

    @cached_property
    def uses(self) -> dict[str, list[str]]:
        """Where each fact and rule is spoken of, as links, in the order of the pages."""
        found: dict[str, list[str]] = {}
        for shown, expression in self._speakers():
            for name in sorted(names(parse(expression))):
                found.setdefault(name, []).append(shown)
        return found

    def _speakers(self) -> Iterator[tuple[str, Expression]]:
        for page in self.corpus.tables.values():
            for rule in page.rules:
                yield link(f"`{rule.id}`", self.rule_links[rule.id]), rule.when
            for row, outcome in enumerate(page.outcomes, 1):
                if outcome.when is not None:
                    yield (
                        link(f"{plain(page.title.en)}: outcome {row}", f"{page.table}.md#outcome-{row}"),
                        outcome.when,
                    )
            for duty in page.duties:
                if duty.when is not None:
                    yield link(f"`{duty.id}`", f"{page.table}.md#{duty.id}"), duty.when
        for flag in self.corpus.flags:
            yield link(f"`{flag.id}`", f"{FLAGS_PAGE}#{flag.id}"), flag.when
        for position, inference in enumerate(self.corpus.inferences, 1):
            yield link(f"inference {position}", f"{FACTS_PAGE}#inference-{position}"), inference.when

    def used(self, name: str) -> list[str]:
        """Say where a fact or rule is used."""
        places = list(dict.fromkeys(self.uses.get(name, ())))
        return [f"Used by · 用于：{', '.join(places)}", ""] if places else []

    def condition(self, expression: Expression) -> list[str]:
        """Return a condition as nested bullets."""
        return list(self._bullets(parse(expression), 0, negated=False))

    def _bullets(self, node: Node, depth: int, *, negated: bool) -> Iterator[str]:
        indent = "  " * depth
        match node:
            case Not(part):
                yield from self._bullets(part, depth, negated=not negated)
            case AllOf(parts) | AnyOf(parts):
                yield f"{indent}- {_GROUPS[type(node), negated]}"
                for part in parts:
                    yield from self._bullets(part, depth + 1, negated=False)
            case Ref(name):
                yield f"{indent}- {'**not** · 并非 — ' if negated else ''}{self.named(name)}"
            case Test():
                yield f"{indent}- {'**not** · 并非 — ' if negated else ''}{self._compared(node)}"

    def named(self, name: str) -> str:
        """Return a fact or rule as a link with its words."""
        if name in self.rule_links:
            return f"{link(both(self._titles[name]), self.rule_links[name])} (`{name}`)"
        return f"{link(both(self.corpus.facts[name].label), f'{FACTS_PAGE}#{name}')} (`{name}`)"

    def _compared(self, test: Test) -> str:
        label = link(both(self.corpus.facts[test.fact].label), f"{FACTS_PAGE}#{test.fact}")
        words = comparison(self.corpus, test)
        return f"{label} (`{test.fact}`) — **{plain(words.en)}**" + (
            f" · {plain(words.zh)}" if words.zh != words.en else ""
        )

    def provisions(self, ids: Iterable[str]) -> list[str]:
        """Return one bullet per provision: pinpoint, official address, dates, standing, what is doubtful."""
        lines = [
            line for provision_id in ids for line in self._provision(self.corpus.provisions[provision_id])
        ]
        return ["Provisions · 依据", "", *lines, ""] if lines else []

    def _provision(self, provision: Provision) -> Iterator[str]:
        instrument = self.corpus.instruments[provision.instrument]
        name = f"{plain(instrument.short.en)}, {plain(provision.pinpoint.en)}"
        address = provision.official_url or instrument.official_url
        shown = link(name, address) if address else name
        chinese = f"《{plain(instrument.short.zh)}》{plain(provision.pinpoint.zh)}"
        chinese = (
            chinese
            if instrument.jurisdiction == "cn"
            else f"{plain(instrument.short.zh)} {plain(provision.pinpoint.zh)}"
        )
        yield f"- {shown} · {chinese} — {both(provision.heading)}"
        standing = both(STANDINGS[provision.standing])
        yield f"  - `{provision.id}`, {both(period_words(provision.valid))}; {standing}"
        note = provision.note or (instrument.note if provision.standing != "verified" else None)
        if note is not None:
            yield f"  - Note · 说明：{both(note)}"

    def examples(self, examples: Iterable[Example]) -> list[str]:
        """Return the worked examples as a table; they run as tests."""
        given = list(examples)
        if not given:
            return []
        rows = [
            [
                plain(e.why),
                self._given(e),
                plain(day_words(e.as_of).en) if e.as_of else "",
                both(RESULTS[e.result]),
            ]
            for e in given
        ]
        heads = ["Example · 示例", "Facts · 事实", "As of · 时点", "Result · 结果"]
        if not any(e.as_of for e in given):
            heads, rows = [heads[0], *heads[1:2], heads[3]], [[*row[:2], row[3]] for row in rows]
        return [*table(heads, rows), ""]

    def _given(self, example: Example) -> str:
        facts = self.corpus.facts
        return "<br>".join(
            f"{plain(facts[name].label.en)}: {plain(value_words(self.corpus, facts[name], value).en)}"
            for name, value in example.facts.items()
        )


def in_force(period: Period) -> list[str]:
    """Say in which days a rule or flag applies, if that is limited."""
    if period.from_ is None and period.to is None:
        return []
    return [f"In force · 有效期：{both(period_words(period))}", ""]


def quoted(label: str, words: Bilingual | None) -> list[str]:
    """Return a sentence of the rule check in both languages, as a quotation."""
    return [label, "", f"> {plain(words.en)}", ">", f"> {plain(words.zh)}", ""] if words is not None else []


def heading(level: int, name: str, words: Bilingual) -> list[str]:
    """Return a heading with a lasting anchor before it."""
    return [anchor(name), "", f"{'#' * level} {both(words)}", "", f"`{name}`", ""]
