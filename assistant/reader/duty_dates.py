"""Dates that duties, exceptions and benefits count from: when it was filed, learned, signed, pledged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.reader.dates import FoundDate
from assistant.reader.patterns import Mention
from assistant.reader.scope import Scope
from corpus.yamlfile import read_yaml

FILE = Path(__file__).with_name("duty_dates.yaml")
BEFORE, AFTER = 90, 60  # characters of the clause that may name what a date is the date of
_END = re.compile(r"[.;。；!?！？]\s|[;；。]")
_BREAK = re.compile(r"[,，]| and |，|并|且")


@dataclass(frozen=True)
class Cue:
    """The words that make a date the date of one fact."""

    fact: str
    needed: tuple[re.Pattern[str], ...]
    barred: tuple[re.Pattern[str], ...]

    def fits(self, words: str) -> bool:
        """Tell whether the words around a date speak of the fact."""
        return all(p.search(words) for p in self.needed) and not any(p.search(words) for p in self.barred)


def duty_dates(scope: Scope, named: Sequence[FoundDate]) -> Iterator[Mention]:
    """Yield the days named in so many words, of a text's dates in order.

    A month or a year starts no deadline and is passed over.
    """
    starts = [other.start for other in named]
    for found in named:
        if not found.exact or scope.subject(found.start) == "third":
            continue
        until = next((start for start in starts if start >= found.end), len(scope.text))
        words = _around(scope, found.start, found.end, until)
        fact = next((cue.fact for cue in _cues() if cue.fits(words)), None)
        if fact is not None:
            yield Mention(fact, found.day, found.start, found.end)


def _around(scope: Scope, start: int, end: int, until: int) -> str:
    """Return the words of the sentence before a date, and those of its clause behind it."""
    first, last = scope.sentence_of(start)
    before = _END.split(scope.text[max(first, start - BEFORE) : start])[-1]
    after = _BREAK.split(scope.text[end : min(last, until, end + AFTER)])[0]
    return f"{before} {after}"


@lru_cache(maxsize=1)
def _cues() -> tuple[Cue, ...]:
    raw: dict[str, dict[str, list[str]]] = read_yaml(FILE)
    return tuple(
        Cue(fact, tuple(map(re.compile, cue["all"])), tuple(map(re.compile, cue["none"])))
        for fact, cue in raw.items()
    )
