"""What differs between the law of two days, as the corpus holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from corpus.expression import Test, parse, walk
from corpus.model import Corpus, Expression, Instrument, Period, Provision

DAY_OF_LAW = "day_of_law"  # the fact that is always known
SHOWN = 8  # ids listed of one instrument or list, unless all are asked for

Change = Literal["begins", "ends", "passes", "turns"]
_SAID: dict[Change, tuple[str, str]] = {  # of one, of several
    "begins": ("begins", "begin"),
    "ends": ("ends", "end"),
    "passes": ("begins and ends in between", "begin and end in between"),
    "turns": ("asks for the day and turns on it", "ask for the day and turn on it"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that differs."""

    kind: Literal["instrument", "provision", "rule", "flag"]
    id: str
    change: Change
    valid: Period
    group: str  # the instrument, or the table, it stands in; nothing for an instrument or flag


@dataclass(frozen=True)
class Difference:
    """Everything that differs between two days, in the order of the corpus."""

    first: date
    second: date
    entries: tuple[Entry, ...]

    def of(self, *kinds: str) -> tuple[Entry, ...]:
        """Return the entries of these kinds."""
        return tuple(entry for entry in self.entries if entry.kind in kinds)


class DayError(ValueError):
    """A day cannot be used; says which and what would do."""


def parse_days(first: str, second: str) -> tuple[date, date]:
    """Read two days written YYYY-MM-DD; raises `DayError`."""
    earlier, later = _day(first), _day(second)
    if later < earlier:
        raise DayError(f"{first} is after {second}. Write the earlier day first: diff {second} {first}.")
    return earlier, later


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DayError(f"{text!r} is not a day that exists. Write it as YYYY-MM-DD.") from None
    if day.isoformat() != text:  # Python also reads days written without dashes and by week
        raise DayError(f"{text!r} is not written as YYYY-MM-DD. Write {day.isoformat()}.")
    return day


def difference(corpus: Corpus, first: date, second: date) -> Difference:
    """Return what is in force on only one of the two days, or only between them, or asks for the day."""
    return Difference(first, second, tuple(_entries(corpus, first, second)))


def _entries(corpus: Corpus, first: date, second: date) -> Iterator[Entry]:
    for instrument in corpus.instruments.values():
        change = change_of(instrument.valid, first, second)
        if change is not None:
            yield Entry("instrument", instrument.id, change, instrument.valid, "")
    for provision in corpus.provisions.values():
        change = change_of(provision.valid, first, second)
        if change is not None:
            yield Entry("provision", provision.id, change, provision.valid, provision.instrument)
    for table in corpus.tables.values():
        for rule in table.rules:
            change = change_of(rule.valid, first, second) or _turn(rule.when, rule.valid, first, second)
            if change is not None:
                yield Entry("rule", rule.id, change, rule.valid, table.table)
    for flag in corpus.flags:
        change = change_of(flag.valid, first, second) or _turn(flag.when, flag.valid, first, second)
        if change is not None:
            yield Entry("flag", flag.id, change, flag.valid, "")


def change_of(valid: Period, first: date, second: date) -> Change | None:
    """Tell what two days make of a period; `None` when nothing."""
    before, after = valid.covers(first), valid.covers(second)
    if before != after:
        return "begins" if after else "ends"
    if before or valid.from_ is None or valid.to is None:
        return None
    return "passes" if first < valid.from_ and valid.to < second else None


def _turn(expression: Expression, valid: Period, first: date, second: date) -> Change | None:
    """Tell whether a condition compares the day of the law with a day in between."""
    if not valid.covers(first):
        return None
    tests = [part for part in walk(parse(expression)) if isinstance(part, Test) and part.fact == DAY_OF_LAW]
    return "turns" if any(_compare(t, first) != _compare(t, second) for t in tests) else None


def _compare(test: Test, day: date) -> bool:
    if not isinstance(test.value, date):
        return False
    sides: dict[str, bool] = {
        "is": day == test.value,
        "gt": day > test.value,
        "ge": day >= test.value,
        "lt": day < test.value,
        "le": day <= test.value,
    }
    return sides[test.op]


