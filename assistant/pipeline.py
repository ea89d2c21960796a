"""From a question to a checked, cited answer: read, screen, retrieve, write, gate, keep."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.answer.cited import Citations
from assistant.answer.clock import Clock
from assistant.answer.doubts import Doubt, doubts
from assistant.answer.doubts import entries as doubt_entries
from assistant.answer.duties import entries as duty_entries
from assistant.answer.duties import provisions_of
from assistant.answer.established import Established, establish, fact_entries, fact_lines
from assistant.answer.findings import Said, Teller
from assistant.answer.phrases import say
from assistant.answer.plan import Plan, Planner
from assistant.answer.slotting import Asker, SlotLimits, fill_slots, slot_checks, with_slots
from assistant.answer.verdicts import BENEFITS, NOT_ASKED, verdict_of
from assistant.answer.writing import Brief, Composer, Outcome, Written, prompt_version
from assistant.contract import (
    AskRequest,
    AskResponse,
    Check,
    CorpusOut,
    FlagOut,
    ModelOut,
    Retrieved,
    ScreenRequest,
    Sentence,
    Validation,
    Verdict,
)
from assistant.events import Event, citations_event, done_event, facts_event, token_event, verdict_event
from assistant.reader.followups import PLAIN, Manner, follow_up
from assistant.reader.quarantine import read_deal, told
from assistant.reader.read import Reading, classify
from assistant.reader.slots import Filled
from assistant.rules.facts import parse_facts, plain
from assistant.rules.requested import requested_by
from assistant.rules.screen import Screening, screen
from assistant.settings import Settings
from assistant.store import Conversation, Store
from assistant.writers.base import Writer, WriterError
from assistant.writers.choose import Writers
from corpus import Corpus, load
from index.embedders import embedder
from index.search import Index

Cancelled = Callable[[], bool]
MAX_CAVEATS = 3


@dataclass
class _Answer:
    """One answer in the making."""

    request: AskRequest
    id: str
    conversation_id: str
    as_of: date
    lang: str
    reading: Reading
    plan: Plan
    clock: Clock
    citations: Citations
    sentences: list[Sentence] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    filled: Filled = field(default_factory=Filled)
    model: ModelOut = field(default_factory=lambda: ModelOut(writer="rules", name="rule check"))
    problem: str = ""


class Assistant:
    """The engine room behind every route."""

    def __init__(
        self,
        corpus: Corpus,
        index: Index,
        store: Store,
        writers: Writers,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.corpus = corpus
        self.index = index
        self._store = store
        self._writers = writers
        self._today = today
        self.slots = SlotLimits()  # how far a model takes part in reading; not at all unless this is set

    def ask(self, request: AskRequest) -> AskResponse:
        """Answer at once."""
        for event in self.stream(request):
            if event.name == "done":
                return AskResponse.model_validate(event.data)
        raise RuntimeError("the answer ended before it was done")

    def stream(self, request: AskRequest, cancelled: Cancelled = lambda: False) -> Iterator[Event]:
        """Answer piece by piece: facts, verdict, citations, sentences, and the whole at the end.

        Once `cancelled()` is true the model is stopped; the receipt is kept all the same.
        Raises `FactError` for given facts that cannot be.
        """
        answer = self._begin(request, cancelled)
        entries = fact_entries(self.corpus, answer.plan.facts, answer.plan.screening, answer.lang)
        yield facts_event(
            answer.id, answer.conversation_id, _lang(answer.lang), answer.as_of, entries,
            contradictions=answer.plan.contradictions(self.corpus, answer.lang),
        )  # fmt: skip
        verdict = self._verdict(answer)
        yield self._verdict_event(answer, verdict)
        yield citations_event(answer.citations.entries())
        for written in self._write(answer, cancelled):
            yield _token(self._add(answer, written))
        response = self._finish(answer, verdict)
        self._keep(answer, response)
        yield done_event(response)

    def screen(self, request: ScreenRequest) -> dict[str, Any]:
        """Run the rule check alone: verdict, trace and what is missing."""
        as_of = request.as_of or self._today()
        facts = parse_facts(self.corpus, request.facts)
        requested = requested_by(self.corpus, facts) | {f"{BENEFITS}{name}" for name in request.benefits}
        screening = screen(self.corpus, facts, as_of, requested=requested)
        planner = Planner(self.corpus, self.index, request.lang, as_of, Clock())
        citations = Citations(self.corpus, request.lang)
        verdict = verdict_of(screening, _flags(screening, request.lang, citations), request.lang)
        relied = _relied_on(verdict, screening)
        verdict = verdict.model_copy(
            update={
                "duties": duty_entries(screening, request.lang, citations),
                "doubts": doubt_entries(doubts(self.corpus, relied, as_of), request.lang),
            }
        )
        teller = Teller(self.corpus, screening, request.lang)
        return {
            "as_of": as_of.isoformat(),
            "verdict": verdict.model_dump(mode="json"),
            "findings": [
                {"text": s.text, "citations": citations.numbers(s.provisions)} for s in teller.all()
            ],
            "missing": [planner.missing(m).model_dump(mode="json") for m in screening.missing],
            "facts": {name: plain(value) for name, value in screening.known.items()},
            "citations": [c.model_dump(mode="json", by_alias=True) for c in citations.entries()],
            "deadlines": [
                {"id": owed.duty.id, "date": owed.day.isoformat()}
                for owed in screening.deadlines
                if owed.day is not None
            ],
            "trace": trace_entries(screening),
            "corpus": {"version": self.corpus.version, "sha256": self.corpus.sha256},
        }

    def _begin(self, request: AskRequest, cancelled: Cancelled) -> _Answer:
        clock = Clock()
        as_of = request.as_of or self._today()
        conversation = self._store.conversation(request.conversation_id) if request.conversation_id else None
        with clock.stage("facts"):
            carried: Mapping[str, Any] = conversation.facts if conversation else {}
            reading, manner = self._read(request.question, as_of, conversation)
            lang = reading.lang if request.lang == "auto" else request.lang
            facts = establish(self.corpus, reading, request.facts, carried, manner)
        follows_up = bool(carried) or bool(request.facts)
        planner = Planner(self.corpus, self.index, lang, as_of, clock)
        plan = self._plan(reading, facts, planner, follows_up)
        filled = self._fill_slots(request, reading, plan, clock, cancelled)
        if filled.facts:
            plan = self._plan(reading, with_slots(plan.facts, filled), planner, follows_up)
        citations = Citations(self.corpus, lang)
        for said in plan.findings:
            citations.numbers(said.provisions)
        return _Answer(
            request=request,
            id=uuid.uuid4().hex,
            conversation_id=request.conversation_id or uuid.uuid4().hex,
            as_of=as_of,
            lang=lang,
            reading=reading,
            plan=plan,
            clock=clock,
            citations=citations,
            filled=filled,
        )

    def _fill_slots(
        self, request: AskRequest, reading: Reading, plan: Plan, clock: Clock, cancelled: Cancelled
    ) -> Filled:
        """Let a model look for missing facts, where that is allowed; the verdict waits for it."""
        writer = self._writers.choose(request.writer) if self.slots.most else None
        if writer is None:
            return Filled()
        with clock.stage("slots"):
            return fill_slots(self.corpus, reading, plan, Asker(writer, self.slots, cancelled))

    def _read(self, question: str, as_of: date, conversation: Conversation | None) -> tuple[Reading, Manner]:
        if conversation is None or not conversation.facts:
            return read_deal(self.corpus, question, as_of), PLAIN
        reading, manner = follow_up(self.corpus, told(question), as_of, conversation.facts.keys())
        return replace(reading, question=question), replace(manner, again=conversation.question == question)

    def _plan(self, reading: Reading, facts: Established, planner: Planner, follows_up: bool) -> Plan:
        cited = self.index.citations(reading.question, planner.as_of)
        with planner.clock.stage("rules"):
            cites = bool(cited.cited or cited.missing)
            kind, reason = classify(reading, cites=cites, follows_up=follows_up)
            if reason == "out_of_scope" and planner.knows(reading):
                kind, reason = classify(reading, cites=True, follows_up=follows_up)
            return planner.plan(reading, facts, cited, kind, reason)

    def _verdict(self, answer: _Answer) -> Verdict:
        screening = answer.plan.screening
        if screening is None or answer.plan.kind != "screen":
            return answer.plan.verdict
        update = {
            "flags": _flags(screening, answer.lang, answer.citations),
            "duties": duty_entries(
                screening, answer.lang, answer.citations, approximate=answer.plan.facts.approximate_date
            ),
            "doubts": doubt_entries(self._doubts(answer), answer.lang),
        }
        return answer.plan.verdict.model_copy(update=update)

    def _verdict_event(self, answer: _Answer, verdict: Verdict) -> Event:
        event = verdict_event(answer.plan.kind, verdict, answer.plan.missing)
        event.data["turns"] = list(answer.plan.turns)
        event.data["deadlines"] = _deadlines(verdict)
        return event

    def _doubts(self, answer: _Answer) -> list[Doubt]:
        relied = _relied_on(answer.plan.verdict, answer.plan.screening)
        return list(doubts(self.corpus, relied, answer.as_of))

    def _write(self, answer: _Answer, cancelled: Cancelled) -> Iterator[Written]:
        composer = Composer(self.corpus, self._brief(answer))
        writer = self._writer(answer)
        if writer is None:
            yield from composer.rest()
            return
        told: set[str] = set()
        with answer.clock.stage("write"):
            try:
                for written in composer.compose(writer, cancelled, answer.outcome):
                    told.add(written.said.key)
                    yield written
            except WriterError as error:
                answer.problem = str(error)
        answer.model = ModelOut(writer=writer.name, name=writer.model)
        yield from composer.rest(told)

    def _writer(self, answer: _Answer) -> Writer | None:
        if answer.plan.kind == "declined":
            return None  # nothing to explain: the refusal is the rule check's own
        return self._writers.choose(answer.request.writer)

    def _brief(self, answer: _Answer) -> Brief:
        verdict = answer.plan.verdict
        statuses: dict[str, tuple[str, ...]] = {}
        if verdict.us.status != NOT_ASKED:
            statuses["us"] = ("prohibited", "notifiable", "excepted", "no_hit", "needs_facts", "not_in_force")
        if verdict.cn.admission != NOT_ASKED:
            statuses["cn_admission"] = ("prohibited", "restricted", "open", "needs_facts")
        if verdict.cn.encouraged != NOT_ASKED:
            statuses["cn_encouraged"] = ("yes", "no", "needs_facts")
        return Brief(
            question=answer.request.question,
            lang=answer.lang,
            as_of=answer.as_of.isoformat(),
            facts=fact_lines(self.corpus, answer.plan.facts, answer.lang),
            findings=answer.plan.findings,
            statuses=statuses,
        )

    def _add(self, answer: _Answer, written: Written) -> Sentence:
        numbers = answer.citations.numbers(written.said.provisions)
        sentence = Sentence.model_validate(
            {"text": written.said.text, "citations": numbers, "origin": written.origin}
        )
        answer.sentences.append(sentence)
        return sentence

    def _finish(self, answer: _Answer, verdict: Verdict) -> AskResponse:
        for said in self._caveats(answer):
            self._add(answer, Written(said, "rules"))
        with answer.clock.stage("validate"):
            validation = _validation(answer, verdict)
        screening = answer.plan.screening
        hits = answer.plan.hits
        return AskResponse(
            id=answer.id,
            question=answer.request.question,
            lang=_lang(answer.lang),
            as_of=answer.as_of,
            conversation_id=answer.conversation_id,
            kind=answer.plan.kind,
            verdict=verdict,
            answer="\n\n".join(marked(s) for s in answer.sentences),
            sentences=answer.sentences,
            citations=answer.citations.entries(),
            facts=fact_entries(self.corpus, answer.plan.facts, screening, answer.lang),
            missing=list(answer.plan.missing),
            contradictions=answer.plan.contradictions(self.corpus, answer.lang),
            validation=validation,
            retrieved=[
                Retrieved(provision_id=h.provision_id, rank=h.rank, score=round(h.score, 4)) for h in hits
            ],
            model=answer.model,
            timings_ms=answer.clock.stop(),
            corpus=CorpusOut(version=self.corpus.version, sha256=self.corpus.sha256),
            index=CorpusOut(version=self.index.manifest.chunker_version, sha256=self.index.manifest.sha256),
            prompt_version=prompt_version() if answer.model.writer != "rules" else None,
            trace=trace_entries(screening) if screening else [],
            turns=list(answer.plan.turns),
            deadlines=_deadlines(verdict),
        )

    def _caveats(self, answer: _Answer) -> Iterator[Said]:
        """Say of what the answer rests on that it is unverified, and what the answer is."""
        for doubt in self._doubts(answer)[:MAX_CAVEATS]:
            key = f"{doubt.reason}:{doubt.provision.id}"
            yield Said(key, doubt.told(answer.lang), (doubt.provision.id,))
        if answer.plan.kind != "declined":
            yield Said("basis", say("basis", answer.lang, date=answer.as_of.isoformat()), ())

    def _keep(self, answer: _Answer, response: AskResponse) -> None:
        self._store.save_answer(response)
        facts = answer.plan.facts.to_carry()
        self._store.save_conversation(
            answer.conversation_id, facts, answer.request.question, answer.lang, answer.id
        )


def _relied_on(verdict: Verdict, screening: Screening | None) -> list[str]:
    """Return what the verdict rests on, the gravest first: grounds, flags that stop or refer, duties.

    The grounds of benefits asked about come after those of the two sides.
    """
    found = [*verdict.us.grounds, *verdict.cn.grounds, *(i for b in verdict.cn.benefits for i in b.grounds)]
    if screening is not None:
        found += [i for f in screening.flags if f.level == "stop" or f.refer for i in f.provisions]
        found += provisions_of(owed for owed in screening.duties if owed.certain)
    return list(dict.fromkeys(found))


def _deadlines(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the duties that stand and have a day, as text, date and citations."""
    return [
        {"text": duty.due, "date": duty.date.isoformat(), "citations": duty.citations}
        for duty in verdict.duties
        if duty.certain and duty.date is not None
    ]


