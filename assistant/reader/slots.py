"""Facts a model finds in the question where the wordings left a slot open, one slot at a time.

A small model asked for many facts at once answers all of them. So it is asked for one, must quote
the words first, and nothing it says counts before it is checked against the question: the value is
one of the closed list, the quote stands in the question word for word and names what the fact is
about, and the words say what the value says, by the same reading of negation, doubt and subject as
the wordings' own. A value that would make a result milder passes the wordings' guard as well.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.reader.clearing import clears, settled
from assistant.reader.quarantine import told
from assistant.reader.read import Reading, StatedFact
from assistant.reader.scope import scope_of
from assistant.reader.text import normalise
from assistant.writers.base import Writer, WriterError, WritingTask
from corpus import Corpus
from corpus.model import Bilingual, FactSpec
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("slots.yaml")
PROMPTS = Path(__file__).parents[2] / "prompts"
TEMPLATES = ("slot_system.j2", "slot_user.j2")
NOT_STATED = "not_stated"
MAX_QUOTE = 160  # characters
MAX_CHOICES = 12  # a longer list is no question for a small model
MAX_TOKENS = 120
SHARED = 3  # a term that more facts have tells none of them: "AI" alone is no penetration testing
_VALUES = {"yes": True, "no": False}
_WORD = re.compile(r"[a-z][a-z0-9-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_STEM = 6  # characters of an English word that its forms share

Dropped = Literal["reply", "value", "quote", "terms", "words", "guard", "late"]
Over = Callable[[], bool]


@dataclass
class Filled:
    """What came of asking for slots."""

    facts: dict[str, StatedFact] = field(default_factory=dict)
    dropped: dict[str, Dropped] = field(default_factory=dict)  # fact: the first check it failed
    not_stated: list[str] = field(default_factory=list)
    problem: str = ""  # why the model broke off

    @property
    def asked(self) -> int:
        """How many slots the model was asked for."""
        return len(self.facts) + len(self.dropped) + len(self.not_stated)


@dataclass(frozen=True)
class Reply:
    """What the model says of one slot."""

    value: str
    quote: str


class Slots:
    """Asks a model for the slots of one question."""

    def __init__(self, corpus: Corpus, reading: Reading) -> None:
        self._corpus = corpus
        self._reading = reading
        self._message = told(reading.question)  # what speaks to the tool is shown to no model, nor quoted
        self._scope = scope_of(_prepared(self._message))

    def open(self, wanted: Sequence[str], known: Collection[str], most: int) -> list[str]:
        """Return the slots to ask for, in the order of `wanted`: never one the wordings have spoken to."""
        spoken = {*known, *self._reading.facts, *self._reading.conflicts, *self._reading.touched}
        fitting = (name for name in wanted if name not in spoken and values_of(self._corpus.facts[name]))
        return list(fitting)[:most]

    def fill(self, names: Sequence[str], writer: Writer, over: Over) -> Filled:
        """Ask for each slot in turn until the time is over, and keep what passes every check."""
        filled = Filled()
        for name in names:
            if over():
                break
            try:
                text = "".join(writer.write(self.task(name), over))
            except WriterError as error:
                filled.problem = str(error)
                break
            self._take(name, text, filled, late=over())
        return filled

    def task(self, name: str) -> WritingTask:
        """Return the prompt for one slot and the schema of the reply."""
        spec, lang = self._corpus.facts[name], self._reading.lang
        values = values_of(spec)
        user = _templates().get_template(TEMPLATES[1]).render(
            message=self._message.replace("<", "‹").replace(">", "›"),
            question=spec.question.get(lang),
            meaning=spec.meaning.get(lang),
            values=[(value, words.get(lang)) for value, words in values.items()],
        )  # fmt: skip
        system = _templates().get_template(TEMPLATES[0]).render()
        return WritingTask(system, user, schema([*values, NOT_STATED]), max_tokens=MAX_TOKENS)

    def _take(self, name: str, text: str, filled: Filled, *, late: bool) -> None:
        reply = parse(text)
        if reply is None:
            filled.dropped[name] = "late" if late else "reply"
        elif reply.value == NOT_STATED:
            filled.not_stated.append(name)
        else:
            found = self.check(name, reply)
            if isinstance(found, StatedFact):
                filled.facts[name] = found
            else:
                filled.dropped[name] = found

    def check(self, name: str, reply: Reply) -> StatedFact | Dropped:
        """Return the fact if the question's words carry it, else the first check it fails."""
        spec = self._corpus.facts[name]
        if reply.value not in values_of(spec):
            return "value"
        quote = normalise(reply.quote).lower().strip()
        start = self._scope.text.find(quote) if quote else -1
        if start < 0:
            return "quote"
        value = _VALUES.get(reply.value, reply.value) if spec.type == "bool" else reply.value
        spots = list(_spots(quote, self._terms(spec, value), start))
        if not spots:
            return "terms"
        if not all(self._says(spec, value, *spot) for spot in spots):
            return "words"
        if clears(name, value) and not all(settled(self._scope, name, *spot) for spot in spots):
            return "guard"
        return StatedFact(name, value, (start, start + len(quote)))

    def _terms(self, spec: FactSpec, value: bool | str) -> frozenset[str]:
        """Return the terms a quote must share: the fact's own, or those of the choice."""
        if isinstance(value, bool):
            return _own_terms(self._corpus)[spec.name]
        return _terms(spec.labels[value]) | _terms(Bilingual(en=value.replace("_", " "), zh=value))

    def _says(self, spec: FactSpec, value: bool | str, start: int, end: int) -> bool:
        """Tell whether the words say it: affirmed or denied as the value is, and in earnest."""
        wanted = "negated" if value is False else "affirmed"
        if self._scope.polarity(start, end) != wanted or self._scope.guessed(start):
            return False
        return self._scope.subject(start) != "third"