def report(corpus: Corpus, found: Difference, *, everything: bool = False) -> list[str]:
    """Return the lines of the report; `everything` lists every id."""
    lines = [f"From {found.first} to {found.second}, as corpus {corpus.version} holds it"]
    if not found.entries:
        return [*lines, "Nothing differs."]
    provisions = found.of("provision")
    lines += _section("Instruments", found.of("instrument"), lambda entry: _dated(corpus, entry))
    lines += _section(
        "Rules", found.of("rule"), lambda entry: f"{entry.group}  {entry.id}{_days(entry.valid)}"
    )
    lines += _section("Flags", found.of("flag"), lambda entry: f"{entry.id}{_days(entry.valid)}")
    if provisions:
        lines += ["", f"Provisions: {len(provisions)}"]
        for name, entries in _grouped(provisions, lambda entry: entry.group):
            lines += _instrument(corpus, corpus.instruments[name], entries, SHOWN if not everything else None)
    return lines


def _section(title: str, entries: tuple[Entry, ...], words: Callable[[Entry], str]) -> list[str]:
    if not entries:
        return ["", f"{title}: none differs"]
    lines = ["", f"{title}: {len(entries)}"]
    for change, group in _by_change(entries):
        lines += [f"  {len(group)} {_said(change, len(group))}", *(f"    {words(entry)}" for entry in group)]
    return lines


def _dated(corpus: Corpus, entry: Entry) -> str:
    return f"{entry.id}  {corpus.instruments[entry.id].short.en}{_days(entry.valid)}"


def _days(valid: Period) -> str:
    start = f"from {valid.from_}" if valid.from_ else ""
    end = f"until {valid.to}" if valid.to else ""
    said = " ".join(part for part in (start, end) if part)
    return f" ({said})" if said else ""


def _said(change: Change, count: int) -> str:
    return _SAID[change][count > 1]


def _instrument(
    corpus: Corpus, instrument: Instrument, entries: list[Entry], most: int | None
) -> Iterator[str]:
    yield f"  {instrument.id}: {instrument.short.en}"
    for change, group in _by_change(entries):
        for area, listed in _grouped(group, lambda entry: corpus.provisions[entry.id].area or ""):
            what = f"{'item' if area else 'provision'}{'s' if len(listed) > 1 else ''}"
            where = f"{area}: " if area else ""
            yield f"    {where}{len(listed)} {what} {_said(change, len(listed))}{_common_days(listed)}"
            yield from _ids([corpus.provisions[entry.id] for entry in listed], most)
    if instrument.holds == "part":
        yield "    (held in part: entries the corpus lacks are not counted)"


def _common_days(entries: list[Entry]) -> str:
    """Say the days where all have the same."""
    days = {_days(entry.valid) for entry in entries}
    return days.pop() if len(days) == 1 else ""


def _ids(provisions: list[Provision], most: int | None) -> Iterator[str]:
    shown = list(_runs(provisions))
    for line in shown[:most]:
        yield f"      {line}"
    if most is not None and len(shown) > most:
        yield f"      … and {len(shown) - most} more (--all lists them)"


def _runs(provisions: Iterable[Provision]) -> Iterator[str]:
    """Yield ids; items of consecutive numbers as one run."""
    run: list[Provision] = []
    for provision in provisions:
        if run and not _follows(run[-1], provision):
            yield _run(run)
            run = []
        run.append(provision)
    if run:
        yield _run(run)


def _follows(before: Provision, after: Provision) -> bool:
    numbered = before.number is not None and after.number is not None
    return numbered and after.number == (before.number or 0) + 1 and before.parent == after.parent


def _run(run: list[Provision]) -> str:
    if len(run) == 1:
        return run[0].id
    return f"{run[0].id} to {run[-1].id.rsplit('/', 1)[1]}"


def _by_change(entries: Iterable[Entry]) -> list[tuple[Change, list[Entry]]]:
    order: list[Change] = list(_SAID)
    ordered = sorted(entries, key=lambda entry: order.index(entry.change))
    return [(change, list(group)) for change, group in groupby(ordered, key=lambda entry: entry.change)]


def _grouped(entries: Iterable[Entry], name: Callable[[Entry], str]) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(name(entry), []).append(entry)
    return list(groups.items())