def _flags(screening: Screening, lang: str, citations: Citations) -> list[FlagOut]:
    return [
        FlagOut(id=f.id, level=f.level, text=f.text.get(lang), citations=citations.numbers(f.provisions))
        for f in screening.flags
    ]


def _validation(answer: _Answer, verdict: Verdict) -> Validation:
    """Compare what the model stated with the rule check, and report every failed check."""
    checks = slot_checks(answer.filled)
    checks += [check for check in answer.outcome.checks if not check.passed]
    if answer.problem:
        checks.append(Check(name="writer", passed=False, detail=answer.problem))
    if answer.model.writer == "rules":
        return Validation(
            status="abstained" if answer.plan.kind == "declined" else "rules_only", checks=checks
        )
    wanted = {
        "us": verdict.us.status,
        "cn_admission": verdict.cn.admission,
        "cn_encouraged": verdict.cn.encouraged,
    }
    stated = answer.outcome.stated
    asked = {name for name, status in wanted.items() if status != NOT_ASKED}
    differs = [name for name, value in stated.items() if wanted.get(name) != value]
    differs += sorted(asked - set(stated))  # a model that states nothing of it has not agreed
    checks += [
        Check(
            name="model_verdict",
            passed=False,
            detail=f"{name}: model {stated.get(name)}, rule check {wanted.get(name)}",
        )
        for name in differs
    ]
    passed_count = sum(s.origin == "model" for s in answer.sentences)
    checks.append(
        Check(
            name="sentences",
            passed=True,
            detail=f"{passed_count} from the model, {answer.outcome.replaced} replaced",
        )
    )
    agreed = passed_count > 0 and not differs and not answer.outcome.replaced and not answer.problem
    return Validation(status="confirmed" if agreed else "corrected", model_verdict=stated, checks=checks)


