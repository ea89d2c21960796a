"""Has a model explain the findings, and lets through only what the gate passes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.answer.findings import Said
from assistant.answer.gate import Basis, check_sentence, passed
from assistant.contract import Check
from assistant.jsonstream import AnswerStream, StatedSentence, StatedVerdict
from assistant.writers.base import Writer, WritingTask
from corpus import Corpus

PROMPTS = Path(__file__).parents[2] / "prompts"
TEMPLATES = ("answer_system.j2", "answer_user.j2")
MAX_FINDINGS = 5  # the model explains the first ones; the rest is said in the rule check's own words
MAX_LETTERS = 400  # of one sentence


@dataclass(frozen=True)
class Brief:
    """What the model is told for one answer."""

    question: str
    lang: str
    as_of: str
    facts: tuple[str, ...]
    findings: tuple[Said, ...]
    statuses: dict[str, tuple[str, ...]]  # verdict field -> the values it may have


@dataclass
class Outcome:
    """What came of asking the model."""

    stated: dict[str, Any] = field(default_factory=dict)  # the verdict the model gave
    checks: list[Check] = field(default_factory=list)
    replaced: int = 0  # sentences that did not pass


@dataclass(frozen=True)
class Written:
    """One sentence of the answer, from the model or from the rule check."""

    said: Said
    origin: str  # model | rules


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Plain text for a model, not HTML: escaping would change the question's own words.
    return Environment(loader=FileSystemLoader(PROMPTS), undefined=StrictUndefined, autoescape=False)  # noqa: S701


@lru_cache(maxsize=1)
def prompt_version() -> str:
    """Return a short hash over the prompt templates."""
    digest = hashlib.sha256(b"".join((PROMPTS / name).read_bytes() for name in TEMPLATES))
    return digest.hexdigest()[:12]


class Composer:
    """Writes one answer with one model."""

    def __init__(self, corpus: Corpus, brief: Brief) -> None:
        self._corpus = corpus
        self._brief = brief
        self._explained = brief.findings[:MAX_FINDINGS]
        ids = dict.fromkeys(i for said in self._explained for i in said.provisions)
        self._tags = {provision_id: f"P{n}" for n, provision_id in enumerate(ids, 1)}
        self._by_tag = {tag: provision_id for provision_id, tag in self._tags.items()}

    def compose(self, writer: Writer, cancelled: Callable[[], bool], outcome: Outcome) -> Iterator[Written]:
        """Yield checked sentences as they come, then the rule check's own for findings left over.

        Raises `WriterError` when the model cannot write; what was yielded before stands.
        """
        told: set[str] = set()
        stream = AnswerStream()
        for delta in writer.write(self.task(), cancelled):
            for piece in stream.feed(delta):
                if isinstance(piece, StatedVerdict):
                    outcome.stated = piece.value
                else:
                    yield from self._admit(piece, told, outcome)
        yield from self.rest(told)

    def rest(self, told: set[str] | frozenset[str] = frozenset()) -> Iterator[Written]:
        """Yield the rule check's own sentences for findings nobody has told yet."""
        for said in self._brief.findings:
            if said.key not in told:
                yield Written(said, "rules")

    def task(self) -> WritingTask:
        """Return the prompt and the schema of the reply."""
        environment = _environment()
        user = environment.get_template(TEMPLATES[1]).render(
            lang=self._brief.lang,
            as_of=self._brief.as_of,
            facts=self._brief.facts,
            question=self._brief.question.replace("<", "‹").replace(">", "›"),
            provisions=[self._provision(i, tag) for i, tag in self._tags.items()],
            findings=[
                {"tag": f"F{n}", "tags": [self._tags[i] for i in said.provisions], "text": said.text}
                for n, said in enumerate(self._explained, 1)
            ],
        )
        system = environment.get_template(TEMPLATES[0]).render()
        return WritingTask(
            system=system, user=user, schema=self._schema(), max_tokens=120 + 110 * len(self._explained)
        )

    def _provision(self, provision_id: str, tag: str) -> dict[str, str]:
        provision = self._corpus.provisions[provision_id]
        lang = self._brief.lang
        return {"tag": tag, "pinpoint": provision.pinpoint.get(lang), "text": provision.text.get(lang)}

    def _schema(self) -> dict[str, Any]:
        verdict = {name: {"enum": list(values)} for name, values in self._brief.statuses.items()}
        return {
            "type": "object",
            "properties": {
                "sentences": {
                    "type": "array",
                    "prefixItems": [self._sentence(n, said) for n, said in enumerate(self._explained, 1)],
                    "minItems": len(self._explained),
                    "maxItems": len(self._explained),
                },
                "verdict": {
                    "type": "object",
                    "properties": verdict,
                    "required": list(verdict),
                    "additionalProperties": False,
                },
            },
            "required": ["sentences", "verdict"],
            "additionalProperties": False,
        }

    def _sentence(self, number: int, said: Said) -> dict[str, Any]:
        """Return the schema of the sentence for one finding: its tags are fixed, its text is free."""
        return {
            "type": "object",
            "properties": {
                "tags": {"const": [f"F{number}", *(self._tags[i] for i in said.provisions)]},
                "text": {"type": "string", "maxLength": MAX_LETTERS},
            },
            "required": ["tags", "text"],
            "additionalProperties": False,
        }

    def _admit(self, sentence: StatedSentence, told: set[str], outcome: Outcome) -> Iterator[Written]:
        """Let a sentence through, or say its finding in the rule check's own words."""
        said = self._finding(sentence.tags)
        if said is None:
            outcome.replaced += 1
            outcome.checks.append(Check(name="tags", passed=False, detail="names no finding"))
            return
        tags = tuple(t for t in sentence.tags if t in self._by_tag)
        checks = check_sentence(sentence.text, tags, self._basis(said), self._brief.lang)
        outcome.checks += checks
        if passed(checks):
            told.add(said.key)
            yield Written(Said(said.key, sentence.text, tuple(self._by_tag[t] for t in tags)), "model")
        else:
            outcome.replaced += 1
            if said.key not in told:
                told.add(said.key)
                yield Written(said, "rules")

    def _finding(self, tags: Sequence[str]) -> Said | None:
        for tag in tags:
            if tag.startswith("F") and tag[1:].isdigit() and 0 < int(tag[1:]) <= len(self._explained):
                return self._explained[int(tag[1:]) - 1]
        return None

    def _basis(self, said: Said) -> Basis:
        offered = {self._tags[i]: self._ground(i) for i in said.provisions}
        return Basis(said.text, offered, " ".join(self._brief.facts))

    def _ground(self, provision_id: str) -> str:
        provision = self._corpus.provisions[provision_id]
        lang = self._brief.lang
        return f"{provision.pinpoint.get(lang)} {provision.heading.get(lang)} {provision.text.get(lang)}"
