"""Days so long before or after a day, within what a date can be."""

from __future__ import annotations

from datetime import date


def shifted(day: date, days: int) -> date:
    """Return the day so many calendar days later (earlier if negative), within what a date can be."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def years_later(day: date, years: int) -> date:
    """Return the same day so many years on, 1 March for a leap day that year lacks; at most the last date."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29) and not _leap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
