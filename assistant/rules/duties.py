"""Duties that stand on the known facts, and the last day of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.rules.days import shifted, years_later
from assistant.rules.program import duty_key
from assistant.rules.worlds import BASE, ORDINARY, Worlds
from corpus.model import Bilingual, Due, Duty, Table
from corpus.wording import day_words


@dataclass(frozen=True)
class Owed:
    """A duty that stands, or that still may."""

    table: Table
    duty: Duty
    certain: bool  # on the known facts
    usual: bool  # as things ordinarily are; neither means: perhaps
    day: date | None  # the last day; `None` where there is none or its start is not known

    @property
    def until(self) -> Bilingual | None:
        """Say the last day, or from when it counts; `None` for a duty without one."""
        due = self.duty.due
        if due is None or self.day is None:
            return due.open if due is not None else None
        words = day_words(self.day)
        return Bilingual(en=due.finding.en.format(date=words.en), zh=due.finding.zh.format(date=words.zh))

    def overdue(self, today: date) -> bool:
        """Tell whether the last day has passed; what must be kept until a day is never overdue."""
        return self.day is not None and self.day < today and self.duty.kind == "duty"

    def undated(self) -> Owed:
        """Return the same without its day."""
        return replace(self, day=None)


def owed(tables: Iterable[Table], worlds: Worlds) -> Iterator[Owed]:
    """Yield the duties that stand, those that ordinarily would, and what is heeded while it may stand."""
    for table in tables:
        for duty in table.duties:
            key = duty_key(duty.id)
            certain = worlds.value(key, BASE)
            usual = worlds.value(key, ORDINARY) is True
            if certain is True or (certain is None and (usual or duty.while_open)):
                yield Owed(table, duty, certain is True, usual, last_day(duty.due, worlds))


def last_day(due: Due | None, worlds: Worlds) -> date | None:
    """Return the last day of a duty whose start is known."""
    start = worlds.known.get(due.start) if due is not None else None
    if due is None or not isinstance(start, date):
        return None
    return shifted(start, due.days) if due.days is not None else years_later(start, due.years or 0)
