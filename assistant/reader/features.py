"""What a clause looks like to the classifier: its words and pairs of words, and which of them are denied.

English words are stemmed; Chinese is taken character by character. Of each sequence the runs of
one to three words (or one to four characters) count once. A run behind a negator is marked, since
"no chips" and "chips" share their words and say the opposite; so is one that stands in a clause
about the investor or a third party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from assistant.reader.scope import Scope

_TOKEN = re.compile(r"[a-z][a-z·'&]*|\d[\d,·]*|[%$]|[\u4e00-\u9fff]|[,;:?!，；：？！、]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_RUN, CHINESE_RUN = 3, 4
DENIED, NUMBER = "!", "#"


@dataclass(frozen=True)
class Window:
    """A stretch of text read as one clause, and what it looks like."""

    start: int
    end: int
    features: frozenset[str]


def windows(scope: Scope) -> list[Window]:
    """Return the clauses of a text, then each with the next one of its sentence."""
    groups = [_window(scope, start, end) for start, end in _groups(scope)]
    pairs = [
        Window(one.start, two.end, one.features | two.features)
        for one, two in zip(groups, groups[1:], strict=False)
        if scope.sentence_of(one.start) == scope.sentence_of(two.start)
    ]
    return groups + pairs


def whole(scope: Scope) -> Window:
    """Return a text as one window, as the training clauses are taken."""
    features: set[str] = set()
    for start, end in _groups(scope):
        features |= _window(scope, start, end).features
    return Window(0, len(scope.text), frozenset(features))


def _groups(scope: Scope) -> Iterator[tuple[int, int]]:
    """Yield the segments, those of one list ("no chips, quantum or AI") as one."""
    current: tuple[int, int, int] | None = None
    for (start, end), begun in zip(scope.segments, scope.lists_from, strict=True):
        if current is not None and current[2] == begun:
            current = (current[0], end, begun)
            continue
        if current is not None:
            yield current[:2]
        current = (start, end, begun)
    if current is not None:
        yield current[:2]


def _window(scope: Scope, start: int, end: int) -> Window:
    subject = scope.subject(end - 1)
    mark = "" if subject == "target" else f"{subject}|"
    found: set[str] = {f"S={subject}"}
    tokens: list[str] = []
    denied: list[bool] = []
    for match in _TOKEN.finditer(scope.text, start, end):
        tokens.append(_token(match.group()))
        denied.append(scope.is_denied(match.start()))
    for run, is_denied in _runs(tokens, denied):
        found.add(run)
        if is_denied:
            found.add(DENIED + run)
        if mark:
            found.add(mark + run)
    return Window(start, end, frozenset(found))


def _runs(tokens: list[str], denied: list[bool]) -> Iterator[tuple[str, bool]]:
    for i in range(len(tokens)):
        longest = CHINESE_RUN if _CHINESE.match(tokens[i]) else ENGLISH_RUN
        for j in range(i + 1, min(i + longest, len(tokens)) + 1):
            yield " ".join(tokens[i:j]), denied[i] and denied[j - 1]


def _token(word: str) -> str:
    if word[0].isdigit():
        return NUMBER
    return _stem(word) if word[0].isascii() and word[0].isalpha() else word


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
