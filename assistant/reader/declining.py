"""Why a question is not answered: it asks for help with evasion, or it is about something else.

Evasion is weighed, not matched: cues add points, each once; words of someone who wants to keep the
rule, or to know it, take points away. So "hide", "split" or "bypass" alone decline nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from assistant.reader.literals import Filter
from corpus.lexicon import compiled, data, expressions

FILE = Path(__file__).with_name("declining.yaml")
Decline = Literal["evasion", "out_of_scope"]

# Facts that anyone may mention in passing: they make no question ours.
PASSING = frozenset({"province", "target_in_coc", "us_person", "completion_date", "investor_kind"})
BOTH_COUNTRIES = frozenset({"us_person", "target_in_coc"})
OF_THE_FIELD = frozenset({"activity"})  # enough for a few words, not for a question of general knowledge

_SENTENCE = re.compile(r"[^.;!?。；！？\n]+[.;!?。；！？\n]*")
_BEFORE = 40  # characters before a cue in which it may be refused


@dataclass(frozen=True)
class _Cue:
    """One of the expressions by which a cue of evasion is known."""

    name: str
    points: int
    pattern: re.Pattern[str]
    by_others: bool  # what somebody may notice: that others do it is no refusal


@dataclass(frozen=True)
class _Evasion:
    threshold: int
    cues: tuple[_Cue, ...]
    possible: Filter  # of the cues
    lawful: re.Pattern[str]
    lawful_points: int


@lru_cache(maxsize=1)
def _evasion() -> _Evasion:
    words, raw = data(FILE)
    cues = [
        _Cue(cue["name"], cue["points"], compiled([pattern], words), cue.get("by_others", False))
        for cue in raw["evasion"]["cues"]
        for pattern in cue["patterns"]
    ]
    possible = Filter([cue.pattern.pattern for cue in cues])
    lawful = compiled(raw["lawful"]["patterns"], words)
    return _Evasion(raw["evasion"]["threshold"], tuple(cues), possible, lawful, raw["lawful"]["points"])


def says(name: str, text: str) -> bool:
    """Tell whether the normalised lower-case text has words of that group."""
    return expressions(FILE)[name].search(text) is not None


def decline(text: str, facts: Collection[str], *, known: bool) -> Decline | None:
    """Return why the question is not answered, or `None`.

    `facts` are the names of those read; `known` says that a provision is cited or a conversation goes on.
    """
    if evades(text):
        return "evasion"
    if outside(text, facts, known=known):
        return "out_of_scope"
    return None


def evades(text: str) -> bool:
    """Tell whether the text asks for help to get round a rule."""
    points = sum(_cues(text).values())
    if points and _evasion().lawful.search(text):
        points -= _evasion().lawful_points if says("wants", text) else points
    return points >= _evasion().threshold


def cues(text: str) -> list[str]:
    """Return the names of the cues of evasion found, for tests and for those who mend them."""
    return list(_cues(text))


def _cues(text: str) -> dict[str, int]:
    """Return the cues found in a text, each with its points."""
    evasion = _evasion()
    found: dict[str, int] = {}
    for index in evasion.possible.candidates(text):
        cue = evasion.cues[index]
        if cue.name not in found and any(_meant(cue, text)):
            found[cue.name] = cue.points
    return found


def _meant(cue: _Cue, text: str) -> Iterator[bool]:
    """Yield for each match whether it is meant, and not refused: "we will not hide it"."""
    for match in cue.pattern.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        theirs = not cue.by_others and says("others", before)
        yield not (theirs or says("refused", before) or says("refused_within", match.group()))


def outside(text: str, facts: Collection[str], *, known: bool) -> bool:
    """Tell whether what is asked lies outside the subject.

    What counts is what is asked, not what is mentioned: a deal may be told with the weather, and a
    rocket may be asked about by someone who wants to watch it.
    """
    asking = [s.group() for s in _SENTENCE.finditer(text) if says("asks", s.group().strip())]
    of_a_deal = bool(set(facts) - PASSING - OF_THE_FIELD) or set(facts) >= BOTH_COUNTRIES
    if asking and all(_elsewhere(s, of_a_deal) for s in asking):
        return True
    if not (asking or known or of_a_deal) and _elsewhere(text, of_a_deal):
        return True
    return not (known or _ours(text, set(facts)))


def _elsewhere(sentence: str, of_a_deal: bool) -> bool:
    """Tell whether a sentence asks about something else."""
    if says("law", sentence) or (of_a_deal and says("dealing", sentence)):
        return False
    # Words that a deal may use too lead elsewhere only where none is told.
    return says("elsewhere", sentence) or (says("ambiguous", sentence) and not of_a_deal)


def _ours(text: str, facts: set[str]) -> bool:
    """Tell whether a text has to do with our law, with a deal in our field, or just names the field."""
    if facts - PASSING - OF_THE_FIELD or says("law", text) or facts >= BOTH_COUNTRIES:
        return True
    of_the_field = bool(facts & OF_THE_FIELD) or says("field", text)
    if says("dealing", text):
        return of_the_field or bool(facts)
    return of_the_field and not says("knowledge", text)
