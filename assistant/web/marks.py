"""The question in pieces, each with the facts that were read from its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

CONTEXT = 40  # characters shown on each side of the words a fact was read from
MAX_SAID = 160  # characters of these words themselves


@dataclass(frozen=True)
class Piece:
    """A stretch of the question and the facts read from it, by name; none for most of the text."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """The words a fact was read from, with a little of what stands around them."""

    before: str
    said: str
    after: str


def pieces(question: str, facts: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """Cut the question where the words of a stated fact begin or end; joined, the pieces are the question."""
    spans = [
        (span[0], span[1], str(fact["name"]))
        for fact in facts
        if fact["source"] == "stated" and (span := _sound(fact.get("span"), question))
    ]
    cuts = sorted({0, len(question), *(edge for start, end, _ in spans for edge in (start, end))})
    return tuple(
        Piece(question[start:end], tuple(n for first, last, n in spans if first <= start and end <= last))
        for start, end in pairwise(cuts)
    )


def quote(question: str, span: Sequence[int] | None) -> Quote | None:
    """Return the words at a span within their surroundings; `None` where there are none."""
    sound = _sound(span, question)
    if sound is None or not question[slice(*sound)].strip():
        return None
    start, end = sound
    said = " ".join(question[start:end].split())
    said = said if len(said) <= MAX_SAID else said[: MAX_SAID - 1] + "…"
    before, after = question[max(0, start - CONTEXT) : start], question[end : end + CONTEXT]
    return Quote(
        _cut(before, start > CONTEXT, left=True), said, _cut(after, len(question) - end > CONTEXT, left=False)
    )


def _sound(span: Sequence[int] | None, question: str) -> tuple[int, int] | None:
    if not span:
        return None
    start, end = max(0, span[0]), min(len(question), span[1])
    return (start, end) if start < end else None


def _cut(text: str, was_cut: bool, *, left: bool) -> str:
    """Leave out the half of a word at a cut; Chinese has no blanks to cut at."""
    if was_cut:
        rest = text.partition(" ")[2] if left else text.rpartition(" ")[0]
        text = ("…" + (rest or text)) if left else ((rest or text) + "…")
    return re.sub(r"\s+", " ", text)
