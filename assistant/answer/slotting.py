"""When a model may fill slots of a question before the verdict, and what is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answer.established import Established
from assistant.answer.plan import Plan
from assistant.answer.verdicts import US
from assistant.contract import Check
from assistant.reader.read import Reading
from assistant.reader.slots import Filled, Slots
from assistant.writers.base import Writer
from corpus import Corpus

CHECK = "slot"  # name of the check; `Metrics` counts by it


@dataclass(frozen=True)
class SlotLimits:
    """How many slots a model is asked for in one question, and for how long the verdict may wait."""

    most: int = 0  # none: the model takes no part in reading
    seconds: float = 6.0


@dataclass(frozen=True)
class Asker:
    """Who is asked, and within which limits."""

    writer: Writer
    limits: SlotLimits
    cancelled: Callable[[], bool]


def fill_slots(corpus: Corpus, reading: Reading, plan: Plan, asker: Asker) -> Filled:
    """Have the model look for the most decisive missing facts; nothing where the U.S. status is definite."""
    screening = plan.screening
    result = screening.tables.get(US) if screening is not None and plan.kind == "screen" else None
    if screening is None or result is None or result.definite:
        return Filled()
    slots = Slots(corpus, reading)
    names = slots.open([m.fact for m in screening.missing], plan.facts.values.keys(), asker.limits.most)
    end = time.monotonic() + asker.limits.seconds
    return slots.fill(names, asker.writer, lambda: asker.cancelled() or time.monotonic() > end)


def with_slots(facts: Established, filled: Filled) -> Established:
    """Add what the model found; it never takes the place of a fact that is known or disputed."""
    found = {n: f for n, f in filled.facts.items() if n not in facts.values and n not in facts.conflicts}
    return replace(
        facts,
        values={**facts.values, **{name: fact.value for name, fact in found.items()}},
        sources={**facts.sources, **dict.fromkeys(found, "stated")},
        stated={**facts.stated, **found},
        by_model=facts.by_model | found.keys(),
    )


def slot_checks(filled: Filled) -> list[Check]:
    """Report every slot the model claimed to have filled, and why it was dropped if it was."""
    kept = [Check(name=CHECK, passed=True, detail=f"{name}: found by the model") for name in filled.facts]
    dropped = [
        Check(name=CHECK, passed=False, detail=f"{name}: {REASONS[reason]}")
        for name, reason in filled.dropped.items()
    ]
    if filled.problem:
        dropped.append(Check(name="writer", passed=False, detail=filled.problem))
    return kept + dropped


REASONS = {
    "reply": "the reply was not the JSON asked for",
    "value": "the value is not one of the list",
    "quote": "the quote does not stand in the question",
    "terms": "the quote does not speak of the fact",
    "words": "the quoted words do not say so",
    "guard": "said too loosely to make the result milder",
    "late": "the time was over",
}