def trace_entries(screening: Screening) -> list[dict[str, Any]]:
    """Return the trace, one entry per rule that is true or still open."""
    return [
        {
            "table": step.table,
            "rule": step.rule.id,
            "value": step.value,
            "facts": list(step.facts),
            "provisions": list(step.rule.provisions),
        }
        for step in screening.trace
        if step.value is not False
    ]


def marked(sentence: Sentence) -> str:
    """Return a sentence with its [n] markers."""
    marks = "".join(f"[{n}]" for n in sentence.citations)
    return f"{sentence.text} {marks}" if marks else sentence.text


def _token(sentence: Sentence) -> Event:
    event = token_event(marked(sentence) + "\n\n")
    event.data.update(citations=sentence.citations, origin=sentence.origin)
    return event


def _lang(lang: str) -> Any:
    return "zh" if lang == "zh" else "en"


def build(settings: Settings, store: Store) -> Assistant:
    """Load the corpus, open the index and make the assistant; raises with the remedy when it cannot."""
    corpus = load()
    index = Index.open(settings.index_dir, corpus, embedder(settings.embedder))
    assistant = Assistant(corpus, index, store, Writers(settings))
    assistant.slots = SlotLimits(settings.slots, settings.slot_seconds)
    _warm(corpus)
    return assistant


def _warm(corpus: Corpus) -> None:
    """Compile the reader's expressions and today's rules now, so that the first question does not wait."""
    read_deal(corpus, "Is it encouraged? 是否鼓励？", date.today())
    screen(corpus, {}, date.today())
