"""Messages within a conversation: what they say, and how they stand to what was said before.

"What if it is in Jiangsu instead?", "不，是可转债", "make it 40%" and "forget the board seat" are no
descriptions of a deal: they change one. Their frames ("what if", "no,", 如果…呢) are blanked out,
so that the reader meets the plain statement, with spans that still point into the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.reader.completion import completion_dates
from assistant.reader.dates import dates
from assistant.reader.patterns import Mention
from assistant.reader.read import Reading, StatedFact, read
from assistant.reader.scope import Scope, scope_of
from assistant.reader.shares import shares
from assistant.reader.text import language, normalise
from corpus import Corpus
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("followups.yaml")
SHORT = 60  # characters of a message that may leave out what it speaks of: "make it 40%"
OPENING = 60  # characters in which "another company" announces a new target
_SENTENCE = re.compile(r"[^.;!?。；！？\n]+[.;!?。；！？\n]*")
_CLAUSE = re.compile(r"[^,;.!?，；。！？\n]+")
_ASKS = re.compile(r"[?？]")


@dataclass(frozen=True)
class Manner:
    """How a message stands to the earlier ones; all empty for the first of a conversation."""

    corrected: frozenset[str] = frozenset()  # facts whose sentence is worded as a correction or as "what if"
    supposed: frozenset[str] = frozenset()  # of these, the ones that are only supposed
    adds: frozenset[str] = frozenset()  # facts named beside the earlier ones: "they also make …"
    implied: frozenset[str] = frozenset()  # facts that only follow from another one stated here
    new_target: bool = False
    same_deal: bool = False
    starts_over: bool = False
    again: bool = False  # the message was answered before: it settles no dispute that it raised itself


PLAIN = Manner()


@dataclass(frozen=True)
class _Words:
    lists: dict[str, re.Pattern[str]]
    named: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = read_yaml(FILE)
    named = {fact: re.compile(pattern) for fact, pattern in raw.pop("named").items()}
    lists = {name: re.compile("|".join(f"(?:{p})" for p in patterns)) for name, patterns in raw.items()}
    return _Words(lists, named)


def _says(name: str, text: str) -> bool:
    return _words().lists[name].search(text) is not None


def follow_up(corpus: Corpus, question: str, today: date, carried: Collection[str]) -> tuple[Reading, Manner]:
    """Read a message that follows others; `carried` are the facts known from those."""
    text = normalise(question).lower()
    if len(text) != len(question):  # a few letters grow in lower case; spans must keep pointing right
        text = normalise(question)
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    plain = text
    for start, end in sentences:
        plain = plain[:start] + _unframed(text[start:end]) + plain[end:]
    found = read(corpus, plain, today)
    facts = {**found.facts, **_left_out(plain, found, today, carried)}
    taken = _taken_back(text, facts, found.touched)
    facts = {name: fact for name, fact in facts.items() if name not in taken}
    reading = replace(
        found,
        question=question,
        text=text,
        lang=language(question),
        facts=facts,
        touched=found.touched | taken,
    )
    return reading, _manner(text, sentences, facts)


def _unframed(sentence: str) -> str:
    """Blank out the frame of a sentence; one that only supposes something asks nothing of the reader."""
    plain = _words().lists["frames"].sub(lambda match: " " * len(match.group()), sentence)
    return _ASKS.sub(" ", plain) if _says("supposes", sentence) else plain


def _left_out(plain: str, found: Reading, today: date, carried: Collection[str]) -> dict[str, StatedFact]:
    """Read what a short message leaves out because it was spoken of before: "15%", "and in March 2028?"."""
    if len(plain.strip()) > SHORT:
        return {}
    added: dict[str, StatedFact] = {}
    if {"stake", "foreign_share"} & set(carried) and not {"stake", "foreign_share"} & found.facts.keys():
        name = "stake" if "stake" in carried else "foreign_share"
        clauses = (match.span() for match in _CLAUSE.finditer(plain))
        read_of = (_within(plain, span, "we buy ", shares) for span in clauses)
        figures = [mention for found in read_of for mention in found if mention.fact == "stake"]
        added |= _only(name, figures)
    if "completion_date" in carried and not {"completion_date"} & {*found.facts, *found.conflicts}:
        days = _within(
            plain,
            (0, len(plain)),
            "we close on ",
            lambda scope: completion_dates(scope, dates(scope.text, today), today),
        )
        added |= _only("completion_date", days)
    return added


def _within(
    plain: str, span: tuple[int, int], opening: str, reader: Callable[[Scope], Iterable[Mention]]
) -> list[Mention]:
    """Read a fragment as if it ended a sentence that opens so; the spans count from the whole text."""
    fragment = plain[slice(*span)]
    bare = fragment.lstrip()
    shift = span[0] + len(fragment) - len(bare) - len(opening)
    return [
        replace(m, start=m.start + shift, end=m.end + shift)
        for m in reader(scope_of(opening + bare))
        if m.start >= len(opening)
    ]


def _only(name: str, found: list[Mention]) -> dict[str, StatedFact]:
    if len({mention.value for mention in found}) != 1:
        return {}
    one = found[0]
    return {name: StatedFact(name, one.value, (one.start, one.end), one.note == "approximate")}


def _taken_back(text: str, facts: dict[str, StatedFact], touched: frozenset[str]) -> frozenset[str]:
    """Return the facts that a message takes back, by their words or by their name."""
    taken: set[str] = set()
    for match in _words().lists["takes_back"].finditer(text):
        taken |= {name for name, fact in facts.items() if match.start() <= fact.span[0] < match.end()}
        taken |= {name for name, named in _words().named.items() if named.search(match.group())}
    return frozenset(taken - touched)


def _manner(text: str, sentences: list[tuple[int, int]], facts: dict[str, StatedFact]) -> Manner:
    corrected, supposed, adds = set(), set(), set()
    goes_on = False  # "I got that wrong. It is 14%.": a correction that states nothing is about the next one
    for start, end in sentences:
        sentence = text[start:end]
        stated = {name for name, fact in facts.items() if start <= fact.span[0] < end}
        supposes = _says("supposes", sentence)
        corrects = supposes or goes_on or _says("corrects", sentence)
        corrected |= stated if corrects else set()
        supposed |= stated if supposes else set()
        adds |= stated if _says("adds", sentence) else set()
        goes_on = corrects and not stated
    return Manner(
        corrected=frozenset(corrected),
        supposed=frozenset(supposed),
        adds=frozenset(adds),
        implied=frozenset(_implied(facts)),
        new_target=_is_new_target(text, facts),
        same_deal=_says("same_deal", text),
        starts_over=_says("starts_over", text),
    )


def _implied(facts: dict[str, StatedFact]) -> Iterator[str]:
    """Yield what the reader took from the words of another fact: a stake is equity."""
    deal, stake = facts.get("deal_type"), facts.get("stake")
    if deal is not None and stake is not None and deal.span == stake.span:
        yield "deal_type"


def _is_new_target(text: str, facts: Collection[str]) -> bool:
    named = bool({"activity", "province"} & set(facts))
    return _says("new_target", text if named else text[:OPENING])
