"""Duties of a screening in words: what to do, by when, and what of it stands only provisionally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.answer.cited import Citations
from assistant.answer.phrases import say
from assistant.contract import DutyOut, StepOut
from assistant.rules.duties import Owed
from assistant.rules.screen import Screening

COMPLETION = "completion_date"  # the one date that is also read from words like "in spring"


def dated(screening: Screening, *, approximate: bool = False) -> Iterator[Owed]:
    """Yield what is owed; where the completion date is only approximate, no day counted from it."""
    for owed in screening.duties:
        due = owed.duty.due
        yield owed.undated() if approximate and due is not None and due.start == COMPLETION else owed


def told(owed: Owed, lang: str, today: date) -> str:
    """Return the duty as one or two sentences: what to do and, where there is one, the last day."""
    parts = [owed.duty.text.get(lang)]
    if owed.until is not None:
        parts.append(owed.until.get(lang))
    if owed.overdue(today):
        parts.append(say("overdue", lang))
    return ("" if lang == "zh" else " ").join(parts)


def spoken(owed: Owed, screening: Screening) -> bool:
    """Tell whether the answer's text says it; the rest stands in the verdict alone.

    While the status itself is open, only what is heeded even then is said, and that only where the
    provisional status calls for it.
    """
    decided = screening.tables[owed.table.decides].definite and owed.duty.kind == "duty"
    return owed.certain or (owed.usual and (owed.duty.while_open or decided))


def entries(
    screening: Screening, lang: str, citations: Citations, *, approximate: bool = False
) -> list[DutyOut]:
    """Return the duties as the contract gives them."""
    found = dated(screening, approximate=approximate)
    return [_entry(owed, lang, citations, screening.as_of) for owed in found]


def _entry(owed: Owed, lang: str, citations: Citations, today: date) -> DutyOut:
    duty = owed.duty
    return DutyOut(
        id=duty.id,
        kind=duty.kind,
        title=duty.title.get(lang),
        text=duty.text.get(lang),
        certain=owed.certain,
        due=owed.until.get(lang) if owed.until is not None else None,
        date=owed.day,
        overdue=owed.overdue(today),
        steps=[StepOut(text=s.text.get(lang), provisions=list(s.provisions)) for s in duty.steps],
        citations=citations.numbers(duty.provisions),
    )


def provisions_of(found: Iterable[Owed]) -> list[str]:
    """Return the provisions the duties rest on."""
    return [provision_id for owed in found for provision_id in owed.duty.provisions]
