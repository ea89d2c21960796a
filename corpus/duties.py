"""When a duty stands, as one condition over the rows of its table and its own."""

from __future__ import annotations

from corpus.model import Duty, Expression, Outcome, Table


def condition(table: Table, duty: Duty) -> Expression:
    """Return when a duty stands: its own condition, and a row of one of its statuses decides."""
    own = [duty.when] if duty.when is not None else []
    if not duty.status:
        return {"all": own}
    deciding = [
        {"all": [row.when, *before]} if row.when is not None else {"all": before}
        for row, before in _rows(table)
        if row.value in duty.status
    ]
    return {"all": [{"any": deciding}, *own]}


def _rows(table: Table) -> list[tuple[Outcome, list[Expression]]]:
    """Return each row with the denials of the rows before it."""
    found: list[tuple[Outcome, list[Expression]]] = []
    before: list[Expression] = []
    for row in table.outcomes:
        found.append((row, list(before)))
        if row.when is not None:
            before.append({"not": row.when})
    return found