def _prepared(message: str) -> str:
    """Return a message as the reader matches it, with spans that still point into it."""
    text = normalise(message).lower()
    return text if len(text) == len(message) else normalise(message)  # a few letters grow in lower case


def values_of(spec: FactSpec) -> dict[str, Bilingual]:
    """Return the closed list of values a model may give, with their words; empty for other kinds of fact."""
    if spec.asks is not None:
        return {}
    if spec.type == "bool":
        return {
            "yes": Bilingual(en="it says so", zh="原文说是"),
            "no": Bilingual(en="it denies it", zh="原文说否"),
        }
    if spec.type == "choice" and len(spec.choices) <= MAX_CHOICES and set(spec.choices) <= spec.labels.keys():
        return {code: spec.labels[code] for code in spec.choices}
    return {}


def schema(values: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a reply; the quote comes first, so that the value follows from it."""
    return {
        "type": "object",
        "properties": {"quote": {"type": "string", "maxLength": MAX_QUOTE}, "value": {"enum": list(values)}},
        "required": ["quote", "value"],
        "additionalProperties": False,
    }


def parse(text: str) -> Reply | None:
    """Return the reply in a model's JSON, or `None` for anything else."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(loaded, dict):
        return None
    value, quote = loaded.get("value"), loaded.get("quote")
    return Reply(value, quote) if isinstance(value, str) and isinstance(quote, str) else None


def _spots(quote: str, terms: frozenset[str], shift: int) -> Iterator[tuple[int, int]]:
    """Yield where the quote names what the fact is about, in characters of the question."""
    for match in _WORD.finditer(quote):
        if match.group()[:_STEM] in terms:
            yield shift + match.start(), shift + match.end()
    for match in _HAN.finditer(quote):
        for place in range(match.start(), match.end() - 1):
            if quote[place : place + 2] in terms:
                yield shift + place, shift + place + 2


@lru_cache(maxsize=4)
def _own_terms(corpus: Corpus) -> dict[str, frozenset[str]]:
    """Return for each fact the terms of its label and question that hardly any other fact has."""
    found = {spec.name: _terms(spec.label) | _terms(spec.question) for spec in corpus.facts.values()}
    shared = Counter(term for terms in found.values() for term in terms)
    return {name: frozenset(t for t in terms if shared[t] <= SHARED) for name, terms in found.items()}


def _terms(words: Bilingual) -> frozenset[str]:
    english = {word[:_STEM] for word in _WORD.findall(words.en.lower())}
    chinese = {run[i : i + 2] for run in _HAN.findall(words.zh) for i in range(len(run) - 1)}
    return frozenset(english | chinese) - _empty()


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    words: dict[str, str] = read_yaml(FILE)
    return frozenset(word for text in words.values() for word in text.split())


@lru_cache(maxsize=1)
def _templates() -> Environment:
    # Plain text for a model, not HTML: escaping would change the question's own words.
    return Environment(loader=FileSystemLoader(PROMPTS), undefined=StrictUndefined, autoescape=False)  # noqa: S701
