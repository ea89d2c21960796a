"""What the rule check says in its own sentences: complete, cited, and the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answer.duties import COMPLETION, dated, spoken, told
from assistant.answer.phrases import say, status
from assistant.answer.turning import turning_words
from assistant.answer.verdicts import ADMISSION, BENEFITS, ENCOURAGED, REVIEW, US, grounds_of
from assistant.rules.derive import NATIONAL
from assistant.rules.facts import FactValue
from assistant.rules.missing import Effect
from assistant.rules.screen import NEEDS_FACTS, Screening, TableResult
from corpus import Corpus, wording
from corpus.model import Provision

MAX_CONDITIONS = 2  # named for each turn of the verdict: enough to act on, short enough to read
MAX_ITEMS = 4
MAX_LABELS = 5  # facts named on which an open benefit depends


@dataclass(frozen=True)
class Said:
    """One sentence (or two that belong together) with the provisions that carry it."""

    key: str
    text: str
    provisions: tuple[str, ...]


@dataclass(frozen=True)
class Teller:
    """Turns a screening into sentences in one language."""

    corpus: Corpus
    screening: Screening
    lang: str
    approximate_date: bool = False

    def all(self) -> list[Said]:
        """Return every finding, the United States first."""
        return [
            *self._us(),
            *self._admission(),
            *self._encouraged(),
            *self.benefits(),
            *self._review(),
            *self._duties("later", "advice"),
            *self._flags(),
        ]

    def _us(self) -> Iterator[Said]:
        result = self.screening.tables.get(US)
        if result is None:
            return
        grounds = tuple(grounds_of(result))
        if result.definite and result.decided_by is not None:
            yield Said("us", result.decided_by.finding.get(self.lang), grounds)
        else:
            yield Said("us", self._open_us(result), grounds)
        yield from self._ground_sentences(result)
        yield from self._duties("duty")

    def _open_us(self, result: TableResult) -> str:
        parts = [say("us_open", self.lang)]
        if result.provisional == NEEDS_FACTS:
            mild, grave = (status(value, self.lang) for value in (result.possible[0], result.possible[-1]))
            parts.append(say("us_range", self.lang, mild=mild, grave=grave))
        else:
            turns = self.turns()
            joined = say("turn_join", self.lang).join(["", *turns]) if turns else ""
            parts.append(
                say("us_provisional", self.lang, status=status(result.provisional, self.lang), turns=joined)
            )
        return _joined(parts, self.lang)

    def turns(self) -> list[str]:
        """Say what would turn the provisional U.S. status into another, gravest first."""
        result = self.screening.tables.get(US)
        if result is None or result.definite:
            return []
        statuses: dict[tuple[str, ...], list[str]] = {}  # that the same conditions would bring
        for value in reversed(result.possible):
            conditions = self._conditions(value) if value != result.provisional else []
            if conditions:
                statuses.setdefault(tuple(conditions), []).append(status(value, self.lang))
        either = say("or", self.lang)
        return [
            say("turn", self.lang, status=either.join(values), conditions=either.join(conditions))
            for conditions, values in statuses.items()
        ]

    def _conditions(self, value: str) -> list[str]:
        conditions: list[str] = []
        for missing in self.screening.missing:
            if self.corpus.facts[missing.fact].type == "choice":
                continue  # "if the kind of transaction is …" names a form nobody asked about
            for effect in missing.effects:
                if effect.field == US and effect.status == value:
                    words = self.condition(missing.fact, effect.value)
                    if words not in conditions:
                        conditions.append(words)
                    break
        return conditions[:MAX_CONDITIONS]

    def condition(self, fact: str, value: FactValue) -> str:
        """Word "if this fact has this value"."""
        spec = self.corpus.facts[fact]
        label = spec.label.get(self.lang)
        if value is True:
            return say("condition_true", self.lang, label=label)
        if value is False:
            return say("condition_false", self.lang, label=label)
        words = turning_words(self.corpus, spec, value, self.screening.as_of)
        return say("condition_value", self.lang, label=label, value=words.get(self.lang))

    def _ground_sentences(self, result: TableResult) -> Iterator[Said]:
        for rule in result.grounds:
            texts = [words.get(self.lang) for words in (rule.finding, rule.warning) if words is not None]
            if texts:
                text = _joined(texts, self.lang)
                # Under a provisional status a ground may rest on ordinary values: it is no finding yet.
                text = text if result.definite else say("provisionally", self.lang, text=text)
                yield Said(rule.id, text, rule.provisions)

    def _duties(self, *kinds: str) -> Iterator[Said]:
        for owed in dated(self.screening, approximate=self.approximate_date):
            if owed.duty.kind in kinds and spoken(owed, self.screening):
                text = told(owed, self.lang, self.screening.as_of)
                assumed = not owed.certain and not owed.duty.while_open
                text = say("duty_assumed", self.lang, text=text) if assumed else text
                yield Said(owed.duty.id, text, owed.duty.provisions)
        if self.approximate_date and "duty" in kinds and self._counts_from_completion():
            yield Said("deadline", say("approximate_date", self.lang), ())

    def _counts_from_completion(self) -> bool:
        return any(o.certain and o.duty.due and o.duty.due.start == COMPLETION for o in self.screening.duties)

    def _admission(self) -> Iterator[Said]:
        result = self.screening.tables.get(ADMISSION)
        if result is None:
            return
        if not result.definite or result.decided_by is None:
            provisions = tuple(i for row in result.table.outcomes for i in row.provisions)
            yield Said("cn_admission", say("cn_admission_open_question", self.lang), provisions)
            return
        provisions = tuple(result.decided_by.provisions) or tuple(grounds_of(result))
        yield Said("cn_admission", result.decided_by.finding.get(self.lang), provisions)
        yield from self._ground_sentences(result)

    def _encouraged(self) -> Iterator[Said]:
        result = self.screening.tables.get(ENCOURAGED)
        if result is None:
            return
        items = self.screening.items
        if result.status == "yes":
            for item in self._listed():
                yield Said(f"cn_encouraged:{item.id}", self._item_sentence(item), (item.id,))
            return
        if result.status == "no" and result.decided_by is not None:
            yield Said("cn_encouraged", result.decided_by.finding.get(self.lang), self._edition())
        else:
            yield Said("cn_encouraged", say("cn_encouraged_open", self.lang), self._edition())
        province = self.screening.known.get("province")
        maybe = [p for p in items.possible if p.area in (NATIONAL, province)]
        if maybe and result.status != "no":
            yield self._items_sentence("cn_encouraged_candidates", maybe)
        elsewhere = [p for p in items.certain if p.area not in (NATIONAL, province)]
        if elsewhere:
            yield self._items_sentence("cn_encouraged_elsewhere", elsewhere)

    def _listed(self) -> list[Provision]:
        province = self.screening.known.get("province")
        return [p for p in self.screening.items.certain if p.area in (NATIONAL, province)]

    def _item_sentence(self, item: Provision) -> str:
        text = item.text.get(self.lang).rstrip("。.")
        sentence = say(
            "listed_item",
            self.lang,
            edition=item.catalogue,
            since=day_words(item.valid.from_, self.lang),
            pinpoint=item.pinpoint.get(self.lang),
            text=text,
        )
        instrument = self.corpus.instrument_of(item.id)
        if item.note is not None and item.note != instrument.note:
            return _joined([sentence, say("item_note", self.lang, note=item.note.get(self.lang))], self.lang)
        return sentence

    def _items_sentence(self, phrase: str, items: list[Provision]) -> Said:
        shown = items[:MAX_ITEMS]
        names = "; ".join(p.pinpoint.get(self.lang) for p in shown)
        return Said(phrase, say(phrase, self.lang, items=names), tuple(p.id for p in shown))

    def _edition(self) -> tuple[str, ...]:
        return edition_in_force(self.corpus, self.screening.as_of)

    def benefits(self) -> Iterator[Said]:
        """Return what is said of the benefits that were asked about, each by its own test."""
        for decides, result in self.screening.tables.items():
            if decides.startswith(BENEFITS):
                yield from self._benefit(decides, result)

    def _benefit(self, decides: str, result: TableResult) -> Iterator[Said]:
        table = result.table
        if table.scope is not None:
            yield Said(f"{decides}:scope", table.scope.get(self.lang), table.scope_provisions)
        if result.definite and result.decided_by is not None:
            text = result.decided_by.finding.get(self.lang)
            provisions = tuple(dict.fromkeys([*result.decided_by.provisions, *grounds_of(result)]))
            yield Said(decides, text, provisions)
            yield from self._ground_sentences(result)
        else:
            yield Said(decides, self._open_benefit(decides, result), table.scope_provisions)

    def _open_benefit(self, decides: str, result: TableResult) -> str:
        """Say that it is not decided, what the result may still be, and on what it depends."""
        words = [status(value, self.lang) for value in result.possible]
        labels = [
            self.corpus.facts[missing.fact].label.get(self.lang)
            for missing in self.screening.missing
            if decides in missing.would_change
        ]
        return say(
            "benefit_open",
            self.lang,
            title=result.table.title.get(self.lang),
            statuses=say("or", self.lang).join(words),
            labels=say("label_join", self.lang).join(labels[:MAX_LABELS]),
        )

    def _review(self) -> Iterator[Said]:
        result = self.screening.tables.get(REVIEW)
        if result is None:
            return
        if not result.definite or result.decided_by is None:
            provisions = tuple(r for o in result.table.outcomes for r in o.provisions)
            yield Said("cn_review", say("cn_review_open", self.lang), provisions)
            return
        yield Said("cn_review", result.decided_by.finding.get(self.lang), tuple(grounds_of(result)))
        yield from self._ground_sentences(result)

    def _flags(self) -> Iterator[Said]:
        order = {"stop": 0, "warn": 1}
        spoken = [
            flag for flag in self.screening.flags if flag.level != "info"
        ]  # the rest stand in the verdict
        for flag in sorted(spoken, key=lambda f: order[f.level]):
            yield Said(f"flag:{flag.id}", flag.text.get(self.lang), flag.provisions)


def edition_in_force(corpus: Corpus, day: date) -> tuple[str, ...]:
    """Return the root of the Catalogue edition in force on a day; none if none is held."""
    return tuple(p.id for p in _editions(corpus) if p.valid.covers(day))[:1]


@lru_cache(maxsize=2)
def _editions(corpus: Corpus) -> tuple[Provision, ...]:
    """Return the roots of the Catalogue editions; looked up once, not through every provision each time."""
    return tuple(
        p for p in corpus.provisions.values() if p.id.startswith("/cn/catalogue/") and p.id.count("/") == 3
    )


def day_words(day: date | None, lang: str) -> str:
    """Return a date as a reader of the language writes it."""
    if day is None:
        return "?"
    return wording.day_words(day).get("zh" if lang == "zh" else "en")


def effect_words(corpus: Corpus, fact: str, effects: list[Effect], lang: str, as_of: date) -> str | None:
    """Say what a fact's values would make of the verdict on a day; `None` when nothing definite."""
    spec = corpus.facts[fact]
    parts: list[str] = []
    for effect in effects:
        words = say(
            "effect",
            lang,
            value=turning_words(corpus, spec, effect.value, as_of).get(lang),
            side=say(f"side.{effect.field.split('.')[0]}", lang),
            status=status(effect.status, lang),
        )
        if words not in parts and spec.type != "set":
            parts.append(words)
    return "; ".join(parts[:3]) or None


def _joined(parts: list[str], lang: str) -> str:
    return ("" if lang == "zh" else " ").join(parts)
