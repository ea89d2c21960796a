"""What an answer will say before anyone writes it: findings, verdict, missing facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.answer.clock import Clock
from assistant.answer.direct import Direct
from assistant.answer.duties import provisions_of
from assistant.answer.established import Established, screen_established
from assistant.answer.findings import Said, Teller, effect_words
from assistant.answer.lookup import SHOWN, LookUp
from assistant.answer.phrases import say
from assistant.answer.verdicts import ENCOURAGED, benefits_of, listed_items, nothing_asked, verdict_of
from assistant.contract import CnProvisional, Contradiction, Kind, Missing, Verdict
from assistant.reader import kinds
from assistant.reader.declining import Decline
from assistant.reader.premises import Wrong, wrong_premises
from assistant.reader.quarantine import speaks_to_the_tool
from assistant.reader.read import Reading
from assistant.reader.text import normalise
from assistant.reader.topics import named_terms, subjects
from assistant.rules.facts import FactValue, plain
from assistant.rules.missing import MissingFact
from assistant.rules.requested import requested_by
from assistant.rules.screen import Screening, Side
from corpus import Corpus
from corpus.check import choices
from corpus.wording import value_words
from index.citing import Citations, overlaps
from index.search import Hit, Index

MAX_MISSING = 12
HITS = 10  # provisions found or relied on, besides those of flags
LAWFUL_ROUTE = "lawful-route"  # topic of the subject index opened where help with evasion is refused
MAX_SUBJECTS = 10  # provisions of the subject index named in one answer
HITS = 10
RELATED = 3  # further provisions named after a screening
MAX_CHOICES = 40
QUERY_ENDS = {"en": (130, 110), "zh": (70, 50)}  # characters of the beginning and of the end
CHINA: frozenset[Side] = frozenset({"cn"})


@dataclass(frozen=True)
class Plan:
    """Everything decided about an answer except its wording."""

    kind: Kind
    verdict: Verdict
    findings: tuple[Said, ...]
    facts: Established
    screening: Screening | None = None
    missing: tuple[Missing, ...] = ()
    hits: tuple[Hit, ...] = ()
    turns: tuple[str, ...] = ()

    def contradictions(self, corpus: Corpus, lang: str) -> list[Contradiction]:
        """Return the facts of which contradictory things were said."""
        return [
            Contradiction(
                fact=name,
                label=corpus.facts[name].label.get(lang),
                question=corpus.facts[name].question.get(lang),
                said=[plain(value) for value in contradictory(corpus, name, self.facts)],
            )
            for name in self.facts.conflicts
        ]


@dataclass(frozen=True)
class Planner:
    """Plans one answer."""

    corpus: Corpus
    index: Index
    lang: str
    as_of: date
    clock: Clock

    def knows(self, reading: Reading) -> bool:
        """Tell whether a question names a term of the glossary or is wrong about the law held here."""
        return bool(named_terms(self.corpus, reading.text) or self._wrong(reading))

    def _wrong(self, reading: Reading) -> list[Wrong]:
        # Of the whole question: a premise is corrected wherever it stands, in an order to the tool too.
        return wrong_premises(self.corpus, normalise(reading.question).lower(), self.as_of)

    def plan(
        self,
        reading: Reading,
        facts: Established,
        cited: Citations,
        kind: Kind,
        reason: Decline | None,
    ) -> Plan:
        """Choose by kind."""
        if kind == "declined":
            return self._declined(reading, facts, cited, reason)
        if kind == "lookup":
            return self._lookup(reading, facts, cited)
        return self._screen(reading, facts, cited)

    def _declined(
        self, reading: Reading, facts: Established, cited: Citations, reason: Decline | None
    ) -> Plan:
        if reason == "evasion":
            lawful = [i for topic in self.corpus.topics if topic.id == LAWFUL_ROUTE for i in topic.provisions]
            said = Said("declined", say("declined_evasion", self.lang), tuple(lawful))
        else:
            said = Said("declined", say("declined_scope", self.lang), ())
        look = LookUp(self.corpus, self.lang, self.as_of)
        findings = (*(self._premises(reading, look, cited) if reason == "evasion" else ()), said)
        hits = self._hits(reading, facts, findings) if any(f.provisions for f in findings) else ()
        return Plan("declined", nothing_asked(), findings, facts, hits=hits)

    def _screen(self, reading: Reading, facts: Established, cited: Citations) -> Plan:
        sides = kinds.sides(reading.text, facts.values)
        requested = self._requested(reading, facts)
        screening, facts = screen_established(self.corpus, facts, self.as_of, sides, requested)
        teller = Teller(self.corpus, screening, self.lang, facts.approximate_date)
        look = LookUp(self.corpus, self.lang, self.as_of)
        findings = [
            *self._preface(reading, facts, look, cited),
            *teller.all(),
            *look.provisions(cited.ids[:SHOWN]),
        ]
        indexed = self._subjects(reading, facts)
        flagged = [i for flag in screening.flags for i in flag.provisions]
        duties = provisions_of(screening.duties)
        verdict = verdict_of(screening, lang=self.lang)
        # An open benefit has grounds that no finding states, and a doubt about one of them is cited.
        benefits = [ground for benefit in verdict.cn.benefits or () for ground in benefit.grounds]
        hits = self._hits(reading, facts, findings, indexed, [*flagged, *duties, *benefits])
        findings += self._related([*indexed, *(h.provision_id for h in hits)], findings, look, len(indexed))
        return Plan(
            kind="screen",
            verdict=verdict,
            findings=tuple(findings),
            facts=facts,
            screening=screening,
            missing=self._missing(screening, facts, requested),
            hits=hits,
            turns=tuple(teller.turns()),
        )

    def _lookup(self, reading: Reading, facts: Established, cited: Citations) -> Plan:
        look = LookUp(self.corpus, self.lang, self.as_of)
        findings = list(self._preface(reading, facts, look, cited))
        verdict, screening = nothing_asked(), None
        if cited.ids:
            findings += look.provisions(cited.ids)
            verdict = self._listed(verdict, cited.ids)
        direct = Direct(self.corpus, self.lang, self.as_of)
        findings += direct.instruments(reading.text)
        asks_list = look.asks_list(reading.text)
        items = look.items(reading.text, facts.province) if asks_list else []
        if asks_list and not cited.missing:
            findings += look.no_list(facts.province)
        findings += items
        requested = self._requested(reading, facts)
        answered = bool(items or cited.ids)
        screens = bool(facts.values.get("activity")) and not answered
        screens = screens and self._asks_china(reading.text, direct)
        missing: list[MissingFact] = []
        if screens or requested:
            screening, facts = screen_established(self.corpus, facts, self.as_of, CHINA, requested)
            teller = Teller(self.corpus, screening, self.lang)
            findings += teller.all() if screens else list(teller.benefits())
            verdict = self._encouraged(verdict, screening) if screens else verdict
            verdict = _with_benefits(verdict, screening, self.lang)
            missing = [m for m in screening.missing if m.would_change & requested]
        indexed = self._subjects(reading, facts)
        first = [*direct.counted(reading.text, facts.province), *indexed]
        first += [] if answered else direct.terms(reading.text)
        hits = self._hits(reading, facts, findings, first)
        told = {i for said in findings for i in said.provisions}
        found = [h.provision_id for h in hits[:SHOWN]] if not items and not cited.missing else []
        if self.index.only_cites(reading.question, cited):
            found = [i for i in found if self._stands_by(i, cited.ids)]
        wanted = list(dict.fromkeys([*first, *found]))[: max(SHOWN, len(first))]
        findings += look.provisions(i for i in wanted if i not in told)
        if not findings:
            findings.append(Said("nothing", say("lookup_nothing", self.lang), ()))
        return Plan(
            "lookup",
            verdict,
            tuple(findings),
            facts,
            screening=screening,
            missing=tuple(self.missing(m) for m in missing[:MAX_MISSING]),
            hits=hits,
        )

    def _stands_by(self, provision: str, cited: Iterable[str]) -> bool:
        """Tell whether a provision is a part of one cited, has it as a part, or speaks of it."""
        return any(
            provision.startswith(f"{one}/")
            or one.startswith(f"{provision}/")
            or provision in self.corpus.cited_by.get(one, ())
            for one in cited
        )

    def _asks_china(self, text: str, direct: Direct) -> bool:
        """Tell whether a look-up that names an activity asks what China makes of it.

        Not where only American law is named, nor where the meaning of a term is asked for.
        """
        if direct.terms(text) and not kinds.says("asks_status", text):
            return False
        return kinds.says("cn_question", text) or not kinds.says("us_side", text)

    def _preface(self, reading: Reading, facts: Established, look: LookUp, cited: Citations) -> list[Said]:
        """Return what must be said first: premises corrected, instructions refused, contradictions named."""
        found = self._premises(reading, look, cited)
        if speaks_to_the_tool(reading.question) or kinds.says("injection", reading.text):
            found.append(Said("injection", say("injection", self.lang), ()))
        found += [Said(f"conflict:{name}", self._conflict(name, facts), ()) for name in facts.conflicts]
        if supposed := [name for name in facts.values if name in facts.supposed]:
            labels = say("list_join", self.lang).join(self._fact_words(n, facts.values[n]) for n in supposed)
            found.append(Said("supposed", say("supposed", self.lang, facts=labels), ()))
        return found

    def _conflict(self, name: str, facts: Established) -> str:
        spec = self.corpus.facts[name]
        label = spec.label.get(self.lang)
        if name not in facts.disputed:
            return say("conflict" if spec.type == "bool" else "conflict_value", self.lang, label=label)
        before, now = (value_words(self.corpus, spec, v).get(self.lang) for v in facts.disputed[name])
        return say("conflict_turns", self.lang, label=label, before=before, now=now)

    def _fact_words(self, name: str, value: FactValue) -> str:
        spec = self.corpus.facts[name]
        words = value_words(self.corpus, spec, value).get(self.lang)
        return say("fact_is", self.lang, label=spec.label.get(self.lang), value=words)

    def _premises(self, reading: Reading, look: LookUp, cited: Citations) -> list[Said]:
        """Return the corrections of what the question takes for granted: citations first, then claims."""
        wrong = self._wrong(reading)
        cited_spans = [m.span for m in cited.missing]
        return [
            *look.premises(cited.missing),
            *look.corrections((w for w in wrong if not overlaps(w.span, cited_spans)), reading.question),
        ]

    def _subjects(self, reading: Reading, facts: Established) -> list[str]:
        """Return the provisions of the subject index for what the question names."""
        topics = subjects(self.corpus, reading.text, facts.province)
        ids = dict.fromkeys(i for topic in topics for i in topic.provisions)
        return [i for i in ids if self.corpus.provisions[i].valid.covers(self.as_of)][:MAX_SUBJECTS]

    def _requested(self, reading: Reading, facts: Established) -> frozenset[str]:
        """Return the tables run on request that the words, or facts given outright, ask for.

        A fact that was merely read does not ask: a city settles where, not what the asker wants to know.
        """
        named = subjects(self.corpus, reading.text, facts.province)
        worded = {decides for topic in named for decides in topic.asks}
        given = [name for name, source in facts.sources.items() if source == "given"]
        return requested_by(self.corpus, given) | worded

    def _related(
        self, ids: Iterable[str], findings: Iterable[Said], look: LookUp, at_least: int
    ) -> list[Said]:
        """Return what the question touches and the tables do not decide: the subject index first."""
        told = {i for said in findings for i in said.provisions}
        fresh = [i for i in dict.fromkeys(ids) if i not in told]
        indexed = set(fresh[:at_least])
        rules = [i for i in fresh if i in indexed or self.corpus.provisions[i].catalogue is None]
        rules = rules[: max(RELATED, len(indexed))]
        return [
            Said(said.key, say("see_also", self.lang, text=said.text), said.provisions)
            for said in look.provisions(rules)
        ]

    def _hits(
        self,
        reading: Reading,
        facts: Established,
        findings: Iterable[Said],
        also: Iterable[str] = (),
        on_top: Iterable[str] = (),
    ) -> tuple[Hit, ...]:
        """Search; what the answer relies on is among the hits.

        What belongs to every answer of a kind and answers no question (flags, duties) comes on top,
        in nobody's place.
        """
        relied = dict.fromkeys([*(i for said in findings for i in said.provisions), *also])
        added = [i for i in dict.fromkeys(on_top) if i not in relied]
        place = self.corpus.places.get(facts.province or "")
        with self.clock.stage("retrieve"):
            hits = self.index.search(
                _query(reading.question, reading.lang),
                max(HITS, len(relied)) + len(added),
                as_of=self.as_of,
                province=place.slug if place is not None and place.has_list else None,
                include=(*relied, *added),
            )
        return tuple(hits)

    def _listed(self, verdict: Verdict, ids: Iterable[str]) -> Verdict:
        """Mark what is listed and in force as encouraged: the provision itself settles it."""
        items = [self.corpus.provisions[i] for i in ids]
        listed = [p.id for p in items if p.catalogue and p.number is not None and p.valid.covers(self.as_of)]
        return self._with_encouraged(verdict, "yes", listed) if listed else verdict

    def _encouraged(self, verdict: Verdict, screening: Screening) -> Verdict:
        status = screening.tables[ENCOURAGED].status
        return self._with_encouraged(verdict, status, listed_items(screening))

    def _with_encouraged(self, verdict: Verdict, value: str, grounds: list[str]) -> Verdict:
        provisional = CnProvisional.model_validate({"admission": "not_asked", "encouraged": value})
        cn = verdict.cn.model_copy(
            update={"encouraged": value, "provisional": provisional, "grounds": grounds}
        )
        return verdict.model_copy(update={"cn": cn})

    def _missing(
        self, screening: Screening, facts: Established, requested: frozenset[str]
    ) -> tuple[Missing, ...]:
        """Return what to ask: facts that were said both ways first, then the most decisive ones.

        Every one that a benefit asked about turns on is among them.
        """
        ordered = sorted(screening.missing, key=lambda m: m.fact not in facts.conflicts)
        shown = [m for rank, m in enumerate(ordered) if rank < MAX_MISSING or m.would_change & requested]
        return tuple(self.missing(m, contradictory(self.corpus, m.fact, facts)) for m in shown)

    def missing(self, missing: MissingFact, said: tuple[FactValue, ...] = ()) -> Missing:
        """Return a missing fact as a question to the asker; `said` are values that contradict each other."""
        spec = self.corpus.facts[missing.fact]
        allowed = list(spec.choices) if spec.choices_from is None else sorted(choices(self.corpus, spec))
        return Missing(
            fact=missing.fact,
            question=spec.question.get(self.lang),
            would_change=sorted(missing.would_change),
            type=spec.type,
            choices=allowed if len(allowed) <= MAX_CHOICES else [],
            effect=effect_words(self.corpus, missing.fact, missing.effects, self.lang, self.as_of),
            said=[plain(value) for value in said],
        )


def contradictory(corpus: Corpus, name: str, facts: Established) -> tuple[FactValue, ...]:
    """Return the values of a fact that were said and contradict each other, the earlier one first."""
    if name in facts.disputed:
        return facts.disputed[name]
    return (True, False) if name in facts.conflicts and corpus.facts[name].type == "bool" else ()


def _with_benefits(verdict: Verdict, screening: Screening, lang: str) -> Verdict:
    cn = verdict.cn.model_copy(update={"benefits": benefits_of(screening, lang)})
    return verdict.model_copy(update={"cn": cn})


def _query(text: str, lang: str) -> str:
    """Return what is searched for: a long message's beginning (the deal) and end (the question).

    Embedding costs about a millisecond for each token, and the middle of a long message is mostly
    facts, which the rule check has read already. A Chinese character is about a token.
    """
    head, tail = QUERY_ENDS[lang]
    return text if len(text) <= head + tail else f"{text[:head]} {text[-tail:]}"
