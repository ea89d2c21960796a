"""Which chunks stand beside, or are referred to by, which: so that a good result lifts what is around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Links:
    """For every row of the index, the rows it gains from."""

    start: Rows  # where the sources of a row begin; one entry more than there are rows
    source: Rows

    @classmethod
    def of(cls, sources: Iterable[Sequence[int]]) -> Links:
        """Build from the sources of each row, in row order."""
        lists = [np.asarray(row, dtype=np.int64) for row in sources]
        start = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        return cls(start, np.concatenate([*lists, np.empty(0, dtype=np.int64)]))

    @classmethod
    def between_neighbours(cls, series: Sequence[str]) -> Links:
        """Link every row with the one before and the one after it in the same series."""
        last = len(series) - 1

        def beside(row: int) -> list[int]:
            near = (row - 1, row + 1)
            return [other for other in near if 0 <= other <= last and series[other] == series[row]]

        return cls.of(beside(row) for row in range(len(series)))

    def best(self, rows: Rows, scores: Floats) -> Floats:
        """Return for each of some rows the best score among its sources, 0 where it has none.

        The best and not the sum: what many refer to would outrank what the query is about. `rows` must
        be in ascending order, with their scores; a source that is not among them gives nothing.
        """
        best = np.zeros(len(rows), dtype=np.float32)
        if not len(rows):
            return best
        counts = self.start[rows + 1] - self.start[rows]
        sources = self.source[_ranges(self.start[rows], counts)]
        place = np.minimum(np.searchsorted(rows, sources), len(rows) - 1)
        held = rows[place] == sources
        owner = np.repeat(np.arange(len(rows)), counts)
        np.maximum.at(best, owner[held], scores[place[held]])
        return best


def _ranges(starts: Rows, counts: Rows) -> Rows:
    """Return `start, start + 1 …`, as many as its count says, for each start, joined."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - counts, counts) + np.repeat(starts, counts)
